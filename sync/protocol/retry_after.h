#pragma once

#include <cstdint>
#include <string_view>

namespace kontor {

/// Seconds a Retry-After asks for: its number, or the time from `nowSeconds` (of Unix time) to its HTTP date (RFC 9110, IMF-fixdate
/// form). 0 when it is neither, or over; at most a day, whatever it says.
[[nodiscard]] std::uint32_t retryAfterSeconds(std::string_view header, std::int64_t nowSeconds);

} // namespace kontor
