#pragma once

#include "domain/commands/command.h"
#include "domain/orders/refund.h"
#include "domain/payments/tender.h"

#include <span>

namespace kontor {

/// Whether a plan can be carried out: a refund to a card needs the payment terminal's (a tender below zero whose attempt pays that
/// card back, with a part of its tip where that goes back too), a gift card its row, a store credit its code, by which it pays `at`
/// that time. Errors: Conflict about "attempt", naming amount and card; Conflict or NotFound about "code"; as checkPays; Invalid about
/// "methods".
[[nodiscard]] Result<Done> checkPaidBack(const Reader& shop, const SettlementPlan& plan, const RefundChoice& choice,
                                         std::span<const Tender> tenders, TimeUs at);

/// Writes the payments of a plan that was checked, and what moves with them.
void insertPaidBack(const Reader& shop, const Context& context, const SettlementPlan& plan, const RefundChoice& choice,
                    std::span<const Tender> tenders, Id<schema::Customer> customer, const Bytes& order, Commit& commit);

/// What rounding to coins adds to the order's payments by what is paid back.
[[nodiscard]] Money roundingOf(const SettlementPlan& plan);

} // namespace kontor
