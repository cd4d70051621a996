#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "storage/database.h"
#include "storage/journal_read.h"
#include "storage/repair.h"
#include "sync/two_stores.h"

using namespace kontor;
using namespace kontor::test;

/// A till forgets what others' journals hold, and nothing that anybody can see.
class PruneTest : public QObject
{
    Q_OBJECT

    static constexpr TimeUs ever = INT64_MAX;

    /// Two tills of one store, one of which has sold.
    struct Shop {
        TwoStoresServed two;
        std::unique_ptr<Store> seller = two.terminal("seller", schema::TILL, two.first);
        Store& till = *two.pair.till.store;

        explicit Shop(int sales = 20)
        {
            two.sync(*seller);
            sell(sales);
        }
        void sell(int sales)
        {
            for (int i = 0; i < sales; ++i)
                two.sale(*seller, "S" + std::to_string(++made), 3);
            two.sync(*seller);
            two.sync(till);
        }
        void backUp()
        {
            need(two.pair.server->backup(two.pair.path(("backup" + std::to_string(++backups)).c_str())));
            two.sync(*seller);
            two.sync(till);
        }
        [[nodiscard]] std::uint64_t journalBytes() const
        {
            std::uint64_t bytes = 0;
            Database database(two.pair.path("till") / "kontor.db", Database::Access::ReadOnly);
            Query query(database, "SELECT (SELECT coalesce(sum(length(body)), 0) FROM journal_part) + "
                                  "(SELECT coalesce(sum(length(hashes)), 0) FROM accept_batch)");
            if (query.step())
                bytes = query.natural(0);
            return bytes;
        }
        int made = 0;
        int backups = 0;
    };

private Q_SLOTS:
    void whatTheBackupHoldsIsForgottenAndEveryRowStays()
    {
        Shop shop;
        shop.two.sale(shop.till, "OWN");
        shop.two.sync(shop.till);
        shop.backUp();
        const auto digest = need(shop.till.digest());
        const auto receipts = TwoStoresServed::receipts(shop.till);
        const auto bytes = shop.journalBytes();
        const auto commits = need(shop.till.verify());

        const auto pruned = need(shop.till.prune(ever));
        QCOMPARE(pruned.commits, std::uint64_t(20));
        QVERIFY(pruned.bytes > 20 * 100);
        QVERIFY(shop.journalBytes() < bytes);
        QCOMPARE(hex(need(shop.till.digest())), hex(digest));
        QCOMPARE(TwoStoresServed::receipts(shop.till), receipts);
        QCOMPARE(need(shop.till.verify()), commits - 20); // Of those that are here whole.
        QVERIFY(need(shop.till.checkTables(true)).isGood());
        need(shop.till.rebuild());
        QCOMPARE(hex(need(shop.till.digest())), hex(digest));

        QCOMPARE(need(shop.till.prune(ever)).commits, std::uint64_t(0));
        // Life goes on.
        shop.sell(2);
        shop.two.sale(shop.till, "OWN AGAIN");
        shop.two.sync(shop.till);
        shop.two.sync(*shop.seller);
        QCOMPARE(hex(need(shop.till.digest())), hex(need(shop.seller->digest())));
    }
    void whatNoBackupHoldsYetIsKept()
    {
        Shop shop;
        QCOMPARE(need(shop.till.prune(ever)).commits, std::uint64_t(0));
        shop.backUp();
        shop.sell(3);
        QCOMPARE(need(shop.till.prune(ever)).commits, std::uint64_t(20));
        shop.backUp();
        QCOMPARE(need(shop.till.prune(ever)).commits, std::uint64_t(3));
    }
    void whatIsYoungerThanAskedForIsKept()
    {
        Shop shop;
        shop.backUp();
        constexpr TimeUs hour = 3600LL * 1'000'000;
        QCOMPARE(need(shop.till.prune(shop.till.clock() - hour)).commits, std::uint64_t(0));
        QCOMPARE(need(shop.till.prune(shop.till.clock() + hour)).commits, std::uint64_t(20));
    }
    void oneThatIsStoppedGoesOnNextTime()
    {
        Shop shop;
        shop.backUp();
        QCOMPARE(need(shop.till.prune(ever, [] { return true; })).commits, std::uint64_t(0));
        QCOMPARE(need(shop.till.prune(ever)).commits, std::uint64_t(20));
    }
    void ownCommitsAndEntitiesStayWhole()
    {
        Shop shop(1);
        shop.two.sale(*shop.seller, "S2");
        shop.two.sync(*shop.seller);
        shop.backUp();
        QCOMPARE(need(shop.seller->prune(ever)).commits, std::uint64_t(0)); // The other has made no sale.
        std::size_t whole = 0;
        const auto journal = need(JournalRead::open(shop.two.pair.path("till")));
        need(journal->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
            whole += entry.commit.headerBytes.empty() ? 0 : 1;
            return true;
        }));
        QVERIFY(whole > 4);
    }
    void aServerForgetsNothing()
    {
        Shop shop(1);
        shop.backUp();
        const auto done = shop.two.pair.server->prune(ever);
        QVERIFY(!done);
        QCOMPARE(done.error().about, std::string("server"));
    }
    void aRowThatIsDamagedLaterIsMendedByItsCommitFromTheServer()
    {
        Shop shop(3);
        shop.backUp();
        need(shop.till.prune(ever));
        const auto right = hex(need(shop.till.digest()));
        // As the search for a difference ends: the commits of the rows, whole, and then the rows anew.
        const auto line = shop.till.read()->all<schema::OrderLine>().front();
        DigestQuestion question;
        question.type = rowTypeOf(schema::OrderLine::descriptor()).type;
        question.rows = {RawId::of(line.id())};
        LogQuery asks;
        asks.terminal = shop.till.identity().terminal;
        asks.store = shop.till.identity().store;
        const auto answer = need(shop.two.pair.server->answer(question, asks));
        QCOMPARE(answer.commits.size(), std::size_t(1));
        Repair wish;
        wish.rows = {{question.type, question.rows.front()}};
        QCOMPARE(need(shop.till.repair(wish)).stuck.size(), std::size_t(1));
        need(applyAcceptances(shop.till, answer.commits));
        const auto repaired = need(shop.till.repair(wish));
        QVERIFY(repaired.stuck.empty());
        QCOMPARE(hex(need(shop.till.digest())), right);
    }
};

QTEST_GUILESS_MAIN(PruneTest)
#include "tst_prune.moc"
