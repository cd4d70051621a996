#include "domain/identity/actor.h"

#include "domain/identity/permission.h"

namespace kontor {

namespace {

/// Their permissions into `into`.
Result<Done> collect(const Reader& shop, Id<schema::Staff> id, std::set<schema::Permission>& into)
{
    const auto staff = shop.get(id);
    if (!staff)
        return fail(Error::Kind::NotFound, "staff", "there is no such person");
    if (staff->left())
        return fail(Error::Kind::Denied, "staff", staff->name() + " no longer works here");
    // Without a role there is no permission either; a dangling one shows as that, not as a crash.
    if (const auto role = shop.get(Id<schema::Role>(staff->role())))
        for (const int permission : role->permission())
            into.insert(static_cast<schema::Permission>(permission));
    return Done{};
}

} // namespace

Result<Actor> Actor::load(const Reader& shop, Id<schema::Staff> staff)
{
    Actor actor;
    actor.m_staff = staff;
    if (auto done = collect(shop, staff, actor.m_permissions); !done)
        return tl::unexpected(done.error());
    return actor;
}

Result<Actor> Actor::loadApproved(const Reader& shop, Id<schema::Staff> staff, Id<schema::Staff> approver)
{
    if (staff == approver)
        return invalid("approver", "a second person has to approve");
    auto actor = load(shop, staff);
    if (!actor)
        return actor;
    actor->m_approver = approver;
    if (auto done = collect(shop, approver, actor->m_permissions); !done)
        return tl::unexpected(done.error());
    return actor;
}

Actor Actor::founder()
{
    Actor actor;
    actor.m_all = true;
    return actor;
}

Result<Done> Actor::may(schema::Permission permission) const
{
    if (m_all || m_permissions.count(permission) > 0)
        return Done{};
    return fail(Error::Kind::Denied, std::string(permissionName(permission)), "this person's role does not allow it");
}

} // namespace kontor
