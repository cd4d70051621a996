#pragma once

#include "domain/commands/command.h"
#include "domain/commands/order_review.h"
#include "domain/schema/identity.pb.h"

#include <vector>

namespace kontor {

class Actor;

/// How the orders of a commit were settled, judged by the till's own code (tender.h, refund.h) against the shop as the author saw it
/// and by what the author might: card payments against what the payment terminal said, gift cards and store credit against what was
/// on them, accounts against their limit, what goes back against the payments it came from and the settings of returns; practice
/// only on a till that was set to it. Each difference is a reason, up to maxReasons; the commit counts all the same, since the goods
/// have left the shop. `terminal` is the author's.
[[nodiscard]] std::vector<schema::Reason> checkSettlements(const Reader& asTheAuthorSaw, Id<schema::Terminal> terminal,
                                                           const Actor& author, const SaleFacts& facts);

} // namespace kontor
