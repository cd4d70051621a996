#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

#include <map>
#include <tuple>
#include <vector>

namespace kontor {

// Goods that come back by their receipt are those that left by it: the parts a bundle had on that day, the lots that were picked. What
// the recipe says today does not matter.

/// What lines of orders moved. Those of one commit lie beside each other and are read at once, so that an order which brings back many
/// lines of one sale reads each of its rows once.
class LineMovements
{
public:
    explicit LineMovements(const Reader& shop) : m_shop(shop) {}
    /// In the order they were picked; nothing of what was imported or is not here.
    [[nodiscard]] const std::vector<schema::StockMovement>& of(Id<schema::OrderLine> line);

private:
    using ByLine = std::map<Bytes, std::vector<schema::StockMovement>>;
    const Reader& m_shop;
    std::map<Bytes, ByLine> m_families; ///< By what all ids of a commit have in common.
    std::vector<schema::StockMovement> m_none;
};

/// What the lines of one order took and brought back so far, in thousandths.
struct GoodsMoved {
    explicit GoodsMoved(const Reader& shop) : movements(shop) {}
    std::map<RawId, std::int64_t> taken;                ///< By lot, or by the product that has none.
    std::map<Id<schema::OrderLine>, std::int64_t> back; ///< By the line it left by, in that line's unit.
    std::map<std::tuple<Id<schema::OrderLine>, Id<schema::Variant>, Bytes>, std::int64_t> backByLot;
    LineMovements movements;
};

/// What comes back, by product, above zero, when so much of a line does: telescoping shares of what left, so that all of it, in any
/// parts, brings back just all. `before`: of the line's own quantity, what came back before; `back` is above zero, as `whole`.
[[nodiscard]] std::map<Id<schema::Variant>, Quantity> goodsBack(const std::vector<schema::StockMovement>& left,
                                                                Quantity whole, Quantity before, Quantity back);

/// The movements of that, lot by lot: to those they were picked from, as far as they are still away; what nobody knows to be away comes
/// to no lot. `line`: the one it comes back by, `chosen`: the lot somebody named, of the line's own product. `order`: what other lines of
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
                                                               GoodsMoved& order);

} // namespace kontor
