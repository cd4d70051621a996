#pragma once

#include "domain/journal/reader.h"
#include "domain/schema/promotions.pb.h"
#include "storage/database.h"

#include <functional>
#include <string_view>

namespace kontor::projections {

/// What promotions have given away, per campaign or code, in all and per customer. Scope: organisation. Input: PromotionUse.
/// Kind: sum. A total of nothing has no row: equal stores have equal rows.
void createPromotionUseTotal(Database& database);
void addToPromotionUseTotal(Database& database, const schema::PromotionUse& use, int sign);
/// From all uses there are: after rows were repaired.
void makePromotionUseTotalAgain(Database& database);
/// `customer` empty: of all.
[[nodiscard]] PromotionUses promotionUseTotal(Database& database, BytesView subject, BytesView customer);
void dumpPromotionUseTotal(Database& database, const std::function<void(std::string_view line)>& line);

} // namespace kontor::projections
