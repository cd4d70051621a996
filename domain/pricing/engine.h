#pragma once

#include <cstdint>

namespace kontor {

/// Version of the rules by which prices, promotions and taxes are worked out here. It grows by one with every change that could
/// give a cart another amount; each order names the one that made it. An order of a newer engine is taken as its facts say it,
/// since it cannot be checked; one of an older engine too, once there is one, unless the rules that made it are still here.
inline constexpr std::uint32_t pricingEngine = 1;

/// The engine of an order that says `stored`; the first one is not written.
[[nodiscard]] constexpr std::uint32_t engineOf(std::uint32_t stored)
{
    return stored == 0 ? 1 : stored;
}

} // namespace kontor
