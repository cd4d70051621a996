#include "domain/base/planted.h"
#include "domain/schema/identity.pb.h"
#include "storage/core.h"
#include "storage/digest_compare.h"
#include "storage/epochs.h"
#include "storage/scopes.h"

#include <chrono>
#include <map>
#include <tuple>
#include <unordered_map>

namespace kontor::sync_log {

namespace {

/// How long a slice may hold the writer: a sale behind it waits no longer. Where nobody has sold anything for a while it may be
/// more, since fewer transactions write fewer pages; it ends at once, too, when a sale comes.
constexpr auto sliceTime = std::chrono::milliseconds(5);
constexpr auto idleSliceTime = std::chrono::milliseconds(50);

/// Why a commit is parked that the server has only in part: its copy is damaged. verify() there names it.
const char* const lacksPart = "a part of it that this terminal follows is missing on the server";

/// No clock is that far ahead, and beyond it the clock and the ids made from it would overflow: 48 bits.
constexpr std::uint64_t latestMs = (1ULL << 48U) - 1;

tl::unexpected<Error> forged(const std::string& about, const std::string& detail)
{
    return invalid(
        about, detail + "; the page is not from the server this terminal is enrolled with, or was damaged on the way");
}

/// The key that signs an origin's commits: known already, or from its begin-origin in this page.
Bytes keyOf(Database& database, const RawId& origin, const std::map<RawId, Bytes>& inPage)
{
    if (const auto chain = journal::chain(database, origin); chain && !chain->publicKey.empty())
        return chain->publicKey;
    const auto found = inPage.find(origin);
    return found == inPage.end() ? Bytes() : found->second;
}

/// A beginning may come after what it begins, where a server was set back: only now there is a key to prove that by.
void proveBehind(Database& database, const RawId& origin)
{
    const auto chain = journal::chain(database, origin);
    if (!chain)
        return;
    std::vector<std::int64_t> proven;
    {
        Query query(database, "SELECT u.n FROM unproven u JOIN journal j ON j.n=u.n WHERE j.origin=?");
        query.bind(chain->ref);
        while (query.step()) {
            const auto commit = journal::load(database, query.integer(0));
            if (commit && verifyCommitSignature(*commit, chain->publicKey))
                proven.push_back(query.integer(0));
        }
    }
    for (const std::int64_t n : proven)
        Query(database, "DELETE FROM unproven WHERE n=?").bind(n).exec();
}

} // namespace

Page::Page(Core& core, std::vector<LogEntry> entries, std::optional<schema::Cursor> upTo, digest::Totals theirs)
    : m_core(core),
      m_entries(std::move(entries)),
      m_upTo(std::move(upTo)),
      m_theirs(std::move(theirs))
{}

void Page::check()
{
    // Signatures at the head of each origin's run in this page; the hashes behind it are checked as the chain is appended. It
    // is the server's signature over every hash that lets a page in: a terminal that signs badly, or nothing anybody can read,
    // must not keep all the others from what comes behind it. All headers are read before the first slice, so no more is done
    // here than finding those: a sale may be waiting.
    std::map<RawId, const schema::Envelope*> lastOf;
    std::map<RawId, Bytes> keys;
    schema::Header header;
    for (const LogEntry& entry : m_entries) {
        if (!entry.envelope || !header.ParseFromString(entry.envelope->header()))
            continue;
        const auto origin = RawId::fromBytes(header.origin());
        if (!origin)
            continue;
        lastOf[*origin] = &*entry.envelope;
        if (header.sequence() != 1)
            continue;
        const auto commit = openEnvelope(*entry.envelope);
        const auto changes = commit ? changesOf(*commit) : tl::unexpected(commit.error());
        if (!changes)
            continue;
        if (const auto begun = core::originBegunBy(*commit, *changes))
            keys.try_emplace(*origin, begun->public_key());
    }
    for (const auto& [origin, envelope] : lastOf) {
        const auto commit = openEnvelope(*envelope);
        if (commit && !verifyCommitSignature(*commit, keyOf(m_core.database, origin, keys)))
            m_unproven.insert(commit->hash);
    }
}

Result<Done> Page::applyEntry(const LogEntry& entry)
{
    Database& database = m_core.database;
    if (!entry.batch.hashes().empty()) {
        if (!verifyBatch(entry.batch, m_core.keys.serverKey()))
            return forged("accept batch", "its signature is not the server's");
        m_batch = entry.batch;
        m_batchId = 0;
    }
    if (!inBatch(m_batch, entry.index, entry.acceptance))
        return forged("acceptance", "is not in its batch");
    schema::Acceptance acceptance;
    if (!acceptance.ParseFromString(entry.acceptance))
        return forged("acceptance", "does not parse");

    if (acceptance.verdict() == schema::PENDING || acceptance.effective_ms() > latestMs)
        return forged("acceptance", "has no verdict or a time after the year 10000");

    auto before = journal::byHash(database, acceptance.commit());
    if (before && entry.envelope) {
        // Known, but perhaps not all of it: a store that is followed now and was not, or one compacted in a base.
        auto commit = openEnvelope(*entry.envelope);
        if (!commit || commit->hash != acceptance.commit())
            return forged("commit " + hex(acceptance.commit()), "is not the one its acceptance names");
        scopes::keepFollowed(m_core, *commit);
        const auto changes = scopes::fillIn(database, *before, *commit);
        // Parked for want of a part, and perhaps of a store that is not followed any more: nothing of it is new then.
        if (isParked(database, before->n))
            takeFromPark(*before);
        else if (!changes.empty())
            m_core.applier.apply(*before, changes);
    }
    if (before) {
        // Of two acceptances of one commit the smaller cursor counts.
        if (const auto old =
                before->verdict == schema::PENDING ? std::nullopt : journal::acceptance(database, before->n)) {
            schema::Acceptance known;
            const bool isRead = known.ParseFromString(old->acceptance);
            if (isRead && m_upTo && known.cursor().epoch() != m_upTo->epoch())
                scopes::goBackToMove(m_core, before->n, known.cursor(), m_upTo->epoch());
            if (isRead &&
                std::tuple(known.cursor().epoch(), known.cursor().n(), BytesView(old->acceptance)) <=
                    std::tuple(acceptance.cursor().epoch(), acceptance.cursor().n(), BytesView(entry.acceptance)))
                return Done{};
        }
    } else if (!entry.envelope) {
        return fail(Error::Kind::Conflict, "commit " + hex(acceptance.commit()),
                    "is accepted as this terminal's, which does not have it");
    }

    const Hlc effective{acceptance.effective_ms(), acceptance.effective_counter()};
    if (m_batchId == 0)
        m_batchId = journal::appendBatch(database, m_batch);
    const journal::StoredAcceptance stored{entry.acceptance, m_batchId, entry.index};
    if (before) {
        if (before->verdict == schema::PENDING && scopes::saysForked(acceptance))
            scopes::goBackToFork(m_core, *before);
        journal::setAcceptance(database, before->n, acceptance, stored);
        StoredCommit after = *before;
        after.key.effective = effective;
        after.verdict = acceptance.verdict();
        if (!isParked(database, before->n))
            m_core.applier.reapply(*before, after);
        if (before->counts() && !after.counts() && !journal::hasAllParts(database, before->n))
            m_core.applier.takeOut(before->n); // Which is why it does not count.
    } else {
        auto commit = openEnvelope(*entry.envelope);
        if (!commit)
            return tl::unexpected(commit.error());
        if (commit->hash != acceptance.commit())
            return forged("commit " + hex(commit->hash), "is not the one its acceptance names");
        scopes::keepFollowed(m_core, *commit);
        if (auto applied = apply(*commit, acceptance, stored); !applied)
            return applied;
    }
    m_core.clock = std::max(m_core.clock, effective);
    m_core.accepted = std::max(m_core.accepted, TimeUs{acceptance.received_us()});
    return Done{};
}

/// What was parked for want of a part, and has it now.
void Page::takeFromPark(const StoredCommit& parked)
{
    Database& database = m_core.database;
    const auto commit = journal::load(database, parked.n);
    const auto changes = commit ? changesOf(*commit) : tl::unexpected(Error{});
    if (!changes || scopes::lacksParts(m_core.identity, *commit) || m_poison.contains(commit->hash))
        return;
    m_inHand = commit->hash;
    m_core.applier.apply(parked, *changes);
    m_inHand.clear();
    Query(database, "DELETE FROM parked WHERE n=?").bind(parked.n).exec();
}

/// The server has accepted it and its batch says so: whatever is wrong with it, it does not hold up the rest.
Result<Done> Page::apply(const SignedCommit& commit, const schema::Acceptance& acceptance,
                         const journal::StoredAcceptance& stored)
{
    constexpr std::uint64_t mostParked = 1000;
    Database& database = m_core.database;
    std::string why;
    if (const auto found = m_poison.find(commit.hash); found != m_poison.end())
        why = found->second;
    else if (acceptance.verdict() != schema::QUARANTINED && scopes::lacksParts(m_core.identity, commit))
        why = lacksPart;
    auto changes = changesOf(commit);
    if (!changes) {
        if (acceptance.verdict() != schema::QUARANTINED) // Else it is kept for the chain's sake, as on the server.
            why = changes.error().about + " " + changes.error().detail;
        changes = std::vector<schema::Change>{};
    }
    const StoredCommit appended =
        journal::append(database, commit, acceptance, stored, m_core.applier.storeOf(commit.header));
    core::noteOrigin(m_core, commit, *changes);
    if (commit.header.sequence() == 1)
        proveBehind(m_core.database, commit.origin());
    // Of this life, and not made here: another folder goes on with it, as a copied machine does. Were both to take turns, nobody would
    // see a fork, and two sales would have one receipt number.
    if (commit.origin() == m_core.identity.origin) {
        core::beginNewLife(m_core, "another data folder writes under the same origin");
        scopes::goBackToCopy(m_core, appended.key, m_upTo.has_value());
    }
    if (m_unproven.contains(commit.hash))
        Query(database, "INSERT OR IGNORE INTO unproven(n) VALUES(?)").bind(appended.n).exec();
    if (why.empty()) {
        m_inHand = commit.hash;
        m_core.applier.apply(appended, *changes);
        m_inHand.clear();
        if (scopes::nameThisTerminal(m_core, *changes))
            scopes::followOwnRow(m_core);
        return Done{};
    }
    {
        Query count(database, "SELECT count(*) FROM parked");
        if (count.step() && count.natural(0) >= mostParked)
            return fail(Error::Kind::Storage, "kontor.db",
                        "has a thousand commits it cannot apply: update this program, or restore the terminal");
    }
    Query(database, "INSERT OR REPLACE INTO parked(n, why) VALUES(?,?)").bind(appended.n).text(why).exec();
    return Done{};
}

Result<Done> Page::work()
{
    const std::size_t known = m_poison.size();
    auto done = findingPoison(m_poison, m_inHand, [&]() -> Result<Done> {
        if (!m_checked) {
            // It was asked for before this terminal had to go back: what comes before it would be missing here.
            if (m_core.moved && m_upTo) {
                m_entries.clear();
                m_theirs = {};
                m_upTo = m_core.pulled;
            }
            check();
            m_checked = true;
        }
        if (auto room = core::requireRoom(m_core); !room)
            return room;
        Database& database = m_core.database;
        // What was pulled can be pulled again: no sync of the disk for it. The cursor is in the same transaction.
        database.run("PRAGMA synchronous=NORMAL");
        struct Restore {
            Database& database;
            ~Restore() { database.run("PRAGMA synchronous=FULL"); }
        } restore{database};
        const std::size_t lastOfSlice = m_next + m_core.world.sliceCommits;
        const auto isOver = [&, until = std::chrono::steady_clock::now() +
                                        (m_core.isAtWork() ? sliceTime : idleSliceTime)] {
            return m_core.world.isOneThread() ? m_next >= lastOfSlice
                                              : m_core.isWaitedFor() || std::chrono::steady_clock::now() >= until;
        };
        const auto cursorsBefore = std::tuple(m_core.seen, m_core.pulled, m_core.seenFrom);
        const StoreIdentity identityBefore = m_core.identity; // A move changes it.
        const bool movedBefore = m_core.moved;
        const Hlc clockBefore = m_core.clock;
        const std::size_t nextBefore = m_next;
        Transaction transaction(database);
        const auto undo = [&] {
            std::tie(m_core.seen, m_core.pulled, m_core.seenFrom) = cursorsBefore;
            m_core.identity = identityBefore;
            m_core.moved = movedBefore;
            m_core.clock = clockBefore;
            m_next = nextBefore;
            m_batchId = 0; // It may have been of this slice.
            (void)m_core.applier.takeTouched();
        };
        try {
            do {
                if (m_next == m_entries.size())
                    break;
                if (auto applied = applyEntry(m_entries[m_next]); !applied) {
                    undo();
                    return applied;
                }
                ++m_next;
            } while (!isOver());
            // An entry's place in the log is not in its acceptance, so the cursor moves at the page's end only.
            if (m_upTo && (m_next == m_entries.size() || isPlanted(Planted::CursorBeforeCommit))) {
                if (auto moved = advance(m_core, *m_upTo); !moved) {
                    undo();
                    return moved;
                }
                scopes::goBackIfMoved(m_core);
            }
            m_core.applier.finish();
            if (m_upTo && m_next == m_entries.size() && m_core.pulled.n() == m_upTo->n())
                digest_compare::compare(database, m_core.identity.organisation.raw, *m_upTo, m_theirs);
            transaction.commit();
        } catch (...) {
            undo();
            throw;
        }
        m_batchId = m_next == m_entries.size() ? 0 : m_batchId;
        core::announce(m_core, true);
        return Done{};
    });
    m_inHand.clear();
    m_again = !done && m_poison.size() > known; // The same slice once more, without what it choked on.
    return done;
}

bool Page::slice()
{
    m_result = work();
    return !m_again && (!m_result || m_next == m_entries.size());
}

namespace {

/// Whether a commit's header is still what was signed; the disk may have forgotten. A part that is not is left out: the server
/// then quarantines the commit, and what is behind it goes on. Sent as it is, the whole run would be refused for ever.
bool isSendable(SignedCommit& commit)
{
    for (std::size_t i = 0; i < commit.parts.size(); ++i)
        if (blake2b256(commit.parts[i]) != commit.header.part(static_cast<int>(i)).hash())
            commit.parts[i].clear();
    return commit.signature.size() == 64 && blake2b256(commit.headerBytes) == commit.hash;
}

Error unreadable(Database& database, std::int64_t n)
{
    std::string name = "number " + std::to_string(n);
    Query query(database, "SELECT c.id, j.sequence FROM journal j JOIN chain c ON c.ref=j.origin WHERE j.n=?");
    if (query.bind(n).step())
        name = hex(query.bytes(0)) + ":" + std::to_string(query.integer(1));
    return {Error::Kind::Storage, "commit " + name,
            "cannot be read from the disk, so it and what follows cannot be sent. Keep this folder, and put the last "
            "backup into "
            "another with `kontorctl restore`; `kontorctl journal show` has what it lacks"};
}

} // namespace

Result<std::vector<SignedCommit>> pending(Database& database, std::size_t maxCommits, std::size_t maxBytes)
{
    std::vector<SignedCommit> run;
    std::size_t bytes = 0;
    for (const std::int64_t n : journal::pending(database, maxCommits)) {
        auto commit = journal::load(database, n);
        if (!commit || !isSendable(*commit)) {
            if (run.empty())
                return tl::unexpected(unreadable(database, n));
            break; // What is in front of it can be sent.
        }
        std::size_t size = commit->headerBytes.size() + commit->signature.size();
        for (const Bytes& part : commit->parts)
            size += part.size();
        if (!run.empty() && (run.front().origin() != commit->origin() || bytes + size > maxBytes))
            break;
        bytes += size;
        run.push_back(std::move(*commit));
    }
    return run;
}

SyncState state(Database& database)
{
    SyncState state;
    const auto number = [&](const char* key) {
        const auto text = journal::meta(database, key);
        return text ? std::stoull(*text) : 0ULL;
    };
    state.seen.set_epoch(number("seen.epoch"));
    state.seen.set_n(number("seen.n"));
    {
        Query query(database, "SELECT count(*) FROM journal WHERE verdict = 0");
        state.pending = query.step() ? query.natural(0) : 0;
    }
    {
        Query query(database, "SELECT effective_ms FROM journal WHERE verdict = 0 ORDER BY n LIMIT 1");
        if (query.step())
            state.oldestPendingUs = query.integer(0) * 1000;
    }
    {
        Query query(database, "SELECT EXISTS(SELECT 1 FROM accept_batch), (SELECT count(*) FROM parked), "
                              "(SELECT count(*) FROM unproven)");
        if (query.step()) {
            state.hasAccepted = query.integer(0) != 0;
            state.parked = query.natural(1);
            state.unproven = query.natural(2);
        }
    }
    const RawId own = RawId::of(journal::meta(database, "origin").value_or(Bytes()));
    if (const auto chain = journal::chain(database, own))
        state.hlcMs = chain->hlc.ms;
    {
        Query others(database, "SELECT max(effective_ms) FROM chain WHERE id<>?");
        if (others.blob(own.bytes()).step() && !others.isNull(0))
            state.othersMs = others.natural(0);
    }
    if (state.pending > 0)
        if (const auto first = pending(database, 1, 1); !first)
            state.outboxFault = first.error().about + ": " + first.error().detail;
    state.durable.set_epoch(number("durable.epoch"));
    state.durable.set_n(number("durable.n"));
    if (const auto skew = journal::meta(database, "skew_ms"))
        state.skewMs = std::stoll(*skew);
    state.epochs = epochs::ends(database);
    state.digest = digest_compare::state(database);
    return state;
}

void retryParked(Core& core)
{
    Database& database = core.database;
    std::vector<std::int64_t> parked;
    for (Query query(database, "SELECT n FROM parked ORDER BY n"); query.step();)
        parked.push_back(query.integer(0));
    for (const std::int64_t n : parked) {
        const auto stored = journal::byNumber(database, n);
        const auto commit = journal::load(database, n);
        const auto changes = commit ? changesOf(*commit) : tl::unexpected(Error{});
        if (!stored || !changes || (stored->counts() && scopes::lacksParts(core.identity, *commit)))
            continue;
        Poison poison;
        const auto done = findingPoison(poison, commit->hash, [&]() -> Result<Done> {
            Transaction transaction(database);
            core.applier.apply(*stored, *changes);
            Query(database, "DELETE FROM parked WHERE n=?").bind(n).exec();
            core.applier.finish();
            transaction.commit();
            return Done{};
        });
        (void)core.applier.takeTouched();
        (void)done; // It stays parked, and is counted there.
    }
}

bool isParked(Database& database, std::int64_t n)
{
    Query query(database, "SELECT 1 FROM parked WHERE n=?");
    return query.bind(n).step();
}

} // namespace kontor::sync_log
