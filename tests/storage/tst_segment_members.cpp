#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/membership.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/orders.pb.h"
#include "made_up_history.h"
#include "storage/projections/customer_sum.h"
#include "storage/projections/segment_members.h"
#include "storage/sqlite_view.h"

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;
constexpr std::uint64_t customers = 5, segments = 3;
constexpr TimeUs lastDay = 60; ///< Of what happens.

RawId customer(std::uint64_t n)
{
    return numbered(1000 + n);
}
RawId segment(std::uint64_t n)
{
    return numbered(2000 + n);
}

TimeUs randomTime()
{
    return *rc::gen::inRange<TimeUs>(0, lastDay) * dayUs + *rc::gen::element<TimeUs>(0, 1, dayUs / 2, dayUs - 1);
}

schema::SegmentCondition randomCondition()
{
    schema::SegmentCondition condition;
    condition.set_field(static_cast<schema::SegmentField>(*rc::gen::inRange(0, 8)));
    condition.set_test(*rc::gen::element(schema::AT_LEAST, schema::BELOW));
    switch (condition.field()) {
    case schema::SEGMENT_SPENT: condition.set_number(*rc::gen::inRange<std::int64_t>(-100, 900)); break;
    case schema::SEGMENT_ORDERS: condition.set_number(*rc::gen::inRange<std::int64_t>(0, 4)); break;
    case schema::SEGMENT_TAG: condition.set_text(*rc::gen::element<std::string>("a", "b")); break;
    case schema::SEGMENT_GROUP:
        condition.set_row(numbered(*rc::gen::element<std::uint64_t>(3000, 3001)).string());
        break;
    case schema::SEGMENT_CONSENT: condition.set_number(*rc::gen::inRange<std::int64_t>(0, 2)); break;
    case schema::SEGMENT_POINTS: condition.set_number(*rc::gen::inRange<std::int64_t>(-20, 120)); break;
    default: condition.set_number(*rc::gen::element<std::int64_t>(0, 1, 7, 30, 90, 400)); break;
    }
    return condition;
}

