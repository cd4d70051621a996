#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/promotions/promotion.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/promotions.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

inline constexpr std::size_t maxPromotionsPerCommit = 500;
inline constexpr std::size_t maxCodesPerCommit = 5'000;

struct SetPromotions {
    std::vector<Campaign> campaigns;   ///< By id. `used` of a budget is not written: the shop counts.
    std::vector<Promotion> promotions; ///< Campaigns are positions among those above.
};
/// "set-promotions"; CHANGE_PRICE. Promotions are known by their code, campaigns by their id: one that is there gets its next
/// version, and one that had ended begins again. Further codes are added; `customer` of a code is a customer's number or the id in hexadecimal.
///
/// Errors: Invalid about "campaigns", "promotions", "codes" (nothing, or too many), about "promotion CODE" or "campaign ID" (not
/// sound, a schedule that never holds, a condition on an attribute that no shop has); NotFound about "customer"; Conflict about
/// "code" or "promotion CODE" when a code opens another promotion already.
[[nodiscard]] Result<Commit> setPromotions(const Reader& shop, const Context& context, const Actor& actor,
                                           const SetPromotions& input);

struct EndPromotion {
    std::string code;
};
/// "end-promotion"; CHANGE_PRICE. Errors: NotFound about "promotion", Conflict about it when it has ended already.
[[nodiscard]] Result<Commit> endPromotion(const Reader& shop, const Context& context, const Actor& actor,
                                          const EndPromotion& input);

struct EndPromotionCode {
    std::string code; ///< A further one.
};
/// "end-promotion-code"; CHANGE_PRICE. From now on it opens nothing. Errors: NotFound about "code", Conflict about it when it has
/// ended already.
[[nodiscard]] Result<Commit> endPromotionCode(const Reader& shop, const Context& context, const Actor& actor,
                                              const EndPromotionCode& input);

/// A batch of codes, made here.
struct MakeCodes {
    std::string promotion; ///< Its code.
    std::size_t count = 1;
    std::string prefix = {};
    std::optional<std::int64_t> limit = 1; ///< Uses of each; absent: any number.
    std::optional<Id<schema::Customer>> customer = {};
};
/// "make-promotion-codes"; CHANGE_PRICE. Codes are the prefix and ten letters and digits that are not mistaken for each other, of 50
/// random bits. Errors: NotFound about "promotion" or "customer"; Invalid about "count", "prefix", "limit".
[[nodiscard]] Result<Commit> makePromotionCodes(const Reader& shop, const Context& context, const Actor& actor,
                                                const MakeCodes& input);

} // namespace kontor
