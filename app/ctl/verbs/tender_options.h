#pragma once

#include "domain/base/money.h"
#include "domain/base/result.h"
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

} // namespace kontor
