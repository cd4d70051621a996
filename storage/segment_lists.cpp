#include "storage/segment_lists.h"

#include "domain/journal/row_type.h"
#include "domain/schema/customers.pb.h"
#include "storage/core.h"
#include "storage/projections/customer_sum.h"
#include "storage/projections/segment_members.h"
#include "storage/sqlite_view.h"

#include <chrono>

namespace kontor {

std::optional<CustomerSum> SqliteView::customerSum(Id<schema::Customer> customer) const
{
    return asked(std::optional<CustomerSum>(),
                 [&] { return std::optional(projections::customerSum(m_database, customer.bytes())); });
}

std::optional<std::vector<Id<schema::Customer>>>
SqliteView::segmentPage(const schema::Segment& segment, TimeUs at, Id<schema::Customer> after, std::size_t limit) const
{
    return asked(std::optional<std::vector<Id<schema::Customer>>>(), [&] {
        const auto ids = projections::segmentPage(m_database, segment, at, after.raw, limit);
        std::optional<std::vector<Id<schema::Customer>>> page;
        if (ids)
            page.emplace(ids->begin(), ids->end());
        return page;
    });
}

std::optional<std::uint64_t> SqliteView::segmentCount(const schema::Segment& segment, TimeUs at) const
{
    return asked(std::optional<std::uint64_t>(), [&] { return projections::segmentCount(m_database, segment, at); });
}

namespace segment_lists {

bool areTouchedBy(const ChangeSet& changes)
{
    return changes.touches(rowTypeOf(schema::Segment::descriptor()).type);
}

bool wait(Core& core)
{
    const auto waits =
        guarded("kontor.db", [&]() -> Result<bool> { return projections::hasSegmentsToFill(core.database); });
    return waits && *waits;
}

bool slice(Core& core)
{
    constexpr auto whileSelling = std::chrono::milliseconds(5);
    constexpr auto otherwise = std::chrono::milliseconds(50);
    const auto done = guarded("kontor.db", [&]() -> Result<bool> {
        if (!core.reserve.isHeld()) // What is left of the disk is the sales'.
            return true;
        Transaction transaction(core.database);
        const bool filled = projections::fillSegments(core.database, std::chrono::steady_clock::now() +
                                                                         (core.isAtWork() ? whileSelling : otherwise));
        transaction.commit();
        return filled;
    });
    return !done || *done;
}

} // namespace segment_lists
} // namespace kontor
