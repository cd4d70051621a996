#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <vector>

namespace kontor {

/// Cash of another currency, and the rate it was taken at.
struct ForeignCash {
    Money tendered;
    Id<schema::ExchangeRate> rate;
};

/// A cash payment: what it settles, what was handed over, what goes back. `amount` below zero is paid out.
struct CashPayment {
    Money amount;
    Money tendered; ///< Of foreign cash: its worth.
    Money change;
    std::optional<ForeignCash> foreign = {};
};

/// Settles `total` with `tendered`. A total of zero or less takes nothing: it is paid out, tendered and change are zero.
/// Errors: Invalid about "tendered" when it is below the total, "currency" when it is in another.
[[nodiscard]] Result<CashPayment> cashPayment(Money total, Money tendered);

/// What a customer is likely to hand over: exact first, then rounded up to larger coins and notes, ascending, at most four.
/// 96.43 gives 96.43, 97.00, 100.00, 120.00.
[[nodiscard]] std::vector<Money> quickAmounts(Money total);

} // namespace kontor
