#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/ctl/replay_orders.h"
#include "domain/catalog/tax.h"
#include "domain/orders/reprice.h"
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
