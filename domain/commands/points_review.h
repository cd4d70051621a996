#pragma once

#include "domain/commands/command.h"
#include "domain/commands/order_review.h"
#include "domain/schema/journal.pb.h"
#include "domain/schema/loyalty.pb.h"

#include <string_view>
#include <vector>

namespace kontor {

/// What is wrong with a commit's points.
struct PointsReview {
    std::vector<schema::Reason> grave;   ///< Points or money out of nothing: the commit is set aside.
    std::vector<schema::Reason> strange; ///< A sale gave others than the author's shop says: to look at.
};
/// - Payments by points have just their entries, and give back no more than was paid with; a sale's others are computed again as the
///   author saw the programme.
/// - "redeem-points" issues just what its points come to, to the customer they are taken from.
/// - "grant-birthday" gives what the programme says, once, and "adjust-points" is a correction by who may.
/// - Any other command has none.
[[nodiscard]] PointsReview checkPoints(const Reader& asTheAuthorSaw, std::string_view command, const SaleFacts& facts,
                                       const std::vector<schema::PointsEntry>& entries);

} // namespace kontor
