#pragma once

#include "app/ctl/import/import_products.h"
#include "app/ctl/import/import_sales.h"
#include "domain/base/currency.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>

namespace kontor {

/// "748957.02" of minor units.
[[nodiscard]] std::string amountText(Int128 minor, Currency currency);

/// Refused rows as CSV: line, number, reason, amount. Errors: Storage about the file.
[[nodiscard]] Result<Done> writeRefused(const std::vector<RefusedRow>& refused, Currency currency,
                                        const std::filesystem::path& file);
/// Each refused row on a line of stderr.
void printRefused(const std::vector<RefusedRow>& refused);

[[nodiscard]] nlohmann::ordered_json toJson(const SalesReport& report, Currency currency);
[[nodiscard]] nlohmann::ordered_json toJson(const ProductsReport& report, const SalesFile& file, Currency currency);

} // namespace kontor
