#pragma once

#include "domain/promotions/promotion.h"

#include <span>
#include <string>

namespace kontor {

/// {"campaigns":[…],"promotions":[…]} in the form of QUOTE.md, indented: what readOffer reads, with all that is said and nothing
/// that is as it is by itself. `Promotion::campaign` is a position in `campaigns`.
[[nodiscard]] std::string writeOffer(std::span<const Campaign> campaigns, std::span<const Promotion> promotions);

} // namespace kontor
