#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"

#include <string>

namespace kontor {

struct AddCustomerGroup {
    std::string name = {};
};
/// "add-customer-group"; EDIT_CUSTOMERS. The group's id is the commit's mainId.
/// Errors: Invalid about "name"; Conflict about "name" when a group is called so.
[[nodiscard]] Result<Commit> addCustomerGroup(const Reader& shop, const Context& context, const Actor& actor,
                                              const AddCustomerGroup& input);

struct GroupMember {
    Id<schema::Customer> customer;
    Id<schema::CustomerGroup> group;
};
/// "put-into-group", "take-out-of-group"; EDIT_CUSTOMERS and CHANGE_PRICE, since a group decides what they pay.
/// Errors: NotFound about "customer", "customer_group"; Conflict about "customer" when they are in it, or not, already; Invalid
/// about "customer_group" above 50 groups of one customer.
[[nodiscard]] Result<Commit> putIntoGroup(const Reader& shop, const Context& context, const Actor& actor,
                                          const GroupMember& input);
[[nodiscard]] Result<Commit> takeOutOfGroup(const Reader& shop, const Context& context, const Actor& actor,
                                            const GroupMember& input);

/// A group by its name. Errors: NotFound about "customer_group".
[[nodiscard]] Result<Id<schema::CustomerGroup>> findCustomerGroup(const Reader& shop, const std::string& name);

} // namespace kontor
