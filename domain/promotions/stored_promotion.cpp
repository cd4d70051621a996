#include "domain/promotions/stored_promotion.h"

namespace kontor {

namespace {

/// Collects the first fault, so that the readers below need not ask after each field.
class Reading
{
public:
    [[nodiscard]] Rational number(const std::string& text, const char* about, bool aboveZero = false)
    {
        auto value = Rational::parse(text, about);
        if (!value)
            note(value.error());
        else if (value->sign() < 0 || (aboveZero && value->isZero()))
            note({Error::Kind::Invalid, about, "is too small"});
        else
            return std::move(*value);
        return {};
    }
    /// The choices of rows and of the engine have the same order.
    template <typename To>
    To choice(int value, int most, const char* about)
    {
        if (value < 0 || value > most) {
            note({Error::Kind::Invalid, about, "is no choice that is known here"});
            value = 0;
        }
        return static_cast<To>(value);
    }
    void check(bool sound, const char* about)
    {
        if (!sound)
            note({Error::Kind::Invalid, about, "is out of range"});
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    [[nodiscard]] Conditions conditions(const google::protobuf::RepeatedPtrField<schema::Condition>& rows)
    {
        Conditions made;
        for (const auto& row : rows)
            made.push_back({row.attribute(),
                            choice<Condition::Operator>(row.comparison(), schema::Condition::Operator_MAX, "operator"),
                            {row.value().begin(), row.value().end()}});
        return made;
    }
    [[nodiscard]] Tiers tiers(const schema::Tiers& row)
    {
        Tiers made;
        made.measure = choice<Tiers::Measure>(row.measure(), schema::Tiers::Measure_MAX, "measure");
        made.of = choice<Tiers::Of>(row.of(), schema::Tiers::Of_MAX, "of");
        made.conditions = conditions(row.condition());
        for (const auto& step : row.step())
            made.steps.emplace_back(number(step.threshold(), "steps"), number(step.value(), "steps"));
        return made;
    }
    [[nodiscard]] Effect effect(const schema::Effect& row)
    {
        Effect made;
        made.type = choice<Effect::Type>(row.type(), schema::Effect::Type_MAX, "type");
        made.target = choice<Effect::Target>(row.target(), schema::Effect::Target_MAX, "target");
        made.allocation = choice<Effect::Allocation>(row.allocation(), schema::Effect::Allocation_MAX, "allocation");
        made.pick = choice<Effect::Pick>(row.pick(), schema::Effect::Pick_MAX, "pick");
        if (row.has_value())
            made.value = number(row.value(), "value");
        if (row.has_additional())
            made.additional = number(row.additional(), "additional");
        made.targetConditions = conditions(row.target_condition());
        if (row.has_max_quantity()) {
            check(row.max_quantity() >= 0, "max_quantity");
            made.maxQuantity = row.max_quantity();
        }
        if (row.has_max_amount())
            made.maxAmount = number(row.max_amount(), "max_amount");
        if (row.has_group_size()) {
            check(row.group_size() >= 1, "group_size");
            made.groupSize = row.group_size();
        }
        if (row.has_tiers())
            made.tiers = tiers(row.tiers());
        if (row.has_buy()) {
            made.buyConditions = conditions(row.buy().condition());
            made.buyQuantity =
                row.buy().has_min_quantity() ? number(row.buy().min_quantity(), "min_quantity", true) : Rational(1);
        }
        // Without anything to buy the whole cart would be got for nothing.
        check(made.type != Effect::Type::BuyGet || row.has_buy(), "buy");
        if (row.has_get_quantity())
            made.getQuantity = number(row.get_quantity(), "get_quantity", true);
        if (row.has_times()) {
            check(row.times() >= 0, "times");
            made.times = row.times();
        }
        if (row.has_gift()) {
            made.gift.product = row.gift().product();
            if (row.gift().has_quantity())
                made.gift.quantity = number(row.gift().quantity(), "quantity", true);
        }
        check(made.type != Effect::Type::Gift || !made.gift.product.empty(), "gift");
        return made;
    }
    [[nodiscard]] Schedule schedule(const schema::Schedule& row)
    {
        constexpr std::uint32_t day = 24 * 60;
        Schedule made;
        if (row.has_from_us())
            made.from = row.from_us();
        if (row.has_until_us())
            made.until = row.until_us();
        check(row.weekdays() < 128, "weekdays");
        made.weekdays = row.weekdays();
        for (const auto& hours : row.hours()) {
            check(hours.from_minute() <= day && hours.until_minute() <= day, "hours");
            made.hours.push_back({static_cast<int>(hours.from_minute()), static_cast<int>(hours.until_minute())});
        }
        return made;
    }

private:
    void note(Error error)
    {
        if (!m_error)
            m_error = std::move(error);
    }
    std::optional<Error> m_error;
};

std::string decimal(const Rational& value)
{
    return value.toDecimal(0, Rational::mostDigits); // Exact: it was read from a decimal.
}

template <typename Rows>
void store(const Conditions& conditions, Rows* rows)
{
    for (const auto& condition : conditions) {
        auto* row = rows->Add();
        row->set_attribute(condition.attribute);
        row->set_comparison(static_cast<schema::Condition::Operator>(condition.comparison));
        for (const auto& value : condition.values)
            row->add_value(value);
    }
}

void store(const Tiers& tiers, schema::Tiers& row)
{
    row.set_measure(static_cast<schema::Tiers::Measure>(tiers.measure));
    row.set_of(static_cast<schema::Tiers::Of>(tiers.of));
    store(tiers.conditions, row.mutable_condition());
    for (const auto& [threshold, value] : tiers.steps) {
        auto* step = row.add_step();
        step->set_threshold(decimal(threshold));
        step->set_value(decimal(value));
    }
}

void store(const Effect& effect, schema::Effect& row)
{
    row.set_type(static_cast<schema::Effect::Type>(effect.type));
    if (effect.value)
        row.set_value(decimal(*effect.value));
    if (!effect.additional.isZero())
        row.set_additional(decimal(effect.additional));
    row.set_target(static_cast<schema::Effect::Target>(effect.target));
    row.set_allocation(static_cast<schema::Effect::Allocation>(effect.allocation));
    store(effect.targetConditions, row.mutable_target_condition());
    if (effect.maxQuantity)
        row.set_max_quantity(*effect.maxQuantity);
    if (effect.maxAmount)
        row.set_max_amount(decimal(*effect.maxAmount));
    if (effect.groupSize)
        row.set_group_size(*effect.groupSize);
    row.set_pick(static_cast<schema::Effect::Pick>(effect.pick));
    if (effect.tiers)
        store(*effect.tiers, *row.mutable_tiers());
    if (effect.buyQuantity.sign() > 0) {
        store(effect.buyConditions, row.mutable_buy()->mutable_condition());
        row.mutable_buy()->set_min_quantity(decimal(effect.buyQuantity));
    }
    if (effect.getQuantity != Rational(1))
        row.set_get_quantity(decimal(effect.getQuantity));
    if (effect.times)
        row.set_times(*effect.times);
    if (effect.type == Effect::Type::Gift) {
        row.mutable_gift()->set_product(effect.gift.product);
        row.mutable_gift()->set_quantity(decimal(effect.gift.quantity));
    }
}

void store(const Schedule& schedule, schema::Schedule& row)
{
    if (schedule.from)
        row.set_from_us(*schedule.from);
    if (schedule.until)
        row.set_until_us(*schedule.until);
    if (schedule.weekdays != 0)
        row.set_weekdays(schedule.weekdays);
    for (const auto& hours : schedule.hours) {
        auto* made = row.add_hours();
        made->set_from_minute(static_cast<std::uint32_t>(hours.fromMinute));
        made->set_until_minute(static_cast<std::uint32_t>(hours.untilMinute));
    }
}

} // namespace

Result<Promotion> promotionOf(const schema::Promotion& row)
{
    Reading reading;
    Promotion made;
    made.code = row.code();
    made.name = row.name();
    made.automatic = row.automatic();
    made.priority = row.priority();
    made.combination =
        reading.choice<Promotion::Combination>(row.combination(), schema::Promotion::Combination_MAX, "combination");
    made.group = row.group();
    if (row.has_schedule())
        made.schedule = reading.schedule(row.schedule());
    if (row.has_variant()) {
        made.variant = Variant{row.variant().of(), row.variant().salt(), row.variant().from_hundredths(),
                               row.variant().has_until_hundredths() ? row.variant().until_hundredths() : 10'000};
    }
    made.conditions = reading.conditions(row.condition());
    made.effect = reading.effect(row.effect());
    const bool needsValue = made.effect.type != Effect::Type::FirstAdditional &&
                            made.effect.type != Effect::Type::BuyGet && made.effect.type != Effect::Type::Gift;
    reading.check(made.effect.value || made.effect.tiers || !needsValue, "value");
    reading.check(!made.code.empty(), "code");
    if (reading.error())
        return tl::unexpected(*reading.error());
    return made;
}

schema::Promotion storedPromotion(const Promotion& promotion)
{
    schema::Promotion row;
    row.set_code(promotion.code);
    if (!promotion.name.empty())
        row.set_name(promotion.name);
    row.set_automatic(promotion.automatic);
    row.set_priority(promotion.priority);
    row.set_combination(static_cast<schema::Promotion::Combination>(promotion.combination));
    if (!promotion.group.empty())
        row.set_group(promotion.group);
    if (promotion.schedule)
        store(*promotion.schedule, *row.mutable_schedule());
    if (promotion.variant) {
        auto* variant = row.mutable_variant();
        variant->set_of(promotion.variant->of);
        variant->set_salt(promotion.variant->salt);
        variant->set_from_hundredths(static_cast<std::uint32_t>(promotion.variant->fromHundredths));
        variant->set_until_hundredths(static_cast<std::uint32_t>(promotion.variant->untilHundredths));
    }
    store(promotion.conditions, row.mutable_condition());
    store(promotion.effect, *row.mutable_effect());
    return row;
}

Result<Campaign> campaignOf(const schema::Campaign& row)
{
    Reading reading;
    Campaign made;
    made.id = row.key();
    made.name = row.name();
    if (row.has_budget_limit()) {
        Budget budget;
        budget.kind = reading.choice<Budget::Kind>(row.budget_kind(), schema::Campaign::BudgetKind_MAX, "kind");
        budget.limit = reading.number(row.budget_limit(), "limit");
        made.budget = std::move(budget);
    }
    if (row.has_schedule())
        made.schedule = reading.schedule(row.schedule());
    if (reading.error())
        return tl::unexpected(*reading.error());
    return made;
}

schema::Campaign storedCampaign(const Campaign& campaign)
{
    schema::Campaign row;
    row.set_key(campaign.id);
    if (!campaign.name.empty())
        row.set_name(campaign.name);
    if (campaign.budget) {
        row.set_budget_kind(static_cast<schema::Campaign::BudgetKind>(campaign.budget->kind));
        row.set_budget_limit(decimal(campaign.budget->limit));
    }
    if (campaign.schedule)
        store(*campaign.schedule, *row.mutable_schedule());
    return row;
}

} // namespace kontor
