#pragma once

#include "domain/base/currency.h"
#include "domain/base/result.h"
#include "domain/schema/types.pb.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

/// An amount in minor units of a currency. Sums of different currencies are a programmer's error and stop the program.
class Money
{
public:
    Money(std::int64_t minorUnits, Currency currency) : m_minor(minorUnits), m_currency(currency) {}
    /// Invalid about "currency" when the message names an unknown one.
    [[nodiscard]] static Result<Money> from(const schema::Money& message);
    [[nodiscard]] schema::Money message() const;

    [[nodiscard]] std::int64_t minor() const { return m_minor; }
    [[nodiscard]] Currency currency() const { return m_currency; }
    [[nodiscard]] bool isZero() const { return m_minor == 0; }

    Money operator-() const { return {-m_minor, m_currency}; }
    Money& operator+=(const Money& other); ///< Overflow stops the program.
    Money& operator-=(const Money& other) { return *this += -other; }
    friend Money operator+(Money a, const Money& b) { return a += b; }
    friend Money operator-(Money a, const Money& b) { return a -= b; }
    friend bool operator==(const Money&, const Money&) = default;
    friend std::strong_ordering operator<=>(const Money& a, const Money& b);

    /// "-12.50": digits only, a dot, all decimals of the currency.
    [[nodiscard]] std::string toString() const;
    /// Reads what toString writes, and fewer decimals. Invalid about `about` otherwise.
    [[nodiscard]] static Result<Money> parse(std::string_view text, Currency currency, std::string_view about);

private:
    std::int64_t m_minor;
    Currency m_currency;
};

/// A price per unit in ten-thousandths of a minor unit: a litre of fuel, one screw.
struct UnitPrice {
    std::int64_t e4 = 0;
    friend auto operator<=>(const UnitPrice&, const UnitPrice&) = default;

    [[nodiscard]] static UnitPrice of(const Money& money) { return {money.minor() * 10'000}; }
    /// "2.5", "0.001": as many decimals as the currency has plus four. Invalid about `about` for anything else.
    [[nodiscard]] static Result<UnitPrice> parse(std::string_view text, Currency currency, std::string_view about);
    /// At least the currency's decimals, then as many as needed.
    [[nodiscard]] std::string toString(Currency currency) const;
};

} // namespace kontor
