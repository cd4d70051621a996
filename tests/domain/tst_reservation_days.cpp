#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/unit.h"
#include "domain/customers/customer.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/stock.h"
#include "domain/orders/park.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/sell.h"
#include "domain/settings/settings.h"
#include "support/several_tills.h"

#include <rapidcheck.h>

#include <algorithm>

using namespace kontor;
using namespace kontor::testing;

namespace {

using Goods = std::map<Id<schema::Variant>, std::int64_t>; ///< Thousandths.

/// Two tills of a shop that put goods aside and let them go again. What waits is counted beside them.
class Days
{
public:
    struct Parked {
        Id<schema::ParkedCart> cart;
        Goods goods;
        TimeUs until = 0;
        bool isOver = false;
    };
    struct Placed {
        Id<schema::Order> order;
        Id<schema::OrderLine> line;
        Id<schema::Variant> variant;
        std::int64_t quantity = 0; ///< Whole ones.
        schema::OrderKind kind = schema::LAYAWAY;
        TimeUs until = 0;
        std::int64_t handedOver = 0;
        bool isOver = false;
    };

    Days()
    {
        auto& shop = tills.shop;
        cup = shop.addGoods("CUP", "2.00");
        tea = shop.addGoods("TEA", "3.00");
        set = shop.addGoods("SET", "8.00");
        (void)shop.run(setParts, shop.administrator(), {set, {{tea, Quantity::whole(2)}, {cup, Quantity::whole(1)}}})
            .value();
        box = Id<schema::Unit>(
            shop.run(addUnit, shop.administrator(), {"Box of six", "box", Id<schema::Unit>(), 6, 1, true})
                .value()
                .mainId());
        customer = Id<schema::Customer>(shop.run(addCustomer, shop.administrator(), {"C1", "Ann"}).value().mainId());
        tills.open({{}, {}});
    }
    void step()
    {
        tills.tick(1);
        const auto who = *rc::gen::inRange<std::size_t>(0, tills.size());
        switch (*rc::gen::inRange(0, 12)) {
        case 0:
        case 1: return tills.hearSome(who);
        case 2:
        case 3: return parks(who);
        case 4: return takesUp(who);
        case 5: return throwsAway(who);
        case 6: return splits(who);
        case 7:
        case 8: return places(who);
        case 9: return handsOver(who);
        case 10: return cancels(who);
        default:
            if (*rc::gen::inRange(0, 6) == 0)
                tills.tick(*rc::gen::element<std::int64_t>(73 * 3600, 91 * 86'400));
            return moves(who);
        }
    }
    /// What waits of a product, of which so much is there.
    [[nodiscard]] std::int64_t kept(Id<schema::Variant> variant, std::int64_t onHand) const
    {
        std::int64_t firm = 0;
        std::int64_t whenHere = 0;
        for (const auto& one : parked)
            if (const auto goods = one.goods.find(variant);
                goods != one.goods.end() && !one.isOver && one.until > tills.now)
                firm += goods->second;
        for (const auto& one : placed) {
            if (one.isOver || one.until <= tills.now)
                continue;
            const auto left = goodsOf(one.variant, std::max<std::int64_t>(one.quantity - one.handedOver, 0));
            if (const auto goods = left.find(variant); goods != left.end() && one.kind != schema::QUOTATION)
                (one.kind == schema::PRE_ORDER ? whenHere : firm) += goods->second;
        }
        return firm + std::min(whenHere, std::max<std::int64_t>(onHand - firm, 0));
    }

    SeveralTills tills;
    Id<schema::Variant> cup, tea, set;
    Id<schema::Unit> box;
    Id<schema::Customer> customer;
    std::vector<Parked> parked;
    std::vector<Placed> placed;

private:
    [[nodiscard]] Goods goodsOf(Id<schema::Variant> variant, std::int64_t units) const
    {
        if (variant == set)
            return {{tea, 2000 * units}, {cup, 1000 * units}};
        return {{variant, 1000 * units}};
    }
    [[nodiscard]] Id<schema::Variant> some() const { return *rc::gen::element(cup, tea, set); }
    static std::int64_t units() { return *rc::gen::inRange<std::int64_t>(1, 6); }
    Goods scans(std::size_t who)
    {
        Goods all;
        for (auto lines = *rc::gen::inRange(1, 3); lines > 0; --lines) {
            AddToCart input{some(), Quantity::whole(units())};
            if (input.variant != set && *rc::gen::inRange(0, 3) == 0)
                input.unit = box;
            (void)tills.run(who, addToCart, input).value();
            const auto pieces = input.quantity.thousandths / 1000 * (input.unit.isNil() ? 1 : 6);
            for (const auto& [variant, quantity] : goodsOf(input.variant, pieces))
                all[variant] += quantity;
        }
        return all;
    }
    void pays(std::size_t who)
    {
        const auto total = tills.till(who).cart().total;
        (void)tills.run(who, sell, {total, {cashPayment(total, total).value()}}).value();
    }
    void parks(std::size_t who)
    {
        const auto goods = scans(who);
        const auto made = tills.run(who, parkCart, {"table"}).value();
        parked.push_back({Id<schema::ParkedCart>(made.mainId()), goods, tills.now + TimeUs{72} * 3'600'000'000});
    }
    Parked* oneParked() { return parked.empty() ? nullptr : &parked[*rc::gen::inRange<std::size_t>(0, parked.size())]; }
    void takesUp(std::size_t who)
    {
        auto* one = oneParked();
        if (one == nullptr || !tills.run(who, recallCart, {one->cart}))
            return; // Not heard of, gone, expired.
        one->isOver = true;
        auto* other = oneParked(); // Two of them together, perhaps.
        if (*rc::gen::arbitrary<bool>() && tills.run(who, recallCart, {other->cart}))
            other->isOver = true;
        if (*rc::gen::arbitrary<bool>())
            pays(who);
        else
            tills.clear(who);
    }
    void throwsAway(std::size_t who)
    {
        if (auto* one = oneParked(); one != nullptr && tills.run(who, discardParkedCart, {one->cart}))
            one->isOver = true;
    }
    void splits(std::size_t who)
    {
        (void)tills.run(who, addToCart, {tea, Quantity::whole(5)}).value();
        const auto moved = *rc::gen::inRange<std::int64_t>(1, 5);
        const SplitCart split{{{tills.till(who).cart().lines.at(0).line, Quantity::whole(moved)}}};
        const auto made = tills.run(who, splitCart, split).value();
        parked.push_back(
            {Id<schema::ParkedCart>(made.mainId()), goodsOf(tea, moved), tills.now + TimeUs{72} * 3'600'000'000});
        tills.clear(who);
    }
    void places(std::size_t who)
    {
        const auto variant = some();
        const auto count = units();
        (void)tills.run(who, addToCart, {variant, Quantity::whole(count)}).value();
        (void)tills.run(who, setCartCustomer, {customer}).value();
        PlaceOrder place{*rc::gen::element(schema::LAYAWAY, schema::ORDERED, schema::PRE_ORDER, schema::QUOTATION),
                         tills.till(who).cart().total};
        const auto made = tills.run(who, placeOrder, place).value();
        const auto line =
            tills.till(who)
                .reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, made.mainId().bytes())
                .front();
        placed.push_back({Id<schema::Order>(made.mainId()), Id<schema::OrderLine>(line.id()), variant, count,
                          place.kind, tills.now + TimeUs{90} * 86'400'000'000});
    }
    Placed* onePlaced() { return placed.empty() ? nullptr : &placed[*rc::gen::inRange<std::size_t>(0, placed.size())]; }
    void handsOver(std::size_t who)
    {
        auto* one = onePlaced();
        if (one == nullptr)
            return;
        const auto part = *rc::gen::inRange<std::int64_t>(1, one->quantity + 1);
        if (!tills.run(who, handOver, {one->order, {{one->line, Quantity::whole(part)}}}))
            return; // Not heard of, more than is left, cancelled, expired.
        pays(who);
        one->handedOver += part;
    }
    void cancels(std::size_t who)
    {
        if (auto* one = onePlaced(); one != nullptr && tills.run(who, cancelOrder, {one->order, "changed their mind"}))
            one->isOver = true;
    }
    void moves(std::size_t who)
    {
        AdjustStock input;
        input.changes.push_back(
            {*rc::gen::element(cup, tea), Quantity::whole(*rc::gen::inRange<std::int64_t>(1, 20)), schema::RECEIVED});
        (void)tills.run(who, adjustStock, input).value();
    }
};

} // namespace

/// What is kept for somebody is what waits, whatever became of it on which till.
class ReservationDaysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsReservedIsWhatWaits()
    {
        QVERIFY(rc::check("reserved = what waits", [] {
            Days days;
            for (auto steps = *rc::gen::inRange(0, 25); steps > 0; --steps)
                days.step();
            RC_ASSERT(days.tills.flagged == std::string());
            days.tills.hearAll(0);
            const auto all = days.tills.everything();
            const auto place = days.tills.shop.location();
            for (const auto variant : {days.cup, days.tea, days.set}) {
                const auto onHand = all.stockLevel(variant, place).thousandths;
                RC_ASSERT(reservedOf(all, variant, place, days.tills.now).thousandths == days.kept(variant, onHand));
                RC_ASSERT(reservedOf(days.tills.till(0).reader, variant, place, days.tills.now).thousandths ==
                          days.kept(variant, onHand)); // Whatever came to it in which order.
            }
            // And when all is over, nothing is.
            days.tills.tick(100 * 86'400);
            for (const auto variant : {days.cup, days.tea, days.set})
                RC_ASSERT(reservedOf(all, variant, place, days.tills.now).thousandths == 0);
        }));
    }
    void whatWasPreOrderedIsKeptAsSoonAsItComesFirstOrderedFirst()
    {
        Days days;
        auto& shop = days.tills.shop;
        const auto boss = shop.administrator();
        (void)shop.run(changeSetting, boss, {shop.context.store.raw, "stock.allow-negative", "false"}).value();
        const auto preOrder = [&](std::int64_t count) {
            (void)shop.run(addToCart, boss, {days.tea, Quantity::whole(count)}).value();
            (void)shop.run(setCartCustomer, boss, {days.customer}).value();
            const PlaceOrder place{schema::PRE_ORDER, shop.cart().total};
            return Id<schema::Order>(shop.run(placeOrder, boss, place).value().mainId());
        };
        const auto first = preOrder(2);
        const auto second = preOrder(3);
        const auto receive = [&](std::int64_t count) {
            AdjustStock in;
            in.changes.push_back({days.tea, Quantity::whole(count), schema::RECEIVED});
            (void)shop.run(adjustStock, boss, in).value();
            shop.tick(1);
        };
        const auto position = [&] { return stockPosition(shop.reader, days.tea, shop.location(), shop.context.now); };
        QCOMPARE(position().reserved, Quantity()); // Nothing is there.
        receive(4);
        QCOMPARE(position().reserved, Quantity::whole(4));
        QCOMPARE(position().available(), Quantity());
        (void)shop.run(addToCart, boss, {days.tea, Quantity::whole(1)}).value();
        QCOMPARE(TestShop::errorOf(shop.sellExactly(boss)), std::string("Conflict stock")); // A walk-in.
        (void)shop.TestShop::take(clearCart(shop.reader, shop.context, boss)).value();
        QVERIFY(shop.run(handOver, boss, {second, {}}));
        QCOMPARE(TestShop::errorOf(shop.sellExactly(boss)),
                 std::string("Conflict stock")); // Two of it are the first's.
        (void)shop.TestShop::take(clearCart(shop.reader, shop.context, boss)).value();
        QVERIFY(shop.run(handOver, boss, {first, {}}));
        QVERIFY(shop.sellExactly(boss));
        QCOMPARE(position().reserved, Quantity::whole(2));
        receive(5);
        QCOMPARE(position().reserved, Quantity::whole(3));
        QCOMPARE(position().available(), Quantity::whole(4));
        (void)shop.run(addToCart, boss, {days.tea, Quantity::whole(4)}).value();
        QVERIFY(shop.sellExactly(boss));
        QVERIFY(shop.run(cancelOrder, boss, {second, "changed their mind"}));
        QCOMPARE(position().reserved, Quantity());
    }
};

QTEST_GUILESS_MAIN(ReservationDaysTest)
#include "tst_reservation_days.moc"
