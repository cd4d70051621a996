#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/catalog.pb.h"
#include "storage/order_replay.h"
#include "support/past_the_guard.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <zstd.h>

#include <fstream>
#include <iterator>

using namespace kontor;
using namespace kontor::test;

namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A data folder as the program of an older schema left it.
struct OldShop {
    QTemporaryDir dir;
    fs::path source;
    fs::path folder = fs::path(dir.path().toStdString()) / "shop";

    explicit OldShop(int version = 1)
        : source(fs::path(KONTOR_SOURCE_DIR) / ("tests/data/schema_" + std::to_string(version)))
    {
        fs::create_directories(folder);
        const std::string packed = contentOf(source / "kontor.db.zst");
        std::string bytes(ZSTD_getFrameContentSize(packed.data(), packed.size()), '\0');
        bytes.resize(ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size()));
        std::ofstream(database(), std::ios::binary) << bytes;
        fs::copy_file(source / "shop.key", folder.string() + ".key");
    }
    fs::path database() const { return folder / "kontor.db"; }
    fs::path copy() const { return database().string() + ".before-schema-" + std::to_string(schemaVersion); }
};

std::int64_t versionOf(const fs::path& file)
{
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
    return database.execAndGet("PRAGMA user_version").getInt64();
}

} // namespace

/// A database that an older program really wrote, opened by this one.
class SchemaUpgradeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anOldDatabaseIsUpgradedInPlaceAndEverythingInItIsTheSame_data()
    {
        QTest::addColumn<int>("version");
        QTest::addColumn<int>("linesThatGrow"); // By what the newer commit in it adds that this program knows.
        QTest::newRow("schema 1") << 1 << 1;
        QTest::newRow("schema 3, facts with rowids") << 3 << 0;
        QTest::newRow("schema 4, levels as plain sums") << 4 << 0;
        QTest::newRow("schema 5, what was paid between shifts in none") << 5 << 0;
    }
    void anOldDatabaseIsUpgradedInPlaceAndEverythingInItIsTheSame()
    {
        QFETCH(int, version);
        QFETCH(int, linesThatGrow);
        const OldShop old(version);
        QCOMPARE(versionOf(old.database()), std::int64_t(version));
        ShopFixture shop(old.folder);
        QCOMPARE(versionOf(old.database()), std::int64_t(schemaVersion));
        // Every line of then is one of now.
        const std::string now = shop.dump();
        std::istringstream lines(contentOf(old.source / "dump.txt"));
        int changed = 0;
        int same = 0;
        for (std::string line; std::getline(lines, line);)
            ++(("\n" + now).find("\n" + line + "\n") == std::string::npos ? changed : same);
        QCOMPARE(changed, linesThatGrow);
        QVERIFY(same > 20);
        QCOMPARE(need(shop.store->verify()), std::uint64_t(12));
        QVERIFY(need(shop.store->checkTables(true)).isGood());
        // It goes on selling where it was.
        const auto mug = shop.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "MUG");
        QVERIFY(mug);
        need(shop.scan(*mug));
        need(shop.payCash());
        QCOMPARE(shop.store->read()->count(schema::Order::default_instance()), std::uint64_t(4));
    }

    void whatANewerProgramHadWrittenAppliesAfterTheUpgrade()
    {
        const OldShop old;
        const ShopFixture shop(old.folder);
        const auto view = shop.store->read();
        const auto categories = view->all<schema::Category>();
        QCOMPARE(categories.size(), std::size_t(1));
        QCOMPARE(categories[0].name(), std::string("Crockery"));
        int spoons = 0;
        for (const auto& product : view->all<schema::Product>())
            if (product.name() == "Spoon" && product.category() == categories[0].id())
                ++spoons;
        QCOMPARE(spoons, 1);
    }

    void aCopyOfTheOldDatabaseIsKeptBesideTheNewOne()
    {
        const OldShop old;
        {
            const ShopFixture shop(old.folder);
        }
        QVERIFY(fs::exists(old.copy()));
        QCOMPARE(versionOf(old.copy()), std::int64_t(1));
        const auto written = fs::last_write_time(old.copy());
        {
            const ShopFixture shop(old.folder); // Nothing to upgrade any more.
        }
        QVERIFY(fs::last_write_time(old.copy()) == written);
        // Put back, it is upgraded again: an upgrade that ended half way is no dead end.
        fs::remove(old.database());
        fs::copy_file(old.copy(), old.database());
        const ShopFixture shop(old.folder);
        QCOMPARE(shop.store->read()->count(schema::Order::default_instance()), std::uint64_t(3));
    }

    void theCopyBeforeAnUpgradeIsOfThatDayAndTheOneOfAnEarlierTryIsKept()
    {
        const OldShop old;
        const fs::path older = old.copy().string() + ".1";
        {
            const ShopFixture shop(old.folder);
        }
        const auto putBack = [&] {
            for (const char* ending : {"-wal", "-shm"})
                fs::remove(old.database().string() + ending);
            fs::copy_file(old.copy(), old.database(), fs::copy_options::overwrite_existing);
        };
        // The way back was taken. An upgrade that ends half way and is tried again makes no more copies …
        putBack();
        {
            const ShopFixture shop(old.folder);
        }
        QVERIFY(!fs::exists(older));
        // … but after weeks with the older program the copy of then is no way back any more.
        putBack();
        {
            PastTheGuard database(old.database());
            database.exec("INSERT INTO meta VALUES('weeks', x'31')"); // As a cursor that has moved would be.
        }
        {
            const ShopFixture shop(old.folder);
        }
        const auto hasWeeks = [](const fs::path& file) {
            SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
            return database.execAndGet("SELECT count(*) FROM meta WHERE key='weeks'").getInt() == 1;
        };
        QVERIFY(fs::exists(older));
        QVERIFY(hasWeeks(old.copy()));
        QVERIFY(!hasWeeks(older));
        QCOMPARE(versionOf(old.copy()), std::int64_t(1));
        QCOMPARE(versionOf(older), std::int64_t(1));
    }

    void aNewShopHasNothingToKeep()
    {
        const QTemporaryDir dir;
        const fs::path folder = fs::path(dir.path().toStdString()) / "shop";
        const ShopFixture shop(folder);
        for (const auto& file : fs::directory_iterator(folder))
            QVERIFY(file.path().filename().string().find("before-schema") == std::string::npos);
    }

    void whoOnlyReadsAnOlderShopIsToldToOpenItFirst()
    {
        const OldShop old;
        const auto replay = OrderReplay::open(old.folder);
        QVERIFY(!replay);
        QVERIFY(replay.error().detail.find("older Kontor") != std::string::npos);
        {
            const ShopFixture shop(old.folder);
        }
        QVERIFY(OrderReplay::open(old.folder).has_value());
    }
    void aDatabaseOfANewerProgramIsRefusedAndNotTouched()
    {
        const OldShop old;
        {
            const ShopFixture shop(old.folder);
        }
        {
            PastTheGuard database(old.database());
            database.exec("PRAGMA user_version=" + std::to_string(schemaVersion + 1));
        }
        const auto opened = Store::open({old.folder, {}, World::real(), false});
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Kind::Storage);
        QVERIFY(opened.error().detail.find("newer Kontor") != std::string::npos);
        QVERIFY(opened.error().detail.find("update this program") != std::string::npos);
        QCOMPARE(versionOf(old.database()), std::int64_t(schemaVersion) + 1);
    }
};

QTEST_GUILESS_MAIN(SchemaUpgradeTest)
#include "tst_schema_upgrade.moc"
