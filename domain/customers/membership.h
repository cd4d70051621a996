#pragma once

#include "domain/base/id.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/customers/segment.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace kontor {

// Who is in a segment from when until when, as far as the facts of now decide it. Time alone moves people in and out (90 days without an
// order, points that expire), so what is kept of a person is not whether they are in it but for which time: nothing of it depends on the
// clock, and it changes with their facts only.

/// What orders of one customer row come to.
struct CustomerSum {
    std::int64_t spentMinor = 0; ///< Modulo 2^64, returns taken off.
    std::uint64_t orders = 0;    ///< Sales.
    std::optional<TimeUs> lastOrder;
    friend bool operator==(const CustomerSum&, const CustomerSum&) = default;
};

/// [from, until): INT64_MIN and INT64_MAX where there is no such end.
struct Membership {
    TimeUs from = INT64_MIN;
    TimeUs until = INT64_MAX;
    friend bool operator==(const Membership&, const Membership&) = default;
};

/// What of a person segments ask. Everything that is known counts, whatever its time: what a clock ahead wrote counts at once.
struct StandingFacts {
    CustomerSum sum;
    std::set<std::string> tags;
    std::set<Bytes> groups;
    std::set<int> consents;                                ///< Channels.
    std::vector<std::pair<TimeUs, std::int64_t>> points{}; ///< Balance from each instant on, the first from INT64_MIN.
};
/// Which of it some segments ask: the rest need not be read.
struct FactsAsked {
    bool consents = false;
    bool points = false;
};
[[nodiscard]] FactsAsked factsAsked(std::span<const schema::Segment> segments);
/// Of a person under all of their rows, which are `rows`.
[[nodiscard]] StandingFacts standingFacts(const Reader& shop, std::span<const Id<schema::Customer>> rows,
                                          const FactsAsked& asked);

/// When all conditions but those about birthdays hold: in order, apart from each other. For any instant not before what is known of the
/// person, isIn() says the same.
[[nodiscard]] std::vector<Membership> membershipOf(const schema::Segment& segment, const StandingFacts& facts);

/// Birthdays come every year: they are looked up by their day, and not kept.
[[nodiscard]] bool asksBirthday(const schema::Segment& segment);
/// The days (1224: month and day) on which all conditions about birthdays hold at an instant; 29 February is kept on 1 March where there is
/// none. By UTC.
[[nodiscard]] std::set<std::uint32_t> birthdaysIn(const schema::Segment& segment, TimeUs at);
/// Days until the next one, 0 on the day itself; nothing when there is no such day.
[[nodiscard]] std::optional<std::int64_t> daysToBirthday(std::uint32_t monthDay, TimeUs at);

/// A Reader may be one as well: it keeps sums of customers, and who is in each segment, up to date by whatever touches a customer.
class SegmentLists
{
public:
    SegmentLists() = default;
    SegmentLists(const SegmentLists&) = delete;
    SegmentLists& operator=(const SegmentLists&) = delete;
    virtual ~SegmentLists() = default;

    /// Of one row; nothing: it keeps none, read the orders.
    [[nodiscard]] virtual std::optional<CustomerSum> customerSum(Id<schema::Customer> customer) const = 0;
    /// As membersOf(); nothing: it does not keep this one, or is not done with it yet.
    [[nodiscard]] virtual std::optional<std::vector<Id<schema::Customer>>>
    segmentPage(const schema::Segment& segment, TimeUs at, Id<schema::Customer> after, std::size_t limit) const = 0;
    [[nodiscard]] virtual std::optional<std::uint64_t> segmentCount(const schema::Segment& segment,
                                                                    TimeUs at) const = 0;
};

/// As membersOf(), from the kept lists where there are some. `at` is now or later: of what a clock ahead wrote they know already.
[[nodiscard]] std::vector<Id<schema::Customer>> segmentPage(const Reader& shop, const schema::Segment& segment,
                                                            TimeUs at, Id<schema::Customer> after, std::size_t limit);
[[nodiscard]] std::uint64_t segmentCount(const Reader& shop, const schema::Segment& segment, TimeUs at);

} // namespace kontor
