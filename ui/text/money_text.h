#pragma once

#include "domain/base/money.h"
#include "domain/base/quantity.h"

#include <QString>

namespace kontor {

// Amounts as people read them: the locale's separators, a real minus sign, no floating point on the way.

/// "£1,234.50", "−£3.00".
[[nodiscard]] QString moneyText(const Money& money);
/// The same without the currency's sign, for columns.
[[nodiscard]] QString amountText(const Money& money);
/// "12.50", "0.0375": at least the currency's decimals.
[[nodiscard]] QString unitPriceText(UnitPrice price, Currency currency);
/// "£12.50".
[[nodiscard]] QString pricePerUnitText(UnitPrice price, Currency currency);
/// "3", "0.354", "1,200".
[[nodiscard]] QString quantityText(Quantity quantity);
/// "20%", "5.5%".
[[nodiscard]] QString rateText(std::uint32_t ratePpm);

/// Text of the domain, which is UTF-8.
[[nodiscard]] inline QString qtext(const std::string& utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

} // namespace kontor
