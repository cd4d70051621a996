#pragma once

#include "domain/base/rational.h"

#include <span>
#include <vector>

namespace kontor {

/// Rounds `exact` values to multiples of `unit` so that they come to `total`: all towards zero first, then one unit to each of
/// those with the largest remainders; of equals to the earlier. Mirrors below zero.
///
/// `total` is a multiple of `unit`, nearer than one unit to the sum of the exact values.
/// Source: largest-remainder apportionment (Hamilton).
[[nodiscard]] std::vector<Rational> settleTo(const Rational& total, std::span<const Rational> exact,
                                             const Rational& unit);

/// Shares `total` in proportion to `weights` by the same rule, none above its entry in `most`; all are zero or more. What does
/// not fit as a whole unit is not given. A total of the sum of `most` or above gives each its most. Without a unit shares are exact.
[[nodiscard]] std::vector<Rational> shareOut(const Rational& total, std::span<const Rational> weights,
                                             std::span<const Rational> most, const Rational* unit);

} // namespace kontor
