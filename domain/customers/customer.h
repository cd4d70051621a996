#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct NewCustomer {
    std::string number = {};
    std::string name = {}; ///< May be empty: imported ones often have only a number.
    std::optional<RawId> id = {};
};
/// "add-customer"; EDIT_CUSTOMERS. Errors: Invalid about "number"; Conflict about "number" or "customer".
[[nodiscard]] Result<Commit> addCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                         const NewCustomer& input);

/// At most 1,000, of which 50 with a name: each name is a part of its own.
struct AddCustomers {
    std::vector<NewCustomer> customers = {};
};
/// "add-customers": in bulk. Those whose explicit id is there are left out; Conflict about "customers" when all are.
[[nodiscard]] Result<Commit> addCustomers(const Reader& shop, const Context& context, const Actor& actor,
                                          const AddCustomers& input);

[[nodiscard]] std::optional<schema::Customer> findCustomer(const Reader& shop, std::string_view number);

} // namespace kontor
