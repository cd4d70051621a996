#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>

namespace kontor {

/// A moment of the hybrid logical clock: milliseconds UTC, then a counter. Source: Kulkarni et al. 2014.
struct Hlc {
    std::uint64_t ms = 0;
    std::uint32_t counter = 0;
    friend auto operator<=>(const Hlc&, const Hlc&) = default;

    /// The next moment at `nowMs` that is later than this one.
    [[nodiscard]] Hlc next(std::uint64_t nowMs) const
    {
        if (nowMs > ms)
            return {nowMs, 0};
        if (counter == UINT32_MAX)
            return {ms + 1, 0};
        return {ms, counter + 1};
    }
};

} // namespace kontor
