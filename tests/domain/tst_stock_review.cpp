#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/inventory/count.h"
#include "domain/inventory/line_lot.h"
#include "domain/inventory/location.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/supplier.h"
#include "domain/inventory/transfer.h"
#include "domain/orders/sell.h"
#include "support/forge.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

struct StockShop : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "6.00");
    Id<schema::Variant> tea = addGoods("TEA", "2.00");
    Actor admin = administrator();

    schema::Verdict verdictOf(const Commit& commit)
    {
        const auto sealed = seal(commit);
        return review(reader, reader, sealed, changesOf(sealed).value()).verdict;
    }
    /// Of a commit as it was made, and with its rows of one kind changed.
    template <typename Row, typename Change>
    std::pair<schema::Verdict, schema::Verdict> verdicts(const Commit& made, Change&& change)
    {
        return {verdictOf(made), verdictOf(forged<Row>(made, context, admin, change))};
    }
    Id<schema::PurchaseReceipt> receiveBoth()
    {
        const Id<schema::Supplier> supplier(run(addSupplier, admin, {"S1", {"Potter"}}).value().mainId());
        OrderGoods order;
        order.supplier = supplier;
        order.lines = {{mug, Quantity::whole(4), price("3.00")}, {tea, Quantity::whole(4), price("1.00")}};
        const Id<schema::PurchaseOrder> ordered(run(orderGoods, admin, order).value().mainId());
        return Id<schema::PurchaseReceipt>(run(receiveGoods, admin, ReceiveGoods{ordered}).value().mainId());
    }
    Id<schema::Lot> lot(const char* number, std::optional<std::uint32_t> expires)
    {
        AdjustStock in;
        Commit commit{"adjust-stock", context, admin};
        const auto id = takeIn(reader, mug, {number, expires}, commit).value();
        (void)take(commit);
        in.changes.push_back({mug, Quantity::whole(2), schema::RECEIVED, {}, {}, id, {}});
        (void)run(adjustStock, admin, in).value();
        return id;
    }
};

const std::pair acceptedAndFlagged{schema::ACCEPTED, schema::FLAGGED};

} // namespace

/// What the server says of stock documents and lots that no program of ours would have written.
class StockReviewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void freightIsEachProductsShareOfTheBill()
    {
        StockShop shop;
        const auto receipt = shop.receiveBoth();
        const auto billed = addLandedCost(shop.reader, shop.context, shop.admin, {receipt, "freight", 400}).value();
        QCOMPARE(shop.verdicts<schema::LandedCost>(
                     billed, [&](auto& row) { row.set_amount_minor(row.variant() == shop.mug.bytes() ? 100 : 300); }),
                 acceptedAndFlagged);
        QCOMPARE(
            shop.verdicts<schema::LandedCost>(billed, [&](auto& row) { row.set_variant(shop.mug.string()); }).second,
            schema::FLAGGED);
        QCOMPARE(shop.verdicts<schema::LandedCost>(
                         billed, [&](auto& row) { row.set_location(RawId::imported("x", "y", 0).string()); })
                     .second,
                 schema::FLAGGED);
        QCOMPARE(shop.verdicts<schema::LandedCost>(
                         billed, [&](auto& row) { row.set_receipt(RawId::imported("x", "y", 0).string()); })
                     .second,
                 schema::FLAGGED);
    }
    void whatArrivesBringsItsShareOfWhatItCost()
    {
        StockShop shop;
        (void)shop.receiveBoth();
        const Id<schema::Location> cellar(
            shop.run(addLocation, shop.admin, {"Cellar", schema::BACK_ROOM}).value().mainId());
        const Id<schema::StockTransfer> sent(
            shop.run(sendStock, shop.admin, {{}, cellar, {{shop.mug, Quantity::whole(3)}}}).value().mainId());
        ReceiveStock some{sent, {{0, Quantity::whole(1), {}}}};
        const auto first = receiveStock(shop.reader, shop.context, shop.admin, some).value();
        QCOMPARE(shop.verdicts<schema::StockMovement>(first, [](auto& row) { row.set_cost_minor(301); }),
                 acceptedAndFlagged);
        QVERIFY(shop.take(first));
        const auto second = receiveStock(shop.reader, shop.context, shop.admin, some).value();
        QCOMPARE(shop.verdicts<schema::TransferReceipt>(second, [](auto& row) { row.mutable_line(0)->set_before(0); }),
                 acceptedAndFlagged);
    }
    void nothingIsCountedInAClosedCount()
    {
        StockShop shop;
        (void)shop.receiveBoth();
        shop.tick(1);
        const Id<schema::StockCount> count(shop.run(openCount, shop.admin, {}).value().mainId());
        const auto entered =
            countStock(shop.reader, shop.context, shop.admin, {count, {{shop.mug, Quantity::whole(4)}}}).value();
        QVERIFY(shop.take(entered));
        const auto again =
            countStock(shop.reader, shop.context, shop.admin, {count, {{shop.mug, Quantity::whole(3)}}}).value();
        CloseCount close{count};
        const auto closed = closeCount(shop.reader, shop.context, shop.admin, close).value();
        QCOMPARE(shop.verdictOf(again), schema::ACCEPTED);
        QCOMPARE(shop.verdictOf(closed), schema::ACCEPTED);
        QVERIFY(shop.take(closed));
        QCOMPARE(shop.verdictOf(again), schema::FLAGGED);
        QCOMPARE(shop.verdictOf(forged<schema::CountClosing>(
                     closed, shop.context, shop.admin,
                     [](auto& row) { row.set_id(RawId::imported("x", "y", 0).string()); })),
                 schema::FLAGGED);
    }
    void aLotThatMayNotBeSoldIsNotSoldUnseen()
    {
        StockShop shop;
        (void)shop.run(setTracking, shop.admin, {shop.productOf(shop.mug), schema::BY_LOT}).value();
        const auto good = shop.lot("GOOD", 20991231);
        const auto old = shop.lot("OLD", 20010101);
        const auto recalled = shop.lot("RECALLED", {});
        QVERIFY(shop.run(blockLot, shop.admin, {recalled}));
        QVERIFY(shop.run(addToCart, shop.admin, {shop.mug, Quantity::whole(1)}));
        const auto cart = shop.cart();
        const auto sale =
            sell(shop.reader, shop.context, shop.admin, {cart.total, {cashPayment(cart.total, cart.total).value()}})
                .value();
        const auto sold = [&](const Bytes& lot) {
            return shop.verdicts<schema::StockMovement>(sale, [&](auto& row) {
                QCOMPARE(row.lot(), good.string());
                row.set_lot(lot);
            });
        };
        for (const auto& lot : {old.string(), recalled.string(), RawId::imported("x", "y", 0).string()})
            QCOMPARE(sold(lot), acceptedAndFlagged);
    }
};

QTEST_GUILESS_MAIN(StockReviewTest)
#include "tst_stock_review.moc"
