#pragma once

#include "domain/promotions/cart_facts.h"

#include <vector>

namespace kontor {

/// A promotion made ready for a cart.
struct ReadyPromotion {
    const Promotion* promotion = nullptr;
    ReadyConditions conditions;
    ReadyConditions targetConditions;
    ReadyConditions buyConditions;
    ReadyConditions tierConditions;

    [[nodiscard]] static ReadyPromotion of(const Promotion& promotion, CartFacts& facts);
};

/// What a promotion takes from an item.
struct Taking {
    std::size_t item = 0;
    Rational base; ///< The room of the item: what there was to take from.
    Rational amount;
    Rational served; ///< Units that have bought or been got; they do so once.
};

/// What a promotion would do to a cart. Empty takings: nothing.
struct Outcome {
    std::vector<Taking> takings; ///< In the order of the cart; amount or served are above zero.
    Rational value;              ///< The effect's, or its tier's.
    Rational total;
};

/// Works out an effect on what earlier promotions left. Conditions of the promotion, budget and combination are not its matter.
[[nodiscard]] Outcome workOut(const CartFacts& facts, const ReadyPromotion& ready, const Progress& progress);

/// The rounds of a buy_get: `takings` with the price of the units got as base, and the units served. Used by workOut.
[[nodiscard]] std::vector<Taking> buyAndGet(const CartFacts& facts, const ReadyPromotion& ready,
                                            const Progress& progress);

/// Items of `marks` by unit price, cheapest or dearest first; equal prices in the order of the cart.
[[nodiscard]] std::vector<std::size_t> byUnitPrice(const CartFacts& facts, const std::vector<std::uint8_t>& marks,
                                                   Effect::Pick pick);

} // namespace kontor
