#pragma once

#include <CLI/App.hpp>

namespace kontor {

struct Chosen;

void addCustomerVerbs(CLI::App& app, Chosen& chosen); ///< customer, segment
void addLoyaltyVerbs(CLI::App& app, Chosen& chosen);  ///< loyalty

} // namespace kontor
