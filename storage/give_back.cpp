#include "storage/core.h"
#include "storage/epochs.h"
#include "storage/scopes.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

// What the server has lost comes back: the terminal's side. The server's is in take_back.cpp.

namespace kontor {

namespace {

std::uint64_t numberIn(Database& database, const char* key)
{
    const auto text = journal::meta(database, key);
    return text ? std::stoull(*text) : 0;
}

void setNumber(Database& database, const char* key, std::uint64_t value)
{
    journal::setMeta(database, key, std::to_string(value));
}

} // namespace

namespace sync_log {

namespace {

/// What of the journal the server may lack.
class Missing
{
public:
    Missing(Database& database, const LogCourse& server)
        : m_database(database),
          m_firstEnd(server.head.n()),
          m_ends{{server.head.epoch(), server.head.n()}}
    {
        StoreIdentity identity;
        core::readIdentity(database, identity);
        m_terminal = identity.terminal.raw;
        for (const JournalHead& head : server.heads)
            m_heads[head.origin] = &head;
        for (const EpochEnd& end : server.epochs) { // The earliest of several ends of one counts.
            const auto [known, isNew] = m_ends.emplace(end.number, end.last);
            known->second = std::min(known->second, end.last);
            m_firstEnd = std::min(m_firstEnd, end.last);
        }
    }

    /// Up to which sequence the server has a chain as it is here; what it has of a fork's branches nobody knows.
    [[nodiscard]] std::uint64_t sharedUpTo(const Chain& chain) const
    {
        const auto head = m_heads.find(chain.origin);
        if (head == m_heads.end())
            return 0;
        Query commits(m_database, "SELECT count(*) FROM journal WHERE origin=?");
        if (commits.bind(chain.ref).step() && commits.natural(0) > chain.sequence)
            return 0; // Two branches are here.
        const auto same = journal::byHash(m_database, head->second->hash);
        if (same && same->key.origin == chain.origin)
            return head->second->sequence;
        if (head->second->sequence <= chain.sequence || chain.terminal == m_terminal)
            return 0; // On another branch: its own chain is further there than here only where another folder writes it, too.
        return chain.sequence;
    }

