#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/product.h"
#include "domain/commands/review.h"
#include "domain/orders/receipt.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash_rounding.h"
#include "domain/payments/exchange.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

#include <functional>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A shop that rounds cash to five pence.
struct Till : TestShop {
    Till()
    {
        (void)run(changeSetting, administrator(), {context.store.raw, std::string(cashUnits), "GBP=0.05"}).value();
    }

    Money due() const
    {
        const auto total = cart().total;
        return total + cashRounding(total, Money(5, currency()));
    }
    Result<Commit> pay(const CashPayment& payment) { return run(sell, cashier(), {cart().total, {payment}, {}}); }
    Result<Commit> payDue() { return pay(cashPayment(due(), due()).value()); }
    Review judge(const MemoryReader& before, const Commit& commit,
                 const std::function<void(std::vector<schema::Change>&)>& forge = {})
    {
        const auto sealed = seal(commit);
        auto changes = changesOf(sealed).value();
        if (forge)
            forge(changes);
        return review(before, before, sealed, changes);
    }
};

std::string text(const Review& review)
{
    return review.verdict == schema::ACCEPTED ? "ACCEPTED"
                                              : review.reasons.at(0).subject() + ": " + review.reasons.at(0).detail();
}

/// Turns the rows of one kind.
template <typename T>
auto forging(void (*turn)(T&))
{
    return [turn](std::vector<schema::Change>& changes) {
        for (auto& change : changes)
            if (change.type() == rowTypeOf(T::descriptor()).type) {
                T row;
                QVERIFY(row.ParseFromString(change.body()));
                turn(row);
                change.set_body(row.SerializeAsString());
            }
    };
}

} // namespace

class CashSaleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cashIsPaidInCoinsAndTheRoundingIsALineOfItsOwn()
    {
        Till till;
        const auto mug = till.addGoods("MUG", "1.02");
        QVERIFY(till.run(addToCart, till.cashier(), {mug}));
        const auto before = till.reader;
        const auto sale = till.pay(cashPayment(till.money("1.00"), till.money("5.00")).value());
        QVERIFY2(sale, TestShop::errorOf(sale).c_str());
        QCOMPARE(text(till.judge(before, *sale)), std::string("ACCEPTED"));
        const auto receipt = readReceipt(till.reader, Id<schema::Order>(sale->mainId())).value();
        QCOMPARE(receipt.total.toString(), std::string("1.02")); // Neither price nor total moves.
        QCOMPARE(receipt.cashRounding.toString(), std::string("-0.02"));
        QCOMPARE(receipt.payments.at(0).amount.toString(), std::string("1.00"));
        QCOMPARE(receipt.change.toString(), std::string("4.00"));
    }
    void theExactTotalIsNoPaymentWhereItsCoinsAreNone()
    {
        Till till;
        const auto mug = till.addGoods("MUG", "1.02");
        QVERIFY(till.run(addToCart, till.cashier(), {mug}));
        QCOMPARE(TestShop::errorOf(till.pay(cashPayment(till.money("1.02"), till.money("1.02")).value())),
                 std::string("Invalid payments"));
    }
    void whatRoundsToNothingIsPaidWithNothing()
    {
        Till till;
        const auto bag = till.addGoods("BAG", "0.02");
        QVERIFY(till.run(addToCart, till.cashier(), {bag}));
        const auto before = till.reader;
        const auto sale = till.run(sell, till.cashier(), {till.money("0.02"), {}, {}});
        QVERIFY2(sale, TestShop::errorOf(sale).c_str());
        QCOMPARE(text(till.judge(before, *sale)), std::string("ACCEPTED"));
        QCOMPARE(till.reader.count<schema::Payment>(), std::size_t(0));
    }
    void aReturnOfTheWholePaysBackWhatWasPaid()
    {
        QVERIFY(rc::check("sale and return leave the drawer as it was", [] {
            Till till;
            const auto price = UnitPrice{*rc::gen::inRange<std::int64_t>(1, 100'000) * 100};
            NewProduct product;
            product.name = product.sku = "IT";
            product.price = price;
            const Id<schema::Variant> it(
                till.run(addProduct, till.administrator(), product).value().changes().at(1).row);
            const auto count = *rc::gen::inRange<std::int64_t>(1, 20);
            for (const std::int64_t sign : {1, -1}) {
                RC_ASSERT(till.run(addToCart, till.cashier(), {it, Quantity::whole(sign * count)}));
                const auto due = till.due();
                if (due.isZero())
                    RC_ASSERT(till.run(sell, till.cashier(), {till.cart().total, {}, {}}));
                else
                    RC_ASSERT(till.payDue());
            }
            std::int64_t drawer = 0;
            for (const auto& payment : till.reader.all<schema::Payment>()) {
                RC_ASSERT(payment.amount().minor() % 5 == 0);
                drawer += payment.amount().minor();
            }
            RC_ASSERT(drawer == 0);
            std::int64_t rounding = 0;
            for (const auto& row : till.reader.all<schema::CashRounding>())
                rounding += row.amount().minor();
            RC_ASSERT(rounding == 0);
        }));
    }
    void aRoundingThatIsNotTheCoinsIsFlagged()
    {
        Till till;
        const auto mug = till.addGoods("MUG", "1.02");
        QVERIFY(till.run(addToCart, till.cashier(), {mug}));
        const auto before = till.reader;
        const auto sale = till.payDue().value();
        QCOMPARE(text(till.judge(before, sale, forging<schema::CashRounding>([](schema::CashRounding& row) {
                                     row.mutable_amount()->set_minor(-102);
                                 }))),
                 std::string("order T1-K7Q2-000001, cash rounding: claimed -102, computed -2"));
        QCOMPARE(till.judge(before, sale,
                            [](std::vector<schema::Change>& changes) {
                                std::erase_if(changes, [](const schema::Change& change) {
                                    return change.type() == rowTypeOf(schema::CashRounding::descriptor()).type;
                                });
                            })
                     .verdict,
                 schema::FLAGGED);
        QCOMPARE(till.judge(before, sale, forging<schema::CashRounding>([](schema::CashRounding& row) {
                                row.set_order(Bytes(16, 'x'));
                            }))
                     .verdict,
                 schema::QUARANTINED);
    }

    void moneyOfAnotherCurrencyIsTakenAtTheRateOfTheDay()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.run(setExchangeRate, admin, {"EUR", "", "0.8612", true, {}, {}}));
        const auto euro = Currency::fromAlpha("EUR").value();
        const auto mug = shop.addGoods("MUG", "12.00");
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        const auto rate = rateAt(shop.reader, shop.context.store, euro, shop.currency(), shop.context.now).value();
        const auto payment = foreignPayment(shop.money("12.00"), Money(2000, euro), rate).value();
        const auto before = shop.reader;
        const auto sale = shop.run(sell, shop.cashier(), {shop.money("12.00"), {payment}, {}});
        QVERIFY2(sale, TestShop::errorOf(sale).c_str());
        const auto sealed = shop.seal(*sale);
        const auto changes = changesOf(sealed).value();
        QCOMPARE(text(review(before, before, sealed, changes)), std::string("ACCEPTED"));
        const auto receipt = readReceipt(shop.reader, Id<schema::Order>(sale->mainId())).value();
        QCOMPARE(receipt.payments.at(0).foreign->toString(), std::string("20.00"));
        QCOMPARE(receipt.payments.at(0).tendered.toString(), std::string("17.22"));
        QCOMPARE(receipt.change.toString(), std::string("5.22"));
        // A rate of one's own making is noticed.
        auto forged = changes;
        forging<schema::Payment>([](schema::Payment& row) {
            row.mutable_tendered()->set_minor(1822);
            row.mutable_change()->set_minor(622);
        })(forged);
        QCOMPARE(text(review(before, before, sealed, forged)),
                 std::string("order T1-K7Q2-000001, payment, worth: claimed 1822, computed 1722"));
    }
    void aRateThatChangedSinceItWasShownIsAConflict()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.run(setExchangeRate, admin, {"EUR", "", "0.8612", true, {}, {}}));
        const auto euro = Currency::fromAlpha("EUR").value();
        const auto mug = shop.addGoods("MUG", "12.00");
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        const auto rate = rateAt(shop.reader, shop.context.store, euro, shop.currency(), shop.context.now).value();
        const auto payment = foreignPayment(shop.money("12.00"), Money(2000, euro), rate).value();
        shop.tick(1);
        QVERIFY(shop.run(setExchangeRate, admin, {"EUR", "", "0.80", true, {}, {}}));
        const auto refused = shop.run(sell, shop.cashier(), {shop.money("12.00"), {payment}, {}});
        QCOMPARE(TestShop::errorOf(refused), std::string("Conflict rate"));
        QCOMPARE(refused.error().detail, std::string("20.00 EUR is now worth 16.00: show it again"));
    }
};

QTEST_GUILESS_MAIN(CashSaleTest)
#include "tst_cash_sale.moc"
