#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/base/decimal.h"
#include "domain/base/exact.h"
#include "domain/base/hlc.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/text.h"
#include "domain/base/time.h"

#include <rapidcheck.h>

using namespace kontor;

class AmountsTest : public QObject
{
    Q_OBJECT

    static Currency gbp() { return Currency::fromAlpha("GBP").value(); }

private Q_SLOTS:
    void aCurrencyIsKnownByNumberAndLetters_data()
    {
        QTest::addColumn<QString>("letters");
        QTest::addColumn<uint>("number");
        QTest::addColumn<int>("exponent");
        QTest::addColumn<QString>("symbol");
        QTest::newRow("pound") << "GBP" << 826U << 2 << QString::fromUtf8("£");
        QTest::newRow("yen") << "JPY" << 392U << 0 << QString::fromUtf8("¥");
        QTest::newRow("dinar") << "KWD" << 414U << 3 << "KWD";
        QTest::newRow("unidad de fomento") << "CLF" << 990U << 4 << "CLF";
        QTest::newRow("small number") << "ALL" << 8U << 2 << "ALL";
        QTest::newRow("first") << "AED" << 784U << 2 << "AED";
        QTest::newRow("last") << "ZWG" << 924U << 2 << "ZWG";
    }
    void aCurrencyIsKnownByNumberAndLetters()
    {
        QFETCH(QString, letters);
        QFETCH(uint, number);
        QFETCH(int, exponent);
        QFETCH(QString, symbol);
        const auto byLetters = Currency::fromAlpha(letters.toStdString());
        const auto byNumber = Currency::fromNumeric(number);
        QVERIFY(byLetters && byNumber);
        QVERIFY(*byLetters == *byNumber);
        QCOMPARE(byNumber->exponent(), exponent);
        QCOMPARE(QString::fromUtf8(byNumber->symbol().data(), int(byNumber->symbol().size())), symbol);
    }
    void anUnknownCurrencyIsRefused()
    {
        for (const auto* letters : {"", "GB", "gbp", "GBPX", "XXX", "DEM"}) {
            const auto currency = Currency::fromAlpha(letters);
            QVERIFY2(!currency, letters);
            QCOMPARE(currency.error().about, std::string("currency"));
        }
        for (const std::uint32_t number : {0U, 1U, 999U, 1000U, 4'000'000'000U})
            QVERIFY(!Currency::fromNumeric(number));
    }

    void moneyIsReadAndWrittenExactly_data()
    {
        QTest::addColumn<QString>("letters");
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QString>("written");
        QTest::newRow("two decimals") << "GBP"
                                      << "12.50" << qint64(1250) << "12.50";
        QTest::newRow("fewer decimals") << "GBP"
                                        << "12.5" << qint64(1250) << "12.50";
        QTest::newRow("whole") << "GBP"
                               << "12" << qint64(1200) << "12.00";
        QTest::newRow("below zero") << "GBP"
                                    << "-0.01" << qint64(-1) << "-0.01";
        QTest::newRow("leading zeros") << "GBP"
                                       << "007" << qint64(700) << "7.00";
        QTest::newRow("no minor unit") << "JPY"
                                       << "1200" << qint64(1200) << "1200";
        QTest::newRow("three decimals") << "KWD"
                                        << "0.005" << qint64(5) << "0.005";
        QTest::newRow("four decimals") << "CLF"
                                       << "1.0001" << qint64(10001) << "1.0001";
        QTest::newRow("largest") << "JPY"
                                 << "9223372036854775807" << qint64(INT64_MAX) << "9223372036854775807";
        QTest::newRow("smallest") << "JPY"
                                  << "-9223372036854775808" << qint64(INT64_MIN) << "-9223372036854775808";
        QTest::newRow("minus nothing") << "GBP"
                                       << "-0" << qint64(0) << "0.00";
    }
    void moneyIsReadAndWrittenExactly()
    {
        QFETCH(QString, letters);
        QFETCH(QString, text);
        QFETCH(qint64, minor);
        QFETCH(QString, written);
        const auto money =
            Money::parse(text.toStdString(), Currency::fromAlpha(letters.toStdString()).value(), "total");
        QVERIFY(money);
        QCOMPARE(qint64(money->minor()), minor);
        QCOMPARE(QString::fromStdString(money->toString()), written);
    }
    void whatIsNoAmountIsRefusedAndNamed_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text :
             {"", "abc", "1,5", "1.", ".5", "-", "+1", "1.234", "1e3", " 1", "1 ", "1.2.3", "0x10", "--1", "1.-5",
              "92233720368547758.08", "-92233720368547758.09", "99999999999999999999999999999999999999999999"})
            QTest::newRow(*text == '\0' ? "empty" : text) << QString::fromLatin1(text);
    }
    void whatIsNoAmountIsRefusedAndNamed()
    {
        QFETCH(QString, text);
        const auto money = Money::parse(text.toStdString(), gbp(), "total");
        QVERIFY(!money);
        QCOMPARE(money.error().about, std::string("total"));
        QVERIFY(money.error().kind == Error::Kind::Invalid);
    }
    void aUnitPriceHasFourMoreDecimals()
    {
        QCOMPARE(UnitPrice::parse("2.55", gbp(), "price")->e4, std::int64_t(2'550'000));
        QCOMPARE(UnitPrice::parse("0.001", gbp(), "price")->e4, std::int64_t(1'000));
        QCOMPARE(UnitPrice::parse("0.000001", gbp(), "price")->e4, std::int64_t(1));
        QVERIFY(!UnitPrice::parse("0.0000001", gbp(), "price"));
        QCOMPARE(UnitPrice{2'550'000}.toString(gbp()), std::string("2.55"));
        QCOMPARE(UnitPrice{1'000}.toString(gbp()), std::string("0.001"));
    }
    void aQuantityHasThreeDecimals()
    {
        QCOMPARE(Quantity::parse("3", "quantity")->thousandths, std::int64_t(3000));
        QCOMPARE(Quantity::parse("-0.354", "quantity")->toString(), std::string("-0.354"));
        QVERIFY(!Quantity::parse("0.0001", "quantity"));
    }
    void whatIsWrittenIsReadBack()
    {
        const bool held = rc::check("any int64, any number of decimals", [](std::int64_t value) {
            const int decimals = *rc::gen::inRange(0, 9);
            const int least = *rc::gen::inRange(0, decimals + 1);
            RC_ASSERT(parseDecimal(formatDecimal(value, decimals, least), decimals, "x").value() == value);
        });
        QVERIFY(held);
    }
    void roundingTakesHalvesAwayFromZeroAndMirrors()
    {
        QVERIFY(divideHalfUp(5, 10) == 1);
        QVERIFY(divideHalfUp(-5, 10) == -1);
        QVERIFY(divideHalfUp(4, 10) == 0);
        const bool held = rc::check("at most half a unit away, and mirrored", [](std::int64_t n) {
            const auto d = static_cast<Int128>(*rc::gen::inRange<std::int64_t>(1, INT64_MAX));
            const Int128 rounded = divideHalfUp(n, d);
            const Int128 error = rounded * d - n;
            RC_ASSERT(error * 2 <= d && error * 2 >= -d);
            RC_ASSERT(divideHalfUp(-static_cast<Int128>(n), d) == -rounded);
        });
        QVERIFY(held);
    }

    void aTimeIsReadAndWritten_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("us");
        QTest::addColumn<QString>("written");
        QTest::newRow("blank between") << "2010-12-01 08:26:00" << qint64(1'291'191'960'000'000)
                                       << "2010-12-01T08:26:00Z";
        QTest::newRow("T and Z") << "1970-01-01T00:00:00Z" << qint64(0) << "1970-01-01T00:00:00Z";
        QTest::newRow("before 1970") << "1969-12-31 23:59:59.5" << qint64(-500'000) << "1969-12-31T23:59:59.5Z";
        QTest::newRow("leap day") << "2012-02-29 00:00:00" << qint64(1'330'473'600'000'000) << "2012-02-29T00:00:00Z";
    }
    void aTimeIsReadAndWritten()
    {
        QFETCH(QString, text);
        QFETCH(qint64, us);
        QFETCH(QString, written);
        const auto at = parseTime(text.toStdString(), "date");
        QVERIFY(at);
        QCOMPARE(qint64(*at), us);
        QCOMPARE(QString::fromStdString(formatTime(*at)), written);
    }
    void whatIsNoTimeIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto* text :
             {"", "abc", "2010-12-01", "2010-13-01 00:00:00", "2011-02-29 00:00:00", "2010-04-31 00:00:00",
              "2010-12-01 24:00:00", "2010-12-01 00:60:00", "2010-12-01 00:00:60", "2010-12-01 00:00:00+01:00",
              "0000-01-01 00:00:00", "2010-12-01 00:00:00.", "2010-12-01 00:00:00.1234567", "2010-12-1 00:00:00"})
            QTest::newRow(*text == '\0' ? "empty" : text) << QString::fromLatin1(text);
    }
    void whatIsNoTimeIsRefused()
    {
        QFETCH(QString, text);
        const auto at = parseTime(text.toStdString(), "InvoiceDate");
        QVERIFY(!at);
        QCOMPARE(at.error().about, std::string("InvoiceDate"));
    }
    void theBusinessDateIsTheStoresCalendarDay()
    {
        const auto at = parseTime("2010-12-31 23:30:00", "t").value();
        QCOMPARE(dateOf(at, 0), 20'101'231U);
        QCOMPARE(dateOf(at, 3600), 20'110'101U);
        QCOMPARE(dateOf(-1, 0), 19'691'231U);
    }

    void textFromOutsideIsTrimmedAndChecked()
    {
        QCOMPARE(requiredText("  Mug \n", "name").value(), std::string("Mug"));
        QCOMPARE(requiredText(" \t ", "name").error().about, std::string("name"));
        QCOMPARE(optionalText("", "note").value(), std::string());
        QVERIFY(!requiredText("a\x01"
                              "b",
                              "name"));
        QVERIFY(!requiredText(std::string(201, 'x'), "name"));
        for (const auto* bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
            QVERIFY(!isUtf8(bad));
        for (const auto* good : {"", "abc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8d\xba"})
            QVERIFY(isUtf8(good));
    }
    void textFromOutsideIsComposedSoThatWhatLooksEqualIsEqual_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("plain") << QByteArray("Mug 12") << QByteArray("Mug 12");
        QTest::newRow("e with acute, of two") << QByteArray("Caf\x65\xcc\x81") << QByteArray("Caf\xc3\xa9");
        QTest::newRow("e with acute, of one") << QByteArray("Caf\xc3\xa9") << QByteArray("Caf\xc3\xa9");
        QTest::newRow("two marks in another order")
            << QByteArray("q\xcc\x87\xcc\xa3") << QByteArray("q\xcc\xa3\xcc\x87");
        QTest::newRow("Hangul") << QByteArray("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab") << QByteArray("\xed\x95\x9c");
        QTest::newRow("the Angstrom sign") << QByteArray("\xe2\x84\xab") << QByteArray("\xc3\x85");
        QTest::newRow("a ligature stays") << QByteArray("\xef\xac\x81") << QByteArray("\xef\xac\x81");
    }
    void textFromOutsideIsComposedSoThatWhatLooksEqualIsEqual()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(requiredText(text.toStdString(), "name").value()), expected);
        QCOMPARE(QByteArray::fromStdString(composed(expected.toStdString())), expected);
    }
    void aTextsLengthIsThatOfItsComposedForm()
    {
        std::string apart;
        std::string whole;
        for (int i = 0; i < 100; ++i) {
            apart += "e\xcc\x81";
            whole += "\xc3\xa9";
        }
        QCOMPARE(requiredText(apart, "name", 200).value(), whole);
        QVERIFY(!requiredText(apart + "e", "name", 200));
        QVERIFY(!requiredText(std::string(1'000'000, 'x'), "name", 200));
    }
    void theLogicalClockGoesOnWhenItsCounterIsFull()
    {
        const Hlc full{1000, UINT32_MAX};
        QVERIFY(full < full.next(0));
        QCOMPARE(full.next(1000).ms, std::uint64_t(1001));
        QCOMPARE(full.next(1000).counter, std::uint32_t(0));
        QCOMPARE(full.next(5000).ms, std::uint64_t(5000));
        QCOMPARE((Hlc{1000, UINT32_MAX - 1}.next(1000)), full);
        // A bulk import within one millisecond: each step later than the one before.
        Hlc clock{1000, UINT32_MAX - 500};
        for (int i = 0; i < 1000; ++i) {
            const Hlc next = clock.next(1000);
            QVERIFY(clock < next);
            clock = next;
        }
        QCOMPARE(clock.ms, std::uint64_t(1001));
    }
};
QTEST_GUILESS_MAIN(AmountsTest)
#include "tst_amounts.moc"
