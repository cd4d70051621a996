#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"

#include <cstdint>
#include <string>

namespace kontor {

struct CopyReceipt {
    Id<schema::Order> order;
    std::string reason; ///< Why it is printed again.
};
/// "copy-receipt"; SELL. Written before the copy is printed, so that every copy there is was counted.
/// Errors: NotFound about "order", Invalid about "reason".
[[nodiscard]] Result<Commit> copyReceipt(const Reader& shop, const Context& context, const Actor& actor,
                                         const CopyReceipt& input);

/// How many copies of an order's receipt were printed: the next one says that it is a duplicate, and its number.
[[nodiscard]] std::uint64_t receiptCopies(const Reader& shop, Id<schema::Order> order);

} // namespace kontor
