#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/ctl/replay_orders.h"
#include "domain/catalog/tax.h"
#include "domain/orders/reprice.h"
#include "domain/orders/return_goods.h"
#include "domain/promotions/publish.h"
#include "storage/order_replay.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

namespace {

SetPromotions percentOff(std::int64_t percent)
{
    SetPromotions input;
    Promotion promotion;
    promotion.code = "SUMMER";
    promotion.automatic = true;
    promotion.effect.value = percent;
    input.promotions = {promotion};
    return input;
}

/// A shop whose promotion, tax and prices change between its sales.
struct Year {
    QTemporaryDir dir;
    std::filesystem::path folder = std::filesystem::path(dir.path().toStdString()) / "shop";
    std::string lastReceipt;
    int sales = 0;

    Year()
    {
        ShopFixture shop(folder);
        const auto mug = shop.product("Mug", "MUG", "2.55");
        const auto plate = shop.product("Plate", "PLATE", "9.99");
        const auto vat = need(shop.run([](const Reader& r, const Context& c, const Actor& a) {
            return addTax(r, c, a, {"VAT", 200'000});
        }));
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return setTaxTreatment(r, c, a, {std::nullopt, "", "", {Id<schema::Tax>(vat.mainId)}, false});
        }));
        for (const std::int64_t percent : {5, 33, 12}) {
            need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                return setPromotions(r, c, a, percentOff(percent));
            }));
            need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                return changeTax(r, c, a,
                                 {Id<schema::Tax>(vat.mainId), {"VAT", static_cast<std::uint32_t>(percent) * 10'000}});
            }));
            for (int sale = 1; sale <= 5; ++sale, ++sales) {
                need(shop.scan(mug, Quantity::whole(sale)));
                need(shop.scan(plate));
                need(shop.payCash());
            }
        }
        for (const auto& order : shop.store->read()->all<schema::Order>())
            lastReceipt = std::max(lastReceipt, order.receipt());
    }
};

/// A shop whose days have what depends on other days: a budget, a code that is used up, goods that come back.
struct Season {
    QTemporaryDir dir;
    std::filesystem::path folder = std::filesystem::path(dir.path().toStdString()) / "shop";
    std::vector<std::int64_t> totals;

    Season()
    {
        ShopFixture shop(folder);
        const auto plate = shop.product("Plate", "PLATE", "9.99");
        SetPromotions input = percentOff(10);
        input.promotions[0].campaign = 0;
        input.campaigns = {{"summer", "Summer", Budget{Budget::Kind::Spend, 2, 0}, {}}};
        Promotion welcome;
        welcome.code = "WELCOME";
        welcome.codes = {{"W-1", {}, 1, 0}};
        welcome.effect.value = 20;
        input.promotions.push_back(welcome);
        publish(shop, input);

        const auto sellOne = [&](const char* code) {
            need(shop.scan(plate));
            if (code != nullptr)
                need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                    return setCartCodes(r, c, a, {{code}});
                }));
            totals.push_back(shop.cart().total.minor());
            return need(shop.payCash());
        };
        sellOne(nullptr);
        const auto welcomed = Id<schema::Order>(sellOne("W-1").mainId);
        sellOne("W-1");
        need(shop.scan(plate, Quantity::whole(-1))); // Without a receipt.
        totals.push_back(shop.cart().total.minor());
        need(shop.payCash());
        const auto line =
            shop.store->read()->where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, welcomed.bytes()).at(0);
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return addReturn(r, c, a, {Id<schema::OrderLine>(line.id()), Quantity::whole(1)});
        }));
        const Money back = shop.cart().total;
        totals.push_back(back.minor());
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return sell(r, c, a, {back, {}, {}});
        }));
        sellOne(nullptr);

        input.promotions[0].effect.value = 50;
        input.campaigns[0].budget->limit = 1'000;
        input.promotions[1].effect.value = 30;
        publish(shop, input);
    }
    static void publish(ShopFixture& shop, const SetPromotions& input)
    {
        need(
            shop.run([&](const Reader& r, const Context& c, const Actor& a) { return setPromotions(r, c, a, input); }));
    }
};

} // namespace

class ReplayTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyOrderComesToWhatItDidByTheVersionsOfItsDay()
    {
        const Year year;
        const auto report = replayOrders(year.folder, 10);
        QVERIFY(report);
        for (const auto& one : report->found)
            qWarning("%s: %s: %s", one.receipt.c_str(), one.what.c_str(), one.detail.c_str());
        QCOMPARE(report->orders, static_cast<std::uint64_t>(year.sales));
        QCOMPARE(report->differences, std::uint64_t(0));
        QCOMPARE(report->compacted, std::uint64_t(0));
    }

    void byTodaysVersionsTheyWouldDiffer()
    {
        const Year year;
        const auto replay = need(OrderReplay::open(year.folder));
        int differing = 0;
        need(replay->each([&](const OrderReplay::Item& item) {
            const auto stored = need(readStoredOrder(item.now, item.order));
            differing += need(repriceOrder(item.now, stored)).totalMinor == stored.order.total().minor() ? 0 : 1;
            return true;
        }));
        QCOMPARE(differing, 10); // All but those under the last version.
    }

    void budgetsCodesAndReturnsReplayAsTheyStoodThatDay()
    {
        const Season season;
        // 9.99 less 1.00; less a fifth of the rest too; the budget of 2.00 and the code are used up; what comes back without a
        // receipt is worth the least it can have cost, with one what was paid; and gives its part of the budget back.
        QCOMPARE(season.totals, (std::vector<std::int64_t>{899, 719, 999, -899, -719, 899}));
        const auto report = need(replayOrders(season.folder, 10));
        for (const auto& one : report.found)
            qWarning("%s: %s: %s", one.receipt.c_str(), one.what.c_str(), one.detail.c_str());
        QCOMPARE(report.orders, std::uint64_t(6));
        QCOMPARE(report.differences, std::uint64_t(0));

        const auto replay = need(OrderReplay::open(season.folder));
        int differing = 0;
        int byReceipt = 0;
        need(replay->each([&](const OrderReplay::Item& item) {
            const auto stored = need(readStoredOrder(item.now, item.order));
            const auto today = need(repriceOrder(item.now, stored));
            if (stored.lines.at(0).has_returns())
                ++byReceipt; // Costs what it did, whatever is on offer.
            else
                differing += today.totalMinor == stored.order.total().minor() ? 0 : 1;
            return true;
        }));
        QCOMPARE(byReceipt, 1);
        QCOMPARE(differing, 5);
    }

    void oneOrderIsFoundByItsReceipt()
    {
        const Year year;
        const auto replay = need(OrderReplay::open(year.folder));
        int found = 0;
        need(replay->withReceipt(year.lastReceipt, [&](const OrderReplay::Item&) { return ++found > 0; }));
        need(replay->withReceipt("T9-NONE-000001", [&](const OrderReplay::Item&) { return ++found > 0; }));
        QCOMPARE(found, 1);
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "tst_replay.moc"
