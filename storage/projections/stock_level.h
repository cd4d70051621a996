#pragma once

#include "domain/schema/inventory.pb.h"
#include "storage/database.h"

#include <SQLiteCpp/Database.h>

#include <functional>
#include <set>
#include <string_view>
#include <tuple>

namespace kontor::projections {

/// Stock on hand per (variant, location), and per (lot, location) under the lot's id. Scope: store. Inputs: StockMovement, CountEntry,
/// CountClosing. What tally() of domain/inventory/ledger.h says of the facts: the sum of the movements since the last count that
/// stands, so that a movement from before it changes nothing, whenever it comes. A level of 0 has no row: equal stores have equal rows.
///
/// A movement is added or taken away at once, unless a count covers it: one look-up in `stock_counted`, which holds the last count
/// that stands of each (variant, location, lot). What counts and closings touch is worked out again when the transaction ends.
void createStockLevel(Database& database);
void clearStockLevel(Database& database);
void addToStockLevel(Database& database, const schema::StockMovement& movement, int sign);
/// From all facts there are: after rows were repaired, of which nobody knows what was added for them, and in a base of one store.
void makeStockLevelAgain(SQLite::Database& database);
[[nodiscard]] std::int64_t stockLevel(Database& database, BytesView variant, BytesView location);
void dumpStockLevel(Database& database, const std::function<void(std::string_view line)>& line);

/// What counts touched in a transaction.
class StockCounts
{
public:
    explicit StockCounts(Database& database) : m_database(database) {}
    void note(const schema::CountEntry& entry);
    void note(const schema::CountClosing& closing);
    void finish();
    void clear() { m_touched.clear(); }

private:
    Database& m_database;
    std::set<std::tuple<Bytes, Bytes, Bytes>> m_touched; ///< Variant, location, lot.
};

} // namespace kontor::projections
