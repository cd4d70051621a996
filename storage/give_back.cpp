#include "storage/core.h"
#include "storage/epochs.h"
#include "storage/scopes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

// What the server has lost comes back: the terminal's side (heldAbove, resume) and the server's (giveBack).

namespace kontor {

namespace {

using Place = std::pair<std::uint64_t, std::uint64_t>;

Place placeOf(const schema::Cursor& cursor)
{
    return {cursor.epoch(), cursor.n()};
}

/// One page that is given back, on its way into the journal.
class Return
{
public:
    explicit Return(Core& core) : m_core(core), m_head(epochs::head(core.database)) {}

    GivenBack take(const std::vector<LogEntry>& entries, const Poison& poison, Bytes& inHand)
    {
        for (std::size_t i = 0; i < entries.size(); ++i)
            if (auto taken = takeOne(entries, i, poison, inHand); !taken) {
                if (m_result.refused++ == 0)
                    m_result.why = taken.error().about + ": " + taken.error().detail;
            }
        return m_result;
    }

private:
    Result<Done> takeOne(const std::vector<LogEntry>& entries, std::size_t i, const Poison& poison, Bytes& inHand)
    {
        const LogEntry& entry = entries[i];
        if (!entry.batch.hashes().empty()) {
            m_batch = entry.batch;
            m_batchId = 0;
            m_batchIsOurs = verifyBatch(m_batch, m_core.keys.keys().publicKey);
        }
        schema::Acceptance acceptance;
        if (!m_batchIsOurs || !inBatch(m_batch, entry.index, entry.acceptance) ||
            !acceptance.ParseFromString(entry.acceptance) || acceptance.verdict() == schema::PENDING)
            return fail(Error::Kind::Denied, "acceptance", "is not this server's");
        if (const auto before = journal::byHash(m_core.database, acceptance.commit()))
            return takeAcceptance(*before, acceptance, entry);
        if (!entry.envelope)
            return invalid("commit " + hex(acceptance.commit()), "is not with its acceptance");
        auto commit = openEnvelope(*entry.envelope);
        if (!commit)
            return tl::unexpected(commit.error());
        const bool isLinked =
            i + 1 < entries.size() && entries[i + 1].envelope && follows(*entries[i + 1].envelope, *commit);
        if (auto good = check(*commit, acceptance, isLinked); !good)
            return good;
        if (const auto found = poison.find(commit->hash); found != poison.end())
            return invalid("commit " + hex(commit->hash), found->second);
        return append(*commit, acceptance, entry, inHand);
    }

    static bool follows(const schema::Envelope& next, const SignedCommit& commit)
    {
        schema::Header header;
        return header.ParseFromString(next.header()) && header.previous() == commit.hash;
    }

    Result<Done> check(const SignedCommit& commit, const schema::Acceptance& acceptance, bool isLinked)
    {
        const std::string about = "commit " + hex(commit.hash);
        if (commit.hash != acceptance.commit())
            return invalid(about, "is not the one its acceptance names");
        if (acceptance.verdict() != schema::QUARANTINED && lacksPlainParts(commit))
            return invalid(about, "has parts left out");
        const auto chain = journal::chain(m_core.database, commit.origin());
        const std::uint64_t expected = chain ? chain->sequence + 1 : 1;
        if (commit.header.sequence() > expected)
            return fail(Error::Kind::Conflict, about, "expected sequence " + std::to_string(expected));
        Bytes key = chain ? chain->publicKey : Bytes();
        if (key.empty())
            if (const auto changes = changesOf(commit))
                key = core::originBegunBy(commit, *changes).value_or(schema::Origin()).public_key();
        // That it was accepted here says that its signature was right; one that is not any more was damaged since. Those in
        // front of another are reached through the hashes.
        if (!isLinked && !verifyCommitSignature(commit, key))
            return fail(Error::Kind::Denied, about, "its signature is not its terminal's");
        return Done{};
    }

    /// The commit is here. Of two acceptances the smaller counts, and everybody is told.
    Result<Done> takeAcceptance(const StoredCommit& before, const schema::Acceptance& acceptance, const LogEntry& entry)
    {
        Database& database = m_core.database;
        schema::Acceptance known;
        const auto old = journal::acceptance(database, before.n);
        KONTOR_ASSERT(old.has_value()); // On a server every commit has one.
        // One place can have been given twice, where nobody noticed that the server was set back: then their bytes decide.
        if (known.ParseFromString(old->acceptance) &&
            std::tuple(placeOf(known.cursor()), BytesView(old->acceptance)) <=
                std::tuple(placeOf(acceptance.cursor()), BytesView(entry.acceptance))) {
            ++m_result.known;
            return Done{};
        }
        const Place place = placeInLog(before.n);
        journal::setAcceptance(database, before.n, acceptance, {entry.acceptance, batch(), entry.index});
        setPlace(before.n, acceptance, entry, place);
        const auto after = journal::byNumber(database, before.n);
        KONTOR_ASSERT(after.has_value());
        m_core.applier.reapply(before, *after);
        m_head.set_n(m_head.n() + 1);
        Query(database, "INSERT INTO log_again(cursor, n) VALUES(?,?)").bind(m_head.n()).bind(before.n).exec();
        noteTime(after->key.effective);
        ++m_result.taken;
        return Done{};
    }

