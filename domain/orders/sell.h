#pragma once

#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/payments/cash.h"

#include <string>
#include <vector>

namespace kontor {

struct SellInput {
    Money expectedTotal; ///< What the customer was shown.
    /// From cashPayment or foreignPayment. They add up to the total plus its cash rounding (cash_rounding.h); none when that is zero.
    std::vector<CashPayment> payments;
    std::string reference = {}; ///< A number the order has elsewhere, at most 64 bytes; empty: none. Order::reference.
};

/// "sell": makes the terminal's open cart an order, with its lines, payments and stock movements (goods only, at the store's
/// location), the rounding to coins if there is one, takes context.nextReceiptNumber and drops the cart, all in one commit. The order's id is the commit's mainId.
///
/// SELL; for an open price what its product asks (open_price.h); RETURN_GOODS when a quantity is below zero. A cart whose quantities are all
/// below zero is a RETURN without an order; mixed ones (an exchange) are a SALE.
///
/// Errors: Conflict about "total" when the cart does not cost what was shown (nothing is written: show it again), about "stock"
/// when goods run out and the setting stock.allow-negative is false, about "rate" when a foreign currency is worth something else by now; Invalid about "cart" (empty), "product" (not published),
/// "price", "quantity", "currency", "payments" (not the total), "tendered"; NotFound about "product", "store", "terminal".
[[nodiscard]] Result<Commit> sell(const Reader& shop, const Context& context, const Actor& actor,
                                  const SellInput& input);

/// "T1-K7Q2-000123".
[[nodiscard]] std::string receiptNumber(std::string_view prefix, std::string_view originCode, std::uint64_t number);

} // namespace kontor
