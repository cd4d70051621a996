#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

/// Microseconds since 1970 UTC. Leap seconds are not counted.
using TimeUs = std::int64_t;

/// 20101201 for a moment, by the calendar of UTC plus `offsetSeconds` (the store's, found by whoever knows its zone).
[[nodiscard]] std::uint32_t dateOf(TimeUs at, std::int32_t offsetSeconds);
/// Parses "2010-12-01 08:26:00" (or with T) as UTC. Invalid about `about` for anything else.
[[nodiscard]] Result<TimeUs> parseTime(std::string_view text, std::string_view about);
/// "2010-12-01T08:26:00Z"; fractions only where there are any.
[[nodiscard]] std::string formatTime(TimeUs at);

} // namespace kontor
