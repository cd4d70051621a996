#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/loyalty/pay_points.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/orders/pay_account.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

struct ClubTill : Till {
    explicit ClubTill(std::int64_t valueE4 = 10'000, bool coins = false) : Till(coins)
    {
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(100);
        program.set_point_value_e4(valueE4);
        program.set_expiry_days(30);
        set(program);
    }
    using Till::set;
    void set(const schema::LoyaltyProgram& program) { (void)run(setLoyaltyProgram, boss, program).value(); }
    schema::LoyaltyProgram program() const { return *reader.get(loyaltyProgramId(context.organisation)); }
    void give(std::int64_t points) { (void)run(adjustPoints, boss, {customer, points, "a present"}).value(); }
    std::int64_t points() const { return readPoints(reader, customer, context.now).balance; }
    void scanFor(std::int64_t mugs)
    {
        tick(60);
        scan(mug, mugs);
        (void)run(setCartCustomer, boss, {customer}).value();
    }
    Tender byPoints(Money amount) const { return {schema::LOYALTY_POINTS, amount}; }
    Tender byPoints(std::string_view amount) const { return byPoints(money(amount)); }
    /// Sells so many mugs, with the most that points pay.
    Result<Commit> buy(std::int64_t mugs)
    {
        scanFor(mugs);
        const auto payable = payablePoints(reader, customer, cart().total, context.now).value();
        return pay(payable.worth.isZero() ? std::vector<Tender>() : std::vector{byPoints(payable.worth)});
    }
    Result<Commit> bringBack(const schema::OrderLine& line, std::int64_t units, std::int64_t plates = 0)
    {
        tick(60);
        if (auto added = giveBack(line, Quantity::whole(units)); !added)
            return added;
        if (plates > 0)
            scan(plate, plates);
        return pay();
    }
    std::int64_t sumOf(schema::PointsReason reason) const
    {
        std::int64_t sum = 0;
        for (const auto& entry : reader.all<schema::PointsEntry>())
            sum += entry.reason() == reason ? entry.points() : 0;
        return sum;
    }
};

schema::PointsEntry entry(int number, TimeUs at, std::int64_t points, schema::PointsReason reason,
                          const std::string& order = {})
{
    schema::PointsEntry row;
    row.set_id(RawId::imported("entry", std::to_string(number), 0).string());
    row.set_at_us(at);
    row.set_points(points);
    row.set_reason(reason);
    if (!order.empty())
        row.set_order(order);
    return row;
}

} // namespace

class PayPointsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoPaysWithPointsAndBringsBackInPartsHasWhatTheyHad()
    {
        QVERIFY(rc::check("points given back add up to points paid with", [] {
            ClubTill till(*rc::gen::element<std::int64_t>(3'333, 5'000, 10'000, 25'000), *rc::gen::arbitrary<bool>());
            till.give(*rc::gen::inRange<std::int64_t>(1, 3'000));
            const auto had = till.points();
            const auto rounds = *rc::gen::inRange(1, 4);
            for (int round = 0; round < rounds; ++round) {
                const auto units = *rc::gen::inRange<std::int64_t>(1, 7);
                const auto sold = till.buy(units);
                RC_ASSERT(sold.has_value());
                RC_ASSERT(till.verdict.verdict == schema::ACCEPTED);
                RC_ASSERT(readPoints(till.reader, till.customer, till.context.now).overspent == 0);
                const auto line = till.linesOf(*sold).front();
                for (std::int64_t left = units; left > 0;) {
                    const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
                    RC_ASSERT(till.bringBack(line, part).has_value());
                    RC_ASSERT(till.verdict.verdict == schema::ACCEPTED);
                    RC_ASSERT(till.points() <= had + units * 3); // What it earned is at most a point for each pound.
                    left -= part;
                }
                RC_ASSERT(till.points() == had);
            }
            RC_ASSERT(till.sumOf(schema::POINTS_GIVEN_BACK) == -till.sumOf(schema::POINTS_REDEEMED));
            RC_ASSERT(till.till().empty());
        }));
    }
    void buyingAndBringingBackMakesNoPointOlderNorMore()
    {
        QVERIFY(rc::check("with a purchase that came back there are never more points than without it", [] {
            std::vector<schema::PointsEntry> entries;
            const auto count = *rc::gen::inRange(0, 12);
            for (int i = 0; i < count; ++i) {
                const auto comes = *rc::gen::arbitrary<bool>();
                auto row = entry(i, *rc::gen::inRange<TimeUs>(0, 40), *rc::gen::inRange<std::int64_t>(0, 60),
                                 comes ? schema::POINTS_EARNED : schema::POINTS_REDEEMED, "O" + std::to_string(i));
                if (comes)
                    row.set_expires_us(row.at_us() + *rc::gen::inRange<TimeUs>(1, 30));
                else
                    row.set_points(-row.points());
                entries.push_back(row);
            }
            const auto bought = *rc::gen::inRange<TimeUs>(0, 40);
            const auto returned = bought + *rc::gen::inRange<TimeUs>(0, 20);
            const auto at = returned + *rc::gen::inRange<TimeUs>(0, 40);
            const auto points = std::max<std::int64_t>(foldPoints(entries, bought).balance, 0);
            const auto without = foldPoints(entries, at);
            auto more = entries;
            // In the order of ids at one instant: after what else happened then.
            auto redeemed = entry(100, bought, -points, schema::POINTS_REDEEMED, "X");
            redeemed.set_id(Bytes(15, '\xff') + '\x01');
            auto back = entry(101, returned, points, schema::POINTS_GIVEN_BACK, "X");
            back.set_id(Bytes(15, '\xff') + '\x02');
            back.set_expires_us(returned + 1'000);
            more.push_back(redeemed);
            more.push_back(back);
            const auto with = foldPoints(more, at);
            RC_ASSERT(with.earned == with.balance + with.taken + with.expired);
            RC_ASSERT(with.balance <= without.balance);
        }));
    }
    void pointsPayAtTheRateOfTheProgrammeInTheSameCommit()
    {
        ClubTill till(5'000); // Half a penny.
        till.give(300);
        till.scanFor(1); // 2.57
        const auto sold = till.pay({till.byPoints("1.20")});
        QVERIFY2(sold, TestShop::errorOf(sold).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.points(), std::int64_t(300 - 240 + 2));
        QCOMPARE(till.till(), (std::map<std::string, std::int64_t>{{"cash", 137}, {"points", 120}}));
        for (const auto& payment : till.reader.all<schema::Payment>())
            if (payment.method() == schema::LOYALTY_POINTS) {
                QCOMPARE(payment.details().points(), std::int64_t(240));
                QCOMPARE(payment.details().customer(), till.customer.string());
            }
        for (const auto& row : till.reader.all<schema::PointsEntry>())
            if (row.reason() == schema::POINTS_REDEEMED) {
                QCOMPARE(row.points(), std::int64_t(-240));
                QCOMPARE(row.order(), sold->mainId().string());
            }
    }
    void theMostThatPointsPayIsWholePointsAndAtMostWhatIsDue()
    {
        ClubTill till(25'000); // Two pence and a half.
        till.give(3);
        const auto some = payablePoints(till.reader, till.customer, till.money("1.00"), till.context.now);
        QVERIFY(some);
        QCOMPARE(some->worth.minor(), std::int64_t(7)); // 7.5, rounded down.
        QCOMPARE(some->points, std::int64_t(3));
        const auto less = payablePoints(till.reader, till.customer, till.money("0.06"), till.context.now);
        QCOMPARE(less->worth.minor(), std::int64_t(5)); // Three would be more than is due.
        QCOMPARE(less->points, std::int64_t(2));
        QCOMPARE(payablePoints(till.reader, till.customer, till.money("0.01"), till.context.now)->points,
                 std::int64_t(0));
    }
    void whatPointsCannotPayIsRefusedWithTheRemedy_data()
    {
        QTest::addColumn<QString>("amount");
        QTest::addColumn<QString>("error");
        QTest::newRow("more than they have") << "1.01"
                                             << "Conflict balance";
        QTest::newRow("more than is due") << "2.58"
                                          << "Invalid payments";
        QTest::newRow("nothing") << "0.00"
                                 << "Invalid payments";
    }
    void whatPointsCannotPayIsRefusedWithTheRemedy()
    {
        QFETCH(QString, amount);
        QFETCH(QString, error);
        ClubTill till;
        till.give(100);
        till.scanFor(1);
        QCOMPARE(QString::fromStdString(TestShop::errorOf(till.pay({till.byPoints(amount.toStdString())}))), error);
    }
    void pointsAreOfOnePersonAndOnce()
    {
        ClubTill till;
        till.give(200);
        till.tick(60);
        till.scan(till.mug);
        QCOMPARE(TestShop::errorOf(till.pay({till.byPoints("1.00")})), std::string("Invalid customer"));
        (void)till.run(setCartCustomer, till.boss, {till.customer}).value();
        QCOMPARE(TestShop::errorOf(till.pay({till.byPoints("1.00"), till.byPoints("0.50")})),
                 std::string("Invalid payments"));
        auto claimed = till.byPoints("1.00");
        claimed.points = 99;
        QCOMPARE(TestShop::errorOf(till.pay({claimed})), std::string("Invalid points"));
        auto program = till.program();
        program.clear_point_value_e4();
        till.set(program);
        QCOMPARE(TestShop::errorOf(till.pay({till.byPoints("1.00")})), std::string("Invalid points"));
        program.set_point_value_e4(30'000);
        till.set(program);
        QCOMPARE(TestShop::errorOf(till.pay({till.byPoints("1.00")})), std::string("Invalid points")); // 99 or 102.
        till.set(paymentMethods, "cash card");
        QCOMPARE(TestShop::errorOf(till.pay({till.byPoints("0.99")})), std::string("Invalid methods"));
    }
    void anAccountIsNotPaidWithPoints()
    {
        ClubTill till;
        till.give(500);
        till.scanFor(1);
        QVERIFY(till.pay({till.by(schema::ON_ACCOUNT, till.money("2.57"))}));
        QCOMPARE(TestShop::errorOf(till.run(payAccount, till.boss, {till.customer, {}, {till.byPoints("1.00")}})),
                 std::string("Invalid methods"));
    }
    void pointsGoBackAsPointsWhateverIsChosenAndWhoeverBringsBack()
    {
        ClubTill till;
        till.set(returnsRefundTo, "any");
        till.give(150);
        const auto sold = till.buy(2); // 5.14: 150 with points, the rest in cash.
        QVERIFY(sold);
        QCOMPARE(till.points(), std::int64_t(5));
        QVERIFY(till.giveBack(till.linesOf(*sold).front(), Quantity::whole(2)));
        QVERIFY(till.pay({}, {schema::CASH, {}}));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.points(), std::int64_t(150));
        QVERIFY(till.till().empty());
    }
    void pointsCarriedAlongByAnExchangeComeBackToTheirOwner()
    {
        ClubTill till;
        till.give(300);
        const auto sold = till.buy(1); // 2.57, all of it with points.
        QVERIFY(sold);
        const auto mug = till.linesOf(*sold).front();
        const auto exchanged = till.bringBack(mug, 1, 1); // For a plate of 9.99.
        QVERIFY2(exchanged, TestShop::errorOf(exchanged).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.points(), std::int64_t(300 - 257)); // Whoever buys it is nobody this time, and earns nothing.
        schema::OrderLine plate;
        for (const auto& line : till.linesOf(*exchanged))
            if (line.total_minor() > 0)
                plate = line;
        QVERIFY(till.bringBack(plate, 1));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.points(), std::int64_t(300));
        QVERIFY(till.till().empty());
    }
    void pointsThatComeBackExpireWhenTheyWouldHave()
    {
        ClubTill till;
        const auto bought = till.buy(40); // 102.80: 102 points for thirty days.
        QVERIFY(bought);
        QCOMPARE(till.points(), std::int64_t(102));
        till.tick(20 * 86'400);
        const auto paid = till.buy(1);
        QVERIFY(paid);
        till.tick(9 * 86'400);
        QVERIFY(till.bringBack(till.linesOf(*paid).front(), 1));
        QCOMPARE(till.points(), std::int64_t(102));
        till.tick(2 * 86'400);
        QCOMPARE(till.points(), std::int64_t(0));
    }
    void overspentOnTillsThatKnewNothingOfEachOtherIsNamedAndPaidOff()
    {
        const auto earned = entry(1, 1, 100, schema::POINTS_EARNED, "A");
        const auto here = entry(2, 2, -80, schema::POINTS_REDEEMED, "B");
        const auto there = entry(3, 3, -70, schema::POINTS_REDEEMED, "C");
        QCOMPARE(foldPoints({earned, here, there}, 10).overspent, std::int64_t(50));
        QCOMPARE(foldPoints({earned, here, there}, 10).balance, std::int64_t(-50));
        const auto more = entry(4, 4, 30, schema::POINTS_EARNED, "D");
        QCOMPARE(foldPoints({earned, here, there, more}, 10).overspent, std::int64_t(20));
        const auto back = entry(5, 5, 70, schema::POINTS_GIVEN_BACK, "C");
        QCOMPARE(foldPoints({earned, here, there, more, back}, 10).overspent, std::int64_t(0));
        QCOMPARE(foldPoints({earned, here, there, more, back}, 10).balance, std::int64_t(50));
        // What came back after its points were spent is owed, and nobody's mistake.
        auto taken = entry(6, 6, -100, schema::POINTS_TAKEN_BACK, "A");
        QCOMPARE(foldPoints({earned, here, taken}, 10).overspent, std::int64_t(0));
    }
    void theServerFlagsMorePointsThanTheAuthorHadSeenAndSetsAsideThoseOutOfNothing()
    {
        ClubTill till;
        till.give(257);
        till.scanFor(1);
        const auto before = till.reader;
        const auto sale =
            sell(till.reader, till.context, till.boss, {till.cart().total, {}, {}, {till.byPoints("2.57")}}).value();
        const auto sealed = till.seal(sale);
        const auto judged = [&](void (*how)(schema::Payment&), void (*also)(schema::PointsEntry&)) {
            auto changes = changesOf(sealed).value();
            for (auto& change : changes) {
                schema::Payment payment;
                schema::PointsEntry points;
                if (change.type() == rowTypeOf(schema::Payment::descriptor()).type &&
                    payment.ParseFromString(change.body())) {
                    how(payment);
                    change.set_body(payment.SerializeAsString());
                }
                if (change.type() == rowTypeOf(schema::PointsEntry::descriptor()).type &&
                    points.ParseFromString(change.body()) && points.reason() == schema::POINTS_REDEEMED) {
                    also(points);
                    change.set_body(points.SerializeAsString());
                }
            }
            return review(before, before, sealed, changes).verdict;
        };
        const auto samePayment = [](schema::Payment&) {};
        const auto sameEntry = [](schema::PointsEntry&) {};
        QCOMPARE(judged(samePayment, sameEntry), schema::ACCEPTED);
        QCOMPARE(judged(samePayment, [](schema::PointsEntry& row) { row.set_points(-1); }), schema::QUARANTINED);
        QCOMPARE(judged(samePayment, [](schema::PointsEntry& row) { row.set_reason(schema::POINTS_GIVEN_BACK); }),
                 schema::QUARANTINED);
        QCOMPARE(judged([](schema::Payment& row) { row.mutable_details()->set_points(1); },
                        [](schema::PointsEntry& row) { row.set_points(-1); }),
                 schema::FLAGGED); // One point for 2.57.
        QCOMPARE(judged([](schema::Payment& row) { row.mutable_details()->set_points(-1'000'000); },
                        [](schema::PointsEntry& row) { row.set_points(1'000'000); }),
                 schema::QUARANTINED);
        QCOMPARE(judged([](schema::Payment& row) { row.mutable_details()->set_customer(Bytes(16, 'z')); },
                        [](schema::PointsEntry& row) { row.set_customer(Bytes(16, 'z')); }),
                 schema::FLAGGED);
    }
    void theServerSetsARefundOfMorePointsThanWerePaidWithAside()
    {
        ClubTill till;
        till.give(257);
        const auto sold = till.buy(1);
        QVERIFY(sold);
        till.tick(60);
        QVERIFY(till.giveBack(till.linesOf(*sold).front(), Quantity::whole(1)));
        const auto before = till.reader;
        const auto refund = sell(till.reader, till.context, till.boss, {till.cart().total, {}}).value();
        const auto sealed = till.seal(refund);
        const auto judged = [&](std::int64_t points) {
            auto changes = changesOf(sealed).value();
            for (auto& change : changes) {
                schema::Payment payment;
                schema::PointsEntry entry;
                if (change.type() == rowTypeOf(schema::Payment::descriptor()).type &&
                    payment.ParseFromString(change.body())) {
                    payment.mutable_details()->set_points(-points);
                    change.set_body(payment.SerializeAsString());
                }
                if (change.type() == rowTypeOf(schema::PointsEntry::descriptor()).type &&
                    entry.ParseFromString(change.body()) && entry.reason() == schema::POINTS_GIVEN_BACK) {
                    entry.set_points(points);
                    change.set_body(entry.SerializeAsString());
                }
            }
            return review(before, before, sealed, changes).verdict;
        };
        QCOMPARE(judged(257), schema::ACCEPTED);
        QCOMPARE(judged(200), schema::FLAGGED);
        QCOMPARE(judged(258), schema::QUARANTINED);
    }
};
QTEST_GUILESS_MAIN(PayPointsTest)
#include "tst_pay_points.moc"
