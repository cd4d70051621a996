#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "sync/protocol/circuit_breaker.h"
#include "sync/protocol/retry_after.h"

using namespace kontor;

class ClientPatienceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDeadLinkIsOnlyProbed()
    {
        CircuitBreaker breaker([](std::uint64_t bound) { return bound; });
        std::uint64_t now = 1000;
        for (std::uint32_t i = 1; i < CircuitBreaker::failuresToOpen; ++i) {
            breaker.failed(now);
            QVERIFY(breaker.mayBegin(now, 2));
            QCOMPARE(breaker.notBeforeMs(), 0ULL);
        }
        breaker.failed(now);
        QVERIFY(breaker.isOpen());
        QVERIFY(!breaker.mayBegin(now, 0));
        QVERIFY(breaker.mayBegin(breaker.notBeforeMs(), 0));
        QVERIFY(!breaker.mayBegin(breaker.notBeforeMs(), 1)); // One probe.
    }

    void probesComeAtThePaceOfTheBackOff()
    {
        CircuitBreaker breaker([](std::uint64_t bound) { return bound; });
        std::uint64_t now = 0;
        std::uint64_t last = 0;
        for (std::uint32_t i = 0; i < 40; ++i) {
            breaker.failed(now);
            if (!breaker.isOpen())
                continue;
            const auto pause = breaker.notBeforeMs() - now;
            QVERIFY(pause >= last && pause >= 1'000 && pause <= backoffCapMs);
            last = pause;
            now = breaker.notBeforeMs();
        }
        QCOMPARE(last, backoffCapMs);
    }

    void aServerThatWasAwayForTwoSecondsIsNotLeftAloneForMinutesHoweverMuchWasSold()
    {
        const RandomUpTo longest = [](std::uint64_t bound) { return bound; };
        CircuitBreaker breaker(longest);
        std::uint64_t now = 10'000;
        for (int sale = 0; sale < 40; ++sale) // Each asks for a try.
            breaker.failed(now += 50);
        QVERIFY(breaker.isOpen());
        QVERIFY(breaker.notBeforeMs() - now <= 4'000);
        QCOMPARE(backoffMs(12, 2'000, longest), 4'000U);
        QCOMPARE(backoffMs(12, 10, longest), backoffFloorMs);
        QCOMPARE(backoffMs(3, 3'600'000, longest), 8 * backoffFloorMs);
        QCOMPARE(backoffMs(12, 3'600'000, longest), backoffCapMs);
    }

    void oneAnswerClosesIt()
    {
        CircuitBreaker breaker([](std::uint64_t bound) { return bound; });
        for (int i = 0; i < 20; ++i)
            breaker.failed(0);
        QVERIFY(breaker.isOpen());
        breaker.answered();
        QVERIFY(breaker.mayBegin(0, 2));
        breaker.failed(0); // And it counts from none.
        QVERIFY(!breaker.isOpen());
    }

    void aRetryAfterIsSecondsOrADateAndNeverMoreThanADay_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<unsigned>("seconds");
        // Now is 784111777: Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
        QTest::newRow("none") << QByteArray("") << 0U;
        QTest::newRow("seconds") << QByteArray("120") << 120U;
        QTest::newRow("blanks") << QByteArray("  7 ") << 7U;
        QTest::newRow("a date") << QByteArray("Sun, 06 Nov 1994 08:50:07 GMT") << 30U;
        QTest::newRow("a date that is over") << QByteArray("Sun, 06 Nov 1994 08:00:00 GMT") << 0U;
        QTest::newRow("a date far off") << QByteArray("Fri, 06 Nov 2037 08:00:00 GMT") << 86'400U;
        QTest::newRow("too many seconds") << QByteArray("99999999") << 86'400U;
        QTest::newRow("no number any more") << QByteArray("99999999999999999999999") << 86'400U;
        QTest::newRow("less than none") << QByteArray("-5") << 0U;
        QTest::newRow("words") << QByteArray("later") << 0U;
        QTest::newRow("no such day") << QByteArray("Sun, 31 Feb 1995 08:50:07 GMT") << 0U;
        QTest::newRow("no such month") << QByteArray("Sun, 06 Nox 1994 08:50:07 GMT") << 0U;
    }
    void aRetryAfterIsSecondsOrADateAndNeverMoreThanADay()
    {
        QFETCH(QByteArray, header);
        QFETCH(unsigned, seconds);
        QCOMPARE(retryAfterSeconds(header.toStdString(), 784'111'777), seconds);
    }
};
QTEST_GUILESS_MAIN(ClientPatienceTest)
#include "tst_client_patience.moc"
