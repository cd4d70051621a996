#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/journal/reader.h"
#include "domain/schema/identity.pb.h"

#include <set>

namespace kontor {

/// Who acts: a member of staff with the permissions of their role, and the second person who approved, if one did.
class Actor
{
public:
    /// Reads staff and role. NotFound about "staff" when there is no such person, Denied when they have left.
    [[nodiscard]] static Result<Actor> load(const Reader& shop, Id<schema::Staff> staff);
    /// The same with a second person, whose permissions count too. Invalid about "approver" when it is the same person.
    [[nodiscard]] static Result<Actor> loadApproved(const Reader& shop, Id<schema::Staff> staff,
                                                    Id<schema::Staff> approver);
    /// With every permission and nobody's name: founding a shop.
    [[nodiscard]] static Actor founder();

    /// Denied about the permission's name when neither actor nor approver has it.
    [[nodiscard]] Result<Done> may(schema::Permission permission) const;

    [[nodiscard]] Id<schema::Staff> staff() const { return m_staff; }
    [[nodiscard]] Id<schema::Staff> approver() const { return m_approver; } ///< Nil without one.

private:
    Actor() = default;
    Id<schema::Staff> m_staff;
    Id<schema::Staff> m_approver;
    std::set<schema::Permission> m_permissions;
    bool m_all = false;
};

} // namespace kontor
