#pragma once

#include "domain/promotions/cart_facts.h"
#include "domain/promotions/quote.h"

namespace kontor {

/// All promotions of a request that might apply, in the order of the work: on lines, on the order, on shipping; in each by
/// priority, lowest first, then by code bytewise. Turns hold amounts of the positive twins.
struct Combined {
    std::vector<Turn> turns;
    std::vector<Rational> taken; ///< From each item.
};
[[nodiscard]] Combined applyPromotions(const QuoteRequest& request, CartFacts& facts);

} // namespace kontor
