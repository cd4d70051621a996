#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <vector>

namespace kontor {

// A part of an earlier line: goods that come back, goods of a placed order that are handed over. The part costs what that line
// did, not what the goods cost today.

/// A line of an earlier order with its charges.
struct SourceLine {
    schema::OrderLine row;
    schema::Order order;
    std::vector<schema::LineTax> taxes;
    std::vector<schema::LineDiscount> discounts;
};
/// NotFound about "line" when there is none, or its order is missing.
[[nodiscard]] Result<SourceLine> readSourceLine(const Reader& shop, Id<schema::OrderLine> line);

/// How much of a line came back so far, or was handed over: zero or more, beyond its quantity where two tills did it.
[[nodiscard]] Quantity returnedOf(const Reader& shop, Id<schema::OrderLine> line);
[[nodiscard]] Quantity fulfilledOf(const Reader& shop, Id<schema::OrderLine> line);

/// Whether there can be such a part of it: a gift card goes whole, and of what is sold in whole units only whole ones, but for the
/// last of what was sold in parts once. Invalid about "quantity".
[[nodiscard]] Result<Done> checkPart(const Reader& shop, const SourceLine& line, Quantity before, Quantity part);
/// Whether there can be so much of a product, counted in a unit; nil for its own. Invalid about "quantity".
[[nodiscard]] Result<Done> checkWholeUnits(const Reader& shop, Id<schema::Variant> variant, Id<schema::Unit> countedIn,
                                           Quantity quantity);

/// What a part comes to, in minor units with the sign of the part.
struct LineShare {
    std::int64_t totalMinor = 0;
    std::int64_t taxMinor = 0;
    std::int64_t discountMinor = 0;
    std::optional<std::int64_t> costE4; ///< Of what the goods had cost, where it was known.
    std::vector<schema::LineTax> taxes; ///< Without id, order and line.
    std::vector<schema::LineDiscount> discounts;
};

/// The share of `part` (above zero: handed over; below: comes back) of a line of which `before` (zero or more) is gone already.
///
/// round(amount × (before + |part|) / quantity) - round(amount × before / quantity), for the total, each tax and each
/// discount: any parts that make up the whole add up to it, to the minor unit, whatever their order.
/// Source: telescoping sums; halves go away from zero.
///
/// Errors: Invalid about "quantity" when the part is zero, more than is left, or the line's own is not above zero.
[[nodiscard]] Result<LineShare> lineShare(const SourceLine& line, Quantity before, Quantity part);

} // namespace kontor
