#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/commands/command.h"
#include "domain/pricing/list_price.h"
#include "domain/schema/catalog.pb.h"

#include <optional>

namespace kontor {

/// What the shelf says beside the price: so much a kilo, a litre.
struct ShelfPrice {
    Money price;
    Id<schema::Unit> per; ///< The base unit of what the content, or the product, is measured in.
};

/// The price per base unit, from the list price of one: exact, then rounded once to the minor unit, halves away from zero. By the
/// variant's content where it is said (330 ml), else by the product's own unit (sold by kg).
/// Nothing for goods that are counted and whose content is not said, or when the price is beyond what money holds.
/// Source of the duty: Directive 98/6/EC, Articles 2 (b) and 3.
[[nodiscard]] std::optional<ShelfPrice> shelfPrice(const Reader& shop, const schema::Product& product,
                                                   const schema::Variant& variant, const ListPrice& price,
                                                   Currency currency);

/// The quantity, to the thousandth, of goods at `price` that come to just `amount` when their line is rounded: of a bag from the
/// scale whose label says only what it costs. Nothing when none does, as with a label from before the price changed.
[[nodiscard]] std::optional<Quantity> quantityFor(Money amount, const ListPrice& price);

/// `quantity` counted in another unit, `ratio` of which each is: to the thousandth, halves away from zero.
/// Errors: Invalid about "quantity" when it is more than a quantity holds.
[[nodiscard]] Result<Quantity> inUnit(Quantity quantity, UnitRatio ratio);

} // namespace kontor
