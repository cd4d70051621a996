#pragma once

#include "domain/base/currency.h"
#include "domain/base/rational.h"
#include "domain/pricing/tax_rule.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// Where taxes are rounded.
enum class TaxRounding {
    Line,  ///< On every line.
    Order, ///< Once for the order; lines then share the odd units, so that they add up to it.
    None,  ///< Nowhere.
};

struct RoundingRules {
    TaxRounding taxes = TaxRounding::Line;
    Rounding amounts = Rounding::HalfUp;
    Rounding discounts = Rounding::HalfUp;
    Rational unit = 1;                ///< All amounts are multiples of it, unless taxes are not rounded.
    std::optional<Rational> cashUnit; ///< What is paid is a multiple of it.

    [[nodiscard]] bool areExact() const { return taxes == TaxRounding::None; }
    [[nodiscard]] Rational amount(const Rational& exact) const
    {
        return areExact() ? exact : roundTo(exact, unit, amounts);
    }
    [[nodiscard]] Rational discount(const Rational& exact) const
    {
        return areExact() ? exact : roundTo(exact, unit, discounts);
    }
};

/// What is known of a line, a shipping or the order, for the conditions of promotions: "category": kitchen, mugs.
struct Attribute {
    std::string name;
    std::vector<std::string> values;
    bool isList = false;
};
using Attributes = std::vector<Attribute>;

/// A line of the cart, or a shipping, which is a line of quantity 1.
struct CartItem {
    std::string id;
    Rational quantity = 1;
    Rational unitPrice;
    Rational discountPercent;       ///< The line's own reduction, at most 100; part of its price.
    std::vector<std::size_t> taxes; ///< Positions in PriceCart::taxes, in the order they are worked out.
    std::optional<std::vector<std::size_t>>
        pricedWith; ///< The taxes the price was set with, where the customer's differ.
    Attributes attributes;
};

struct PriceCart {
    Currency currency;
    RoundingRules rounding;
    std::vector<TaxRule> taxes;
    std::vector<CartItem> items; ///< Lines, then shippings.
    std::size_t lineCount = 0;
};

} // namespace kontor
