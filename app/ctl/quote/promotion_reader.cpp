#include "app/ctl/quote/promotion_reader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace kontor {

namespace {

using Operator = Condition::Operator;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Amounts and quantities are compared as numbers, and so is whatever is compared by size.
bool comparesNumbers(const Condition& condition)
{
    for (const auto* name :
         {"order.subtotal", "order.quantity", "shipping.subtotal", "line.unit_price", "line.quantity"})
        if (condition.attribute == name)
            return true;
    return condition.comparison == Operator::Gt || condition.comparison == Operator::Gte ||
           condition.comparison == Operator::Lt || condition.comparison == Operator::Lte;
}

Conditions readConditions(const JsonAt& at)
{
    Conditions conditions;
    at.each([&](const JsonAt& a) {
        a.onlyHas({"attribute", "operator", "values"});
        Condition condition;
        a.need("attribute", [&](const JsonAt& v) { condition.attribute = v.naming(); });
        a.need("operator", [&](const JsonAt& v) {
            condition.comparison = v.choice<Operator>({{"eq", Operator::Eq},
                                                       {"ne", Operator::Ne},
                                                       {"in", Operator::In},
                                                       {"not_in", Operator::NotIn},
                                                       {"gt", Operator::Gt},
                                                       {"gte", Operator::Gte},
                                                       {"lt", Operator::Lt},
                                                       {"lte", Operator::Lte}});
        });
        a.need("values", [&](const JsonAt& v) {
            v.each([&](const JsonAt& value) {
                condition.values.push_back(value.text());
                if (comparesNumbers(condition))
                    static_cast<void>(value.decimal());
            });
        });
        conditions.push_back(std::move(condition));
    });
    return conditions;
}

Tiers readTiers(const JsonAt& at)
{
    at.onlyHas({"measure", "of", "conditions", "steps"});
    Tiers tiers;
    at.with("measure", [&](const JsonAt& a) {
        tiers.measure =
            a.choice<Tiers::Measure>({{"amount", Tiers::Measure::Amount}, {"quantity", Tiers::Measure::Quantity}});
    });
    at.with("of", [&](const JsonAt& a) {
        tiers.of = a.choice<Tiers::Of>({{"lines", Tiers::Of::Lines}, {"shipping", Tiers::Of::Shipping}});
    });
    at.with("conditions", [&](const JsonAt& a) { tiers.conditions = readConditions(a); });
    at.need("steps", [&](const JsonAt& a) {
        a.each([&](const JsonAt& step) {
            std::vector<Rational> pair;
            step.each([&](const JsonAt& v) { pair.push_back(v.decimalFromZero()); });
            if (pair.size() != 2)
                return step.wrong("is not a pair of a threshold and a value");
            tiers.steps.emplace_back(std::move(pair[0]), std::move(pair[1]));
        });
    });
    return tiers;
}

void readTarget(const JsonAt& at, Effect& effect)
{
    using Target = Effect::Target;
    using Allocation = Effect::Allocation;
    at.with("target", [&](const JsonAt& a) {
        effect.target =
            a.choice<Target>({{"lines", Target::Lines}, {"order", Target::Order}, {"shipping", Target::Shipping}});
    });
    at.with("allocation", [&](const JsonAt& a) {
        effect.allocation = a.choice<Allocation>({{"each", Allocation::Each},
                                                  {"line", Allocation::Line},
                                                  {"across", Allocation::Across},
                                                  {"once", Allocation::Once}});
    });
    at.with("target_conditions", [&](const JsonAt& a) { effect.targetConditions = readConditions(a); });
    at.with("max_quantity", [&](const JsonAt& a) { effect.maxQuantity = a.integer(0); });
    at.with("group_size", [&](const JsonAt& a) { effect.groupSize = a.integer(1); });
    at.with("pick", [&](const JsonAt& a) {
        effect.pick =
            a.choice<Effect::Pick>({{"cheapest", Effect::Pick::Cheapest}, {"dearest", Effect::Pick::Dearest}});
    });
}

Effect readEffect(const JsonAt& at)
{
    using Type = Effect::Type;
    at.onlyHas({"type", "value", "additional", "target", "allocation", "target_conditions", "max_quantity",
                "max_amount", "group_size", "pick", "tiers", "buy", "get_quantity", "times", "gift"});
    Effect effect;
    at.with("type", [&](const JsonAt& a) {
        effect.type = a.choice<Type>({{"percentage", Type::Percentage},
                                      {"fixed", Type::Fixed},
                                      {"fixed_price", Type::FixedPrice},
                                      {"first_additional", Type::FirstAdditional},
                                      {"buy_get", Type::BuyGet},
                                      {"gift", Type::Gift}});
    });
    readTarget(at, effect);
    at.with("tiers", [&](const JsonAt& a) { effect.tiers = readTiers(a); });
    const auto readValue = [&](const JsonAt& a) { effect.value = a.decimalFromZero(); };
    if (effect.tiers || effect.type == Type::FirstAdditional || effect.type == Type::BuyGet ||
        effect.type == Type::Gift)
        at.with("value", readValue);
    else
        at.need("value", readValue);
    at.with("additional", [&](const JsonAt& a) { effect.additional = a.decimalFromZero(); });
    at.with("max_amount", [&](const JsonAt& a) { effect.maxAmount = a.decimalFromZero(); });
    const auto readBuy = [&](const JsonAt& a) {
        a.onlyHas({"conditions", "min_quantity"});
        a.with("conditions", [&](const JsonAt& v) { effect.buyConditions = readConditions(v); });
        effect.buyQuantity = 1;
        a.with("min_quantity", [&](const JsonAt& v) { effect.buyQuantity = v.decimalAboveZero(); });
    };
    // Without anything to buy the whole cart would be got for nothing.
    if (effect.type == Type::BuyGet)
        at.need("buy", readBuy);
    else
        at.with("buy", readBuy);
    const auto readGift = [&](const JsonAt& a) {
        a.onlyHas({"product", "quantity"});
        a.need("product", [&](const JsonAt& v) { effect.gift.product = v.naming(); });
        a.with("quantity", [&](const JsonAt& v) { effect.gift.quantity = v.decimalAboveZero(); });
    };
    if (effect.type == Type::Gift)
        at.need("gift", readGift);
    else
        at.with("gift", readGift);
    at.with("get_quantity", [&](const JsonAt& a) { effect.getQuantity = a.decimalAboveZero(); });
    at.with("times", [&](const JsonAt& a) { effect.times = a.integer(0); });
    return effect;
}

/// "09:30", or "24:00" for the end of the day.
int readMinute(const JsonAt& at)
{
    const std::string text = at.text();
    int minute = -1;
    if (text.size() == 5 && text[2] == ':' && isDigit(text[0]) && isDigit(text[1]) && isDigit(text[3]) &&
        isDigit(text[4]))
        minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
    if (minute < 0 || minute > 24 * 60 || (text[3] > '5'))
        at.wrong("is not a time of day, as 09:30");
    return minute;
}

Schedule readSchedule(const JsonAt& at)
{
    at.onlyHas({"from", "until", "weekdays", "hours"});
    Schedule schedule;
    at.with("from", [&](const JsonAt& a) { schedule.from = readMoment(a).utc(); });
    at.with("until", [&](const JsonAt& a) { schedule.until = readMoment(a).utc(); });
    at.with("weekdays", [&](const JsonAt& a) {
        a.each([&](const JsonAt& day) {
            schedule.weekdays |=
                1U << day.choice<unsigned>(
                    {{"mon", 0U}, {"tue", 1U}, {"wed", 2U}, {"thu", 3U}, {"fri", 4U}, {"sat", 5U}, {"sun", 6U}});
        });
    });
    at.with("hours", [&](const JsonAt& a) {
        a.each([&](const JsonAt& span) {
            std::vector<int> pair;
            span.each([&](const JsonAt& v) { pair.push_back(readMinute(v)); });
            if (pair.size() != 2)
                return span.wrong("is not a pair of times of day");
            schedule.hours.push_back({pair[0], pair[1]});
        });
    });
    return schedule;
}

/// A percent with at most two decimals, in hundredths.
std::int64_t readHundredths(const JsonAt& at)
{
    const Rational percent = at.decimalFromZero();
    const Rational hundredths = roundTo(percent * 100, 1, Rounding::Down);
    if (hundredths != percent * 100 || percent > 100) {
        at.wrong("is not a percent up to 100 with at most two decimals");
        return 0;
    }
    return std::stoll(hundredths.toDecimal(0, 0));
}

Variant readVariant(const JsonAt& at)
{
    at.onlyHas({"of", "salt", "from_percent", "until_percent"});
    Variant variant;
    at.need("of", [&](const JsonAt& a) { variant.of = a.naming(); });
    at.with("salt", [&](const JsonAt& a) { variant.salt = a.text(); });
    at.with("from_percent", [&](const JsonAt& a) { variant.fromHundredths = readHundredths(a); });
    at.with("until_percent", [&](const JsonAt& a) { variant.untilHundredths = readHundredths(a); });
    return variant;
}

PromotionCode readCode(const JsonAt& at)
{
    at.onlyHas({"code", "customer", "limit", "used"});
    PromotionCode code;
    at.need("code", [&](const JsonAt& a) { code.code = a.naming(); });
    at.with("customer", [&](const JsonAt& a) { code.customer = a.naming(); });
    at.with("limit", [&](const JsonAt& a) { code.limit = a.integer(0); });
    at.with("used", [&](const JsonAt& a) { code.used = a.integer(0); });
    return code;
}

Campaign readCampaign(const JsonAt& at)
{
    at.onlyHas({"id", "name", "budget", "schedule"});
    Campaign campaign;
    at.with("name", [&](const JsonAt& a) { campaign.name = a.text(); });
    at.with("schedule", [&](const JsonAt& a) { campaign.schedule = readSchedule(a); });
    at.need("id", [&](const JsonAt& a) { campaign.id = a.naming(); });
    at.with("budget", [&](const JsonAt& a) {
        a.onlyHas({"kind", "limit", "used"});
        Budget budget;
        a.with("kind", [&](const JsonAt& v) {
            budget.kind = v.choice<Budget::Kind>({{"spend", Budget::Kind::Spend},
                                                  {"use", Budget::Kind::Use},
                                                  {"spend_per_customer", Budget::Kind::SpendPerCustomer},
                                                  {"use_per_customer", Budget::Kind::UsePerCustomer}});
        });
        a.need("limit", [&](const JsonAt& v) { budget.limit = v.decimal(); });
        a.with("used", [&](const JsonAt& v) { budget.used = v.decimal(); });
        campaign.budget = std::move(budget);
    });
    return campaign;
}

using Positions = std::unordered_map<std::string, std::size_t>;

Promotion readPromotion(const JsonAt& at, const Positions& campaigns)
{
    using Combination = Promotion::Combination;
    at.onlyHas({"code", "name", "automatic", "campaign", "priority", "combination", "conditions", "effect", "group",
                "codes", "schedule", "variant"});
    Promotion promotion;
    at.need("code", [&](const JsonAt& a) { promotion.code = a.naming(); });
    at.with("name", [&](const JsonAt& a) { promotion.name = a.text(); });
    at.with("automatic", [&](const JsonAt& a) { promotion.automatic = a.flag(); });
    at.with("campaign", [&](const JsonAt& a) {
        const auto found = campaigns.find(a.text());
        if (found == campaigns.end())
            return a.wrong("is a campaign that is not defined");
        promotion.campaign = found->second;
    });
    at.with("priority", [&](const JsonAt& a) { promotion.priority = a.integer(); });
    at.with("combination", [&](const JsonAt& a) {
        promotion.combination = a.choice<Combination>(
            {{"stack", Combination::Stack}, {"exclusive", Combination::Exclusive}, {"best", Combination::Best}});
    });
    at.with("group", [&](const JsonAt& a) { promotion.group = a.naming(); });
    at.with("codes",
            [&](const JsonAt& a) { a.each([&](const JsonAt& code) { promotion.codes.push_back(readCode(code)); }); });
    at.with("schedule", [&](const JsonAt& a) { promotion.schedule = readSchedule(a); });
    at.with("variant", [&](const JsonAt& a) { promotion.variant = readVariant(a); });
    at.with("conditions", [&](const JsonAt& a) { promotion.conditions = readConditions(a); });
    at.need("effect", [&](const JsonAt& a) { promotion.effect = readEffect(a); });
    return promotion;
}

} // namespace

