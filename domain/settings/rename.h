#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/settings.pb.h"

#include <string>

namespace kontor {

struct RenameOrganisation {
    std::string name; ///< At most 200 bytes.
};
/// "rename-organisation"; MANAGE_SETTINGS. Receipts that are written keep the name they have.
/// Errors: Invalid about "name"; Conflict about "name" when it is that already; NotFound about "organisation".
[[nodiscard]] Result<Commit> renameOrganisation(const Reader& shop, const Context& context, const Actor& actor,
                                                const RenameOrganisation& input);

struct RenameStore {
    Id<schema::Store> store;
    std::string name;
};
/// "rename-store"; MANAGE_SETTINGS. Errors: as above, also Conflict when another store is called so; NotFound about "store".
[[nodiscard]] Result<Commit> renameStore(const Reader& shop, const Context& context, const Actor& actor,
                                         const RenameStore& input);

} // namespace kontor
