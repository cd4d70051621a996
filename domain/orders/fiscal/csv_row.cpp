#include "domain/orders/fiscal/csv_row.h"

#include "domain/base/quantity.h"

#include <algorithm>

namespace kontor {

CsvRow& CsvRow::text(std::string_view field)
{
    if (!m_first)
        m_row += ';';
    m_first = false;
    if (field.find_first_of(";\"\r\n") == std::string_view::npos) {
        m_row += field;
        return *this;
    }
    m_row += '"';
    for (const char c : field) {
        if (c == '"')
            m_row += '"';
        m_row += c == '\r' || c == '\n' ? ' ' : c; // A row is a line, whatever was typed into a note.
    }
    m_row += '"';
    return *this;
}

CsvRow& CsvRow::comma(std::string text_)
{
    std::replace(text_.begin(), text_.end(), '.', ',');
    return text(text_);
}

CsvRow& CsvRow::quantity(std::int64_t thousandths)
{
    return comma(Quantity{thousandths}.toString());
}

CsvRow& CsvRow::percent(std::uint32_t ppm)
{
    auto part = std::to_string(ppm % 10'000);
    part.insert(0, 4 - part.size(), '0');
    return text(std::to_string(ppm / 10'000) + "," + part.substr(0, 2));
}

} // namespace kontor
