#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>

namespace kontor {

/// What the demo compares: of a file by plain decimal arithmetic, or of a shop's own tables.
struct MonthTotals {
    std::uint64_t lines = 0;
    std::int64_t units = 0;          ///< Net.
    std::uint64_t invoices = 0;      ///< Distinct numbers.
    std::uint64_t cancellations = 0; ///< Of those, the ones that begin with C.
    std::int64_t revenueMinor = 0;   ///< Net, each line rounded half up.
    friend bool operator==(const MonthTotals&, const MonthTotals&) = default;

    [[nodiscard]] std::string revenue() const; ///< "748957.02"
};

/// Adds a file of sales up and shares no code with the import or the shop beyond unpacking: integers of a hundred-thousandth,
/// fields cut at commas. That is the point of it.
/// Errors: Storage about the file; Invalid about "line <n>" for what is not a plain line.
[[nodiscard]] Result<MonthTotals> plainTotals(const std::filesystem::path& file);

} // namespace kontor
