#include <QTest>

#include "domain/catalog/product.h"
#include "domain/schema/catalog.pb.h"
#include "storage/database.h"
#include "storage/till_and_server.h"
#include "support/past_the_guard.h"

using namespace kontor;
using namespace kontor::test;

namespace {

/// What a terminal with its key can sign besides what an honest program makes.
SignedCommit crafted(const Store& signer, const JournalHead& behind, const Bytes& previous, const Bytes& part,
                     const RawId& scope = {})
{
    schema::Header header;
    header.set_origin(behind.origin.string());
    header.set_sequence(behind.sequence + 1);
    header.set_previous(previous);
    header.set_hlc_ms(static_cast<std::uint64_t>(World::real().now() / 1000));
    header.set_schema(1);
    auto& hash = *header.add_part();
    hash.set_scope((scope.isNil() ? signer.identity().organisation.raw : scope).string());
    hash.set_hash(blake2b256(part));
    schema::Envelope envelope;
    envelope.set_header(header.SerializeAsString());
    envelope.set_signature(signer.signWith(commitTag, envelope.header()));
    envelope.add_part(part);
    return need(openEnvelope(envelope));
}

Bytes productPart(const char* name)
{
    schema::Product product;
    product.set_name(name);
    schema::Part part;
    part.set_salt(Bytes(16, 's'));
    auto& change = *part.add_change();
    change.set_type(rowTypeOf(schema::Product::descriptor()).type);
    change.set_row(World::real().random(16));
    change.set_body(product.SerializeAsString());
    return part.SerializeAsString();
}

JournalHead headOf(const Store& store, const RawId& origin)
{
    for (const JournalHead& head : need(store.heads()))
        if (head.origin == origin)
            return head;
    return {};
}

schema::Acceptance accepted(const LogEntry& entry)
{
    schema::Acceptance acceptance;
    if (!acceptance.ParseFromString(entry.acceptance))
        std::abort();
    return acceptance;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

} // namespace

/// One bad commit never holds up the rest.
class PoisonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBrokenPreviousIsQuarantinedAndTheNextOneChainsOnIt()
    {
        TillAndServer pair;
        need(pair.push());
        const Store& till = *pair.till.store;
        const auto head = headOf(till, till.identity().origin);
        const auto broken = crafted(till, head, Bytes(32, 'x'), productPart("Broken"));
        const auto behind = crafted(till, {head.origin, head.sequence + 1, {}}, broken.hash, productPart("Behind"));
        const auto entries = need(pair.take({broken, behind}));
        QCOMPARE(accepted(entries[0]).verdict(), schema::QUARANTINED);
        QCOMPARE(accepted(entries[0]).reason(0).code(), schema::Reason::BROKEN_CHAIN);
        QCOMPARE(accepted(entries[1]).verdict(), schema::ACCEPTED);
        need(pair.server->verify());

        const auto other = pair.other("other", till.identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(dumpOf(*other), dumpOf(*pair.server));
        need(other->verify());
    }

    void aBrokenPreviousThatNobodySignedIsRefusedWhole()
    {
        TillAndServer pair;
        need(pair.push());
        const Store& till = *pair.till.store;
        const auto head = headOf(till, till.identity().origin);
        auto broken = crafted(till, head, Bytes(32, 'x'), productPart("Broken"));
        broken.signature[3] = static_cast<char>(broken.signature[3] ^ 1);
        // The one behind it is signed, but names something else: its signature does not reach the first.
        const auto behind = crafted(till, {head.origin, head.sequence + 1, {}}, Bytes(32, 'y'), productPart("Behind"));
        const auto before = need(pair.server->head()).n();
        const auto refused = pair.take({broken, behind});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Denied);
        QCOMPARE(need(pair.server->head()).n(), before);
    }

