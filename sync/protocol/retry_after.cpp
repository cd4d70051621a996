#include "sync/protocol/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace kontor {

namespace {

constexpr std::int64_t longest = 86'400;

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [at, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    // Only digits, and what is too long to be a number of ours is long.
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return wrong == std::errc::result_out_of_range ? longest : value;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<std::int64_t> unixTimeOf(std::string_view date)
{
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (date.size() != 29 || date.substr(3, 2) != ", " || date.substr(25) != " GMT" || date[19] != ':' ||
        date[22] != ':')
        return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), date.substr(8, 3));
    const auto day = number(date.substr(5, 2));
    const auto year = number(date.substr(12, 4));
    const auto hour = number(date.substr(17, 2));
    const auto minute = number(date.substr(20, 2));
    const auto second = number(date.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second)
        return std::nullopt;
    const std::chrono::year_month_day at{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(month - months.begin() + 1)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
    if (!at.ok())
        return std::nullopt;
    const auto days = std::chrono::sys_days(at).time_since_epoch().count();
    return std::int64_t{days} * 86'400 + *hour * 3600 + *minute * 60 + *second;
}

} // namespace

std::uint32_t retryAfterSeconds(std::string_view header, std::int64_t nowSeconds)
{
    while (header.starts_with(' '))
        header.remove_prefix(1);
    while (header.ends_with(' '))
        header.remove_suffix(1);
    auto seconds = number(header);
    if (!seconds)
        if (const auto at = unixTimeOf(header))
            seconds = *at - nowSeconds;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds.value_or(0), 0, longest));
}

} // namespace kontor
