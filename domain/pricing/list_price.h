#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/pricing/unit_ratio.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kontor {

// The list price of a variant: which of all the prices in all the lists holds. This is the one place that says so; the till, the
// server's review, tiles and reports ask here.
//
// 1. Lists, nearest first: those assigned to the customer, those assigned to a group of the customer's, those assigned to the
//    store, the store's own; of one owner's the lowest rank first, then by list id. The first list that has a price that holds
//    decides, whether it is the lowest or not: an agreed price is an agreed price.
// 2. In a list a price holds when it is of the cart's currency, has begun and not ended, is not withdrawn, is for nobody else
//    (customer, customer group, store), the line's quantity reaches its least quantity, and its unit converts to the line's. A price per
//    whole units (a box) does not hold for a part of one.
// 3. Of those that hold wins: for this customer, then for a group, then for this store, then for anybody; then one with an end (an
//    offer) before one without; then one per the line's own unit before a converted one; then the greatest least quantity; then
//    the one that began last; then the merge key.
//
// A return asks with its quantity's magnitude, so that it mirrors its sale.

/// Who buys, where and in which currency: what decides a list price beside the goods. Made once for a cart.
struct Buyer {
    Id<schema::Store> store;
    Id<schema::Customer> customer; ///< Nil: nobody known.
    std::vector<Id<schema::CustomerGroup>> groups;
    Currency currency;
    std::vector<Id<schema::PriceList>> lists; ///< Nearest first.
};

/// The buyer in a store at an instant; `currency`: absent for the store's.
/// Errors: NotFound about "store"; Invalid about "currency" (the store's row names none there is).
[[nodiscard]] Result<Buyer> buyerOf(const Reader& shop, Id<schema::Store> store, Id<schema::Customer> customer,
                                    TimeUs at, std::optional<Currency> currency = {});

/// What a line asks a price for.
struct PricedGoods {
    Id<schema::Variant> variant;
    Quantity quantity = Quantity::whole(1);
    Id<schema::Unit> unit = {};        ///< What the quantity counts; nil: the product's unit.
    Id<schema::Unit> productUnit = {}; ///< schema::Product::unit; nil: pieces.
};

struct ListPrice {
    UnitPrice price;   ///< Per the unit that the price is of.
    UnitRatio perUnit; ///< One unit of the line costs `price` times this, exactly.
    Id<schema::Price> fact;
    Id<schema::PriceList> list;

    /// What one unit of the line costs, in ten-thousandths of a minor unit.
    [[nodiscard]] Rational perUnitE4() const { return Rational(price.e4) * perUnit.rational(); }
    /// The same as tiles and tables show it, to the ten-thousandth; a line is worked out from the exact one.
    [[nodiscard]] UnitPrice shownPerUnit() const;
};

/// The list price at an instant: a pure function. One indexed look-up for each of the buyer's lists until one has it: one in all
/// for a customer nobody knows in a store with its own list only.
/// Errors: Invalid about "price" when no list has one, "currency" when only in another currency, "unit" when only per a unit that
/// does not convert. `name` is what they call the goods.
[[nodiscard]] Result<ListPrice> listPrice(const Reader& shop, const Buyer& buyer, const PricedGoods& goods, TimeUs at,
                                          const std::string& name);

/// What anybody pays for one in one list, per the product's unit; nothing when it has no such price then.
[[nodiscard]] std::optional<schema::Price> priceInList(const Reader& shop, Id<schema::PriceList> list,
                                                       Id<schema::Variant> variant, TimeUs at);

/// The id of the row that assigns `list` to `owner` (a store, customer or customer group).
[[nodiscard]] RawId listAssignmentId(const RawId& owner, Id<schema::PriceList> list);

} // namespace kontor
