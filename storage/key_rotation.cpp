#include "domain/identity/terminal.h"
#include "storage/core.h"
#include "storage/sqlite_view.h"

namespace kontor::core {

namespace {

/// What this terminal's row says its key is; empty: no row.
Result<Bytes> keyOfRow(Core& core)
{
    return guarded("kontor.db", [&]() -> Result<Bytes> {
        const SqliteView view(core.database);
        const auto terminal = view.get(core.identity.terminal);
        if (const auto unread = view.error())
            return tl::unexpected(*unread);
        return terminal ? terminal->public_key() : Bytes();
    });
}

/// Whether the server may not have heard of the last change: it knows this terminal by the key before, and the key file keeps one.
bool isRotationPending(Core& core)
{
    if (core.keys.serverKey().empty() || !core.keys.former())
        return false;
    Query query(core.database,
                "SELECT 1 FROM journal j JOIN chain c ON c.ref=j.origin WHERE j.verdict=0 AND c.terminal=? "
                "AND c.public_key<>? LIMIT 1");
    return query.blob(core.identity.terminal.raw.bytes()).blob(core.keys.keys().publicKey).step();
}

/// Whether the server would forget the last change if it were set back to its last backup: then it would know this terminal by the key
/// before, of which nothing would be left after another change. A server that never told of a backup has none to be set back to.
bool isRotationInNoBackup(Core& core)
{
    if (core.keys.serverKey().empty() || !core.keys.former())
        return false;
    const auto number = [&](const char* key) -> std::uint64_t {
        const auto text = journal::meta(core.database, key);
        return text ? std::stoull(*text) : 0;
    };
    const std::uint64_t durable = number("durable.n");
    Query query(
        core.database,
        "SELECT j.epoch, j.cursor FROM journal j JOIN chain c ON c.ref=j.origin WHERE j.verdict<>0 AND c.terminal=? "
        "AND c.public_key<>? ORDER BY j.n DESC LIMIT 1");
    query.blob(core.identity.terminal.raw.bytes()).blob(core.keys.keys().publicKey);
    return durable > 0 && query.step() && query.natural(0) == number("durable.epoch") && query.natural(1) > durable;
}

/// From here on, what other keys than `key` signed is sent first; empty: everything in the order it was made. See
/// journal::pending().
Result<Done> noteOrder(Core& core, BytesView key)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        Transaction transaction(core.database);
        if (key.empty())
            journal::dropMeta(core.database, journal::lastKey);
        else
            journal::setMeta(core.database, journal::lastKey, key);
        transaction.commit();
        return Done{};
    });
}

/// A commit by `author` that names `key` as this terminal's.
Result<Committed> sayKey(Core& core, Id<schema::Staff> author, const Bytes& key)
{
    return execute(core, [&](const Reader& shop, const Context& context) -> Result<Commit> {
        const auto actor = Actor::load(shop, author);
        if (!actor)
            return tl::unexpected(actor.error());
        return kontor::rotateKey(shop, context, *actor, {key});
    });
}

} // namespace

Result<Done> rotateKey(Core& core, Id<schema::Staff> author)
{
    const auto pending = guarded("kontor.db", [&]() -> Result<bool> { return isRotationPending(core); });
    if (!pending)
        return tl::unexpected(pending.error());
    const auto isAtRisk = guarded("kontor.db", [&]() -> Result<bool> { return isRotationInNoBackup(core); });
    if (!isAtRisk)
        return tl::unexpected(isAtRisk.error());
    if (*isAtRisk)
        return fail(Error::Kind::Conflict, "key",
                    "was changed already, and no backup of the server has it yet: wait for the next one");
    const auto row = keyOfRow(core);
    if (!row)
        return tl::unexpected(row.error());
    // A row with another key is one of a backup from before the change, of which the server may know or not.
    if (*pending || (!row->empty() && *row != core.keys.keys().publicKey))
        return fail(
            Error::Kind::Conflict, "key",
            "was changed already, and the server has not heard of it: it would not know this terminal by a third "
            "one. Sync first");
    const KeyPair next = KeyPair::fromSeed(core.world.random(32));
    // Kept first: a row that names a key nobody has would shut this terminal out for good.
    if (auto kept = core.keys.setNext(next, author.bytes()); !kept)
        return kept;
    if (auto forgotten = noteOrder(core, {}); !forgotten)
        return forgotten;
    const auto done = sayKey(core, author, next.publicKey);
    if (!done) {
        if (auto dropped = core.keys.dropNext(); !dropped)
            return dropped;
        return tl::unexpected(done.error());
    }
    if (auto taken = core.keys.takeNext(); !taken)
        return taken;
    (void)startNewOrigin(core, "the terminal's key was changed"); // Else the next commit begins it.
    return Done{};
}

Result<Done> finishRotation(Core& core)
{
    if (!core.keys.next())
        return Done{};
    const Bytes& next = core.keys.next()->publicKey;
    const auto row = keyOfRow(core);
    if (!row)
        return tl::unexpected(row.error());
    // Of a change that is told a second time: what it signed is here, though the row does not name it yet.
    bool isInUse = false;
    for (const Chain& chain : journal::chains(core.database))
        isInUse = isInUse || chain.publicKey == next;
    // A new origin is begun by whoever looks at the keys next: they are not those of the chain.
    return *row == next || isInUse ? core.keys.takeNext() : core.keys.dropNext();
}

Result<bool> isKeyUntold(Core& core)
{
    if (!core.keys.former())
        return false;
    const auto row = keyOfRow(core);
    if (!row)
        return tl::unexpected(row.error());
    return *row == core.keys.former()->publicKey;
}

Result<Done> tellKeyAgain(Core& core)
{
    if (core.keys.changedBy().empty())
        return fail(Error::Kind::Conflict, "key",
                    "was changed, and the backup that was put back knows nothing of it: enrol this terminal again");
    const Id<schema::Staff> author{BytesView(core.keys.changedBy())};
    const Bytes key = core.keys.keys().publicKey;
    if (auto noted = noteOrder(core, key); !noted)
        return noted;
    if (auto back = core.keys.takeBack(); !back)
        return back;
    auto told = startNewOrigin(core, "its change of key has to be told again");
    if (told)
        if (const auto said = sayKey(core, author, key); !said)
            told = tl::unexpected(said.error());
    // Whatever came of it, these are its keys: what they signed is here.
    if (auto taken = core.keys.takeNext(); !taken)
        return taken;
    return told;
}

} // namespace kontor::core