    struct Found {
        HeldPlace place;
        bool isMissing = false;
    };
    /// The next hundred that may be, in the chain's order.
    [[nodiscard]] std::vector<Found> next(const Chain& chain, std::uint64_t shared, const HeldPlace& after) const
    {
        std::vector<Found> found;
        Query query(m_database,
                    "SELECT sequence, n, epoch, cursor FROM journal WHERE origin=?1 AND (sequence, n) > (?2, ?3) "
                    "AND verdict <> 0 AND (sequence > ?4 OR cursor > ?5) ORDER BY sequence, n LIMIT 100");
        query.bind(chain.ref).bind(after.sequence).bind(after.n).bind(shared).bind(m_firstEnd);
        while (query.step()) {
            const HeldPlace place{chain.origin, query.natural(0), query.integer(1)};
            // The commit, or only the acceptance it had: its cursor is behind the end of its epoch.
            const auto end = m_ends.find(query.natural(2));
            const bool isLost = end == m_ends.end() || query.natural(3) > end->second;
            found.push_back({place, place.sequence > shared || isLost});
        }
        return found;
    }

private:
    Database& m_database;
    std::uint64_t m_firstEnd;
    std::map<std::uint64_t, std::uint64_t> m_ends; ///< Cursors up to these are the server's still.
    std::map<RawId, const JournalHead*> m_heads;
    RawId m_terminal; ///< Whose store this is.
};

/// A commit whole, with its acceptance; nothing where a part of it never came here.
std::optional<LogEntry> entryOf(Database& database, std::int64_t n, std::int64_t& lastBatch)
{
    const auto commit = journal::load(database, n);
    const auto acceptance = journal::acceptance(database, n);
    const auto stored = journal::byNumber(database, n);
    if (!commit || !acceptance || !stored)
        return std::nullopt;
    if (stored->counts() && lacksPlainParts(*commit))
        return std::nullopt;
    LogEntry entry;
    entry.envelope = commit->envelope();
    entry.acceptance = acceptance->acceptance;
    entry.index = acceptance->place;
    if (acceptance->batch != lastBatch)
        entry.batch = journal::batch(database, acceptance->batch);
    lastBatch = acceptance->batch;
    return entry;
}

} // namespace

Held heldAbove(Database& database, const LogCourse& server, const HeldPlace& from, std::size_t maxCommits,
               std::size_t maxBytes)
{
    const Missing missing(database, server);
    Held held;
    held.next = from;
    std::size_t bytes = 0;
    std::int64_t lastBatch = 0;
    for (const Chain& chain : journal::chains(database)) { // By origin.
        if (chain.origin < from.origin)
            continue;
        const std::uint64_t shared = missing.sharedUpTo(chain);
        HeldPlace at{chain.origin, 0, 0};
        if (chain.origin == from.origin)
            at = from;
        for (auto found = missing.next(chain, shared, at); !found.empty(); found = missing.next(chain, shared, at)) {
            for (const auto& [place, isMissing] : found) {
                at = place;
                if (!isMissing)
                    continue;
                if (held.entries.size() >= maxCommits || bytes > maxBytes) {
                    held.more = true;
                    return held;
                }
                held.next = place;
                auto entry = entryOf(database, place.n, lastBatch);
                if (!entry)
                    continue;
                bytes += entry->envelope->ByteSizeLong() + entry->acceptance.size() + entry->batch.ByteSizeLong();
                held.entries.push_back(std::move(*entry));
            }
        }
    }
    return held;
}

Result<Done> advance(Core& core, const schema::Cursor& upTo)
{
    if (core.pulled.n() > 0 && upTo.n() > 0 && upTo.epoch() != core.pulled.epoch())
        return fail(Error::Kind::Conflict, "cursor",
                    "is of epoch " + std::to_string(upTo.epoch()) + " and this store follows " +
                        std::to_string(core.pulled.epoch()));
    if (upTo.n() <= core.pulled.n() && core.pulled.n() > 0)
        return Done{}; // A page that was overtaken.
    core.pulled = upTo;
    if (core.seenFrom <= upTo.n()) {
        core.seenFrom = 0;
        core.seen = upTo;
    }
    setNumber(core.database, "seen.epoch", core.pulled.epoch());
    setNumber(core.database, "seen.n", core.pulled.n());
    return Done{};
}

void readCursors(Core& core)
{
    Database& database = core.database;
    if (core.identity.isServer) {
        core.seen = core.pulled = epochs::head(database);
        return;
    }
    core.pulled.set_epoch(numberIn(database, "seen.epoch"));
    core.pulled.set_n(numberIn(database, "seen.n"));
    core.seen = core.pulled;
    core.seenFrom = numberIn(database, "author.from");
    if (core.seenFrom <= core.pulled.n()) {
        core.seenFrom = 0;
        return;
    }
    core.seen.set_epoch(numberIn(database, "author.epoch"));
    core.seen.set_n(numberIn(database, "author.n"));
}

Result<Done> resume(Core& core, const Resumption& resumption)
{
    const auto before = std::tuple(core.pulled, core.seen, core.seenFrom);
    auto done = guarded("kontor.db", [&]() -> Result<Done> {
        Database& database = core.database;
        Transaction transaction(database);
        for (const EpochEnd& end : resumption.epochs)
            epochs::noteEnd(database, end);
        core.pulled = resumption.from;
        setNumber(database, "seen.epoch", core.pulled.epoch());
        setNumber(database, "seen.n", core.pulled.n());
        // The author has seen what this store holds, whatever places it has by now: until all that was given back has its new
        // place behind the cursor, headers say what they said.
        const bool isMoveUnheard = scopes::isMoveUnheard(core);
        if ((resumption.from.n() < resumption.head.n() || isMoveUnheard) && core.seen.n() > 0) {
            core.seenFrom = isMoveUnheard ? scopes::untilMoveIsHeard : resumption.head.n();
            setNumber(database, "author.from", core.seenFrom);
            setNumber(database, "author.epoch", core.seen.epoch());
            setNumber(database, "author.n", core.seen.n());
        } else {
            core.seenFrom = 0;
            core.seen = core.pulled;
            setNumber(database, "author.from", 0);
        }
        transaction.commit();
        return Done{};
    });
    if (!done)
        std::tie(core.pulled, core.seen, core.seenFrom) = before;
    return done;
}

Result<Done> noteServer(Core& core, const ServerNote& note)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        Transaction transaction(core.database);
        if (note.durable.n() > 0) {
            setNumber(core.database, "durable.epoch", note.durable.epoch());
            setNumber(core.database, "durable.n", note.durable.n());
        }
        journal::setMeta(core.database, "skew_ms", std::to_string(note.skewMs));
        transaction.commit();
        return Done{};
    });
}

} // namespace sync_log
} // namespace kontor
