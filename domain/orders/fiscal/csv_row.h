#pragma once

#include "domain/base/currency.h"
#include "domain/base/money.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor {

/// One row of fields apart by semicolons; what would break it is quoted (RFC 4180).
class CsvRow
{
public:
    CsvRow& text(std::string_view field);
    CsvRow& number(std::uint64_t value) { return text(std::to_string(value)); }
    CsvRow& money(std::int64_t minor, Currency currency) { return comma(Money(minor, currency).toString()); }
    CsvRow& quantity(std::int64_t thousandths);
    CsvRow& percent(std::uint32_t ppm);
    [[nodiscard]] const std::string& row() const { return m_row; }

private:
    CsvRow& comma(std::string text); ///< Its decimal point a comma.

    std::string m_row;
    bool m_first = true;
};

} // namespace kontor
