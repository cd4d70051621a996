#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/unit.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/inventory/goods_back.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/stock.h"
#include "domain/inventory/stock_cost.h"
#include "domain/orders/park.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

struct SetShop : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "3.00");
    Id<schema::Variant> tea = addGoods("TEA", "2.00");
    Id<schema::Variant> set = addGoods("SET", "7.00");
    Actor boss = administrator();
    Review verdict;

    SetShop() { parts({{mug, Quantity::whole(2)}}); }
    void parts(const std::vector<SetParts::Part>& made, Id<schema::Variant> of = {})
    {
        (void)run(setParts, boss, {of.isNil() ? set : of, made}).value();
    }
    std::int64_t level(Id<schema::Variant> variant) const { return reader.stockLevel(variant, location()).thousandths; }
    Result<Commit> judged(Result<Commit> made)
    {
        if (!made)
            return made;
        const auto sealed = seal(*made);
        verdict = review(reader, reader, sealed, changesOf(sealed).value());
        return take(made);
    }
    Id<schema::OrderLine> sold(Id<schema::Variant> variant, Quantity quantity)
    {
        (void)run(addToCart, boss, {variant, quantity}).value();
        const auto total = cart().total;
        const auto sale = judged(sell(reader, context, boss, {total, {cashPayment(total, total).value()}})).value();
        return Id<schema::OrderLine>(
            reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sale.mainId().bytes()).front().id());
    }
    Result<Commit> back(Id<schema::OrderLine> line, Quantity quantity)
    {
        if (auto added = run(addReturn, boss, {line, quantity}); !added)
            return added;
        return judged(sell(reader, context, boss, {cart().total, {}}));
    }
};

} // namespace

