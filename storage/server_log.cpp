#include "domain/schema/identity.pb.h"
#include "storage/as_of_view.h"
#include "storage/core.h"
#include "storage/epochs.h"
#include "storage/planted_faults.h"
#include "storage/poison.h"
#include "storage/row_table.h"

#include <algorithm>
#include <set>
#include <span>

namespace kontor::server_log {

namespace {

/// How far ahead of the server's clock a commit may take effect.
constexpr std::uint64_t aheadMs = 60'000;

/// Set for an origin that two folders go on with: of its commits nobody knows which terminal has which.
std::string forkKey(const RawId& origin)
{
    return "forked." + origin.toHex();
}

/// Whether a commit follows one of its origin that has a follower already, as when a machine was cloned. What both sold has left
/// the shop, so both branches are kept. A second beginning is none: it could name another key.
bool branches(Database& database, const SignedCommit& commit)
{
    const auto before = journal::byHash(database, commit.header.previous());
    return before && before->key.origin == commit.origin() && before->key.sequence + 1 == commit.header.sequence();
}

/// Whether a commit was said to be of a fork's later branch.
bool isOfBranch(Database& database, BytesView hash)
{
    const auto commit = journal::byHash(database, hash);
    const auto stored = commit ? journal::acceptance(database, commit->n) : std::nullopt;
    schema::Acceptance acceptance;
    return stored && acceptance.ParseFromString(stored->acceptance) &&
           std::any_of(acceptance.reason().begin(), acceptance.reason().end(),
                       [](const schema::Reason& reason) { return reason.code() == schema::Reason::FORKED; });
}

void noteOnce(std::vector<RawId>& list, const RawId& id)
{
    if (std::find(list.begin(), list.end(), id) == list.end())
        list.push_back(id);
}

LogEntry entryOf(Database& database, std::int64_t n, std::int64_t& lastBatch)
{
    LogEntry entry;
    const auto stored = journal::acceptance(database, n);
    KONTOR_ASSERT(stored.has_value());
    entry.acceptance = stored->acceptance;
    entry.index = stored->place;
    if (stored->batch != lastBatch)
        entry.batch = journal::batch(database, stored->batch);
    lastBatch = stored->batch;
    return entry;
}

/// min(hlc, received + 60 s), strictly after what the author had seen and the origin's commit before.
Hlc effectiveTime(Database& database, const SignedCommit& commit, const std::optional<Chain>& chain,
                  std::uint64_t receivedMs)
{
    Hlc effective = std::min(commit.hlc(), Hlc{receivedMs + aheadMs, 0});
    const Hlc after = std::max(chain ? chain->effective : Hlc{}, journal::highAt(database, commit.header.seen().n()));
    if (effective <= after)
        effective = after.next(0);
    return effective;
}

schema::Acceptance acceptanceOf(BytesView commit, schema::Cursor cursor, TimeUs received, Hlc effective,
                                schema::Verdict verdict, const std::vector<schema::Reason>& reasons)
{
    schema::Acceptance acceptance;
    acceptance.set_commit(Bytes(commit));
    *acceptance.mutable_cursor() = std::move(cursor);
    acceptance.set_received_us(received);
    acceptance.set_effective_ms(effective.ms);
    acceptance.set_effective_counter(effective.counter);
    acceptance.set_verdict(verdict);
    for (const schema::Reason& reason : reasons)
        *acceptance.add_reason() = reason;
    return acceptance;
}

/// Whether a run says no more than this terminal's change of key to the one it has: one that was set back tells it again, signed
/// by the key before, if it cannot know that it is known.
bool saysKnownKey(std::span<const SignedCommit> run, const schema::Terminal& terminal)
{
    if (run.size() != 2 || run[1].header.command() != "rotate-key" || run[1].header.previous() != run[0].hash)
        return false;
    const auto changes = changesOf(run[1]);
    schema::Terminal changed;
    return changes && changes->size() == 1 && changes->front().row() == terminal.id() &&
           changes->front().type() == rowTypeOf(schema::Terminal::descriptor()).type &&
           changed.ParseFromString(changes->front().body()) && changed.public_key() == terminal.public_key();
}

/// The key an origin's commits must be signed with: noted already, or from the begin-origin in front of this run, if that key is
/// the one its terminal was enrolled with.
Result<Bytes> keyOf(Core& core, const std::optional<Chain>& chain, std::span<const SignedCommit> run, Trust trust)
{
    if (chain && !chain->publicKey.empty())
        return chain->publicKey;
    const SignedCommit& first = run.front();
    if (first.header.sequence() != 1 || first.header.command() != "begin-origin")
        return fail(Error::Kind::Conflict, "origin " + first.origin().toHex(), "expected sequence 1");
    auto changes = changesOf(first);
    if (!changes)
        return tl::unexpected(changes.error());
    const schema::Origin origin = core::originBegunBy(first, *changes).value_or(schema::Origin());
    if (trust == Trust::Adoption && journal::chains(core.database).empty())
        return origin.public_key();
    const SqliteView view(core.database);
    schema::Terminal terminal;
    if (!view.find(RawId::of(origin.terminal()), terminal) ||
        (terminal.public_key() != origin.public_key() && !saysKnownKey(run, terminal)))
        return fail(Error::Kind::Denied, "terminal " + RawId::of(origin.terminal()).toHex(),
                    "is not enrolled here: take an enrolment file");
    return origin.public_key();
}

using Judgement = std::pair<schema::Verdict, std::vector<schema::Reason>>;

Judgement quarantined(schema::Reason::Code code, const std::string& subject, const std::string& detail)
{
    schema::Reason reason;
    reason.set_code(code);
    reason.set_subject(subject);
    reason.set_detail(detail);
    return {schema::QUARANTINED, {reason}};
}

/// What a commit writes, or why nobody can tell.
Result<std::vector<schema::Change>> readableChanges(const SignedCommit& commit, const Poison& poison)
{
    if (const auto found = poison.find(commit.hash); found != poison.end())
        return invalid("changes", found->second);
    if (lacksPlainParts(commit))
        return invalid("parts", "are damaged or left out");
    return changesOf(commit);
}

/// The signature at the head of each piece of a run. A piece ends where the commit behind it does not name it; what a signature
/// does not reach through the hashes is nobody's.
Result<Done> checkSignatures(std::span<const SignedCommit> run, BytesView key)
{
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (run[i].origin() != run.front().origin())
            return invalid("run", "holds commits of several origins");
        const bool isHead = i + 1 == run.size() || run[i + 1].header.previous() != run[i].hash;
        if (isHead && !verifyCommitSignature(run[i], key))
            return fail(Error::Kind::Denied, "commit " + hex(run[i].hash), "its signature is not its terminal's");
    }
    return Done{};
}

} // namespace

