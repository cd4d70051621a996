#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/identity.pb.h"

#include <optional>
#include <vector>

namespace kontor {

/// What keying in `price` in place of the list's needs beside SELL: OPEN_PRICE, or nothing where the product says that everybody
/// may; outside of the product's limits, or in another currency than theirs, CHANGE_PRICE as well. A pure function.
[[nodiscard]] std::vector<schema::Permission> openPriceNeeds(const schema::Product& product, UnitPrice price,
                                                             Currency currency);

/// Denied about the permission that is missing; the detail names the limits and who can help.
[[nodiscard]] Result<Done> mayKeyIn(const Actor& actor, const schema::Product& product, UnitPrice price,
                                    Currency currency);

struct SetOpenPrice {
    Id<schema::Product> product;
    std::optional<UnitPrice> least = {}; ///< Absent: zero.
    std::optional<UnitPrice> most = {};  ///< Absent: no limit.
    std::string currency = {};           ///< Letters, of the limits; empty: the store's.
    bool everybody = false;              ///< Whoever sells may key one in within the limits: flowers, repairs.
};
/// "set-open-price"; CHANGE_PRICE. Without limits and not for everybody there is nothing left to say: then it is taken away.
/// Errors: NotFound about "product", "store"; Invalid about "least" (below zero), "most" (below the least), "currency".
[[nodiscard]] Result<Commit> setOpenPrice(const Reader& shop, const Context& context, const Actor& actor,
                                          const SetOpenPrice& input);

} // namespace kontor
