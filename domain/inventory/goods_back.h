#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

#include <map>
#include <vector>

namespace kontor {

// Goods that come back by their receipt are those that left by it: the parts a bundle had on that day, the lots that were picked. What
// the recipe says today does not matter.

/// What one line of an order moved, in the order it was picked; nothing of what was imported or is not here.
[[nodiscard]] std::vector<schema::StockMovement> movementsOf(const Reader& shop, Id<schema::OrderLine> line);

/// What comes back, by product, above zero, when so much of a line does: telescoping shares of what left, so that all of it, in any
/// parts, brings back just all. `before`: of the line's own quantity, what came back before; `back` is above zero, as `whole`.
[[nodiscard]] std::map<Id<schema::Variant>, Quantity> goodsBack(const std::vector<schema::StockMovement>& left,
                                                                Quantity whole, Quantity before, Quantity back);

/// The movements of that, lot by lot: to those they were picked from, as far as they are still away; what nobody knows to be away comes
/// to no lot. `line`: the one it comes back by, `chosen`: the lot somebody named, of the line's own product. `taken`: what other lines of
/// the same order brought back, added to.
struct ComingBack {
    Bytes line;
    Id<schema::OrderLine> returns;
    Quantity back; ///< Above zero, in the line's own unit.
    Bytes chosen = {};
};
[[nodiscard]] std::vector<schema::StockMovement> movementsBack(const Reader& shop, const ComingBack& goods,
                                                               const std::vector<schema::StockMovement>& left,
                                                               Id<schema::Location> location, TimeUs at,
                                                               std::map<RawId, std::int64_t>& taken);

} // namespace kontor
