#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/stock.h"
#include "storage/backup.h"
#include "storage/journal_read.h"
#include "storage/snapshot.h"
#include "support/past_the_guard.h"
#include "sync/client/bootstrap.h"
#include "sync/client/sync_thread.h"
#include "sync/client/take_enrolment.h"
#include "sync/server/enrolments.h"
#include "sync/server/snapshot_service.h"
#include "sync/two_stores.h"

#include <SQLiteCpp/SQLiteCpp.h>

using namespace kontor;
using namespace kontor::test;

using Receipts = std::vector<std::string>;

namespace {

/// A base whatever the length of the log.
BootstrapOptions atOnce()
{
    BootstrapOptions options;
    options.worthAfter = 0;
    return options;
}

/// A new data folder that begins from a base, as `kontorctl enrol --take` does it.
Result<Done> begin(TwoStoresServed& two, Store& store, schema::TerminalKind kind, Id<schema::Store> home,
                   const BootstrapOptions& options = atOnce())
{
    EnrolmentWish wish;
    wish.address = two.served->url();
    wish.name = "New";
    wish.kind = kind;
    wish.store = home;
    wish.madeBy = two.pair.till.administrator;
    TakeOptions how;
    how.bootstrap = options;
    return takeEnrolment(store, need(makeEnrolment(*two.pair.server, two.pair.path("server"), wish, World::real())),
                         how);
}

Result<bool> again(TwoStoresServed& two, Store& store, const BootstrapOptions& options = atOnce())
{
    return beginFromBase(store, {two.served->url(), {}, false}, store.identity(), false, {}, store.serverKey(),
                         options);
}

std::int64_t countIn(const std::filesystem::path& folder, const char* sql)
{
    SQLite::Database database((folder / "kontor.db").string());
    return database.execAndGet(sql).getInt64();
}

/// A shop of more than one slice.
void fill(TwoStoresServed& two, int sales, int lines = 12)
{
    for (int i = 0; i < sales; ++i)
        two.sale(*two.pair.till.store, "S" + std::to_string(i), lines);
    two.sync(*two.pair.till.store);
}

} // namespace

class BaseTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNewTillBeginsFromABaseAndPullsTheTail()
    {
        TwoStoresServed two;
        fill(two, 20);
        const auto first = openStore(two.pair.path("first"));
        need(begin(two, *first, schema::TILL, two.first));
        QCOMPARE(first->identity().store, two.first);
        QCOMPARE(hex(digestOf(*first)), [&] {
            two.sync(*two.pair.till.store);
            return hex(digestOf(*two.pair.till.store));
        }());
        // What only made facts is compacted; the chains hold all the same.
        QVERIFY(countIn(two.pair.path("first"), "SELECT count(*) FROM journal WHERE header = x''") >= 20);
        QVERIFY(countIn(two.pair.path("first"), "SELECT count(*) FROM journal WHERE header <> x''") > 3);
        need(first->verify());
        // The tail, and its own work.
        two.sale(*two.pair.till.store, "TAIL");
        two.sync(*two.pair.till.store);
        two.sale(*first, "OWN");
        two.sync(*first);
        two.sync(*two.pair.till.store);
        QCOMPARE(hex(digestOf(*first)), hex(digestOf(*two.pair.till.store)));
        need(first->verify());
        QVERIFY(!std::filesystem::exists(two.pair.path("first") / "base.db"));
    }

    void whatReadsTheJournalCopesWithCompactedCommits()
    {
        TwoStoresServed two;
        fill(two, 5);
        const auto first = openStore(two.pair.path("first"));
        need(begin(two, *first, schema::TILL, two.first));
        two.sale(*first, "OWN");
        const auto digest = hex(digestOf(*first));
        need(first->rebuild()); // Facts of the base stay, all else is made again.
        QCOMPARE(hex(digestOf(*first)), digest);
        QCOMPARE(first->read()->searchVariants("mug", 5).size(), std::size_t(1));
        need(first->backup(two.pair.path("copy.db")));
        const auto journal = need(JournalRead::open(two.pair.path("first")));
        std::uint64_t whole = 0;
        need(journal->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
            whole += entry.commit.headerBytes.empty() ? 0U : 1U;
            return true;
        }));
        QVERIFY(whole > 0 && whole < need(journal->count()));
    }

    void aFactOfTheBaseThatWasDamagedIsMendedByItsCommitFromTheServer()
    {
        TwoStoresServed two;
        fill(two, 5);
        const auto first = openStore(two.pair.path("first"));
        need(begin(two, *first, schema::TILL, two.first));
        const auto right = hex(digestOf(*first));
        {
            PastTheGuard database(two.pair.path("first") / "kontor.db");
            database.exec("UPDATE order_line SET quantity=7777 WHERE id=(SELECT id FROM order_line LIMIT 1)");
            database.exec("DELETE FROM payment WHERE id=(SELECT id FROM payment LIMIT 1)");
        }
        const auto line = rowTypeOf(schema::OrderLine::descriptor()).type;
        QVERIFY(hex(digestOf(*first)) != right);
        const auto wrong = need(first->checkTables(false));
        QVERIFY(!wrong.digestsRight);
        QVERIFY(wrong.wrong.empty()); // Nothing here says which: no commit of the base is whole.
        // Alone it leaves what it cannot make again as it is.
        const auto damaged = first->read()->all<schema::OrderLine>();
        const auto row =
            std::find_if(damaged.begin(), damaged.end(), [](const auto& l) { return l.quantity() == 7777; });
        QVERIFY(row != damaged.end());
        const auto alone = need(first->repair({{{line, RawId::of(row->id())}}}));
        QCOMPARE(alone.stuck.size(), std::size_t(1));
        QCOMPARE(first->read()->all<schema::OrderLine>().size(), damaged.size());
        two.sale(*first, "OWN");
        SyncThread sync(*first);
        sync.start();
        const auto isEqual = [&] {
            const auto state = need(first->syncState());
            return state.digest.outcome == DigestState::Outcome::Equal && state.pending == 0 &&
                   state.digest.at.n() == need(two.pair.server->head()).n();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isEqual() && need(first->checkTables(false)).digestsRight, 30'000);
        QVERIFY(need(first->checkTables(true)).isGood());
        need(first->verify());
        const auto all = first->read()->exceptions({}, 100);
        QVERIFY(std::any_of(all.begin(), all.end(),
                            [](const ShopException& one) { return one.kind == ShopException::Kind::DamagedRows; }));
    }

    void whereTheServerIsAndItsKeySurviveANewBase()
    {
        TwoStoresServed two;
        fill(two, 5);
        const auto first = openStore(two.pair.path("first"));
        need(begin(two, *first, schema::TILL, two.first));
        QCOMPARE(serverOf(*first)->url, two.served->url());
        const ServerAddress address{"https://10.1.2.3:8470", Bytes(32, 'p'), false};
        const ServerAddress plain{"http://10.1.2.3:8470", {}, true};
        for (const ServerAddress& one : {address, plain}) {
            need(keepServer(*first, one));
            two.sale(*two.pair.till.store, one.insecure ? "N1" : "N2");
            two.sync(*two.pair.till.store);
            QVERIFY(need(again(two, *first)));
            const auto kept = serverOf(*first);
            QVERIFY(kept.has_value());
            QCOMPARE(kept->url, one.url);
            QCOMPARE(kept->tlsPin, one.tlsPin);
            QCOMPARE(kept->insecure, one.insecure);
        }
        QVERIFY(!first->serverKey().empty());
    }

    void aBaseOfOneStoreHoldsNothingOfAnother()
    {
        TwoStoresServed two;
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        two.sync(*till2);
        two.sale(*till2, "ONLY-IN-TWO");
        two.sale(*two.pair.till.store, "ONLY-IN-ONE");
        for (auto* store : {two.pair.till.store.get(), till2.get()})
            need(store->execute(
                two.pair.till.administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
                    AdjustStock input;
                    input.changes.push_back({two.mug, Quantity::whole(5), schema::RECEIVED, {}, {}, {}, 1234});
                    return adjustStock(shop, context, actor, input);
                }));
        two.sync(*till2);
        two.sync(*two.pair.till.store);
        const auto first = openStore(two.pair.path("first"));
        need(begin(two, *first, schema::TILL, two.first));
        const auto second = openStore(two.pair.path("second"));
        need(begin(two, *second, schema::TILL, two.second));
        const auto office = openStore(two.pair.path("office"));
        need(begin(two, *office, schema::BACK_OFFICE, {}));
        for (const auto* store : {two.pair.till.store.get(), till2.get(), first.get(), second.get(), office.get()})
            two.sync(const_cast<Store&>(*store));
        QCOMPARE(hex(digestOf(*first)), hex(digestOf(*two.pair.till.store)));
        QCOMPARE(hex(digestOf(*second)), hex(digestOf(*till2)));
        QCOMPARE(hex(digestOf(*office)), hex(digestOf(*two.pair.server)));
        QVERIFY(!two.holds("first", "ONLY-IN-TWO"));
        QVERIFY(!two.holds("second", "ONLY-IN-ONE"));
        for (const auto* store : {first.get(), second.get(), office.get()})
            need(store->verify());
        // What goods cost is made where the base is opened, of one store's deliveries.
        for (const auto& [folder, deliveries] :
             {std::pair("first", std::int64_t{1}), std::pair("second", std::int64_t{1}),
              std::pair("office", std::int64_t{2})})
            QCOMPARE(countIn(two.pair.path(folder), "SELECT count(*) FROM stock_cost"), deliveries);
    }

    void aBrokenDownloadGoesOnWhereItWas()
    {
        TwoStoresServed two;
        fill(two, 500, 80);
        const auto store = openStore(two.pair.path("first"));
        std::size_t slices = 0;
        auto options = atOnce();
        options.progress = [&](std::size_t, std::size_t of) { slices = of; };
        options.stop = [] { return true; }; // The link goes after each slice.
        EnrolmentWish wish;
        wish.address = two.served->url();
        wish.name = "New";
        wish.store = two.first;
        wish.madeBy = two.pair.till.administrator;
        const auto file = need(makeEnrolment(*two.pair.server, two.pair.path("server"), wish, World::real()));
        TakeOptions how;
        how.bootstrap = options;
        QCOMPARE(takeEnrolment(*store, file, how).error().kind, Error::Kind::Network);
        QVERIFY2(slices >= 2, "the shop has to be larger than one slice");
        QVERIFY(store->identity().organisation.isNil()); // No shop, and not half a one.
        QVERIFY(std::filesystem::exists(two.pair.path("first") / "base.db"));

        std::size_t fetched = 0;
        how.bootstrap.stop = {};
        how.bootstrap.progress = [&](std::size_t, std::size_t) { ++fetched; };
        need(takeEnrolment(*store, file, how));
        QCOMPARE(fetched, slices - 1); // The first was here.
        two.sync(*two.pair.till.store);
        QCOMPARE(hex(digestOf(*store)), hex(digestOf(*two.pair.till.store)));
    }

    void aPowerCutLeavesNoShopOrAWholeOne()
    {
        TwoStoresServed two;
        fill(two, 5);
        const auto base = two.pair.path("base.packed");
        const auto manifest =
            need(openManifest(need(two.pair.server->makeBase(two.first, base)), two.pair.server->publicKey(),
                              {two.pair.till.store->identity().organisation, two.first}));
        const auto folder = two.pair.path("first");
        auto store = openStore(folder);
        auto incoming = need(IncomingBase::open(folder / "base.db", manifest));
        while (const auto next = incoming.missing())
            need(incoming.take(*next, need(packedSlice(base, manifest, *next))));
        need(incoming.finish());
        const auto opensAsShop = [&](const char* copy) {
            std::filesystem::copy(folder, two.pair.path(copy), std::filesystem::copy_options::recursive);
            std::filesystem::copy_file(two.pair.path("first.key"), std::string(two.pair.path(copy)) + ".key");
            return !openStore(two.pair.path(copy))->identity().organisation.isNil();
        };
        QVERIFY(!opensAsShop("cut before"));
        StoreIdentity identity = two.pair.till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = {};
        need(store->installBase(folder / "base.db", manifest, identity, two.pair.till.store->pepper(),
                                two.pair.server->publicKey()));
        QVERIFY(opensAsShop("cut after"));
        QCOMPARE(hex(digestOf(*openStore(two.pair.path("cut after")))), hex(digestOf(*store)));
    }

    void aTillBackAfterMonthsKeepsAndSendsWhatItHadNotSent_data()
    {
        QTest::addColumn<bool>("byBase");
        QTest::newRow("by pulling the tail") << false;
        QTest::newRow("by a new base") << true;
    }
    void aTillBackAfterMonthsKeepsAndSendsWhatItHadNotSent()
    {
        QFETCH(bool, byBase);
        TwoStoresServed two;
        const auto away = two.terminal("away", schema::TILL, two.first);
        two.sync(*away);
        two.sale(*away, "SENT");
        two.sync(*away);
        two.sale(*away, "UNSENT-1");
        need(away->setLocal("window", "wide"));
        need(away->execute(two.pair.till.administrator, [&](const Reader& shop, const Context& context,
                                                            const Actor& actor) { // An open cart stays on this device.
            return addToCart(shop, context, actor, {two.mug, Quantity::whole(2), {}});
        }));
        two.sale(*away, "UNSENT-2");
        fill(two, 10);
        const auto identity = away->identity();
        if (byBase)
            QVERIFY(need(again(two, *away)));
        QCOMPARE(need(away->syncState()).pending, std::uint64_t(2));
        QCOMPARE(away->identity().origin, identity.origin);
        QCOMPARE(need(away->local("window")).value_or(""), Bytes("wide"));
        QCOMPARE(away->read()->count(schema::CartLine::default_instance()), std::uint64_t(1));
        need(away->verify());
        two.sync(*away);
        QCOMPARE(need(away->syncState()).pending, std::uint64_t(0));
        two.sync(*two.pair.till.store);
        QCOMPARE(hex(digestOf(*away)), hex(digestOf(*two.pair.till.store)));
        QCOMPARE(two.receipts(*two.pair.server).size(), std::size_t(13));
        need(away->verify());
        // Its own are whole still, the sent one too.
        const auto journal = need(JournalRead::open(two.pair.path("away")));
        for (std::uint64_t sequence = 1; sequence <= 4; ++sequence)
            QCOMPARE(need(journal->find(identity.origin, sequence)).size(), std::size_t(1));
    }

    /// The whole machine, key file and all: what it sold since is in the base, under numbers that it would give again.
    void aTillThatWasSetBackUnseenEndsItsLifeWithABase_data()
    {
        QTest::addColumn<int>("before");
        QTest::newRow("to before its first sale") << 0;
        QTest::newRow("to behind its first sale") << 1;
    }
    void aTillThatWasSetBackUnseenEndsItsLifeWithABase()
    {
        QFETCH(int, before);
        TwoStoresServed two;
        auto away = two.terminal("away", schema::TILL, two.first);
        two.sync(*away);
        for (int i = 0; i < before; ++i)
            two.sale(*away, "KEPT");
        two.sync(*away);
        const auto origin = away->identity().origin;
        const auto copyFolder = [&](const char* from, const char* to) {
            away.reset();
            for (const char* ending : {"", ".key"}) {
                std::filesystem::remove_all(two.pair.path((std::string(to) + ending).c_str()));
                std::filesystem::copy(two.pair.path((std::string(from) + ending).c_str()),
                                      two.pair.path((std::string(to) + ending).c_str()),
                                      std::filesystem::copy_options::recursive);
            }
            away = need(Store::open({two.pair.path("away"), {}, World::real(), false}));
        };
        copyFolder("away", "image");
        two.sale(*away, "FORGOTTEN-1");
        two.sale(*away, "FORGOTTEN-2");
        two.sync(*away);
        copyFolder("image", "away");
        QCOMPARE(away->identity().origin, origin);
        QVERIFY(need(again(two, *away)));
        QVERIFY(away->identity().origin != origin);
        two.sale(*away, "NEW");
        two.sync(*away);
        auto receipts = two.receipts(*two.pair.server);
        QCOMPARE(receipts.size(), std::size_t(before + 3));
        std::sort(receipts.begin(), receipts.end());
        QVERIFY(std::adjacent_find(receipts.begin(), receipts.end()) == receipts.end());
    }

    void aNewBaseIsRefusedUntilARestoredServerHasBackWhatItLost()
    {
        TwoStoresServed two;
        const auto till2 = two.terminal("till2", schema::TILL, two.first);
        need(two.pair.server->backup(two.pair.path("yesterday.db")));
        two.sale(*two.pair.till.store, "LOST");
        two.sync(*two.pair.till.store);
        two.sync(*till2);
        // The server comes back from its backup, and this till has the only copy that is left.
        two.served.reset();
        two.pair.server.reset();
        std::filesystem::remove_all(two.pair.path("server"));
        need(restoreFrom(two.pair.path("yesterday.db"), two.pair.path("server")));
        two.pair.server = openStore(two.pair.path("server"));
        two.served = std::make_unique<Served>(*two.pair.server, two.pair.path("server"));
        need(till2->setLocal(serverAddressKey, two.served->url()));
        QVERIFY(two.receipts(*two.pair.server).empty());

        const auto asked = again(two, *till2);
        QVERIFY(!asked);
        QCOMPARE(asked.error().kind, Error::Kind::Conflict);
        QVERIFY2(asked.error().detail.find("kontorctl sync") != std::string::npos, asked.error().detail.c_str());
        // Nor by a base that is here already.
        const auto packed = two.pair.path("base.packed");
        const auto manifest =
            need(openManifest(need(two.pair.server->makeBase(two.first, packed)), two.pair.server->publicKey(),
                              {till2->identity().organisation, two.first}));
        const auto file = two.pair.path("till2") / "base.db";
        {
            auto incoming = need(IncomingBase::open(file, manifest));
            while (const auto next = incoming.missing())
                need(incoming.take(*next, need(packedSlice(packed, manifest, *next))));
            need(incoming.finish());
        }
        const auto installed = till2->installBase(file, manifest, std::nullopt, {}, till2->serverKey());
        QVERIFY(!installed);
        QCOMPARE(installed.error().kind, Error::Kind::Conflict);
        QCOMPARE(two.receipts(*till2), Receipts{"LOST"});

        two.sync(*till2);
        QCOMPARE(two.receipts(*two.pair.server), Receipts{"LOST"});
        QVERIFY(need(again(two, *till2)));
        QCOMPARE(two.receipts(*till2), Receipts{"LOST"});
        need(till2->verify());
    }

    void aMovedTillMayBeginFromTheNewStoresBase()
    {
        TwoStoresServed two;
        const auto moving = two.terminal("moving", schema::TILL, two.first);
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        two.sync(*moving);
        two.sync(*till2);
        two.sale(*till2, "PAST-OF-TWO");
        two.sale(*moving, "OWN-OF-ONE");
        two.sync(*till2);
        two.sync(*moving);
        two.move(*moving, two.second);
        LogQuery query;
        query.after = need(moving->syncState()).seen.n();
        query.terminal = moving->identity().terminal;
        query.store = two.first;
        const auto page = need(two.pair.server->log(query));
        need(moving->applyLog(page.entries, page.upTo));
        QVERIFY(need(again(two, *moving)));
        QCOMPARE(two.receipts(*moving), (Receipts{"OWN-OF-ONE", "PAST-OF-TWO"}));
        QVERIFY(need(moving->syncState()).seen.n() > 0);
        two.sale(*moving, "FIRST-IN-TWO");
        two.sync(*moving);
        two.sync(*till2);
        QCOMPARE(two.receipts(*till2), (Receipts{"FIRST-IN-TWO", "PAST-OF-TWO"}));
        need(moving->verify());
    }

    void aTillThatWasMovedUnheardLearnsItFromTheBaseOfTheStoreItLeaves()
    {
        TwoStoresServed two;
        const auto moving = two.terminal("moving", schema::TILL, two.first);
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        two.sync(*till2);
        two.sale(*till2, "PAST-OF-TWO");
        two.sync(*till2);
        two.sale(*two.pair.till.store, "OTHERS-IN-ONE");
        two.sync(*moving);
        two.sale(*moving, "OWN-OF-ONE");
        two.sync(*moving);
        two.move(*moving, two.second);
        const auto before = moving->identity();
        QCOMPARE(before.store, two.first); // It has not pulled since.

        // The base was on its way already; it holds the move, so no page behind it will.
        const auto packed = two.pair.path("base.packed");
        const auto manifest = need(openManifest(need(two.pair.server->makeBase(two.first, packed)),
                                                two.pair.server->publicKey(), {before.organisation, two.first}));
        const auto file = two.pair.path("moving") / "base.db";
        {
            auto incoming = need(IncomingBase::open(file, manifest));
            while (const auto next = incoming.missing())
                need(incoming.take(*next, need(packedSlice(packed, manifest, *next))));
            need(incoming.finish());
        }
        need(moving->installBase(file, manifest, std::nullopt, {}, moving->serverKey()));
        QCOMPARE(moving->identity().store, two.second);
        QVERIFY(moving->identity().origin != before.origin);
        two.sync(*moving);
        QCOMPARE(two.receipts(*moving), (Receipts{"OWN-OF-ONE", "PAST-OF-TWO"}));
        two.sale(*moving, "FIRST-IN-TWO");
        two.sync(*moving);
        two.sync(*till2);
        QCOMPARE(two.receipts(*till2), (Receipts{"FIRST-IN-TWO", "PAST-OF-TWO"}));
        need(moving->verify());
    }

    void aDamagedOrForgedBaseIsRefused()
    {
        TwoStoresServed two;
        fill(two, 3);
        const SnapshotScope scope{two.pair.till.store->identity().organisation, two.first};
        const auto base = two.pair.path("base.packed");
        auto made = need(two.pair.server->makeBase(two.first, base));
        const auto key = two.pair.server->publicKey();
        const auto manifest = need(openManifest(made, key, scope));
        QCOMPARE(openManifest(made, Bytes(32, 'x'), scope).error().kind, Error::Kind::Denied);
        QCOMPARE(openManifest(made, key, {scope.organisation, two.second}).error().kind, Error::Kind::Denied);
        made.mutable_manifest()->back() = static_cast<char>(made.manifest().back() ^ 1);
        QCOMPARE(openManifest(made, key, scope).error().kind, Error::Kind::Denied);

        auto incoming = need(IncomingBase::open(two.pair.path("base.db"), manifest));
        auto slice = need(packedSlice(base, manifest, 0));
        slice[slice.size() / 2] = static_cast<char>(slice[slice.size() / 2] ^ 4);
        QCOMPARE(incoming.take(0, slice).error().about, std::string("slice"));
        QCOMPARE(incoming.take(99, slice).error().about, std::string("slice"));
        QVERIFY(incoming.missing().has_value());
        QCOMPARE(packedSlice(base, manifest, 99).error().kind, Error::Kind::NotFound);
        // Nobody but a server makes one.
        QVERIFY(!two.pair.till.store->makeBase(two.first, two.pair.path("none")));
    }

    void aBaseWhoseTablesAreNotWhatItsManifestSaysIsRefusedHoweverItIsSigned()
    {
        TwoStoresServed two;
        fill(two, 3);
        const SnapshotScope scope{two.pair.till.store->identity().organisation, two.first};
        const auto packed = two.pair.path("base.packed");
        auto made = need(two.pair.server->makeBase(two.first, packed));
        const auto take = [&](const char* name) -> Result<Done> {
            auto incoming = need(
                IncomingBase::open(two.pair.path(name), need(openManifest(made, two.pair.server->publicKey(), scope))));
            const auto manifest = need(openManifest(made, two.pair.server->publicKey(), scope));
            while (const auto next = incoming.missing())
                need(incoming.take(*next, need(packedSlice(packed, manifest, *next))));
            return incoming.finish();
        };
        need(take("right.db"));
        storage::SnapshotManifest manifest;
        QVERIFY(manifest.ParseFromString(made.manifest()));
        manifest.mutable_digest()->back() = static_cast<char>(manifest.digest().back() ^ 1);
        made.set_manifest(manifest.SerializeAsString());
        made.set_signature(two.pair.server->signWith(baseTag, made.manifest()));
        const auto refused = take("wrong.db");
        QVERIFY(!refused);
        QCOMPARE(refused.error().about, std::string("base"));
    }

    void aTableNobodyNamedStopsABase()
    {
        TwoStoresServed two;
        SQLite::Database((two.pair.path("server") / "kontor.db").string(), SQLite::OPEN_READWRITE)
            .exec("CREATE TABLE forgotten(a)");
        const auto made = two.pair.server->makeBase(two.first, two.pair.path("base.packed"));
        QVERIFY(!made);
        QCOMPARE(made.error().about, std::string("table forgotten"));
    }

    void onlyTheScopeATerminalFollowsIsHandedOut_data()
    {
        QTest::addColumn<QString>("who");
        QTest::newRow("another store's") << "other";
        QTest::newRow("all stores'") << "all";
        QTest::newRow("of a revoked terminal") << "revoked";
    }
    void onlyTheScopeATerminalFollowsIsHandedOut()
    {
        QFETCH(QString, who);
        TwoStoresServed two;
        const auto till = two.terminal("till9", schema::TILL, two.first);
        auto identity = till->identity();
        if (who == QLatin1String("other"))
            identity.store = two.second;
        else if (who == QLatin1String("all"))
            identity.store = {};
        else
            need(two.pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
                return revokeTerminal(shop, context, actor, {identity.terminal});
            }));
        two.sync(*two.pair.till.store);
        const auto begun =
            beginFromBase(*till, {two.served->url(), {}, false}, identity, false, {}, till->serverKey(), atOnce());
        QVERIFY(!begun);
        QCOMPARE(begun.error().kind, Error::Kind::Denied);
    }

    void aBaseIsKeptUntilItIsOldAndTheFolderStaysBounded()
    {
        TwoStoresServed two;
        two.served.reset();
        TimeUs now = World::real().now();
        World world = World::real();
        world.now = [&now] { return now; };
        std::mutex mutex;
        std::vector<std::function<void()>> posted;
        SnapshotService service(*two.pair.server, two.pair.path("kept"), world, [&](std::function<void()> run) {
            const std::lock_guard lock(mutex);
            posted.push_back(std::move(run));
        });
        const auto ask = [&] {
            SyncReply reply;
            service.handle(std::string(SnapshotService::root) + SnapshotService::scopeName(two.first), two.first,
                           [&](SyncReply answer) { reply = std::move(answer); });
            return reply;
        };
        const auto settle = [&] {
            std::vector<std::function<void()>> ready;
            QTRY_VERIFY([&] {
                const std::lock_guard lock(mutex);
                return !posted.empty();
            }());
            ready.swap(posted);
            for (const auto& run : ready)
                run();
        };
        QCOMPARE(ask().status, 503U); // It is being made.
        settle();
        const auto first = ask();
        QCOMPARE(first.status, 200U);
        QCOMPARE(ask().body, first.body);
        for (int day = 0; day < 3; ++day) {
            now += SnapshotService::oldestUs + 60'000'000;
            QCOMPARE(ask().status, 200U); // The old one serves while a new one is made.
            settle();
        }
        QVERIFY(ask().body != first.body);
        std::size_t files = 0;
        for (const auto& file : std::filesystem::directory_iterator(two.pair.path("kept") / "snapshots"))
            files += file.path().extension() == ".base" || file.path().extension() == ".manifest" ? 1U : 0U;
        QCOMPARE(files, std::size_t(4)); // Two bases and their manifests.
        SyncReply gone;
        storage::SignedManifest old;
        QVERIFY(old.ParseFromString(first.body));
        service.handle(std::string(SnapshotService::root) + SnapshotService::scopeName(two.first) + "/" +
                           SnapshotService::baseName(old) + "/0",
                       two.first, [&](SyncReply answer) { gone = std::move(answer); });
        QCOMPARE(gone.status, 404U);
    }
};
QTEST_GUILESS_MAIN(BaseTest)
#include "tst_base.moc"
