#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/base/exact.h"
#include "domain/payments/cash.h"
#include "domain/pricing/line_price.h"

#include <rapidcheck.h>

using namespace kontor;

namespace {

Currency gbp()
{
    return Currency::fromAlpha("GBP").value();
}
Money minor(std::int64_t value)
{
    return {value, gbp()};
}
UnitPrice aPrice()
{
    return {*rc::gen::inRange<std::int64_t>(0, 10'000'000'000)};
}
Quantity aQuantity()
{
    const auto magnitude = *rc::gen::inRange<std::int64_t>(1, 10'000'000);
    return {*rc::gen::arbitrary<bool>() ? magnitude : -magnitude};
}

} // namespace

class LinePriceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineIsRoundedOnce_data()
    {
        QTest::addColumn<QString>("price");
        QTest::addColumn<QString>("quantity");
        QTest::addColumn<qint64>("discount");
        QTest::addColumn<qint64>("total");
        QTest::newRow("plain") << "2.55"
                               << "6" << qint64(0) << qint64(1530);
        QTest::newRow("half a penny goes up") << "0.005"
                                              << "1" << qint64(0) << qint64(1);
        QTest::newRow("half a penny back goes down") << "0.005"
                                                     << "-1" << qint64(0) << qint64(-1);
        QTest::newRow("less than half") << "0.0049"
                                        << "1" << qint64(0) << qint64(0);
        QTest::newRow("thousandths times many") << "0.001"
                                                << "9360" << qint64(0) << qint64(936);
        QTest::newRow("by weight") << "12.99"
                                   << "0.354" << qint64(0) << qint64(460);
        QTest::newRow("discount after the rounding") << "0.005"
                                                     << "1" << qint64(1) << qint64(0);
        QTest::newRow("return of a discounted line") << "10.00"
                                                     << "-1" << qint64(-200) << qint64(-800);
        QTest::newRow("free") << "0"
                              << "3" << qint64(0) << qint64(0);
    }
    void aLineIsRoundedOnce()
    {
        QFETCH(QString, price);
        QFETCH(QString, quantity);
        QFETCH(qint64, discount);
        QFETCH(qint64, total);
        const auto line =
            lineTotal(UnitPrice::parse(price.toStdString(), gbp(), "price").value(),
                      Quantity::parse(quantity.toStdString(), "quantity").value(), minor(discount), gbp());
        QVERIFY(line);
        QCOMPARE(qint64(line->minor()), total);
    }
    void aWrongLineNamesItsField_data()
    {
        QTest::addColumn<qint64>("price");
        QTest::addColumn<qint64>("quantity");
        QTest::addColumn<qint64>("discount");
        QTest::addColumn<QString>("about");
        QTest::newRow("price below zero") << qint64(-1) << qint64(1000) << qint64(0) << "price";
        QTest::newRow("quantity zero") << qint64(10'000) << qint64(0) << qint64(0) << "quantity";
        QTest::newRow("discount above the price") << qint64(10'000) << qint64(1000) << qint64(2) << "discount";
        QTest::newRow("discount below zero") << qint64(10'000) << qint64(1000) << qint64(-1) << "discount";
        QTest::newRow("discount of a return above its price")
            << qint64(10'000) << qint64(-1000) << qint64(-2) << "discount";
        QTest::newRow("discount of a return above zero") << qint64(10'000) << qint64(-1000) << qint64(1) << "discount";
        QTest::newRow("too large to hold") << qint64(INT64_MAX) << qint64(INT64_MAX) << qint64(0) << "price";
        QTest::newRow("too far below zero to hold") << qint64(INT64_MAX) << qint64(INT64_MIN) << qint64(0) << "price";
    }
    void aWrongLineNamesItsField()
    {
        QFETCH(qint64, price);
        QFETCH(qint64, quantity);
        QFETCH(qint64, discount);
        QFETCH(QString, about);
        const auto line = lineTotal({price}, {quantity}, minor(discount), gbp());
        QVERIFY(!line);
        QCOMPARE(QString::fromStdString(line.error().about), about);
        QVERIFY(line.error().kind == Error::Kind::Invalid);
    }
    void aDiscountInAnotherCurrencyIsRefused()
    {
        const auto line = lineTotal({10'000}, {1000}, Money(0, Currency::fromAlpha("EUR").value()), gbp());
        QVERIFY(!line);
        QCOMPARE(line.error().about, std::string("currency"));
    }

    void aTotalIsWithinHalfAMinorUnitOfTheExactOne()
    {
        QVERIFY(rc::check("|total x 10^7 - price x quantity| <= 10^7 / 2", [] {
            const auto price = aPrice();
            const auto quantity = aQuantity();
            const auto total = lineTotal(price, quantity, minor(0), gbp()).value();
            const Int128 exact = static_cast<Int128>(price.e4) * quantity.thousandths;
            const Int128 error = static_cast<Int128>(total.minor()) * 10'000'000 - exact;
            RC_ASSERT(error * 2 <= 10'000'000 && error * 2 >= -10'000'000);
        }));
    }
    void aReturnMirrorsItsSale()
    {
        QVERIFY(rc::check("total(p, -q, -d) == -total(p, q, d)", [] {
            const auto price = aPrice();
            const auto quantity = aQuantity();
            const auto gross = lineTotal(price, quantity, minor(0), gbp()).value();
            const auto magnitude = gross.minor() < 0 ? -gross.minor() : gross.minor();
            const auto part = *rc::gen::inRange<std::int64_t>(0, magnitude + 1);
            const Money discount = minor(gross.minor() < 0 ? -part : part);
            const auto total = lineTotal(price, quantity, discount, gbp()).value();
            RC_ASSERT(lineTotal(price, -quantity, -discount, gbp()).value() == -total);
            RC_ASSERT(total + discount == gross);
        }));
    }
    void wholePricesSplitIntoAnyPartsWithoutALoss()
    {
        // With a price in whole minor units nothing is rounded: the parts of a quantity cost what the whole does.
        QVERIFY(rc::check("total(p, a) + total(p, b) == total(p, a + b)", [] {
            const auto price = UnitPrice::of(minor(*rc::gen::inRange<std::int64_t>(0, 1'000'000)));
            const auto parts =
                *rc::gen::nonEmpty<std::vector<int>>(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1000)));
            Money sum = minor(0);
            std::int64_t count = 0;
            for (const int part : parts) {
                sum += lineTotal(price, Quantity::whole(part), minor(0), gbp()).value();
                count += part;
            }
            RC_ASSERT(sum == lineTotal(price, Quantity::whole(count), minor(0), gbp()).value());
        }));
    }
    void cashGivesChange()
    {
        const auto paid = cashPayment(minor(1299), minor(2000));
        QVERIFY(paid);
        QVERIFY(paid->change == minor(701) && paid->amount == minor(1299));
        QCOMPARE(cashPayment(minor(1299), minor(1298)).error().about, std::string("tendered"));
        QCOMPARE(cashPayment(minor(1), Money(100, Currency::fromAlpha("EUR").value())).error().about,
                 std::string("currency"));
        const auto out = cashPayment(minor(-500), minor(0));
        QVERIFY(out && out->amount == minor(-500) && out->change.isZero() && out->tendered.isZero());
    }
    void quickAmountsAreWhatPeopleHandOver_data()
    {
        QTest::addColumn<QString>("total");
        QTest::addColumn<QString>("amounts");
        QTest::newRow("the picture's") << "96.43"
                                       << "96.43 97.00 100.00 120.00";
        QTest::newRow("small") << "3.20"
                               << "3.20 4.00 5.00 10.00";
        QTest::newRow("a whole note") << "20.00"
                                      << "20.00 50.00 100.00";
        QTest::newRow("one penny") << "0.01"
                                   << "0.01 1.00 5.00 10.00";
        QTest::newRow("nothing") << "0.00"
                                 << "0.00";
        QTest::newRow("paid out") << "-5.00"
                                  << "-5.00";
    }
    void quickAmountsAreWhatPeopleHandOver()
    {
        QFETCH(QString, total);
        QFETCH(QString, amounts);
        QStringList texts;
        for (const auto& amount : quickAmounts(Money::parse(total.toStdString(), gbp(), "total").value()))
            texts += QString::fromStdString(amount.toString());
        QCOMPARE(texts.join(QLatin1Char(' ')), amounts);
    }
    void quickAmountsAscendFromTheTotal()
    {
        QVERIFY(rc::check("first the total, then more and more", [] {
            const auto amounts = quickAmounts(minor(*rc::gen::inRange<std::int64_t>(0, INT64_MAX)));
            RC_ASSERT(!amounts.empty() && amounts.size() <= 4U);
            for (std::size_t i = 1; i < amounts.size(); ++i)
                RC_ASSERT(amounts[i] > amounts[i - 1]);
        }));
    }
};
QTEST_GUILESS_MAIN(LinePriceTest)
#include "tst_line_price.moc"
