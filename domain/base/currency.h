#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <string_view>

namespace kontor {

/// A currency of ISO 4217, by its numeric code.
class Currency
{
public:
    /// Invalid about "currency" for a code that is not in the table.
    [[nodiscard]] static Result<Currency> fromNumeric(std::uint32_t code);
    /// By letters, e.g. "GBP".
    [[nodiscard]] static Result<Currency> fromAlpha(std::string_view letters);

    [[nodiscard]] std::uint32_t numeric() const { return m_numeric; }
    [[nodiscard]] std::string_view alpha() const;
    [[nodiscard]] int exponent() const;            ///< Decimals of the minor unit, 0 to 4.
    [[nodiscard]] std::string_view symbol() const; ///< "£"; the letters where there is none.
    friend bool operator==(const Currency&, const Currency&) = default;

private:
    explicit Currency(std::uint32_t numeric) : m_numeric(numeric) {}
    std::uint32_t m_numeric;
};

} // namespace kontor
