#pragma once

#include "domain/base/bytes.h"
#include "domain/base/time.h"

#include <cstdint>
#include <functional>

namespace kontor {

/// Clock and randomness of a store. Real in the programs, chosen in tests and the demo.
struct World {
    std::function<TimeUs()> now;
    std::function<Bytes(std::size_t)> random;             ///< That many bytes, fit for keys.
    std::function<std::int32_t(TimeUs)> utcOffsetSeconds; ///< Of the shop's wall clock at a moment.

    /// System clock, the system's random source, the machine's zone.
    [[nodiscard]] static World real();
};

} // namespace kontor