Attributes readAttributes(const JsonAt& at)
{
    Attributes attributes;
    at.eachMember([&](const std::string& name, const JsonAt& a) {
        Attribute attribute{name, {}, a.is(JsonValue::Kind::Array)};
        if (attribute.isList)
            a.each([&](const JsonAt& value) { attribute.values.push_back(value.text()); });
        else
            attribute.values.push_back(a.text());
        attributes.push_back(std::move(attribute));
    });
    return attributes;
}

LocalMoment readMoment(const JsonAt& at)
{
    const std::string text = at.text();
    const auto wrong = [&] {
        at.wrong("is not a moment with its offset, as 2026-11-22T10:00:00+01:00");
        return LocalMoment{};
    };
    // "2026-11-22T10:00:00", perhaps a fraction of the second, then Z or +hh:mm.
    if (text.size() < 20 || text[10] != 'T')
        return wrong();
    const auto wall = parseTime(std::string_view(text).substr(0, 19), "at");
    if (!wall)
        return wrong();
    std::string_view rest = std::string_view(text).substr(19);
    if (rest.front() == '.') {
        const auto digits =
            static_cast<std::size_t>(std::find_if_not(rest.begin() + 1, rest.end(), isDigit) - rest.begin() - 1);
        if (digits == 0)
            return wrong();
        rest.remove_prefix(digits + 1);
    }
    if (rest == "Z" || rest == "z")
        return {*wall, 0};
    if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':' || !isDigit(rest[1]) ||
        !isDigit(rest[2]) || !isDigit(rest[4]) || !isDigit(rest[5]))
        return wrong();
    const int hours = (rest[1] - '0') * 10 + (rest[2] - '0');
    const int minutes = (rest[4] - '0') * 10 + (rest[5] - '0');
    if (hours > 23 || minutes > 59)
        return wrong();
    const std::int32_t seconds = (hours * 60 + minutes) * 60;
    return {*wall, rest[0] == '-' ? -seconds : seconds};
}

void readPromotions(const JsonAt& document, QuoteRequest& request)
{
    Positions campaigns;
    document.with("campaigns", [&](const JsonAt& a) {
        a.each([&](const JsonAt& at) {
            request.campaigns.push_back(readCampaign(at));
            const auto& id = request.campaigns.back().id;
            if (!campaigns.emplace(id, campaigns.size()).second)
                at.with("id", [](const JsonAt& v) { v.wrong("is named twice"); });
        });
    });
    std::unordered_set<std::string> codes;
    document.with("promotions", [&](const JsonAt& a) {
        a.each([&](const JsonAt& at) {
            request.promotions.push_back(readPromotion(at, campaigns));
            const auto isSecond = [&](const std::string& code) { return !codes.insert(code).second; };
            const auto wrong = [](const JsonAt& v) { v.wrong("is named twice"); };
            if (isSecond(request.promotions.back().code))
                at.with("code", wrong);
            at.with("codes", [&](const JsonAt& list) {
                list.each([&](const JsonAt& code) {
                    code.with("code", [&](const JsonAt& v) {
                        if (isSecond(v.text()))
                            wrong(v);
                    });
                });
            });
        });
    });
}

} // namespace kontor
