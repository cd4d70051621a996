#include "domain/customers/membership.h"

#include "domain/customers/free_words.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/points.h"
#include "domain/schema/orders.pb.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

/// Of absurd days and clocks the end of time.
TimeUs daysAfter(TimeUs at, std::int64_t days)
{
    TimeUs length = 0;
    TimeUs then = 0;
    if (__builtin_mul_overflow(days, dayUs, &length) || __builtin_add_overflow(at, length, &then))
        return days < 0 ? INT64_MIN : INT64_MAX;
    return then;
}

std::vector<Membership> always()
{
    return {Membership{}};
}

/// From an instant on, or until it.
std::vector<Membership> since(TimeUs at, bool least)
{
    const Membership part = least ? Membership{at, INT64_MAX} : Membership{INT64_MIN, at};
    return part.from < part.until ? std::vector{part} : std::vector<Membership>{};
}

std::vector<Membership> holding(const schema::SegmentCondition& condition, const StandingFacts& facts)
{
    const bool least = condition.test() == schema::AT_LEAST;
    const auto fits = [&](std::int64_t value) {
        return least ? value >= condition.number() : value < condition.number();
    };
    const auto whether = [](bool holds) { return holds ? always() : std::vector<Membership>{}; };
    switch (condition.field()) {
    case schema::SEGMENT_SPENT: return whether(fits(facts.sum.spentMinor));
    case schema::SEGMENT_ORDERS: return whether(fits(static_cast<std::int64_t>(facts.sum.orders)));
    case schema::SEGMENT_TAG: return whether(facts.tags.contains(condition.text()) == least);
    case schema::SEGMENT_GROUP: return whether(facts.groups.contains(condition.row()) == least);
    case schema::SEGMENT_CONSENT:
        return whether(facts.consents.contains(static_cast<int>(condition.number())) == least);
    case schema::SEGMENT_BIRTHDAY_DAYS: return always(); // Asked when it is read.
    case schema::SEGMENT_LAST_ORDER_DAYS:
        if (!facts.sum.lastOrder)
            return {};
        if (condition.number() <= 0) // Whole days are never fewer.
            return whether(least);
        return since(daysAfter(*facts.sum.lastOrder, condition.number()), least);
    case schema::SEGMENT_POINTS: {
        std::vector<Membership> parts;
        for (std::size_t i = 0; i < facts.points.size(); ++i) {
            if (!fits(facts.points[i].second))
                continue;
            const TimeUs until = i + 1 < facts.points.size() ? facts.points[i + 1].first : INT64_MAX;
            if (!parts.empty() && parts.back().until == facts.points[i].first)
                parts.back().until = until;
            else
                parts.push_back({facts.points[i].first, until});
        }
        return parts;
    }
    default: return {}; // Of a newer program.
    }
}

std::vector<Membership> both(const std::vector<Membership>& a, const std::vector<Membership>& b)
{
    std::vector<Membership> parts;
    for (const auto& one : a)
        for (const auto& other : b) {
            const Membership part{std::max(one.from, other.from), std::min(one.until, other.until)};
            if (part.from < part.until)
                parts.push_back(part);
        }
    return parts;
}

const SegmentLists* listsOf(const Reader& shop)
{
    return dynamic_cast<const SegmentLists*>(&shop);
}

CustomerSum sumOf(const Reader& shop, Id<schema::Customer> customer)
{
    if (const auto* lists = listsOf(shop))
        if (const auto sum = lists->customerSum(customer))
            return *sum;
    CustomerSum sum;
    schema::Order order;
    shop.eachWhere(schema::Order::kCustomerFieldNumber, customer.bytes(), order, [&] {
        const bool isSold = order.kind() == schema::SALE || order.kind() == schema::RETURN;
        if (!isSold || order.training())
            return true;
        sum.spentMinor = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum.spentMinor) +
                                                   static_cast<std::uint64_t>(order.total().minor()));
        if (order.kind() == schema::SALE) {
            ++sum.orders;
            sum.lastOrder = std::max(sum.lastOrder.value_or(order.at_us()), order.at_us());
        }
        return true;
    });
    return sum;
}

} // namespace

FactsAsked factsAsked(std::span<const schema::Segment> segments)
{
    FactsAsked asked;
    for (const auto& segment : segments)
        for (const auto& condition : segment.condition()) {
            asked.consents = asked.consents || condition.field() == schema::SEGMENT_CONSENT;
            asked.points = asked.points || condition.field() == schema::SEGMENT_POINTS;
        }
    return asked;
}

