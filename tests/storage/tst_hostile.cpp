#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/settings.pb.h"
#include "storage/till_and_server.h"
#include "support/past_the_guard.h"

#include <SQLiteCpp/SQLiteCpp.h>

using namespace kontor;
using namespace kontor::test;

namespace {

RawId randomId()
{
    return RawId::of(World::real().random(16));
}

schema::Change changeOf(const google::protobuf::Message& row, const RawId& id)
{
    schema::Change change;
    change.set_type(rowTypeOf(row.GetDescriptor()).type);
    change.set_row(id.string());
    change.set_body(row.SerializeAsString());
    return change;
}

Bytes partOf(const std::vector<schema::Change>& changes)
{
    schema::Part part;
    part.set_salt(World::real().random(16));
    for (const schema::Change& change : changes)
        *part.add_change() = change;
    return part.SerializeAsString();
}

/// What a terminal that has its key and no manners can make: any header over any part, well signed.
SignedCommit crafted(const Store& signer, schema::Header header, const Bytes& part)
{
    header.set_schema(1);
    schema::PartHash& hash = *header.add_part();
    hash.set_scope(signer.identity().organisation.raw.string());
    hash.set_hash(blake2b256(part));
    schema::Envelope envelope;
    envelope.set_header(header.SerializeAsString());
    envelope.set_signature(signer.signWith(commitTag, envelope.header()));
    envelope.add_part(part);
    return need(openEnvelope(envelope));
}

schema::Header next(const Store& store)
{
    schema::Header header;
    for (const JournalHead& head : need(store.heads()))
        if (head.origin == store.identity().origin) {
            header.set_origin(head.origin.string());
            header.set_sequence(head.sequence + 1);
            header.set_previous(head.hash);
        }
    header.set_hlc_ms(static_cast<std::uint64_t>(World::real().now() / 1000));
    return header;
}

schema::Header first(const RawId& origin)
{
    schema::Header header;
    header.set_origin(origin.string());
    header.set_sequence(1);
    header.set_command("begin-origin");
    header.set_hlc_ms(static_cast<std::uint64_t>(World::real().now() / 1000));
    return header;
}

schema::Origin originOf(const Id<schema::Terminal>& terminal, const Bytes& key)
{
    schema::Origin origin;
    origin.set_terminal(terminal.string());
    origin.set_public_key(key);
    return origin;
}

schema::Acceptance accepted(const LogEntry& entry)
{
    schema::Acceptance acceptance;
    if (!acceptance.ParseFromString(entry.acceptance))
        std::abort();
    return acceptance;
}

Result<Committed> anyCommit(Store& store)
{
    return store.execute([](const Reader&, const Context& context) -> Result<Commit> {
        Commit commit("edit", context, RawId{});
        schema::Product product;
        product.set_name("Mug");
        commit.insert(product);
        return commit;
    });
}

Result<Committed> moveStock(Store& store, const RawId& variant, std::int64_t quantity)
{
    return store.execute([&](const Reader&, const Context& context) -> Result<Commit> {
        Commit commit("count", context, RawId{});
        schema::StockMovement movement;
        movement.set_variant(variant.string());
        movement.set_location(variant.string());
        movement.set_quantity(quantity);
        commit.insert(movement);
        return commit;
    });
}

} // namespace

