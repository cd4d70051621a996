#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "storage/backup.h"
#include "support/shop_fixture.h"

#include <fstream>

using namespace kontor;
using namespace kontor::test;

class BackupTest : public QObject
{
    Q_OBJECT

    static std::filesystem::path in(const QTemporaryDir& dir, const char* name)
    {
        return std::filesystem::path(dir.path().toStdString()) / name;
    }

private Q_SLOTS:
    void aBackupOfAnOpenShopRestoresToTheSameShop()
    {
        const QTemporaryDir dir;
        ShopFixture shop(in(dir, "shop"));
        need(shop.scan(shop.product("Mug", "M1", "12.50")));
        need(shop.payCash());
        need(shop.store->backup(in(dir, "monday.kontor")));
        need(shop.scan(shop.product("Bowl", "B1", "3.00"))); // What happens after it is not in it.
        need(restoreFrom(in(dir, "monday.kontor"), in(dir, "restored")));
        const auto restored = need(Store::open({in(dir, "restored"), {}, World::real(), true}));
        QCOMPARE(need(restored->verify()), 4ULL);
        QCOMPARE(restored->read()->count(schema::Order::default_instance()), 1ULL);
        QCOMPARE(restored->read()->count(schema::Product::default_instance()), 1ULL);
    }

    void aShopRestoredBesideItsKeysGoesOnAsANewOrigin()
    {
        const QTemporaryDir dir;
        RawId before;
        {
            ShopFixture shop(in(dir, "shop"));
            before = shop.store->identity().origin;
            need(shop.store->backup(in(dir, "monday.kontor")));
            shop.product("Mug", "M1",
                         "12.50"); // Perhaps pushed already: the old origin must not say something else at this place.
        }
        std::filesystem::remove_all(in(dir, "shop"));
        need(restoreFrom(in(dir, "monday.kontor"), in(dir, "shop")));
        ShopFixture again(in(dir, "shop"));
        QVERIFY(again.store->identity().origin != before);
        again.product("Bowl", "B1", "3.00");
        QCOMPARE(need(again.store->verify()), 4ULL);
    }

    void whatAVanishedDatabaseLeftBehindIsNotPlayedIntoTheRestoredOne()
    {
        const QTemporaryDir dir;
        {
            ShopFixture shop(in(dir, "shop"));
            shop.product("Mug", "M1", "12.50");
            need(shop.store->backup(in(dir, "monday.kontor")));
            shop.product("Bowl", "B1", "3.00"); // In the log beside the database, as after a crash.
            std::filesystem::create_directory(in(dir, "crashed"));
            for (const char* ending : {"-wal", "-shm"})
                std::filesystem::copy_file(in(dir, "shop") / (std::string("kontor.db") + ending),
                                           in(dir, "crashed") / (std::string("kontor.db") + ending));
        }
        const auto log = in(dir, "crashed") / "kontor.db-wal";
        QVERIFY(std::filesystem::file_size(log) > 4096);
        const auto size = std::filesystem::file_size(log);
        need(restoreFrom(in(dir, "monday.kontor"), in(dir, "crashed")));
        const auto restored = need(Store::open({in(dir, "crashed"), {}, World::real(), true}));
        QCOMPARE(need(restored->verify()), 3ULL);
        QCOMPARE(restored->read()->count(schema::Product::default_instance()), 1ULL);
        QVERIFY(need(restored->checkTables(true)).isGood());
        // It may be all there is of a sale: set aside, not thrown away.
        QCOMPARE(std::filesystem::file_size(in(dir, "crashed") / "kontor.db-wal.before-restore"), size);
    }

    void neitherABackupNorAShopIsEverWrittenOver()
    {
        const QTemporaryDir dir;
        ShopFixture shop(in(dir, "shop"));
        need(shop.store->backup(in(dir, "monday.kontor")));
        const auto again = shop.store->backup(in(dir, "monday.kontor"));
        QVERIFY(!again);
        QCOMPARE(again.error().kind, Error::Kind::Conflict);
        const auto over = restoreFrom(in(dir, "monday.kontor"), in(dir, "shop"));
        QVERIFY(!over);
        QCOMPARE(over.error().kind, Error::Kind::Conflict);
    }

    void whatIsNoBackupIsRefusedAndNothingIsMade_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray(
            "not a database, though long enough to be read as the header of one, or so it seems.....");
        QTest::newRow("empty") << QByteArray();
    }
    void whatIsNoBackupIsRefusedAndNothingIsMade()
    {
        QFETCH(QByteArray, bytes);
        const QTemporaryDir dir;
        std::ofstream(in(dir, "file"), std::ios::binary).write(bytes.constData(), bytes.size());
        QVERIFY(!restoreFrom(in(dir, "file"), in(dir, "shop")));
        QVERIFY(!std::filesystem::exists(in(dir, "shop")));
    }

    void aBackupWithADamagedPageIsRefused()
    {
        const QTemporaryDir dir;
        ShopFixture shop(in(dir, "shop"));
        for (int i = 0; i < 20; ++i)
            shop.product("Mug " + std::to_string(i), "M" + std::to_string(i), "1.00");
        need(shop.store->backup(in(dir, "monday.kontor")));
        {
            std::fstream file(in(dir, "monday.kontor"), std::ios::binary | std::ios::in | std::ios::out);
            file.seekp(4096 * 3);
            file.write(std::string(4096, '\x5a').data(), 4096);
        }
        QVERIFY(!restoreFrom(in(dir, "monday.kontor"), in(dir, "other")));
        QVERIFY(!std::filesystem::exists(in(dir, "other") / "kontor.db"));
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "tst_backup.moc"
