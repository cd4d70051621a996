#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>

namespace kontor {

struct AddPriceList {
    std::string name = {};
    std::string currency = {}; ///< Letters, e.g. "EUR".
};
/// "add-price-list"; CHANGE_PRICE. The list's id is the commit's mainId. Nobody buys by it before it is assigned.
/// Errors: Invalid about "name", "currency"; Conflict about "name" when a list is called so.
[[nodiscard]] Result<Commit> addPriceList(const Reader& shop, const Context& context, const Actor& actor,
                                          const AddPriceList& input);

struct AssignPriceList {
    Id<schema::PriceList> list;
    RawId owner;                           ///< A store, customer or customer group there is.
    std::uint32_t rank = 0;                ///< Of one owner's lists the lowest is asked first.
    std::optional<TimeUs> validFrom = {};  ///< Absent: now.
    std::optional<TimeUs> validUntil = {}; ///< Absent: for good.
};
/// "assign-price-list"; CHANGE_PRICE. The owner buys by the list from then on; assigning it again changes rank and time.
/// Errors: NotFound about "price_list", "owner"; Invalid about "until" (not after the begin).
[[nodiscard]] Result<Commit> assignPriceList(const Reader& shop, const Context& context, const Actor& actor,
                                             const AssignPriceList& input);

struct UnassignPriceList {
    Id<schema::PriceList> list;
    RawId owner;
};
/// "unassign-price-list"; CHANGE_PRICE. Errors: NotFound about "price_list" when it is not assigned to the owner.
[[nodiscard]] Result<Commit> unassignPriceList(const Reader& shop, const Context& context, const Actor& actor,
                                               const UnassignPriceList& input);

/// A list by its name. Errors: NotFound about "price_list".
[[nodiscard]] Result<Id<schema::PriceList>> findPriceList(const Reader& shop, const std::string& name);

} // namespace kontor
