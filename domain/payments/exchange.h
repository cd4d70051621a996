#pragma once

#include "domain/base/currency.h"
#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/rational.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/payments/cash.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>

namespace kontor {

/// What one of a foreign currency is worth in one's own: whole units, exactly.
struct RateView {
    Id<schema::ExchangeRate> fact;
    Currency foreign;
    Currency own;
    Rational rate;
    TimeUs since = 0; ///< When it was set to begin.
};

/// The rate a store takes `foreign` at: one of the store's own before the organisation's, then the one that began last, then the
/// merge key. A rate is never turned round: a shop that pays out foreign money has another for it.
/// Errors: NotFound about "rate" when there is none, Invalid about "rate" when it is not taken any more, or older than
/// the setting rate.max-age-days.
[[nodiscard]] Result<RateView> rateAt(const Reader& shop, Id<schema::Store> store, Currency foreign, Currency own,
                                      TimeUs at);

/// What an amount of the foreign currency is worth: exact, then rounded once to the minor unit of one's own, halves away from
/// zero, so that it mirrors. Errors: Invalid about "tendered" beyond what money holds, "currency" when it is another.
[[nodiscard]] Result<Money> worth(Money foreign, const RateView& rate);

/// The least that covers `due` (of one's own currency, above zero), in multiples of the foreign currency's smallest coin:
/// what the customer is asked for. Errors: Invalid about "tendered" beyond what money holds, "currency" when `due` is another.
[[nodiscard]] Result<Money> foreignDue(Money due, const RateView& rate, Money foreignUnit);

/// Settles `total` with `tendered` of a foreign currency; change is of one's own.
/// Errors: as cashPayment and worth; Invalid about "tendered" for a total of zero or less: that is paid out in one's own.
[[nodiscard]] Result<CashPayment> foreignPayment(Money total, Money tendered, const RateView& rate);

struct SetExchangeRate {
    std::string foreign;             ///< Letters: "EUR".
    std::string own = {};            ///< Letters; empty: the organisation's.
    std::string rate;                ///< What one of it is worth, a decimal, or a fraction such as "61/100".
    bool taken = true;               ///< False: it is not taken any more; the rate does not count.
    Id<schema::Store> store = {};    ///< Only there; nil: in all.
    std::optional<TimeUs> from = {}; ///< Absent: now.
};
/// "set-exchange-rate"; CHANGE_PRICE. Adds a rate fact; payments keep the one they were taken at.
/// Errors: Invalid about "currency" (unknown, or both the same), "rate" (not above zero, or more than 18 digits either side of
/// the fraction); NotFound about "store", "organisation".
[[nodiscard]] Result<Commit> setExchangeRate(const Reader& shop, const Context& context, const Actor& actor,
                                             const SetExchangeRate& input);

/// "0.8612" as 2153/2500: whole numbers up to 10^18. Errors: Invalid about "rate".
struct Fraction {
    std::uint64_t numerator = 0;
    std::uint64_t denominator = 1;
};
[[nodiscard]] Result<Fraction> parseRate(std::string_view text);
/// "0.8612"; a fraction where no decimal is exact.
[[nodiscard]] std::string rateText(const schema::ExchangeRate& rate);

} // namespace kontor
