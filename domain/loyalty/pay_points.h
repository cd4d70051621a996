#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace kontor {

// Points as money: a payment by LOYALTY_POINTS settles a part of an order with whole points of its customer's, at what the programme
// says one pays. Payment and entry are one commit. What goes back of it goes back as points, in telescoping shares, to the lots the
// points came from (points.h), so that whoever buys and brings back has what they had, and no point lives longer for it.

/// What somebody may pay with points.
struct PayablePoints {
    explicit PayablePoints(Currency currency) : worth(0, currency) {}
    std::int64_t balance = 0; ///< All they have.
    std::int64_t points = 0;  ///< The most that pay for `due`,
    Money worth;              ///< and what those pay: at most `due`. Zero: none can.
};
/// Errors: Invalid about "points" when the programme lets them pay for rewards only, or there is none; NotFound about "customer".
[[nodiscard]] Result<PayablePoints> payablePoints(const Reader& shop, Id<schema::Customer> customer, Money due,
                                                  TimeUs at);

/// The fewest points that pay just `amount`. Errors: Invalid about "points" (no programme, no rate, an amount that whole points do not
/// make: the nearest is named), "customer" (nobody is named); NotFound about "customer"; Conflict about "balance", naming it.
[[nodiscard]] Result<std::int64_t> pointsForPayment(const Reader& shop, Id<schema::Customer> customer, Money amount,
                                                    TimeUs at);

/// The entry that belongs to a payment by points, or to one that gives some back, without id, time and terminal. Nothing for all
/// others, and where it is of no points.
[[nodiscard]] std::optional<schema::PointsEntry> entryOfPayment(const schema::Payment& payment);
/// The same, written.
void insertPointsOf(const Reader& shop, const Context& context, const schema::Payment& payment, Commit& commit);

/// Whether `entries` hold for each payment by points just its entry, and no other of these reasons; and whether what goes back, or
/// along, is no more than the payment it is of says in `seen`. Else they would be points out of nothing. Pure.
[[nodiscard]] bool areEntriesOf(const Reader& seen, const std::vector<schema::Payment>& payments,
                                const std::vector<schema::PointsEntry>& entries);
/// Whether an entry is one of those: paid with, or given back for, an order.
[[nodiscard]] bool isOfPayment(const schema::PointsEntry& entry);

} // namespace kontor
