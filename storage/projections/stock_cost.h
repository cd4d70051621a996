#pragma once

#include "domain/inventory/known_cost.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/purchasing.pb.h"
#include "storage/database.h"

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor::projections {

/// Checkpoints of the cost fold (domain/inventory/stock_cost.h), per (variant, location). Scope: store. Inputs: StockMovement, CountEntry,
/// CountClosing, LandedCost, ReceiptUndone. Kept are those after every eighth event that says what something cost (isCosted) and after the last one,
/// so that a fact that comes late folds again from the one before it and not from the beginning.
///
/// A movement that is later than all of them, and has no cost of its own, changes nothing: a sale asks for the latest of all checkpoints
/// once a transaction, and for its product's own only where that is later than the sale.
void createStockCost(Database& database); ///< Makes it out of the facts where there was no such table.
void clearStockCost(Database& database);
void makeStockCostAgain(Database& database);
void dumpStockCost(Database& database, const std::function<void(std::string_view line)>& line);

/// By (at, kind, id); `until` included.
[[nodiscard]] std::optional<CostCheckpoint> costCheckpoint(Database& database, BytesView variant, BytesView location,
                                                           TimeUs until);
[[nodiscard]] std::optional<CostFold> lastCost(Database& database, BytesView variant, BytesView location,
                                               CostMethod method);
/// Everything behind an event, in order; without reasons and lines, which no cost asks for.
[[nodiscard]] std::vector<StockEvent> ledgerAfter(Database& database, BytesView variant, BytesView location,
                                                  const StockEvent& after, TimeUs until);

/// What was touched in a transaction.
class StockCostBook
{
public:
    explicit StockCostBook(Database& database) : m_database(database) {}
    void note(const schema::StockMovement& movement);
    void note(const schema::CountEntry& entry);
    void note(const schema::CountClosing& closing);
    /// LandedCost, and of ReceiptUndone all freight of the receipt; of anything else nothing.
    void noteFreight(const google::protobuf::Message& fact);
    void finish();
    void clear();

private:
    void touch(Bytes variant, Bytes location, TimeUs at);
    /// Whether a checkpoint of it is at `at` or later.
    [[nodiscard]] bool isCovered(BytesView variant, BytesView location, TimeUs at);

    Database& m_database;
    std::optional<TimeUs> m_latest;                      ///< Of all checkpoints; asked once a transaction.
    std::map<std::pair<Bytes, Bytes>, TimeUs> m_touched; ///< (variant, location): the earliest.
};

} // namespace kontor::projections
