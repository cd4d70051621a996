#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "full_disk.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <fstream>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr std::uint64_t reserveBytes = 4U << 20U;

struct Shop {
    QTemporaryDir dir;
    std::filesystem::path folder = std::filesystem::path(dir.path().toStdString()) / "shop";
    FullDisk disk{folder};
    Id<schema::Variant> mug;
    std::unique_ptr<ShopFixture> fixture;

    Shop()
    {
        {
            ShopFixture founded(folder);
            mug = founded.product("Mug", "MUG", "9.95");
        }
        reopen();
    }
    void reopen()
    {
        fixture.reset();
        StoreOptions options;
        options.directory = folder;
        options.reserveBytes = reserveBytes;
        options.freeSpace = [this](const std::filesystem::path&) { return disk.freeSpace(); };
        fixture = std::make_unique<ShopFixture>(need(Store::open(std::move(options))));
    }
    [[nodiscard]] bool hasReserve() const { return std::filesystem::exists(folder / "kontor.reserve"); }
    std::uint64_t orders() const { return fixture->store->read()->count(schema::Order::default_instance()); }
};

} // namespace

/// A full disk stops new work, never the sale in hand, and is over by itself when there is space again.
class FullDiskTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSaleInHandIsFinishedNewWorkIsRefusedAndItGoesOnWithoutARestart()
    {
        Shop shop;
        need(shop.fixture->scan(shop.mug)); // The first command takes the reserve.
        QVERIFY(shop.hasReserve());
        need(shop.fixture->payCash());
        need(shop.fixture->scan(shop.mug));

        shop.disk.setSize(shop.disk.used());
        need(shop.fixture->payCash());
        QCOMPARE(shop.orders(), std::uint64_t(2));
        QVERIFY(!shop.hasReserve());

        const auto refused = shop.fixture->scan(shop.mug);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Storage);
        QVERIFY2(refused.error().detail.find("Free at least 8 MB") != std::string::npos,
                 message(refused.error()).c_str());
        QVERIFY(!shop.fixture->run([](const Reader&, const Context& context, const Actor&) -> Result<Commit> {
            Commit commit("edit", context, RawId{});
            schema::Product product;
            product.set_name("Cup");
            commit.insert(product);
            return commit;
        }));

        shop.disk.setSize(0);
        need(shop.fixture->scan(shop.mug));
        QVERIFY(shop.hasReserve());
        need(shop.fixture->payCash());
        QCOMPARE(shop.orders(), std::uint64_t(3));
        (void)need(shop.fixture->store->verify());
        QVERIFY(need(shop.fixture->store->checkTables(true)).isGood());
    }

    void aDiskThatIsFullWithoutAReserveFailsAndLeavesNothingHalf()
    {
        Shop shop;
        need(shop.fixture->scan(shop.mug));
        std::filesystem::remove(shop.folder / "kontor.reserve");
        const auto before = shop.fixture->dump();
        shop.disk.setSize(1);
        QVERIFY(!shop.fixture->payCash());
        QVERIFY(!shop.fixture->payCash());
        shop.disk.setSize(0);
        QCOMPARE(shop.fixture->dump(), before);
        need(shop.fixture->payCash());
        QCOMPARE(shop.orders(), std::uint64_t(1));
        QVERIFY(need(shop.fixture->store->checkTables(true)).isGood());
    }

    void aTillThatIsStartedOnAFullDiskStillFinishesTheOpenCart()
    {
        Shop shop;
        need(shop.fixture->scan(shop.mug));
        shop.reopen();
        std::filesystem::remove(shop.folder / "kontor.reserve");
        shop.disk.setSize(shop.disk.used() + reserveBytes); // Room for a sale, not for a reserve twice over.
        shop.reopen();
        QVERIFY(!shop.fixture->scan(shop.mug));
        need(shop.fixture->payCash());
        QCOMPARE(shop.orders(), std::uint64_t(1));
    }

    void theFileIsCheckedAfterAnEndThatWasNoneAndOnlyThen()
    {
        Shop shop;
        QCOMPARE(shop.fixture->store->integrity().state, Integrity::State::NotChecked);
        // What a power cut leaves: the log beside the file.
        need(shop.fixture->scan(shop.mug));
        const auto copy = std::filesystem::path(shop.dir.path().toStdString()) / "copy";
        std::filesystem::create_directories(copy);
        for (const char* name : {"kontor.db", "kontor.db-wal"})
            std::filesystem::copy_file(shop.folder / name, copy / name);
        std::filesystem::copy_file(shop.folder.string() + ".key", copy.string() + ".key");
        const auto again = need(Store::open({copy, {}, World::real(), false}));
        QTRY_COMPARE(again->integrity().state, Integrity::State::Whole);
    }

    void aDamagedPageIsFoundByTheCheckAfterAnEndThatWasNone()
    {
        Shop shop;
        need(shop.fixture->scan(shop.mug));
        need(shop.fixture->payCash());
        shop.reopen(); // All of it is in the file now.
        need(shop.fixture->scan(shop.mug));
        const auto copy = std::filesystem::path(shop.dir.path().toStdString()) / "copy";
        std::filesystem::create_directories(copy);
        for (const char* name : {"kontor.db", "kontor.db-wal"})
            std::filesystem::copy_file(shop.folder / name, copy / name);
        std::filesystem::copy_file(shop.folder.string() + ".key", copy.string() + ".key");
        {
            // Where the payments are: a scan writes none, so the log has no newer copy of it.
            sqlite3* file = nullptr;
            QCOMPARE(sqlite3_open_v2((shop.folder / "kontor.db").c_str(), &file, SQLITE_OPEN_READONLY, nullptr),
                     SQLITE_OK);
            sqlite3_stmt* root = nullptr;
            sqlite3_prepare_v2(file, "SELECT rootpage FROM sqlite_schema WHERE name='payment'", -1, &root, nullptr);
            QCOMPARE(sqlite3_step(root), SQLITE_ROW);
            const auto page = sqlite3_column_int64(root, 0);
            sqlite3_finalize(root);
            sqlite3_close(file);
            std::fstream bytes(copy / "kontor.db", std::ios::binary | std::ios::in | std::ios::out);
            bytes.seekp((page - 1) * 4096);
            bytes.put('\x5a');
        }
        const auto again = need(Store::open({copy, {}, World::real(), false}));
        QTRY_COMPARE(again->integrity().state, Integrity::State::Damaged);
        QVERIFY(!again->integrity().detail.empty());
    }
};

QTEST_GUILESS_MAIN(FullDiskTest)
#include "tst_full_disk.moc"
