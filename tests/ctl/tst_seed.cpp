#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/clock/open_shop.h"
#include "app/ctl/seed/seed_names.h"
#include "app/ctl/seed/seed_shop.h"
#include "app/founding/found_shop.h"
#include "ctl/text_file.h"
#include "domain/catalog/scan.h"
#include "domain/identity/staff.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/store.h"
#include "storage/view.h"

using namespace kontor;
using namespace kontor::test;

/// The shop to measure by.
class SeedTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TextFiles> m_files;
    std::unique_ptr<Store> m_store;

    SeedReport seed(std::size_t products, std::size_t orders, const std::filesystem::path& names = {})
    {
        SeedWish wish;
        wish.products = products;
        wish.orders = orders;
        wish.names = names;
        wish.days = 10;
        const Id<schema::Staff> administrator(activeStaff(*m_store->read()).front().id());
        const auto made = seedShop(*m_store, wish, {administrator, 1000, {}});
        if (!made)
            qFatal("%s: %s", made.error().about.c_str(), made.error().detail.c_str());
        return *made;
    }
    std::uint64_t products() { return m_store->read()->count(schema::Product::default_instance()); }
    std::uint64_t orders() { return m_store->read()->count(schema::Order::default_instance()); }

private Q_SLOTS:
    void init()
    {
        m_files = std::make_unique<TextFiles>();
        Founding founding;
        founding.pin = "2468";
        const auto data = m_files->path("shop");
        QVERIFY(foundShop(data, founding, World::real()));
        StoreOptions options;
        options.directory = data;
        m_store = std::move(*openShop(std::move(options)));
    }
    void cleanup()
    {
        m_store.reset();
        m_files.reset();
    }

    void thereAreAsManyAsAskedForAndASecondRunAddsWhatIsMissing()
    {
        const auto first = seed(50, 20);
        QCOMPARE(first.products, std::uint64_t(50));
        QCOMPARE(first.orders, std::uint64_t(20));
        QCOMPARE(products(), std::uint64_t(50));
        QCOMPARE(orders(), std::uint64_t(20));
        const auto again = seed(50, 20);
        QCOMPARE(again.products, std::uint64_t(0));
        QCOMPARE(again.orders, std::uint64_t(0));
        QCOMPARE(products(), std::uint64_t(50));
        QCOMPARE(orders(), std::uint64_t(20));
        const auto more = seed(60, 25);
        QCOMPARE(more.products, std::uint64_t(10));
        QCOMPARE(more.orders, std::uint64_t(5));
    }

    void namesComeFromTheFileFirst()
    {
        const auto file =
            m_files->write("gtin,name\n5012345678900,Oat porridge of the harbour\n4006381333931,Rye bread\n");
        seed(3, 0, std::filesystem::path(file));
        const auto view = m_store->read();
        const auto found = resolveCode(*view, "5012345678900");
        QVERIFY(found.has_value());
        const auto variant = view->get(found->variant);
        QCOMPARE(view->get(Id<schema::Product>(variant->product()))->name(),
                 std::string("Oat porridge of the harbour"));
        QCOMPARE(products(), std::uint64_t(3)); // The third comes again in another size.
    }

    void theSameCallGivesTheSameNames()
    {
        const auto first = seedGoods(200, {});
        const auto second = seedGoods(200, {});
        QVERIFY(first && second);
        for (std::size_t i = 0; i < 200; ++i)
            QCOMPARE(first->at(i).name, second->at(i).name);
    }

    void aFileWithoutNamesIsRefused()
    {
        const auto file = m_files->write("code,title\n1,x\n");
        const auto goods = seedGoods(3, std::filesystem::path(file));
        QVERIFY(!goods);
        QCOMPARE(goods.error().about, std::string("header"));
    }
};
QTEST_GUILESS_MAIN(SeedTest)
#include "tst_seed.moc"
