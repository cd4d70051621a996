#include "domain/identity/terminal.h"
#include "storage/core.h"
#include "storage/sqlite_view.h"

namespace kontor::core {

Result<Done> rotateKey(Core& core, Id<schema::Staff> author)
{
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
