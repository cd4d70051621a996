#pragma once

#include "domain/customers/membership.h"
#include "domain/schema/customers.pb.h"
#include "storage/database.h"

#include <optional>
#include <vector>

namespace kontor::projections::segment_table {

// The tables of segment_members.h: `segment_list` (a segment's number here, and how far it is filled), `segment_member` (who is in it from
// when until when), `segment_day` (how many come and go on a day), `segment_past` (numbers whose members are thrown away).

struct List {
    RawId segment;
    std::int64_t n = 0;
    std::optional<Bytes> upTo; ///< Customers up to this id are in it; nothing: all.
    [[nodiscard]] bool isFilled() const { return !upTo.has_value(); }
    /// Whether a customer's memberships have to be kept as yet.
    [[nodiscard]] bool reaches(const RawId& customer) const
    {
        return isFilled() || customer.bytes() <= BytesView(*upTo);
    }
};

/// True when there were no such tables.
[[nodiscard]] bool create(Database& database);
void clear(Database& database);
[[nodiscard]] std::vector<List> lists(Database& database);
[[nodiscard]] bool hasMembers(Database& database);

/// Anew from the beginning, unless its conditions are those it is filled by; none where it is removed.
void begin(Database& database, const schema::Segment& segment);
void end(Database& database, const RawId& segment);
void setFilled(Database& database, const List& list);

/// All of a customer's; writes what differs. `birthday`: where the segment asks for it; 0: it does not.
void put(Database& database, std::int64_t n, const RawId& customer, const std::vector<Membership>& parts,
         std::uint32_t birthday = 0);

/// Some of what former lists left; false: nothing is left.
[[nodiscard]] bool throwAway(Database& database, int most);
[[nodiscard]] bool hasToThrowAway(Database& database);

} // namespace kontor::projections::segment_table