/// Days of a shop: people come, buy, bring back, are tagged, merged and parted again, and somebody changes the rules.
std::vector<Judged> randomDays()
{
    std::vector<Judged> commits;
    const auto many = *rc::gen::inRange<std::uint64_t>(1, 50);
    for (std::uint64_t i = 0; i < many; ++i) {
        const auto one = customer(*rc::gen::inRange<std::uint64_t>(0, customers));
        const auto id = numbered(10'000 + i);
        schema::Change change;
        switch (*rc::gen::inRange(0, 12)) {
        case 0:
        case 1: {
            schema::Customer row;
            row.set_number("C");
            if (*rc::gen::arbitrary<bool>())
                row.add_tag(*rc::gen::element<std::string>("a", "b"));
            if (*rc::gen::arbitrary<bool>())
                row.add_customer_group(numbered(*rc::gen::element<std::uint64_t>(3000, 3001)).string());
            change = insertOf(row, one);
            break;
        }
        case 2: {
            schema::Customer row;
            row.set_birthday(*rc::gen::element<std::uint32_t>(101, 228, 229, 301, 415, 1231));
            change = insertOf(row, one);
            change.set_kind(schema::Change::UPDATE);
            break;
        }
        case 3: {
            schema::Customer row; // Two tills merge whom they like: circles too.
            if (*rc::gen::weightedElement<bool>({{3, true}, {1, false}}))
                row.set_merged_into(customer(*rc::gen::inRange<std::uint64_t>(0, customers)).string());
            change = insertOf(row, one);
            change.set_kind(schema::Change::UPDATE);
            if (!row.has_merged_into())
                change.add_cleared(schema::Customer::kMergedIntoFieldNumber);
            break;
        }
        case 4: {
            schema::Customer row;
            row.set_archived(*rc::gen::arbitrary<bool>());
            change = insertOf(row, one);
            change.set_kind(schema::Change::UPDATE);
            break;
        }
        case 5: {
            schema::Consent row;
            row.set_customer(one.string());
            row.set_channel(*rc::gen::element(schema::BY_EMAIL, schema::BY_TEXT));
            row.set_given(*rc::gen::arbitrary<bool>());
            row.set_at_us(randomTime());
            change = insertOf(row, id);
            break;
        }
        case 6: {
            schema::PointsEntry row;
            row.set_customer(one.string());
            row.set_points(*rc::gen::inRange<std::int64_t>(-50, 120));
            row.set_reason(row.points() < 0 ? schema::POINTS_REDEEMED : schema::POINTS_EARNED);
            row.set_at_us(randomTime());
            if (*rc::gen::arbitrary<bool>())
                row.set_expires_us(row.at_us() + *rc::gen::element<TimeUs>(0, dayUs, 40 * dayUs, 100 * dayUs));
            change = insertOf(row, id);
            break;
        }
        case 7: {
            schema::Segment row;
            row.set_name("s");
            if (*rc::gen::weightedElement<bool>({{1, true}, {6, false}}))
                row.set_removed(true);
            for (int n = *rc::gen::inRange(1, 4); n > 0; --n)
                *row.add_condition() = randomCondition();
            change = insertOf(row, segment(*rc::gen::inRange<std::uint64_t>(0, segments)));
            break;
        }
        default: {
            schema::Order row;
            row.set_customer(one.string());
            row.set_kind(*rc::gen::weightedElement<schema::OrderKind>(
                {{5, schema::SALE}, {2, schema::RETURN}, {1, schema::LAYAWAY}}));
            row.mutable_total()->set_minor(row.kind() == schema::RETURN ? -100 : 300);
            row.set_at_us(randomTime());
            if (*rc::gen::weightedElement<bool>({{1, true}, {6, false}}))
                row.set_training(true);
            change = insertOf(row, id);
        }
        }
        auto judged = crafted(100 + i, 1000 + *rc::gen::inRange<std::uint64_t>(0, 50), {change});
        if (*rc::gen::weightedElement<bool>({{6, false}, {1, true}}))
            judged.verdict = schema::QUARANTINED;
        commits.push_back(std::move(judged));
    }
    // A rule or two that there are from the first.
    for (std::uint64_t n = 0; n < 2; ++n) {
        schema::Segment row;
        row.set_name("r");
        *row.add_condition() = randomCondition();
        commits.push_back(crafted(500 + n, 900, {insertOf(row, segment(n))}));
    }
    return commits;
}

void fill(Replica& replica, bool whole)
{
    using Clock = std::chrono::steady_clock;
    while (!projections::fillSegments(replica.database(), whole ? Clock::now() + std::chrono::hours(1) : Clock::now()))
        if (!whole)
            break;
}

std::string members(Replica& replica)
{
    std::string text;
    projections::dumpSegmentMembers(replica.database(), [&](std::string_view line) { text.append(line).append("\n"); });
    return text;
}

/// Page by page.
std::vector<Id<schema::Customer>> paged(const SqliteView& view, const schema::Segment& rule, TimeUs at,
                                        std::size_t perPage)
{
    std::vector<Id<schema::Customer>> all;
    while (true) {
        const auto page = view.segmentPage(rule, at, all.empty() ? Id<schema::Customer>() : all.back(), perPage);
        RC_ASSERT(page.has_value());
        all.insert(all.end(), page->begin(), page->end());
        if (page->size() < perPage)
            return all;
    }
}

} // namespace

class SegmentMembersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoIsInASegmentIsWhatTheRuleSaysOfEverybodyInWhateverOrderCommitsCome()
    {
        QVERIFY(rc::check("late and out-of-order commits", [] {
            const auto commits = randomDays();
            Replica replica;
            receiveInAnyOrder(replica, commits, [&] {
                if (*rc::gen::inRange(0, 4) == 3) {
                    (void)replica.keptDigest();
                    fill(replica, *rc::gen::arbitrary<bool>());
                }
            });
            (void)replica.keptDigest();
            fill(replica, true);
            const auto maintained = members(replica);
            const SqliteView view(replica.database());
            std::vector<TimeUs> instants;
            for (const TimeUs day : {0, 1, 7, 29, 30, 40, 90, 101, 365, 400, 800})
                instants.push_back((lastDay + day) * dayUs + *rc::gen::element<TimeUs>(0, 1, dayUs / 2));
            for (const auto& rule : view.all<schema::Segment>()) {
                if (rule.removed() || rule.condition_size() == 0)
                    continue;
                for (const auto at : instants) {
                    const auto expected = membersOf(view, rule, at, {}, 1000);
                    const auto all = segmentPage(view, rule, at, {}, 1000);
                    RC_ASSERT(all == expected);
                    RC_ASSERT(view.segmentCount(rule, at) == std::optional<std::uint64_t>(expected.size()));
                    RC_ASSERT(paged(view, rule, at, 2) == expected);
                }
            }
            RC_ASSERT(!view.error().has_value());
            // Rebuilt is maintained, of the sums too.
            const auto dump = replica.dump();
            replica.rebuild();
            (void)replica.keptDigest();
            fill(replica, true);
            RC_ASSERT(replica.dump() == dump);
            RC_ASSERT(members(replica) == maintained);
            projections::makeCustomerSumAgain(replica.database());
            projections::makeSegmentMembersAgain(replica.database());
            fill(replica, true);
            RC_ASSERT(replica.dump() == dump);
            RC_ASSERT(members(replica) == maintained);
        }));
    }
    void aSegmentThatIsNotFilledYetSaysSoAndARenamedOneStaysFilled()
    {
        Replica replica;
        schema::Customer row;
        row.set_number("C1");
        replica.receive(crafted(1, 1, {insertOf(row, customer(0))}));
        schema::Segment rule;
        rule.set_name("Never came again");
        auto& condition = *rule.add_condition();
        condition.set_field(schema::SEGMENT_ORDERS);
        condition.set_test(schema::BELOW);
        condition.set_number(2);
        replica.receive(crafted(2, 2, {insertOf(rule, segment(0))}));
        (void)replica.keptDigest();
        const SqliteView view(replica.database());
        const auto kept = [&] { return view.segmentPage(*view.get(Id<schema::Segment>(segment(0))), 5, {}, 10); };
        QVERIFY(!kept());
        QVERIFY(projections::hasSegmentsToFill(replica.database()));
        fill(replica, true);
        QVERIFY(!projections::hasSegmentsToFill(replica.database()));
        QCOMPARE(kept()->size(), std::size_t(1));
        rule.set_name("Once");
        replica.receive(crafted(3, 3, {insertOf(rule, segment(0))}));
        (void)replica.keptDigest();
        QCOMPARE(kept()->size(), std::size_t(1));
        rule.mutable_condition(0)->set_number(0);
        replica.receive(crafted(4, 4, {insertOf(rule, segment(0))}));
        (void)replica.keptDigest();
        QVERIFY(!kept());
        fill(replica, true);
        QVERIFY(kept()->empty());
        Query rows(replica.database(), "SELECT count(*) FROM segment_member");
        QVERIFY(rows.step());
        QCOMPARE(rows.integer(0), std::int64_t(0)); // What the former rule left is gone.
    }
    void aFewAmongManyAreFoundByTheEndsOfTheirMembership_data()
    {
        QTest::addColumn<int>("test");
        QTest::addColumn<int>("few"); // The day on which two of them bought, and all others.
        QTest::addColumn<int>("many");
        QTest::newRow("most have left") << int(schema::BELOW) << 50 << 1;
        QTest::newRow("most are still to come") << int(schema::AT_LEAST) << 1 << 50;
    }
    void aFewAmongManyAreFoundByTheEndsOfTheirMembership()
    {
        QFETCH(int, test);
        QFETCH(int, few);
        QFETCH(int, many);
        constexpr std::uint64_t all = 600;
        Replica replica;
        schema::Segment rule;
        rule.set_name("By their last order");
        auto& condition = *rule.add_condition();
        condition.set_field(schema::SEGMENT_LAST_ORDER_DAYS);
        condition.set_test(static_cast<schema::SegmentTest>(test));
        condition.set_number(30);
        std::vector<schema::Change> changes{insertOf(rule, segment(0))};
        for (std::uint64_t n = 0; n < all; ++n) {
            schema::Customer row;
            row.set_number("C");
            changes.push_back(insertOf(row, customer(n)));
            schema::Order order;
            order.set_kind(schema::SALE);
            order.set_customer(customer(n).string());
            order.set_at_us((n == 17 || n == 400 ? few : many) * dayUs);
            changes.push_back(insertOf(order, numbered(50'000 + n)));
        }
        replica.receive(crafted(1, 1, changes));
        (void)replica.keptDigest();
        fill(replica, true);
        const SqliteView view(replica.database());
        const auto kept = *view.get(Id<schema::Segment>(segment(0)));
        const std::vector<Id<schema::Customer>> both{Id<schema::Customer>(customer(17)),
                                                     Id<schema::Customer>(customer(400))};
        const TimeUs at = 60 * dayUs - (test == schema::AT_LEAST ? 20 * dayUs : 0);
        QCOMPARE(view.segmentPage(kept, at, {}, 10), std::optional(both));
        QCOMPARE(view.segmentPage(kept, at, both[0], 10), std::optional(std::vector{both[1]}));
        QCOMPARE(view.segmentPage(kept, at, {}, 1), std::optional(std::vector{both[0]}));
        QCOMPARE(view.segmentCount(kept, at), std::optional<std::uint64_t>(2));
    }
    void twoRowsOfOnePersonAreOneMemberAndTwoAgainWhenTheyAreParted()
    {
        Replica replica;
        schema::Segment rule;
        rule.set_name("Twice");
        auto& condition = *rule.add_condition();
        condition.set_field(schema::SEGMENT_ORDERS);
        condition.set_test(schema::AT_LEAST);
        condition.set_number(2);
        replica.receive(crafted(1, 1, {insertOf(rule, segment(0))}));
        (void)replica.keptDigest();
        fill(replica, true);
        std::uint64_t next = 10;
        const auto happens = [&](const schema::Change& change) {
            replica.receive(crafted(next, next, {change}));
            ++next;
            (void)replica.keptDigest();
        };
        const SqliteView view(replica.database());
        const auto in = [&] {
            const auto kept = *view.get(Id<schema::Segment>(segment(0)));
            const auto page = view.segmentPage(kept, lastDay * dayUs, {}, 10);
            return page && *page == membersOf(view, kept, lastDay * dayUs, {}, 10)
                       ? *page
                       : std::vector{Id<schema::Customer>()};
        };
        for (std::uint64_t n = 0; n < 2; ++n) {
            schema::Customer row;
            row.set_number("C");
            happens(insertOf(row, customer(n)));
            schema::Order order;
            order.set_kind(schema::SALE);
            order.set_customer(customer(n).string());
            happens(insertOf(order, numbered(5000 + n)));
        }
        QVERIFY(in().empty());
        const auto merge = [&](bool into) {
            schema::Customer row;
            if (into)
                row.set_merged_into(customer(0).string());
            auto change = insertOf(row, customer(1));
            change.set_kind(schema::Change::UPDATE);
            if (!into)
                change.add_cleared(schema::Customer::kMergedIntoFieldNumber);
            happens(change);
        };
        merge(true);
        QCOMPARE(in(), std::vector{Id<schema::Customer>(customer(0))});
        merge(false);
        QVERIFY(in().empty());
        merge(true);
        schema::Customer archived;
        archived.set_archived(true);
        auto change = insertOf(archived, customer(0));
        change.set_kind(schema::Change::UPDATE);
        happens(change);
        QVERIFY(in().empty());
    }
    void ninetyDaysAfterTheirLastPurchaseTheyAreInItWithoutAnybodyWritingAnything()
    {
        Replica replica;
        schema::Customer row;
        row.set_number("C1");
        replica.receive(crafted(1, 1, {insertOf(row, customer(0))}));
        schema::Segment rule;
        rule.set_name("Lapsed");
        auto& condition = *rule.add_condition();
        condition.set_field(schema::SEGMENT_LAST_ORDER_DAYS);
        condition.set_test(schema::AT_LEAST);
        condition.set_number(90);
        replica.receive(crafted(2, 2, {insertOf(rule, segment(0))}));
        (void)replica.keptDigest();
        fill(replica, true);
        const SqliteView view(replica.database());
        const auto in = [&](TimeUs at) { return *view.segmentCount(*view.get(Id<schema::Segment>(segment(0))), at); };
        const auto buys = [&](std::uint64_t number, TimeUs at) {
            schema::Order order;
            order.set_kind(schema::SALE);
            order.set_customer(customer(0).string());
            order.set_at_us(at);
            replica.receive(crafted(number, number, {insertOf(order, numbered(number))}));
            (void)replica.keptDigest();
        };
        buys(10, 5 * dayUs);
        QCOMPARE(in(95 * dayUs - 1), std::uint64_t(0));
        QCOMPARE(in(95 * dayUs), std::uint64_t(1));
        buys(11, 100 * dayUs);
        QCOMPARE(in(190 * dayUs - 1), std::uint64_t(0));
        buys(12, 50 * dayUs); // Known late: it was not the last.
        QCOMPARE(in(190 * dayUs), std::uint64_t(1));
    }
};
QTEST_GUILESS_MAIN(SegmentMembersTest)
#include "tst_segment_members.moc"
