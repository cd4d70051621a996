#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/clock/open_shop.h"
#include "domain/journal/commit.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

/// The machine is in UTC (the tests' TZ), the store is not.
class WallClockTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;
    std::filesystem::path folder() const { return (m_dir.path() + QStringLiteral("/shop")).toStdString(); }

private Q_SLOTS:
    void aStoreKeepsItsOwnHoursWhereverTheMachineIs()
    {
        {
            ShopFixture made(folder());
            need(made.run([](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                const auto before = shop.get(context.store).value();
                auto after = before;
                after.set_zone("Asia/Tokyo");
                Commit commit{"set-store", context, actor};
                commit.update(before, after);
                return commit;
            }));
        }
        ShopFixture shop(need(openShop({folder(), {}, World::real()})));
        QCOMPARE(shop.store->utcOffsetSeconds(World::real().now()), 9 * 3600);
        TimeUs when = 0;
        std::int32_t told = 0;
        need(shop.run([&](const Reader&, const Context& context, const Actor& actor) -> Result<Commit> {
            when = context.now;
            told = context.utcOffsetSeconds;
            return Commit{"nothing", context, actor};
        }));
        QVERIFY(when > 0);
        QCOMPARE(told, 9 * 3600); // What commands date their orders by.
    }
    void summerAndAChangedZoneAreFollowed()
    {
        ShopFixture shop(need(openShop({folder(), {}, World::real()})));
        need(shop.run([](const Reader& reader, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto before = reader.get(context.store).value();
            auto after = before;
            after.set_zone("Europe/Berlin");
            Commit commit{"set-store", context, actor};
            commit.update(before, after);
            return commit;
        }));
        QCOMPARE(shop.store->utcOffsetSeconds(1'767'225'600'000'000), 3600); // 1 January 2026.
        QCOMPARE(shop.store->utcOffsetSeconds(1'782'864'000'000'000), 7200); // 1 July 2026.
    }
    void aFolderWithoutAShopHasTheMachinesClock()
    {
        const QTemporaryDir dir;
        const auto store = need(openShop({(dir.path() + QStringLiteral("/new")).toStdString(), {}, World::real()}));
        QCOMPARE(store->utcOffsetSeconds(World::real().now()), 0);
    }
};

QTEST_GUILESS_MAIN(WallClockTest)
#include "tst_wall_clock.moc"
