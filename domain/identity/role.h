#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"

#include <vector>

namespace kontor {

/// What a role allows from now on: a shop that was founded before a permission there was gives it to a role so.
struct ChangeRole {
    Id<schema::Role> role;
    std::vector<schema::Permission> permissions; ///< All of them, in any order.
};
/// "change-role"; MANAGE_STAFF. Writes a whole new version of the role.
/// Errors: NotFound about "role"; Invalid about "permission" (there is none such), "role" when nobody could manage staff any more;
/// Conflict about "role" when it allows just that already.
[[nodiscard]] Result<Commit> changeRole(const Reader& shop, const Context& context, const Actor& actor,
                                        const ChangeRole& input);

} // namespace kontor
