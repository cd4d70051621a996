#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/identity/pin.h"
#include "domain/schema/identity.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct AddStaff {
    std::string name;
    Id<schema::Role> role;
    PinSecret pin; ///< From newPin, made before.
};
/// "add-staff"; MANAGE_STAFF. The new person's id is the commit's mainId.
/// Errors: Invalid about "name", "pin"; NotFound about "role".
[[nodiscard]] Result<Commit> addStaff(const Reader& shop, const Context& context, const Actor& actor,
                                      const AddStaff& input);

struct SetStaffRole {
    Id<schema::Staff> staff;
    Id<schema::Role> role;
};
/// "set-staff-role"; MANAGE_STAFF. Errors: NotFound about "staff", "role"; Conflict about "role" when it is theirs already;
/// Invalid about "role" when nobody would be left who may manage staff.
[[nodiscard]] Result<Commit> setStaffRole(const Reader& shop, const Context& context, const Actor& actor,
                                          const SetStaffRole& input);

struct SetStaffPin {
    Id<schema::Staff> staff;
    PinSecret pin;
};
/// "set-staff-pin"; MANAGE_STAFF, except for one's own.
[[nodiscard]] Result<Commit> setStaffPin(const Reader& shop, const Context& context, const Actor& actor,
                                         const SetStaffPin& input);

struct StaffLeaves {
    Id<schema::Staff> staff;
};
/// "staff-leaves"; MANAGE_STAFF. They may not sign in any more. Invalid about "staff" for the last who may manage staff.
[[nodiscard]] Result<Commit> staffLeaves(const Reader& shop, const Context& context, const Actor& actor,
                                         const StaffLeaves& input);

struct AddRole {
    std::string name;
    std::vector<schema::Permission> permissions;
};
/// "add-role"; MANAGE_STAFF. Errors: Invalid about "name", "permission"; Conflict about "name" when a role has it.
[[nodiscard]] Result<Commit> addRole(const Reader& shop, const Context& context, const Actor& actor,
                                     const AddRole& input);

/// A role by its name; small kinds only.
[[nodiscard]] std::optional<schema::Role> findRole(const Reader& shop, std::string_view name);
/// Everybody who may sign in, by name.
[[nodiscard]] std::vector<schema::Staff> activeStaff(const Reader& shop);

} // namespace kontor
