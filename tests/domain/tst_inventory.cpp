#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/inventory/count.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/line_lot.h"
#include "domain/inventory/location.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/receipt.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/stock_cost.h"
#include "domain/inventory/supplier.h"
#include "domain/inventory/transfer.h"
#include "domain/orders/park.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/sell.h"
#include "domain/settings/settings.h"
#include "support/forge.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

struct StockShop : TestShop {
    Id<schema::Variant> milk = addGoods("MILK", "1.00");

    Result<Commit> take(Id<schema::Variant> variant, std::int64_t units, Id<schema::Lot> lot = {})
    {
        AdjustStock input;
        input.changes.push_back({variant, Quantity::whole(units), schema::RECEIVED, {}, {}, lot, {}});
        return run(adjustStock, administrator(), input);
    }
    Id<schema::Lot> lot(Id<schema::Variant> variant, const std::string& number, std::optional<std::uint32_t> expires)
    {
        Commit commit{"adjust-stock", context, administrator()};
        const auto id = takeIn(reader, variant, {number, expires}, commit).value();
        (void)TestShop::take(commit);
        return id;
    }
    void byLots(schema::StockTracking tracking = schema::BY_LOT)
    {
        (void)run(setTracking, administrator(), {productOf(milk), tracking}).value();
    }
    Result<Commit> sellOne(Id<schema::Variant> variant, std::int64_t units = 1)
    {
        if (auto added = run(addToCart, administrator(), {variant, Quantity::whole(units)}); !added)
            return added;
        return sellExactly(administrator());
    }
    std::int64_t level(Id<schema::Variant> variant) const { return reader.stockLevel(variant, location()).thousandths; }
    std::int64_t level(Id<schema::Lot> one) const { return lotLevel(reader, one, location()).thousandths; }
    void forbidNegative()
    {
        (void)run(changeSetting, administrator(), {context.store.raw, "stock.allow-negative", "false"}).value();
    }
    Id<schema::Location> addPlace(const std::string& name)
    {
        return Id<schema::Location>(run(addLocation, administrator(), {name, schema::WAREHOUSE}).value().mainId());
    }
};

std::string errorOf(const Result<Commit>& result)
{
    return TestShop::errorOf(result);
}

} // namespace

class InventoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aStoreHasSeveralLocationsAndEachItsOwnName()
    {
        StockShop shop;
        const auto warehouse = shop.addPlace("Warehouse");
        QCOMPARE(shop.reader.get(warehouse)->kind(), schema::WAREHOUSE);
        QCOMPARE(errorOf(shop.run(addLocation, shop.administrator(), {"Warehouse"})), std::string("Conflict name"));
        QCOMPARE(errorOf(shop.run(addLocation, shop.cashier(), {"Cellar"})), std::string("Denied adjust-stock"));
        QCOMPARE(errorOf(shop.run(changeLocation, shop.administrator(), {shop.location(), {}, {}, true})),
                 std::string("Invalid archived"));
        QVERIFY(shop.run(changeLocation, shop.administrator(), {warehouse, {}, {}, true}));
        AdjustStock into;
        into.location = warehouse;
        into.changes.push_back({shop.milk, Quantity::whole(1), schema::FOUND});
        QCOMPARE(locationsOf(shop.reader, shop.context.store).size(), std::size_t(2));
        QCOMPARE(errorOf(shop.run(sendStock, shop.administrator(), {{}, warehouse, {{shop.milk, Quantity::whole(1)}}})),
                 std::string("NotFound location"));
    }
    void aPlaceWithGoodsIsNotArchived()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        const auto warehouse = shop.addPlace("Warehouse");
        const auto archive = [&] { return shop.run(changeLocation, admin, {warehouse, {}, {}, true}); };
        const auto refusal = [&](std::string_view why) {
            const auto refused = archive();
            return !refused && errorOf(refused) == "Conflict archived" &&
                   refused.error().detail.find(why) != std::string::npos;
        };
        const auto sent = shop.run(sendStock, admin, {{}, warehouse, {{shop.milk, Quantity::whole(2)}}}).value();
        QVERIFY(refusal("on the way"));
        QVERIFY(shop.run(receiveStock, admin, {Id<schema::StockTransfer>(sent.mainId())}));
        QVERIFY(refusal("MILK"));
        AdjustStock out;
        out.location = warehouse;
        out.changes.push_back({shop.milk, Quantity::whole(-2), schema::WRITTEN_OFF});
        QVERIFY(shop.run(adjustStock, admin, out));
        const Id<schema::Supplier> supplier(shop.run(addSupplier, admin, {"S1", {"Dairy"}}).value().mainId());
        const Id<schema::PurchaseOrder> order(
            shop.run(orderGoods, admin, {supplier, warehouse, {{shop.milk, Quantity::whole(1), UnitPrice{10'000}}}})
                .value()
                .mainId());
        QVERIFY(refusal("order P-"));
        QVERIFY(shop.run(closePurchase, admin, {order}));
        QVERIFY(archive());
        const auto refused =
            shop.run(sendStock, admin, {warehouse, shop.location(), {{shop.milk, Quantity::whole(1)}}});
        QCOMPARE(errorOf(refused), std::string("NotFound location"));
        QVERIFY(refused.error().detail.find("`location archive --undo`") != std::string::npos);
    }
    void theLotThatExpiresFirstGoesFirst()
    {
        StockShop shop;
        shop.byLots();
        const auto later = shop.lot(shop.milk, "L2", 20101220);
        const auto sooner = shop.lot(shop.milk, "L1", 20101210);
        QVERIFY(shop.take(shop.milk, 5, later));
        QVERIFY(shop.take(shop.milk, 3, sooner));
        QVERIFY(shop.sellOne(shop.milk, 4));
        QCOMPARE(shop.level(sooner), std::int64_t(0));
        QCOMPARE(shop.level(later), std::int64_t(4000));
        QCOMPARE(shop.level(shop.milk), std::int64_t(4000));
    }
    void anExpiredLotIsRefusedAtTheSaleOffline()
    {
        StockShop shop;
        shop.byLots();
        const auto old = shop.lot(shop.milk, "OLD", 20101130);
        QVERIFY(shop.take(shop.milk, 5, old));
        QCOMPARE(errorOf(shop.sellOne(shop.milk)), std::string("Conflict stock"));
        QCOMPARE(shop.level(old), std::int64_t(5000));
        QCOMPARE(sellableLot(shop.reader, shop.milk, old, 20101201).error().about, std::string("lot"));
        QVERIFY(sellableLot(shop.reader, shop.milk, old, 20101130)); // Its last day.
    }
    void aLotOnTheCounterIsRefusedWhenItHasExpiredAndAPieceIsSoldOnce()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        shop.byLots(schema::BY_SERIAL);
        const auto first = shop.lot(shop.milk, "SN-1", {});
        const auto second = shop.lot(shop.milk, "SN-2", {});
        const auto old = shop.lot(shop.milk, "SN-3", 20101130);
        for (const auto one : {first, second, old})
            QVERIFY(shop.take(shop.milk, 1, one));
        QVERIFY(shop.run(addToCart, admin, {shop.milk, Quantity::whole(1)}));
        const auto line = shop.cart().lines.at(0).line;
        QCOMPARE(errorOf(shop.run(setLineLot, admin, {line, old})), std::string("Conflict lot"));
        QVERIFY(shop.run(setLineLot, admin, {line, second}));
        const auto sold = shop.sellExactly(admin);
        QVERIFY2(sold, errorOf(sold).c_str());
        QCOMPARE(shop.level(second), std::int64_t(0));
        QCOMPARE(shop.level(first), std::int64_t(1000));
        QVERIFY(shop.run(addToCart, admin, {shop.milk, Quantity::whole(1)}));
        QVERIFY(shop.run(setLineLot, admin, {shop.cart().lines.at(0).line, second}));
        QCOMPARE(errorOf(shop.sellExactly(admin)), std::string("Conflict lot")); // It has gone.
    }
    void aRecalledLotIsPassedOver()
    {
        StockShop shop;
        shop.byLots();
        const auto recalled = shop.lot(shop.milk, "L1", 20101210);
        const auto good = shop.lot(shop.milk, "L2", 20101220);
        QVERIFY(shop.take(shop.milk, 5, recalled));
        QVERIFY(shop.take(shop.milk, 5, good));
        QVERIFY(shop.run(blockLot, shop.administrator(), {recalled}));
        QVERIFY(shop.sellOne(shop.milk, 2));
        QCOMPARE(shop.level(recalled), std::int64_t(5000));
        QCOMPARE(shop.level(good), std::int64_t(3000));
    }
    void aSaleIsNotBlockedByTheCountUnlessTheShopSaysSo()
    {
        StockShop shop;
        QVERIFY(shop.sellOne(shop.milk)); // Goods in hand outrank the books.
        QCOMPARE(shop.level(shop.milk), std::int64_t(-1000));
        shop.byLots();
        QVERIFY(shop.sellOne(shop.milk)); // Of no lot.
        shop.forbidNegative();
        QCOMPARE(errorOf(shop.sellOne(shop.milk)), std::string("Conflict stock"));
    }
    void whatWasThereBeforeItWasKeptByLotsIsSold_data()
    {
        QTest::addColumn<bool>("mayRunOut");
        QTest::newRow("the books may go below zero") << true;
        QTest::newRow("they may not") << false;
    }
    void whatWasThereBeforeItWasKeptByLotsIsSold()
    {
        QFETCH(bool, mayRunOut);
        StockShop shop;
        QVERIFY(shop.take(shop.milk, 10)); // Of no lot.
        shop.byLots();
        const auto fresh = shop.lot(shop.milk, "L1", 20101210);
        const auto old = shop.lot(shop.milk, "L0", 20101130);
        QVERIFY(shop.take(shop.milk, 3, fresh));
        QVERIFY(shop.take(shop.milk, 5, old));
        if (!mayRunOut)
            shop.forbidNegative();
        const auto sold = shop.sellOne(shop.milk, 4); // What has a date goes first.
        QVERIFY2(sold, errorOf(sold).c_str());
        QCOMPARE(shop.level(fresh), std::int64_t(0));
        QCOMPARE(shop.level(shop.milk), std::int64_t(14'000));
        QVERIFY(shop.sellOne(shop.milk, 7)); // Of no lot.
        QCOMPARE(shop.level(old), std::int64_t(5000));
        // Two lines of one order do not take the same goods.
        const auto admin = shop.administrator();
        const auto basket = shop.addGoods("BASKET", "9.00");
        QVERIFY(shop.run(setParts, admin, {basket, {{shop.milk, Quantity::whole(1)}}}));
        QVERIFY(shop.run(addToCart, admin, {basket, Quantity::whole(1)}));
        const auto refused = shop.sellOne(shop.milk, 2);
        QCOMPARE(errorOf(refused), std::string("Conflict stock"));
        QVERIFY(refused.error().detail.find("`count open`") != std::string::npos); // What to do about it.
        QVERIFY(shop.TestShop::take(clearCart(shop.reader, shop.context, admin)));
        QVERIFY(shop.run(addToCart, admin, {basket, Quantity::whole(1)}));
        QVERIFY(shop.sellOne(shop.milk));
        QCOMPARE(shop.level(old), std::int64_t(5000));
        QCOMPARE(shop.level(shop.milk), std::int64_t(5000));
        QCOMPARE(errorOf(shop.sellOne(shop.milk)), std::string("Conflict stock"));
    }
    void aLotIsGivenItsRightDate()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        shop.byLots();
        const auto lot = shop.lot(shop.milk, "L1", 20091210); // A year too early.
        QVERIFY(shop.take(shop.milk, 2, lot));
        const auto refused = sellableLot(shop.reader, shop.milk, lot, 20101201);
        QVERIFY(refused.error().detail.find("`stock change-lot`") != std::string::npos); // What to do about it.
        QCOMPARE(errorOf(shop.run(changeLot, shop.cashier(), {lot, 20101210})), std::string("Denied adjust-stock"));
        QCOMPARE(errorOf(shop.run(changeLot, admin, {Id<schema::Lot>(), 20101210})), std::string("NotFound lot"));
        QCOMPARE(errorOf(shop.run(changeLot, admin, {lot, 20101310})), std::string("Invalid expires"));
        QCOMPARE(errorOf(shop.run(changeLot, admin, {lot, 20091210})), std::string("Conflict lot"));
        const auto before = shop.reader;
        const auto changed = changeLot(shop.reader, shop.context, admin, {lot, 20101210}).value();
        const auto sealed = shop.seal(changed);
        QCOMPARE(review(before, before, sealed, changesOf(sealed).value()).verdict, schema::ACCEPTED);
        QVERIFY(shop.TestShop::take(changed));
        QVERIFY(shop.sellOne(shop.milk));
        QCOMPARE(shop.level(lot), std::int64_t(1000));
        QVERIFY(shop.run(changeLot, admin, {lot, {}})); // It keeps for ever.
        QVERIFY(!shop.reader.get(lot)->has_expires_on());
    }
    void aLotWithoutADateTakesThatOfTheNextDelivery()
    {
        StockShop shop;
        shop.byLots();
        const auto lot = shop.lot(shop.milk, "L1", {});
        AdjustStock input;
        input.changes.push_back({shop.milk, Quantity::whole(2), schema::RECEIVED});
        input.newLot = NewLot{"L1", 20101210};
        QVERIFY(shop.run(adjustStock, shop.administrator(), input));
        QCOMPARE(shop.reader.get(lot)->expires_on(), 20101210U);
        input.newLot->expiresOn = 20101211;
        const auto other = shop.run(adjustStock, shop.administrator(), input);
        QCOMPARE(errorOf(other), std::string("Conflict expires"));
        QVERIFY(other.error().detail.find("`stock change-lot`") != std::string::npos);
        input.newLot->expiresOn.reset(); // Not said again: it keeps its own.
        QVERIFY(shop.run(adjustStock, shop.administrator(), input));
        QCOMPARE(shop.reader.get(lot)->expires_on(), 20101210U);
        QCOMPARE(shop.level(lot), std::int64_t(4000));
    }
    void goodsWithLotsComeInByTheirLot()
    {
        StockShop shop;
        shop.byLots();
        QCOMPARE(errorOf(shop.take(shop.milk, 1)), std::string("Invalid lot"));
        const auto first = shop.lot(shop.milk, "L1", 20101210);
        QCOMPARE(lotRow(shop.reader, shop.milk, {"L1", 20101211}).error().about, std::string("expires"));
        QCOMPARE(lotRow(shop.reader, shop.milk, {"L3", 20101399}).error().about, std::string("expires"));
        const auto other = shop.addGoods("TEA", "2.00");
        QCOMPARE(lotRow(shop.reader, other, {"L1", {}}).error().about, std::string("tracking"));
        QCOMPARE(errorOf(shop.take(other, 1, first)), std::string("NotFound lot"));
    }
    void aBundleTakesItsPartsAndGivesThemBack()
    {
        StockShop shop;
        const auto basket = shop.addGoods("BASKET", "9.00");
        const auto tea = shop.addGoods("TEA", "2.00");
        QVERIFY(shop.run(setParts, shop.administrator(),
                         {basket, {{shop.milk, Quantity::whole(2)}, {tea, Quantity{250}}}}));
        QVERIFY(shop.take(shop.milk, 10));
        QVERIFY(shop.take(tea, 1));
        QCOMPARE(sellableLevel(shop.reader, basket, shop.location()), Quantity::whole(4)); // Tea for four.
        const auto sold = shop.sellOne(basket, 3);
        QVERIFY(sold);
        QCOMPARE(shop.level(shop.milk), std::int64_t(4000));
        QCOMPARE(shop.level(tea), std::int64_t(250));
        QCOMPARE(shop.level(basket), std::int64_t(0));
        QVERIFY(shop.sellOne(basket, -3));
        QCOMPARE(shop.level(shop.milk), std::int64_t(10'000));
        QCOMPARE(shop.level(tea), std::int64_t(1000));
        QCOMPARE(errorOf(shop.take(basket, 1)), std::string("Invalid product"));
        shop.forbidNegative();
        QCOMPARE(errorOf(shop.sellOne(basket, 5)), std::string("Conflict stock"));
    }
    void aProductThatIsThereIsNotMadeOfParts()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        const auto basket = shop.addGoods("BASKET", "9.00");
        const auto warehouse = shop.addPlace("Warehouse");
        const SetParts made{basket, {{shop.milk, Quantity::whole(2)}}};
        const auto refusal = [&](std::string_view why) {
            const auto refused = setParts(shop.reader, shop.context, admin, made);
            return !refused && errorOf(refused) == "Conflict stock" &&
                   refused.error().detail.find(why) != std::string::npos;
        };
        AdjustStock found;
        found.location = warehouse;
        found.changes.push_back({basket, Quantity::whole(3), schema::FOUND});
        QVERIFY(shop.run(adjustStock, admin, found));
        QVERIFY(refusal("3 are in Warehouse"));
        const auto sent = shop.run(sendStock, admin, {warehouse, shop.location(), {{basket, Quantity::whole(3)}}});
        QVERIFY(refusal("3 are on the way to"));
        QVERIFY(shop.run(receiveStock, admin, {Id<schema::StockTransfer>(sent->mainId())}));
        QVERIFY(shop.sellOne(basket, 3));
        QVERIFY(shop.run(setParts, admin, made));
        QVERIFY(
            shop.run(setParts, admin, {basket, {{shop.milk, Quantity::whole(1)}}})); // Of others, whatever comes back.
    }
    void whatIsLeftOfAProductOfPartsIsWrittenOffOrCountedAsNone()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        const auto basket = shop.addGoods("BASKET", "9.00");
        const auto made = setParts(shop.reader, shop.context, admin, {basket, {{shop.milk, Quantity::whole(2)}}});
        QVERIFY(shop.take(basket, 5)); // Another till took it in meanwhile.
        QVERIFY(shop.TestShop::take(made));
        AdjustStock out;
        out.changes.push_back({basket, Quantity::whole(-2), schema::WRITTEN_OFF});
        QVERIFY(shop.run(adjustStock, admin, out));
        QCOMPARE(shop.level(basket), std::int64_t(3000));
        shop.tick(1);
        const Id<schema::StockCount> count(shop.run(openCount, admin, {}).value().mainId());
        const auto counted = [&](std::int64_t units) {
            return shop.run(countStock, admin, {count, {{basket, Quantity::whole(units)}}});
        };
        QCOMPARE(errorOf(counted(3)), std::string("Invalid product"));
        QVERIFY(counted(0));
        QVERIFY(shop.run(closeCount, admin, {count}));
        QCOMPARE(shop.level(basket), std::int64_t(0));
        QCOMPARE(errorOf(shop.take(basket, 1)), std::string("Invalid product"));
    }
    void theServerAcceptsWhatABundleTookAndFlagsWhatItDidNot()
    {
        StockShop shop;
        const auto basket = shop.addGoods("BASKET", "9.00");
        QVERIFY(shop.run(setParts, shop.administrator(), {basket, {{shop.milk, Quantity::whole(2)}}}));
        const TestShop& then = shop;
        QVERIFY(shop.run(addToCart, shop.administrator(), {basket, Quantity::whole(1)}));
        const auto cart = shop.cart();
        const auto before = shop.reader; // As the author saw it.
        auto sold = sell(shop.reader, shop.context, shop.administrator(),
                         {cart.total, {cashPayment(cart.total, cart.total).value()}});
        QVERIFY(sold);
        const auto sealed = shop.seal(*sold);
        QCOMPARE(review(before, then.reader, sealed, changesOf(sealed).value()).verdict, schema::ACCEPTED);
        Commit wrong{"sell", shop.context, shop.administrator()};
        for (const auto& draft : sold->changes()) {
            const auto* type = rowType(draft.type);
            const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
            QVERIFY(row->ParseFromString(draft.body));
            row->GetReflection()->SetString(row.get(), type->idField, draft.row.string());
            if (draft.type == rowTypeOf(schema::StockMovement::descriptor()).type)
                static_cast<schema::StockMovement&>(*row).set_quantity(-1000);
            wrong.insert(*row);
        }
        const auto forged = shop.seal(wrong);
        QCOMPARE(review(before, then.reader, forged, changesOf(forged).value()).verdict, schema::FLAGGED);
    }
    void nothingIsAPartOfItself()
    {
        StockShop shop;
        const auto a = shop.addGoods("A", "1.00");
        const auto b = shop.addGoods("B", "1.00");
        const auto admin = shop.administrator();
        QCOMPARE(errorOf(shop.run(setParts, admin, {a, {{a, Quantity::whole(1)}}})), std::string("Invalid parts"));
        QVERIFY(shop.run(setParts, admin, {a, {{b, Quantity::whole(1)}}}));
        QCOMPARE(errorOf(shop.run(setParts, admin, {b, {{a, Quantity::whole(1)}}})), std::string("Invalid parts"));
        QCOMPARE(errorOf(shop.run(setParts, admin, {b, {{shop.milk, Quantity{}}}})), std::string("Invalid quantity"));
        QCOMPARE(errorOf(shop.run(setParts, admin, {a, {{b, Quantity::whole(1)}}})), std::string("Conflict parts"));
    }
    void aTransferLeavesAtOnceAndArrivesAsItComes()
    {
        StockShop shop;
        const auto warehouse = shop.addPlace("Warehouse");
        const auto admin = shop.administrator();
        AdjustStock in;
        in.changes.push_back({shop.milk, Quantity::whole(10), schema::RECEIVED, {}, {}, {}, 1000});
        QVERIFY(shop.run(adjustStock, admin, in));
        const auto sent = shop.run(sendStock, admin, {{}, warehouse, {{shop.milk, Quantity::whole(7)}}});
        QVERIFY(sent);
        const Id<schema::StockTransfer> transfer(sent->mainId());
        QCOMPARE(shop.level(shop.milk), std::int64_t(3000));
        QCOMPARE(stockPosition(shop.reader, shop.milk, warehouse, shop.context.now).incoming, Quantity::whole(7));
        shop.tick(60);
        QVERIFY(shop.run(receiveStock, admin, {transfer, {{0, Quantity::whole(4)}}}));
        QCOMPARE(shop.reader.stockLevel(shop.milk, warehouse), Quantity::whole(4));
        shop.tick(60);
        QCOMPARE(errorOf(shop.run(receiveStock, admin, {transfer, {{0, Quantity::whole(1), Quantity::whole(3)}}})),
                 std::string("Invalid missing"));
        QVERIFY(shop.run(receiveStock, admin, {transfer, {{0, Quantity::whole(2)}}, true}));
        const auto view = readTransfer(shop.reader, transfer).value();
        QVERIFY(!view.isOpen());
        QCOMPARE(view.lines[0].received, Quantity::whole(6));
        QCOMPARE(view.lines[0].missing, Quantity::whole(1));
        QCOMPARE(stockPosition(shop.reader, shop.milk, warehouse, shop.context.now).incoming, Quantity());
        QCOMPARE(errorOf(shop.run(receiveStock, admin, {transfer})), std::string("Conflict transfer"));
        // It cost 7.00 there, and what came of it costs its share here.
        std::int64_t cost = 0;
        for (const auto& movement : shop.reader.all<schema::StockMovement>())
            if (movement.location() == warehouse.bytes())
                cost += movement.cost_minor();
        QCOMPARE(cost, std::int64_t(600));
    }
    void moreThanThereIsIsSentOnlyWhereTheBooksMayGoBelowZero()
    {
        StockShop shop;
        const auto warehouse = shop.addPlace("Warehouse");
        const auto admin = shop.administrator();
        shop.byLots();
        const auto lot = shop.lot(shop.milk, "L1", {});
        QVERIFY(shop.take(shop.milk, 3, lot));
        const auto send = [&](std::int64_t units) {
            return shop.run(sendStock, admin, {{}, warehouse, {{shop.milk, Quantity::whole(units), lot}}});
        };
        QVERIFY(send(4)); // Goods in hand outrank the books.
        QCOMPARE(shop.level(lot), std::int64_t(-1000));
        shop.forbidNegative();
        QVERIFY(shop.take(shop.milk, 3, lot));
        QCOMPARE(errorOf(send(3)), std::string("Conflict stock"));
        QVERIFY(send(2));
        QCOMPARE(shop.level(lot), std::int64_t(0));
    }
    void aReceiptThatWasNoneIsUndoneLotByLotAndAtItsCost()
    {
        StockShop shop;
        const auto warehouse = shop.addPlace("Warehouse");
        const auto admin = shop.administrator();
        AdjustStock in;
        in.location = warehouse;
        in.changes.push_back({shop.milk, Quantity::whole(2), schema::RECEIVED, {}, {}, {}, 1000});
        QVERIFY(shop.run(adjustStock, admin, in));
        in.location = shop.location();
        in.changes.front() = {shop.milk, Quantity::whole(4), schema::RECEIVED, {}, {}, {}, 400};
        QVERIFY(shop.run(adjustStock, admin, in));
        shop.tick(1);
        const auto sent = shop.run(sendStock, admin, {{}, warehouse, {{shop.milk, Quantity::whole(4)}}}).value();
        const Id<schema::StockTransfer> transfer(sent.mainId());
        shop.tick(1);
        const auto received = shop.run(receiveStock, admin, {transfer}).value();
        const auto value = [&](TimeUs at) {
            return valueAt(shop.reader, shop.milk, warehouse, CostMethod::MovingAverage, at).valueMinor;
        };
        QCOMPARE(value(shop.context.now), std::int64_t(1400));
        shop.tick(1);
        const UndoReceipt undo{received.mainId(), "it was still in the van"};
        QCOMPARE(errorOf(shop.run(undoReceipt, shop.cashier(), undo)), std::string("Denied adjust-stock"));
        QCOMPARE(errorOf(shop.run(undoReceipt, admin, {received.mainId(), ""})), std::string("Invalid reason"));
        QCOMPARE(errorOf(shop.run(undoReceipt, admin, {sent.mainId(), "no receipt"})), std::string("NotFound receipt"));
        const auto made = undoReceipt(shop.reader, shop.context, admin, undo).value();
        const auto sealed = shop.seal(made);
        QCOMPARE(review(shop.reader, shop.reader, sealed, changesOf(sealed).value()).verdict, schema::ACCEPTED);
        QVERIFY(shop.TestShop::take(made));
        QCOMPARE(shop.reader.stockLevel(shop.milk, warehouse), Quantity::whole(2));
        QCOMPARE(value(shop.context.now), std::int64_t(1000)); // Not 933: what it brought is what goes.
        QCOMPARE(readTransfer(shop.reader, transfer)->lines[0].onTheWay(), Quantity::whole(4));
        QCOMPARE(errorOf(shop.run(undoReceipt, admin, undo)), std::string("Conflict receipt"));
        shop.tick(1);
        QVERIFY(shop.run(receiveStock, admin, {transfer}));
        QCOMPARE(shop.reader.stockLevel(shop.milk, warehouse), Quantity::whole(6));
        QCOMPARE(value(shop.context.now), std::int64_t(1400));
    }
    void theServerFlagsAnUndoingThatTakesOutMore()
    {
        StockShop shop;
        const auto warehouse = shop.addPlace("Warehouse");
        const auto admin = shop.administrator();
        const auto sent = shop.run(sendStock, admin, {{}, warehouse, {{shop.milk, Quantity::whole(4)}}}).value();
        const auto received = shop.run(receiveStock, admin, {Id<schema::StockTransfer>(sent.mainId())}).value();
        const auto made = undoReceipt(shop.reader, shop.context, admin, {received.mainId(), "none"}).value();
        const auto wrong =
            forged<schema::StockMovement>(made, shop.context, admin, [](auto& row) { row.set_quantity(-5000); });
        const auto sealed = shop.seal(wrong);
        QCOMPARE(review(shop.reader, shop.reader, sealed, changesOf(sealed).value()).verdict, schema::FLAGGED);
    }
    void whatIsCountedIsTheLevelOfThatMomentWhileTheShopSells()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.take(shop.milk, 10));
        shop.tick(60);
        const Id<schema::StockCount> count(shop.run(openCount, admin, {{}, "December", true}).value().mainId());
        shop.tick(60);
        QVERIFY(shop.run(countStock, admin, {count, {{shop.milk, Quantity::whole(8)}}}));
        QCOMPARE(shop.level(shop.milk), std::int64_t(10'000)); // Nothing before it is closed.
        shop.tick(60);
        QVERIFY(shop.sellOne(shop.milk, 3));
        shop.tick(60);
        QVERIFY(shop.run(closeCount, admin, {count}));
        QCOMPARE(shop.level(shop.milk), std::int64_t(5000));
        const auto view = readCount(shop.reader, count).value();
        QCOMPARE(view.state, CountView::State::Closed);
        QCOMPARE(view.lines.at(0).expected, Quantity::whole(10));
        QCOMPARE(view.lines.at(0).off(), Quantity::whole(-2));
        QCOMPARE(errorOf(shop.run(countStock, admin, {count, {{shop.milk, Quantity::whole(8)}}})),
                 std::string("Conflict count"));
        QCOMPARE(errorOf(shop.run(closeCount, admin, {count})), std::string("Conflict count"));
    }
    void whatIsNoCountAndNoTransferIsRefused()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        const auto warehouse = shop.addPlace("Warehouse");
        const Id<schema::StockCount> count(shop.run(openCount, admin, {}).value().mainId());
        const auto entries = [&](std::vector<CountStock::Entry> list) {
            return errorOf(shop.run(countStock, admin, {count, std::move(list)}));
        };
        const CountStock::Entry one{shop.milk, Quantity::whole(1)};
        QCOMPARE(entries({}), std::string("Invalid entries"));
        QCOMPARE(entries(std::vector(501, one)), std::string("Invalid entries"));
        QCOMPARE(entries({one, one}), std::string("Invalid entries"));
        QCOMPARE(entries({{shop.milk, Quantity{-1}}}), std::string("Invalid quantity"));
        CloseCount rest{count};
        rest.restIsZero = true;
        QVERIFY(shop.run(countStock, admin, {count, {one}}));
        QCOMPARE(errorOf(shop.run(closeCount, admin, rest)), std::string("Invalid rest"));
        OpenCount cycle;
        cycle.variants.assign(1001, shop.milk);
        QCOMPARE(errorOf(shop.run(openCount, admin, cycle)), std::string("Invalid variants"));
        const auto sent = [&](std::vector<SendStock::Line> lines) {
            return errorOf(shop.run(sendStock, admin, {{}, warehouse, std::move(lines)}));
        };
        const SendStock::Line two{shop.milk, Quantity::whole(2)};
        QCOMPARE(sent({}), std::string("Invalid lines"));
        QCOMPARE(sent(std::vector(201, two)), std::string("Invalid lines"));
        QCOMPARE(sent({two, two}), std::string("Invalid lines"));
        const Id<schema::StockTransfer> transfer(shop.run(sendStock, admin, {{}, warehouse, {two}}).value().mainId());
        const auto received = [&](std::vector<ReceiveStock::Line> lines) {
            return errorOf(shop.run(receiveStock, admin, {transfer, std::move(lines)}));
        };
        const ReceiveStock::Line part{0, Quantity::whole(1), {}};
        QCOMPARE(received({part, part}), std::string("Invalid lines"));
        QCOMPARE(received({{0, {}, {}}}), std::string("Invalid lines"));
        QCOMPARE(received({{0, Quantity::whole(1), Quantity::whole(2)}}), std::string("Invalid missing"));
        QCOMPARE(received({{1, Quantity::whole(1), {}}}), std::string("NotFound line"));
    }
    void aDiscardedCountChangesNothing()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.take(shop.milk, 10));
        shop.tick(1);
        const Id<schema::StockCount> count(shop.run(openCount, admin, {}).value().mainId());
        QVERIFY(shop.run(countStock, admin, {count, {{shop.milk, Quantity{}}}}));
        CloseCount close{count};
        close.discard = true;
        QVERIFY(shop.run(closeCount, admin, close));
        QCOMPARE(shop.level(shop.milk), std::int64_t(10'000));
        QCOMPARE(readCount(shop.reader, count)->state, CountView::State::Discarded);
    }
    void aCycleCountMayTakeTheRestForGone()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        const auto tea = shop.addGoods("TEA", "2.00");
        QVERIFY(shop.take(shop.milk, 10));
        QVERIFY(shop.take(tea, 4));
        shop.tick(1);
        const Id<schema::StockCount> count(
            shop.run(openCount, admin, {{}, {}, false, {shop.milk, tea}}).value().mainId());
        shop.tick(1);
        QVERIFY(shop.run(countStock, admin, {count, {{shop.milk, Quantity::whole(9)}}}));
        QCOMPARE(readCount(shop.reader, count)->notYet.size(), std::size_t(1));
        shop.tick(1);
        CloseCount close{count};
        close.restIsZero = true;
        QVERIFY(shop.run(closeCount, admin, close));
        QCOMPARE(shop.level(shop.milk), std::int64_t(9000));
        QCOMPARE(shop.level(tea), std::int64_t(0));
    }
    void theRestThatIsGoneIsGoneLotByLot()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.take(shop.milk, 2)); // Of no lot.
        shop.byLots();
        const auto found = shop.lot(shop.milk, "L1", {});
        const auto lost = shop.lot(shop.milk, "L2", {});
        QVERIFY(shop.take(shop.milk, 3, found));
        QVERIFY(shop.take(shop.milk, 4, lost));
        const auto closedWith = [&](std::vector<CountStock::Entry> entries) {
            shop.tick(1);
            const Id<schema::StockCount> count(
                shop.run(openCount, admin, {{}, {}, false, {shop.milk}}).value().mainId());
            shop.tick(1);
            if (!entries.empty())
                (void)shop.run(countStock, admin, {count, std::move(entries)}).value();
            CloseCount close{count};
            close.restIsZero = true;
            (void)shop.run(closeCount, admin, close).value();
        };
        closedWith({{shop.milk, Quantity::whole(3), found}});
        QCOMPARE(shop.level(found), std::int64_t(3000));
        QCOMPARE(shop.level(lost), std::int64_t(0));
        QCOMPARE(shop.level(shop.milk), std::int64_t(3000));
        closedWith({});
        QCOMPARE(shop.level(found), std::int64_t(0));
        QCOMPARE(shop.level(shop.milk), std::int64_t(0));
    }
    void whatIsCountedAgainIsOffByTheLastEntry()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        const auto takeAt = [&](std::int64_t units, std::int64_t cost) {
            AdjustStock in;
            in.changes.push_back({shop.milk, Quantity::whole(units), schema::RECEIVED, {}, {}, {}, cost});
            (void)shop.run(adjustStock, admin, in).value();
            shop.tick(1);
        };
        takeAt(50, 5000);
        takeAt(50, 10'000);
        const Id<schema::StockCount> count(shop.run(openCount, admin, {}).value().mainId());
        for (const std::int64_t units : {10, 100}) { // A digit was missing.
            QVERIFY(shop.run(countStock, admin, {count, {{shop.milk, Quantity::whole(units)}}}));
            shop.tick(1);
        }
        QVERIFY(shop.run(closeCount, admin, {count}));
        const auto line = readCount(shop.reader, count)->lines.at(0);
        QCOMPARE(line.expected, Quantity::whole(100));
        QCOMPARE(line.off(), Quantity{});
        for (const auto method : {CostMethod::MovingAverage, CostMethod::Fifo}) {
            const auto value = valueAt(shop.reader, shop.milk, shop.location(), method, shop.context.now);
            QCOMPARE(value.valueMinor, std::int64_t(15'000));
        }
    }
    void aParkedCartKeepsItsGoodsUntilItIsTakenThrownAwayOrExpires()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.take(shop.milk, 3));
        const auto reserved = [&](TimeUs at) { return reservedOf(shop.reader, shop.milk, shop.location(), at); };
        QVERIFY(shop.run(addToCart, admin, {shop.milk, Quantity::whole(2)}));
        const auto parked = shop.run(parkCart, admin, {"Miller"});
        QVERIFY(parked);
        QCOMPARE(reserved(shop.context.now), Quantity::whole(2));
        QCOMPARE(reserved(shop.context.now + TimeUs{73} * 3'600'000'000), Quantity()); // Expired; nothing was written.
        shop.forbidNegative();
        QCOMPARE(errorOf(shop.sellOne(shop.milk, 2)), std::string("Conflict stock")); // One is left for others.
        QVERIFY(shop.TestShop::take(clearCart(shop.reader, shop.context, admin)));
        QVERIFY(shop.run(recallCart, admin, {Id<schema::ParkedCart>(parked->mainId())}));
        QCOMPARE(reserved(shop.context.now), Quantity());
        QVERIFY(shop.sellExactly(admin));
        QVERIFY(shop.run(addToCart, admin, {shop.milk, Quantity::whole(1)}));
        const auto again = shop.run(parkCart, admin, {});
        QCOMPARE(reserved(shop.context.now), Quantity::whole(1));
        QVERIFY(shop.run(discardParkedCart, admin, {Id<schema::ParkedCart>(again->mainId())}));
        QCOMPARE(reserved(shop.context.now), Quantity());
    }
    void aPlacedOrderKeepsItsGoodsUntilItIsCancelled()
    {
        StockShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.take(shop.milk, 5));
        QVERIFY(shop.run(addToCart, admin, {shop.milk, Quantity::whole(4)}));
        NewCustomer miller;
        miller.number = "C1";
        const Id<schema::Customer> customer(shop.run(addCustomer, admin, miller).value().mainId());
        QVERIFY(shop.run(setCartCustomer, admin, {customer}));
        const PlaceOrder place{schema::ORDERED, shop.cart().total};
        const auto placed = shop.run(placeOrder, admin, place);
        QVERIFY2(placed, errorOf(placed).c_str());
        const auto position = stockPosition(shop.reader, shop.milk, shop.location(), shop.context.now);
        QCOMPARE(position.onHand, Quantity::whole(5));
        QCOMPARE(position.reserved, Quantity::whole(4));
        QCOMPARE(position.available(), Quantity::whole(1));
        const CancelOrder cancel{Id<schema::Order>(placed->mainId()), "changed their mind"};
        const auto cancelled = shop.run(cancelOrder, admin, cancel);
        QVERIFY2(cancelled, errorOf(cancelled).c_str());
        QCOMPARE(reservedOf(shop.reader, shop.milk, shop.location(), shop.context.now), Quantity());
    }
};
QTEST_GUILESS_MAIN(InventoryTest)
#include "tst_inventory.moc"
