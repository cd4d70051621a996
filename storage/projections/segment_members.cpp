#include "storage/projections/segment_members.h"

#include "domain/base/crypto.h"
#include "domain/customers/merge.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/projections/segment_table.h"
#include "storage/sqlite_view.h"

#include <algorithm>

namespace kontor::projections {

namespace {

using segment_table::List;

/// The lists with their segments' rows, and what those ask.
struct Lists {
    std::vector<List> lists;
    std::vector<schema::Segment> segments;
    FactsAsked asked;
};

Lists readLists(Database& database, const SqliteView& view)
{
    Lists all;
    for (auto& list : segment_table::lists(database))
        if (auto segment = view.get(Id<schema::Segment>(list.segment))) {
            all.lists.push_back(std::move(list));
            all.segments.push_back(std::move(*segment));
        }
    all.asked = factsAsked(all.segments);
    return all;
}

/// Works out a person's memberships, under all of their rows.
void update(Database& database, const SqliteView& view, const Lists& all, Id<schema::Customer> customer)
{
    const auto rows = sameCustomers(view, customer);
    std::optional<Id<schema::Customer>> stands; // None where their row is not here or archived.
    std::uint32_t birthday = 0;
    for (const auto id : rows)
        if (const auto row = view.get(id); row && !row->archived() && isStanding(view, *row)) {
            stands = id;
            birthday = row->birthday();
        }
    std::optional<StandingFacts> facts;
    for (std::size_t i = 0; i < all.lists.size(); ++i) {
        const auto& list = all.lists[i];
        for (const auto id : rows) {
            if (!list.reaches(id.raw))
                continue; // Filling comes to them.
            const bool byBirthday = asksBirthday(all.segments[i]);
            if (id != stands || (byBirthday && birthday == 0)) {
                segment_table::put(database, list.n, id.raw, {});
                continue;
            }
            if (!facts)
                facts = standingFacts(view, rows, all.asked);
            segment_table::put(database, list.n, id.raw, membershipOf(all.segments[i], *facts),
                               byBirthday ? birthday : 0);
        }
    }
}

void require(const SqliteView& view)
{
    if (const auto error = view.error())
        throw SQLite::Exception(error->detail); // As any other statement here does.
}

} // namespace

void createSegmentMembers(Database& database)
{
    if (segment_table::create(database))
        makeSegmentMembersAgain(database);
}

void clearSegmentMembers(Database& database)
{
    segment_table::clear(database);
}

void makeSegmentMembersAgain(Database& database)
{
    segment_table::clear(database);
    const SqliteView view(database);
    for (const auto& segment : view.all<schema::Segment>())
        segment_table::begin(database, segment);
    require(view);
}

bool fillSegments(Database& database, std::chrono::steady_clock::time_point until)
{
    constexpr int atOnce = 64;
    constexpr int thrownAwayAtOnce = 1000;
    while (segment_table::throwAway(database, thrownAwayAtOnce))
        if (std::chrono::steady_clock::now() >= until)
            return false;
    const SqliteView view(database);
    Lists all = readLists(database, view);
    std::erase_if(all.lists, [](const List& list) { return list.isFilled(); });
    for (const auto& list : all.lists) {
        // One after the other; each asks only what it needs.
        const auto segment = view.get(Id<schema::Segment>(list.segment));
        Lists one{{list}, {segment.value_or(schema::Segment())}, {}};
        one.asked = factsAsked(one.segments);
        while (!one.lists[0].isFilled()) {
            std::vector<RawId> customers;
            {
                Query query(database, "SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT ?");
                query.ownedBlob(*one.lists[0].upTo).bind(atOnce);
                while (query.step())
                    customers.push_back(RawId::of(query.bytes(0)));
            }
            const bool isLast = customers.size() < atOnce;
            one.lists[0].upTo = isLast ? std::nullopt : std::optional(customers.back().string());
            for (const auto& id : customers)
                update(database, view, one, Id<schema::Customer>(id));
            require(view);
            segment_table::setFilled(database, one.lists[0]);
            if (std::chrono::steady_clock::now() >= until)
                return false;
        }
    }
    return true;
}

void SegmentBook::touch(const Bytes& customer)
{
    if (customer.size() != RawId::size)
        return;
    constexpr std::size_t many = 4096; // Tables that are made again touch everybody, and nobody is in a list then.
    if (m_customers.size() == many && !segment_table::hasMembers(m_database))
        m_customers.clear();
    m_customers.insert(customer);
}

void SegmentBook::note(const RowType& type, const google::protobuf::Message* before,
                       const google::protobuf::Message* after)
{
    const auto* descriptor = type.prototype->GetDescriptor();
    for (const auto* row : {before, after}) {
        if (row == nullptr)
            continue;
        if (descriptor == schema::Order::descriptor()) {
            touch(static_cast<const schema::Order&>(*row).customer());
        } else if (descriptor == schema::PointsEntry::descriptor()) {
            touch(static_cast<const schema::PointsEntry&>(*row).customer());
        } else if (descriptor == schema::Consent::descriptor()) {
            touch(static_cast<const schema::Consent&>(*row).customer());
        } else if (descriptor == schema::Customer::descriptor()) {
            const auto& customer = static_cast<const schema::Customer&>(*row);
            touch(customer.id());
            touch(customer.merged_into()); // Whose person it was, or is.
        } else if (descriptor == schema::Segment::descriptor()) {
            m_segments.insert(static_cast<const schema::Segment&>(*row).id());
        }
    }
}

void SegmentBook::finish()
{
    const auto segments = std::exchange(m_segments, {});
    const auto customers = std::exchange(m_customers, {});
    if (segments.empty() && customers.empty())
        return;
    const SqliteView view(m_database);
    for (const auto& id : segments) {
        const auto segment = view.get(Id<schema::Segment>(id));
        if (segment)
            segment_table::begin(m_database, *segment);
        else
            segment_table::end(m_database, RawId::of(id));
    }
    if (!customers.empty() && segment_table::hasMembers(m_database)) {
        const auto all = readLists(m_database, view);
        for (const auto& id : customers)
            update(m_database, view, all, Id<schema::Customer>(id));
    }
    require(view);
}

void SegmentBook::clear()
{
    m_customers.clear();
    m_segments.clear();
}

bool hasSegmentsToFill(Database& database)
{
    const auto lists = segment_table::lists(database);
    return segment_table::hasToThrowAway(database) ||
           std::any_of(lists.begin(), lists.end(), [](const List& list) { return !list.isFilled(); });
}

} // namespace kontor::projections
