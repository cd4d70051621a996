#pragma once

#include "app/import/import_products.h"
#include "app/import/import_sales.h"
#include "app/import/refused_rows.h"
#include "domain/base/currency.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kontor {

/// "748957.02" of minor units.
[[nodiscard]] std::string amountText(Int128 minor, Currency currency);

/// For writeRefusedLines.
[[nodiscard]] RefusedLines refusedLines(const std::vector<RefusedRow>& refused);
/// Each refused row on a line of stderr.
void printRefused(const std::vector<RefusedRow>& refused);

[[nodiscard]] nlohmann::ordered_json toJson(const SalesReport& report, Currency currency);
[[nodiscard]] nlohmann::ordered_json toJson(const ProductsReport& report, const SalesFile& file, Currency currency);

} // namespace kontor
