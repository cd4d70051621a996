#include "domain/base/rational.h"

#include <boost/multiprecision/cpp_int.hpp>

namespace kontor {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

struct Rational::Wide {
    cpp_rational value;
};

void Rational::DeleteWide::operator()(Wide* wide) const noexcept
{
    delete wide;
}

/// What this file alone sees of a Rational.
struct RationalAccess {
    static cpp_rational wideOf(const Rational& value)
    {
        return value.m_wide ? value.m_wide->value : cpp_rational(value.m_n, value.m_d);
    }
    static bool isSmall(const Rational& value) { return !value.m_wide; }
    static std::int64_t numerator(const Rational& value) { return value.m_n; }
    static std::int64_t denominator(const Rational& value) { return value.m_d; }
    static Rational make(Int128 n, Int128 d) { return Rational::make(n, d); }
    static Rational narrowed(cpp_rational value)
    {
        Rational made;
        const cpp_int n = boost::multiprecision::numerator(value);
        const cpp_int d = boost::multiprecision::denominator(value);
        if (n >= -INT64_MAX && n <= INT64_MAX && d <= INT64_MAX) {
            made.m_n = static_cast<std::int64_t>(n);
            made.m_d = static_cast<std::int64_t>(d);
        } else {
            made.m_wide.reset(new Rational::Wide{std::move(value)});
        }
        return made;
    }
};

namespace {

using Access = RationalAccess;

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

Int128 gcd(Int128 a, Int128 b)
{
    while (b != 0) {
        // Most of the way the values fit in 64 bits, where dividing is many times faster.
        if (a <= INT64_MAX && b <= INT64_MAX) {
            auto x = static_cast<std::int64_t>(a);
            auto y = static_cast<std::int64_t>(b);
            while (y != 0) {
                const auto rest = x % y;
                x = y;
                y = rest;
            }
            return x;
        }
        const Int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/// Whether a remainder makes the magnitude one larger: `doubled` compares twice the remainder with the divisor.
bool goesAway(std::strong_ordering doubled, bool odd, Rounding rounding)
{
    if (rounding == Rounding::Down)
        return false;
    if (doubled != 0)
        return doubled > 0;
    return rounding == Rounding::HalfUp || (rounding == Rounding::HalfEven && odd);
}

std::strong_ordering compared(const cpp_int& a, const cpp_int& b)
{
    const int order = a.compare(b);
    return order <=> 0;
}

cpp_int roundedQuotient(const cpp_int& n, const cpp_int& d, Rounding rounding)
{
    const cpp_int magnitude = abs(n);
    cpp_int quotient = magnitude / d;
    const cpp_int rest = magnitude % d;
    if (goesAway(compared(rest * 2, d), bit_test(quotient, 0), rounding))
        ++quotient;
    return n < 0 ? cpp_int(-quotient) : quotient;
}

} // namespace

Rational Rational::makeReduced(Int128 n, Int128 d)
{
    const Int128 common = gcd(n < 0 ? -n : n, d);
    n /= common;
    d /= common;
    Rational made;
    if (n >= -INT64_MAX && n <= INT64_MAX && d <= INT64_MAX) {
        made.m_n = static_cast<std::int64_t>(n);
        made.m_d = static_cast<std::int64_t>(d);
    } else {
        made.m_wide.reset(new Wide{cpp_rational(cpp_int(n), cpp_int(d))});
    }
    return made;
}

Rational Rational::wideResult(char operation, const Rational& a, const Rational& b)
{
    const cpp_rational left = Access::wideOf(a);
    const cpp_rational right = Access::wideOf(b);
    switch (operation) {
    case '+': return Access::narrowed(left + right);
    case '-': return Access::narrowed(left - right);
    case '*': return Access::narrowed(left * right);
    default: return Access::narrowed(left / right);
    }
}

std::strong_ordering Rational::wideCompare(const Rational& a, const Rational& b)
{
    const int order = Access::wideOf(a).compare(Access::wideOf(b));
    return order <=> 0;
}

int Rational::wideSign() const
{
    return m_wide->value.sign();
}

void Rational::copyWide(const Rational& other)
{
    m_wide.reset(new Wide{other.m_wide->value});
}

Rational Rational::operator-() const
{
    if (m_wide)
        return Access::narrowed(-m_wide->value);
    return make(-Int128{m_n}, m_d);
}

Result<Rational> Rational::parse(std::string_view text, std::string_view about)
{
    const auto wrong = [&](const char* why) { return invalid(std::string(about), why); };
    std::size_t at = 0;
    const bool negative = !text.empty() && text.front() == '-';
    if (negative)
        ++at;
    const std::size_t first = at;
    Int128 n = 0;
    Int128 d = 1;
    int digits = 0;
    bool afterDot = false;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !afterDot && at > first) {
            afterDot = true;
            continue;
        }
        if (!isDigit(text[at]))
            return wrong("is not a decimal number: digits, and a dot if needed");
        if (++digits > mostDigits)
            return wrong("has more than 38 digits");
        n = n * 10 + (text[at] - '0');
        if (afterDot)
            d *= 10;
    }
    if (digits == 0 || !isDigit(text.back()))
        return wrong("is not a decimal number: digits, and a dot if needed");
    if (text[first] == '0' && first + 1 < text.size() && text[first + 1] != '.')
        return wrong("has a needless leading zero");
    return make(negative ? -n : n, d);
}

std::optional<std::int64_t> Rational::wideWhole() const
{
    const cpp_rational value = Access::wideOf(*this);
    if (denominator(value) != 1 || numerator(value) > INT64_MAX || numerator(value) < -INT64_MAX)
        return std::nullopt;
    return static_cast<std::int64_t>(numerator(value));
}

std::string Rational::toDecimal(int least, int most) const
{
    const auto written = [](std::string digits, int places) {
        const bool negative = digits.front() == '-';
        if (negative)
            digits.erase(0, 1);
        const auto width = static_cast<std::size_t>(places);
        if (digits.size() <= width)
            digits.insert(0, width + 1 - digits.size(), '0');
        if (places > 0)
            digits.insert(digits.size() - width, ".");
        return negative ? "-" + digits : digits;
    };
    if (!m_wide) {
        Int128 scale = 1;
        for (int i = 0; i < least; ++i)
            scale *= 10;
        for (int places = least; places <= most && places <= 15; ++places, scale *= 10) {
            const Int128 scaled = Int128{m_n} * scale;
            if (scaled % m_d == 0 && scaled / m_d <= INT64_MAX && scaled / m_d >= -INT64_MAX)
                return written(std::to_string(static_cast<std::int64_t>(scaled / m_d)), places);
        }
    }
    const cpp_rational value = Access::wideOf(*this);
    cpp_int n = numerator(value) * boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(least));
    const cpp_int d = denominator(value);
    int places = least;
    for (; places < most && n % d != 0; ++places)
        n *= 10;
    return written(roundedQuotient(n, d, Rounding::HalfUp).str(), places);
}

