#include "domain/base/decimal.h"

#include "domain/base/exact.h"

namespace kontor {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// For messages: what was read may be long or binary.
std::string shown(std::string_view text)
{
    std::string out;
    for (const char c : text.substr(0, 40))
        out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    return text.size() > 40 ? out + "..." : out;
}

} // namespace

Result<std::int64_t> parseDecimal(std::string_view text, int decimals, std::string_view about)
{
    const auto wrong = [&](const std::string& why) {
        return invalid(std::string(about), "'" + shown(text) + "' " + why);
    };
    std::size_t at = 0;
    const bool negative = !text.empty() && text.front() == '-';
    if (negative)
        ++at;
    constexpr Int128 bound = static_cast<Int128>(INT64_MAX) + 1;
    Int128 value = 0;
    const auto push = [&](int digit) {
        value = value * 10 + digit;
        return value <= bound;
    };
    std::size_t whole = 0;
    for (; at < text.size() && isDigit(text[at]); ++at, ++whole)
        if (!push(text[at] - '0'))
            return wrong("is too large");
    int places = 0;
    if (whole > 0 && at < text.size() && text[at] == '.') {
        for (++at; at < text.size() && isDigit(text[at]); ++at) {
            if (++places > decimals)
                return wrong("has more than " + std::to_string(decimals) + " decimals");
            if (!push(text[at] - '0'))
                return wrong("is too large");
        }
        if (places == 0)
            return wrong("is not a number");
    }
    if (whole == 0 || at != text.size())
        return wrong("is not a number");
    for (; places < decimals; ++places)
        if (!push(0))
            return wrong("is too large");
    if (!negative && value == bound)
        return wrong("is too large");
    return static_cast<std::int64_t>(negative ? -value : value);
}

std::string formatDecimal(std::int64_t value, int decimals, int least)
{
    // Unsigned, since the smallest int64 has no positive twin.
    const auto magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(magnitude);
    const auto width = static_cast<std::size_t>(decimals);
    if (digits.size() <= width)
        digits.insert(0, width + 1 - digits.size(), '0');
    std::string fraction = digits.substr(digits.size() - width);
    digits.resize(digits.size() - width);
    while (fraction.size() > static_cast<std::size_t>(least) && fraction.back() == '0')
        fraction.pop_back();
    return (value < 0 ? "-" : "") + digits + (fraction.empty() ? "" : "." + fraction);
}

} // namespace kontor
