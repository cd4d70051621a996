#include "domain/customers/customer_group.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr int maxGroups = 50;

Result<Commit> changeMember(const char* command, const Reader& shop, const Context& context, const Actor& actor,
                            const GroupMember& input, bool in)
{
    for (const auto permission : {schema::EDIT_CUSTOMERS, schema::CHANGE_PRICE})
        if (auto allowed = actor.may(permission); !allowed)
            return tl::unexpected(allowed.error());
    const auto before = shop.get(input.customer);
    if (!before)
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    const auto group = shop.get(input.group);
    if (!group)
        return fail(Error::Kind::NotFound, "customer_group", "there is no such customer group");

    schema::Customer after = *before;
    auto& groups = *after.mutable_customer_group();
    const auto found = std::find(groups.begin(), groups.end(), input.group.bytes());
    if ((found != groups.end()) == in)
        return fail(Error::Kind::Conflict, "customer",
                    in ? "they are in " + group->name() + " already" : "they are not in " + group->name());
    if (in && groups.size() >= maxGroups)
        return invalid("customer_group", "a customer is in at most " + std::to_string(maxGroups) + " groups");
    if (in)
        after.add_customer_group(input.group.string());
    else
        groups.erase(found);
    Commit commit{command, context, actor};
    commit.update(*before, after);
    return commit;
}

} // namespace

Result<Commit> addCustomerGroup(const Reader& shop, const Context& context, const Actor& actor,
                                const AddCustomerGroup& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (findCustomerGroup(shop, *name))
        return fail(Error::Kind::Conflict, "name", "there is a customer group '" + *name + "' already");
    Commit commit{"add-customer-group", context, actor};
    schema::CustomerGroup group;
    group.set_name(*name);
    commit.insert(group);
    return commit;
}

Result<Commit> putIntoGroup(const Reader& shop, const Context& context, const Actor& actor, const GroupMember& input)
{
    return changeMember("put-into-group", shop, context, actor, input, true);
}

Result<Commit> takeOutOfGroup(const Reader& shop, const Context& context, const Actor& actor, const GroupMember& input)
{
    return changeMember("take-out-of-group", shop, context, actor, input, false);
}

Result<Id<schema::CustomerGroup>> findCustomerGroup(const Reader& shop, const std::string& name)
{
    const auto wanted = composed(name);
    for (const auto& group : shop.all<schema::CustomerGroup>())
        if (group.name() == wanted)
            return Id<schema::CustomerGroup>(group.id());
    return fail(Error::Kind::NotFound, "customer_group",
                "there is no customer group '" + name + "': `customer-group list` shows them");
}

} // namespace kontor
