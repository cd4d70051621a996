#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

/// Whole numbers of a small unit written as decimals: "12.50" with two decimals is 1250. The one reader and writer behind Money,
/// UnitPrice and Quantity.
///
/// An optional minus, digits, and a dot with at least one digit on both sides; no plus, no blanks, no thousands separators.
/// Errors: Invalid about `about` for anything else, for more than `decimals` decimals, and beyond an int64.
[[nodiscard]] Result<std::int64_t> parseDecimal(std::string_view text, int decimals, std::string_view about);

/// Writes `value` with at least `least` and at most `decimals` decimals, no more than needed.
[[nodiscard]] std::string formatDecimal(std::int64_t value, int decimals, int least);

} // namespace kontor
