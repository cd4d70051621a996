#pragma once

#include "app/import/import_products.h"
#include "app/import/number_plan.h"

#include <vector>

namespace kontor {

/// What became of a file of sales. Lines and sums of what is imported are read back from the shop.
struct SalesReport {
    std::uint64_t linesRead = 0;
    std::uint64_t linesImported = 0; ///< In the shop now: lines of orders, and movements without one.
    std::uint64_t linesThere = 0;    ///< Of those: in the shop before this run.
    std::uint64_t numbersNew = 0;
    std::uint64_t numbersThere = 0;
    std::uint64_t numbersRefused = 0; ///< Of those that could be read.
    std::uint64_t orders = 0;         ///< In the shop now.
    std::uint64_t movements = 0;      ///< Without an order line, in the shop now.
    std::uint64_t customersAdded = 0;
    Int128 fileMinor = 0; ///< Each line rounded half up; lines whose amount cannot be read count nothing.
    Int128 importedMinor = 0;
    Int128 refusedMinor = 0;
    std::uint64_t unreadableAmounts = 0;
    std::vector<RefusedRow> refused; ///< By line.

    [[nodiscard]] bool addsUp() const
    {
        return linesRead == linesImported + refused.size() && fileMinor == importedMinor + refusedMinor;
    }
};

/// Brings the sales of the file into the shop, one commit per number; numbers that are there already stay as they are.
/// A number of which a line is refused is refused whole. Products must be there (importProducts).
/// Of a dry run the report says what would be in the shop.
/// Errors: Storage and Denied of the commands it runs; importStopped; a rule of the shop that a number breaks refuses that number.
[[nodiscard]] Result<SalesReport> importSales(Store& store, const SalesFile& file, const ImportOptions& options);

/// The id of a customer of this source.
[[nodiscard]] RawId importedCustomerId(std::string_view number, std::string_view source = onlineRetail);
/// Adds the customers of the file that the shop does not have; returns how many.
[[nodiscard]] Result<std::uint64_t> importCustomers(Store& store, const SalesFile& file, const ImportOptions& options);

} // namespace kontor
