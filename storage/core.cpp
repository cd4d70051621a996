#include "storage/core.h"

#include "domain/base/planted.h"
#include "domain/identity/terminal.h"
#include "domain/payments/card_number.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/settings/settings.h"
#include "storage/backup.h"
#include "storage/epochs.h"
#include "storage/scopes.h"
#include "storage/sqlite_view.h"
#include "storage/tables_made.h"
#include "storage/waiting.h"
#include "storage/write_guard.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace kontor {

Transaction::~Transaction()
{
    if (!m_open)
        return;
    m_database.holdCommits(false);
    m_database.noteRollback();
    try {
        m_database.run("ROLLBACK");
    } catch (const SQLite::Exception&) {
        // SQLite has rolled back by itself, as it does when the disk is full.
    }
}

void Transaction::commit()
{
    m_database.holdCommits(false);
    try {
        Query(m_database, "COMMIT").exec();
    } catch (const SQLite::Exception&) {
        m_open = false;
        m_database.noteRollback();
        cover();
        throw;
    }
    m_open = false;
}

/// When the disk fails at a COMMIT's sync, the frames of it lie in the write-ahead log, the commit's mark among them. To this process
/// they are gone; who recovers the log after a power cut would find them whole, though it was said that nothing is written. What is
/// written next takes their place, so that is done here and now. It may fail as well: then it is the next transaction that does it.
void Transaction::cover()
{
    const auto quietly = [this](const char* sql) {
        try {
            m_database.run(sql);
            return true;
        } catch (const SQLite::Exception&) {
            return false;
        }
    };
    (void)quietly("ROLLBACK"); // Mostly SQLite has done so by itself.
    if (quietly("BEGIN IMMEDIATE") &&
        (!quietly("INSERT OR REPLACE INTO meta(key, value) VALUES('covered', x'31')") || !quietly("COMMIT")))
        (void)quietly("ROLLBACK");
}

void Core::listen()
{
    sqlite3_wal_hook(
        database.raw().getHandle(),
        [](void* core, sqlite3*, const char*, int pages) {
            static_cast<Core*>(core)->logPages = pages;
            static_cast<Core*>(core)->marks.settle();
            return SQLITE_OK;
        },
        this);
}

