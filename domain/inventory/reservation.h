#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

#include <string>
#include <vector>

namespace kontor {

// Goods kept for somebody: for the lines of a layaway or an order that was placed, for a pre-order as soon as they come, and for a
// parked cart. What ends a reservation is
// not written: it follows from the order's events and what was handed over of it, from the cart's being taken up or thrown away,
// and from the clock of whoever asks.

/// Writes the reservations of a parked cart's lines; of what comes back or belongs to an earlier order there is none.
void reserveParked(const Reader& shop, Id<schema::Location> location, const schema::ParkedCart& cart, Commit& commit);

/// Of one line of a placed order, in `inStock` of the product's unit (of a bundle its parts').
void reserveLine(const Reader& shop, Id<schema::Location> location, const schema::Order& order,
                 const schema::OrderLine& line, Quantity inStock, Commit& commit);

struct ReservationView {
    schema::Reservation reservation;
    Quantity left; ///< Above zero.
};
/// Those of a product at a location that hold at an instant, in the order of ids.
[[nodiscard]] std::vector<ReservationView> reservationsOf(const Reader& shop, Id<schema::Variant> variant,
                                                          Id<schema::Location> location, TimeUs at);

/// How much of a product is kept at an instant, what is kept for `except` (an order or a parked cart) left out.
[[nodiscard]] Quantity reservedOf(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location,
                                  TimeUs at, const std::vector<RawId>& except = {});

/// What a product's stock at a location comes to.
struct StockPosition {
    Quantity onHand;
    Quantity reserved;
    Quantity incoming; ///< On the way in transfers, or ordered and still to come.
    [[nodiscard]] Quantity available() const { return onHand - reserved; }
};
[[nodiscard]] StockPosition stockPosition(const Reader& shop, Id<schema::Variant> variant,
                                          Id<schema::Location> location, TimeUs at);

/// What of a product keeps it from becoming something else, anywhere that is known here: "5 are in Cellar", "2 in Cellar are kept for
/// customers", "3 are on the way to Cellar or ordered". Empty: nothing does.
[[nodiscard]] std::string goodsInTheWay(const Reader& shop, Id<schema::Variant> variant, TimeUs at);

} // namespace kontor
