#pragma once

#include "domain/base/result.h"

#include <cstdint>

namespace kontor {

__extension__ using Int128 = __int128; ///< Wide enough for every product of two stored amounts.

/// n / d to the nearest whole, halves away from zero ("half up" that mirrors below zero).
[[nodiscard]] constexpr Int128 divideHalfUp(Int128 n, Int128 d)
{
    KONTOR_ASSERT(d > 0);
    const Int128 magnitude = n < 0 ? -n : n;
    const Int128 rounded = (magnitude * 2 + d) / (d * 2);
    return n < 0 ? -rounded : rounded;
}

/// The int64 of a wide value; Invalid about `about` when it does not fit.
[[nodiscard]] inline Result<std::int64_t> narrow(Int128 value, const char* about)
{
    if (value > INT64_MAX || value < INT64_MIN)
        return invalid(about, "the amount is larger than any this program can hold");
    return static_cast<std::int64_t>(value);
}

} // namespace kontor
