#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kontor {

// Points are entries, and a balance is their fold in the order of (at, id), so it is the same whatever order they come in. What earns
// first expires first and is spent first; what goods earned that come back is taken from what they earned, so that points that have
// expired meanwhile are not taken twice. What was paid with for goods that come back goes back to where it was taken from, and expires
// with it.

struct PointsView {
    std::int64_t balance = 0; ///< At the instant asked for; below zero: spent on tills that knew nothing of each other.
    std::int64_t earned = 0;  ///< All that ever came in: earned + debt = balance + taken + expired.
    std::int64_t taken = 0;   ///< All that ever went out,
    std::int64_t expired = 0; ///< and what nobody spent in time.
    std::int64_t overspent =
        0;                 ///< Of a balance below zero: what was paid with and was not there. Not goods that came back.
    std::int64_t owed = 0; ///< Of a balance below zero: what goods had earned that came back when it was spent already.
    std::int64_t nextExpiry = 0;       ///< How many expire next,
    std::optional<TimeUs> nextExpires; ///< and when.
    std::int64_t spentMinor = 0;       ///< Within the window for tiers.
    std::string tier;                  ///< Empty: none.
    std::uint64_t tierMultiplierPpm = 1'000'000;
    std::vector<schema::PointsEntry> entries; ///< Up to the instant, in their order.
};
/// Pure: of any entries, of one person; tiers are left to readPoints.
[[nodiscard]] PointsView foldPoints(std::vector<schema::PointsEntry> entries, TimeUs at);
/// What the entries come to from the last of them on, as time alone goes by: the balance from each instant on, the first from INT64_MIN,
/// then where something expires.
[[nodiscard]] std::vector<std::pair<TimeUs, std::int64_t>> pointsFromNow(std::vector<schema::PointsEntry> entries);
/// Of a customer and of those who were merged into them.
[[nodiscard]] PointsView readPoints(const Reader& shop, Id<schema::Customer> customer, TimeUs at);

struct AdjustPoints {
    Id<schema::Customer> customer;
    std::int64_t points = 0; ///< Not zero.
    std::string note;        ///< Why; needed.
};
/// "adjust-points"; MANAGE_TILL. Errors: NotFound about "customer"; Invalid about "points", "note".
[[nodiscard]] Result<Commit> adjustPoints(const Reader& shop, const Context& context, const Actor& actor,
                                          const AdjustPoints& input);

struct RedeemPoints {
    Id<schema::Customer> customer;
    Id<schema::LoyaltyReward> reward = {}; ///< Nil: `points` at what one pays.
    std::int64_t points = 0;
};
/// "redeem-points"; SELL. Points become a store credit of the customer's, whose code pays at any till and which a refund goes back to:
/// so what was bought with points and comes back gives credit and never more points. The commit's mainId is the credit's.
/// Errors: NotFound about "customer", "reward"; Invalid about "points" (none, or they pay for rewards only); Conflict about "points"
/// when there are fewer.
[[nodiscard]] Result<Commit> redeemPoints(const Reader& shop, const Context& context, const Actor& actor,
                                          const RedeemPoints& input);

/// What so many points pay: rounded down, since a fraction is nobody's money.
[[nodiscard]] std::int64_t worthOfPoints(const schema::LoyaltyProgram& program, std::int64_t points);

struct GrantBirthday {
    Id<schema::Customer> customer;
};
/// "grant-birthday"; SELL. Once in a calendar year, on their day or in the week after it; done twice it is one grant, on two tills too.
/// Errors: NotFound about "customer"; Invalid about "birthday" (not known, not now), "points" (the programme gives none); Conflict
/// about "birthday" when they had it.
[[nodiscard]] Result<Commit> grantBirthday(const Reader& shop, const Context& context, const Actor& actor,
                                           const GrantBirthday& input);

/// Whose birthday is today or was in the week before: grantBirthday has what they are given. Read by the days' index; those who were
/// merged into others or are archived left out. Somebody born on 29 February has it on 1 March where there is none.
[[nodiscard]] std::vector<schema::Customer> birthdaysOf(const Reader& shop, TimeUs at, std::int32_t utcOffsetSeconds);
/// Whether they had their points of this birthday.
[[nodiscard]] bool hadBirthday(const Reader& shop, const schema::Customer& customer, TimeUs at,
                               std::int32_t utcOffsetSeconds);
/// Whether it is what grantBirthday gives in that shop at its time, by whatever clock of the world: no server knows the till's. Of
/// somebody without a birthday (erased meanwhile) the day is not asked for.
[[nodiscard]] bool isBirthdayGrant(const Reader& shop, const schema::PointsEntry& entry);

/// One id for what may be given only once: the same on every device.
[[nodiscard]] RawId pointsGrantId(std::string_view what, Id<schema::Customer> customer, std::uint64_t number);

} // namespace kontor