StandingFacts standingFacts(const Reader& shop, std::span<const Id<schema::Customer>> rows, const FactsAsked& asked)
{
    StandingFacts facts;
    std::vector<schema::PointsEntry> entries;
    std::map<int, schema::Consent> consents; // The last of each channel.
    for (const auto id : rows) {
        if (const auto row = shop.get(id)) {
            facts.tags.merge(tagsOf(*row));
            facts.groups.insert(row->customer_group().begin(), row->customer_group().end());
        }
        const auto sum = sumOf(shop, id);
        facts.sum.spentMinor = static_cast<std::int64_t>(static_cast<std::uint64_t>(facts.sum.spentMinor) +
                                                         static_cast<std::uint64_t>(sum.spentMinor));
        facts.sum.orders += sum.orders;
        if (sum.lastOrder)
            facts.sum.lastOrder = std::max(facts.sum.lastOrder.value_or(*sum.lastOrder), *sum.lastOrder);
        if (asked.consents)
            for (auto& one : shop.where<schema::Consent>(schema::Consent::kCustomerFieldNumber, id.bytes())) {
                auto& last = consents[one.channel()];
                if (last.id().empty() || std::pair(last.at_us(), last.id()) < std::pair(one.at_us(), one.id()))
                    last = std::move(one);
            }
        if (asked.points)
            for (auto& one : shop.where<schema::PointsEntry>(schema::PointsEntry::kCustomerFieldNumber, id.bytes()))
                entries.push_back(std::move(one));
    }
    for (const auto& [channel, last] : consents)
        if (last.given())
            facts.consents.insert(channel);
    if (asked.points)
        facts.points = pointsFromNow(std::move(entries));
    return facts;
}

std::vector<Membership> membershipOf(const schema::Segment& segment, const StandingFacts& facts)
{
    if (segment.removed() || segment.condition_size() == 0)
        return {};
    auto parts = always();
    for (const auto& condition : segment.condition())
        if (parts = both(parts, holding(condition, facts)); parts.empty())
            break;
    return parts;
}

bool asksBirthday(const schema::Segment& segment)
{
    return std::any_of(segment.condition().begin(), segment.condition().end(),
                       [](const auto& condition) { return condition.field() == schema::SEGMENT_BIRTHDAY_DAYS; });
}

namespace {

/// By day: how far away the next one is.
std::map<std::uint32_t, std::int64_t> daysAhead(TimeUs at)
{
    std::map<std::uint32_t, std::int64_t> ahead;
    std::uint32_t before = 0;
    for (std::int64_t days = 0; days <= 366; ++days) {
        const auto day = dateOf(daysAfter(at, days), 0) % 10'000;
        ahead.try_emplace(day, days);
        if (day == 301 && before == 228)
            ahead.try_emplace(229, days);
        else if (day == 301 && days == 0 && dateOf(daysAfter(at, -1), 0) % 10'000 == 228)
            ahead.try_emplace(229, days);
        before = day;
    }
    return ahead;
}

} // namespace

std::set<std::uint32_t> birthdaysIn(const schema::Segment& segment, TimeUs at)
{
    std::set<std::uint32_t> days;
    for (const auto& [day, ahead] : daysAhead(at))
        if (std::all_of(segment.condition().begin(), segment.condition().end(), [left = ahead](const auto& condition) {
                return condition.field() != schema::SEGMENT_BIRTHDAY_DAYS ||
                       (condition.test() == schema::AT_LEAST ? left >= condition.number() : left < condition.number());
            }))
            days.insert(day);
    return days;
}

std::optional<std::int64_t> daysToBirthday(std::uint32_t monthDay, TimeUs at)
{
    const auto ahead = daysAhead(at);
    const auto found = ahead.find(monthDay);
    return found == ahead.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Id<schema::Customer>> segmentPage(const Reader& shop, const schema::Segment& segment, TimeUs at,
                                              Id<schema::Customer> after, std::size_t limit)
{
    if (const auto* lists = listsOf(shop))
        if (auto page = lists->segmentPage(segment, at, after, limit))
            return std::move(*page);
    return membersOf(shop, segment, at, after, limit);
}

std::uint64_t segmentCount(const Reader& shop, const schema::Segment& segment, TimeUs at)
{
    if (const auto* lists = listsOf(shop))
        if (const auto count = lists->segmentCount(segment, at))
            return *count;
    return membersOf(shop, segment, at, {}, SIZE_MAX).size();
}

} // namespace kontor
