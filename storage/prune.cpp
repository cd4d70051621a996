#include "storage/prune.h"

#include "domain/journal/row_type.h"
#include "storage/epochs.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"

#include <chrono>
#include <set>

namespace kontor::prune {

namespace {

constexpr auto atMost = std::chrono::milliseconds(4);
constexpr const char* placeKey = "pruned";

/// The commit that the row of a change is of; 0 when there is no such row.
std::int64_t commitOf(Database& database, const schema::Change& change)
{
    Query query(database, RowTable::of(change.type())->commitSql());
    return query.blob(change.row()).step() ? query.integer(0) : 0;
}

/// Whether tables, hash and chain hold all that anybody will ask of it.
bool onlyMadeFacts(Database& database, std::int64_t n)
{
    const schema::Header header = journal::header(database, n);
    if (header.sequence() <= 1 || header.schema() > schemaVersion)
        return false;
    std::size_t parts = 0;
    bool readable = true;
    journal::eachPart(database, n, [&](std::size_t, const std::optional<Bytes>& bytes) {
        ++parts;
        schema::Part part;
        readable = readable && bytes && part.ParseFromString(*bytes);
        for (int i = 0; readable && i < part.change_size(); ++i) {
            const schema::Change& change = part.change(i);
            const RowType* type = rowType(change.type());
            readable = type != nullptr && type->kind == schema::FACT && change.kind() == schema::Change::INSERT;
            if (!readable)
                return;
            Query contested(database, "SELECT 1 FROM fact_claim WHERE type=? AND row=?");
            readable = !contested.bind(static_cast<std::int64_t>(change.type())).blob(change.row()).step() &&
                       commitOf(database, change) == n;
        }
    });
    return readable && parts > 0;
}

std::uint64_t drop(Database& database, std::int64_t n)
{
    std::uint64_t bytes = 0;
    Query size(database,
               "SELECT length(header) + length(signature) + coalesce(length(acceptance), 0) + "
               "coalesce((SELECT sum(length(body)) FROM journal_part WHERE id BETWEEN n*?1 AND n*?1+?1-1), 0) "
               "FROM journal WHERE n=?2");
    const auto perCommit = static_cast<std::int64_t>(maxParts);
    if (size.bind(perCommit).bind(n).step())
        bytes = size.natural(0);
    Query(database, "DELETE FROM journal_part WHERE id BETWEEN ?1*?2 AND ?1*?2+?2-1").bind(n).bind(perCommit).exec();
    Query(database, "UPDATE journal SET header=x'', signature=x'', acceptance=NULL, batch=NULL, place=NULL WHERE n=?")
        .bind(n)
        .exec();
    return bytes;
}

struct Candidate {
    std::int64_t n = 0;
    bool isDue = false; ///< Old enough and safe elsewhere. What is not, ends the search: what follows is younger.
    bool isKept = false;
};

std::vector<Candidate> candidates(Core& core, const Wish& wish, std::int64_t after)
{
    std::vector<Candidate> found;
    Query query(core.database, "SELECT j.n, j.epoch, j.cursor, j.verdict, j.received_us, c.terminal, length(j.header) "
                               "FROM journal j JOIN chain c ON c.ref=j.origin WHERE j.n>? ORDER BY j.n LIMIT 32");
    query.bind(after);
    while (query.step()) {
        Candidate one{query.integer(0), false, false};
        const bool isOwn = RawId::of(query.bytes(5)) == core.identity.terminal.raw;
        schema::Acceptance acceptance;
        acceptance.mutable_cursor()->set_epoch(query.natural(1));
        acceptance.mutable_cursor()->set_n(query.natural(2));
        acceptance.set_verdict(static_cast<schema::Verdict>(query.integer(3)));
        one.isDue = isOwn || (query.integer(4) < wish.before && mayPrune(acceptance, wish.state));
        one.isKept = isOwn || acceptance.verdict() != schema::ACCEPTED || query.integer(6) == 0 ||
                     sync_log::isParked(core.database, one.n);
        found.push_back(one);
        if (!one.isDue)
            break;
    }
    return found;
}

} // namespace

std::int64_t place(Database& database)
{
    const auto kept = journal::meta(database, placeKey);
    return kept ? std::stoll(std::string(*kept)) : 0;
}

Result<Done> slice(Core& core, const Wish& wish, Progress& progress)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        const auto until = std::chrono::steady_clock::now() + atMost;
        Progress reached = progress;
        Transaction transaction(core.database);
        do {
            const auto found = candidates(core, wish, reached.after);
            reached.more = !found.empty() && found.back().isDue;
            for (const Candidate& one : found) {
                if (!one.isDue)
                    break;
                reached.after = one.n;
                if (one.isKept || !onlyMadeFacts(core.database, one.n))
                    continue;
                reached.bytes += drop(core.database, one.n);
                ++reached.commits;
            }
        } while (reached.more && !core.world.isOneThread() && std::chrono::steady_clock::now() < until &&
                 !core.isWaitedFor());
        journal::setMeta(core.database, placeKey, std::to_string(reached.after));
        transaction.commit();
        progress = reached;
        return Done{};
    });
}

std::vector<std::int64_t> idleBatches(Database& database)
{
    std::set<std::int64_t> used;
    for (Query query(database, "SELECT batch FROM journal WHERE batch NOT NULL"); query.step();)
        used.insert(query.integer(0));
    std::vector<std::int64_t> idle;
    for (Query query(database, "SELECT id FROM accept_batch"); query.step();)
        if (!used.contains(query.integer(0)))
            idle.push_back(query.integer(0));
    return idle;
}

Result<Done> dropBatches(Core& core, const std::vector<std::int64_t>& ids)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        Transaction transaction(core.database);
        for (const std::int64_t id : ids)
            Query(core.database, "DELETE FROM accept_batch WHERE id=?").bind(id).exec();
        transaction.commit();
        return Done{};
    });
}

} // namespace kontor::prune
