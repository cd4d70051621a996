#include "app/ctl/quote/promotion_writer.h"

#include "domain/base/time.h"

#include <nlohmann/json.hpp>

namespace kontor {

namespace {

using Json = nlohmann::ordered_json;

std::string decimal(const Rational& value)
{
    return value.toDecimal(0, Rational::mostDigits);
}

template <std::size_t size>
const char* nameOf(const char* const (&names)[size], auto choice)
{
    return names[static_cast<std::size_t>(choice)];
}

Json conditionsOf(const Conditions& conditions)
{
    constexpr const char* operators[] = {"eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte"};
    auto list = Json::array();
    for (const auto& condition : conditions)
        list.push_back({{"attribute", condition.attribute},
                        {"operator", nameOf(operators, condition.comparison)},
                        {"values", condition.values}});
    return list;
}

Json tiersOf(const Tiers& tiers)
{
    constexpr const char* measures[] = {"amount", "quantity"};
    constexpr const char* ofs[] = {"lines", "shipping"};
    Json made{{"measure", nameOf(measures, tiers.measure)}, {"of", nameOf(ofs, tiers.of)}};
    if (!tiers.conditions.empty())
        made["conditions"] = conditionsOf(tiers.conditions);
    made["steps"] = Json::array();
    for (const auto& [threshold, value] : tiers.steps)
        made["steps"].push_back(Json::array({decimal(threshold), decimal(value)}));
    return made;
}

Json effectOf(const Effect& effect)
{
    constexpr const char* types[] = {"percentage", "fixed", "fixed_price", "first_additional", "buy_get", "gift"};
    constexpr const char* targets[] = {"lines", "order", "shipping"};
    constexpr const char* allocations[] = {"each", "line", "across", "once"};
    Json made{{"type", nameOf(types, effect.type)}};
    if (effect.value)
        made["value"] = decimal(*effect.value);
    if (!effect.additional.isZero())
        made["additional"] = decimal(effect.additional);
    if (effect.target != Effect::Target::Lines)
        made["target"] = nameOf(targets, effect.target);
    if (effect.allocation != Effect::Allocation::Each)
        made["allocation"] = nameOf(allocations, effect.allocation);
    if (!effect.targetConditions.empty())
        made["target_conditions"] = conditionsOf(effect.targetConditions);
    if (effect.maxQuantity)
        made["max_quantity"] = *effect.maxQuantity;
    if (effect.maxAmount)
        made["max_amount"] = decimal(*effect.maxAmount);
    if (effect.groupSize)
        made["group_size"] = *effect.groupSize;
    if (effect.pick != Effect::Pick::Cheapest)
        made["pick"] = "dearest";
    if (effect.tiers)
        made["tiers"] = tiersOf(*effect.tiers);
    if (effect.buyQuantity.sign() > 0) {
        made["buy"] = Json::object();
        if (!effect.buyConditions.empty())
            made["buy"]["conditions"] = conditionsOf(effect.buyConditions);
        made["buy"]["min_quantity"] = decimal(effect.buyQuantity);
    }
    if (effect.getQuantity != Rational(1))
        made["get_quantity"] = decimal(effect.getQuantity);
    if (effect.times)
        made["times"] = *effect.times;
    if (effect.type == Effect::Type::Gift)
        made["gift"] = {{"product", effect.gift.product}, {"quantity", decimal(effect.gift.quantity)}};
    return made;
}

/// "2026-11-20T00:00:00Z"; fractions of a second are not kept by the form.
std::string moment(TimeUs at)
{
    return formatTime(at).substr(0, 19) + "Z";
}

std::string timeOfDay(int minute)
{
    const auto two = [](int value) { return std::string(value < 10 ? "0" : "") + std::to_string(value); };
    return two(minute / 60) + ":" + two(minute % 60);
}

Json scheduleOf(const Schedule& schedule)
{
    constexpr const char* days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    auto made = Json::object();
    if (schedule.from)
        made["from"] = moment(*schedule.from);
    if (schedule.until)
        made["until"] = moment(*schedule.until);
    for (unsigned day = 0; day < 7; ++day)
        if ((schedule.weekdays & (1U << day)) != 0)
            made["weekdays"].push_back(days[day]);
    for (const auto& hours : schedule.hours)
        made["hours"].push_back(Json::array({timeOfDay(hours.fromMinute), timeOfDay(hours.untilMinute)}));
    return made;
}

Json campaignOf(const Campaign& campaign)
{
    constexpr const char* kinds[] = {"spend", "use", "spend_per_customer", "use_per_customer"};
    Json made{{"id", campaign.id}};
    if (!campaign.name.empty())
        made["name"] = campaign.name;
    if (campaign.budget) {
        made["budget"] = {{"kind", nameOf(kinds, campaign.budget->kind)}, {"limit", decimal(campaign.budget->limit)}};
        if (!campaign.budget->used.isZero())
            made["budget"]["used"] = decimal(campaign.budget->used);
    }
    if (campaign.schedule)
        made["schedule"] = scheduleOf(*campaign.schedule);
    return made;
}

Json promotionOf(const Promotion& promotion, std::span<const Campaign> campaigns)
{
    constexpr const char* combinations[] = {"stack", "exclusive", "best"};
    Json made{{"code", promotion.code}};
    if (!promotion.name.empty())
        made["name"] = promotion.name;
    made["automatic"] = promotion.automatic;
    if (promotion.campaign)
        made["campaign"] = campaigns[*promotion.campaign].id;
    made["priority"] = promotion.priority;
    made["combination"] = nameOf(combinations, promotion.combination);
    if (!promotion.group.empty())
        made["group"] = promotion.group;
    for (const auto& code : promotion.codes) {
        Json one{{"code", code.code}};
        if (!code.customer.empty())
            one["customer"] = code.customer;
        if (code.limit)
            one["limit"] = *code.limit;
        if (code.used != 0)
            one["used"] = code.used;
        made["codes"].push_back(std::move(one));
    }
    if (promotion.schedule)
        made["schedule"] = scheduleOf(*promotion.schedule);
    if (promotion.variant)
        made["variant"] = {{"of", promotion.variant->of},
                           {"salt", promotion.variant->salt},
                           {"from_percent", decimal(Rational(promotion.variant->fromHundredths, 100))},
                           {"until_percent", decimal(Rational(promotion.variant->untilHundredths, 100))}};
    if (!promotion.conditions.empty())
        made["conditions"] = conditionsOf(promotion.conditions);
    made["effect"] = effectOf(promotion.effect);
    return made;
}

} // namespace

std::string writeOffer(std::span<const Campaign> campaigns, std::span<const Promotion> promotions)
{
    Json document{{"campaigns", Json::array()}, {"promotions", Json::array()}};
    for (const auto& campaign : campaigns)
        document["campaigns"].push_back(campaignOf(campaign));
    for (const auto& promotion : promotions)
        document["promotions"].push_back(promotionOf(promotion, campaigns));
    return document.dump(2);
}

} // namespace kontor
