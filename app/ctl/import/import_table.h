#pragma once

#include "app/ctl/import/import_products.h"
#include "domain/base/result.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kontor {

class Store;

/// What a table with columns of anybody's naming holds.
enum class TableKind { Products, Customers, Stock };

/// Which column of a file is which field, by the names in its header.
using ColumnMap = std::map<std::string, std::string>; ///< Field -> column.

/// The fields a kind has, the needed ones first: products "name", "sku", "barcode", "price", "brand", "category"; customers
/// "number", "name"; stock "sku", "quantity".
struct TableField {
    std::string name;
    bool isNeeded = false;
    std::vector<std::string> usualNames; ///< What other programs call it, in lower case.
};
[[nodiscard]] const std::vector<TableField>& tableFields(TableKind kind);

/// The map that the header suggests, with what was `given` before it. Of a product without a SKU its barcode is the SKU.
/// Errors: Invalid about "column" for one that the file does not have, or "field" for one that the kind does not have or that is
/// needed and has no column: `detail` says which columns there are.
[[nodiscard]] Result<ColumnMap> mapColumns(TableKind kind, const std::vector<std::string>& header,
                                           const ColumnMap& given);

/// A row that was not taken.
struct RefusedTableRow {
    std::uint64_t line = 0; ///< Of the file, the header being line 1.
    std::string reason;
    std::vector<std::string> fields; ///< As they stand there; only the beginning of a line that is no row.
};

struct TableReport {
    std::vector<std::string> header;
    ColumnMap columns;
    std::uint64_t rows = 0;  ///< Read; imported + there + refused.
    std::uint64_t taken = 0; ///< New in the shop, or to be with `dryRun`.
    std::uint64_t there = 0; ///< In the shop already, from an earlier run.
    std::vector<RefusedTableRow> refused;
    bool mayBeCut = false; ///< The file's last line has no end.
};

struct TableOptions {
    ImportOptions import;
    ColumnMap columns = {};
    bool dryRun = false; ///< Everything is checked and nothing written.
    std::function<bool()> isCancelled =
        {}; ///< Asked now and then; what was written until then stays, and the next run goes on.
};

/// Reads the whole file, checks each row, and writes those that are sound in bulk. A row that is not (bad encoding, a wrong number
/// of columns, a price of "abc", a code that another product has) is refused by itself.
/// Errors: of the file, the map and the store; Conflict about "import" when it was cancelled.
[[nodiscard]] Result<TableReport> importTable(Store& store, TableKind kind, const std::filesystem::path& file,
                                              const TableOptions& options);

/// The refused rows as a file of the same columns with "reason" behind: to be mended and imported again, which passes "reason" over.
/// Errors: Storage about the file.
[[nodiscard]] Result<Done> writeRefusedRows(const TableReport& report, const std::filesystem::path& file);

} // namespace kontor
