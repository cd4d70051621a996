#pragma once

#include "domain/base/id.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/journal.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/payments.pb.h"
#include "domain/schema/promotions.pb.h"

#include <vector>

namespace kontor {

/// The facts of sales that one commit holds, parsed.
struct SaleFacts {
    std::vector<schema::Order> orders;
    std::vector<schema::OrderLine> lines;
    std::vector<schema::LineTax> taxes;
    std::vector<schema::LineDiscount> discounts;
    std::vector<schema::PromotionUse> uses;
    std::vector<schema::Payment> payments;
    std::vector<schema::StockMovement> movements;
    std::vector<schema::CashRounding> roundings;
    std::vector<schema::StoredValue> storedValues;
    std::vector<schema::StoredValueEntry> storedValueEntries;
    std::vector<schema::AccountEntry> accountEntries;
};

/// Prices every order of `facts` again as the author saw the shop (domain/orders/reprice.h): lines, promotions, taxes, uses of
/// budgets and codes; list prices against the price fact named and the one that held; sums, payments and movements. Each difference is a
/// reason, up to maxReasons of them; the commit counts all the same.
/// `origin` is the commit's: an order takes its receipt number from no other series.
[[nodiscard]] std::vector<schema::Reason> recomputeOrders(const Reader& asTheAuthorSaw, const RawId& origin,
                                                          const SaleFacts& facts);

/// What gift cards, store credits and customers' accounts moved by, against the payments and lines of the same commit: an entry
/// without one would be money out of nothing. Each difference is a reason to set the commit aside. Corrections are not judged.
[[nodiscard]] std::vector<schema::Reason> checkStoredValue(const SaleFacts& facts);

/// True when a line or a payment belongs to no order of the same commit: nobody adds to an order that stands.
[[nodiscard]] bool addsToForeignOrder(const SaleFacts& facts);

} // namespace kontor
