#pragma once

#include "app/import/columns.h"
#include "app/import/import_products.h"
#include "app/import/refused_rows.h"
#include "app/import/text_encoding.h"
#include "domain/base/currency.h"
#include "domain/base/exact.h"
#include "domain/schema/identity.pb.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

class Store;

/// One file of another system and how it is read.
struct ImportJob {
    TableKind kind = TableKind::Products;
    std::filesystem::path file;
    ColumnMap columns = {};              ///< What is not named is guessed.
    std::optional<DateOrder> dates = {}; ///< Of sales; nothing: as the first rows suggest.
    bool withProducts =
        true; ///< Of sales: adds the products and customers they name first. Else such numbers are refused.
};

/// What somebody needs to see whether the columns are right.
struct ImportPreview {
    std::vector<std::string> header;
    ColumnMap columns;                ///< The guess, with what the job named before it.
    SampleRows rows;                  ///< The first, as they stand there; broken lines are left out.
    std::vector<std::string> missing; ///< Fields without which nothing can be read.
    DateOrder dates = DateOrder::DayFirst;
    TextEncoding encoding = TextEncoding::Utf8; ///< As the file is read.
};
/// Reads the beginning of the file. Errors: of the file.
[[nodiscard]] Result<ImportPreview> previewImport(const ImportJob& job, std::size_t rows = 50);

/// What became of a file.
struct ImportOutcome {
    std::uint64_t rows = 0;  ///< Read; taken + there + refused.
    std::uint64_t taken = 0; ///< New in the shop, or to be.
    std::uint64_t there = 0; ///< In the shop before.
    RefusedLines refused;
    bool mayBeCut = false; ///< The file's last line has no end.
    TextEncoding encoding = TextEncoding::Utf8;
    ColumnMap columns;

    // Of sales.
    std::uint64_t orders = 0;   ///< In the shop now.
    std::uint64_t products = 0; ///< Added for them.
    std::uint64_t customers = 0;
    Int128 takenMinor = 0; ///< Of what is in the shop of this file.
    Int128 refusedMinor = 0;
    std::uint64_t unreadableAmounts = 0; ///< Refused rows that count as nothing in it.
};

/// Imports the whole file; nothing is written of a file that cannot be read to its end.
/// Errors: of the file, the columns (mapColumns) and the store; importStopped; Storage about "sums" when what is in the shop is not
/// what the file says less what was refused.
[[nodiscard]] Result<ImportOutcome> runImport(Store& store, const ImportJob& job, const ImportOptions& options);

/// What whoever imports it must be allowed to do.
[[nodiscard]] schema::Permission permissionFor(TableKind kind);

} // namespace kontor
