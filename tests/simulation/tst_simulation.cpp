#include <QTest> // Keep first.

#include "simulation/exhaustive.h"
#include "simulation/run.h"

#include <QObject>

#include <sqlite3.h>

using namespace kontor::simulation;

namespace {

std::string failureOf(const Outcome& outcome)
{
    return outcome.failure.value_or("");
}

/// A table of one row in a file on a disk; returns what SQLite says.
struct Database {
    explicit Database(const std::filesystem::path& file) { sqlite3_open(file.c_str(), &handle); }
    ~Database() { sqlite3_close(handle); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    int run(const char* sql) { return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr); }
    int rows()
    {
        int count = -1;
        sqlite3_exec(
            handle, "SELECT count(*) FROM t",
            [](void* out, int, char** values, char**) {
                *static_cast<int*>(out) = std::atoi(values[0]);
                return 0;
            },
            &count, nullptr);
        return count;
    }
    sqlite3* handle = nullptr;
};

} // namespace

/// A few runs of the simulator, and that it is to be believed. Many are run by packaging/simulate.
class SimulationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFewShopsSurviveTheirWeather_data()
    {
        QTest::addColumn<quint64>("seed");
        // Named seeds: what each found once.
        QTest::newRow("a key changed twice before the server heard of it") << quint64(21);
        QTest::newRow("a fork of which a till of another store has only pieces") << quint64(122);
        QTest::newRow("two copies of a till that take turns") << quint64(485);
        QTest::newRow("a till whose machine was set back, keys and all") << quint64(3017);
        QTest::newRow("a beginning that comes after what it begins") << quint64(5019);
        QTest::newRow("a revoked till that changed its key") << quint64(5435);
        QTest::newRow("cash for goods that go out with some that come back") << quint64(15);
        QTest::newRow("a key changed, and a restore to before anybody heard of it") << quint64(10096);
        QTest::newRow("the same, with sales before the change that were not sent") << quint64(10210);
        QTest::newRow("a server restored to a course its log had left") << quint64(133);
        QTest::newRow("a revoked till that gives back what a restored server lost") << quint64(20046);
        QTest::newRow("a commit that nobody can give back, since the one before it is on no disk") << quint64(200'086);
        for (quint64 seed = 1; seed <= 4; ++seed)
            QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
    }
    void aFewShopsSurviveTheirWeather()
    {
        QFETCH(quint64, seed);
        const auto outcome = Run(Plan{seed, firstKinds}).go();
        QVERIFY2(!outcome.failure, failureOf(outcome).c_str());
        QVERIFY(outcome.promised > 0);
    }

    /// Of kinds of faults that their seeds have been shortened to.
    void aShortStorySurvivesIt_data()
    {
        QTest::addColumn<quint64>("seed");
        QTest::addColumn<quint32>("faults");
        QTest::newRow("a server set back to an image, and others have pushed past that place")
            << quint64(500'433) << quint32(38912);
        QTest::newRow("a till that follows another store while its page is of the new one already: a transfer")
            << quint64(300'091) << quint32(1'056'769);
        QTest::newRow("the same: a receipt") << quint64(300'049) << quint32(1'061'024);
        QTest::newRow("the same: a promotion's use") << quint64(1017) << quint32(2'108'419);
        QTest::newRow("a till that is revoked with its clone") << quint64(500'051) << quint32(37888);
        QTest::newRow("a sale that an error of the disk left in doubt, at a till that is not started again")
            << quint64(300'083) << quint32(1'058'897);
        QTest::newRow("a move that a base tells of") << quint64(700'411) << quint32(1'187'841);
        QTest::newRow("what is parked is in no table") << quint64(700'684) << quint32(3'944'449);
        QTest::newRow("the same: another") << quint64(701'033) << quint32(2'404'354);
        QTest::newRow("a till set back unseen that begins again from a base: its receipts")
            << quint64(1'000'488) << quint32(397'843);
        QTest::newRow("a fork whose first branch was passed over as the till's own")
            << quint64(1'000'185) << secondKinds;
        QTest::newRow("the same, and a new life for another reason") << quint64(1'001'470) << quint32(1'348'873);
        for (const quint64 disk : {1'002'100, 1'002'298, 1'003'886, 1'006'947, 1'007'129})
            QTest::addRow("a read that fails in the middle of a sale: %llu", static_cast<unsigned long long>(disk))
                << disk << secondKinds;
        QTest::newRow("a base that has a commit whose acceptance nobody here has, and a server that loses it")
            << quint64(2'000'561) << thirdKinds;
        QTest::newRow("a forked branch that a restored server has lost, and its other branch is the longer there")
            << quint64(5'008'888) << quint32(826'513);
        QTest::newRow("a fork's first sale, judged without what the other branch did")
            << quint64(5'008'436) << quint32(2'135'047);
        QTest::newRow("a new program on a disk that fails one read of a hundred")
            << quint64(5'009'397) << quint32(33'554'496);
        QTest::newRow("a restored server that hears of a till's sales before it hears of the till's move")
            << quint64(5'008'817) << quint32(1'533'977);
        QTest::newRow("the same, while the till reads the new store's past")
            << quint64(5'008'817) << quint32(1'386'521);
        QTest::newRow("a till read all of the log again since its new key had been heard of in the former epoch, S8")
            << quint64(7'003'541) << quint32(3'459'106);
        QTest::newRow("a page of a server whose disk failed when it asked whose parts the till follows")
            << quint64(8'000'931) << quint32(39'321'689);
        QTest::newRow("a fork that reaches back to the first sale of an origin") << quint64(8'000'369) << quint32(7171);
        QTest::newRow("a till told of a difference that was gone when it asked for the rows")
            << quint64(9'002'552) << quint32(24'161'306);
        QTest::newRow("the same, and the till is revoked before it can ask")
            << quint64(9'100'723) << quint32(37'542'917);
        QTest::newRow("a moved till sells before the server that lost its move has it again")
            << quint64(9'104'572) << quint32(1'058'823);
        QTest::newRow("what two stores' tills hold waits for what lies between, which only its own terminal has")
            << quint64(9'106'661) << quint32(563'720);
        QTest::newRow("a till set back to before its first sale begins from a base that has it")
            << quint64(9'303'942) << quint32(33'980'930);
        QTest::newRow("a machine set back while its disk had taken in what it could not sync")
            << quint64(9'407'238) << quint32(1'575'027);
        QTest::newRow("a copy of a till that hears of the till's work by a row that is mended")
            << quint64(8'004'851) << quint32(7'377'973);
        QTest::newRow("a disk that is full when the key has just been changed") << quint64(6'002'382) << quint32(16518);
        QTest::newRow("a page that was asked for before its till had to go back to a fork")
            << quint64(6'002'447) << quint32(9'081'859);
        QTest::newRow("a key changed twice, and a server set back to before both")
            << quint64(6'007'389) << quint32(18442);
        QTest::newRow("the use of a promotion whose sale is on no disk any more")
            << quint64(6'008'950) << quint32(18'876'960);
        QTest::newRow("a change of key that is told once more") << quint64(500'104) << quint32(16921);
        for (const quint64 fork : {300'050, 300'129, 300'210})
            QTest::addRow("a fork whose later branch is the longer, however its runs are cut: %llu",
                          static_cast<unsigned long long>(fork))
                << fork << quint32(firstKinds);
    }
    void aShortStorySurvivesIt()
    {
        QFETCH(quint64, seed);
        QFETCH(quint32, faults);
        const auto outcome = Run(Plan{seed, faults}).go();
        QVERIFY2(!outcome.failure, failureOf(outcome).c_str());
    }

    void aWholeDayOfAShopSurvivesIt_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 4; ++seed)
            QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
    }
    /// With shifts, transfers, counts, offers and newer programs.
    void aWholeDayOfAShopSurvivesIt()
    {
        QFETCH(quint64, seed);
        const auto outcome = Run(Plan{seed}).go();
        QVERIFY2(!outcome.failure, failureOf(outcome).c_str());
    }

    void aSeedGivesTheSameRunAgain()
    {
        const auto first = Run(Plan{7}).go();
        const auto again = Run(Plan{7}).go();
        QCOMPARE(again.fingerprint, first.fingerprint);
        QVERIFY(Run(Plan{8}).go().fingerprint != first.fingerprint);
    }

    void whatWasNotSyncedMayBeLostAndWhatWasIsNot_data()
    {
        QTest::addColumn<bool>("synced");
        QTest::newRow("synced") << true;
        QTest::newRow("not synced") << false;
    }
    void whatWasNotSyncedMayBeLostAndWhatWasIsNot()
    {
        QFETCH(bool, synced);
        const auto folder =
            scratchFolder() / ("kontor-simulated-disk-" + std::to_string(QCoreApplication::applicationPid()));
        std::filesystem::create_directories(folder);
        int lost = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            Disk disk(folder, Dice(seed));
            const auto file = folder / "one.db";
            {
                Database database(file);
                database.run("PRAGMA journal_mode=WAL");
                database.run("PRAGMA synchronous=FULL");
                database.run("CREATE TABLE t(x)");
                database.run(synced ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
                QCOMPARE(database.run("INSERT INTO t VALUES(1)"), SQLITE_OK);
                disk.cutPower();
                QVERIFY(database.run("INSERT INTO t VALUES(2)") != SQLITE_OK); // Nobody is told that this is done.
            }
            disk.restart();
            {
                Database database(file);
                const int rows = database.rows();
                QVERIFY(rows == 1 || (!synced && rows == 0));
                lost += rows == 0 ? 1 : 0;
            }
            std::filesystem::remove_all(folder);
            std::filesystem::create_directories(folder);
        }
        std::filesystem::remove_all(folder);
        QCOMPARE(lost > 0, !synced);
    }

    void everyOrderOfTwoTillsEndsAlike()
    {
        const auto outcome = everyOrder({2, 2, 0, 1}, [] { return true; });
        QVERIFY2(!outcome.failure, outcome.failure.value_or("").c_str());
        QCOMPARE(outcome.histories, 6ULL);
    }
};
QTEST_GUILESS_MAIN(SimulationTest)
#include "tst_simulation.moc"
