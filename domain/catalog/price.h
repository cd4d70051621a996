#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>

namespace kontor {

struct ChangePrice {
    Id<schema::Variant> variant;
    UnitPrice price;
    std::string currency = {};                      ///< Letters; empty: the list's.
    std::optional<Id<schema::PriceList>> list = {}; ///< Absent: the store's.
    std::optional<TimeUs> validFrom = {};           ///< Absent: now.
    std::optional<TimeUs> validUntil = {};    ///< Absent: for good. With an end it is an offer, and goes before others.
    std::optional<Id<schema::Unit>> per = {}; ///< Absent: the product's unit.
    Quantity minQuantity = {};                ///< Of `per`, from which on it holds.
    Id<schema::Store> store = {};             ///< Only there; nil: in all.
    Id<schema::CustomerGroup> group = {};     ///< Only for its members; nil: for anybody.
    Id<schema::Customer> customer = {};       ///< Only for this one; nil: for anybody.
};
/// "change-price"; CHANGE_PRICE. Adds a price fact; what was sold before keeps its own. Which of several holds: list_price.h.
/// Errors: Invalid about "price" (below zero), "currency" (unknown, or not the list's), "until" (not after the begin), "quantity"
/// (below zero), "unit" (does not convert to the product's); NotFound about "variant", "price_list", "unit", "store",
/// "customer_group", "customer".
[[nodiscard]] Result<Commit> changePrice(const Reader& shop, const Context& context, const Actor& actor,
                                         const ChangePrice& input);

struct WithdrawPrice {
    Id<schema::Price> price;
    std::optional<TimeUs> from = {}; ///< Absent: now.
};
/// "withdraw-price"; CHANGE_PRICE. From then on the price named does not hold; what held before it does again.
/// Errors: NotFound about "price"; Conflict about "price" when it is withdrawn from an earlier instant already.
[[nodiscard]] Result<Commit> withdrawPrice(const Reader& shop, const Context& context, const Actor& actor,
                                           const WithdrawPrice& input);

} // namespace kontor
