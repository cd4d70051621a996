#include "domain/base/quantity.h"

#include "domain/base/decimal.h"

namespace kontor {

std::string Quantity::toString() const
{
    return formatDecimal(thousandths, 3, 0);
}

Result<Quantity> Quantity::parse(std::string_view text, std::string_view about)
{
    return parseDecimal(text, 3, about).map([](std::int64_t value) { return Quantity{value}; });
}

} // namespace kontor
