#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"

namespace kontor {

struct MoveTerminal {
    Id<schema::Terminal> terminal;
    Id<schema::Store> store; ///< Where it goes; nil makes a back office one of all stores.
};
/// "move-terminal"; ENROL_TERMINALS. What it made stays its old store's; when it learns of the move it starts a new origin,
/// forgets what the old store's others made and fetches the new store's past.
/// Errors: NotFound about "terminal" or "store"; Conflict about "store" when it is there already, about "terminal" when it is
/// revoked; Invalid about "terminal" for a server and for the one it is done at, since what that makes next would be of two
/// stores; Invalid about "store" for a till without one.
[[nodiscard]] Result<Commit> moveTerminal(const Reader& shop, const Context& context, const Actor& actor,
                                          const MoveTerminal& input);

/// A back office that belongs to no store follows all of them and may write into each.
[[nodiscard]] bool worksForAllStores(const schema::Terminal& terminal);

/// Whose store's part a command at this terminal writes: its own store's; in a back office of all stores that of `wanted`.
/// Errors: Invalid about "store" when a back office names none; NotFound about "store" when there is none such, on a server,
/// and when a till names another than its own.
[[nodiscard]] Result<Id<schema::Store>> storeOfWork(const Reader& shop, const Context& context,
                                                    Id<schema::Store> wanted);

} // namespace kontor
