#pragma once

#include "domain/base/id.h"
#include "domain/base/time.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"

#include <functional>

namespace kontor {

/// What a command is given of the world: the domain has no clock and no randomness of its own. Made by the store inside the
/// writer's transaction.
struct Context {
    TimeUs now = 0;
    std::int32_t utcOffsetSeconds = 0; ///< The store's zone at `now`, for business dates.
    Id<schema::Organisation> organisation;
    Id<schema::Store>
        store; ///< Whose store parts a commit of this terminal writes; nil on a server and in a back office of all stores.
    Id<schema::Terminal> terminal;
    RawId origin;
    std::string originCode; ///< This origin's part of receipt numbers, e.g. "K7Q2".
    std::uint64_t nextReceiptNumber =
        1; ///< Of this origin's series; gapless, since one commit takes it or nothing is written.
    std::function<RawId()> newId;                  ///< A new UUIDv7.
    std::function<Bytes(std::size_t)> randomBytes; ///< For salts.
};

} // namespace kontor
