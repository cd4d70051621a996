#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "storage/database.h"
#include "storage/log_room.h"

#include <QTemporaryDir>

using namespace kontor;

namespace {

struct Shop {
    QTemporaryDir dir;
    std::filesystem::path file = std::filesystem::path(dir.path().toStdString()) / "kontor.db";
    std::unique_ptr<Database> database = std::make_unique<Database>(file, Database::Access::ReadWrite);

    Shop() { database->run("CREATE TABLE t(x)"); }
    void write(int rows) const
    {
        for (int i = 0; i < rows; ++i)
            database->run("INSERT INTO t VALUES(randomblob(3000))");
    }
    std::uintmax_t logSize() const { return std::filesystem::file_size(file.string() + "-wal"); }
    /// Rows of the shop as it is on the disk at this moment, the program gone.
    std::int64_t rowsAfterPowerCut() const
    {
        const auto cut = file.parent_path() / "cut.db";
        for (const char* ending : {"", "-wal"})
            std::filesystem::copy_file(file.string() + ending, cut.string() + ending,
                                       std::filesystem::copy_options::overwrite_existing);
        std::filesystem::remove(cut.string() + "-shm");
        return rows(cut);
    }
    static std::int64_t rows(const std::filesystem::path& file)
    {
        Database database(file, Database::Access::ReadWrite);
        Query whole(database, "PRAGMA integrity_check");
        if (!whole.step() || whole.bytes(0) != "ok")
            return -1;
        Query count(database, "SELECT count(*) FROM t");
        return count.step() ? count.integer(0) : -1;
    }
};

} // namespace

/// The log's room is nothing but room.
class LogRoomTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theLogGrowsAStepAtATimeUpToAnEnd()
    {
        const Shop shop;
        shop.write(1);
        const auto before = shop.logSize();
        giveLogRoom(*shop.database);
        const auto after = shop.logSize();
        QCOMPARE(after, before + (1U << 20));
        for (int i = 0; i < 20; ++i)
            giveLogRoom(*shop.database);
        QCOMPARE(shop.logSize(), std::uintmax_t(8U << 20));
        shop.write(1);
        QCOMPARE(shop.logSize(), std::uintmax_t(8U << 20)); // Written into what there is.
    }

    void aPowerCutFindsEveryRowThatWasWrittenInFrontOfTheRoom()
    {
        const Shop shop;
        shop.write(10);
        giveLogRoom(*shop.database);
        QCOMPARE(shop.rowsAfterPowerCut(), 10);
        shop.write(10);
        QCOMPARE(shop.rowsAfterPowerCut(), 20);
        shop.write(500); // Past the room's end.
        giveLogRoom(*shop.database);
        shop.write(3);
        QCOMPARE(shop.rowsAfterPowerCut(), 523);
    }

    void aLogThatBeginsAgainInFrontOfOldFramesAndRoomIsReadRight()
    {
        const Shop shop;
        shop.write(50);
        giveLogRoom(*shop.database);
        shop.database->run("PRAGMA wal_checkpoint(PASSIVE)");
        shop.write(5); // Over the first of the fifty.
        QCOMPARE(shop.rowsAfterPowerCut(), 55);
    }

    void anEmptyLogIsLeftAlone()
    {
        const Shop shop;
        shop.database->run("PRAGMA wal_checkpoint(TRUNCATE)");
        QCOMPARE(shop.logSize(), std::uintmax_t(0));
        giveLogRoom(*shop.database);
        QCOMPARE(shop.logSize(), std::uintmax_t(0));
    }
};

QTEST_APPLESS_MAIN(LogRoomTest)
#include "tst_log_room.moc"
