#include "domain/identity/staff.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/identity/permission.h"
#include "domain/journal/commit.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {

Result<Done> checkSecret(const PinSecret& pin)
{
    if (pin.salt.size() != 16 || pin.hash.size() != 32)
        return invalid("pin", "a new person needs a PIN");
    return Done{};
}

bool managesStaff(const schema::Role& role)
{
    return std::find(role.permission().begin(), role.permission().end(), schema::MANAGE_STAFF) !=
           role.permission().end();
}

/// Is there anybody but `except` who may manage staff? Without one nobody could ever be added or helped again.
bool othersManageStaff(const Reader& shop, Id<schema::Staff> except)
{
    bool found = false;
    schema::Staff row;
    shop.each(row, [&] {
        if (row.left() || Id<schema::Staff>(row.id()) == except)
            return true;
        const auto role = shop.get(Id<schema::Role>(row.role()));
        found = role && managesStaff(*role);
        return !found;
    });
    return found;
}

Result<schema::Staff> existing(const Reader& shop, Id<schema::Staff> id)
{
    auto staff = shop.get(id);
    if (!staff)
        return fail(Error::Kind::NotFound, "staff", "there is no such person");
    return *std::move(staff);
}

} // namespace

Result<Commit> addStaff(const Reader& shop, const Context& context, const Actor& actor, const AddStaff& input)
{
    if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name");
    if (!name)
        return tl::unexpected(name.error());
    if (auto sound = checkSecret(input.pin); !sound)
        return tl::unexpected(sound.error());
    if (!shop.get(input.role))
        return fail(Error::Kind::NotFound, "role", "there is no such role");

    Commit commit{"add-staff", context, actor};
    schema::Staff staff;
    staff.set_name(*name);
    staff.set_role(input.role.string());
    staff.set_pin_salt(input.pin.salt);
    staff.set_pin_hash(input.pin.hash);
    commit.insert(staff);
    return commit;
}

Result<Commit> setStaffRole(const Reader& shop, const Context& context, const Actor& actor, const SetStaffRole& input)
{
    if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = existing(shop, input.staff);
    if (!before)
        return tl::unexpected(before.error());
    const auto role = shop.get(input.role);
    if (!role)
        return fail(Error::Kind::NotFound, "role", "there is no such role");
    if (before->role() == input.role.bytes())
        return fail(Error::Kind::Conflict, "role", before->name() + " has this role already");
    if (!managesStaff(*role) && !othersManageStaff(shop, input.staff))
        return invalid("role", "somebody has to be able to manage staff");

    Commit commit{"set-staff-role", context, actor};
    schema::Staff after = *before;
    after.set_role(input.role.string());
    commit.update(*before, after);
    return commit;
}

Result<Commit> setStaffPin(const Reader& shop, const Context& context, const Actor& actor, const SetStaffPin& input)
{
    if (actor.staff() != input.staff || input.staff.isNil())
        if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
            return tl::unexpected(allowed.error());
    const auto before = existing(shop, input.staff);
    if (!before)
        return tl::unexpected(before.error());
    if (auto sound = checkSecret(input.pin); !sound)
        return tl::unexpected(sound.error());

    Commit commit{"set-staff-pin", context, actor};
    schema::Staff after = *before;
    after.set_pin_salt(input.pin.salt);
    after.set_pin_hash(input.pin.hash);
    commit.update(*before, after);
    return commit;
}

Result<Commit> staffLeaves(const Reader& shop, const Context& context, const Actor& actor, const StaffLeaves& input)
{
    if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = existing(shop, input.staff);
    if (!before)
        return tl::unexpected(before.error());
    if (before->left())
        return fail(Error::Kind::Conflict, "staff", before->name() + " has left already");
    if (!othersManageStaff(shop, input.staff))
        return invalid("staff", "somebody has to be able to manage staff");

    Commit commit{"staff-leaves", context, actor};
    schema::Staff after = *before;
    after.set_left(true);
    commit.update(*before, after);
    return commit;
}

Result<Commit> addRole(const Reader& shop, const Context& context, const Actor& actor, const AddRole& input)
{
    if (auto allowed = actor.may(schema::MANAGE_STAFF); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name");
    if (!name)
        return tl::unexpected(name.error());
    if (findRole(shop, *name))
        return fail(Error::Kind::Conflict, "name", "there is a role '" + *name + "' already");

    schema::Role role;
    role.set_name(*name);
    auto permissions = input.permissions;
    std::sort(permissions.begin(), permissions.end());
    permissions.erase(std::unique(permissions.begin(), permissions.end()), permissions.end());
    for (const auto permission : permissions) {
        if (permission == schema::PERMISSION_UNSPECIFIED || !schema::Permission_IsValid(permission))
            return invalid("permission", "there is no permission number " + std::to_string(permission));
        role.add_permission(permission);
    }
    Commit commit{"add-role", context, actor};
    commit.insert(role);
    return commit;
}

std::optional<schema::Role> findRole(const Reader& shop, std::string_view name)
{
    const auto wanted = composed(name);
    for (auto& role : shop.all<schema::Role>())
        if (role.name() == wanted)
            return std::move(role);
    return std::nullopt;
}

std::vector<schema::Staff> activeStaff(const Reader& shop)
{
    auto people = shop.all<schema::Staff>();
    std::erase_if(people, [](const schema::Staff& staff) { return staff.left(); });
    std::sort(people.begin(), people.end(), [](const schema::Staff& a, const schema::Staff& b) {
        return std::tie(a.name(), a.id()) < std::tie(b.name(), b.id());
    });
    return people;
}

} // namespace kontor
