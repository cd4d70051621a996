#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "sync/server/event_log.h"
#include "sync/server/rate_limit.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

using namespace kontor;

class RateLimitTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBurstPassesAndThenSoManyASecond()
    {
        RateLimit limit({5, 2});
        std::uint64_t now = 1000;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(limit.take("a", now), 0U);
        QCOMPARE(limit.take("a", now), 1U);
        QCOMPARE(limit.take("b", now), 0U); // Others are not concerned.
        int passed = 0;
        for (int i = 0; i < 1000; ++i)
            passed += limit.take("a", now += 10) == 0 ? 1 : 0;
        QCOMPARE(passed, 20); // Ten seconds.
        now += 3'600'000'000;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(limit.take("a", now), 0U);
        QVERIFY(limit.take("a", now) > 0);
    }

    void aSlowBucketSaysHowLongToWait()
    {
        RateLimit limit({1, 1});
        QCOMPARE(limit.take("a", 10'000), 0U);
        QCOMPARE(limit.take("a", 10'000), 1U);
        QCOMPARE(limit.take("a", 10'999), 1U);
        QCOMPARE(limit.take("a", 11'000), 0U);
    }

    void whatCostsMoreTakesMoreAndNeverWaitsForMoreThanABurst()
    {
        RateLimit limit({10, 2});
        QCOMPARE(limit.take("a", 1000, 6), 0U);
        QCOMPARE(limit.take("a", 1000, 6), 1U); // Four are left, and nothing was taken of them.
        QCOMPARE(limit.take("a", 1000, 4), 0U);
        QCOMPARE(limit.take("a", 1000, 6), 3U);
        QCOMPARE(limit.take("a", 4000, 6), 0U);
        QCOMPARE(limit.take("a", 4000, 1000), 5U);
        QCOMPARE(limit.take("a", 9000, 1000), 0U);
    }

    void aHundredThousandNamesTakeTheRoomOfAFew()
    {
        RateLimit limit({1, 1}, 100);
        for (int i = 0; i < 100'000; ++i)
            QCOMPARE(limit.take("peer " + std::to_string(i), 0), 0U);
        QCOMPARE(limit.count(), 100U);
        QVERIFY(limit.take("peer 99999", 0) > 0); // The last are remembered.
    }

    void anIpv6AddressCountsAsItsNetwork_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("four") << QByteArray("10.0.0.5") << QByteArray("10.0.0.5");
        QTest::newRow("whole") << QByteArray("2001:db8:1:2:3:4:5:6") << QByteArray("2001:db8:1:2:/64");
        QTest::newRow("gap behind") << QByteArray("2001:db8:1:2::6") << QByteArray("2001:db8:1:2:/64");
        QTest::newRow("gap within") << QByteArray("2001:db8::6") << QByteArray("2001:db8:0:0:/64");
        QTest::newRow("loopback") << QByteArray("::1") << QByteArray("0:0:0:0:/64");
    }
    void anIpv6AddressCountsAsItsNetwork()
    {
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, name);
        QCOMPARE(peerName(address.toStdString()), name.toStdString());
    }

    void anEventIsALineOfWordsOrAJsonObject()
    {
        const auto logged = [](EventLog::Form form) {
            std::ostringstream out;
            const auto logger =
                std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
            EventLog log(logger, form);
            log.write(spdlog::level::info, "request",
                      {{"status", std::uint64_t{200}}, {"target", std::string("/v1/a\"b c\xff")}},
                      "origin=ab12 first=3 about=\"unit price\"");
            logger->flush();
            return QByteArray::fromStdString(out.str());
        };
        const auto words = logged(EventLog::Form::Words);
        QVERIFY2(words.contains("level=info event=request status=200 target=\"/v1/a'b c\xff\" origin=ab12 first=3"),
                 words.constData());
        const auto json = logged(EventLog::Form::Json);
        QCOMPARE(json.count('\n'), 1);
        const auto object = QJsonDocument::fromJson(json).object();
        QVERIFY2(!object.isEmpty(), json.constData());
        QCOMPARE(object.value(QLatin1String("event")).toString(), QStringLiteral("request"));
        QCOMPARE(object.value(QLatin1String("status")).toInt(), 200);
        QCOMPARE(object.value(QLatin1String("origin")).toString(), QStringLiteral("ab12"));
        QCOMPARE(object.value(QLatin1String("first")).toInt(), 3);
        QCOMPARE(object.value(QLatin1String("about")).toString(), QStringLiteral("unit price"));
        QVERIFY(object.value(QLatin1String("time")).toString().endsWith(u'Z'));
    }
};
QTEST_GUILESS_MAIN(RateLimitTest)
#include "tst_rate_limit.moc"
