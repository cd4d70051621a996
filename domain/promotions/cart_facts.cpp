#include "domain/promotions/cart_facts.h"

#include <algorithm>
#include <utility>

namespace kontor {

namespace {

using Operator = Condition::Operator;
using Subject = ReadyCondition::Subject;

constexpr std::pair<std::string_view, Subject> builtIn[] = {
    {"order.subtotal", Subject::OrderSubtotal}, {"order.quantity", Subject::OrderQuantity},
    {"order.currency", Subject::OrderCurrency}, {"shipping.subtotal", Subject::ShippingSubtotal},
    {"line.unit_price", Subject::UnitPrice},    {"line.quantity", Subject::Quantity},
};

bool isBySize(Operator comparison)
{
    return comparison == Operator::Gt || comparison == Operator::Gte || comparison == Operator::Lt ||
           comparison == Operator::Lte;
}
bool isNegated(Operator comparison)
{
    return comparison == Operator::Ne || comparison == Operator::NotIn;
}

template <typename T>
bool compares(Operator comparison, const T& left, const T& right)
{
    switch (comparison) {
    case Operator::Gt: return left > right;
    case Operator::Gte: return left >= right;
    case Operator::Lt: return left < right;
    case Operator::Lte: return left <= right;
    default: return left == right;
    }
}

bool holdsNumber(const ReadyCondition& condition, const Rational& value)
{
    const bool any = std::any_of(condition.numbers.begin(), condition.numbers.end(),
                                 [&](const Rational& number) { return compares(condition.comparison, value, number); });
    return any != isNegated(condition.comparison);
}

} // namespace

bool isBuiltIn(std::string_view attribute)
{
    return std::any_of(std::begin(builtIn), std::end(builtIn),
                       [&](const auto& entry) { return entry.first == attribute; });
}

std::vector<std::string_view> builtInAttributes()
{
    std::vector<std::string_view> names;
    for (const auto& [name, subject] : builtIn)
        names.push_back(name);
    return names;
}

CartFacts::CartFacts(const PriceCart& cart, const ListedCart& listed, const Attributes& attributes)
    : m_cart(cart),
      m_listed(listed)
{
    for (std::size_t i = 0; i < cart.lineCount; ++i)
        if (listed.items[i].isSeen)
            m_quantity += listed.items[i].quantity;
    m_wholeRooms.reserve(listed.items.size());
    for (const ListedItem& item : listed.items)
        m_wholeRooms.push_back(item.reducedUnitPrice * item.quantity);
    for (const Attribute& attribute : attributes) {
        const auto name = numberOf(attribute.name);
        if (m_cartValues.size() <= name)
            m_cartValues.resize(name + 1U);
        m_cartValues[name] = stored(attribute);
    }
    for (std::size_t i = 0; i < cart.items.size(); ++i)
        for (const Attribute& attribute : cart.items[i].attributes) {
            const auto name = numberOf(attribute.name);
            if (m_itemValues.size() <= name)
                m_itemValues.resize(name + 1U);
            if (m_itemValues[name].empty())
                m_itemValues[name].resize(cart.items.size());
            m_itemValues[name][i] = stored(attribute);
        }
}

std::uint32_t CartFacts::numberOf(std::string_view text)
{
    const auto [at, isNew] = m_numbers.try_emplace(text, static_cast<std::uint32_t>(m_texts.size()));
    if (isNew)
        m_texts.push_back(text);
    return at->second;
}

CartFacts::Values CartFacts::stored(const Attribute& attribute)
{
    const Values values{static_cast<std::uint32_t>(m_pool.size()), static_cast<std::uint32_t>(attribute.values.size()),
                        !attribute.values.empty()};
    for (const std::string& value : attribute.values)
        m_pool.push_back(numberOf(value));
    return values;
}

const CartFacts::Values& CartFacts::cartValues(std::uint32_t attribute) const
{
    static const Values absent;
    return attribute < m_cartValues.size() ? m_cartValues[attribute] : absent;
}

const CartFacts::Values* CartFacts::itemValues(std::uint32_t attribute) const
{
    return attribute < m_itemValues.size() && !m_itemValues[attribute].empty() ? m_itemValues[attribute].data()
                                                                               : nullptr;
}

ReadyConditions CartFacts::ready(const Conditions& conditions)
{
    ReadyConditions made;
    made.reserve(conditions.size());
    for (const Condition& condition : conditions) {
        ReadyCondition one;
        one.comparison = condition.comparison;
        const auto* const known = std::find_if(std::begin(builtIn), std::end(builtIn),
                                               [&](const auto& entry) { return entry.first == condition.attribute; });
        if (known != std::end(builtIn))
            one.subject = known->second;
        else
            one.attribute = numberOf(condition.attribute);
        const bool isNumber = one.subject != Subject::Attribute && one.subject != Subject::OrderCurrency;
        for (const std::string& value : condition.values) {
            one.values.push_back(numberOf(value));
            if (isNumber || isBySize(one.comparison))
                if (auto number = Rational::parse(value, "value"))
                    one.numbers.push_back(std::move(*number));
        }
        made.push_back(std::move(one));
    }
    return made;
}

bool CartFacts::holds(const ReadyCondition& condition, const Values& values) const
{
    if (!values.present)
        return isNegated(condition.comparison);
    // A list holds if any element does.
    for (std::uint32_t i = values.first; i < values.first + values.count; ++i) {
        if (isBySize(condition.comparison)) {
            const auto number = Rational::parse(m_texts[m_pool[i]], "value");
            if (number && holdsNumber(condition, *number))
                return true;
            continue;
        }
        const bool found =
            std::find(condition.values.begin(), condition.values.end(), m_pool[i]) != condition.values.end();
        if (found != isNegated(condition.comparison))
            return true;
    }
    return false;
}

bool CartFacts::holdsForOrder(const ReadyCondition& condition, const Progress& progress) const
{
    // A line of quantity 0 gives nothing either: one taken back at the till must not bring a discount.
    const auto anyLine = [&](auto holdsOn) {
        bool any = false;
        for (std::size_t i = 0; i < m_cart.lineCount; ++i) {
            if (!m_listed.items[i].isSeen)
                continue;
            any = true;
            if (holdsOn(i))
                return true;
        }
        return !any && isNegated(condition.comparison); // Absent.
    };
    switch (condition.subject) {
    case Subject::OrderSubtotal: return holdsNumber(condition, progress.linesLeft);
    case Subject::OrderQuantity: return holdsNumber(condition, m_quantity);
    case Subject::ShippingSubtotal: return holdsNumber(condition, progress.shippingLeft);
    case Subject::OrderCurrency: {
        const bool found = std::any_of(condition.values.begin(), condition.values.end(),
                                       [&](std::uint32_t value) { return m_texts[value] == m_cart.currency.alpha(); });
        return !isBySize(condition.comparison) && found != isNegated(condition.comparison);
    }
    case Subject::UnitPrice:
        return anyLine([&](std::size_t i) { return holdsNumber(condition, m_listed.items[i].reducedUnitPrice); });
    case Subject::Quantity:
        return anyLine([&](std::size_t i) { return holdsNumber(condition, m_listed.items[i].quantity); });
    case Subject::Attribute: break;
    }
    const Values* const items = itemValues(condition.attribute);
    if (const Values& values = cartValues(condition.attribute); values.present) {
        if (holds(condition, values) || items == nullptr)
            return holds(condition, values);
        // Both may have it. A line without it says nothing against the order.
        for (std::size_t i = 0; i < m_cart.lineCount; ++i)
            if (m_listed.items[i].isSeen && items[i].present && holds(condition, items[i]))
                return true;
        return false;
    }
    if (items == nullptr)
        return isNegated(condition.comparison);
    return anyLine([&](std::size_t i) { return holds(condition, items[i]); });
}

bool CartFacts::hold(const ReadyConditions& conditions, const Progress& progress, std::size_t* failed) const
{
    for (std::size_t i = 0; i < conditions.size(); ++i)
        if (!holdsForOrder(conditions[i], progress)) {
            if (failed != nullptr)
                *failed = i;
            return false;
        }
    return true;
}

void CartFacts::keepMatching(const ReadyConditions& conditions, const Progress& progress, std::size_t first,
                             std::vector<std::uint8_t>& marks) const
{
    for (const ReadyCondition& condition : conditions) {
        const auto keep = [&](auto holdsOn) {
            for (std::size_t i = first; i < marks.size(); ++i)
                if (marks[i] != 0 && !holdsOn(i))
                    marks[i] = 0;
        };
        switch (condition.subject) {
        case Subject::UnitPrice:
            keep([&](std::size_t i) { return holdsNumber(condition, m_listed.items[i].reducedUnitPrice); });
            continue;
        case Subject::Quantity:
            keep([&](std::size_t i) { return holdsNumber(condition, m_listed.items[i].quantity); });
            continue;
        case Subject::Attribute: break;
        default: keep([holds = holdsForOrder(condition, progress)](std::size_t) { return holds; }); continue;
        }
        // What the line does not say, the order may: the customer's group, the channel.
        const Values& fallback = cartValues(condition.attribute);
        const bool otherwise = holds(condition, fallback);
        const Values* const items = itemValues(condition.attribute);
        if (items == nullptr)
            keep([&](std::size_t) { return otherwise; });
        else
            keep([&](std::size_t i) { return items[i].present ? holds(condition, items[i]) : otherwise; });
    }
}

bool CartFacts::isRefund() const
{
    return std::any_of(m_listed.items.begin(), m_listed.items.end(),
                       [](const ListedItem& item) { return item.isSeen && item.sign < 0; });
}

bool CartFacts::isEmpty() const
{
    return std::none_of(m_listed.items.begin(), m_listed.items.end(),
                        [](const ListedItem& item) { return item.isSeen; });
}

Progress CartFacts::beginning(std::size_t campaigns) const
{
    Progress progress;
    progress.taken.resize(itemCount());
    progress.served.resize(itemCount());
    progress.spent.resize(campaigns);
    for (std::size_t i = 0; i < itemCount(); ++i)
        if (m_listed.items[i].isSeen)
            (i < m_cart.lineCount ? progress.linesLeft : progress.shippingLeft) += m_listed.items[i].listed;
    return progress;
}

} // namespace kontor
