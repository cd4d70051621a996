#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"

#include <string>
#include <vector>

namespace kontor {

// Two rows of one person. Nothing they did is written again: the row that stays stands for both, and whoever asks what a customer owes,
// has or bought asks for all rows that are the same person. So a merge can be undone, and a sale that another till made for the
// other row a week ago follows when it comes.

/// The row that stands for a customer: itself unless it was merged. Of a circle, which two tills can make, the smallest id.
[[nodiscard]] Id<schema::Customer> standsFor(const Reader& shop, Id<schema::Customer> customer);
/// Whether a row stands for its person: not merged into another, or the smallest of a circle.
[[nodiscard]] bool isStanding(const Reader& shop, const schema::Customer& row);
/// All rows that are the same person, in the order of ids, itself among them.
[[nodiscard]] std::vector<Id<schema::Customer>> sameCustomers(const Reader& shop, Id<schema::Customer> customer);

struct MergeCustomers {
    Id<schema::Customer> from;
    Id<schema::Customer>
        into; ///< Stays, with what it lacked and the other had: name, addresses, groups, tags; a credit limit with MANAGE_TILL.
};
/// "merge-customers"; EDIT_CUSTOMERS, and CHANGE_PRICE and EDIT_CATALOG where groups or an exemption come along. Errors: NotFound
/// about "customer"; Invalid about "customer" (themselves); Conflict about "customer" when they are one already, and when
/// the data of either was erased: nothing of it may be copied, and who stays must be one who can be changed.
[[nodiscard]] Result<Commit> mergeCustomers(const Reader& shop, const Context& context, const Actor& actor,
                                            const MergeCustomers& input);

struct UnmergeCustomer {
    Id<schema::Customer> customer; ///< The one that was merged into another.
};
/// "unmerge-customer"; EDIT_CUSTOMERS. What the other took over stays there until one of them is erased.
/// Errors: NotFound, Conflict about "customer".
[[nodiscard]] Result<Commit> unmergeCustomer(const Reader& shop, const Context& context, const Actor& actor,
                                             const UnmergeCustomer& input);

/// Two rows that may be one person.
struct LikelyDuplicate {
    Id<schema::Customer> a;
    Id<schema::Customer> b;
    std::string why; ///< "email", "phone", "name and birthday"
};
/// Of all that are not merged yet, by equal e-mail addresses, telephone numbers (digits only, at least six) or name and birthday,
/// at most `limit`. Reads every customer.
[[nodiscard]] std::vector<LikelyDuplicate> likelyDuplicates(const Reader& shop, std::size_t limit);

} // namespace kontor
