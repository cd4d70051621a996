#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

namespace kontor {

/// Gives a number in [0, bound]. Injected, so that tests choose it.
using RandomUpTo = std::function<std::uint64_t(std::uint64_t bound)>;

inline constexpr std::uint64_t backoffFloorMs = 1000;
inline constexpr std::uint64_t backoffCapMs = 300'000;

/// Milliseconds to wait before attempt `failures` + 1: anything from 0 to min(300 s, 1 s * 2^failures), and not longer than twice
/// as long as it has failed already, `failingForMs`, but up to 1 s in any case: each sale asks for an attempt of its own, and many
/// of them in the second that a server needs to restart are no reason to be away for minutes.
///
/// Full jitter, so that a thousand tills do not come back in the same second. Source: "Exponential Backoff And Jitter",
/// AWS Architecture Blog, 2015.
[[nodiscard]] inline std::uint64_t backoffMs(std::uint32_t failures, std::uint64_t failingForMs,
                                             const RandomUpTo& random)
{
    const auto doubled = backoffFloorMs << std::min<std::uint32_t>(failures, 20);
    return random(std::min({backoffCapMs, doubled, std::max(backoffFloorMs, 2 * failingForMs)}));
}

} // namespace kontor
