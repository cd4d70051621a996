#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace kontor {

// What happened to one product at one location, in the order in which it happened there. Levels, costs and values are folds of it,
// so they are the same whatever the order in which commits come to be known.

struct StockEvent {
    enum class Kind {
        Moved,
        Valued,  ///< No goods: freight or duty that came afterwards (LandedCost), and the same out again
                 ///< as soon as its receipt is undone.
        Counted, ///< `quantity` is all there is of the lot; what was before does not matter.
    };
    TimeUs at = 0;
    Kind kind = Kind::Moved;
    RawId id;                  ///< Of the fact.
    Bytes lot;                 ///< Empty: of none.
    std::int64_t quantity = 0; ///< Thousandths; of a movement signed.
    std::optional<std::int64_t> cost =
        {}; ///< Minor units; of what comes in, of receipts that are undone, and of Valued.
    schema::MovementReason reason = schema::MOVEMENT_UNSPECIFIED;
    Bytes line; ///< The order line that moved it.
};

/// By (at, kind, id): what moved in the very microsecond of a count is covered by it.
[[nodiscard]] bool isBefore(const StockEvent& a, const StockEvent& b);

/// Everything up to and including `until`, in its order. Of counts what stands: of a closed one that was not discarded.
[[nodiscard]] std::vector<StockEvent> readLedger(const Reader& shop, Id<schema::Variant> variant,
                                                 Id<schema::Location> location, TimeUs until = INT64_MAX);

/// Of all that, what no movement is: counts that stand, freight and duty. Added in no order.
void readCountsAndCosts(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, TimeUs until,
                        std::vector<StockEvent>& events);

/// What is there after some events, per lot (empty: without one) and in all; modulo 2^64, as every sum of facts. What is zero has
/// no entry.
struct StockTally {
    std::map<Bytes, Quantity> byLot;
    Quantity total;
};
[[nodiscard]] StockTally tally(std::span<const StockEvent> events);

/// Whether a count's entries stand: by its first closing, in the order of (at, id).
[[nodiscard]] bool isCountInForce(std::span<const schema::CountClosing> closings, const schema::CountEntry& entry);

} // namespace kontor
