#include "domain/identity/terminal.h"
#include "storage/core.h"
#include "storage/sqlite_view.h"

namespace kontor::core {

namespace {

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

} // namespace

Result<Done> rotateKey(Core& core, Id<schema::Staff> author)
{
    const auto pending = guarded("kontor.db", [&]() -> Result<bool> { return isRotationPending(core); });
    if (!pending)
        return tl::unexpected(pending.error());
    if (*pending)
        return fail(
            Error::Kind::Conflict, "key",
            "was changed already, and the server has not heard of it: it would not know this terminal by a third "
            "one. Sync first");
    const KeyPair next = KeyPair::fromSeed(core.world.random(32));
    // Kept first: a row that names a key nobody has would shut this terminal out for good.
    if (auto kept = core.keys.setNext(next); !kept)
        return kept;
    const auto done = execute(core, [&](const Reader& shop, const Context& context) -> Result<Commit> {
        const auto actor = Actor::load(shop, author);
        if (!actor)
            return tl::unexpected(actor.error());
        return kontor::rotateKey(shop, context, *actor, {next.publicKey});
    });
    if (!done) {
        if (auto dropped = core.keys.dropNext(); !dropped)
            return dropped;
        return tl::unexpected(done.error());
    }
    if (auto taken = core.keys.takeNext(); !taken)
        return taken;
    return startNewOrigin(core, "the terminal's key was changed");
}

Result<Done> finishRotation(Core& core)
{
    if (!core.keys.next())
        return Done{};
    const SqliteView view(core.database);
    const auto terminal = view.get(core.identity.terminal);
    if (const auto unread = view.error())
        return tl::unexpected(*unread);
    // A new origin is begun by whoever looks at the keys next: they are not those of the chain.
    return terminal && terminal->public_key() == core.keys.next()->publicKey ? core.keys.takeNext()
                                                                             : core.keys.dropNext();
}

} // namespace kontor::core
