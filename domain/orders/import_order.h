#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/inventory/stock.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// What a row of an imported number is; keeps the ids of one number's rows apart.
enum class ImportedRow { Order = 0, Line = 1, LineMovement = 2, Payment = 3, Movement = 4 };

/// RawId::imported of a row of (source, number): importing twice names the same rows. `ordinal` is the row's place among the
/// number's rows in the file, from 1; 0 for the order and its payment.
[[nodiscard]] RawId importedRowId(std::string_view source, std::string_view number, std::uint32_t ordinal,
                                  ImportedRow row);

struct ImportedLine {
    std::uint32_t ordinal = 0; ///< From 1, unlike any other of the number.
    Id<schema::Variant> variant;
    std::string name = {}; ///< As the source calls it; empty: the product's.
    Quantity quantity;
    UnitPrice unitPrice; ///< An open price.
};

/// One number of another system, with its own number and time.
struct ImportedOrder {
    std::string source = {}; ///< E.g. "online-retail".
    std::string number = {};
    schema::OrderKind kind = schema::SALE;
    TimeUs at = 0;
    std::int32_t utcOffsetSeconds = 0; ///< Of the store's zone at `at`, for the business date.
    std::optional<Id<schema::Customer>> customer = {};
    std::vector<ImportedLine> lines = {};    ///< At least one.
    std::vector<StockChange> movements = {}; ///< Of the same number, at price 0: write-offs and found stock.
};

/// "import-order"; IMPORT_DATA, OPEN_PRICE, SELL or RETURN_GOODS by the signs of its quantities, ADJUST_STOCK with movements.
/// Takes no number of the terminal's series; its receipt is its own number, settled by one payment IMPORTED.
/// The order's id is importedRowId(source, number, 0, ImportedRow::Order).
///
/// Errors: Conflict about "order" when it is there already: the caller counts it as such; Invalid about "source", "number",
/// "lines", "price", "quantity"; NotFound about "product", "customer".
[[nodiscard]] Result<Commit> importOrder(const Reader& shop, const Context& context, const Actor& actor,
                                         const ImportedOrder& input);

} // namespace kontor
