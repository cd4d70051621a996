#pragma once

#include "domain/customers/membership.h"
#include "domain/journal/row_type.h"
#include "storage/database.h"

#include <google/protobuf/message.h>

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace kontor::projections {

/// Who is in each saved segment from when until when (domain/customers/membership.h), under the row that stands for the person. Scope: of
/// this store's file, since a terminal knows its own store's orders. Inputs: Segment, Customer, Order, Consent, PointsEntry.
///
/// A commit that touches a customer works their memberships out again at its transaction's end. A segment that is new, or whose conditions
/// were changed, is filled by slices in the pauses of the writer: until it is, who reads it asks person by person. Memberships are rows by
/// (segment, customer) with an index by each end, those who come and go are summed by day, so that a count and a page read what they show; those of a segment that asks
/// for birthdays have an index by their day, as long as they are known.
void createSegmentMembers(Database& database); ///< Where there were no such tables, all segments wait to be filled.
void clearSegmentMembers(Database& database);
/// Every list is filled anew: after rows were repaired.
void makeSegmentMembersAgain(Database& database);
/// Only of filled lists; by segment and customer.
void dumpSegmentMembers(Database& database, const std::function<void(std::string_view line)>& line);

/// Whether a list waits to be filled, or what a former one left to be thrown away.
[[nodiscard]] bool hasSegmentsToFill(Database& database);
/// Goes on until `until`, inside the open transaction. True: nothing is left to do.
[[nodiscard]] bool fillSegments(Database& database, std::chrono::steady_clock::time_point until);

/// By customers' ids; nothing: it is not kept, or not filled yet.
[[nodiscard]] std::optional<std::vector<RawId>> segmentPage(Database& database, const schema::Segment& segment,
                                                            TimeUs at, const RawId& after, std::size_t limit);
[[nodiscard]] std::optional<std::uint64_t> segmentCount(Database& database, const schema::Segment& segment, TimeUs at);

/// Whom a transaction touched.
class SegmentBook
{
public:
    explicit SegmentBook(Database& database) : m_database(database) {}
    /// Of any row that changes; nullptr: there is none.
    void note(const RowType& type, const google::protobuf::Message* before, const google::protobuf::Message* after);
    void finish();
    void clear();

private:
    void touch(const Bytes& customer);

    Database& m_database;
    std::set<Bytes>
        m_customers; ///< Perhaps of nobody's concern: where no list has members as yet, at most some thousand.
    std::set<Bytes> m_segments;
};

} // namespace kontor::projections
