#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/orders/fraud.h"
#include "domain/orders/park.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/receipt_copy.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/orders/shift.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

struct Till : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "10.00");

    void set(std::string_view setting, std::string_view value)
    {
        (void)run(changeSetting, administrator(), {context.store.raw, std::string(setting), std::string(value)})
            .value();
    }
    Id<schema::Order> sellMugs(std::int64_t count, std::optional<UnitPrice> at = {})
    {
        (void)run(addToCart, administrator(), {mug, Quantity::whole(count), at}).value();
        return Id<schema::Order>(sellExactly(administrator()).value().mainId());
    }
    std::vector<std::string> flags() const
    {
        std::vector<std::string> kinds;
        for (const auto& flag :
             fraudFlags(reader, {context.organisation, context.store, context.terminal}, 0, INT64_MAX, context.now))
            kinds.emplace_back(std::string(fraudKindName(flag.kind)) + " " + flag.staff);
        return kinds;
    }
};

} // namespace

class FraudTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anOrdinaryDayHasNoFlags()
    {
        Till till;
        (void)till.sellMugs(3);
        (void)till.sellMugs(-1);
        (void)till.sellMugs(1, till.price("9.00"));
        QVERIFY(till.flags().empty());
    }
    void manyReturnsByOnePersonInADayAreFlaggedOnce()
    {
        Till till;
        till.set(fraudRefundsPerDay, "2");
        till.set(fraudNoReceiptPerDay, "1");
        for (int i = 0; i < 5; ++i)
            (void)till.sellMugs(-1);
        QCOMPARE(till.flags(), (std::vector<std::string>{"many-without-receipt Ada", "many-returns Ada"}));
        till.tick(86'400);
        (void)till.sellMugs(-1);
        QCOMPARE(till.flags().size(), std::size_t(2)); // Another day.
    }
    void depositsThatGoBackAreReturns()
    {
        Till till;
        till.set(fraudRefundsPerDay, "2");
        till.set(fraudLargeRefund, "5000");
        const auto admin = till.administrator();
        const Id<schema::Customer> ann(till.run(addCustomer, admin, {"C1", "Ann"}).value().mainId());
        const auto cancelled = [&](std::int64_t mugs, std::string_view deposit) {
            (void)till.run(addToCart, admin, {till.mug, Quantity::whole(mugs)}).value();
            (void)till.run(setCartCustomer, admin, {ann}).value();
            const Id<schema::Order> order(
                till.run(placeOrder, admin, {schema::ORDERED, till.money(mugs == 1 ? "10.00" : "60.00")})
                    .value()
                    .mainId());
            if (!deposit.empty())
                (void)till.run(payDeposit, admin, {order, till.money(deposit)}).value();
            till.tick(1);
            (void)till.run(cancelOrder, admin, {order, "moved"}).value();
        };
        cancelled(1, "5.00");
        cancelled(1, ""); // Nothing goes back.
        (void)till.sellMugs(-1);
        QVERIFY(till.flags().empty());
        cancelled(6, "49.99");
        QCOMPARE(till.flags(), std::vector<std::string>{"many-returns Ada"});
        cancelled(6, "50.00");
        QCOMPARE(till.flags(), (std::vector<std::string>{"many-returns Ada", "large-refund Ada"}));
    }
    void aLargeRefundAndADeepDiscountAreFlagged()
    {
        Till till;
        till.set(fraudLargeRefund, "5000");
        (void)till.sellMugs(-4);
        QVERIFY(till.flags().empty());
        (void)till.sellMugs(-5);
        QCOMPARE(till.flags(), std::vector<std::string>{"large-refund Ada"});
        (void)till.sellMugs(1, till.price("6.01"));
        QCOMPARE(till.flags().size(), std::size_t(1));
        (void)till.sellMugs(1, till.price("6.00"));
        QCOMPARE(till.flags(), (std::vector<std::string>{"large-refund Ada", "deep-discount Ada"}));
    }
    void manySmallDiscountsByOnePersonInADayAreFlaggedOnce()
    {
        Till till;
        till.set(fraudDiscountsPerDay, "9");
        for (int i = 0; i < 9; ++i)
            (void)till.sellMugs(1, till.price("7.00")); // Each is 30 %, less than what is looked at alone.
        (void)till.sellMugs(1, till.price("10.00"));
        (void)till.sellMugs(1, till.price("12.00"));
        QVERIFY(till.flags().empty());
        (void)till.sellMugs(1, till.price("7.00"));
        QCOMPARE(till.flags(), std::vector<std::string>{"many-discounts Ada"});
        (void)till.sellMugs(1, till.price("7.00"));
        QCOMPARE(till.flags().size(), std::size_t(1));
        till.tick(86'400);
        (void)till.sellMugs(1, till.price("7.00"));
        QCOMPARE(till.flags().size(), std::size_t(1)); // Another day.
    }
    void unusualAmountsAreFlagged()
    {
        Till till;
        till.set(fraudLargeSale, "5000");
        till.set(fraudLargeCashOut, "1000");
        till.set(fraudLargeGiftCard, "2000");
        till.set(fraudNoSalesPerDay, "1");
        const auto admin = till.administrator();
        (void)till.run(openShift, admin, {till.money("100.00")}).value();
        const auto move = [&](schema::CashReason kind, std::string_view amount) {
            (void)till.run(moveCash, admin, {kind, till.money(amount), "why"}).value();
        };
        const auto card = till.addService("CARD", "1.00");
        const auto sellCard = [&](const std::string& code, std::string_view amount) {
            AddToCart input{card, Quantity::whole(1), till.price(amount)};
            input.issues = code;
            (void)till.run(addToCart, admin, input).value();
            (void)till.sellExactly(admin).value();
        };
        (void)till.sellMugs(4);
        move(schema::CASH_PAID_OUT, "9.99");
        move(schema::CASH_DROPPED, "50.00");
        move(schema::CASH_NO_SALE, "0");
        sellCard("GIFT-1", "19.99");
        (void)till.run(adjustStoredValue, admin, {"GIFT-1", -1999, "why"}).value();
        QVERIFY(till.flags().empty());
        (void)till.sellMugs(5);
        sellCard("GIFT-2", "20.00");
        move(schema::CASH_PAID_OUT, "10.00");
        move(schema::CASH_NO_SALE, "0");
        (void)till.run(adjustStoredValue, admin, {"GIFT-2", -2000, "why"}).value();
        QCOMPARE(till.flags(), (std::vector<std::string>{"large-sale Ada", "large-gift-card Ada", "large-cash-out Ada",
                                                         "many-no-sales Ada", "large-gift-card "}));
    }
    void theDrawersDayIsTheShopsAndNotUtcs()
    {
        Till till;
        till.set(fraudNoSalesPerDay, "1");
        const auto admin = till.administrator();
        till.context.utcOffsetSeconds = 36'000; // Ten in the morning where UTC's day begins.
        constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
        till.context.now += dayUs - till.context.now % dayUs - TimeUs{600} * 1'000'000;
        (void)till.run(openShift, admin, {till.money("100.00")}).value();
        for (int i = 0; i < 2; ++i) {
            (void)till.run(moveCash, admin, {schema::CASH_NO_SALE, till.money("0"), "why"}).value();
            till.tick(1200);
        }
        QCOMPARE(till.flags(), std::vector<std::string>{"many-no-sales Ada"});
    }
    void takingGoodsOutOfManyCartsInADayIsFlaggedOnce()
    {
        Till till;
        till.set(fraudVoidsPerDay, "2");
        const auto takeOneOut = [&] {
            (void)till.run(addToCart, till.administrator(), {till.mug, Quantity::whole(1)}).value();
            const auto line = till.cart().lines.back().line;
            (void)till.run(removeLine, till.administrator(), RemoveLine{line}).value();
            (void)till.sellMugs(1);
        };
        takeOneOut();
        takeOneOut();
        QVERIFY(till.flags().empty());
        takeOneOut();
        QCOMPARE(till.flags(), std::vector<std::string>{"many-voids Ada"});
        takeOneOut();
        QCOMPARE(till.flags().size(), std::size_t(1));
        till.tick(86'400);
        takeOneOut();
        QCOMPARE(till.flags().size(), std::size_t(1)); // Another day.
    }
    void goodsThatAreParkedAndLeftToExpireAreTakenOut()
    {
        Till till;
        till.set(fraudVoidsPerDay, "2");
        till.set(cartParkHours, "1");
        const auto park = [&](std::int64_t mugs) {
            (void)till.run(addToCart, till.administrator(), {till.mug, Quantity::whole(mugs)}).value();
            return Id<schema::ParkedCart>(till.run(parkCart, till.administrator(), {}).value().mainId());
        };
        park(1);
        park(1);
        const auto taken = park(1);
        park(-1); // Goods that were to come back.
        till.tick(3'599);
        QVERIFY(till.flags().empty());
        (void)till.run(recallCart, till.administrator(), {taken}).value();
        till.tick(1);
        QVERIFY(till.flags().empty()); // Two have expired.
        const auto again = Id<schema::ParkedCart>(till.run(parkCart, till.administrator(), {}).value().mainId());
        till.tick(3'600);
        QCOMPARE(till.flags(), std::vector<std::string>{"many-voids Ada"});
        (void)till.run(discardParkedCart, till.administrator(), {again}).value(); // That is counted by itself.
        QCOMPARE(till.flags(), std::vector<std::string>{"many-voids Ada"});
    }
    void everyCopyOfAReceiptIsCounted()
    {
        Till till;
        const auto order = till.sellMugs(1);
        QCOMPARE(receiptCopies(till.reader, order), std::uint64_t(0));
        QVERIFY(till.run(copyReceipt, till.cashier(), {order, "lost"}));
        QVERIFY(till.run(copyReceipt, till.cashier(), {order, "lost again"}));
        QCOMPARE(receiptCopies(till.reader, order), std::uint64_t(2));
        QCOMPARE(TestShop::errorOf(till.run(copyReceipt, till.cashier(), {order, " "})), std::string("Invalid reason"));
        QCOMPARE(TestShop::errorOf(till.run(copyReceipt, till.cashier(), {{}, "x"})), std::string("NotFound order"));
    }
};

QTEST_GUILESS_MAIN(FraudTest)
#include "tst_fraud.moc"
