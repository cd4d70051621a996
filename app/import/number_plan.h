#pragma once

#include "app/import/sales_file.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// What a number of the file is in the shop: an order (priced lines), movements of stock without one, or both.
///
/// - A line with a price is a line of the order. So is a service at price 0: it has no stock to move.
/// - Goods at price 0: below zero a write-off, above zero found stock.
/// - `C...` is a return where the file is online retail's (so are services known by their codes); else, all quantities below zero make one, and anything else is a sale.
struct NumberPlan {
    schema::OrderKind kind = schema::SALE;
    TimeUs at = 0;              ///< Of its first line, as written.
    std::uint32_t customer = 0; ///< In SalesFile::texts; the empty text for nobody.
    std::vector<const SalesRow*> lines;
    std::vector<const SalesRow*> movements;

    [[nodiscard]] static schema::MovementReason reasonOf(const SalesRow& row)
    {
        return row.quantity < 0 ? schema::WRITTEN_OFF : schema::FOUND;
    }
};

/// Nothing wrong with the number as a whole; otherwise why all of it is refused: half an order would be a wrong receipt, and
/// could not be made whole by a later import, since an order never changes.
[[nodiscard]] std::optional<std::string> refusalOf(const SalesNumber& number, const SalesFile& file);

[[nodiscard]] NumberPlan planNumber(const SalesNumber& number, const SalesFile& file);

} // namespace kontor
