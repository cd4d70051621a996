#pragma once

#include "domain/base/currency.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"

#include <string>
#include <string_view>
#include <vector>

namespace kontor {

struct SettingOwners;

// Cash is paid in coins there are. The rounding to them is a line of its own (schema::CashRounding): it moves what is paid, never
// a price, a total or a tax; and only the part of an order that is paid in cash is rounded.

/// The smallest coin of a currency in which cash is customarily paid; one minor unit where nothing is rounded.
[[nodiscard]] Money customaryCashUnit(Currency currency);

/// A currency's smallest coin as a shop sets it.
struct CashUnit {
    Currency currency;
    Money unit;
};
/// "EUR=0.05 CHF=0.05 SEK=none": only the currencies that are to differ from the custom; apart by blanks, commas or line ends.
/// Errors: Invalid about "cash_unit", naming the first that is wrong.
[[nodiscard]] Result<std::vector<CashUnit>> parseCashUnits(std::string_view text);

/// The smallest coin a till rounds to: its setting cash.units, else the custom.
[[nodiscard]] Money cashUnit(const Reader& shop, const SettingOwners& owners, Currency currency);

/// What rounding adds to `due` so that it is a multiple of `unit` (above zero): halves away from zero, so that a return of the
/// whole is the sale's mirror: cashRounding(-d, u) == -cashRounding(d, u).
[[nodiscard]] Money cashRounding(Money due, Money unit);

/// Whether there are coins for an amount. Invalid about `about`, naming those next to it.
[[nodiscard]] Result<Done> checkCoins(Money cash, Money unit, const std::string& about);

/// What an order paid in cash took, and what went back of it so far, each as a magnitude in the order's currency.
struct PaidInCash {
    Money total;    ///< Before rounding; above zero.
    Money rounding; ///< What rounding added.
    Money refunded; ///< Before rounding, of earlier refunds.
};
/// The coins that have gone back when `refunded` of it has: at most what was taken, in multiples of `unit`; all of it, as far as there
/// are coins for it, with the last of it.
[[nodiscard]] Money cashBackUntil(const PaidInCash& paid, Money refunded, Money unit);

/// What rounding adds to a refund of `amount` (a magnitude, above zero) in cash: chosen so that each refund is paid in coins, that
/// refunds in any parts never pay back more than was paid, and that the whole pays back exactly it.
/// Errors: Invalid about "amount" when more comes back than is left.
[[nodiscard]] Result<Money> refundCashRounding(const PaidInCash& paid, Money amount, Money unit);

} // namespace kontor
