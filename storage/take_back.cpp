#include "storage/core.h"
#include "storage/epochs.h"
#include "storage/poison.h"
#include "storage/waiting.h"

#include <algorithm>
#include <tuple>
#include <utility>

// What this server has lost comes back: the server's side. The terminals' is in give_back.cpp.

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
            note(takeOne(entries, i, poison, inHand));
        return takeWaiting(poison, inHand);
    }

    /// What waits for one of these commits, and what waits for that.
    GivenBack takeWaiting(std::vector<Bytes> commits, const Poison& poison, Bytes& inHand)
    {
        m_came = std::move(commits);
        return takeWaiting(poison, inHand);
    }

private:
    void note(const Result<Done>& taken)
    {
        if (!taken && m_result.refused++ == 0)
            m_result.why = taken.error().about + ": " + taken.error().detail;
    }

    GivenBack takeWaiting(const Poison& poison, Bytes& inHand)
    {
        while (!m_came.empty() && waiting::isAny(m_core.database)) {
            const Bytes before = std::move(m_came.back());
            m_came.pop_back();
            while (auto next = waiting::takeBehind(m_core.database, before)) {
                LogEntry entry;
                entry.envelope = std::move(next->envelope);
                entry.acceptance = std::move(next->acceptance.acceptance);
                entry.index = next->acceptance.place;
                m_batch = journal::batch(m_core.database, next->acceptance.batch);
                m_batchId = next->acceptance.batch;
                m_batchIsOurs = true; // That was proven when it came.
                m_hasWaited = true;
                note(takeOne({entry}, 0, poison, inHand));
            }
        }
        return m_result;
    }

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
        if (auto whole = checkWhole(*commit, acceptance); !whole)
            return whole; // Another till may have what this one lacks.
        if (isAhead(*commit)) {
            if (m_hasWaited)
                return fail(Error::Kind::Conflict, "commit " + hex(commit->hash), "does not follow the one it names");
            noteCourse(acceptance.cursor());
            waiting::keep(m_core.database, *commit, acceptance, {entry.acceptance, batch(), entry.index});
            ++m_result.waiting;
            return Done{};
        }
        const bool isLinked =
            i + 1 < entries.size() && entries[i + 1].envelope && follows(*entries[i + 1].envelope, *commit);
        if (auto good = checkSignature(*commit, isLinked); !good)
            return good;
        if (const auto found = poison.find(commit->hash); found != poison.end())
            return invalid("commit " + hex(commit->hash), found->second);
        return append(*commit, acceptance, entry, inHand);
    }

    /// The one in front of it is not here.
    [[nodiscard]] bool isAhead(const SignedCommit& commit) const
    {
        const auto chain = journal::chain(m_core.database, commit.origin());
        return commit.header.sequence() > (chain ? chain->sequence + 1 : 1);
    }

    static bool follows(const schema::Envelope& next, const SignedCommit& commit)
    {
        schema::Header header;
        return header.ParseFromString(next.header()) && header.previous() == commit.hash;
    }

    static Result<Done> checkWhole(const SignedCommit& commit, const schema::Acceptance& acceptance)
    {
        const std::string about = "commit " + hex(commit.hash);
        if (commit.hash != acceptance.commit())
            return invalid(about, "is not the one its acceptance names");
        if (acceptance.verdict() != schema::QUARANTINED && lacksPlainParts(commit))
            return invalid(about, "has parts left out");
        return Done{};
    }

    Result<Done> checkSignature(const SignedCommit& commit, bool isLinked)
    {
        const auto chain = journal::chain(m_core.database, commit.origin());
        Bytes key = chain ? chain->publicKey : Bytes();
        if (key.empty())
            if (const auto changes = changesOf(commit))
                key = core::originBegunBy(commit, *changes).value_or(schema::Origin()).public_key();
        // That it was accepted here says that its signature was right; one that is not any more was damaged since. Those in
        // front of another are reached through the hashes.
        if (!isLinked && !verifyCommitSignature(commit, key))
            return fail(Error::Kind::Denied, "commit " + hex(commit.hash), "its signature is not its terminal's");
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
        m_came.push_back(commit.hash);
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
    bool m_hasWaited = false;
    std::vector<Bytes> m_came; ///< Hashes of commits behind which nobody has looked yet.
    GivenBack m_result;
};

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

void takeWaiting(Core& core, const std::vector<SignedCommit>& run, const Poison& poison, Bytes& inHand)
{
    if (!waiting::isAny(core.database))
        return;
    std::vector<Bytes> hashes;
    for (const SignedCommit& commit : run)
        hashes.push_back(commit.hash);
    if (Return(core).takeWaiting(std::move(hashes), poison, inHand).taken > 0)
        core.memoryOfThen.forgetAll();
}

} // namespace server_log

} // namespace kontor
