#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/settings/settings.h"
#include "storage/view.h"
#include "support/past_the_guard.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <atomic>
#include <limits>

using namespace kontor;
using namespace kontor::test;

/// What the Today page adds up.
class SalesHourTest : public QObject
{
    Q_OBJECT

    struct Till {
        QTemporaryDir dir;
        std::shared_ptr<std::atomic<TimeUs>> now;
        std::unique_ptr<ShopFixture> shop;

        Till() : now(std::make_shared<std::atomic<TimeUs>>(*parseTime("2026-11-20 09:59:00", "time")))
        {
            World world = World::real();
            world.now = [this] { return now->load(); };
            world.utcOffsetSeconds = [](TimeUs) { return 3600; };
            shop = std::make_unique<ShopFixture>(std::filesystem::path(dir.path().toStdString()) / "shop", world);
        }
        void sell(Id<schema::Variant> variant, int pieces)
        {
            need(shop->scan(variant, Quantity::whole(pieces)));
            need(shop->payCash());
        }
    };

private Q_SLOTS:
    void salesAndReturnsAreAddedUpByTheHourOfTheTillsWallClock()
    {
        Till till;
        const auto mug = till.shop->product("Mug", "M-1", "4.50");
        const auto jug = till.shop->product("Jug", "J-1", "10.00");
        const TimeUs morning = till.now->load();
        till.sell(mug, 2); // 10:59 there.
        till.now->fetch_add(120 * 1'000'000);
        till.sell(jug, 1);
        till.sell(mug, -1);
        const auto view = till.shop->store->read();
        const auto hours = view->salesHours(20261120, 20261120);
        QCOMPARE(hours.size(), std::size_t(2));
        QCOMPARE(hours[0].hour, 10U);
        QCOMPARE(hours[0].sales, std::uint64_t(1));
        QCOMPARE(hours[0].totalMinor, 900);
        QCOMPARE(hours[1].hour, 11U);
        QCOMPARE(hours[1].sales, std::uint64_t(1));
        QCOMPARE(hours[1].returns, std::uint64_t(1));
        QCOMPARE(hours[1].totalMinor, 1000 - 450);
        QVERIFY(view->salesHours(20261121, 20261130).empty());

        const auto best = view->bestSellers(morning, till.now->load() + 60'000'000, 1);
        QCOMPARE(best.size(), std::size_t(1));
        QCOMPARE(best[0].name, std::string("Jug"));
        const auto both = view->bestSellers(morning, till.now->load() + 60'000'000, 5);
        QCOMPARE(both.size(), std::size_t(2));
        QCOMPARE(both[1].quantity.thousandths, std::int64_t(1000));
        QVERIFY(view->bestSellers(till.now->load() + 60'000'000, INT64_MAX, 5).empty());
    }

    void whatIsForPracticeIsInNoHour()
    {
        Till till;
        const auto mug = till.shop->product("Mug", "M-1", "4.50");
        till.sell(mug, 1);
        const auto owner = till.shop->store->identity().terminal.raw;
        need(till.shop->run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return changeSetting(shop, context, actor, {owner, std::string(tillTraining), "true"});
        }));
        till.sell(mug, 2);
        const auto view = till.shop->store->read();
        QCOMPARE(view->count(schema::Order::default_instance()), std::uint64_t(2));
        const auto hours = view->salesHours(20261120, 20261120);
        QCOMPARE(hours.size(), std::size_t(1));
        QCOMPARE(hours[0].sales, std::uint64_t(1));
        QCOMPARE(hours[0].totalMinor, 450);
        const auto best = view->bestSellers(0, std::numeric_limits<TimeUs>::max(), 5);
        QCOMPARE(best.size(), std::size_t(1));
        QCOMPARE(best[0].quantity, Quantity::whole(1));
        const auto before = till.shop->dump();
        need(till.shop->store->rebuild());
        QCOMPARE(till.shop->dump(), before);
    }

    void anOlderFileGetsTheSumsOfTheOrdersThatAreInIt()
    {
        Till till;
        till.sell(till.shop->product("Mug", "M-1", "4.50"), 2);
        const std::string before = till.shop->dump();
        const auto folder = till.shop->store->folder();
        till.shop.reset();
        PastTheGuard(folder / "kontor.db").exec("DROP TABLE sales_hour");
        World world = World::real();
        world.now = [&] { return till.now->load(); };
        till.shop = std::make_unique<ShopFixture>(folder, world);
        QCOMPARE(till.shop->dump(), before);
        need(till.shop->store->rebuild());
        QCOMPARE(till.shop->dump(), before);
    }
};
QTEST_GUILESS_MAIN(SalesHourTest)
#include "tst_sales_hour.moc"
