#include "storage/scopes.h"

#include "domain/schema/identity.pb.h"
#include "storage/epochs.h"
#include "storage/journal_tables.h"
#include "storage/row_table.h"
#include "storage/sqlite_view.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace kontor::scopes {

namespace {

/// Where the log is read again after a fork, beside "moved".
constexpr const char* backToKey = "moved.to";

/// The last epoch in which the log was read again for a move that came again.
constexpr const char* wentBackKey = "moved.again";

/// Whether these changes say which store this terminal belongs to.
bool placeThisTerminal(const Core& core, const std::vector<schema::Change>& changes)
{
    static const std::uint32_t terminalType = rowTypeOf(schema::Terminal::descriptor()).type;
    return std::any_of(changes.begin(), changes.end(), [&](const schema::Change& change) {
        schema::Terminal row;
        return change.type() == terminalType && change.row() == core.identity.terminal.bytes() &&
               row.ParseFromString(change.body()) && row.has_store();
    });
}

/// Numbers of the origins this terminal has had.
std::unordered_set<std::int64_t> ownOrigins(Core& core)
{
    std::unordered_set<std::int64_t> refs;
    Query query(core.database, "SELECT ref FROM chain WHERE terminal=?");
    query.blob(core.identity.terminal.bytes());
    while (query.step())
        refs.insert(query.integer(0));
    return refs;
}

/// Every store's parts of others' commits: out of the journal, their facts out of the tables. The new store's come again.
void forgetStores(Core& core)
{
    const auto own = ownOrigins(core);
    std::unordered_set<std::int64_t> foreign;
    {
        Query query(core.database, "SELECT n, origin FROM journal ORDER BY n");
        while (query.step())
            if (!own.contains(query.integer(1)))
                foreign.insert(query.integer(0));
    }
    for (const RowType* type : rowTypes()) {
        if (type->scope != schema::STORE || type->kind == schema::LOCAL)
            continue;
        core.applier.withdraw(*type, [&](std::int64_t commit) { return foreign.contains(commit); });
    }
    for (const std::int64_t n : foreign) {
        const auto commit = journal::load(core.database, n);
        if (!commit)
            continue; // Compacted: it has no parts.
        for (std::size_t i = 0; i < commit->parts.size(); ++i)
            if (RawId::of(commit->header.part(static_cast<int>(i)).scope()) != core.identity.organisation.raw)
                journal::dropPart(core.database, n, i);
    }
}

} // namespace

bool follows(const StoreIdentity& identity, const RawId& scope)
{
    return identity.store.isNil() || scope == identity.organisation.raw || scope == identity.store.raw;
}

bool lacksParts(const StoreIdentity& identity, const SignedCommit& commit)
{
    for (std::size_t i = 0; i < commit.parts.size(); ++i) {
        const auto& part = commit.header.part(static_cast<int>(i));
        if (commit.parts[i].empty() && part.kind() == schema::PLAIN && follows(identity, RawId::of(part.scope())))
            return true;
    }
    return false;
}

void keepFollowed(Core& core, SignedCommit& commit)
{
    const auto isForeign = [&](std::size_t i) {
        return !follows(core.identity, RawId::of(commit.header.part(static_cast<int>(i)).scope()));
    };
    bool any = false;
    for (std::size_t i = 0; i < commit.parts.size(); ++i)
        any = any || (!commit.parts[i].empty() && isForeign(i));
    if (!any)
        return;
    const auto chain = journal::chain(core.database, commit.origin());
    if (chain && chain->terminal == core.identity.terminal.raw)
        return;
    for (std::size_t i = 0; i < commit.parts.size(); ++i)
        if (isForeign(i))
            commit.parts[i].clear();
}

std::vector<schema::Change> fillIn(Database& database, const StoredCommit& known, const SignedCommit& commit)
{
    const auto here = journal::load(database, known.n);
    if (!here)
        journal::makeWhole(database, known.n, commit.headerBytes, commit.signature);
    SignedCommit missing = commit;
    for (std::size_t i = 0; i < missing.parts.size(); ++i) {
        if (here && !here->parts[i].empty())
            missing.parts[i].clear();
        if (!missing.parts[i].empty())
            journal::addPart(database, known.n, i, missing.parts[i]);
    }
    auto changes = changesOf(missing);
    return changes ? std::move(*changes)
                   : std::vector<schema::Change>{}; // Unreadable ones are kept for the chain's sake.
}

bool nameThisTerminal(const Core& core, const std::vector<schema::Change>& changes)
{
    static const std::uint32_t terminalType = rowTypeOf(schema::Terminal::descriptor()).type;
    return std::any_of(changes.begin(), changes.end(), [&](const schema::Change& change) {
        return change.type() == terminalType && change.row() == core.identity.terminal.bytes();
    });
}