void acceptOwn(Core& core, const StoredCommit& commit)
{
    schema::Cursor cursor = epochs::head(core.database);
    cursor.set_n(cursor.n() + 1);
    const auto acceptance =
        acceptanceOf(commit.key.hash, cursor, core.world.now(), commit.key.effective, schema::ACCEPTED, {});
    const Bytes bytes = acceptance.SerializeAsString();
    const std::int64_t batch = journal::appendBatch(core.database, signBatch({bytes}, core.keys.keys()));
    journal::setAcceptance(core.database, commit.n, acceptance, {bytes, batch, 0});
    journal::noteHigh(core.database, cursor.n(),
                      commit.key.effective); // It ticked from everything seen: later than all.
    core.seen = core.pulled = cursor;
}

void beginEpoch(Core& core, std::uint64_t last, std::uint64_t above)
{
    core.memoryOfThen.forgetAll();
    epochs::begin(core.database, last, above, core.world.now());
    core.pulled = epochs::head(core.database);
    core.seen = core.pulled;
}

void noteHead(Core& core)
{
    core.keys.writeLogHead({core.pulled.epoch(), core.pulled.n()});
}

void setForked(Database& database, const RawId& origin)
{
    journal::setMeta(database, forkKey(origin), "1");
}

bool isForked(Database& database, const RawId& origin)
{
    return journal::meta(database, forkKey(origin)).has_value();
}

