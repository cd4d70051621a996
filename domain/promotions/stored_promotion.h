#pragma once

#include "domain/promotions/promotion.h"
#include "domain/schema/promotions.pb.h"

namespace kontor {

/// A promotion as its row says it. Its campaign, which is a position in a request, and further codes, which are rows of their
/// own, are the caller's.
/// Errors: Invalid about the part that cannot be: a number, a choice a newer program knows.
[[nodiscard]] Result<Promotion> promotionOf(const schema::Promotion& row);
/// The row of a promotion, without id and campaign.
[[nodiscard]] schema::Promotion storedPromotion(const Promotion& promotion);

/// `used` of the budget is what the shop counts: 0 here.
[[nodiscard]] Result<Campaign> campaignOf(const schema::Campaign& row);
[[nodiscard]] schema::Campaign storedCampaign(const Campaign& campaign);

} // namespace kontor
