#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/pricing/list_price.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>

namespace kontor {

/// What a line costs, tax included: price x quantity, rounded once to the minor unit (half away from zero), less `discount`.
///
/// `discount` is in minor units and has the sign of the quantity, so a return mirrors its sale exactly:
/// lineTotal(p, -q, -d) == -lineTotal(p, q, d).
///
/// Errors: Invalid about "price" (below zero, or a total too large), "quantity" (zero), "discount" (above the price, or of the
/// other sign), "currency" (the discount's is another).
[[nodiscard]] Result<Money> lineTotal(UnitPrice price, Quantity quantity, Money discount, Currency currency);
/// The same where one unit of the quantity costs `perUnit` prices: sold by kg, priced per 100 g. Rounded once all the same.
[[nodiscard]] Result<Money> lineTotal(UnitPrice price, UnitRatio perUnit, Quantity quantity, Money discount,
                                      Currency currency);

/// Bounds of one line, so that no cart can add up beyond an int64: ten million million of the minor unit, a million million units.
inline constexpr std::int64_t maxLineMinor = 1'000'000'000'000'000;
inline constexpr std::int64_t maxLineThousandths = 1'000'000'000'000'000;

/// What is asked of a line.
struct LineRequest {
    const Buyer& buyer;
    Id<schema::Variant> variant;
    Quantity quantity;
    std::optional<UnitPrice> openPrice; ///< Keyed in; absent: the list's.
    std::int64_t discountMinor = 0;
    TimeUs at = 0;
    Id<schema::Unit> unit = {}; ///< What the quantity counts; nil: the product's.
};

/// A priced line with all it takes to write it down.
struct LinePrice {
    UnitPrice unitPrice;
    UnitRatio perUnit;                      ///< One unit of the quantity costs so many unit prices.
    std::optional<Id<schema::Price>> price; ///< Absent: open price.
    Money total;                            ///< Before promotions and taxes on top.
};

/// Prices a line as a pure function of the shop at `request.at`. Does not ask whether it may be sold.
/// Errors: NotFound about "product"; Invalid as lineTotal, about "price" when the list has none or the line is beyond its bounds.
[[nodiscard]] Result<LinePrice> priceLine(const Reader& shop, const LineRequest& request);
/// The same for who has read the variant's product already.
[[nodiscard]] Result<LinePrice> priceLine(const Reader& shop, const schema::Product& product,
                                          const LineRequest& request);

} // namespace kontor
