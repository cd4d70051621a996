#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/open_price.h"
#include "domain/catalog/price.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/product.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/unit.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/customers/customer_group.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/supplier.h"
#include "domain/orders/park.h"
#include "domain/pricing/list_price.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

std::string refusal(const Result<Commit>& result)
{
    return TestShop::errorOf(result);
}

struct Shelf : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "10.00");
    RawId nobody = context.newId();

    Id<schema::Unit> unit(const AddUnit& input)
    {
        return Id<schema::Unit>(run(addUnit, administrator(), input).value().mainId());
    }
    std::string cartTotal() const { return cart().total.toString(); }
};

} // namespace

/// The commands that say what things cost, and for whom.
class PriceCommandsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTradeCustomerPaysTheTradePriceAtTheTill()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const Id<schema::PriceList> trade(shop.run(addPriceList, admin, {"Trade", "GBP"}).value().mainId());
        const Id<schema::CustomerGroup> group(shop.run(addCustomerGroup, admin, {"Trade"}).value().mainId());
        const Id<schema::Customer> joe(shop.run(addCustomer, admin, {"C1", "", {}}).value().mainId());
        QVERIFY(shop.run(assignPriceList, admin, {trade, group.raw, 0, {}, {}}));
        ChangePrice change{shop.mug, shop.price("7.50"), "", trade, {}};
        QVERIFY(shop.run(changePrice, admin, change));
        change.price = shop.price("7.00");
        change.minQuantity = Quantity::whole(3);
        QVERIFY(shop.run(changePrice, admin, change));
        QVERIFY(shop.run(putIntoGroup, admin, {joe, group}));

        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {shop.mug}));
        QCOMPARE(shop.cartTotal(), std::string("10.00"));
        QVERIFY(shop.run(setCartCustomer, cas, {joe}));
        QCOMPARE(shop.cartTotal(), std::string("7.50"));
        QVERIFY(shop.run(addToCart, cas, {shop.mug, Quantity::whole(2), {}}));
        QCOMPARE(shop.cartTotal(), std::string("21.00")); // The break counts the line, not the scan.
        // The server finds the same prices in what the author saw.
        const auto before = shop.reader;
        const auto sale = shop.sellExactly(cas).value();
        const auto sealed = shop.seal(sale);
        const auto judged = review(before, before, sealed, changesOf(sealed).value());
        QVERIFY2(judged.verdict == schema::ACCEPTED, judged.reasons.empty() ? "" : judged.reasons[0].detail().c_str());
        QVERIFY(shop.run(takeOutOfGroup, admin, {joe, group}));
        QVERIFY(shop.run(addToCart, cas, {shop.mug}));
        QVERIFY(shop.run(setCartCustomer, cas, {joe}));
        QCOMPARE(shop.cartTotal(), std::string("10.00"));
    }
    void aSaleAtTheTradePriceWithoutTheCustomerIsFlagged()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const Id<schema::PriceList> trade(shop.run(addPriceList, admin, {"Trade", "GBP"}).value().mainId());
        const Id<schema::Customer> joe(shop.run(addCustomer, admin, {"C1", "", {}}).value().mainId());
        QVERIFY(shop.run(assignPriceList, admin, {trade, joe.raw, 0, {}, {}}));
        QVERIFY(shop.run(changePrice, admin, {shop.mug, shop.price("1.00"), "", trade, {}}));
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {shop.mug}));
        QVERIFY(shop.run(setCartCustomer, cas, {joe}));
        auto seen = shop.reader;
        auto sale = shop.seal(shop.sellExactly(cas).value());
        auto changes = changesOf(sale).value();
        for (auto& change : changes)
            if (change.type() == rowTypeOf(schema::Order::descriptor()).type) {
                schema::Order order;
                QVERIFY(order.ParseFromString(change.body()));
                order.clear_customer();
                change.set_body(order.SerializeAsString());
            }
        const auto judged = review(seen, seen, sale, changes);
        QCOMPARE(judged.verdict, schema::FLAGGED);
        QVERIFY(judged.reasons.at(0).detail().find("another price held") != std::string::npos);
    }
    void aWithdrawnPriceIsWithdrawnOnceAndWhenAsked()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        shop.tick(1);
        const Id<schema::Price> wrong(
            shop.run(changePrice, admin, {shop.mug, shop.price("1.00"), "", {}, {}}).value().mainId());
        const auto tomorrow = shop.context.now + 86'400'000'000;
        QVERIFY(shop.run(withdrawPrice, admin, {wrong, tomorrow}));
        const Id<schema::PriceList> list(shop.store().price_list());
        QCOMPARE(priceInList(shop.reader, list, shop.mug, tomorrow - 1)->amount_e4(), shop.price("1.00").e4);
        QCOMPARE(priceInList(shop.reader, list, shop.mug, tomorrow)->amount_e4(), shop.price("10.00").e4);
        QVERIFY(shop.run(withdrawPrice, admin, {wrong, shop.context.now})); // Sooner than said.
        QCOMPARE(refusal(shop.run(withdrawPrice, admin, {wrong, tomorrow})), std::string("Conflict price"));
    }
    void aWrongTermNamesItsField_data()
    {
        QTest::addColumn<QString>("error");
        for (const char* error : {"Invalid until", "Invalid quantity", "NotFound unit", "Invalid unit",
                                  "NotFound store", "NotFound customer_group", "NotFound customer"})
            QTest::newRow(error) << error;
    }
    void aWrongTermNamesItsField()
    {
        QFETCH(QString, error);
        Shelf shop;
        const auto kg = shop.unit({"kg", "", {}, 1, 1, false});
        ChangePrice change{shop.mug, shop.price("1.00"), "", {}, {}};
        const std::string wanted = error.toStdString();
        if (wanted == "Invalid until")
            change.validUntil = shop.context.now;
        else if (wanted == "Invalid quantity")
            change.minQuantity = Quantity{-1};
        else if (wanted == "NotFound unit")
            change.per = Id<schema::Unit>(shop.nobody);
        else if (wanted == "Invalid unit")
            change.per = kg; // A mug is counted in pieces.
        else if (wanted == "NotFound store")
            change.store = Id<schema::Store>(shop.nobody);
        else if (wanted == "NotFound customer_group")
            change.group = Id<schema::CustomerGroup>(shop.nobody);
        else
            change.customer = Id<schema::Customer>(shop.nobody);
        const auto before = shop.reader.dump();
        QCOMPARE(refusal(shop.run(changePrice, shop.administrator(), change)), wanted);
        QVERIFY(shop.reader.dump() == before);
    }
    void aWrongListOrAssignmentNamesItsField()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const Id<schema::PriceList> trade(shop.run(addPriceList, admin, {"Trade", "GBP"}).value().mainId());
        const RawId store = shop.context.store.raw;
        QCOMPARE(refusal(shop.run(addPriceList, admin, {"Trade", "EUR"})), std::string("Conflict name"));
        QCOMPARE(refusal(shop.run(addPriceList, admin, {"", "EUR"})), std::string("Invalid name"));
        QCOMPARE(refusal(shop.run(addPriceList, admin, {"Euro", "XXX"})), std::string("Invalid currency"));
        QCOMPARE(refusal(shop.run(addPriceList, shop.cashier(), {"Euro", "EUR"})), std::string("Denied change-price"));
        QCOMPARE(refusal(shop.run(assignPriceList, admin, {trade, shop.nobody, 0, {}, {}})),
                 std::string("NotFound owner"));
        QCOMPARE(refusal(shop.run(assignPriceList, admin, {Id<schema::PriceList>(shop.nobody), store, 0, {}, {}})),
                 std::string("NotFound price_list"));
        QCOMPARE(refusal(shop.run(assignPriceList, admin, {trade, store, 0, {}, shop.context.now})),
                 std::string("Invalid until"));
        QCOMPARE(refusal(shop.run(unassignPriceList, admin, {trade, store})), std::string("NotFound price_list"));
        QCOMPARE(refusal(shop.run(assignPriceList, shop.cashier(), {trade, store, 0, {}, {}})),
                 std::string("Denied change-price"));
    }
    void whoMayNotChangePricesPutsNobodyIntoAGroup()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const Id<schema::CustomerGroup> group(shop.run(addCustomerGroup, admin, {"Trade"}).value().mainId());
        const Id<schema::Customer> joe(shop.run(addCustomer, admin, {"C1", "", {}}).value().mainId());
        const GroupMember member{joe, group};
        QCOMPARE(refusal(shop.run(putIntoGroup, shop.cashier(), member)), std::string("Denied change-price"));
        QCOMPARE(refusal(shop.run(takeOutOfGroup, admin, member)), std::string("Conflict customer"));
        QVERIFY(shop.run(putIntoGroup, admin, member));
        QCOMPARE(refusal(shop.run(putIntoGroup, admin, member)), std::string("Conflict customer"));
        QCOMPARE(refusal(shop.run(putIntoGroup, admin, {joe, Id<schema::CustomerGroup>(shop.nobody)})),
                 std::string("NotFound customer_group"));
        QCOMPARE(refusal(shop.run(addCustomerGroup, admin, {"Trade"})), std::string("Conflict name"));
        // Nor by another command that writes customers.
        Commit sly{"add-customer", shop.context, shop.cashier()};
        schema::Customer friendOfCashier;
        friendOfCashier.set_number("C2");
        friendOfCashier.add_customer_group(group.string());
        sly.insert(friendOfCashier);
        const auto sealed = shop.seal(sly);
        const auto judged = review(shop.reader, shop.reader, sealed, changesOf(sealed).value());
        QCOMPARE(judged.verdict, schema::QUARANTINED);
        QCOMPARE(judged.reasons.at(0).subject(), std::string("change-price"));
    }

    void aUnitIsSoManyOfABaseThatHasNone()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const auto kg = shop.unit({"kilogram", "kg", {}, 1, 1, false});
        const auto gram = shop.unit({"gram", "g", kg, 1, 1000, false});
        QCOMPARE(findUnit(shop.reader, "g").value(), gram);
        QCOMPARE(findUnit(shop.reader, "gram").value(), gram);
        QVERIFY(findUnit(shop.reader, "pieces")->isNil());
        QCOMPARE(refusal(shop.run(addUnit, admin, {"100 g", "", gram, 100, 1, false})), std::string("Invalid of"));
        QCOMPARE(refusal(shop.run(addUnit, admin, {"x", "", kg, 0, 1, false})), std::string("Invalid ratio"));
        QCOMPARE(refusal(shop.run(addUnit, admin, {"x", "", kg, 1, maxUnitTerm + 1, false})),
                 std::string("Invalid ratio"));
        QCOMPARE(refusal(shop.run(addUnit, admin, {"kg", "", {}, 1, 1, false})), std::string("Conflict name"));
        QCOMPARE(refusal(shop.run(addUnit, admin, {"x", "", Id<schema::Unit>(shop.nobody), 1, 1, false})),
                 std::string("NotFound of"));
        QCOMPARE(refusal(shop.run(setProductUnit, admin, {shop.productOf(shop.mug), {}})),
                 std::string("Conflict unit"));
        QVERIFY(shop.run(setProductUnit, admin, {shop.productOf(shop.mug), kg}));
        QCOMPARE(shop.reader.get(shop.productOf(shop.mug))->unit(), kg.string());
        QVERIFY(shop.run(setProductUnit, admin, {shop.productOf(shop.mug), {}}));
        QVERIFY(!shop.reader.get(shop.productOf(shop.mug))->has_unit());
        QCOMPARE(refusal(shop.run(setVariantContent, admin, {shop.mug, Quantity{-1}, kg})),
                 std::string("Invalid content"));
    }
    void theUnitOfGoodsThatAreThereIsNotChanged()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const auto kg = shop.unit({"kilogram", "kg", {}, 1, 1, false});
        const auto gram = shop.unit({"gram", "g", kg, 1, 1000, false});
        const auto box = shop.unit({"box", "", Id<schema::Unit>(), 12, 1, true});
        const auto single = shop.unit({"single", "", Id<schema::Unit>(), 1, 1, true});
        const auto set = [&](Id<schema::Unit> unit) {
            return shop.run(setProductUnit, admin, {shop.productOf(shop.mug), unit});
        };
        AdjustStock in;
        in.changes.push_back({shop.mug, Quantity::whole(5), schema::FOUND});
        QVERIFY(shop.run(adjustStock, admin, in));
        for (const auto unit : {kg, box}) {
            const auto refused = set(unit);
            QCOMPARE(refusal(refused), std::string("Conflict stock"));
            QVERIFY(refused.error().detail.find("5 are in ") != std::string::npos);
            QVERIFY(refused.error().detail.find("`count open`") != std::string::npos); // What to do about it.
        }
        QVERIFY(set(single)); // The same goods by another name.
        in.changes.front() = {shop.mug, Quantity::whole(-5), schema::STOLEN};
        QVERIFY(shop.run(adjustStock, admin, in));
        QVERIFY(set(kg));
        // Goods that are ordered or kept count in it too.
        const Id<schema::Supplier> supplier(shop.run(addSupplier, admin, {"S1", {"Potter"}}).value().mainId());
        const Id<schema::PurchaseOrder> order(
            shop.run(orderGoods, admin, {supplier, {}, {{shop.mug, Quantity::whole(2), UnitPrice{10'000}}}})
                .value()
                .mainId());
        QCOMPARE(refusal(set(gram)), std::string("Conflict stock"));
        QVERIFY(shop.run(closePurchase, admin, {order}));
        QVERIFY(shop.run(addToCart, admin, {shop.mug, Quantity::whole(1)}));
        const auto parked = shop.run(parkCart, admin, {"Miller"}).value();
        QCOMPARE(refusal(set(gram)), std::string("Conflict stock"));
        QVERIFY(shop.run(discardParkedCart, admin, {Id<schema::ParkedCart>(parked.mainId())}));
        QVERIFY(set(gram));
    }
    void soldByWeightAndPricedPerHundredGramsRoundsOnceAtTheTill()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const auto kg = shop.unit({"kilogram", "kg", {}, 1, 1, false});
        const auto hundred = shop.unit({"100 grams", "100 g", kg, 1, 10, false});
        NewProduct ham;
        ham.name = ham.sku = "HAM";
        const Id<schema::Variant> variant(shop.run(addProduct, admin, ham).value().changes().at(1).row);
        QVERIFY(shop.run(setProductUnit, admin, {shop.productOf(variant), kg}));
        ChangePrice change{variant, shop.price("1.99"), "", {}, {}};
        change.per = hundred;
        QVERIFY(shop.run(changePrice, admin, change));
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {variant, Quantity{354}, {}}));
        QCOMPARE(shop.cartTotal(), std::string("7.04")); // 7.0446
        const auto before = shop.reader;
        const auto sale = shop.seal(shop.sellExactly(cas).value());
        QCOMPARE(review(before, before, sale, changesOf(sale).value()).verdict, schema::ACCEPTED);
        const auto line = shop.reader.all<schema::OrderLine>().at(0);
        QCOMPARE(line.unit_price_e4(), shop.price("1.99").e4);
        QCOMPARE(line.price_numerator(), 10ULL);
        QCOMPARE(line.price_denominator(), 1ULL);
        QCOMPARE(line.unit_symbol(), std::string("kg"));
        QCOMPARE(line.price_unit_symbol(), std::string("100 g"));
        // The tile says what a kilo costs.
        const auto tile = readProduct(shop.reader, shop.context.store, variant, shop.context.now).value();
        QCOMPARE(tile.price->e4, shop.price("19.90").e4);
        QVERIFY(tile.isSellable());
    }

    void anOpenPriceIsKeyedInWithinItsLimits()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const auto product = shop.productOf(shop.mug);
        QVERIFY(shop.run(setOpenPrice, admin, {product, shop.price("2.00"), shop.price("50.00"), "", true}));
        const auto cas = shop.cashier();
        const auto keyIn = [&](const Actor& actor, const char* price) {
            return refusal(shop.run(addToCart, actor, {shop.mug, Quantity::whole(1), shop.price(price)}));
        };
        QCOMPARE(keyIn(cas, "2.00"), std::string("no error"));
        QCOMPARE(keyIn(cas, "50.00"), std::string("no error"));
        QCOMPARE(keyIn(cas, "1.99"), std::string("Denied change-price"));
        QCOMPARE(keyIn(cas, "50.01"), std::string("Denied change-price"));
        const auto told = shop.run(addToCart, cas, {shop.mug, Quantity::whole(1), shop.price("60.00")});
        QCOMPARE(told.error().detail, std::string("Product MUG is sold from 2.00 GBP to 50.00 GBP; another price needs "
                                                  "somebody who may change prices"));
        QCOMPARE(keyIn(Actor::loadApproved(shop.reader, shop.cashierId, shop.administratorId).value(), "60.00"),
                 std::string("no error"));
        // Without "everybody" the limits bind whoever has the right.
        QVERIFY(shop.run(setOpenPrice, admin, {product, shop.price("2.00"), {}, "", false}));
        const auto opens = shop.personWith({schema::SELL, schema::OPEN_PRICE});
        QCOMPARE(keyIn(cas, "3.00"), std::string("Denied open-price"));
        QCOMPARE(keyIn(opens, "3.00"), std::string("no error"));
        QCOMPARE(keyIn(opens, "1.00"), std::string("Denied change-price"));
        QVERIFY(shop.run(setOpenPrice, admin, {product, {}, {}, "", false}));
        QVERIFY(!shop.reader.get(product)->has_open_price());
        QCOMPARE(keyIn(opens, "1.00"), std::string("no error"));
        QCOMPARE(refusal(shop.run(setOpenPrice, admin, {product, shop.price("2.00"), shop.price("1.00"), "", true})),
                 std::string("Invalid most"));
        QCOMPARE(refusal(shop.run(setOpenPrice, cas, {product, {}, {}, "", true})), std::string("Denied change-price"));
    }
    void theServerAsksForTheSameRightsOfAnOpenPrice()
    {
        Shelf shop;
        const auto product = shop.productOf(shop.mug);
        QVERIFY(
            shop.run(setOpenPrice, shop.administrator(), {product, shop.price("2.00"), shop.price("50.00"), "", true}));
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {shop.mug, Quantity::whole(1), shop.price("3.00")}));
        const auto before = shop.reader;
        const auto sale = shop.seal(shop.sellExactly(cas).value());
        QCOMPARE(review(before, before, sale, changesOf(sale).value()).verdict, schema::ACCEPTED);
        auto changes = changesOf(sale).value();
        for (auto& change : changes)
            if (change.type() == rowTypeOf(schema::OrderLine::descriptor()).type) {
                schema::OrderLine line;
                QVERIFY(line.ParseFromString(change.body()));
                line.set_unit_price_e4(shop.price("1.00").e4);
                change.set_body(line.SerializeAsString());
            }
        const auto judged = review(before, before, sale, changes);
        QCOMPARE(judged.verdict, schema::QUARANTINED);
        QCOMPARE(judged.reasons.at(0).subject(), std::string("change-price"));
    }
    void aCartWhoseLimitsWereTightenedMeanwhileIsNotSoldByTheCashier()
    {
        Shelf shop;
        const auto admin = shop.administrator();
        const auto product = shop.productOf(shop.mug);
        QVERIFY(shop.run(setOpenPrice, admin, {product, {}, shop.price("50.00"), "", true}));
        QVERIFY(shop.run(addToCart, shop.cashier(), {shop.mug, Quantity::whole(1), shop.price("50.00")}));
        QVERIFY(shop.run(setOpenPrice, admin, {product, {}, shop.price("40.00"), "", true}));
        QCOMPARE(refusal(shop.sellExactly(shop.cashier())), std::string("Denied change-price"));
        QVERIFY(shop.sellExactly(admin));
    }
};

QTEST_GUILESS_MAIN(PriceCommandsTest)
#include "tst_price_commands.moc"
