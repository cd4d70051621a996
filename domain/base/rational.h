#pragma once

#include "domain/base/exact.h"
#include "domain/base/result.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

/// An exact fraction of any size: what the pricing engine calculates in, so that a rounding happens only where a rule names one.
///
/// Ordinary amounts are two int64 and need no memory; what does not fit goes on in wide integers, slower and still exact.
class Rational
{
public:
    Rational() = default;
    Rational(std::int64_t whole)
        : m_n(whole) // Implicit: whole numbers are rationals, and formulas should read like formulas.
    {
        if (whole == INT64_MIN) [[unlikely]]
            *this = make(static_cast<Int128>(whole), 1);
    }
    /// n / d; d is not zero.
    Rational(std::int64_t n, std::int64_t d) { *this = d < 0 ? make(-Int128{n}, -Int128{d}) : make(n, d); }
    Rational(const Rational& other) : m_n(other.m_n), m_d(other.m_d)
    {
        if (other.m_wide) [[unlikely]]
            copyWide(other);
    }
    Rational& operator=(const Rational& other)
    {
        if (m_wide || other.m_wide) [[unlikely]]
            return *this = Rational(other);
        m_n = other.m_n;
        m_d = other.m_d;
        return *this;
    }
    Rational(Rational&&) noexcept = default;
    Rational& operator=(Rational&&) noexcept = default;
    ~Rational() = default;

    /// The most digits that parse takes in one number, before and after the dot together.
    static constexpr int mostDigits = 38;
    /// A decimal, as strict as parseDecimal: an optional minus, digits without a needless leading zero, and a dot with digits on
    /// both sides. Errors: Invalid about `about` for anything else and for more than `mostDigits` digits.
    [[nodiscard]] static Result<Rational> parse(std::string_view text, std::string_view about);
    /// With at least `least` and at most `most` decimals, no more than needed; halves of the last one go away from zero.
    [[nodiscard]] std::string toDecimal(int least, int most) const;

    [[nodiscard]] int sign() const
    {
        if (m_wide) [[unlikely]]
            return wideSign();
        return m_n > 0 ? 1 : m_n < 0 ? -1 : 0;
    }
    [[nodiscard]] bool isZero() const { return sign() == 0; }
    /// Nothing unless it is a whole number within an int64.
    [[nodiscard]] std::optional<std::int64_t> whole() const
    {
        if (m_wide || m_n % m_d != 0) [[unlikely]]
            return wideWhole();
        return m_n / m_d;
    }
    [[nodiscard]] Rational magnitude() const { return sign() < 0 ? -*this : *this; }

    Rational operator-() const;
    friend Rational operator+(const Rational& a, const Rational& b)
    {
        if (a.m_wide || b.m_wide) [[unlikely]]
            return wideResult('+', a, b);
        if (a.m_d == b.m_d)
            return make(Int128{a.m_n} + b.m_n, a.m_d);
        return make(Int128{a.m_n} * b.m_d + Int128{b.m_n} * a.m_d, Int128{a.m_d} * b.m_d);
    }
    friend Rational operator-(const Rational& a, const Rational& b)
    {
        if (a.m_wide || b.m_wide) [[unlikely]]
            return wideResult('-', a, b);
        if (a.m_d == b.m_d)
            return make(Int128{a.m_n} - b.m_n, a.m_d);
        return make(Int128{a.m_n} * b.m_d - Int128{b.m_n} * a.m_d, Int128{a.m_d} * b.m_d);
    }
    friend Rational operator*(const Rational& a, const Rational& b)
    {
        if (a.m_wide || b.m_wide) [[unlikely]]
            return wideResult('*', a, b);
        return make(Int128{a.m_n} * b.m_n, Int128{a.m_d} * b.m_d);
    }
    /// `b` is not zero.
    friend Rational operator/(const Rational& a, const Rational& b)
    {
        KONTOR_ASSERT(!b.isZero());
        if (a.m_wide || b.m_wide) [[unlikely]]
            return wideResult('/', a, b);
        const Int128 n = Int128{a.m_n} * b.m_d;
        const Int128 d = Int128{a.m_d} * b.m_n;
        return d < 0 ? make(-n, -d) : make(n, d);
    }
    Rational& operator+=(const Rational& other) { return *this = *this + other; }
    Rational& operator-=(const Rational& other) { return *this = *this - other; }

    friend bool operator==(const Rational& a, const Rational& b) { return (a <=> b) == 0; }
    friend std::strong_ordering operator<=>(const Rational& a, const Rational& b)
    {
        if (a.m_wide || b.m_wide) [[unlikely]]
            return wideCompare(a, b);
        if (a.m_d == b.m_d)
            return a.m_n <=> b.m_n;
        const Int128 left = Int128{a.m_n} * b.m_d;
        const Int128 right = Int128{b.m_n} * a.m_d;
        return left < right   ? std::strong_ordering::less
               : left > right ? std::strong_ordering::greater
                              : std::strong_ordering::equal;
    }

private:
    friend struct RationalAccess;
    struct Wide;
    struct DeleteWide {
        void operator()(Wide* wide) const noexcept;
    };

    [[nodiscard]] static Rational make(Int128 n, Int128 d) // d > 0
    {
        Rational made;
        if (n >= -INT64_MAX && n <= INT64_MAX && d <= INT64_MAX) [[likely]] {
            made.m_n = static_cast<std::int64_t>(n);
            made.m_d = static_cast<std::int64_t>(d);
            return made;
        }
        return makeReduced(n, d);
    }
    [[nodiscard]] static Rational makeReduced(Int128 n, Int128 d);
    [[nodiscard]] static Rational wideResult(char operation, const Rational& a, const Rational& b);
    [[nodiscard]] static std::strong_ordering wideCompare(const Rational& a, const Rational& b);
    [[nodiscard]] int wideSign() const;
    [[nodiscard]] std::optional<std::int64_t> wideWhole() const;
    void copyWide(const Rational& other);

    // Not always in lowest terms: that costs a division and is done when the parts grow too large.
    std::int64_t m_n = 0;
    std::int64_t m_d = 1;
    std::unique_ptr<Wide, DeleteWide> m_wide; ///< When set, it is the value.
};

/// How a value between two multiples of the unit becomes one. All mirror below zero.
enum class Rounding {
    HalfUp,   ///< Halves away from zero.
    HalfEven, ///< Halves to the even multiple.
    HalfDown, ///< Halves towards zero.
    Down,     ///< Always towards zero.
};

/// The one rounding of the pricing engine: `value` to a multiple of `unit`, which is above zero.
[[nodiscard]] Rational roundTo(const Rational& value, const Rational& unit, Rounding rounding);

} // namespace kontor
