#include <QTest>

#include "domain/base/crypto.h"
#include "domain/journal/sight.h"
#include "storage/backup.h"
#include "storage/digest_question.h"
#include "storage/epochs.h"
#include "storage/till_and_server.h"

#include <algorithm>
#include <functional>
#include <future>
#include <map>

using namespace kontor;
using namespace kontor::test;

namespace {

/// Three tills and their server, of which there is yesterday's backup.
struct ThreeTills {
    TillAndServer pair;
    std::vector<std::unique_ptr<Store>> others;
    int made = 0;

    ThreeTills()
    {
        sync(*pair.till.store);
        for (const char* name : {"b", "c"}) {
            auto store = need(Store::open({pair.path(name), {}, World::real(), false}));
            StoreIdentity identity = pair.till.store->identity();
            identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
            identity.origin = RawId::of(World::real().random(16));
            need(pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
                EnrolTerminal input;
                input.id = identity.terminal.raw;
                input.kind = schema::TILL;
                input.store = identity.store;
                input.publicKey = store->publicKey();
                return enrolTerminal(shop, context, actor, input);
            }));
            sync(*pair.till.store);
            need(store->setIdentity(identity, pair.till.store->pepper(), pair.server->publicKey()));
            pull(*store);
            others.push_back(std::move(store));
        }
    }

    std::vector<Store*> tills() { return {pair.till.store.get(), others[0].get(), others[1].get()}; }

    void make(Store& store)
    {
        NewProduct product;
        product.name = "Thing";
        product.sku = "S" + std::to_string(++made);
        need(
            store.execute(pair.till.administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return addProduct(shop, context, actor, product);
            }));
    }
    void push(Store& store)
    {
        for (auto run = need(store.pending(500, 1U << 20U)); !run.empty(); run = need(store.pending(500, 1U << 20U)))
            need(store.applyLog(need(pair.take(run)), schema::Cursor()));
    }
    void pull(Store& store)
    {
        const auto identity = store.identity();
        LogPage page;
        do {
            page = need(pair.server->log(
                {need(store.syncState()).seen.n(), 3, 1U << 22U, identity.terminal, identity.store, identity.origin}));
            need(store.applyLog(page.entries, page.upTo));
        } while (page.more);
    }
    void sync(Store& store)
    {
        push(store);
        pull(store);
    }
    LogCourse course() { return {need(pair.server->heads()), need(pair.server->epochs()), need(pair.server->head())}; }
    /// What the protocol does when the epochs differ.
    GivenBack giveBack(Store& store)
    {
        GivenBack sum;
        const auto log = course();
        Held held;
        do {
            held = need(store.heldAbove(log, held.next, 2, 1U << 20U));
            const auto taken = need(pair.server->giveBack(held.entries));
            sum.taken += taken.taken;
            sum.known += taken.known;
            sum.refused += taken.refused;
            sum.why = taken.why;
        } while (held.more);
        return sum;
    }
    void resume(Store& store)
    {
        const auto state = need(store.syncState());
        const auto check = need(pair.server->checkCursor(state.seen, state.epochs));
        need(store.resume({check.common, check.head, need(pair.server->epochs())}));
    }
    void dance(Store& store)
    {
        QCOMPARE(giveBack(store).refused, 0ULL);
        resume(store);
    }

    std::filesystem::path backupFile() const { return pair.path("yesterday.db"); }
    void backUp() { need(pair.server->backup(backupFile())); }
    void restoreServer()
    {
        pair.server.reset();
        std::filesystem::remove_all(pair.path("server"));
        need(restoreFrom(backupFile(), pair.path("server")));
        openServer();
    }
    /// Behind the program's back: the whole machine is set back, key file and all.
    void keepMachine()
    {
        pair.server.reset();
        std::filesystem::copy(pair.path("server"), pair.path("image"), std::filesystem::copy_options::recursive);
        std::filesystem::copy(pair.path("server.key"), pair.path("image.key"));
        openServer();
    }
    void setBackMachine(bool withKeys)
    {
        pair.server.reset();
        std::filesystem::remove_all(pair.path("server"));
        std::filesystem::copy(pair.path("image"), pair.path("server"), std::filesystem::copy_options::recursive);
        if (withKeys)
            std::filesystem::copy(pair.path("image.key"), pair.path("server.key"),
                                  std::filesystem::copy_options::overwrite_existing);
        openServer();
    }
    void openServer() { pair.server = need(Store::open({pair.path("server"), {}, World::real(), false})); }

    /// By commit: the acceptance the server keeps.
    std::map<Bytes, Bytes> acceptances() const
    {
        std::map<Bytes, Bytes> all;
        for (const LogEntry& entry : need(pair.server->log({0, 100'000, 1U << 30U, {}, {}, {}})).entries) {
            schema::Acceptance acceptance;
            if (acceptance.ParseFromString(entry.acceptance))
                all[acceptance.commit()] = entry.acceptance;
        }
        return all;
    }
    void compareAll()
    {
        for (Store* till : tills()) {
            QCOMPARE(dumpOf(*till), dumpOf(*pair.server));
            QCOMPARE(need(till->syncState()).pending, 0ULL);
            need(till->verify());
        }
        need(pair.server->verify());
        const auto before = dumpOf(*pair.server);
        need(pair.server->rebuild());
        QCOMPARE(dumpOf(*pair.server), before);
    }
};

} // namespace

/// A server that was set back gets everything back from the tills.
class RestoredServerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aServerRestoredFromYesterdaysBackupGetsEverythingBackFromTheTills()
    {
        ThreeTills shop;
        shop.backUp();
        const auto head = need(shop.pair.server->head());
        for (int i = 0; i < 4; ++i)
            for (Store* till : shop.tills())
                shop.make(*till);
        for (Store* till : shop.tills())
            shop.sync(*till);
        shop.pull(*shop.tills()[0]); // One has seen all, the others not what came after them.
        const auto acceptances = shop.acceptances();
        shop.make(*shop.tills()[1]); // And something waits to be sent.

        shop.restoreServer();
        const auto epoch = need(shop.pair.server->head());
        QVERIFY(epoch.epoch() > head.epoch());
        QCOMPARE(epoch.n(), head.n());
        for (Store* till : shop.tills()) {
            const auto check = need(shop.pair.server->checkCursor(need(till->syncState()).seen));
            QVERIFY(!check.isValid);
            QCOMPARE(check.common.n(), head.n());
            shop.dance(*till);
        }
        QCOMPARE(shop.acceptances(), acceptances); // All are there, with the acceptances they had.
        shop.make(*shop.tills()[2]);
        for (int round = 0; round < 2; ++round)
            for (Store* till : shop.tills())
                shop.sync(*till);
        shop.compareAll();
        QVERIFY(need(shop.pair.server->head()).n() > acceptances.size());
    }

    /// Others have pushed past that place, so its cursor says nothing: what it holds at one place of the log does.
    void aTillKnowsWhereItsLogAndThatOfASetBackServerPart()
    {
        ThreeTills shop;
        Store& a = *shop.tills()[0];
        Store& b = *shop.tills()[1];
        DigestQuestion question;
        question.marks = log_marks::most;
        const auto marks = [&] { return need(a.answer(question, {})).marks; };
        const auto isHeld = [&](const LogMark& mark) {
            const auto page = need(shop.pair.server->log({mark.cursor.n() - 1, 1, 1U << 20U, {}, {}, {}}));
            return !page.entries.empty() && blake2b256(page.entries.front().acceptance) == mark.acceptance;
        };
        for (int i = 0; i < 20; ++i) {
            shop.make(a);
            shop.sync(a);
        }
        shop.sync(b);
        shop.keepMachine();
        const auto kept = need(shop.pair.server->head()).n();
        shop.make(a);
        shop.sync(a);
        QVERIFY(marks().size() > 4 && marks().size() < 12);
        QCOMPARE(marks().front().cursor.n(), kept + 1);
        QVERIFY(std::ranges::all_of(marks(), isHeld));
        QVERIFY(std::ranges::is_sorted(marks(), std::greater<>(), [](const LogMark& mark) { return mark.cursor.n(); }));

        shop.setBackMachine(true);
        for (int i = 0; i < 3; ++i)
            shop.make(b);
        shop.sync(b);
        QVERIFY(need(shop.pair.server->checkCursor(need(a.syncState()).seen)).isValid);
        QVERIFY(!isHeld(marks().front()));
        QVERIFY(isHeld(marks()[1]));
        QCOMPARE(marks()[1].cursor.n(), kept);
        // What it holds behind that place is given back, and proves by the server's own signature that an epoch is over.
        const auto epoch = need(shop.pair.server->head()).epoch();
        auto course = shop.course();
        course.head = marks()[1].cursor;
        const auto held = need(a.heldAbove(course, {}, 100, 1U << 20U));
        QCOMPARE(held.entries.size(), 1U);
        QCOMPARE(need(shop.pair.server->giveBack(held.entries)).taken, 1ULL);
        QVERIFY(need(shop.pair.server->head()).epoch() > epoch);
        QCOMPARE(need(shop.pair.server->epochs()).back().last, kept);
        QCOMPARE(need(shop.pair.server->giveBack(held.entries)).known, 1ULL); // And no further one.
    }

    void itIsKnownWhenEachTerminalWasHeardOfLast()
    {
        ThreeTills shop;
        const auto& other = *shop.tills()[1];
        const auto terminal = other.identity().terminal;
        QVERIFY(!need(shop.pair.server->lastHeard()).contains(terminal));
        const auto before = other.now();
        shop.make(*shop.tills()[1]);
        shop.sync(*shop.tills()[1]);
        shop.sync(*shop.tills()[0]);
        for (const Store* store : {shop.tills()[0], shop.tills()[1]}) {
            const auto heard = need(store->lastHeard());
            QVERIFY(heard.contains(terminal));
            QVERIFY(heard.at(terminal) >= before / 1000 * 1000);
            QVERIFY(heard.at(terminal) <= before + TimeUs{3'600'000'000});
        }
    }
    void whatOnlyAnotherTillStillHoldsComesBackToo()
    {
        ThreeTills shop;
        shop.backUp();
        shop.make(*shop.tills()[0]);
        shop.sync(*shop.tills()[0]);
        shop.sync(*shop.tills()[1]);
        const auto acceptances = shop.acceptances();
        shop.restoreServer();
        shop.dance(*shop.tills()[1]); // The till that made it is never seen again.
        QCOMPARE(shop.acceptances(), acceptances);
    }

    /// The judge is told: what the author had seen and this server lacks may be a right, a move, an order.
    void itIsKnownWhetherAllIsHereThatAnAuthorSaw()
    {
        ThreeTills shop;
        Store& a = *shop.tills()[0];
        Store& b = *shop.tills()[1];
        shop.backUp();
        const auto wasWhole = [&](Store& author) {
            shop.make(author);
            std::vector<bool> whole;
            const auto run = need(author.pending(500, 1U << 20U));
            need(shop.pair.take(
                run, [&](const Reader& then, const Reader&, const SignedCommit&, const std::vector<schema::Change>&) {
                    whole.push_back(isWhole(then));
                    return std::pair(schema::ACCEPTED, std::vector<schema::Reason>{});
                }));
            return !whole.empty() && whole.back();
        };
        for (int i = 0; i < 2; ++i)
            shop.make(a);
        shop.sync(a);
        shop.sync(b);
        QVERIFY(wasWhole(b));

        shop.restoreServer();
        QVERIFY(!wasWhole(b));               // Before anything was given back.
        QVERIFY(wasWhole(*shop.tills()[2])); // It had seen no more than the backup has.
        shop.dance(a);
        QVERIFY(wasWhole(b)); // It has not heard of the new epoch yet.
        shop.dance(b);
        QVERIFY(wasWhole(b));
    }

    void aFurtherCommitTakesEffectAfterWhatItsAuthorHadSeen()
    {
        ThreeTills shop;
        shop.backUp();
        auto& a = *shop.tills()[0];
        auto& b = *shop.tills()[1];
        shop.make(a);
        shop.sync(a);
        shop.sync(b);
        const auto lost = need(b.syncState()).seen;
        shop.restoreServer();
        shop.dance(b);
        // Its place in the log went back; what it has seen did not.
        shop.make(b);
        const auto header = need(b.pending(1, 1U << 20U)).front().header;
        QCOMPARE(header.seen().epoch(), lost.epoch());
        QCOMPARE(header.seen().n(), lost.n());
        bool saw = false;
        need(shop.pair.server->accept(
            need(b.pending(500, 1U << 20U)),
            [&](const Reader& then, const Reader&, const SignedCommit&, const std::vector<schema::Change>&) {
                saw = then.holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "S1").has_value();
                return std::pair(schema::ACCEPTED, std::vector<schema::Reason>{});
            }));
        QVERIFY(saw);
        shop.dance(a);
        std::map<Bytes, schema::Acceptance> byCommit;
        for (const auto& [commit, bytes] : shop.acceptances())
            (void)byCommit[commit].ParseFromString(bytes);
        Hlc before;
        for (const auto& [commit, acceptance] : byCommit)
            if (acceptance.cursor().epoch() == lost.epoch())
                before = std::max(before, Hlc{acceptance.effective_ms(), acceptance.effective_counter()});
        for (const auto& [commit, acceptance] : byCommit)
            if (acceptance.cursor().epoch() != lost.epoch())
                QVERIFY((before < Hlc{acceptance.effective_ms(), acceptance.effective_counter()}));
        shop.pull(b);
        shop.make(b);
        QCOMPARE(need(b.pending(500, 1U << 20U)).back().header.seen().epoch(), need(shop.pair.server->head()).epoch());
    }

    void givingBackTwiceChangesNothing()
    {
        ThreeTills shop;
        shop.backUp();
        shop.make(*shop.tills()[0]);
        shop.sync(*shop.tills()[0]);
        const auto before = shop.course();
        shop.restoreServer();
        const auto held = need(shop.tills()[0]->heldAbove(shop.course(), {}, 100, 1U << 20U));
        QCOMPARE(need(shop.pair.server->giveBack(held.entries)).taken, 1ULL);
        const auto head = need(shop.pair.server->head());
        const auto again = need(shop.pair.server->giveBack(held.entries));
        QCOMPARE(again.taken, 0ULL);
        QCOMPARE(again.known, 1ULL);
        QCOMPARE(need(shop.pair.server->head()).n(), head.n());
        QVERIFY(need(shop.tills()[0]->heldAbove(before, {}, 100, 1U << 20U)).entries.empty());
    }

    void ofTwoAcceptancesTheSmallerCursorCountsEverywhere()
    {
        ThreeTills shop;
        shop.backUp();
        auto& a = *shop.tills()[0];
        auto& b = *shop.tills()[1];
        shop.make(a);
        const auto first = need(shop.pair.take(need(a.pending(500, 1U << 20U)))); // The reply is lost.
        shop.pull(b);
        shop.restoreServer();
        shop.dance(a);
        // To its maker it is not accepted yet, so it is sent once more and accepted once more.
        const auto second = need(shop.pair.take(need(a.pending(500, 1U << 20U))));
        QVERIFY(second.back().acceptance != first.back().acceptance);
        need(a.applyLog(second, schema::Cursor()));
        shop.pull(a);
        auto& c = *shop.tills()[2];
        shop.dance(c);
        shop.pull(c); // It has only ever heard of the second.
        shop.dance(b);
        for (int round = 0; round < 2; ++round)
            for (Store* till : shop.tills())
                shop.sync(*till);
        const auto all = shop.acceptances();
        QVERIFY(std::any_of(all.begin(), all.end(),
                            [&](const auto& entry) { return entry.second == first.back().acceptance; }));
        for (Store* till : shop.tills()) {
            const auto held = need(till->heldAbove({}, {}, 1000, 1U << 22U));
            QVERIFY(std::any_of(held.entries.begin(), held.entries.end(),
                                [&](const LogEntry& entry) { return entry.acceptance == first.back().acceptance; }));
        }
        shop.compareAll();
    }

    void aDatabaseBehindItsKeyFileBeginsANewEpoch()
    {
        ThreeTills shop;
        shop.keepMachine();
        shop.make(*shop.tills()[0]);
        shop.sync(*shop.tills()[0]);
        const auto head = need(shop.pair.server->head());
        shop.setBackMachine(false);
        QVERIFY(need(shop.pair.server->head()).epoch() > head.epoch());
        QVERIFY(need(shop.pair.server->head()).n() < head.n());
        const auto epoch = need(shop.pair.server->head()).epoch();
        shop.pair.server.reset();
        shop.openServer(); // Once, not at every opening.
        QCOMPARE(need(shop.pair.server->head()).epoch(), epoch);
    }

    void aTerminalProvesThatTheServerWasSetBackUnseen()
    {
        ThreeTills shop;
        shop.keepMachine();
        auto& a = *shop.tills()[0];
        auto& b = *shop.tills()[1];
        for (int i = 0; i < 3; ++i)
            shop.make(a);
        shop.sync(a);
        shop.make(b); // It was away; of the lost positions it knows nothing.
        const auto head = need(shop.pair.server->head());
        shop.setBackMachine(true);
        QCOMPARE(need(shop.pair.server->head()).epoch(), head.epoch());
        shop.sync(b); // And takes one of them.
        const auto taken = need(shop.pair.server->head()).n();
        // A claim is not enough, a signature is.
        QVERIFY(!need(shop.pair.server->checkCursor(head)).isValid);
        QCOMPARE(need(shop.pair.server->head()).epoch(), head.epoch());
        shop.dance(a);
        QVERIFY(need(shop.pair.server->head()).epoch() > head.epoch());
        // Where the two courses part is before the first position both gave away.
        QVERIFY(need(shop.pair.server->epochs()).back().last < taken);
        for (Store* till : {&a, &b, shop.tills()[2]})
            shop.dance(*till);
        for (int round = 0; round < 2; ++round)
            for (Store* till : shop.tills())
                shop.sync(*till);
        shop.compareAll();
    }

    void twoRestoresFromOneBackupDoNotShareAnEpoch()
    {
        ThreeTills shop;
        shop.backUp();
        shop.restoreServer();
        const auto first = need(shop.pair.server->head()).epoch();
        shop.make(*shop.tills()[0]);
        shop.dance(*shop.tills()[0]);
        shop.sync(*shop.tills()[0]);
        shop.restoreServer();
        QVERIFY(need(shop.pair.server->head()).epoch() >
                first); // The key file remembers it, though the backup does not.
        const auto state = need(shop.tills()[0]->syncState());
        QVERIFY(!state.epochs.empty());
        const auto check = need(shop.pair.server->checkCursor(state.seen, state.epochs));
        QVERIFY(!check.isValid);
        QCOMPARE(check.common.n(), state.epochs.front().last); // As far as both have had one log.
    }

    void whatIsGivenBackIsVerifiedPieceByPiece_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"batch", "acceptance", "commit", "gap"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void whatIsGivenBackIsVerifiedPieceByPiece()
    {
        QFETCH(QString, what);
        ThreeTills shop;
        shop.backUp();
        auto& a = *shop.tills()[0];
        shop.make(a);
        shop.sync(a);
        shop.make(a);
        shop.sync(a);
        shop.restoreServer();
        auto held = need(a.heldAbove(shop.course(), {}, 100, 1U << 20U)).entries;
        QCOMPARE(held.size(), 2U);
        if (what == QStringLiteral("batch"))
            held[1].batch.mutable_signature()->back() = static_cast<char>(held[1].batch.signature().back() ^ 1);
        else if (what == QStringLiteral("acceptance"))
            held[1].acceptance.back() = static_cast<char>(held[1].acceptance.back() ^ 1);
        else if (what == QStringLiteral("commit"))
            held[1].envelope->mutable_part(0)->back() = static_cast<char>(held[1].envelope->part(0).back() ^ 1);
        else
            held.erase(held.begin());
        const auto given = need(shop.pair.server->giveBack(held));
        const bool isGap = what == QStringLiteral("gap");
        QCOMPARE(given.refused, isGap ? 0ULL : 1ULL);
        QCOMPARE(given.waiting, isGap ? 1ULL : 0ULL);
        QCOMPARE(given.why.empty(), isGap);
        QCOMPARE(given.taken, isGap ? 0ULL : 1ULL); // One that is wrong does not hold up the rest.
        shop.dance(a);
        shop.pull(a);
        QCOMPARE(dumpOf(a), dumpOf(*shop.pair.server));
    }

    /// Another store's till has what concerns all stores and nothing of what lies between.
    void whatIsGivenBackBeforeTheOneInFrontOfItWaitsForThat_data()
    {
        QTest::addColumn<bool>("isPushed");
        QTest::newRow("it is given back") << false;
        QTest::newRow("it is pushed") << true;
    }
    void whatIsGivenBackBeforeTheOneInFrontOfItWaitsForThat()
    {
        QFETCH(bool, isPushed);
        ThreeTills shop;
        shop.backUp();
        auto& a = *shop.tills()[0];
        for (int i = 0; i < 3; ++i)
            shop.make(a);
        const auto run = need(a.pending(500, 1U << 20U));
        shop.sync(a);
        const auto acceptances = shop.acceptances();
        shop.restoreServer();
        auto held = need(a.heldAbove(shop.course(), {}, 100, 1U << 20U)).entries;
        QCOMPARE(held.size(), 3U);
        std::vector<LogEntry> behind(held.begin() + 1, held.end());
        behind[0].batch = held[0].batch;
        std::swap(behind[0], behind[1]);
        std::swap(behind[0].batch, behind[1].batch);
        auto parted = behind; // One that waits must be whole, or it would stand in the way of the one that is.
        for (auto& entry : parted)
            entry.envelope->mutable_part(0)->clear();
        QCOMPARE(need(shop.pair.server->giveBack(parted)).refused, 2ULL);
        for (int i = 0; i < 2; ++i) { // As two tills do.
            const auto given = need(shop.pair.server->giveBack(behind));
            QCOMPARE(given.waiting, 2ULL);
            QCOMPARE(given.taken, 0ULL);
        }
        shop.pair.server.reset(); // Off and on.
        shop.openServer();
        if (isPushed)
            need(shop.pair.take({run[0]}));
        else
            QCOMPARE(need(shop.pair.server->giveBack({held[0]})).taken, 3ULL);
        QCOMPARE(shop.acceptances().size(), acceptances.size());
        if (!isPushed)
            QCOMPARE(shop.acceptances(), acceptances);
        shop.dance(a);
        shop.pull(a);
        QCOMPARE(dumpOf(a), dumpOf(*shop.pair.server));
        QCOMPARE(shop.acceptances(), acceptances);
        need(shop.pair.server->verify());
    }

    void aTillPrunesNothingAboveWhatTheServersBackupHolds()
    {
        ThreeTills shop;
        QCOMPARE(shop.pair.server->durable().n(), 0ULL);
        shop.make(*shop.tills()[0]);
        shop.sync(*shop.tills()[0]);
        shop.backUp();
        const auto durable = shop.pair.server->durable();
        QCOMPARE(durable.n(), need(shop.pair.server->head()).n());
        shop.make(*shop.tills()[0]);
        shop.sync(*shop.tills()[0]);
        QCOMPARE(shop.pair.server->durable().n(), durable.n());

        auto& till = *shop.tills()[0];
        std::promise<Result<Done>> noted;
        till.noteServer({durable, 0}, [&](Result<Done> done) { noted.set_value(std::move(done)); });
        need(noted.get_future().get());
        const auto state = need(till.syncState());
        QCOMPARE(state.durable.n(), durable.n());
        std::size_t prunable = 0;
        for (const auto& [commit, bytes] : shop.acceptances()) {
            schema::Acceptance acceptance;
            QVERIFY(acceptance.ParseFromString(bytes));
            QCOMPARE(mayPrune(acceptance, state), acceptance.cursor().n() <= durable.n());
            prunable += mayPrune(acceptance, state) ? 1 : 0;
            schema::Acceptance pending = acceptance;
            pending.set_verdict(schema::PENDING);
            QVERIFY(!mayPrune(pending, state));
            schema::Acceptance elsewhere = acceptance;
            elsewhere.mutable_cursor()->set_epoch(durable.epoch() + 1);
            QVERIFY(!mayPrune(elsewhere, state)); // Of an epoch whose end nobody here knows.
        }
        QVERIFY(prunable > 0);
    }

    void theCursorNeverGoesBackwardsButByAResumption()
    {
        ThreeTills shop;
        auto& a = *shop.tills()[0];
        shop.make(a);
        shop.sync(a);
        const auto seen = need(a.syncState()).seen;
        schema::Cursor earlier = seen;
        earlier.set_n(1);
        need(a.applyLog({}, earlier)); // A page that was overtaken.
        QCOMPARE(need(a.syncState()).seen.n(), seen.n());
        schema::Cursor other = seen;
        other.set_epoch(seen.epoch() + 1);
        other.set_n(seen.n() + 5);
        QVERIFY(!a.applyLog({}, other)); // Another epoch is the dance's business.
        QCOMPARE(need(a.syncState()).seen.n(), seen.n());
        need(a.resume({earlier, seen, {}}));
        QCOMPARE(need(a.syncState()).seen.n(), 1ULL);
        shop.pull(a);
        QCOMPARE(need(a.syncState()).seen.n(), seen.n());
    }
};

QTEST_GUILESS_MAIN(RestoredServerTest)
#include "tst_restored_server.moc"
