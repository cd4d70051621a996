#include "domain/loyalty/program.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {

constexpr std::int64_t mostPoints = 1'000'000'000;
constexpr std::uint64_t mostPpm = 100'000'000; // A hundred times.
constexpr std::uint32_t mostDays = 10'000;

bool isCount(std::int64_t points)
{
    return points >= 0 && points <= mostPoints;
}

/// A new row, or the next version of one that is there.
template <typename T>
Result<Commit> written(const char* command, const Reader& shop, const Context& context, const Actor& actor, T row,
                       const char* about)
{
    Commit commit{command, context, actor};
    const auto before = row.id().empty() ? std::nullopt : shop.get(Id<T>(row.id()));
    if (!row.id().empty() && !before)
        return fail(Error::Kind::NotFound, about, "there is none such");
    if (before)
        commit.update(*before, row);
    else
        commit.insert(row);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, about, "it is so already");
    return commit;
}

} // namespace

Id<schema::LoyaltyProgram> loyaltyProgramId(Id<schema::Organisation> organisation)
{
    return Id<schema::LoyaltyProgram>(RawId::imported("loyalty-program", organisation.string(), 0));
}

Result<Commit> setLoyaltyProgram(const Reader& shop, const Context& context, const Actor& actor,
                                 const schema::LoyaltyProgram& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name(), "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    for (const auto points :
         {input.minor_per_point(), input.point_value_e4(), input.referral_points(), input.birthday_points()})
        if (!isCount(points))
            return invalid("points", "it is zero or more");
    if (input.expiry_days() > mostDays || input.tier_days() > mostDays)
        return invalid("days", "at most " + std::to_string(mostDays));
    std::int64_t before = -1;
    for (const auto& tier : input.tier()) {
        if (tier.from_minor() <= before || tier.multiplier_ppm() > mostPpm || tier.name().empty())
            return invalid("tiers", "each has a name, begins above the one before, and is at most a hundred times");
        before = tier.from_minor();
    }
    auto row = input;
    row.set_name(*name);
    row.set_id(loyaltyProgramId(context.organisation).string());
    Commit commit{"set-loyalty-program", context, actor};
    if (const auto present = shop.get(Id<schema::LoyaltyProgram>(row.id())))
        commit.update(*present, row);
    else
        commit.insert(row);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "program", "it is so already");
    return commit;
}

Result<Commit> setLoyaltyRule(const Reader& shop, const Context& context, const Actor& actor,
                              const schema::LoyaltyRule& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name(), "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (!isCount(input.points_each()) || input.multiplier_ppm() > mostPpm ||
        (!input.has_points_each() && !input.has_multiplier_ppm()))
        return invalid("points", "a rule gives points for each one, or a multiplier up to a hundred times");
    if (input.has_valid_until_us() && input.valid_until_us() <= input.valid_from_us())
        return invalid("valid", "it ends before it begins");
    auto row = input;
    row.set_name(*name);
    return written("set-loyalty-rule", shop, context, actor, row, "rule");
}

Result<Commit> setLoyaltyReward(const Reader& shop, const Context& context, const Actor& actor,
                                const schema::LoyaltyReward& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name(), "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (input.points() <= 0 || !isCount(input.points()))
        return invalid("points", "a reward costs more than none");
    if (input.value_minor() <= 0 || input.value_minor() > mostPoints)
        return invalid("value", "a reward is worth more than nothing");
    auto row = input;
    row.set_name(*name);
    return written("set-loyalty-reward", shop, context, actor, row, "reward");
}

std::shared_ptr<const LoyaltyTerms> loyaltyTerms(const Reader& shop)
{
    return std::static_pointer_cast<const LoyaltyTerms>(
        shop.derived([](const Reader& reader) -> std::shared_ptr<const Derived> {
            auto terms = std::make_shared<LoyaltyTerms>();
            for (auto& row : reader.all<schema::LoyaltyProgram>())
                if (row.active() && !terms->program)
                    terms->program = std::move(row);
            for (auto& rule : reader.all<schema::LoyaltyRule>())
                if (!rule.removed())
                    terms->rules.push_back(std::move(rule));
            return terms;
        }));
}

std::vector<schema::LoyaltyReward> loyaltyRewards(const Reader& shop)
{
    auto rewards = shop.all<schema::LoyaltyReward>();
    std::erase_if(rewards, [](const auto& reward) { return reward.removed(); });
    std::sort(rewards.begin(), rewards.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.points(), a.id()) < std::tuple(b.points(), b.id());
    });
    return rewards;
}

} // namespace kontor
