#pragma once

#include "domain/commands/order_review.h"
#include "domain/schema/journal.pb.h"
#include "domain/schema/orders.pb.h"

#include <string_view>
#include <vector>

namespace kontor {

/// What a commit says became of placed orders, against what its author had seen: each state follows the one before and is one that its
/// command writes, nothing is called delivered or returned while goods or a deposit wait, and a cancellation gives back just those
/// uses of promotions that the order had taken.
[[nodiscard]] std::vector<schema::Reason> checkOrderEvents(const Reader& asTheAuthorSaw, std::string_view command,
                                                           const SaleFacts& facts,
                                                           const std::vector<schema::OrderEvent>& events);

} // namespace kontor
