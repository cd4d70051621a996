#include "domain/customers/segment.h"

#include "domain/base/text.h"
#include "domain/customers/free_words.h"
#include "domain/customers/membership.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/loyalty/points.h"
#include "domain/schema/orders.pb.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

bool isSound(const schema::SegmentCondition& condition)
{
    if (!condition.has_field() || !condition.has_test())
        return false;
    switch (condition.field()) {
    case schema::SEGMENT_TAG: return !condition.text().empty() && optionalText(condition.text(), "tag", 60);
    case schema::SEGMENT_GROUP: return condition.row().size() == RawId::size;
    case schema::SEGMENT_CONSENT: return schema::ContactChannel_IsValid(static_cast<int>(condition.number()));
    default: return condition.has_number();
    }
}

bool holds(const schema::SegmentCondition& condition, const SegmentFacts& facts, TimeUs at)
{
    const bool least = condition.test() == schema::AT_LEAST;
    const auto compare = [&](std::int64_t value) {
        return least ? value >= condition.number() : value < condition.number();
    };
    switch (condition.field()) {
    case schema::SEGMENT_SPENT: return compare(facts.spentMinor);
    case schema::SEGMENT_ORDERS: return compare(static_cast<std::int64_t>(facts.orders));
    case schema::SEGMENT_LAST_ORDER_DAYS: return facts.lastOrder && compare((at - *facts.lastOrder) / dayUs);
    case schema::SEGMENT_TAG: return facts.tags.contains(condition.text()) == least;
    case schema::SEGMENT_GROUP: return facts.groups.contains(condition.row()) == least;
    case schema::SEGMENT_CONSENT: return facts.consents.contains(static_cast<int>(condition.number())) == least;
    case schema::SEGMENT_POINTS: return compare(facts.points);
    case schema::SEGMENT_BIRTHDAY_DAYS: {
        const auto days = facts.birthday ? daysToBirthday(*facts.birthday, at) : std::nullopt;
        return days && compare(*days);
    }
    default: return false;
    }
}

} // namespace

Result<Commit> setSegment(const Reader& shop, const Context& context, const Actor& actor, const schema::Segment& input)
{
    if (auto allowed = actor.may(schema::EDIT_CUSTOMERS); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name(), "name", 60);
    if (!name)
        return tl::unexpected(name.error());
    if (input.condition_size() == 0 || input.condition_size() > 20 ||
        !std::all_of(input.condition().begin(), input.condition().end(), isSound))
        return invalid("conditions", "from 1 to 20, each with what it asks");
    for (const auto& other : shop.all<schema::Segment>())
        if (other.name() == *name && other.id() != input.id() && !other.removed())
            return fail(Error::Kind::Conflict, "name", "there is a segment '" + *name + "' already");
    auto row = input;
    row.set_name(*name);
    const auto before = row.id().empty() ? std::nullopt : shop.get(Id<schema::Segment>(row.id()));
    if (!row.id().empty() && !before)
        return fail(Error::Kind::NotFound, "segment", "there is no such segment");
    Commit commit{!before ? "add-segment" : row.removed() ? "remove-segment" : "change-segment", context, actor};
    if (before)
        commit.update(*before, row);
    else
        commit.insert(row);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "segment", "it is so already");
    return commit;
}

Result<schema::Segment> findSegment(const Reader& shop, std::string_view name)
{
    for (auto& row : shop.all<schema::Segment>())
        if (row.name() == composed(trimmed(name)) && !row.removed())
            return std::move(row);
    return fail(Error::Kind::NotFound, "segment", "there is no segment '" + std::string(name) + "'");
}

SegmentFacts segmentFacts(const Reader& shop, Id<schema::Customer> customer, TimeUs at)
{
    SegmentFacts facts;
    for (const auto id : sameCustomers(shop, customer)) {
        if (const auto row = shop.get(id)) {
            facts.tags.merge(tagsOf(*row));
            facts.groups.insert(row->customer_group().begin(), row->customer_group().end());
        }
        schema::Order order;
        shop.eachWhere(schema::Order::kCustomerFieldNumber, id.bytes(), order, [&] {
            const bool isSold = order.kind() == schema::SALE || order.kind() == schema::RETURN;
            if (!isSold || order.training() || order.at_us() > at)
                return true;
            facts.spentMinor = static_cast<std::int64_t>(static_cast<std::uint64_t>(facts.spentMinor) +
                                                         static_cast<std::uint64_t>(order.total().minor()));
            if (order.kind() == schema::SALE) {
                ++facts.orders;
                facts.lastOrder = std::max(facts.lastOrder.value_or(order.at_us()), order.at_us());
            }
            return true;
        });
    }
    for (const auto channel : {schema::BY_EMAIL, schema::BY_TEXT, schema::BY_PHONE, schema::BY_POST})
        if (const auto consent = consentOf(shop, customer, channel, at); consent && consent->given())
            facts.consents.insert(channel);
    facts.points = readPoints(shop, customer, at).balance;
    if (const auto row = shop.get(standsFor(shop, customer)); row && row->has_birthday())
        facts.birthday = row->birthday();
    return facts;
}

bool isIn(const schema::Segment& segment, const SegmentFacts& facts, TimeUs at)
{
    return !segment.removed() && segment.condition_size() > 0 &&
           std::all_of(segment.condition().begin(), segment.condition().end(),
                       [&](const schema::SegmentCondition& condition) { return holds(condition, facts, at); });
}

std::vector<Id<schema::Customer>> membersOf(const Reader& shop, const schema::Segment& segment, TimeUs at,
                                            Id<schema::Customer> after, std::size_t limit)
{
    std::vector<Id<schema::Customer>> candidates;
    schema::Customer row;
    shop.each(row, [&] {
        const Id<schema::Customer> id(row.id());
        if (after < id && !row.archived() && isStanding(shop, row))
            candidates.push_back(id);
        return true;
    });
    std::vector<Id<schema::Customer>> members;
    for (const auto id : candidates) {
        if (members.size() == limit)
            break;
        if (isIn(segment, segmentFacts(shop, id, at), at))
            members.push_back(id);
    }
    return members;
}

} // namespace kontor
