#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/journal/reader.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/settings.pb.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

// How points are earned and what they are worth. Few rows, of which what a sale needs is kept until one of them changes; a shop without
// a programme pays one look-up for it.

[[nodiscard]] Id<schema::LoyaltyProgram> loyaltyProgramId(Id<schema::Organisation> organisation);

/// "set-loyalty-program"; CHANGE_PRICE, since points are money. The row without its id: a whole new version.
/// Errors: Invalid about "name", "points" (a negative value), "tiers" (not rising, a multiplier above 100), "days".
[[nodiscard]] Result<Commit> setLoyaltyProgram(const Reader& shop, const Context& context, const Actor& actor,
                                               const schema::LoyaltyProgram& input);
/// "set-loyalty-rule"; CHANGE_PRICE. With the id of one there is: its next version. Errors: Invalid about "name", "points" (neither
/// points nor a multiplier), "valid"; NotFound about "rule".
[[nodiscard]] Result<Commit> setLoyaltyRule(const Reader& shop, const Context& context, const Actor& actor,
                                            const schema::LoyaltyRule& input);
/// "set-loyalty-reward"; CHANGE_PRICE. Errors: Invalid about "name", "points", "value"; NotFound about "reward".
[[nodiscard]] Result<Commit> setLoyaltyReward(const Reader& shop, const Context& context, const Actor& actor,
                                              const schema::LoyaltyReward& input);

/// What a sale needs of it.
struct LoyaltyTerms : Derived {
    std::optional<schema::LoyaltyProgram> program; ///< Nothing: none, or not active.
    std::vector<schema::LoyaltyRule> rules;        ///< Removed ones left out.
};
[[nodiscard]] std::shared_ptr<const LoyaltyTerms> loyaltyTerms(const Reader& shop);

/// Rewards that can be had, the cheapest first.
[[nodiscard]] std::vector<schema::LoyaltyReward> loyaltyRewards(const Reader& shop);

} // namespace kontor
