#include "domain/base/time.h"

#include <cstdio>

namespace kontor {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;
constexpr std::int64_t secondsPerDay = 86'400;

constexpr std::int64_t floorDivide(std::int64_t n, std::int64_t d)
{
    return n / d - (n % d < 0 ? 1 : 0);
}

struct Date {
    std::int64_t year;
    std::int64_t month;
    std::int64_t day;
};

/// Days since 1970-01-01. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
constexpr std::int64_t daysFromCivil(Date date)
{
    const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = floorDivide(year, 400);
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t dayOfYear = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}

constexpr Date civilFromDays(std::int64_t days)
{
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = floorDivide(shifted, 146'097);
    const std::int64_t dayOfEra = shifted - era * 146'097;
    const std::int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t shiftedMonth = (5 * dayOfYear + 2) / 153;
    const std::int64_t month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
    return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1};
}
static_assert(daysFromCivil({1970, 1, 1}) == 0);
static_assert(daysFromCivil({2000, 3, 1}) == 11'017);
static_assert(civilFromDays(11'016).day == 29);

/// `count` digits from the front of `text`, taken off; -1 when there are not so many.
int takeDigits(std::string_view& text, std::size_t count)
{
    if (text.size() < count)
        return -1;
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c)
{
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

/// Microseconds of ".25", taken off; 0 without a dot, -1 for a dot without one to six digits.
std::int64_t takeFraction(std::string_view& text)
{
    if (!take(text, '.'))
        return 0;
    std::int64_t value = 0;
    int places = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9' && places < 6; ++places) {
        value = value * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (places == 0)
        return -1;
    for (; places < 6; ++places)
        value *= 10;
    return value;
}

} // namespace

std::uint32_t dateOf(TimeUs at, std::int32_t offsetSeconds)
{
    const Date date = civilFromDays(floorDivide(floorDivide(at, usPerSecond) + offsetSeconds, secondsPerDay));
    return static_cast<std::uint32_t>(date.year * 10'000 + date.month * 100 + date.day);
}

Result<TimeUs> parseTime(std::string_view text, std::string_view about)
{
    const auto wrong = [&] {
        return invalid(std::string(about),
                       "'" + std::string(text.substr(0, 40)) + "' is not a time such as 2010-12-01 08:26:00");
    };
    std::string_view rest = text;
    const int year = takeDigits(rest, 4);
    const bool dash = take(rest, '-');
    const int month = takeDigits(rest, 2);
    const bool dash2 = take(rest, '-');
    const int day = takeDigits(rest, 2);
    if (year < 1 || !dash || month < 1 || month > 12 || !dash2 || day < 1)
        return wrong();
    const std::int64_t days = daysFromCivil({year, month, day});
    if (const Date back = civilFromDays(days); back.month != month || back.day != day) // The 31st of April.
        return wrong();
    if (!take(rest, ' ') && !take(rest, 'T'))
        return wrong();
    const int hour = takeDigits(rest, 2);
    const bool colon = take(rest, ':');
    const int minute = takeDigits(rest, 2);
    const bool colon2 = take(rest, ':');
    const int second = takeDigits(rest, 2);
    if (hour < 0 || hour > 23 || !colon || minute < 0 || minute > 59 || !colon2 || second < 0 || second > 59)
        return wrong();
    const std::int64_t fraction = takeFraction(rest);
    (void)take(rest, 'Z');
    if (fraction < 0 || !rest.empty())
        return wrong();
    return ((days * 24 + hour) * 60 + minute) * 60 * usPerSecond + second * usPerSecond + fraction;
}

std::string formatTime(TimeUs at)
{
    const std::int64_t seconds = floorDivide(at, usPerSecond);
    const std::int64_t fraction = at - seconds * usPerSecond;
    const std::int64_t days = floorDivide(seconds, secondsPerDay);
    const std::int64_t ofDay = seconds - days * secondsPerDay;
    const Date date = civilFromDays(days);
    char text[64];
    std::snprintf(text, sizeof text, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld", static_cast<long long>(date.year),
                  static_cast<long long>(date.month), static_cast<long long>(date.day),
                  static_cast<long long>(ofDay / 3600), static_cast<long long>(ofDay / 60 % 60),
                  static_cast<long long>(ofDay % 60));
    std::string out = text;
    if (fraction != 0) {
        char digits[16];
        std::snprintf(digits, sizeof digits, ".%06lld", static_cast<long long>(fraction));
        out += digits;
        while (out.back() == '0')
            out.pop_back();
    }
    return out + "Z";
}

} // namespace kontor
