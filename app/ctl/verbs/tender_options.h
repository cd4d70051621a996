#pragma once

#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/payments/exchange.h"
#include "domain/payments/tender.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace kontor {

/// What is not paid in cash, as verbs that take money are given it.
struct TenderOptions {
    std::vector<std::string> giftCards;
    std::vector<std::string> credits;
    std::vector<std::string> cards;
    std::vector<std::string> vouchers;
    std::vector<std::string> cheques;
    std::string account;
};
void addTenderOptions(CLI::App& verb, TenderOptions& options);
/// Errors: Invalid about the option that is not like CODE=12.50.
[[nodiscard]] Result<std::vector<Tender>> tendersOf(const TenderOptions& options, Currency currency);

/// Cash of another currency, as in "EUR 20", and the rate at which it is taken now.
struct ForeignNotes {
    Money given;
    RateView rate;
};
/// Errors: Invalid about "foreign" when it is not like "EUR 20"; those of rateAt.
[[nodiscard]] Result<ForeignNotes> foreignNotes(const Reader& shop, const Context& context, const std::string& text,
                                                Currency own);

} // namespace kontor