namespace core {

namespace {

Bytes number(std::uint64_t value)
{
    return std::to_string(value);
}

std::uint64_t numberIn(const std::optional<Bytes>& text)
{
    std::uint64_t value = 0;
    if (text)
        std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

/// This store's own origin as it stands; an empty one before its first commit.
Chain chainOf(Core& core)
{
    auto chain = journal::chain(core.database, core.identity.origin).value_or(Chain());
    chain.origin = core.identity.origin;
    return chain;
}

Context makeContext(Core& core, const Chain& chain)
{
    Context context;
    context.now = timeOf(core, chain.hlc);
    context.utcOffsetSeconds = core.world.utcOffsetSeconds(context.now);
    context.organisation = core.identity.organisation;
    context.store = core.identity.store;
    context.terminal = core.identity.terminal;
    context.origin = core.identity.origin;
    context.originCode = originCodeOf(core.identity.origin);
    context.nextReceiptNumber = chain.receipt + 1;
    context.newId = [&core] {
        const Bytes random = core.world.random(10);
        std::array<std::uint8_t, 10> bytes{};
        std::memcpy(bytes.data(), random.data(), bytes.size());
        return RawId::v7(nowMs(core), bytes);
    };
    context.randomBytes = core.world.random;
    return context;
}

/// Seals, appends and applies one own commit inside the open transaction.
Result<Committed> append(Core& core, const Commit& commit, const Context& context, const Chain& chain)
{
    const Hlc known = isPlanted(Planted::HlcNotPersisted) ? core.clock : std::max(core.clock, chain.hlc);
    const Hlc hlc = known.next(nowMs(core));
    const ChainHead head{core.identity.origin, chain.sequence, chain.hash, chain.hlc};
    std::vector<schema::Change> changes;
    auto sealed = seal(commit, context, head, hlc, core.seen, core.keys.keys(), &changes);
    if (!sealed)
        return tl::unexpected(sealed.error());

    const StoredCommit stored =
        journal::append(core.database, *sealed, hlc, schema::PENDING, core.applier.storeOf(sealed->header));
    core.applier.apply(stored, changes);
    noteOrigin(core, *sealed, changes);

    const std::uint32_t orderType = rowTypeOf(schema::Order::descriptor()).type;
    for (const schema::Change& change : changes) {
        schema::Order order;
        if (change.type() != orderType || !order.ParseFromString(change.body()) ||
            order.series() != core.identity.origin.bytes())
            continue;
        // Gapless: the number goes with the order or not at all.
        KONTOR_ASSERT(order.number() == context.nextReceiptNumber);
        journal::setReceipt(core.database, core.identity.origin, order.number());
    }
    if (core.identity.isServer)
        server_log::acceptOwn(core, stored);
    core.clock = std::max(core.clock, hlc);
    return Committed{sealed->hash, commit.mainId(), sealed->header.sequence()};
}

} // namespace

void makeTablesAgain(Core& core)
{
    core.applier.clearTables();
    core.applier.takeUpBase();
    std::vector<std::int64_t> numbers;
    for (Query query(core.database, "SELECT n FROM journal ORDER BY n"); query.step();)
        numbers.push_back(query.integer(0));
    for (const std::int64_t n : numbers) {
        if (journal::isCompacted(core.database, n))
            continue;
        journal::setStore(core.database, n, core.applier.storeOf(journal::header(core.database, n)));
        const auto stored = journal::byNumber(core.database, n);
        KONTOR_ASSERT(stored.has_value());
        if (!sync_log::isParked(core.database, n))
            core.applier.apply(*stored, journal::changes(core.database, n));
    }
    core.applier.finish();
}

void beginNewLife(Core& core, const std::string& why)
{
    core.identity.origin = RawId::of(core.world.random(16));
    journal::setMeta(core.database, "origin", core.identity.origin.bytes());
    journal::setMeta(core.database, "origin.why", why);
}

namespace {

/// Effective times only, and of the present life its own header: another till's clock may be years ahead, and so may have been
/// this one's in a former life.
Hlc readClock(Core& core)
{
    Hlc clock;
    if (isPlanted(Planted::HlcNotPersisted))
        return clock;
    for (const Chain& chain : journal::chains(core.database)) {
        clock = std::max(clock, chain.effective);
        if (chain.origin == core.identity.origin)
            clock = std::max(clock, chain.hlc);
    }
    return clock;
}

} // namespace

TimeUs timeOf(Core& core, const Hlc& own)
{
    constexpr TimeUs day = 86'400'000'000;
    /// 2026-01-01: nobody's clock is right before this program was written.
    constexpr TimeUs firstRight = 1'767'225'600'000'000;
    const TimeUs clock = core.world.now();
    if (core.identity.isServer)
        return clock;
    TimeUs known = core.accepted;
    const TimeUs made =
        static_cast<TimeUs>(own.ms + 1) * 1000; // To the next millisecond: what was made then is valid from then.
    if (made - clock <= day || (known == 0 && clock < firstRight))
        known = std::max(known, made);
    if (clock >= known)
        core.shift = 0;
    else if (clock + core.shift < known)
        core.shift = known - clock; // It goes on from here as this machine's clock does.
    // Where the shift ends, or the clock steps back a little, nothing is made before what was made already.
    constexpr TimeUs little = 1'000'000;
    const TimeUs time = clock + core.shift;
    core.told = time < core.told && core.told - time < little ? core.told : time;
    return core.told;
}

std::uint64_t nowMs(const Core& core)
{
    return static_cast<std::uint64_t>(std::max<TimeUs>(core.world.now(), 0) / 1000);
}

void readIdentity(Database& database, StoreIdentity& identity)
{
    const auto id = [&](const char* key) { return RawId::of(journal::meta(database, key).value_or(Bytes())); };
    identity.organisation = Id<schema::Organisation>(id("organisation"));
    identity.store = Id<schema::Store>(id("store"));
    identity.terminal = Id<schema::Terminal>(id("terminal"));
    identity.origin = id("origin");
    identity.ordinal = static_cast<std::uint32_t>(numberIn(journal::meta(database, "ordinal")));
    identity.isServer = journal::meta(database, "server").has_value();
}

void writeIdentity(Database& database, const StoreIdentity& identity)
{
    journal::setMeta(database, "organisation", identity.organisation.bytes());
    journal::setMeta(database, "terminal", identity.terminal.bytes());
    journal::setMeta(database, "ordinal", number(identity.ordinal));
    if (!identity.store.isNil())
        journal::setMeta(database, "store", identity.store.bytes());
    if (identity.isServer) {
        journal::setMeta(database, "server", "1");
        journal::setMeta(database, "epoch", "1");
    }
    if (!identity.origin.isNil())
        journal::setMeta(database, "origin", identity.origin.bytes());
}

Result<std::int64_t> checkVersion(Database& database)
{
    std::int64_t version = 0;
    {
        Query query(database, "PRAGMA user_version");
        version = query.step() ? query.integer(0) : 0;
    }
    if (version > static_cast<std::int64_t>(schemaVersion))
        return fail(Error::Kind::Storage, "kontor.db",
                    "was written by a newer Kontor (schema " + std::to_string(version) + ", this one knows " +
                        std::to_string(schemaVersion) + "): update this program");
    return version;
}

Result<Done> load(Core& core)
{
    Database& database = core.database;
    const auto known = checkVersion(database);
    if (!known)
        return tl::unexpected(known.error());
    const std::int64_t version = *known;
    if (auto saved = saveBeforeUpgrade(database, version); !saved)
        return saved;
    {
        Transaction transaction(database);
        const bool isMade = tables_made::byThisProgram(database);
        if (!isMade) {
            journal::create(database);
            epochs::create(database);
            waiting::create(database);
            Applier::createTables(database);
        }
        core.applier.setOrganisation(RawId::of(journal::meta(database, "organisation").value_or(Bytes())));
        if (version < static_cast<std::int64_t>(schemaVersion) && !journal::chains(database).empty()) {
            makeTablesAgain(core); // What an older program kept of newer ones' commits now has its columns and tables.
            (void)core.applier.takeTouched();
        }
        if (!isMade) {
            write_guard::create(database);
            database.run("PRAGMA user_version=" + std::to_string(schemaVersion));
            tables_made::note(database);
        }
        if (!journal::meta(database, "origin"))
            beginNewLife(core, "first");
        transaction.commit();
    }
    readIdentity(database, core.identity);
    sync_log::readCursors(core);
    core.moved = journal::meta(database, "moved").has_value();

    if (auto finished = finishRotation(core); !finished)
        return finished;

    // The key file ahead of the database: the folder was restored from a backup. What it sold since then is somewhere else
    // under this origin's numbers, so this origin must not go on.
    const auto& head = core.keys.head();
    const auto chain = journal::chain(database, core.identity.origin);
    const std::uint64_t sequence = chain ? chain->sequence : 0;
    const bool copiedIn = journal::meta(database, restoredKey).has_value();
    const bool restored = copiedIn || head.origin == core.identity.origin
                              ? copiedIn || head.sequence > sequence ||
                                    (head.sequence == sequence && sequence > 0 && head.hash != chain->hash)
                              : head.sequence > 0 && !journal::chain(database, head.origin);
    // Other keys than the origin began with: the folder was copied without them, and nothing signed now would fit its chain.
    const bool otherKeys = chain && !chain->publicKey.empty() && chain->publicKey != core.keys.keys().publicKey;
    // The same of the server's log: positions that were handed out must not be handed out again.
    const auto& log = core.keys.logHead();
    const bool lostLog =
        core.identity.isServer &&
        (log.epoch == core.pulled.epoch() ? log.n > core.pulled.n() : log.n > 0 && !epochs::endOf(database, log.epoch));
    if ((restored && !isPlanted(Planted::RestoreKeepsOrigin)) || otherKeys || lostLog) {
        Transaction transaction(database);
        if (restored || otherKeys)
            beginNewLife(core, restored ? "the data folder was restored from a backup" : "the terminal has other keys");
        if (core.identity.isServer && (restored || lostLog))
            server_log::beginEpoch(core, core.pulled.n(), log.epoch);
        journal::dropMeta(database, restoredKey);
        transaction.commit();
    }
    // A base may be of a store that this terminal has left without having heard of it: its own row says so, and no page will.
    if (!core.moved) {
        Transaction transaction(database);
        scopes::followOwnRow(core);
        scopes::goBackIfMoved(core);
        core.applier.finish();
        transaction.commit();
        (void)core.applier.takeTouched();
    }
    core.clock = readClock(core);
    {
        Query last(database, "SELECT received_us FROM journal WHERE cursor IS NOT NULL ORDER BY cursor DESC LIMIT 1");
        core.accepted = last.step() ? last.integer(0) : 0;
    }
    timeOf(core, chainOf(core).hlc);
    sync_log::retryParked(core);
    return Done{};
}

Result<Done> startNewOrigin(Core& core, const std::string& why)
{
    const auto isUntold = isKeyUntold(core);
    const auto told = isUntold && *isUntold ? tellKeyAgain(core) : Result<Done>(Done{});
    const StoreIdentity before = core.identity;
    auto done = guarded("kontor.db", [&]() -> Result<Done> {
        Transaction transaction(core.database);
        beginNewLife(core, why);
        transaction.commit();
        core.clock = readClock(core);
        return Done{};
    });
    if (!done)
        core.identity = before;
    return done ? told : done;
}

Result<Done> setIdentity(Core& core, const StoreIdentity& identity, BytesView pepper, BytesView serverKey)
{
    if (!core.identity.organisation.isNil())
        return fail(Error::Kind::Conflict, "data folder", "already belongs to a shop: choose another folder");
    if (identity.organisation.isNil() || identity.terminal.isNil()) // They come out of files and replies.
        return invalid("identity", "names no organisation or no terminal: take a new enrolment file");
    // Secrets first: an identity without them could never sign a receipt; secrets without one do no harm.
    if (auto written = core.keys.setSecrets(pepper, serverKey); !written)
        return written;
    Transaction transaction(core.database);
    writeIdentity(core.database, identity);
    transaction.commit();
    readIdentity(core.database, core.identity);
    core.applier.setOrganisation(core.identity.organisation.raw);
    return Done{};
}

std::optional<schema::Origin> originBegunBy(const SignedCommit& commit, const std::vector<schema::Change>& changes)
{
    if (commit.header.sequence() != 1)
        return std::nullopt;
    const std::uint32_t originType = rowTypeOf(schema::Origin::descriptor()).type;
    for (const schema::Change& change : changes) {
        schema::Origin origin;
        if (change.type() == originType && change.row() == commit.header.origin() &&
            origin.ParseFromString(change.body()))
            return origin;
    }
    return std::nullopt;
}

void noteOrigin(Core& core, const SignedCommit& commit, const std::vector<schema::Change>& changes)
{
    if (const auto origin = originBegunBy(commit, changes))
        journal::setOriginKey(core.database, commit.origin(), RawId::of(origin->terminal()), origin->public_key());
}

namespace {

/// Whether it ends something that is under way: goods and money are on the counter.
bool finishesWork(const Commit& commit)
{
    return commit.command() == "sell" || commit.command() == "note-card-answer";
}

Error diskIsFull(const Core& core)
{
    return {Error::Kind::Storage, "disk",
            "is full: only a sale in hand can be finished. Free at least " +
                std::to_string(2 * core.reserve.bytes() >> 20U) + " MB"};
}

/// One try; `full` says whether it failed for want of space.
Result<Committed> tryExecute(Core& core, const Store::Command& command, bool& full)
{
    const Hlc clockBefore = core.clock;
    const schema::Cursor seenBefore = core.seen;
    const schema::Cursor pulledBefore = core.pulled;
    const RawId originBefore = core.identity.origin;
    auto result = guarded("kontor.db", [&]() -> Result<Committed> {
        try {
            if (isPlanted(Planted::AckBeforeCommit))
                core.database.run("PRAGMA synchronous=NORMAL");
            Transaction transaction(core.database);
            const SqliteView view(core.database);
            Chain chain = chainOf(core);
            // The disk was full when the key had just been changed: nothing that is signed now would fit the old chain.
            if (!chain.publicKey.empty() && chain.publicKey != core.keys.keys().publicKey) {
                beginNewLife(core, "the terminal's key was changed");
                chain = chainOf(core);
            }
            const bool begins = chain.sequence == 0;
            Context context = makeContext(core, chain);
            core.memory.lookThrough(view);
            auto commit = command(core.memory, context);
            if (!commit)
                return tl::unexpected(view.error().value_or(commit.error()));
            const SettingOwners here{context.organisation, context.store, context.terminal};
            if (auto sound = refuseCardNumbers(core.memory, here, *commit); !sound)
                return tl::unexpected(sound.error());
            if (!finishesWork(*commit) && !core.reserve.isHeld())
                return tl::unexpected(diskIsFull(core));
            Committed committed;
            committed.mainId = commit->mainId();
            if (!commit->changes().empty()) {
                if (auto atWork = requireNotRevoked(view, core.identity.terminal); !atWork)
                    return tl::unexpected(atWork.error());
                if (begins) {
                    auto begin = beginOrigin(view, context, core.keys.keys().publicKey);
                    if (!begin)
                        return tl::unexpected(begin.error());
                    if (auto done = append(core, *begin, context, chain); !done)
                        return done;
                    chain = chainOf(core);
                }
                auto done = append(core, *commit, context, chain);
                if (!done)
                    return done;
                committed = *done;
            }
            if (const auto unread = view.error())
                return tl::unexpected(*unread); // It decided by what it could not read.
            for (const Commit::Local& local : commit->locals())
                core.applier.applyLocal(local);
            if (commit->changes().empty() && commit->locals().empty())
                return committed;
            core.applier.finish();
            transaction.commit();
            if (!committed.hash.empty())
                core.keys.writeHead({core.identity.origin, committed.sequence, committed.hash});
            if (core.identity.isServer)
                server_log::noteHead(core);
            return committed;
        } catch (const SQLite::Exception& e) {
            full = e.getErrorCode() == SQLITE_FULL;
            throw;
        }
    });
    if (result) {
        announce(core, false);
    } else {
        core.clock = clockBefore;
        core.seen = seenBefore;
        core.pulled = pulledBefore;
        core.identity.origin = originBefore;
        (void)core.applier.takeTouched();
    }
    return result;
}

} // namespace

Result<Committed> execute(Core& core, const Store::Command& command)
{
    if (core.identity.organisation.isNil())
        return fail(Error::Kind::Conflict, "data folder",
                    "belongs to no shop yet: run `kontorctl init` or take an enrolment file");
    core.lastCommand = std::chrono::steady_clock::now();
    bool full = false;
    auto result = tryExecute(core, command, full);
    // Once more with the space that was held back: nothing of the first try was written.
    if (full && core.reserve.release())
        result = tryExecute(core, command, full);
    return result;
}

Result<Done> requireRoom(Core& core)
{
    if (!core.reserve.isHeld())
        return tl::unexpected(diskIsFull(core));
    return Done{};
}

Result<Done> rebuild(Core& core)
{
    auto result = guarded("kontor.db", [&]() -> Result<Done> {
        Transaction transaction(core.database);
        makeTablesAgain(core);
        transaction.commit();
        return Done{};
    });
    (void)core.applier.takeTouched(); // Nothing has changed, or nothing was written.
    return result;
}

void announce(Core& core, bool bySync)
{
    auto touched = core.applier.takeTouched();
    if (touched.erased)
        for (Query query(core.database, "PRAGMA wal_checkpoint(TRUNCATE)"); query.step();) {
        }
    if (touched.types.empty() || !core.announce)
        return;
    ChangeSet changes;
    changes.types.assign(touched.types.begin(), touched.types.end());
    if (!touched.tooMany)
        changes.rows = std::move(touched.rows);
    changes.bySync = bySync;
    core.announce(changes);
}

} // namespace core
} // namespace kontor
