#include "domain/identity/role.h"

#include "domain/identity/actor.h"
#include "domain/identity/staff.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

namespace {

bool allows(const schema::Role& role, schema::Permission permission)
{
    return std::find(role.permission().begin(), role.permission().end(), permission) != role.permission().end();
}

/// Somebody who works here and may manage staff by another role than `changed`.
bool othersManageStaff(const Reader& shop, const schema::Role& changed)
{
    const auto people = activeStaff(shop);
    return std::any_of(people.begin(), people.end(), [&](const schema::Staff& person) {
        const auto role = shop.get(Id<schema::Role>(person.role()));
        return role && role->id() != changed.id() && allows(*role, schema::MANAGE_STAFF);
    });
}

} // namespace

Result<Commit> changeRole(const Reader& shop, const Context& context, const Actor& actor, const ChangeRole& input)
{
    if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.role);
    if (!before)
        return fail(Error::Kind::NotFound, "role", "there is no such role");
    auto permissions = input.permissions;
    std::sort(permissions.begin(), permissions.end());
    permissions.erase(std::unique(permissions.begin(), permissions.end()), permissions.end());
    schema::Role after = *before;
    after.clear_permission();
    for (const auto permission : permissions) {
        if (permission == schema::PERMISSION_UNSPECIFIED || !schema::Permission_IsValid(permission))
            return invalid("permission", "there is no permission number " + std::to_string(permission));
        after.add_permission(permission);
    }
    if (after.SerializeAsString() == before->SerializeAsString())
        return fail(Error::Kind::Conflict, "role", before->name() + " allows just that already");
    if (!allows(after, schema::MANAGE_STAFF) && !othersManageStaff(shop, *before))
        return invalid("role", "somebody has to be able to manage staff");
    Commit commit{"change-role", context, actor};
    commit.insert(after); // A versioned row: each change is a whole new version.
    return commit;
}

} // namespace kontor
