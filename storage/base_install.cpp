#include "storage/base_install.h"

#include "domain/schema/identity.pb.h"
#include "storage/backup.h"
#include "storage/disk_file.h"
#include "storage/epochs.h"
#include "storage/row_table.h"
#include "storage/scopes.h"
#include "storage/seldom.h"
#include "storage/waiting.h"

#include <map>

namespace kontor {

namespace fs = std::filesystem;

namespace {

void copyMeta(Database& from, Database& to)
{
    for (Query query(from, "SELECT CAST(key AS BLOB), value FROM meta"); query.step();) {
        const std::string key(query.bytes(0));
        if (!key.starts_with("seen.") && !key.starts_with("author.") && !key.starts_with("moved") &&
            key != "digest.state")
            journal::setMeta(to, key, query.bytes(1));
    }
    seldom::renew(to); // Of other rows than the file before.
}

void copyLocalRows(Database& from, Database& to)
{
    for (const RowType* type : rowTypes()) {
        if (type->kind != schema::LOCAL)
            continue;
        const RowTable& table = *RowTable::of(type->type);
        const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
        for (Query query(from, table.selectSql()); query.step();) {
            table.read(query, *row);
            table.replace(to, *row, 0);
        }
    }
}

/// Carries the terminal's own commits over, in the order they were made.
class OwnCommits
{
public:
    OwnCommits(Core& core, Database& to) : m_core(core), m_to(to), m_applier(to)
    {
        m_applier.setOrganisation(core.identity.organisation.raw);
    }

    void carryOver()
    {
        std::vector<std::int64_t> numbers;
        {
            Query query(m_core.database, "SELECT j.n FROM journal j JOIN chain c ON c.ref=j.origin WHERE c.terminal=? "
                                         "ORDER BY j.n");
            query.blob(m_core.identity.terminal.bytes());
            while (query.step())
                numbers.push_back(query.integer(0));
        }
        for (const std::int64_t n : numbers)
            carryOver(n);
        for (const Chain& chain : journal::chains(m_core.database))
            if (chain.receipt > 0) // No server knows how far a terminal's receipts have come.
                journal::setReceipt(m_to, chain.origin, chain.receipt);
        m_applier.finish();
    }

private:
    void carryOver(std::int64_t n)
    {
        const auto commit = journal::load(m_core.database, n);
        if (!commit)
            return; // Compacted here too.
        if (const auto known = journal::byHash(m_to, commit->hash)) {
            m_applier.apply(*known, scopes::fillIn(m_to, *known, *commit));
            if (!journal::acceptance(m_to, known->n) && !carryAcceptance(n, known->n))
                sendAgain(*known);
            return;
        }
        const auto old = journal::byNumber(m_core.database, n);
        KONTOR_ASSERT(old.has_value());
        auto changes = changesOf(*commit);
        if (!changes)
            changes = std::vector<schema::Change>{};
        const StoredCommit stored =
            journal::append(m_to, *commit, old->key.effective, old->verdict, m_applier.storeOf(commit->header));
        m_applier.apply(stored, *changes);
        if (const auto origin = core::originBegunBy(*commit, *changes))
            journal::setOriginKey(m_to, commit->origin(), RawId::of(origin->terminal()), origin->public_key());
        (void)carryAcceptance(n, stored.n);
    }
    /// A base has no acceptances, and this one had not come in here: without it nobody could give the commit back to a server that
    /// loses it. The server answers with the one it gave.
    void sendAgain(const StoredCommit& commit)
    {
        journal::dropAcceptance(m_to, commit.n);
        StoredCommit after = commit;
        after.verdict = schema::PENDING;
        m_applier.reapply(commit, after);
    }
    [[nodiscard]] bool carryAcceptance(std::int64_t from, std::int64_t to)
    {
        const auto stored = journal::acceptance(m_core.database, from);
        schema::Acceptance acceptance;
        if (!stored || !acceptance.ParseFromString(stored->acceptance))
            return false;
        auto [batch, isNew] = m_batches.try_emplace(stored->batch, 0);
        if (isNew)
            batch->second = journal::appendBatch(m_to, journal::batch(m_core.database, stored->batch));
        journal::setAcceptance(m_to, to, acceptance, {stored->acceptance, batch->second, stored->place});
        return true;
    }

    Core& m_core;
    Database& m_to;
    Applier m_applier;
    std::map<std::int64_t, std::int64_t> m_batches;
};

} // namespace

Result<Done> prepareBase(Core& core, const fs::path& base, const storage::SnapshotManifest& manifest,
                         const std::optional<StoreIdentity>& identity)
{
    return guarded(base.string(), [&]() -> Result<Done> {
        if (core.pulled.epoch() == manifest.epoch() && core.pulled.n() > manifest.cursor())
            return fail(Error::Kind::Conflict, "base", "is older than what is here: the log brings the rest");
        if (!identity && core.pulled.n() > 0 && core.pulled.epoch() != manifest.epoch())
            return fail(
                Error::Kind::Conflict, "base",
                "is of another course of the server's log: synchronise first, since this terminal may hold what the "
                "server has lost");
        Database to(base, Database::Access::ReadWrite);
        {
            Transaction transaction(to);
            journal::create(to);
            epochs::create(to);
            waiting::create(to);
            Applier::createTables(to);
            copyMeta(core.database, to);
            if (identity)
                core::writeIdentity(to, *identity);
            journal::setMeta(to, "seen.epoch", std::to_string(manifest.epoch()));
            journal::setMeta(to, "seen.n", std::to_string(manifest.cursor()));
            copyLocalRows(core.database, to);
            // More of this life than is here: the machine was set back unseen, and what it forgot is somewhere under these numbers.
            const auto held = journal::chain(core.database, core.identity.origin);
            const auto taken = journal::chain(to, core.identity.origin);
            if (taken && taken->sequence > (held ? held->sequence : 0))
                journal::setMeta(to, restoredKey, "1");
            if (!core.identity.terminal.isNil())
                OwnCommits(core, to).carryOver();
            transaction.commit();
        }
        to.run("PRAGMA wal_checkpoint(TRUNCATE)");
        return Done{};
    });
}

Result<Done> replaceDatabase(const fs::path& base, const fs::path& database)
{
    return guarded(database.string(), [&]() -> Result<Done> {
        if (auto synced = syncToDisk(base); !synced)
            return synced;
        // The old shop is whole without them, since it was checkpointed; the new one must not meet them.
        for (const char* ending : {"-wal", "-shm"}) {
            fs::remove(base.string() + ending);
            fs::remove(database.string() + ending);
        }
        const auto folder = database.parent_path();
        if (auto synced = syncToDisk(folder); !synced)
            return synced;
        fs::rename(base, database);
        return syncToDisk(folder);
    });
}

} // namespace kontor
