#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// Stock counts while the shop sells. What somebody counted is the level of that very moment, as soon as the count is closed: sales after
// it come off it, sales before it are covered by it, also those of another till that come to be known a week later. So nobody works
// out a correction that would be wrong by the next morning; how far a count was off follows from the facts.

struct OpenCount {
    Id<schema::Location> location = {}; ///< Nil: where the store sells from.
    std::string name = {};
    bool blind = false;
    std::vector<Id<schema::Variant>> variants = {}; ///< A cycle count of these; none: everything.
};
/// "open-count"; ADJUST_STOCK. The commit's mainId is the count's. Errors: Invalid about "name", "variants" (more than 1,000);
/// NotFound about "product"; placeOfWork's.
[[nodiscard]] Result<Commit> openCount(const Reader& shop, const Context& context, const Actor& actor,
                                       const OpenCount& input);

struct CountStock {
    Id<schema::StockCount> count;
    struct Entry {
        Id<schema::Variant> variant;
        Quantity quantity;        ///< All there is, zero or more.
        Id<schema::Lot> lot = {}; ///< Needed for goods with lots.
    };
    std::vector<Entry> entries;
};
/// "count-stock"; ADJUST_STOCK. Counted again, the last one stands. Errors: NotFound about "count", "product", "lot"; Conflict about
/// "count" when it is closed; Invalid about "entries" (none, more than 500), "quantity", "lot", "product" (no stock of its own and
/// yet some, or not in this count).
[[nodiscard]] Result<Commit> countStock(const Reader& shop, const Context& context, const Actor& actor,
                                        const CountStock& input);

struct CloseCount {
    Id<schema::StockCount> count;
    bool discard = false;    ///< Nothing of it counts.
    bool restIsZero = false; ///< What was to be counted and was not is not there, lot by lot: of a cycle count.
    std::string note = {};
};
/// "close-count"; ADJUST_STOCK. Errors: NotFound, Conflict about "count" (closed already); Invalid about "rest" for a full count
/// (nothing says what it should have held: count it as a cycle count of those), about "count" when nothing was counted.
[[nodiscard]] Result<Commit> closeCount(const Reader& shop, const Context& context, const Actor& actor,
                                        const CloseCount& input);

struct CountView {
    schema::StockCount count;
    enum class State { Open, Closed, Discarded } state = State::Open;
    struct Line {
        Id<schema::Variant> variant;
        Bytes lot;
        Quantity counted;
        Quantity expected; ///< The level at the moment it was counted, by what is known now.
        TimeUs at = 0;
        [[nodiscard]] Quantity off() const { return counted - expected; }
    };
    std::vector<Line> lines;                 ///< By product and lot; the last entry of each.
    std::vector<Id<schema::Variant>> notYet; ///< Of a cycle count.
};
/// NotFound about "count".
[[nodiscard]] Result<CountView> readCount(const Reader& shop, Id<schema::StockCount> count);
/// Opened between two instants, in their order.
[[nodiscard]] std::vector<schema::StockCount> countsBetween(const Reader& shop, TimeUs from, TimeUs to);

} // namespace kontor