Rational roundTo(const Rational& value, const Rational& unit, Rounding rounding)
{
    KONTOR_ASSERT(unit.sign() > 0);
    if (Access::isSmall(value) && Access::isSmall(unit)) {
        const auto unitN = Access::numerator(unit);
        const auto unitD = Access::denominator(unit);
        const Int128 n = Int128{Access::numerator(value)} * unitD;
        const Int128 d = Int128{Access::denominator(value)} * unitN;
        const Int128 magnitude = n < 0 ? -n : n;
        Int128 quotient = 0;
        Int128 rest = 0;
        if (magnitude <= INT64_MAX && d <= INT64_MAX) {
            const auto n64 = static_cast<std::int64_t>(magnitude);
            const auto d64 = static_cast<std::int64_t>(d);
            quotient = n64 / d64;
            rest = n64 % d64;
        } else {
            quotient = magnitude / d;
            rest = magnitude % d;
        }
        const Int128 other = d - rest; // Twice the rest against d, without going beyond 128 bits.
        const auto doubled = rest < other   ? std::strong_ordering::less
                             : rest > other ? std::strong_ordering::greater
                                            : std::strong_ordering::equal;
        if (goesAway(doubled, quotient % 2 != 0, rounding))
            ++quotient;
        if (quotient <= INT64_MAX)
            return Access::make((n < 0 ? -quotient : quotient) * unitN, unitD);
    }
    const cpp_rational wideUnit = Access::wideOf(unit);
    const cpp_rational ratio = Access::wideOf(value) / wideUnit;
    return Access::narrowed(cpp_rational(roundedQuotient(numerator(ratio), denominator(ratio), rounding)) * wideUnit);
}

} // namespace kontor
