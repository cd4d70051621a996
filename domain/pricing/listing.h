#pragma once

#include "domain/pricing/price_cart.h"

namespace kontor {

/// An item with its listed price: with the taxes that the price includes, without the others, before promotions.
///
/// But for `unitPrice`, amounts and quantity are those of its positive twin; `sign` tells which it is. So a return mirrors its sale by construction.
struct ListedItem {
    int sign = 0; ///< Of the amount; of the quantity where the price is 0. Shipping for nothing goes with the cart.
    bool isSeen = false;       ///< By promotions: some quantity, and not below zero unless the whole cart is.
    Rational quantity;         ///< Zero or more.
    Rational unitPrice;        ///< As listed for this customer, with its sign.
    Rational reducedUnitPrice; ///< Less the line's own reduction: what promotions see.
    Rational listed;           ///< Of the whole item; rounded where taxes are rounded on the line.
    std::size_t plan = 0;      ///< Position in ListedCart::plans.
};

struct ListedCart {
    std::vector<ListedItem> items; ///< As in the cart.
    std::vector<TaxPlan> plans;
};

/// Lists every item of the cart. An item whose price was set with other taxes keeps its untaxed unit price and gets the customer's
/// included taxes, if all taxes it was set with were included; otherwise the price stands. The new unit price is rounded.
///
/// Errors: Invalid about "lines[2].taxes" or "shipping[0].priced_with" when no price can contain those taxes.
[[nodiscard]] Result<ListedCart> listPrices(const PriceCart& cart);

} // namespace kontor
