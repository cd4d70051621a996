#pragma once

#include "domain/base/bytes.h"
#include "domain/base/time.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace kontor {

/// Clock and randomness of a store. Real in the programs, chosen in tests and the demo.
struct World {
    std::function<TimeUs()> now;
    std::function<Bytes(std::size_t)> random;             ///< That many bytes, fit for keys.
    std::function<std::int32_t(TimeUs)> utcOffsetSeconds; ///< Of the shop's wall clock at a moment.

    /// 0: a store works on threads of its own, in slices of some milliseconds. Else all it is asked for is done on the thread
    /// that asks, before the call returns, in slices of so many commits: a simulation is one thread then, and a seed one run.
    std::size_t sliceCommits = 0;
    [[nodiscard]] bool isOneThread() const { return sliceCommits > 0; }

    /// System clock, the system's random source, the machine's zone.
    [[nodiscard]] static World real();
};

} // namespace kontor