namespace {

Result<std::vector<LogEntry>> acceptRun(Core& core, const std::vector<SignedCommit>& run, const Judge& judge,
                                        Trust trust, Poison& poison)
{
    Bytes inHand; ///< Hash of what was being applied when SQLite threw.
    const Hlc clockBefore = core.clock;
    const schema::Cursor seenBefore = core.seen;
    const schema::Cursor pulledBefore = core.pulled;
    auto result = findingPoison(poison, inHand, [&]() -> Result<std::vector<LogEntry>> {
        Database& database = core.database;
        Transaction transaction(database);
        struct Answered {
            std::int64_t n = 0;
            std::optional<std::uint32_t> place; ///< In this run's batch.
        };
        std::vector<Answered> answered;
        std::int64_t batch = 0;
        schema::AcceptBatch signedBatch;
        std::size_t next = 0;
        for (; next < run.size(); ++next) {
            const auto known = journal::byHash(database, run[next].hash);
            if (!known)
                break;
            answered.push_back({known->n, std::nullopt});
        }
        std::vector<Bytes> acceptances;
        if (next < run.size()) {
            const RawId origin = run[next].origin();
            auto chain = journal::chain(database, origin);
            auto key = keyOf(core, chain, std::span(run).subspan(next), trust);
            if (!key)
                return tl::unexpected(key.error());
            if (auto genuine = checkSignatures(std::span(run).subspan(next), *key); !genuine)
                return tl::unexpected(genuine.error());

            schema::Cursor cursor = epochs::head(database);
            const TimeUs received = core.world.now();
            // Signed last, over all of them; its number is needed before.
            batch = journal::appendBatch(database, {});
            const std::uint64_t others = journal::lastCursorOfOthers(database, origin);
            const std::uint64_t firstCursor = cursor.n() + 1;
            const Hlc highBefore = core.clock;
            const SignedCommit* before = nullptr; // The one in front in this run.
            // Once there are two branches, all of the later one are told so, also where it has become the longer.
            std::optional<bool> wasForked;
            if (isForked(database, origin))
                wasForked = isOfBranch(database, run[next].header.previous());
            core.memoryOfThen.forgetUnseenUses();
            for (; next < run.size(); ++next) {
                const SignedCommit& commit = run[next];
                const std::uint64_t expected = before != nullptr ? before->header.sequence() + 1
                                               : chain           ? chain->sequence + 1
                                                                 : 1;
                const Bytes previous = before != nullptr ? before->hash : chain ? chain->hash : Bytes();
                const bool follows = commit.header.sequence() == expected && commit.header.previous() == previous;
                if (!follows) {
                    if (const auto known = journal::byHash(database, commit.hash)) {
                        answered.push_back({known->n, std::nullopt}); // A second time in one run.
                        continue;
                    }
                }
                const bool isBranch = !follows && branches(database, commit);
                if (!isBranch && commit.header.sequence() > expected)
                    return fail(Error::Kind::Conflict, "origin " + origin.toHex(),
                                "expected sequence " + std::to_string(expected));
                before = &commit;
                const bool forked = isBranch || (chain && commit.header.sequence() <= chain->sequence) ||
                                    (follows && wasForked.value_or(false));
                wasForked = forked;
                if (forked)
                    setForked(database, origin);
                auto changes = readableChanges(commit, poison);
                const SqliteView now(database);
                // Mostly the author had seen all that others wrote, and then the shop of then is the shop of now; of a fork it is
                // not, since that has the other branch, too.
                const auto& seen = commit.header.seen();
                const bool hadSeenAll = follows && !forked && seen.epoch() == cursor.epoch() && seen.n() >= others;
                const AsOfView then(database, seen, origin, commit.header.sequence(), hadSeenAll);
                const std::string seenBy =
                    hadSeenAll ? "all" : origin.toHex() + std::to_string(seen.epoch()) + " " + std::to_string(seen.n());
                if (seenBy != std::exchange(core.sight, seenBy) || forked || !follows)
                    core.memoryOfThen.forgetAll();
                core.memoryOfThen.lookThrough(then);
                core.memory.lookThrough(now);
                // It is its terminal's, so it has its place in the chain; refused, it would hold up all behind it for ever.
                auto [verdict, reasons] =
                    !changes ? quarantined(schema::Reason::MALFORMED, changes.error().about, changes.error().detail)
                    : !follows && !isBranch ? quarantined(schema::Reason::BROKEN_CHAIN, "previous",
                                                          "names no commit of this origin that is known here")
                                            : judge(core.memoryOfThen, core.memory, commit, *changes);
                for (const SqliteView* view : {&now, static_cast<const SqliteView*>(&then)})
                    if (const auto unread = view->error())
                        return tl::unexpected(*unread); // Judged by what could not be read.
                KONTOR_ASSERT(verdict != schema::PENDING);
                if (forked) {
                    verdict = std::max(verdict, schema::FLAGGED);
                    reasons.emplace_back().set_code(schema::Reason::FORKED);
                }
                if (isPlanted(Planted::VerdictByPlaceInRun) && answered.size() % 2 == 1 && verdict == schema::ACCEPTED)
                    verdict = schema::FLAGGED;
                if (!changes)
                    changes = std::vector<schema::Change>{};
                const Hlc effective = effectiveTime(database, commit, chain,
                                                    static_cast<std::uint64_t>(std::max<TimeUs>(received, 0) / 1000));
                cursor.set_n(cursor.n() + 1);
                const auto acceptance = acceptanceOf(commit.hash, cursor, received, effective, verdict, reasons);
                const auto place = static_cast<std::uint32_t>(acceptances.size());
                acceptances.push_back(acceptance.SerializeAsString());
                const StoredCommit stored =
                    journal::append(database, commit, acceptance, {acceptances.back(), batch, place},
                                    core.applier.storeOf(commit.header));
                inHand = commit.hash;
                core.applier.apply(stored, *changes);
                inHand.clear();
                if (forked || !follows)
                    core.memoryOfThen.forgetAll(); // Its place in the chain says nothing of what stands in front of it.
                if (!chain || chain->publicKey.empty())
                    core::noteOrigin(core, commit, *changes); // Never a second time: it could name another key.
                answered.push_back({stored.n, place});
                core.clock = std::max(core.clock, effective);
                if (!chain || !follows) {
                    chain = journal::chain(database, origin);
                } else {
                    chain->sequence = commit.header.sequence();
                    chain->hash = commit.hash;
                    chain->effective = std::max(chain->effective, effective);
                }
            }
            signedBatch = signBatch(acceptances, core.keys.keys());
            journal::setBatch(database, batch, signedBatch);
            // For the whole batch at its first cursor: whoever has seen a part of it comes after all of it, which is later than
            // needed and never too early.
            if (highBefore < core.clock)
                journal::noteHigh(database, firstCursor, core.clock);
            core.seen = core.pulled = cursor;
            takeWaiting(core, run, poison, inHand);
        }
        std::vector<LogEntry> entries;
        std::int64_t lastBatch = 0;
        for (const auto& [n, place] : answered) {
            if (!place) {
                entries.push_back(entryOf(database, n, lastBatch));
                continue;
            }
            LogEntry& entry = entries.emplace_back();
            entry.acceptance = acceptances[*place];
            entry.index = *place;
            if (std::exchange(lastBatch, batch) != batch)
                entry.batch = signedBatch;
        }
        core.applier.finish();
        transaction.commit();
        noteHead(core);
        return entries;
    });
    if (result) {
        core::announce(core, true);
    } else {
        core.clock = clockBefore;
        core.seen = seenBefore;
        core.pulled = pulledBefore;
        (void)core.applier.takeTouched();
    }
    return result;
}

} // namespace