    Result<Done> append(const SignedCommit& commit, const schema::Acceptance& acceptance, const LogEntry& entry,
                        Bytes& inHand)
    {
        Database& database = m_core.database;
        noteCourse(acceptance.cursor());
        auto changes = changesOf(commit);
        if (!changes)
            changes = std::vector<schema::Change>{}; // Quarantined for it, then and now.
        const auto chain = journal::chain(database, commit.origin());
        if (chain && commit.header.sequence() <= chain->sequence)
            server_log::setForked(database, commit.origin());
        const Hlc effective{acceptance.effective_ms(), acceptance.effective_counter()};
        const StoredCommit stored =
            journal::append(database, commit, acceptance, {entry.acceptance, batch(), entry.index},
                            m_core.applier.storeOf(commit.header));
        inHand = commit.hash;
        m_core.applier.apply(stored, *changes);
        inHand.clear();
        if (!chain || chain->publicKey.empty())
            core::noteOrigin(m_core, commit, *changes);
        m_head.set_n(m_head.n() + 1);
        setPlace(stored.n, acceptance, entry, {m_head.epoch(), m_head.n()});
        noteTime(effective);
        ++m_result.taken;
        return Done{};
    }

    /// A commit that was accepted here and is not in the log proves that the log has taken another course since, no later than
    /// where it was.
    void noteCourse(const schema::Cursor& lost)
    {
        const std::uint64_t last = lost.n() == 0 ? 0 : lost.n() - 1;
        if (lost.epoch() >= m_head.epoch()) {
            server_log::beginEpoch(m_core, std::min(m_head.n(), last), lost.epoch());
            m_head = epochs::head(m_core.database);
        } else if (const auto end = epochs::endOf(m_core.database, lost.epoch()); end && lost.n() <= *end) {
            epochs::noteEnd(m_core.database, {lost.epoch(), last});
        }
    }

    std::int64_t batch()
    {
        if (m_batchId == 0)
            m_batchId = journal::appendBatch(m_core.database, m_batch);
        return m_batchId;
    }

    Place placeInLog(std::int64_t n)
    {
        Query query(m_core.database, "SELECT epoch, cursor FROM journal WHERE n=?");
        const bool isThere = query.bind(n).step();
        KONTOR_ASSERT(isThere);
        return {query.natural(0), query.natural(1)};
    }

    /// The place in the log is the log's; the acceptance keeps the one it was given with, and so is kept as it came.
    void setPlace(std::int64_t n, const schema::Acceptance& acceptance, const LogEntry& entry, const Place& place)
    {
        Database& database = m_core.database;
        Query(database, "UPDATE journal SET epoch=?, cursor=?, acceptance=? WHERE n=?")
            .bind(place.first)
            .bind(place.second)
            .blob(entry.acceptance)
            .bind(n)
            .exec();
        Query(database, "UPDATE chain SET cursor=max(cursor, ?) WHERE ref=(SELECT origin FROM journal WHERE n=?)")
            .bind(place.second)
            .bind(n)
            .exec();
        Query(database, "INSERT OR REPLACE INTO given_back(n, epoch, cursor) VALUES(?,?,?)")
            .bind(n)
            .bind(acceptance.cursor().epoch())
            .bind(acceptance.cursor().n())
            .exec();
    }

    void noteTime(Hlc effective)
    {
        if (m_core.clock < effective)
            journal::noteHigh(m_core.database, m_head.n(), effective);
        m_core.clock = std::max(m_core.clock, effective);
        m_core.seen = m_core.pulled = m_head;
    }

    Core& m_core;
    schema::Cursor m_head;
    schema::AcceptBatch m_batch;
    std::int64_t m_batchId = 0;
    bool m_batchIsOurs = false;
    GivenBack m_result;
};

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

namespace server_log {

Result<GivenBack> giveBack(Core& core, const std::vector<LogEntry>& entries)
{
    if (!core.identity.isServer)
        return fail(Error::Kind::Conflict, "data folder", "is no server's");
    const Hlc clockBefore = core.clock;
    const schema::Cursor seenBefore = core.seen;
    const schema::Cursor pulledBefore = core.pulled;
    Poison poison;
    for (;;) {
        const std::size_t known = poison.size();
        Bytes inHand;
        auto result = findingPoison(poison, inHand, [&]() -> Result<GivenBack> {
            core.memoryOfThen.forgetAll(); // Places in the log are given anew.
            Transaction transaction(core.database);
            auto taken = Return(core).take(entries, poison, inHand);
            core.applier.finish();
            transaction.commit();
            noteHead(core);
            return taken;
        });
        if (result) {
            core::announce(core, true);
            return result;
        }
        core.clock = clockBefore;
        core.seen = seenBefore;
        core.pulled = pulledBefore;
        (void)core.applier.takeTouched();
        if (poison.size() == known)
            return result;
    }
}

} // namespace server_log

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