    void onlyAMissingSequenceIsAGap()
    {
        TillAndServer pair;
        need(pair.push());
        const Store& till = *pair.till.store;
        auto head = headOf(till, till.identity().origin);
        ++head.sequence;
        const auto gap = pair.take({crafted(till, head, Bytes(32, 'x'), productPart("Gap"))});
        QVERIFY(!gap);
        QCOMPARE(gap.error().kind, Error::Kind::Conflict);
        // Somewhere behind the head, following nothing: another branch whose beginning is unknown.
        head.sequence -= 2;
        const auto astray = need(pair.take({crafted(till, head, Bytes(32, 'x'), productPart("Astray"))}));
        QCOMPARE(accepted(astray[0]).verdict(), schema::QUARANTINED);
        QVERIFY(need(pair.server->isForked(till.identity().origin)));
        need(pair.server->verify());
    }

    void aCommitWhosePartsAreDamagedKeepsItsPlaceAndIsQuarantined()
    {
        TillAndServer pair;
        pair.till.product("Mug", "M1", "2.00");
        pair.till.product("Bowl", "B1", "2.00");
        auto run = need(pair.till.store->pending(500, 1U << 20U));
        auto& damaged = run[run.size() - 2];
        for (Bytes& part : damaged.parts)
            part.clear();
        const auto entries = need(pair.take(run));
        QCOMPARE(accepted(entries[entries.size() - 2]).verdict(), schema::QUARANTINED);
        QCOMPARE(accepted(entries.back()).verdict(), schema::ACCEPTED);
        QVERIFY(pair.server->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "B1"));
    }

    void whatTheTablesRefuseIsQuarantinedAtTheServerAndParkedOnATill()
    {
        TillAndServer pair;
        need(pair.push());
        const auto other = pair.other("other", pair.till.store->identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        // As a table that a fault of this program makes refuse one name.
        const auto sabotage = [&](const char* folder, const char* name) {
            Database database(pair.path(folder) / "kontor.db", Database::Access::ReadWrite);
            database.run("ALTER TABLE product ADD COLUMN fault_" + std::string(name) + " INTEGER CHECK(name <> '" +
                         name + "')");
        };
        sabotage("server", "Mug");
        sabotage("other", "Bowl");
        pair.till.product("Mug", "M1", "2.00");
        pair.till.product("Bowl", "B1", "2.00");
        pair.till.product("Plate", "P1", "2.00");
        const auto entries = need(pair.push());
        QCOMPARE(accepted(entries[entries.size() - 3]).verdict(), schema::QUARANTINED);
        QCOMPARE(accepted(entries[entries.size() - 2]).verdict(), schema::ACCEPTED);
        QCOMPARE(accepted(entries.back()).verdict(), schema::ACCEPTED);

        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(need(other->syncState()).parked, 1ULL);
        QCOMPARE(need(other->syncState()).seen.n(), need(pair.server->head()).n()); // The cursor moved on.
        QVERIFY(!other->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "B1"));
        QVERIFY(other->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "P1"));
        QCOMPARE(need(other->verify()), need(pair.server->verify())); // Kept whole in the journal.
        const auto before = dumpOf(*other);
        need(other->rebuild());
        QCOMPARE(dumpOf(*other), before);
    }

    void whatWasParkedIsTriedAgainAtTheNextStart()
    {
        TillAndServer pair;
        need(pair.push());
        auto other = pair.other("other", pair.till.store->identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        const auto fault = [&](const char* sql) {
            other.reset();
            {
                Database database(pair.path("other") / "kontor.db", Database::Access::ReadWrite);
                database.run(sql);
            }
            other = need(Store::open({pair.path("other"), {}, World::real(), false}));
        };
        fault("ALTER TABLE product ADD COLUMN fault INTEGER CHECK(name <> 'Bowl')");
        pair.till.product("Bowl", "B1", "2.00");
        need(pair.push());
        const auto seen = need(other->syncState()).seen.n();
        need(other->applyLog(pair.log(seen, *other), need(pair.server->head())));
        QCOMPARE(need(other->syncState()).parked, 1ULL);
        fault("SELECT 1"); // The same program: it stays parked, and the shop opens.
        QCOMPARE(need(other->syncState()).parked, 1ULL);
        fault("ALTER TABLE product DROP COLUMN fault");
        QCOMPARE(need(other->syncState()).parked, 0ULL);
        QCOMPARE(dumpOf(*other), dumpOf(*pair.server));
    }

    void aSecondBeginningNobodyCanReadKeepsNobodyFromTheRest()
    {
        TillAndServer pair;
        need(pair.push());
        const Store& till = *pair.till.store;
        const auto again = crafted(till, {till.identity().origin, 0, {}}, {}, Bytes("\xff\xff\xff no part", 11));
        QCOMPARE(accepted(need(pair.take({again})).front()).verdict(), schema::QUARANTINED);
        pair.till.product("Mug", "M1", "2.00");
        need(pair.push());
        const auto other = pair.other("other", till.identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(dumpOf(*other), dumpOf(*pair.server));
    }

    void aBadSignatureInFrontOfAGoodOneIsAFlagWhereverTheGoodOneDoesNotCome()
    {
        TillAndServer pair;
        need(pair.push());
        const Store& till = *pair.till.store;
        const auto head = headOf(till, till.identity().origin);
        auto bad = crafted(till, head, head.hash, productPart("Mug"));
        bad.signature[3] = static_cast<char>(bad.signature[3] ^ 1);
        const auto good = crafted(till, {head.origin, head.sequence + 1, {}}, bad.hash, productPart("Bowl"),
                                  till.identity().store.raw);
        need(pair.take({bad, good}));
        const auto elsewhere = pair.other("elsewhere", Id<schema::Store>(RawId::of(World::real().random(16))));
        const auto identity = elsewhere->identity();
        const auto page =
            need(pair.server->log({0, 1000, 1U << 22U, identity.terminal, identity.store, identity.origin}));
        need(elsewhere->applyLog(page.entries, page.upTo));
        QCOMPARE(need(elsewhere->syncState()).unproven, 1ULL);
        QCOMPARE(need(elsewhere->syncState()).parked, 0ULL);
        QCOMPARE(elsewhere->read()->count(schema::Product::default_instance()), 1ULL);
        QCOMPARE(need(elsewhere->syncState()).seen.n(), need(pair.server->head()).n());
    }

    void aHeaderDamagedOnTheServersDiskIsLeftOutAndNamed()
    {
        TillAndServer pair;
        pair.till.product("Mug", "M1", "2.00");
        pair.till.product("Bowl", "B1", "2.00");
        const auto entries = need(pair.push());
        const auto mug = accepted(entries[entries.size() - 2]).commit();
        {
            PastTheGuard database(pair.path("server") / "kontor.db");
            database.exec("UPDATE journal SET header=x'00' WHERE hex(hash)='" + upper(hex(mug)) + "'");
        }
        const auto other = pair.other("other", pair.till.store->identity().store);
        const auto identity = other->identity();
        const auto page =
            need(pair.server->log({0, 1000, 1U << 22U, identity.terminal, identity.store, identity.origin}));
        QCOMPARE(page.damaged, std::vector<Bytes>{mug});
        need(other->applyLog(page.entries, page.upTo));
        QVERIFY(!other->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M1"));
        QVERIFY(other->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "B1"));
        QVERIFY(!pair.server->verify());
    }

    void aPartDamagedOnTheServersDiskIsParkedUntilItComesWhole()
    {
        TillAndServer pair;
        pair.till.product("Mug", "M1", "2.00");
        pair.till.product("Bowl", "B1", "2.00");
        const auto entries = need(pair.push());
        const auto mug = accepted(entries[entries.size() - 2]).commit();
        const std::string part = "(SELECT n*64 FROM journal WHERE hex(hash)='" + upper(hex(mug)) + "')";
        Bytes whole;
        {
            PastTheGuard database(pair.path("server") / "kontor.db");
            SQLite::Statement body(database, "SELECT body FROM journal_part WHERE id=" + part);
            QVERIFY(body.executeStep());
            whole = body.getColumn(0).getString();
            database.exec("UPDATE journal_part SET body=x'0000' WHERE id=" + part);
        }
        const auto other = pair.other("other", pair.till.store->identity().store);
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(need(other->syncState()).parked, 1ULL);
        QVERIFY(other->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "B1"));
        {
            PastTheGuard database(pair.path("server") / "kontor.db");
            SQLite::Statement body(database, "UPDATE journal_part SET body=? WHERE id=" + part);
            body.bind(1, whole.data(), static_cast<int>(whole.size()));
            body.exec();
        }
        need(other->applyLog(pair.log(0, *other), need(pair.server->head())));
        QCOMPARE(need(other->syncState()).parked, 0ULL);
        QCOMPARE(dumpOf(*other), dumpOf(*pair.server));
    }

    void aCommitOfANewerFormatWaitsForTheUpdateAndStopsNoSale()
    {
        TillAndServer pair;
        need(pair.push());
        Store& till = *pair.till.store;
        const auto head = headOf(till, till.identity().origin);
        auto envelope = crafted(till, head, head.hash, productPart("Of tomorrow")).envelope();
        schema::Header header;
        QVERIFY(header.ParseFromString(envelope.header()));
        header.set_format(journalFormat + 1);
        envelope.set_header(header.SerializeAsString());
        envelope.set_signature(till.signWith(commitTag, envelope.header()));
        // A server that has its update already.
        const auto before = need(pair.server->head());
        schema::Acceptance acceptance;
        acceptance.set_commit(blake2b256(envelope.header()));
        *acceptance.mutable_cursor() = before;
        acceptance.mutable_cursor()->set_n(before.n() + 1);
        acceptance.set_verdict(schema::ACCEPTED);
        LogEntry entry;
        entry.envelope = envelope;
        entry.acceptance = acceptance.SerializeAsString();
        const Bytes hash = blake2b256(entry.acceptance);
        entry.batch.set_hashes(hash);
        entry.batch.set_signature(pair.server->signWith(acceptTag, hash));
        const auto other = pair.other("other", till.identity().store);
        need(other->applyLog(pair.log(0, *other), before));
        const auto dump = dumpOf(*other);

        const auto refused = other->applyLog({entry}, acceptance.cursor());
        QVERIFY(!refused);
        QVERIFY2(refused.error().detail.find("update it") != std::string::npos, refused.error().detail.c_str());
        QCOMPARE(need(other->syncState()).seen.n(), before.n()); // It asks again, and has it all after its update.
        QCOMPARE(need(other->syncState()).parked, 0ULL);
        QCOMPARE(dumpOf(*other), dump);
        NewProduct product;
        product.name = "Sold meanwhile";
        product.sku = "S1";
        need(other->execute(pair.till.administrator,
                            [&](const Reader& shop, const Context& context, const Actor& actor) {
                                return addProduct(shop, context, actor, product);
                            }));
    }

    void anAcceptedCommitThatDoesNotParseIsParked()
    {
        TillAndServer pair;
        need(pair.push());
        Store& till = *pair.till.store;
        const auto head = headOf(till, till.identity().origin);
        const auto unreadable = crafted(till, head, head.hash, Bytes("\xff\xff\xff no part", 11));
        // A server whose program could read it.
        schema::Acceptance acceptance;
        acceptance.set_commit(unreadable.hash);
        *acceptance.mutable_cursor() = need(pair.server->head());
        acceptance.mutable_cursor()->set_n(acceptance.cursor().n() + 1);
        acceptance.set_verdict(schema::ACCEPTED);
        LogEntry entry;
        entry.envelope = unreadable.envelope();
        entry.acceptance = acceptance.SerializeAsString();
        const Bytes hash = blake2b256(entry.acceptance);
        entry.batch.set_hashes(hash);
        entry.batch.set_signature(pair.server->signWith(acceptTag, hash));
        const auto other = pair.other("other", till.identity().store);
        auto page = pair.log(0, *other);
        page.push_back(entry);
        need(other->applyLog(page, acceptance.cursor()));
        QCOMPARE(need(other->syncState()).parked, 1ULL);
        QCOMPARE(need(other->syncState()).seen.n(), acceptance.cursor().n());
    }
};

QTEST_GUILESS_MAIN(PoisonTest)
#include "tst_poison.moc"