/// Clocks, keys, pages and commits that no honest program of a healthy machine would make.
class HostileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aClockOfAnotherTillInTheFutureDoesNotComeBackWithARestart()
    {
        TillAndServer pair;
        need(pair.push());
        schema::Header header = next(*pair.till.store);
        const std::uint64_t now = header.hlc_ms();
        header.set_hlc_ms(now + 9ULL * 365 * 86'400'000);
        schema::Product product;
        product.set_name("From the future");
        need(pair.take({crafted(*pair.till.store, header, partOf({changeOf(product, randomId())}))}, acceptAll));
        const auto store = pair.till.store->identity().store;
        {
            const auto other = pair.other("other", store);
            need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        }
        const auto other = need(Store::open({pair.path("other"), {}, World::real(), false}));
        need(anyCommit(*other));
        QVERIFY(need(other->pending(10, 1U << 20U)).back().header.hlc_ms() < now + 3'600'000);
    }

    void aServerKnowsWhatItHasSeenAfterARestart()
    {
        TillAndServer pair;
        need(pair.push());
        const auto head = need(pair.server->head()).n();
        pair.server.reset();
        pair.server = need(Store::open({pair.path("server"), {}, World::real(), false}));
        need(anyCommit(*pair.server));
        const auto log = pair.log(head, Id<schema::Terminal>(randomId()));
        QVERIFY(!log.empty());
        QCOMPARE(need(openEnvelope(*log.front().envelope)).header.seen().n(), head);
    }

    void aFolderCopiedWithoutItsKeysDoesNotGoOnUnderTheOldOrigin()
    {
        TillAndServer pair;
        const auto before = pair.till.store->identity().origin;
        pair.till.store.reset();
        std::filesystem::copy(pair.path("till"), pair.path("copy"), std::filesystem::copy_options::recursive);
        const auto copy = need(Store::open({pair.path("copy"), {}, World::real(), false}));
        QVERIFY(copy->identity().origin != before);
        need(anyCommit(*copy));
        need(copy->verify());
    }

    void thereIsMoreAfterAPageOfOtherStoresCommits()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        for (int i = 0; i < 5; ++i)
            need(moveStock(*pair.till.store, mug.raw, 1000)); // Of the store only.
        need(pair.push());
        const Id<schema::Store> elsewhere(randomId());
        LogPage page;
        page.more = true;
        int pages = 0;
        for (; page.more && pages < 20; ++pages)
            page =
                need(pair.server->log({page.upTo.n(), 2, 1U << 22U, Id<schema::Terminal>(randomId()), elsewhere, {}}));
        QCOMPARE(page.upTo.n(), need(pair.server->head()).n());
        QVERIFY(pages > 2);
    }

    void aTillOfAnotherStoreVerifiesChainsItHasPartsOf()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        need(moveStock(*pair.till.store, mug.raw, 1000));
        pair.till.product("Bowl", "B1", "2.00");
        need(pair.push());
        const Id<schema::Store> elsewhere(randomId());
        const auto other = pair.other("other", elsewhere);
        auto page = need(pair.server->log({0, 100, 1U << 22U, other->identity().terminal, elsewhere, {}}));
        need(other->applyLog(std::move(page.entries), page.upTo));
        QVERIFY(need(other->verify()) < need(pair.server->verify()));
    }

    void aSignedCommitWhosePartDoesNotParseIsQuarantinedAndDelaysNobody()
    {
        TillAndServer pair;
        need(pair.push());
        const std::string before = dumpOf(*pair.server);
        const auto poison = crafted(*pair.till.store, next(*pair.till.store), Bytes("\xff\xff\xff no part", 11));
        const auto entries = need(pair.take({poison}, acceptAll));
        QCOMPARE(accepted(entries.front()).verdict(), schema::QUARANTINED);
        QCOMPARE(dumpOf(*pair.server), before);
        const auto other = pair.other("other", pair.till.store->identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(dumpOf(*other), before);
        need(pair.server->rebuild());
        QCOMPARE(dumpOf(*pair.server), before);
    }

    void anOriginCannotBeBegunInAnotherTerminalsName()
    {
        TillAndServer pair;
        need(pair.push());
        const RawId origin = randomId();
        const Bytes key = pair.till.store->publicKey();
        // Two rows of the origin: one that parses names the victim, one breaks off after naming the thief.
        schema::Change broken = changeOf(originOf(pair.till.store->identity().terminal, key), origin);
        broken.mutable_body()->append("\xff");
        const Id<schema::Terminal> victim(randomId());
        const auto begin =
            crafted(*pair.till.store, first(origin), partOf({changeOf(originOf(victim, key), origin), broken}));
        QVERIFY(!pair.take({begin}, acceptAll));
    }

    void anOriginRowInAnotherOriginsFirstCommitDoesNotReplaceItsKey()
    {
        TillAndServer pair;
        need(pair.push());
        const RawId origin = randomId();
        const auto me = pair.till.store->identity();
        schema::Change foreign = changeOf(originOf(me.terminal, Bytes(32, 'x')), me.origin);
        const auto begin =
            crafted(*pair.till.store, first(origin),
                    partOf({changeOf(originOf(me.terminal, pair.till.store->publicKey()), origin), foreign}));
        need(pair.take({begin}, acceptAll));
        const auto other = pair.other("other", me.store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(dumpOf(*other), dumpOf(*pair.server));
    }

    void anAcceptanceOutOfAllTimeOrWithoutAVerdictIsRefused_data()
    {
        QTest::addColumn<bool>("pending");
        QTest::newRow("the end of time") << false;
        QTest::newRow("no verdict") << true;
    }
    void anAcceptanceOutOfAllTimeOrWithoutAVerdictIsRefused()
    {
        QFETCH(bool, pending);
        TillAndServer pair;
        auto entry = need(pair.push()).front();
        schema::Acceptance acceptance = accepted(entry);
        if (pending) {
            acceptance.set_verdict(schema::PENDING);
        } else {
            acceptance.set_effective_ms(UINT64_MAX);
            acceptance.set_effective_counter(UINT32_MAX);
        }
        entry.acceptance = acceptance.SerializeAsString();
        entry.batch.set_hashes(blake2b256(entry.acceptance));
        entry.batch.set_signature(pair.server->signWith(acceptTag, entry.batch.hashes()));
        entry.index = 0;
        QVERIFY(!pair.till.store->applyLog({entry}, need(pair.server->head())));
        need(anyCommit(*pair.till.store)); // It sells on.
    }

    void stockThatOverflowsIsWrongButStopsNobody()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        for (int i = 0; i < 3; ++i)
            need(moveStock(*pair.till.store, mug.raw, INT64_MAX));
        need(moveStock(*pair.till.store, mug.raw, INT64_MIN));
        need(pair.push());
        QCOMPARE(dumpOf(*pair.server), pair.till.dump());
        need(pair.server->rebuild());
        QCOMPARE(dumpOf(*pair.server), pair.till.dump());
    }

    void aRestoredTillGetsBackWhatItHadSold()
    {
        TillAndServer pair;
        const auto folder = pair.path("till");
        const auto backup = pair.path("backup");
        pair.till.store.reset();
        std::filesystem::copy(folder, backup, std::filesystem::copy_options::recursive);
        {
            ShopFixture till(folder);
            till.product("Mug", "M1", "2.00");
            need(pair.take(need(till.store->pending(500, 1U << 20U)), acceptAll));
        }
        std::filesystem::remove_all(folder);
        std::filesystem::copy(backup, folder, std::filesystem::copy_options::recursive);
        pair.till.store = need(Store::open({folder, {}, World::real(), false}));
        Store& restored = *pair.till.store;
        // It has nothing of its new life yet and only pulls: what its former one sold comes whole.
        need(restored.applyLog(pair.log(0, restored), need(pair.server->head())));
        QCOMPARE(dumpOf(restored), dumpOf(*pair.server));
        need(anyCommit(restored));
        QCOMPARE(need(restored.pending(500, 1U << 20U)).front().origin(), restored.identity().origin);
        need(pair.push());
        need(restored.applyLog(pair.log(0, restored), need(pair.server->head())));
        QCOMPARE(dumpOf(restored), dumpOf(*pair.server));
        QCOMPARE(need(restored.syncState()).pending, 0ULL);
        need(restored.verify());
    }

    void whatTwoCopiesOfATillSoldIsKeptFromBoth()
    {
        TillAndServer pair;
        need(pair.push());
        need(pair.till.store->applyLog(pair.log(0, *pair.till.store), need(pair.server->head())));
        pair.till.store.reset();
        std::filesystem::copy(pair.path("till"), pair.path("clone"), std::filesystem::copy_options::recursive);
        std::filesystem::copy(pair.path("till.key"), pair.path("clone.key"));
        pair.till.store = need(Store::open({pair.path("till"), {}, World::real(), false}));
        const auto clone = need(Store::open({pair.path("clone"), {}, World::real(), false}));
        Store& till = *pair.till.store;
        QCOMPARE(clone->identity().origin, till.identity().origin);
        const auto fork = [&](Store& store) {
            need(anyCommit(store));
            return need(pair.take(need(store.pending(500, 1U << 20U)), acceptAll));
        };
        QCOMPARE(accepted(fork(till).back()).verdict(), schema::ACCEPTED);
        QCOMPARE(accepted(fork(*clone).back()).verdict(), schema::FLAGGED);
        need(anyCommit(*clone)); // The clone's branch becomes the longer one.
        fork(*clone);
        fork(till);
        for (Store* store : {&till, clone.get()}) {
            need(store->applyLog(pair.log(0, *store), need(pair.server->head())));
            QCOMPARE(dumpOf(*store), dumpOf(*pair.server));
            QCOMPARE(need(store->syncState()).pending, 0ULL);
            QCOMPARE(need(store->verify()), need(pair.server->verify()));
        }
        const auto other = pair.other("other", till.identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(dumpOf(*other), dumpOf(*pair.server));
    }

    void aCommitTakesEffectAfterAllItsAuthorHadSeen()
    {
        TillAndServer pair;
        need(pair.push());
        const auto lastSeen = need(pair.server->head());
        // Another life of the till, whose clock is right, then one whose clock is an hour slow, then a reader of both.
        const auto begin = [&](std::uint64_t hlc, const schema::Cursor& seen) {
            const RawId origin = randomId();
            schema::Header header = first(origin);
            header.set_hlc_ms(hlc);
            *header.mutable_seen() = seen;
            const auto me = pair.till.store->identity();
            const auto part = partOf({changeOf(originOf(me.terminal, pair.till.store->publicKey()), origin)});
            return accepted(need(pair.take({crafted(*pair.till.store, header, part)}, acceptAll)).front());
        };
        const auto now = static_cast<std::uint64_t>(World::real().now() / 1000);
        const auto right = begin(now + 5000, lastSeen);
        const auto slow = begin(now - 3'600'000, schema::Cursor());
        QVERIFY(slow.effective_ms() < right.effective_ms());
        const auto reader = begin(now - 7'200'000, slow.cursor());
        QVERIFY(std::pair(reader.effective_ms(), reader.effective_counter()) >
                std::pair(right.effective_ms(), right.effective_counter()));
    }

    void aCommitWithAFullCounterIsFollowedByOneALaterMillisecond()
    {
        TillAndServer pair;
        need(pair.push());
        const RawId origin = randomId();
        schema::Header header = first(origin);
        const auto now = static_cast<std::uint64_t>(World::real().now() / 1000);
        header.set_hlc_ms(now + 30'000); // Ahead, so that whoever has seen it counts on from it.
        header.set_hlc_counter(UINT32_MAX);
        const auto me = pair.till.store->identity();
        const auto part = partOf({changeOf(originOf(me.terminal, pair.till.store->publicKey()), origin)});
        const auto full = accepted(need(pair.take({crafted(*pair.till.store, header, part)}, acceptAll)).front());
        QCOMPARE(full.effective_counter(), UINT32_MAX);
        pair.pullAtTill();
        need(anyCommit(*pair.till.store));
        const auto made = need(pair.till.store->pending(500, 1U << 20U)).back().header;
        QCOMPARE(made.hlc_ms(), full.effective_ms() + 1);
        QCOMPARE(made.hlc_counter(), 0U);
        const auto next = accepted(need(pair.push()).back());
        QVERIFY(std::pair(next.effective_ms(), next.effective_counter()) >
                std::pair(full.effective_ms(), full.effective_counter()));
        pair.pullAtTill();
        QCOMPARE(dumpOf(*pair.till.store), dumpOf(*pair.server));
    }

    void aHeaderWithoutBoundsIsRefused()
    {
        TillAndServer pair;
        schema::Header header = next(*pair.till.store);
        header.set_command(std::string(100'000, 'x'));
        schema::Envelope envelope;
        envelope.set_header(header.SerializeAsString());
        envelope.set_signature(Bytes(64, 's'));
        QVERIFY(!openEnvelope(envelope));
        header = next(*pair.till.store);
        header.set_hlc_ms(UINT64_MAX);
        envelope.set_header(header.SerializeAsString());
        QVERIFY(!openEnvelope(envelope));
    }

    void anIdentityOfNobodyIsRefused()
    {
        const QTemporaryDir dir;
        const auto store =
            need(Store::open({(dir.path() + QStringLiteral("/shop")).toStdString(), {}, World::real(), false}));
        QVERIFY(!store->setIdentity({}, Bytes(32, 'p'), {}));
    }

    void tablesOfAnOlderSchemaAreMadeAgainAtOpening()
    {
        const QTemporaryDir dir;
        const std::filesystem::path folder((dir.path() + QStringLiteral("/shop")).toStdString());
        std::string before;
        {
            ShopFixture shop(folder);
            shop.product("Mug", "M1", "2.00");
            before = shop.dump();
        }
        {
            // As an older program left it: user_version below this one's (offset 60), a table without its rows.
            PastTheGuard database(folder / "kontor.db");
            database.exec("DELETE FROM product; PRAGMA user_version=0");
        }
        ShopFixture shop(folder);
        QCOMPARE(shop.dump(), before);
    }
};

QTEST_GUILESS_MAIN(HostileTest)
#include "tst_hostile.moc"
