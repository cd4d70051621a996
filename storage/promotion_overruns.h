#pragma once

#include "storage/exceptions.h"

namespace kontor::exceptions {

/// Appends budgets of campaigns and limits of codes that more was taken from than they allow: tills without a network each saw
/// room that was there once. Worked out from the rows and the totals when somebody reads the list, so that it cannot differ from
/// them. In the order of their subject, a campaign's or a code's id, from behind `after`, until `list` has `limit`.
void addPromotionOverruns(Database& database, BytesView after, std::size_t limit, std::vector<ShopException>& list);

} // namespace kontor::exceptions
