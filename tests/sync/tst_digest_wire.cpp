#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/catalog.pb.h"
#include "support/past_the_guard.h"
#include "sync/client/sync_thread.h"
#include "sync/protocol/server_address.h"
#include "sync/served.h"
#include "sync/server/digest_service.h"
#include "sync/sync_fixture.h"

#include <condition_variable>
#include <mutex>

using namespace kontor;
using namespace kontor::test;

namespace {

using Kind = ShopException::Kind;

std::uint32_t productType()
{
    return rowTypeOf(schema::Product::descriptor()).type;
}

/// Somebody renames a product without a commit. Returns which.
RawId rename(const std::filesystem::path& folder, const Store& store)
{
    const RawId row = RawId::of(store.read()->all<schema::Product>().front().id());
    PastTheGuard database(folder / "kontor.db");
    SQLite::Statement update(database, "UPDATE product SET name='Tampered' WHERE id=?");
    update.bind(1, row.bytes().data(), RawId::size);
    update.exec();
    return row;
}

std::string nameOf(const Store& store, const RawId& product)
{
    return store.read()->get(Id<schema::Product>(product))->name();
}

/// What was found wrong with rows, as the inbox shows it.
std::vector<ShopException> damageOf(const Store& store)
{
    auto all = store.read()->exceptions({}, 1000);
    std::erase_if(all, [](const ShopException& one) { return one.kind != Kind::DamagedRows; });
    return all;
}

bool says(const Store& store, std::string_view words)
{
    const auto all = damageOf(store);
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& one) { return one.detail.find(words) != std::string::npos; });
}

} // namespace

/// Digests that differ lead to the rows that do, and those are made again: over HTTP, as two programs would.
class DigestWireTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;
    std::unique_ptr<Store> m_second;
    std::unique_ptr<Served> m_served;

    [[nodiscard]] Store& server() const { return *m_pair->server; }
    [[nodiscard]] bool isEqualAtTheEnd() const
    {
        const auto state = need(m_second->syncState());
        return state.digest.outcome == DigestState::Outcome::Equal && state.pending == 0 &&
               state.digest.at.n() == need(server().head()).n();
    }
    [[nodiscard]] bool isAllEqual() const
    {
        return isEqualAtTheEnd() && need(m_second->digests()) == need(server().digests()) &&
               digestOf(*m_second) == digestOf(server());
    }
    /// The second till pulls until it has everything, and stops.
    void syncSecond() const
    {
        SyncThread sync(*m_second);
        sync.start();
        QTRY_VERIFY(isEqualAtTheEnd());
    }
    /// Everything of the first till is at the server.
    void pushFirst() const
    {
        need(applyAcceptances(*m_pair->till.store,
                              need(server().accept(need(m_pair->till.store->pending(500, 1U << 20U)), judge))));
    }
    void makeNews() const
    {
        need(addSomething(*m_pair->till.store, m_pair->till.administrator, "NEWS"));
        pushFirst();
    }

