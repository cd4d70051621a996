#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>

namespace kontor {

struct ChangePrice {
    Id<schema::Variant> variant;
    UnitPrice price;
    std::string currency = {};                      ///< Letters; empty: the list's.
    std::optional<Id<schema::PriceList>> list = {}; ///< Absent: the store's.
    std::optional<TimeUs> validFrom = {};           ///< Absent: now.
};
/// "change-price"; CHANGE_PRICE. Adds a price fact; what was sold before keeps its own.
/// Errors: Invalid about "price" (below zero), "currency" (unknown, or not the list's); NotFound about "variant", "price_list".
[[nodiscard]] Result<Commit> changePrice(const Reader& shop, const Context& context, const Actor& actor,
                                         const ChangePrice& input);

struct WithdrawPrice {
    Id<schema::Price> price;
};
/// "withdraw-price"; CHANGE_PRICE. From now on the price named does not hold; what held before it does again.
/// Errors: NotFound about "price".
[[nodiscard]] Result<Commit> withdrawPrice(const Reader& shop, const Context& context, const Actor& actor,
                                           const WithdrawPrice& input);

} // namespace kontor