/// Goods that come back by their receipt are the goods that left by it.
class GoodsBackTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBundleComesBackAsWhatTheSaleTookWhateverItIsMadeOfToday()
    {
        SetShop shop;
        const auto line = shop.sold(shop.set, Quantity::whole(1));
        QCOMPARE(shop.level(shop.mug), std::int64_t(-2000));
        shop.parts({{shop.tea, Quantity::whole(1)}});
        QVERIFY(shop.back(line, Quantity::whole(1)));
        QCOMPARE(shop.level(shop.mug), std::int64_t(0));
        QCOMPARE(shop.level(shop.tea), std::int64_t(0));
        QCOMPARE(shop.verdict.verdict, schema::ACCEPTED);
    }
    void whatIsABundleSinceComesBackAsItself()
    {
        SetShop shop;
        AdjustStock in;
        in.changes.push_back({shop.tea, Quantity::whole(3), schema::FOUND});
        QVERIFY(shop.run(adjustStock, shop.boss, in));
        const auto line = shop.sold(shop.tea, Quantity::whole(3));
        shop.parts({{shop.mug, Quantity::whole(1)}}, shop.tea);
        QVERIFY(shop.back(line, Quantity::whole(2)));
        QCOMPARE(shop.level(shop.tea), std::int64_t(2000)); // To be written off: it is sold by its parts.
        QCOMPARE(shop.level(shop.mug), std::int64_t(0));
        QCOMPARE(shop.verdict.verdict, schema::ACCEPTED);
    }
    void whatWasABundleThenAndIsNoneTodayComesBackAsItsParts()
    {
        SetShop shop;
        const auto line = shop.sold(shop.set, Quantity::whole(2));
        shop.parts({});
        QVERIFY(shop.back(line, Quantity::whole(1)));
        QCOMPARE(shop.level(shop.mug), std::int64_t(-2000));
        QCOMPARE(shop.level(shop.set), std::int64_t(0));
        QCOMPARE(shop.verdict.verdict, schema::ACCEPTED);
    }
    void marginsOfABundleAreThoseOfTheGoodsItTook()
    {
        SetShop shop;
        AdjustStock in;
        in.changes.push_back({shop.mug, Quantity::whole(10), schema::RECEIVED, {}, {}, {}, 1000});
        QVERIFY(shop.run(adjustStock, shop.boss, in));
        shop.tick(1);
        const auto line = shop.sold(shop.set, Quantity::whole(1));
        shop.parts({{shop.tea, Quantity::whole(1)}});
        QCOMPARE(marginOf(shop.reader, line.raw, CostMethod::MovingAverage)->costMinor, std::int64_t(200));
    }
    void theServerFlagsGoodsThatAreNotThoseThatLeft()
    {
        SetShop shop;
        const auto line = shop.sold(shop.set, Quantity::whole(1));
        shop.parts({{shop.tea, Quantity::whole(1)}});
        QVERIFY(shop.run(addReturn, shop.boss, {line, Quantity::whole(1)}));
        auto made = sell(shop.reader, shop.context, shop.boss, {shop.cart().total, {}});
        QVERIFY(made);
        Commit wrong{"sell", shop.context, shop.boss};
        for (const auto& draft : made->changes()) {
            const auto* type = rowType(draft.type);
            const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
            QVERIFY(row->ParseFromString(draft.body));
            row->GetReflection()->SetString(row.get(), type->idField, draft.row.string());
            if (draft.type == rowTypeOf(schema::StockMovement::descriptor()).type) {
                static_cast<schema::StockMovement&>(*row).set_variant(shop.tea.string()); // By today's recipe.
                static_cast<schema::StockMovement&>(*row).set_quantity(1000);
            }
            wrong.insert(*row);
        }
        const auto sealed = shop.seal(wrong);
        QCOMPARE(review(shop.reader, shop.reader, sealed, changesOf(sealed).value()).verdict, schema::FLAGGED);
    }
    void anyPartsOfALineBringBackJustWhatItTookOfEachLot()
    {
        QVERIFY(rc::check("goods back", [] {
            SetShop shop;
            (void)shop.run(setTracking, shop.boss, {shop.productOf(shop.mug), schema::BY_LOT}).value();
            shop.parts({{shop.mug, Quantity{*rc::gen::inRange<std::int64_t>(1, 3000)}},
                        {shop.tea, Quantity{*rc::gen::inRange<std::int64_t>(1, 3000)}}});
            std::vector<Id<schema::Lot>> lots;
            for (const auto* number : {"A", "B"}) {
                AdjustStock in;
                in.newLot = NewLot{number, 20110101};
                in.changes.push_back({shop.mug, Quantity{*rc::gen::inRange<std::int64_t>(1, 9000)}, schema::RECEIVED});
                (void)shop.run(adjustStock, shop.boss, in).value();
                lots.push_back(lotId(shop.mug, number));
            }
            const auto levels = [&] {
                std::vector<std::int64_t> all{shop.level(shop.mug), shop.level(shop.tea), shop.level(shop.set)};
                for (const auto lot : lots)
                    all.push_back(lotLevel(shop.reader, lot, shop.location()).thousandths);
                return all;
            };
            const auto before = levels();
            const auto units = *rc::gen::inRange<std::int64_t>(1, 6);
            const auto line = shop.sold(shop.set, Quantity::whole(units));
            if (*rc::gen::arbitrary<bool>())
                shop.parts({{shop.tea, Quantity::whole(7)}});
            for (auto left = units; left > 0;) {
                const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
                RC_ASSERT(shop.back(line, Quantity::whole(part)).has_value());
                RC_ASSERT(shop.verdict.verdict == schema::ACCEPTED);
                left -= part;
            }
            RC_ASSERT(levels() == before);
        }));
    }
    void whatIsSoldWholeComesBackAndIsHandedOverWhole()
    {
        SetShop shop;
        const Id<schema::Unit> box(shop.run(addUnit, shop.boss, {"box", {}, {}, 1, 1, true}).value().mainId());
        (void)shop.run(setProductUnit, shop.boss, {shop.productOf(shop.mug), box}).value();
        const auto error = [](const Result<Commit>& made) { return TestShop::errorOf(made); };
        const Quantity half{500};
        const auto sold = shop.sold(shop.mug, Quantity::whole(2));
        QCOMPARE(error(shop.run(addReturn, shop.boss, {sold, half})), std::string("Invalid quantity"));
        QVERIFY(shop.run(addReturn, shop.boss, {sold, Quantity::whole(1)}));
        const auto line = shop.cart().lines[0].line;
        QCOMPARE(error(shop.run(setLineQuantity, shop.boss, {line, Quantity{-500}})), std::string("Invalid quantity"));
        QCOMPARE(error(shop.run(splitCart, shop.boss, {{{line, Quantity{-500}}}, {}})),
                 std::string("Invalid quantity"));
        (void)shop.take(clearCart(shop.reader, shop.context, shop.boss)).value();

        (void)shop.run(addToCart, shop.boss, {shop.mug, Quantity::whole(2)}).value();
        QCOMPARE(error(shop.run(splitCart, shop.boss, {{{shop.cart().lines[0].line, half}}, {}})),
                 std::string("Invalid quantity"));
        const Id<schema::Customer> ann(shop.run(addCustomer, shop.boss, {"C1", "Ann", {}}).value().mainId());
        (void)shop.run(setCartCustomer, shop.boss, {ann}).value();
        const Id<schema::Order> placed(
            shop.run(placeOrder, shop.boss, {schema::ORDERED, shop.cart().total}).value().mainId());
        const Id<schema::OrderLine> ordered(
            shop.reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, placed.bytes()).at(0).id());
        QCOMPARE(error(shop.run(handOver, shop.boss, {placed, {{ordered, half}}})), std::string("Invalid quantity"));
        QVERIFY(shop.run(handOver, shop.boss, {placed, {{ordered, Quantity::whole(1)}}}));
    }
    void whatWasSoldInPartsBeforeItWasSoldWholeComesBackAsItWent()
    {
        SetShop shop;
        const auto rest = shop.sold(shop.mug, Quantity{1500});
        const auto parts = shop.sold(shop.mug, Quantity::whole(2));
        QVERIFY(shop.back(parts, Quantity{500}));
        const Id<schema::Unit> box(
            shop.run(addUnit, shop.boss, {"box", {}, Id<schema::Unit>(), 1, 1, true}).value().mainId());
        (void)shop.run(setProductUnit, shop.boss, {shop.productOf(shop.mug), box}).value();
        QVERIFY(shop.back(rest, Quantity{750}));
        QCOMPARE(shop.verdict.verdict, schema::ACCEPTED);
        QVERIFY(shop.back(parts, Quantity::whole(1)));
        QVERIFY(shop.back(parts, Quantity{500})); // The last of it.
        QCOMPARE(shop.verdict.verdict, schema::ACCEPTED);
    }
};

QTEST_GUILESS_MAIN(GoodsBackTest)
#include "tst_goods_back.moc"
