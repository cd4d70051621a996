#pragma once

#include "domain/pricing/listing.h"

#include <span>

namespace kontor {

struct TaxAmount {
    std::size_t tax = 0; ///< Position in PriceCart::taxes.
    Rational base;
    Rational amount;
};

/// What is paid for an item, after discounts. Below zero for what goes back.
struct SettledItem {
    Rational unitPrice; ///< As listed for this customer, with its own sign.
    Rational listed;    ///< Before promotions. Where the order is rounded, with its share of the odd units.
    Rational discount;  ///< What promotions took.
    Rational net;       ///< Without any tax.
    Rational gross;     ///< With all taxes.
    std::vector<TaxAmount> taxes;
};

struct Totals {
    Rational subtotal; ///< Listed prices before promotions.
    Rational discount; ///< What promotions took from it.
    Rational net;
    Rational tax;
    Rational gross;
    Rational cashRounding;
    Rational payable;             ///< gross + cashRounding
    std::vector<TaxAmount> taxes; ///< Of those that any item has, in the order they are defined.
};

struct SettledCart {
    std::vector<SettledItem> items;
    Totals totals;
};

/// Taxes and totals of a cart whose promotions took `taken` from its items (of the positive twins, as in ListedItem).
///
/// Always: sum of items == totals, sum of taxes == totals.tax, net + tax == gross, subtotal - discount == what the items cost in
/// listed prices. Every amount is rounded once, where cart.rounding says so.
[[nodiscard]] SettledCart settle(const PriceCart& cart, const ListedCart& listed, std::span<const Rational> taken);

} // namespace kontor
