#pragma once

#include "domain/base/id.h"
#include "domain/commands/command.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"

#include <span>
#include <vector>

namespace kontor {

/// The entries of points that an order makes, without ids unless they may be given only once; without a programme only what goods
/// that come back take of it.
///
/// - New goods of a customer earn: what each line came to, tax included, times the multipliers of the rules that hold and of the
///   customer's tier, divided by the programme's price of a point and rounded down once for the order; and points for each one by
///   rules. Gift cards that are sold and what is handed over of an earlier order at its prices count like any goods, gift cards not.
/// - Goods that come back take back what their order earned, whoever brings them: round(earned × came back / spent) less what was
///   taken before, so that all of it, in any parts, takes just all. What a referral gave by that order goes the same way.
/// - Goods that come back without a receipt take what they would earn today from the customer in the cart, rounded up once for the
///   order: bought at once and brought back one by one they take no less.
/// - The first order of somebody who was referred gives both their points, once.
/// So who buys and brings back gains nothing, however often.
///
/// Pure but for `shop`: the server computes the same from what the author saw.
[[nodiscard]] std::vector<schema::PointsEntry> pointsOfOrder(const Reader& shop, const schema::Order& order,
                                                             std::span<const schema::OrderLine> lines);

/// The same, written.
void insertPoints(const Reader& shop, const schema::Order& order, std::span<const schema::OrderLine> lines,
                  Commit& commit);

} // namespace kontor
