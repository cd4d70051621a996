#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/category.h"
#include "domain/catalog/tax.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/payments/stored_value.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

struct PointShop : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "7.49");
    Id<schema::Customer> ada = makeCustomer("C1");

    PointShop()
    {
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(100);
        program.set_point_value_e4(10'000); // A minor unit.
        set(program);
    }
    void set(const schema::LoyaltyProgram& program) { (void)run(setLoyaltyProgram, administrator(), program).value(); }
    schema::LoyaltyProgram program() const { return *reader.get(loyaltyProgramId(context.organisation)); }
    Id<schema::Customer> makeCustomer(const std::string& number)
    {
        NewCustomer input;
        input.number = number;
        return Id<schema::Customer>(run(addCustomer, administrator(), input).value().mainId());
    }
    std::int64_t points(Id<schema::Customer> customer) { return readPoints(reader, customer, context.now).balance; }
    Result<Commit> buy(std::int64_t units, Id<schema::Customer> customer)
    {
        tick(60);
        if (auto added = run(addToCart, administrator(), {mug, Quantity::whole(units)}); !added)
            return added;
        if (auto set_ = run(setCartCustomer, administrator(), {customer}); !set_)
            return set_;
        return sellExactly(administrator());
    }
    Id<schema::OrderLine> lineOf(const Result<Commit>& sold)
    {
        return Id<schema::OrderLine>(
            reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sold->mainId().bytes()).front().id());
    }
    Result<Commit> bringBack(Id<schema::OrderLine> line, std::int64_t units)
    {
        tick(60);
        if (auto added = run(addReturn, administrator(), {line, Quantity::whole(units)}); !added)
            return added;
        return run(sell, administrator(), {cart().total, {}});
    }
};

schema::PointsEntry entry(TimeUs at, std::int64_t points, std::optional<TimeUs> expires = {})
{
    schema::PointsEntry row;
    row.set_id(RawId::imported("entry", std::to_string(at), 0).string());
    row.set_at_us(at);
    row.set_points(points);
    if (expires)
        row.set_expires_us(*expires);
    return row;
}

} // namespace

class LoyaltyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pointsAreConservedInWhateverOrderTheirEntriesCome()
    {
        QVERIFY(rc::check("earned = balance + taken + expired", [] {
            std::vector<schema::PointsEntry> entries;
            const auto count = *rc::gen::inRange(0, 30);
            for (int i = 0; i < count; ++i) {
                schema::PointsEntry row;
                row.set_id(RawId::imported("entry", std::to_string(i), 0).string());
                row.set_at_us(*rc::gen::inRange<TimeUs>(0, 20));
                row.set_points(*rc::gen::inRange<std::int64_t>(-50, 60));
                row.set_order(std::to_string(*rc::gen::inRange(0, 3)));
                row.set_reason(row.points() < 0 ? *rc::gen::element(schema::POINTS_REDEEMED, schema::POINTS_TAKEN_BACK)
                                                : schema::POINTS_EARNED);
                if (row.points() >= 0 && *rc::gen::arbitrary<bool>())
                    row.set_expires_us(row.at_us() + *rc::gen::inRange<TimeUs>(1, 15));
                entries.push_back(row);
            }
            const auto at = *rc::gen::inRange<TimeUs>(0, 40);
            const auto view = foldPoints(entries, at);
            RC_ASSERT(view.earned == view.balance + view.taken + view.expired);
            RC_ASSERT(view.expired >= 0);
            std::reverse(entries.begin(), entries.end());
            const auto again = foldPoints(entries, at);
            RC_ASSERT(again.balance == view.balance && again.expired == view.expired);
        }));
    }
    void whoBuysAndBringsBackGainsNothingHoweverOften()
    {
        QVERIFY(rc::check("a loop of buying and refunding", [] {
            PointShop shop;
            auto program = shop.program();
            program.set_referral_points(25);
            shop.set(program);
            const auto bea = shop.makeCustomer("C2");
            ChangeCustomer referred;
            referred.customer = bea;
            referred.referredBy = shop.ada;
            RC_ASSERT(shop.run(changeCustomer, shop.administrator(), referred).has_value());
            const auto rounds = *rc::gen::inRange(1, 4);
            for (int round = 0; round < rounds; ++round) {
                const auto units = *rc::gen::inRange<std::int64_t>(1, 9);
                const auto sold = shop.buy(units, bea);
                RC_ASSERT(sold.has_value());
                const auto line = shop.lineOf(sold);
                for (std::int64_t left = units; left > 0;) {
                    const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
                    RC_ASSERT(shop.bringBack(line, part).has_value());
                    left -= part;
                }
            }
            RC_ASSERT(shop.points(bea) == 0);
            RC_ASSERT(shop.points(shop.ada) == 0);
            RC_ASSERT(readPoints(shop.reader, bea, shop.context.now).spentMinor == 0);
        }));
    }
    void pointsAreEarnedByWhatWasPaidAndTakenBackInProportion()
    {
        PointShop shop;
        const auto sold = shop.buy(4, shop.ada); // 29.96
        QVERIFY2(sold, TestShop::errorOf(sold).c_str());
        QCOMPARE(shop.points(shop.ada), std::int64_t(29));
        QVERIFY(shop.bringBack(shop.lineOf(sold), 1));
        QCOMPARE(shop.points(shop.ada), std::int64_t(22)); // A quarter of 29 is 7.25.
        QVERIFY(shop.bringBack(shop.lineOf(sold), 3));
        QCOMPARE(shop.points(shop.ada), std::int64_t(0));
    }
    void aSaleWithoutACustomerOrAProgrammeEarnsNothing()
    {
        PointShop shop;
        QVERIFY(shop.run(addToCart, shop.administrator(), {shop.mug, Quantity::whole(1)}));
        QVERIFY(shop.sellExactly(shop.administrator()));
        auto program = shop.program();
        program.set_active(false);
        shop.set(program);
        QVERIFY(shop.buy(1, shop.ada));
        QCOMPARE(shop.reader.count<schema::PointsEntry>(), std::size_t(0));
    }
    void campaignsMultiplyAndProductsGivePointsForEachOne()
    {
        PointShop shop;
        schema::LoyaltyRule twice;
        twice.set_name("Double December");
        twice.set_multiplier_ppm(2'000'000);
        twice.set_valid_until_us(shop.context.now + dayUs);
        QVERIFY(shop.run(setLoyaltyRule, shop.administrator(), twice));
        schema::LoyaltyRule mugs;
        mugs.set_name("Mugs");
        mugs.set_variant(shop.mug.string());
        mugs.set_points_each(5);
        QVERIFY(shop.run(setLoyaltyRule, shop.administrator(), mugs));
        QVERIFY(shop.buy(2, shop.ada)); // 14.98 twice, and ten.
        QCOMPARE(shop.points(shop.ada), std::int64_t(39));
        shop.tick(2 * 86'400);
        QVERIFY(shop.buy(1, shop.ada)); // 7.49 once, and five.
        QCOMPARE(shop.points(shop.ada), std::int64_t(51));
    }
    void rulesOfACategoryAreOfItsShelvesToo()
    {
        PointShop shop;
        const auto admin = shop.administrator();
        const auto shelf = [&](const char* name, Id<schema::Category> parent) {
            return Id<schema::Category>(shop.run(addCategory, admin, {name, parent}).value().mainId());
        };
        const auto kitchen = shelf("Kitchen", {});
        const auto cups = shelf("Cups", kitchen);
        const auto garden = shelf("Garden", {});
        schema::LoyaltyRule rule;
        rule.set_name("Kitchen week");
        rule.set_category(kitchen.string());
        rule.set_points_each(5);
        QVERIFY(shop.run(setLoyaltyRule, admin, rule));
        schema::LoyaltyRule tagged;
        tagged.set_name("Sale");
        tagged.set_tag("sale");
        tagged.set_points_each(100);
        QVERIFY(shop.run(setLoyaltyRule, admin, tagged));
        std::int64_t had = 0;
        const auto earned = [&](Id<schema::Category> category, std::vector<std::string> tags) {
            ClassifyProduct input;
            input.product = shop.productOf(shop.mug);
            input.category = category;
            input.tags = std::move(tags);
            (void)shop.run(classifyProduct, admin, input).value();
            (void)shop.buy(1, shop.ada).value();
            return shop.points(shop.ada) - std::exchange(had, shop.points(shop.ada));
        };
        QCOMPARE(earned(garden, {}), std::int64_t(7));
        QCOMPARE(earned(kitchen, {}), std::int64_t(12));
        QCOMPARE(earned(cups, {}), std::int64_t(12));
        QCOMPARE(earned(garden, {"sale"}), std::int64_t(107));
        QCOMPARE(earned(cups, {"old", "sale"}), std::int64_t(112));
    }
    void goodsWithoutTheirReceiptTakeNoLessThanTheyGave()
    {
        PointShop shop;
        QVERIFY(shop.buy(4, shop.ada)); // 29.96 at once.
        QCOMPARE(shop.points(shop.ada), std::int64_t(29));
        for (int i = 0; i < 4; ++i)
            QVERIFY(shop.buy(-1, shop.ada)); // Each 7.49, which is eight begun.
        QCOMPARE(shop.points(shop.ada), std::int64_t(-3));
    }
    void whatComesBackTakesItsPointsThoughTheProgrammeHasEnded()
    {
        PointShop shop;
        const auto sold = shop.buy(2, shop.ada);
        QCOMPARE(shop.points(shop.ada), std::int64_t(14));
        auto program = shop.program();
        program.set_active(false);
        shop.set(program);
        QVERIFY(shop.buy(1, shop.ada));
        QCOMPARE(shop.points(shop.ada), std::int64_t(14));
        const auto back = shop.bringBack(shop.lineOf(sold), 2);
        QVERIFY(back);
        QCOMPARE(shop.points(shop.ada), std::int64_t(0));
    }
    void tiersFollowWhatWasSpentInTheWindow()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_tier_days(30);
        auto& base = *program.add_tier();
        base.set_name("Member");
        base.set_from_minor(0);
        auto& gold = *program.add_tier();
        gold.set_name("Gold");
        gold.set_from_minor(2000);
        gold.set_multiplier_ppm(1'500'000);
        shop.set(program);
        QVERIFY(shop.buy(3, shop.ada)); // 22.47
        QCOMPARE(readPoints(shop.reader, shop.ada, shop.context.now).tier, std::string("Gold"));
        QVERIFY(shop.buy(2, shop.ada)); // 14.98 at one and a half.
        QCOMPARE(shop.points(shop.ada), std::int64_t(22 + 22));
        QCOMPARE(readPoints(shop.reader, shop.ada, shop.context.now + 31 * dayUs).tier, std::string("Member"));
    }
    void whatCameBackLeavesTheWindowOfTiersWithItsPurchase()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_tier_days(30);
        shop.set(program);
        const auto sold = shop.buy(3, shop.ada); // 22.47
        shop.tick(20 * 86'400);
        QVERIFY(shop.buy(1, shop.ada)); // 7.49
        QVERIFY(shop.bringBack(shop.lineOf(sold), 2));
        const auto spent = [&](TimeUs later) {
            return readPoints(shop.reader, shop.ada, shop.context.now + later).spentMinor;
        };
        QCOMPARE(spent(0), std::int64_t(2 * 749));
        QCOMPARE(spent(15 * dayUs),
                 std::int64_t(749)); // Of the first purchase neither what was paid nor what came back.
        QCOMPARE(spent(31 * dayUs), std::int64_t(0));
        QVERIFY(shop.bringBack(shop.lineOf(sold), 1));
        shop.tick(15 * 86'400);
        QCOMPARE(spent(0), std::int64_t(749));
    }
    void pointsExpireTheOldestFirstAndAreNotTakenTwice()
    {
        const std::vector entries{entry(1, 10, 100), entry(2, 10, 200), entry(3, -4)};
        QCOMPARE(foldPoints(entries, 50).balance, std::int64_t(16));
        QCOMPARE(foldPoints(entries, 50).nextExpiry, std::int64_t(6));
        QCOMPARE(foldPoints(entries, 150).balance, std::int64_t(10));
        QCOMPARE(foldPoints(entries, 150).expired, std::int64_t(6));
        auto earned = entry(1, 10, 100);
        earned.set_order("A");
        auto back = entry(120, -10);
        back.set_order("A");
        back.set_reason(schema::POINTS_TAKEN_BACK);
        QCOMPARE(foldPoints({earned, entry(2, 5), back}, 130).balance, std::int64_t(5)); // They had expired.
    }
    void pointsPayByAStoreCreditAndARefundGivesNoPoints()
    {
        PointShop shop;
        const auto sold = shop.buy(4, shop.ada);
        RedeemPoints redeem{shop.ada, {}, 20};
        const auto redeemed = shop.run(redeemPoints, shop.administrator(), redeem);
        QVERIFY2(redeemed, TestShop::errorOf(redeemed).c_str());
        QCOMPARE(shop.points(shop.ada), std::int64_t(9));
        const auto value = readStoredValue(shop.reader, Id<schema::StoredValue>(redeemed->mainId()));
        QVERIFY(value);
        QCOMPARE(value->balance.minor(), std::int64_t(20));
        redeem.points = 10;
        QCOMPARE(TestShop::errorOf(shop.run(redeemPoints, shop.administrator(), redeem)),
                 std::string("Conflict points"));
        schema::LoyaltyReward reward;
        reward.set_name("A pound off");
        reward.set_points(9);
        reward.set_value_minor(100);
        const auto made = shop.run(setLoyaltyReward, shop.administrator(), reward);
        QVERIFY(made);
        QVERIFY(shop.run(redeemPoints, shop.administrator(), {shop.ada, Id<schema::LoyaltyReward>(made->mainId()), 0}));
        QCOMPARE(shop.points(shop.ada), std::int64_t(0));
        // What is brought back afterwards is owed.
        QVERIFY(shop.bringBack(shop.lineOf(sold), 4));
        QCOMPARE(shop.points(shop.ada), std::int64_t(-29));
    }
    void aBirthdayIsOnceAYear()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_birthday_points(50);
        shop.set(program);
        ChangeCustomer born;
        born.customer = shop.ada;
        born.birthday = 1130; // Yesterday.
        QVERIFY(shop.run(changeCustomer, shop.administrator(), born));
        QVERIFY(shop.run(grantBirthday, shop.administrator(), {shop.ada}));
        QCOMPARE(TestShop::errorOf(shop.run(grantBirthday, shop.administrator(), {shop.ada})),
                 std::string("Conflict birthday"));
        QCOMPARE(shop.points(shop.ada), std::int64_t(50));
        shop.tick(30 * 86'400);
        QCOMPARE(TestShop::errorOf(shop.run(grantBirthday, shop.administrator(), {shop.ada})),
                 std::string("Invalid birthday"));
    }
    void onePersonHasOneBirthdayAYearHoweverOftenTheyAreMerged()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_birthday_points(50);
        shop.set(program);
        ChangeCustomer born;
        born.customer = shop.ada;
        born.birthday = 1130;
        QVERIFY(shop.run(changeCustomer, shop.administrator(), born));
        QVERIFY(shop.run(grantBirthday, shop.administrator(), {shop.ada}));
        const auto bea = shop.makeCustomer("C2");
        QVERIFY(shop.run(mergeCustomers, shop.administrator(), {shop.ada, bea})); // And takes the birthday over.
        QVERIFY(hadBirthday(shop.reader, shop.reader.get(bea).value(), shop.context.now, 0));
        QCOMPARE(TestShop::errorOf(shop.run(grantBirthday, shop.administrator(), {bea})),
                 std::string("Conflict birthday"));
        QCOMPARE(shop.points(bea), std::int64_t(50));
    }
    void onePersonIsReferredOnceAndBeforeTheirFirstOrder()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_referral_points(25);
        shop.set(program);
        const auto referredBy = [&](Id<schema::Customer> customer, Id<schema::Customer> friend_) {
            ChangeCustomer referred;
            referred.customer = customer;
            referred.referredBy = friend_;
            (void)shop.run(changeCustomer, shop.administrator(), referred).value();
        };
        const auto bea = shop.makeCustomer("C2");
        referredBy(bea, shop.ada);
        QVERIFY(shop.buy(1, bea)); // 7 points by what was paid.
        QCOMPARE(shop.points(bea), std::int64_t(7 + 25));
        QCOMPARE(shop.points(shop.ada), std::int64_t(25));
        QVERIFY(shop.buy(1, bea));
        QCOMPARE(shop.points(shop.ada), std::int64_t(25));
        // Under another number it is the same person.
        const auto cleo = shop.makeCustomer("C3");
        QVERIFY(shop.run(mergeCustomers, shop.administrator(), {bea, cleo}));
        QVERIFY(shop.buy(1, cleo));
        QCOMPARE(shop.points(cleo), std::int64_t(7 + 25 + 7 + 7));
        QCOMPARE(shop.points(shop.ada), std::int64_t(25));
        // Who has been buying here for long was brought by nobody.
        const auto dora = shop.makeCustomer("C4");
        QVERIFY(shop.buy(1, dora));
        referredBy(dora, shop.ada);
        QVERIFY(shop.buy(1, dora));
        QCOMPARE(shop.points(dora), std::int64_t(7 + 7));
        QCOMPARE(shop.points(shop.ada), std::int64_t(25));
    }
    void birthdaysOfTheWeekAreFoundByTheirDay()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_birthday_points(50);
        shop.set(program);
        const auto born = [&](const std::string& number, std::uint32_t day) {
            ChangeCustomer change;
            change.customer = shop.makeCustomer(number);
            change.birthday = day;
            (void)shop.run(changeCustomer, shop.administrator(), change).value();
            return change.customer;
        };
        const auto today = dateOf(shop.context.now, shop.context.utcOffsetSeconds);
        const auto bea = born("B", today % 10'000);
        const auto week = dateOf(shop.context.now - 7 * dayUs, shop.context.utcOffsetSeconds);
        (void)born("C", week % 10'000);
        (void)born("D", dateOf(shop.context.now - 8 * dayUs, 0) % 10'000);
        (void)born("E", dateOf(shop.context.now + dayUs, 0) % 10'000);
        ChangeCustomer gone;
        gone.customer = born("F", today % 10'000);
        gone.archived = true;
        (void)shop.run(changeCustomer, shop.administrator(), gone).value();
        const auto numbers = [&](TimeUs at) {
            std::vector<std::string> all;
            for (const auto& customer : birthdaysOf(shop.reader, at, 0))
                all.push_back(customer.number());
            return all;
        };
        QCOMPARE(numbers(shop.context.now), (std::vector<std::string>{"B", "C"}));
        const auto row = shop.reader.get(bea).value();
        QVERIFY(!hadBirthday(shop.reader, row, shop.context.now, 0));
        (void)shop.run(grantBirthday, shop.administrator(), {bea}).value();
        QVERIFY(hadBirthday(shop.reader, row, shop.context.now, 0));
        QVERIFY(!hadBirthday(shop.reader, row, shop.context.now + 365 * dayUs, 0));
        // On 1 March where February has no 29th: 2011, and not 2012.
        (void)born("L", 229);
        const auto march2011 = parseTime("2011-03-01T12:00:00Z", "at").value();
        QCOMPARE(numbers(march2011), std::vector<std::string>{"L"});
        QVERIFY(numbers(march2011 - dayUs).empty());
        const auto leap = parseTime("2012-02-29T12:00:00Z", "at").value();
        QCOMPARE(numbers(leap), std::vector<std::string>{"L"});
        QVERIFY(numbers(leap - dayUs).empty());
    }
    void theServerSetsPointsOutOfNothingAside()
    {
        PointShop shop;
        const auto before = shop.reader;
        schema::PointsEntry forged = entry(shop.context.now, 1000);
        forged.set_customer(shop.ada.string());
        forged.set_reason(schema::POINTS_EARNED);
        for (const char* command : {"sell", "redeem-points", "grant-birthday", "adjust-points"}) {
            Commit commit{command, shop.context, shop.administrator()};
            auto row = forged;
            row.clear_id();
            commit.insert(row);
            const auto sealed = shop.seal(commit);
            const auto verdict = review(before, before, sealed, changesOf(sealed).value()).verdict;
            QCOMPARE(verdict, std::string_view(command) == "sell" ? schema::FLAGGED : schema::QUARANTINED);
        }
        // And accepts what its own rules give.
        QVERIFY(shop.run(addToCart, shop.administrator(), {shop.mug, Quantity::whole(2)}));
        QVERIFY(shop.run(setCartCustomer, shop.administrator(), {shop.ada}));
        const auto seen = shop.reader;
        const auto total = shop.cart().total;
        const auto sold =
            sell(shop.reader, shop.context, shop.administrator(), {total, {cashPayment(total, total).value()}});
        QVERIFY(sold);
        const auto sealed = shop.seal(*sold);
        QCOMPARE(review(seen, seen, sealed, changesOf(sealed).value()).verdict, schema::ACCEPTED);
        const auto redeemedBefore = [&] {
            (void)shop.TestShop::take(*sold);
            return shop.reader;
        }();
        const auto redeemed = redeemPoints(shop.reader, shop.context, shop.administrator(), {shop.ada, {}, 10});
        QVERIFY(redeemed);
        const auto paid = shop.seal(*redeemed);
        const auto judged = review(redeemedBefore, redeemedBefore, paid, changesOf(paid).value());
        QVERIFY2(judged.verdict == schema::ACCEPTED,
                 judged.reasons.empty() ? "" : judged.reasons.front().detail().c_str());
    }
    void theServerAcceptsABirthdayOnceOnItsDayAndOfTheProgrammesPoints()
    {
        PointShop shop;
        auto program = shop.program();
        program.set_birthday_points(50);
        program.set_expiry_days(100);
        shop.set(program);
        const auto bea = shop.makeCustomer("C2");
        for (const auto& [customer, day] : {std::pair(shop.ada, 1130U), std::pair(bea, 601U)}) {
            ChangeCustomer born;
            born.customer = customer;
            born.birthday = day;
            QVERIFY(shop.run(changeCustomer, shop.administrator(), born));
        }
        const auto before = shop.reader;
        QVERIFY(shop.run(grantBirthday, shop.administrator(), {shop.ada}));
        const auto right = shop.reader.all<schema::PointsEntry>().front();
        const auto verdictOf = [&](const auto& seen, const schema::PointsEntry& row) {
            Commit commit{"grant-birthday", shop.context, shop.administrator()};
            auto copy = row;
            commit.insert(copy);
            const auto sealed = shop.seal(commit);
            return review(seen, seen, sealed, changesOf(sealed).value()).verdict;
        };
        QCOMPARE(verdictOf(before, right), schema::ACCEPTED);
        auto other = right;
        other.set_id(RawId::imported("another", "id", 0).string());
        QCOMPARE(verdictOf(before, other), schema::QUARANTINED);
        other = right;
        other.clear_expires_us();
        QCOMPARE(verdictOf(before, other), schema::QUARANTINED);
        other = right; // Somebody else's day.
        other.set_customer(bea.string());
        other.set_id(pointsGrantId("birthday", bea, 2010).string());
        QCOMPARE(verdictOf(before, other), schema::QUARANTINED);
        QCOMPARE(verdictOf(shop.reader, right), schema::QUARANTINED); // They had them.
    }
};
QTEST_GUILESS_MAIN(LoyaltyTest)
#include "tst_loyalty.moc"