void followOwnRow(Core& core)
{
    if (core.identity.isServer)
        return;
    schema::Terminal row;
    const SqliteView shop(core.database);
    if (!shop.find(core.identity.terminal.raw, row)) {
        if (const auto unread = shop.error())
            throw SQLite::Exception(unread->detail); // A move must not be missed for a disk that failed once.
        return;
    }
    const Id<schema::Store> store{BytesView(row.store())};
    if (store == core.identity.store || (store.isNil() && row.kind() != schema::BACK_OFFICE))
        return; // A till that belongs nowhere follows what it followed.
    forgetStores(core);
    if (store.isNil())
        Query(core.database, "DELETE FROM meta WHERE key='store'").exec();
    else
        journal::setMeta(core.database, "store", store.bytes());
    core.identity.store = store;
    core::beginNewLife(core, "the terminal was moved to another store");
    core.moved = true;
    journal::setMeta(core.database, "moved", "1"); // A power cut may come before the page's end.
    journal::dropMeta(core.database, backToKey);
}

bool saysForked(const schema::Acceptance& acceptance)
{
    return std::any_of(acceptance.reason().begin(), acceptance.reason().end(),
                       [](const schema::Reason& reason) { return reason.code() == schema::Reason::FORKED; });
}

void goBackToFork(Core& core, const StoredCommit& branch)
{
    Database& database = core.database;
    const auto chain = journal::chain(database, branch.key.origin);
    if (core.moved || !chain || chain->terminal != core.identity.terminal.raw)
        return;
    Query before(database, "SELECT n, cursor FROM journal WHERE origin=? AND sequence=? AND cursor IS NOT NULL "
                           "ORDER BY cursor");
    before.bind(chain->ref).bind(branch.key.sequence - 1);
    const bool isKnown = before.step();
    const std::int64_t n = isKnown ? before.integer(0) : 0;
    const std::uint64_t parted = isKnown ? before.natural(1) : 0;
    const auto stored = journal::acceptance(database, n);
    schema::Acceptance acceptance;
    if (stored && acceptance.ParseFromString(stored->acceptance) && saysForked(acceptance))
        return; // Not the first of its branch, of which the same was said.
    core.moved = true;
    journal::setMeta(database, "moved", "1"); // As after a move, a power cut may come before the page's end.
    journal::setMeta(database, backToKey, std::to_string(parted));
}

void goBackToCopy(Core& core, const MergeKey& key, bool inPage)
{
    const auto chain = journal::chain(core.database, key.origin);
    if (core.moved || !chain)
        return;
    Query known(core.database,
                "SELECT max(cursor), max(sequence) FROM journal WHERE origin=? AND sequence<? AND cursor "
                "IS NOT NULL");
    known.bind(chain->ref).bind(key.sequence);
    const bool any = known.step() && !known.isNull(0);
    if (inPage && any && known.natural(1) + 1 == key.sequence)
        return; // Nothing of it was passed over.
    core.moved = true;
    journal::setMeta(core.database, "moved", "1");
    journal::setMeta(core.database, backToKey, std::to_string(any ? known.natural(0) : 0));
}

bool isMoveUnheard(Core& core)
{
    const auto& type = rowTypeOf(schema::Terminal::descriptor());
    Query latest(core.database,
                 "SELECT commit_n FROM change WHERE type=? AND row=? AND grp=? ORDER BY effective_ms DESC, "
                 "effective_counter DESC LIMIT 1");
    latest.bind(type.type).blob(core.identity.terminal.bytes());
    latest.bind(type.groupOfField[schema::Terminal::kStoreFieldNumber]->number);
    if (!latest.step())
        return false;
    const auto stored = journal::acceptance(core.database, latest.integer(0));
    schema::Acceptance known;
    if (!stored || !known.ParseFromString(stored->acceptance) || known.cursor().epoch() == core.pulled.epoch())
        return false;
    const auto shared = epochs::endOf(core.database, known.cursor().epoch());
    return (!shared || known.cursor().n() > *shared) &&
           journal::meta(core.database, wentBackKey) != std::to_string(core.pulled.epoch());
}

void goBackToMove(Core& core, std::int64_t n, const schema::Cursor& known, std::uint64_t epoch)
{
    if (const auto shared = epochs::endOf(core.database, known.epoch()); shared && known.n() <= *shared)
        return; // The server never lost it.
    const auto commit = journal::load(core.database, n);
    const auto changes = commit ? changesOf(*commit) : tl::unexpected(Error{});
    if (!changes || !placeThisTerminal(core, *changes) ||
        journal::meta(core.database, wentBackKey) == std::to_string(epoch))
        return;
    core.moved = true;
    journal::setMeta(core.database, "moved", "1");
    journal::setMeta(core.database, wentBackKey, std::to_string(epoch));
    journal::dropMeta(core.database, backToKey);
}

void goBackIfMoved(Core& core)
{
    if (!core.moved)
        return;
    const auto set = [&](const char* key, std::uint64_t value) {
        journal::setMeta(core.database, key, std::to_string(value));
    };
    if (core.seenFrom < core.pulled.n() || core.seenFrom == untilMoveIsHeard) {
        core.seenFrom = core.pulled.n();
        set("author.from", core.seenFrom);
        set("author.epoch", core.seen.epoch());
        set("author.n", core.seen.n());
    }
    const auto parted = journal::meta(core.database, backToKey); // Of a move: the log's start.
    const std::uint64_t place = parted ? std::min<std::uint64_t>(std::stoull(*parted), core.pulled.n()) : 0;
    core.pulled.set_n(place);
    set("seen.n", place);
    core.moved = false;
    journal::dropMeta(core.database, "moved");
    journal::dropMeta(core.database, backToKey);
}

} // namespace kontor::scopes