Result<std::vector<LogEntry>> accept(Core& core, const std::vector<SignedCommit>& run, const Judge& judge, Trust trust)
{
    if (!core.identity.isServer)
        return fail(Error::Kind::Conflict, "data folder", "is no server's");
    if (run.empty())
        return std::vector<LogEntry>{};
    if (auto room = core::requireRoom(core); !room)
        return tl::unexpected(room.error());
    Poison poison;
    for (;;) {
        const std::size_t known = poison.size();
        auto result = acceptRun(core, run, judge, trust, poison);
        if (result || poison.size() == known)
            return result;
    }
}

LogPage read(Database& database, const LogQuery& query, RawId organisation)
{
    LogPage page;
    struct Place {
        std::int64_t n = 0;
        std::uint64_t cursor = 0;
        std::int64_t origin = 0;
        bool isAgain = false;
    };
    std::vector<Place> numbers;
    page.upTo.set_epoch(epochs::current(database));
    page.upTo.set_n(query.after);
    {
        Query behind(
            database,
            "SELECT n, cursor, origin, 0 FROM journal WHERE cursor > ?1 UNION ALL SELECT a.n, a.cursor, j.origin, 1 "
            "FROM log_again a JOIN journal j ON j.n = a.n WHERE a.cursor > ?1 ORDER BY cursor LIMIT ?2");
        behind.bind(query.after).bind(static_cast<std::int64_t>(query.maxCommits) + 1);
        while (behind.step())
            numbers.push_back({behind.integer(0), behind.natural(1), behind.integer(2), behind.integer(3) != 0});
    }
    // Of the life that asks: it has them, unless another folder writes under the same origin. What it is told of them is their
    // acceptance, for which nothing of theirs need be read.
    const auto asking = query.origin.isNil() ? std::nullopt : journal::chain(database, query.origin);
    const bool hasOwn = asking && asking->terminal == query.terminal.raw && !isForked(database, query.origin);
    std::size_t bytes = 0;
    std::int64_t lastBatch = 0;
    std::optional<Chain> chain;                    // Of the commit before: runs are of one origin.
    page.more = numbers.size() > query.maxCommits; // Whether or not any of these is for this terminal.
    if (page.more)
        numbers.pop_back();
    for (const auto& [n, cursor, origin, isAgain] : numbers) {
        if (bytes > query.maxBytes && !page.entries.empty()) {
            page.more = true;
            break;
        }
        if (hasOwn && origin == asking->ref && query.ownByPush && !isAgain) {
            page.passedOwn = true;
            page.upTo.set_n(cursor);
            noteOnce(page.terminals, asking->terminal);
            continue;
        }
        if (hasOwn && origin == asking->ref) {
            LogEntry entry = entryOf(database, n, lastBatch);
            bytes += entry.acceptance.size() + entry.batch.ByteSizeLong();
            page.entries.push_back(std::move(entry));
            page.upTo.set_n(cursor);
            noteOnce(page.terminals, asking->terminal);
            continue;
        }
        auto commit = journal::load(database, n);
        if (!commit || blake2b256(commit->headerBytes) != commit->hash) {
            // Damaged on this disk, or compacted, which a server's never are. It must not keep everybody from all behind it.
            page.damaged.push_back(journal::byNumber(database, n).value_or(StoredCommit()).key.hash);
            page.upTo.set_n(cursor);
            continue;
        }
        if (!chain || chain->origin != commit->origin())
            chain = journal::chain(database, commit->origin());
        // Of the life that asks: it has them, unless another folder writes under the same origin.
        const bool own = commit->origin() == query.origin && !isForked(database, query.origin);
        const bool itsOwn = chain && chain->terminal == query.terminal.raw; // Whole, whatever store it was made in.
        bool inScope = itsOwn;
        if (chain)
            noteOnce(page.terminals, chain->terminal);
        for (std::size_t i = 0; i < commit->parts.size(); ++i) {
            const RawId scope = RawId::of(commit->header.part(static_cast<int>(i)).scope());
            noteOnce(page.scopes, scope);
            if (!commit->parts[i].empty() &&
                blake2b256(commit->parts[i]) != commit->header.part(static_cast<int>(i)).hash()) {
                page.damaged.push_back(commit->hash);
                commit->parts[i].clear(); // Who follows it parks the commit until it comes whole.
            }
            if (scope == organisation || scope == query.store.raw || query.store.isNil())
                inScope = true;
            else if (!itsOwn)
                commit->parts[i].clear();
        }
        page.upTo.set_n(cursor);
        if (!inScope)
            continue;
        LogEntry entry = entryOf(database, n, lastBatch);
        if (isPlanted(Planted::BatchCutInsideCommit) && page.entries.size() + 1 == query.maxCommits)
            commit->parts.back().clear();
        if (isPlanted(Planted::ReserialisedHash))
            for (Bytes& part : commit->parts)
                planted::reserialise(part);
        if (!own) {
            entry.envelope = commit->envelope();
            bytes += entry.envelope->ByteSizeLong();
        }
        bytes += entry.acceptance.size() + entry.batch.ByteSizeLong();
        page.entries.push_back(std::move(entry));
    }
    if (!page.more)
        page.digests = digest::totals(database, organisation, query.store.raw);
    return page;
}

std::vector<LogEntry> commitsOf(Database& database, std::uint32_t type, const std::vector<RawId>& rows,
                                const LogQuery& asks, RawId organisation)
{
    std::vector<LogEntry> entries;
    std::size_t bytes = 0;
    std::int64_t lastBatch = 0;
    for (const std::int64_t n : damage::writersOf(database, type, rows)) {
        auto commit = journal::load(database, n);
        if (!commit || !journal::acceptance(database, n))
            continue;
        for (std::size_t i = 0; i < commit->parts.size(); ++i) {
            const RawId scope = RawId::of(commit->header.part(static_cast<int>(i)).scope());
            if (scope != organisation && scope != asks.store.raw && !asks.store.isNil())
                commit->parts[i].clear();
        }
        if (std::all_of(commit->parts.begin(), commit->parts.end(), [](const Bytes& part) { return part.empty(); }))
            continue; // It does not travel to who asks.
        LogEntry entry = entryOf(database, n, lastBatch);
        entry.envelope = commit->envelope();
        bytes += entry.envelope->ByteSizeLong() + entry.acceptance.size() + entry.batch.ByteSizeLong();
        if (bytes > asks.maxBytes && !entries.empty())
            break;
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace kontor::server_log
