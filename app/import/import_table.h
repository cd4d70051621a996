#pragma once

#include "app/import/columns.h"
#include "app/import/import_products.h"
#include "domain/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace kontor {

class Store;

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
    SampleRows samples = {}; ///< By which columns are guessed that the header does not tell.
};

/// Reads the whole file, checks each row, and writes those that are sound in bulk. A row that is not (bad encoding, a wrong number
/// of columns, a price of "abc", a code that another product has) is refused by itself.
/// Of sales: importFile (import_file.h). Errors: of the file, the map and the store; importStopped.
[[nodiscard]] Result<TableReport> importTable(Store& store, TableKind kind, const std::filesystem::path& file,
                                              const TableOptions& options);

} // namespace kontor
