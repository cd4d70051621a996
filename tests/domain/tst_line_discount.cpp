#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/open_price.h"
#include "domain/catalog/price.h"
#include "domain/orders/fraud.h"
#include "domain/orders/park.h"
#include "domain/orders/receipt.h"
#include "domain/orders/return_goods.h"
#include "support/priced_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

Id<schema::CartLine> lineAt(const TestShop& shop, std::size_t row)
{
    return shop.cart().lines.at(row).line;
}

void reduce(TestShop& shop, std::size_t row, UnitPrice price, const char* reason)
{
    PricedTill::need(shop.run(setLinePrice, shop.administrator(), {lineAt(shop, row), price, reason}));
}

std::vector<std::string> byHand(const StoredOrder& order)
{
    std::vector<std::string> texts;
    for (const auto& row : order.discounts)
        if (!row.has_promotion())
            texts.push_back(row.name() + " " + std::to_string(row.amount_minor()));
    return texts;
}

} // namespace

/// A discount that somebody gives on one line: what it costs, who may, what is written down of it.
class LineDiscountTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itIsARowOfItsOwnBelowTheListsPrice()
    {
        PricedTill till;
        till.put(till.plate, 3);
        reduce(till.shop, 0, till.shop.price("8.99"), "Damaged");
        const auto line = till.shop.cart().lines.front();
        QCOMPARE(line.unitPrice.e4, till.shop.price("9.99").e4);
        QVERIFY(line.price.has_value());
        QCOMPARE(line.discounts.size(), std::size_t(1));
        QCOMPARE(line.discounts.front().name, std::string("Damaged"));
        QVERIFY(line.discounts.front().promotion.isNil());
        QCOMPARE(line.discount.toString(), std::string("3.00"));
        QCOMPARE(till.total(), std::string("26.97"));
        const auto stored = till.sold(); // As the server and a replay see it, too.
        QCOMPARE(byHand(stored), std::vector<std::string>{"Damaged 300"});
        QCOMPARE(stored.lines.front().discount_minor(), std::int64_t(300));
        const auto receipt = readReceipt(till.shop.reader, Id<schema::Order>(stored.order.id())).value();
        QCOMPARE(receipt.lines.front().discounts.front().name, std::string("Damaged"));
        QVERIFY(!receipt.lines.front().isOpenPrice);
    }

    void itCostsWhatThePriceCostsThatWasKeyedIn()
    {
        QVERIFY(rc::check("total(list, off) == total(keyed in)", [] {
            PricedTill till;
            auto& shop = till.shop;
            const auto list = UnitPrice{*rc::gen::inRange<std::int64_t>(1, 5'000'000)};
            const auto keyed = UnitPrice{*rc::gen::inRange<std::int64_t>(0, list.e4)};
            const auto quantity = Quantity{*rc::gen::inRange<std::int64_t>(1, 20'000)};
            PricedTill::need(shop.run(changePrice, shop.administrator(), {till.mug, list}));
            PricedTill::need(shop.run(addToCart, shop.administrator(), {till.mug, quantity}));
            PricedTill::need(shop.run(setLinePrice, shop.administrator(), {lineAt(shop, 0), keyed}));
            const auto plain = shop.cart();
            reduce(shop, 0, keyed, "Goodwill");
            const auto given = shop.cart();
            RC_ASSERT(given.total == plain.total);
            RC_ASSERT(given.tax == plain.tax);
            RC_ASSERT(given.lines.front().discount.minor() >= 0);
            till.sold();
        }));
    }

    void aPromotionComesOffWhatIsLeft()
    {
        PricedTill till;
        till.publish({percent("TEN", 10)});
        till.put(till.plate);
        reduce(till.shop, 0, till.shop.price("5.00"), "Last one");
        QCOMPARE(till.total(), std::string("4.50"));
        const auto line = till.shop.cart().lines.front();
        QCOMPARE(line.discount.toString(), std::string("5.49"));
        QCOMPARE(line.discounts.size(), std::size_t(2));
        till.sold();
    }

    void withoutAReasonOrAboveTheListItIsAPriceKeyedIn()
    {
        PricedTill till;
        till.put(till.plate);
        reduce(till.shop, 0, till.shop.price("8.00"), "");
        QVERIFY(!till.shop.cart().lines.front().price);
        QVERIFY(till.shop.cart().lines.front().discounts.empty());
        reduce(till.shop, 0, till.shop.price("12.00"), "Engraved");
        QVERIFY(!till.shop.cart().lines.front().price);
        QCOMPARE(till.total(), std::string("12.00"));
        QVERIFY(byHand(till.sold()).empty());
    }

    void backToTheListTakesItAway()
    {
        PricedTill till;
        till.put(till.plate);
        reduce(till.shop, 0, till.shop.price("8.00"), "Damaged");
        PricedTill::need(till.shop.run(setLinePrice, till.shop.administrator(), {lineAt(till.shop, 0), std::nullopt}));
        QCOMPARE(till.total(), std::string("9.99"));
        QVERIFY(till.shop.cart().lines.front().discounts.empty());
        QVERIFY(!till.shop.cart().lines.front().details.has_reason());
    }

    void itWaitsWithAParkedCart()
    {
        PricedTill till;
        till.put(till.plate);
        reduce(till.shop, 0, till.shop.price("8.00"), "Damaged");
        const auto parked = PricedTill::need(till.shop.run(parkCart, till.shop.administrator(), {}));
        PricedTill::need(
            till.shop.run(recallCart, till.shop.administrator(), {Id<schema::ParkedCart>(parked.mainId())}));
        QCOMPARE(till.shop.cart().lines.front().discounts.size(), std::size_t(1));
        QCOMPARE(till.total(), std::string("8.00"));
    }

    void whatComesBackIsItsShareOfTheDiscount()
    {
        PricedTill till;
        till.put(till.plate, 3);
        reduce(till.shop, 0, till.shop.price("8.99"), "Damaged");
        const auto sold = till.sold();
        PricedTill::need(till.shop.run(addReturn, till.shop.administrator(),
                                       {Id<schema::OrderLine>(sold.lines.front().id()), Quantity::whole(1)}));
        QCOMPARE(till.total(), std::string("-8.99"));
        auto& shop = till.shop;
        const auto seen = shop.reader;
        const auto commit = PricedTill::need(
            sell(shop.reader, shop.context, shop.administrator(), {shop.cart().total, {}, {}})); // By how it was paid.
        const auto sealed = shop.seal(commit);
        QCOMPARE(review(seen, seen, sealed, changesOf(sealed).value()).verdict, schema::ACCEPTED);
        PricedTill::need(shop.take(commit));
        const auto back = readStoredOrder(shop.reader, Id<schema::Order>(commit.mainId())).value();
        QCOMPARE(byHand(back), std::vector<std::string>{"Damaged -100"});
    }

    void itAsksForTheRightThatAnOpenPriceDoes()
    {
        PricedTill till;
        auto& shop = till.shop;
        till.put(till.plate);
        const SetLinePrice input{lineAt(shop, 0), shop.price("8.00"), "Damaged"};
        QCOMPARE(TestShop::errorOf(shop.run(setLinePrice, shop.cashier(), input)), std::string("Denied open-price"));
        PricedTill::need(shop.run(setLinePrice, shop.administrator(), input));
        // Who gave it is not who sells it: the right is asked again.
        QCOMPARE(TestShop::errorOf(shop.sellExactly(shop.cashier())), std::string("Denied open-price"));
        PricedTill::need(shop.run(setOpenPrice, shop.administrator(),
                                  {shop.productOf(till.plate), shop.price("8.50"), {}, "", false}));
        QCOMPARE(TestShop::errorOf(shop.sellExactly(shop.personWith({schema::SELL, schema::OPEN_PRICE}))),
                 std::string("Denied change-price"));
        QVERIFY(shop.sellExactly(shop.administrator()));
    }

    void theServerAsksForTheSameRight()
    {
        PricedTill till;
        auto& shop = till.shop;
        const auto product = shop.productOf(till.plate);
        PricedTill::need(
            shop.run(setOpenPrice, shop.administrator(), {product, shop.price("8.00"), shop.price("9.99"), "", true}));
        till.put(till.plate, 3);
        reduce(shop, 0, shop.price("8.00"), "Damaged");
        const auto seen = shop.reader;
        const auto sale = shop.seal(shop.sellExactly(shop.cashier()).value());
        QCOMPARE(review(seen, seen, sale, changesOf(sale).value()).verdict, schema::ACCEPTED);
        const auto claimed = [&](std::int64_t offMinor) {
            auto changes = changesOf(sale).value();
            for (auto& change : changes)
                if (change.type() == rowTypeOf(schema::LineDiscount::descriptor()).type) {
                    schema::LineDiscount row;
                    if (!row.ParseFromString(change.body()))
                        qFatal("no row");
                    row.set_amount_minor(offMinor);
                    change.set_body(row.SerializeAsString());
                }
            return review(seen, seen, sale, changes);
        };
        const auto judged = claimed(1500); // 4.99 each, below what the product may be sold at.
        QCOMPARE(judged.verdict, schema::QUARANTINED);
        QCOMPARE(judged.reasons.at(0).subject(), std::string("change-price"));
        // More than the line costs, whoever gave it, is no price; nor is what no machine can hold.
        for (const auto hostile : {std::int64_t{3000}, std::int64_t{-1}, INT64_MAX, INT64_MIN})
            QVERIFY(claimed(hostile).verdict != schema::ACCEPTED);
    }

    void oneThatIsDeepIsWorthALook()
    {
        PricedTill till;
        till.put(till.plate);
        reduce(till.shop, 0, till.shop.price("1.00"), "Friend");
        till.sold();
        const auto& context = till.shop.context;
        const auto flags = fraudFlags(till.shop.reader, {context.organisation, context.store, context.terminal}, 0,
                                      INT64_MAX, till.shop.context.now);
        QVERIFY(std::any_of(flags.begin(), flags.end(),
                            [](const FraudFlag& flag) { return flag.kind == FraudFlag::Kind::DeepDiscount; }));
    }
};

QTEST_GUILESS_MAIN(LineDiscountTest)
#include "tst_line_discount.moc"
