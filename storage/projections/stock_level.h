#pragma once

#include "domain/schema/inventory.pb.h"
#include "storage/database.h"

namespace kontor::projections {

/// Stock on hand per (variant, location). Scope: store. Input: StockMovement. Kind: sum, so a movement taken out again is just
/// subtracted. A level of 0 has no row: equal stores have equal rows.
void createStockLevel(Database& database);
void addToStockLevel(Database& database, const schema::StockMovement& movement, int sign);
/// From all movements there are: after rows were repaired, of which nobody knows what was added for them.
void makeStockLevelAgain(Database& database);
[[nodiscard]] std::int64_t stockLevel(Database& database, BytesView variant, BytesView location);

} // namespace kontor::projections
