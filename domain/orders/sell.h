#pragma once

#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/orders/refund.h"
#include "domain/payments/cash.h"
#include "domain/payments/tender.h"

#include <string>
#include <vector>

namespace kontor {

struct SellInput {
    Money expectedTotal; ///< What the customer was shown.
    /// From cashPayment or foreignPayment. They add up to the total less `tenders`, plus its cash rounding (cash_rounding.h); none
    /// when that is zero. What goes back for lines that take back an earlier order's (return_goods.h) is not given here: it is
    /// planned by planSettlement (refund.h) and paid out as that says.
    std::vector<CashPayment> payments;
    std::string reference = {}; ///< A number the order has elsewhere, at most 64 bytes; empty: none. Order::reference.
    /// What is not cash (payments/tender.h); of refunds to cards what the payment terminal paid back, below zero.
    std::vector<Tender> tenders = {};
    RefundChoice refund = {}; ///< How money goes back, where not as it came.
};

/// "sell": makes the terminal's open cart an order, with its lines, payments and stock movements (goods only, at the store's
/// location), the rounding to coins if there is one, takes context.nextReceiptNumber and drops the cart, all in one commit. The order's id is the commit's mainId.
///
/// SELL; for an open price what its product asks (open_price.h); RETURN_GOODS when a quantity is below zero. A cart whose quantities are all
/// below zero is a RETURN without an order; mixed ones (an exchange) are a SALE.
///
/// In training mode (setting till.training) the order is marked, takes no number, moves no stock and is paid in pretended cash.
///
/// Errors: those of checkTenders, planSettlement and checkPaidBack; Invalid about "no-receipt" and "training"; Conflict about "total" when the cart does not cost what was shown (nothing is written: show it again), about "stock"
/// when goods run out and the setting stock.allow-negative is false, about "rate" when a foreign currency is worth something else by now; Invalid about "cart" (empty), "product" (not published),
/// "price", "quantity", "currency", "payments" (not the total), "tendered"; NotFound about "product", "store", "terminal".
[[nodiscard]] Result<Commit> sell(const Reader& shop, const Context& context, const Actor& actor,
                                  const SellInput& input);

/// "T1-K7Q2-000123".
[[nodiscard]] std::string receiptNumber(std::string_view prefix, std::string_view originCode, std::uint64_t number);

} // namespace kontor
