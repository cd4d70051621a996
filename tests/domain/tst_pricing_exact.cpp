#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/pricing/apportion.h"

#include <rapidcheck.h>

#include <numeric>

using namespace kontor;

namespace {

Rational decimal(const QString& text)
{
    return Rational::parse(text.toStdString(), "test").value();
}
QString shown(const Rational& value, int most = 80)
{
    return QString::fromStdString(value.toDecimal(0, most));
}
std::vector<Rational> decimals(const QString& texts)
{
    std::vector<Rational> values;
    for (const auto& text : texts.split(u' '))
        values.push_back(decimal(text));
    return values;
}
QString shown(const std::vector<Rational>& values)
{
    QStringList texts;
    for (const auto& value : values)
        texts += shown(value);
    return texts.join(u' ');
}

/// A fraction whose parts reach from nothing to where 64 bits end.
Rational aRational()
{
    const auto n = *rc::gen::arbitrary<std::int64_t>();
    const auto d = *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 1'000), rc::gen::positive<std::int64_t>());
    return Rational(n, d);
}

} // namespace

class PricingExactTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyPlainDecimalsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        for (const auto* good : {"0", "-0", "1", "-1", "0.5", "-12.50", "0.000000000000000001", "100"})
            QTest::newRow(good) << QString::fromLatin1(good) << true;
        QTest::newRow("38 digits") << QString(38, u'9') << true;
        QTest::newRow("39 digits") << QString(39, u'9') << false;
        QTest::newRow("39 digits, most after the dot") << QString(QStringLiteral("0.") + QString(38, u'9')) << false;
        for (const auto* bad : {"", "-", ".", ".5", "5.", "+1", " 1", "1 ", "1e5", "01", "-01", "00", "1.2.3", "--1",
                                "1,5", "NaN", "0x1"})
            QTest::newRow(qPrintable(QStringLiteral("'%1'").arg(QLatin1String(bad))))
                << QString::fromLatin1(bad) << false;
    }
    void onlyPlainDecimalsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(Rational::parse(text.toStdString(), "test").has_value(), good);
    }

    void roundingMirrorsBelowZero_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("rounded"); // half_up half_even half_down down
        QTest::newRow("below half") << "1.024"
                                    << "0.01"
                                    << "1.02 1.02 1.02 1.02";
        QTest::newRow("half, even below") << "1.025"
                                          << "0.01"
                                          << "1.03 1.02 1.02 1.02";
        QTest::newRow("half, odd below") << "1.035"
                                         << "0.01"
                                         << "1.04 1.04 1.03 1.03";
        QTest::newRow("above half") << "1.026"
                                    << "0.01"
                                    << "1.03 1.03 1.03 1.02";
        QTest::newRow("no minor unit") << "2.5"
                                       << "1"
                                       << "3 2 2 2";
        QTest::newRow("Swiss cash") << "7.475"
                                    << "0.05"
                                    << "7.5 7.5 7.45 7.45";
        QTest::newRow("odd unit") << "1"
                                  << "0.3"
                                  << "0.9 0.9 0.9 0.9";
        QTest::newRow("beyond 64 bits")
            << "12345678901234567890123.5"
            << "1"
            << "12345678901234567890124 12345678901234567890124 12345678901234567890123 12345678901234567890123";
    }
    void roundingMirrorsBelowZero()
    {
        QFETCH(QString, value);
        QFETCH(QString, unit);
        QFETCH(QString, rounded);
        std::vector<Rational> above;
        std::vector<Rational> below;
        for (const auto rounding : {Rounding::HalfUp, Rounding::HalfEven, Rounding::HalfDown, Rounding::Down}) {
            above.push_back(roundTo(decimal(value), decimal(unit), rounding));
            below.push_back(-roundTo(-decimal(value), decimal(unit), rounding));
        }
        QCOMPARE(shown(above), rounded);
        QCOMPARE(shown(below), rounded);
    }

    void decimalsAreWrittenToTheirEnd()
    {
        QCOMPARE(QString::fromStdString(decimal(QStringLiteral("12.5")).toDecimal(2, 80)), QStringLiteral("12.50"));
        QCOMPARE(QString::fromStdString(decimal(QStringLiteral("-0.0005")).toDecimal(2, 80)),
                 QStringLiteral("-0.0005"));
        QCOMPARE(QString::fromStdString(Rational(2, 3).toDecimal(6, 6)), QStringLiteral("0.666667"));
        QCOMPARE(QString::fromStdString(Rational(-2, 3).toDecimal(6, 6)), QStringLiteral("-0.666667"));
        QCOMPARE(QString::fromStdString(Rational(1'000).toDecimal(0, 0)), QStringLiteral("1000"));
    }

    void theFieldLawsHoldWhereWideIntegersBegin()
    {
        QVERIFY(rc::check("(a + b) - b == a; (a * b) / b == a; a * (b + c) == a * b + a * c", [] {
            const auto a = aRational();
            const auto b = aRational();
            const auto c = aRational();
            RC_ASSERT((a + b) - b == a);
            RC_ASSERT(a * (b + c) == a * b + a * c);
            if (!b.isZero())
                RC_ASSERT((a * b) / b == a);
            RC_ASSERT((a < b) == (b - a > 0));
        }));
    }
    void aRoundedValueIsTheNearestMultiple()
    {
        QVERIFY(rc::check("|rounded - value| <= unit / 2, and down never goes away from zero", [] {
            const auto value = aRational();
            const auto unit =
                Rational(*rc::gen::inRange<std::int64_t>(1, 1'000), *rc::gen::inRange<std::int64_t>(1, 1'000));
            for (const auto rounding : {Rounding::HalfUp, Rounding::HalfEven, Rounding::HalfDown})
                RC_ASSERT((roundTo(value, unit, rounding) - value).magnitude() * 2 <= unit);
            const auto down = roundTo(value, unit, Rounding::Down);
            RC_ASSERT(down.magnitude() <= value.magnitude() && (value - down).magnitude() < unit);
        }));
    }

    void oddUnitsGoToTheLargestRemaindersAndOfEqualsToTheEarlier()
    {
        const Rational cent(1, 100);
        // 10.00 over three equal lines; over 1 : 2 : 4, exactly 1.4285…, 2.8571…, 5.7142….
        const auto free = decimals(QStringLiteral("100 100 100"));
        QCOMPARE(shown(shareOut(10, decimals(QStringLiteral("1 1 1")), free, &cent)), QStringLiteral("3.34 3.33 3.33"));
        QCOMPARE(shown(shareOut(10, decimals(QStringLiteral("1 2 4")), free, &cent)), QStringLiteral("1.43 2.86 5.71"));
        QCOMPARE(shown(settleTo(decimal(QStringLiteral("0.05")), decimals(QStringLiteral("0.015 0.015 0.015")), cent)),
                 QStringLiteral("0.02 0.02 0.01"));
        QCOMPARE(
            shown(settleTo(decimal(QStringLiteral("-0.05")), decimals(QStringLiteral("-0.015 -0.015 -0.015")), cent)),
            QStringLiteral("-0.02 -0.02 -0.01"));
    }
    void noShareIsAboveItsMost()
    {
        const Rational cent(1, 100);
        // 0.0315 may not become 0.04 although its remainder is the largest.
        QCOMPARE(shown(shareOut(decimal(QStringLiteral("2.04")), decimals(QStringLiteral("2.01 0.0315")),
                                decimals(QStringLiteral("2.01 0.0315")), &cent)),
                 QStringLiteral("2.01 0.03"));
    }
    void sharesAddUpAndMirror()
    {
        QVERIFY(rc::check("sum of settled == total; settled(-x) == -settled(x)", [] {
            const auto numbers = *rc::gen::nonEmpty<std::vector<int>>(
                rc::gen::container<std::vector<int>>(rc::gen::inRange(-100'000, 100'000)));
            std::vector<Rational> exact;
            std::vector<Rational> mirror;
            Rational sum;
            for (const int number : numbers) {
                exact.emplace_back(number, 7'000);
                mirror.push_back(-exact.back());
                sum += exact.back();
            }
            const Rational cent(1, 100);
            const Rational total = roundTo(sum, cent, Rounding::HalfEven);
            const auto settled = settleTo(total, exact, cent);
            RC_ASSERT(std::accumulate(settled.begin(), settled.end(), Rational()) == total);
            const auto mirrored = settleTo(-total, mirror, cent);
            for (std::size_t i = 0; i < settled.size(); ++i)
                RC_ASSERT(mirrored[i] == -settled[i] && (settled[i] - exact[i]).magnitude() < cent);
        }));
    }
};

QTEST_GUILESS_MAIN(PricingExactTest)
#include "tst_pricing_exact.moc"
