#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/inventory/lot.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// One movement that no order causes.
struct StockChange {
    Id<schema::Variant> variant;
    Quantity quantity; ///< Positive comes in, negative goes out.
    schema::MovementReason reason = schema::COUNTED;
    std::string note = {};
    std::optional<RawId> id = {}; ///< Imported: RawId::imported(...); else derived from the commit's mainId.
    Id<schema::Lot> lot = {};     ///< Of goods with lots: needed for what comes in.
    std::optional<std::int64_t> costMinor =
        {}; ///< Of what comes in, all of it, in the store's currency; absent: not known.
};

struct AdjustStock {
    std::vector<StockChange> changes = {};
    std::optional<Id<schema::Location>> location = {}; ///< Absent: the store's. A back office of all stores names it.
    std::string source = {};                           ///< Imported: where it comes from.
    std::string reference = {};                        ///< Imported: its number there.
    std::optional<TimeUs> at = {};                     ///< Imported: its own time; absent: now.
    std::optional<NewLot> newLot = {}; ///< Of all changes without a lot of their own; made if it is not there.
};

/// "adjust-stock"; ADJUST_STOCK, and IMPORT_DATA with ids or a time of its own. Changes whose explicit id is there are left
/// out; Conflict about "movement" when all are.
/// Errors: Conflict about "stock" when more is written off than there is and stock.allow-negative is false (not of what was counted or
/// imported); Invalid about "quantity" (zero, or its sign is not the reason's), "reason" (SOLD, RETURNED and TRANSFERRED belong to orders and transfers), "lot", "cost",
/// "product" (a service has no stock, and of what is made of parts nothing comes in), "changes" (none); NotFound about "product", "location".
[[nodiscard]] Result<Commit> adjustStock(const Reader& shop, const Context& context, const Actor& actor,
                                         const AdjustStock& input);

/// Checks one change and makes its movement, without permission and id: shared with imported orders.
[[nodiscard]] Result<schema::StockMovement> stockMovement(const Reader& shop, const StockChange& change,
                                                          Id<schema::Location> location, TimeUs at);

/// The movement that a line of an order causes: goods sold go out, goods returned come in.
[[nodiscard]] schema::StockMovement movementOfLine(Id<schema::Variant> variant, Quantity quantity,
                                                   Id<schema::Location> location, const Bytes& line, TimeUs at);

} // namespace kontor
