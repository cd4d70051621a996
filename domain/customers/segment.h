#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/customers.pb.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor {

/// "add-segment", "change-segment", "remove-segment"; EDIT_CUSTOMERS. The row with a name and its conditions, which all have to hold;
/// without an id a new one. Errors: Invalid about "name", "conditions" (none, more than 20, or one without what it asks); NotFound about
/// "segment"; Conflict about "name", "segment".
[[nodiscard]] Result<Commit> setSegment(const Reader& shop, const Context& context, const Actor& actor,
                                        const schema::Segment& input);
/// By name. NotFound about "segment".
[[nodiscard]] Result<schema::Segment> findSegment(const Reader& shop, std::string_view name);

/// What the conditions ask of one person, under all of their rows.
struct SegmentFacts {
    std::int64_t spentMinor = 0; ///< Of the orders this machine knows, returns taken off.
    std::uint64_t orders = 0;    ///< Sales.
    std::optional<TimeUs> lastOrder;
    std::set<std::string> tags;
    std::set<Bytes> groups;
    std::set<int> consents; ///< Channels.
    std::int64_t points = 0;
    std::optional<std::uint32_t> birthday; ///< Of the row that stands: 1224.
};
[[nodiscard]] SegmentFacts segmentFacts(const Reader& shop, Id<schema::Customer> customer, TimeUs at);
/// Pure. Who never bought has no last order: it is not below any number of days, and not at least either.
[[nodiscard]] bool isIn(const schema::Segment& segment, const SegmentFacts& facts, TimeUs at);

/// Who is in it at an instant, in the order of ids, after `after`; of several rows of one person the one that stands. Reads one
/// customer after the other; membership.h keeps lists for that.
[[nodiscard]] std::vector<Id<schema::Customer>> membersOf(const Reader& shop, const schema::Segment& segment, TimeUs at,
                                                          Id<schema::Customer> after, std::size_t limit);

} // namespace kontor