private Q_SLOTS:
    void init()
    {
        m_pair = std::make_unique<TillAndServer>();
        m_second = m_pair->secondTill();
        m_served = std::make_unique<Served>(*m_pair->server, m_pair->path("server"));
        need(keepServer(*m_second, {m_served->url(), {}, false}));
        for (int i = 0; i < 100; ++i)
            need(addSomething(*m_pair->till.store, m_pair->till.administrator, "P" + std::to_string(i)));
        pushFirst();
        syncSecond();
    }
    void cleanup()
    {
        m_served.reset();
        m_second.reset();
        m_pair.reset();
    }

    void aRowThatSomebodyChangedIsFoundMadeAgainAndReported()
    {
        const RawId row = rename(m_pair->path("till2"), *m_second);
        QCOMPARE(nameOf(*m_second, row), std::string("Tampered"));
        SyncThread sync(*m_second);
        sync.start();
        QTRY_VERIFY(says(*m_second, "were made again"));
        QTRY_VERIFY(isAllEqual());
        QVERIFY(nameOf(*m_second, row) != "Tampered");
        QVERIFY(need(m_second->checkTables(true)).isGood());
        QCOMPARE(damageOf(*m_second).size(), std::size_t(1));
        QCOMPARE(damageOf(*m_second)[0].rows, std::vector<RawId>{row});
        QVERIFY(damageOf(server()).empty());
        QTRY_VERIFY(sync.status().digest.find(row.toHex()) != std::string::npos);
        QTRY_COMPARE(sync.status().link, SyncStatus::Link::Synced);
    }

    void aRowWhoseDigestWasChangedToFitIsFoundByTheServers()
    {
        const RawId row = rename(m_pair->path("till2"), *m_second);
        QVERIFY(need(m_second->repair({{{productType(), RawId{}}}})).sums);
        QVERIFY(need(m_second->checkTables(false)).isGood()); // Nobody here can know.
        makeNews();
        SyncThread sync(*m_second);
        sync.start();
        QTRY_VERIFY(isAllEqual());
        QVERIFY(nameOf(*m_second, row) != "Tampered");
        QVERIFY(says(*m_second, "rows were not what the journal makes them"));
    }

    void sumsThatAreWrongOverRightRowsAreCountedAnew()
    {
        const RawId row = rename(m_pair->path("till2"), *m_second);
        (void)need(m_second->repair({{{productType(), RawId{}}}}));
        {
            PastTheGuard database(m_pair->path("till2") / "kontor.db");
            SQLite::Statement name(database, "UPDATE product SET name=? WHERE name='Tampered'");
            name.bind(1, nameOf(server(), row));
            name.exec();
        }
        QCOMPARE(hex(digestOf(*m_second)), hex(digestOf(server())));
        QVERIFY(need(m_second->digests()) != need(server().digests()));
        SyncThread sync(*m_second);
        sync.start();
        QTRY_VERIFY(isAllEqual());
        QVERIFY(says(*m_second, "counted anew"));
    }

    void aCommitTheTillLostIsFoundByItsRowsAndFetchedAgain()
    {
        {
            PastTheGuard database(m_pair->path("till2") / "kontor.db");
            database.exec("DELETE FROM journal_part WHERE id/64 = (SELECT max(n) FROM journal);"
                          "DELETE FROM journal WHERE n = (SELECT max(n) FROM journal)");
        }
        need(m_second->rebuild()); // Its digest is now that of what it has left.
        QVERIFY(digestOf(*m_second) != digestOf(server()));
        makeNews();
        SyncThread sync(*m_second);
        sync.start();
        QTRY_VERIFY(isAllEqual());
        QVERIFY(need(m_second->checkTables(true)).isGood());
        (void)need(m_second->verify());
    }

    void aRowThatIsWrongAtTheServerIsReportedAndNeverSpread()
    {
        const RawId row = rename(m_pair->path("server"), server());
        (void)need(server().repair({{{productType(), RawId{}}}}));
        makeNews();
        const std::string right = nameOf(*m_second, row);
        SyncThread sync(*m_second);
        sync.start();
        QTRY_VERIFY(says(*m_second, "those of the server are not"));
        QCOMPARE(nameOf(*m_second, row), right);
        QTRY_VERIFY(isAllEqual()); // The server has looked into its own journal.
        QCOMPARE(nameOf(server(), row), right);
        QVERIFY(says(server(), "were made again"));
        QCOMPARE(nameOf(*m_second, row), right);
    }

    void theServerCountsItsOwnRowsAndMendsThemFromItsJournal()
    {
        const RawId row = rename(m_pair->path("server"), server());
        std::mutex mutex;
        std::condition_variable news;
        std::vector<std::function<void()>> posted;
        DigestService service(server(), World::real(), [&](std::function<void()> work) {
            const std::lock_guard lock(mutex);
            posted.push_back(std::move(work));
            news.notify_all();
        });
        service.tick(1);
        service.tick(DigestService::firstCountMs);
        QVERIFY(posted.empty());
        service.tick(DigestService::firstCountMs + 1);
        {
            std::unique_lock lock(mutex);
            QVERIFY(news.wait_for(lock, std::chrono::seconds(30), [&] { return !posted.empty(); }));
        }
        posted[0]();
        QTRY_VERIFY(says(server(), "were made again"));
        QVERIFY(nameOf(server(), row) != "Tampered");
        QVERIFY(need(server().checkTables(true)).isGood());
    }

    void theDeskTakesAFewQuestionsOneOfEachAskerAndNoMore()
    {
        std::mutex mutex;
        std::condition_variable news;
        bool started = false;
        bool goOn = false;
        std::size_t done = 0;
        DigestDesk desk;
        QVERIFY(desk.post(RawId{}, [&] {
            std::unique_lock lock(mutex);
            started = true;
            news.notify_all();
            news.wait(lock, [&] { return goOn; });
        }));
        {
            std::unique_lock lock(mutex);
            news.wait(lock, [&] { return started; });
        }
        const auto count = [&] {
            const std::lock_guard lock(mutex);
            ++done;
            news.notify_all();
        };
        std::size_t taken = 0;
        while (taken < 100 && desk.post(RawId::of(Bytes(16, static_cast<char>('a' + taken))), count)) {
            QVERIFY(!desk.post(RawId::of(Bytes(16, static_cast<char>('a' + taken))), count));
            ++taken;
        }
        QCOMPARE(taken, DigestDesk::mostWaiting);
        std::unique_lock lock(mutex);
        goOn = true;
        news.notify_all();
        QVERIFY(news.wait_for(lock, std::chrono::seconds(30), [&] { return done == taken; }));
    }
};

QTEST_GUILESS_MAIN(DigestWireTest)
#include "tst_digest_wire.moc"
