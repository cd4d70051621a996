#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/loyalty/pay_points.h"
#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "support/several_tills.h"

#include <rapidcheck.h>

#include <algorithm>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

/// Two tills of a shop with tiers, campaigns that end, birthdays, rewards and points that expire; people who buy, spend their points
/// and bring things back, under one number or another.
class Days
{
public:
    Days()
    {
        auto& shop = tills.shop;
        const auto boss = shop.administrator();
        mug = shop.addGoods("MUG", "7.49");
        pen = shop.addGoods("PEN", "0.85");
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(10);
        program.set_point_value_e4(10'000);
        program.set_birthday_points(40);
        program.set_referral_points(25);
        if (*rc::gen::arbitrary<bool>())
            program.set_expiry_days(20);
        program.set_tier_days(30);
        for (const auto& [from, multiplier] : {std::pair(0, 1'000'000U), std::pair(3000, 1'500'000U)}) {
            auto& tier = *program.add_tier();
            tier.set_name("From " + std::to_string(from));
            tier.set_from_minor(from);
            tier.set_multiplier_ppm(multiplier);
        }
        (void)shop.run(setLoyaltyProgram, boss, program).value();
        schema::LoyaltyRule campaign; // Ends between sales and what comes back of them.
        campaign.set_name("Double");
        campaign.set_multiplier_ppm(2'000'000);
        campaign.set_valid_until_us(shop.context.now + *rc::gen::inRange<TimeUs>(0, 20) * dayUs);
        (void)shop.run(setLoyaltyRule, boss, campaign).value();
        schema::LoyaltyRule pens;
        pens.set_name("Pens");
        pens.set_variant(pen.string());
        pens.set_points_each(3);
        (void)shop.run(setLoyaltyRule, boss, pens).value();
        schema::LoyaltyReward gift;
        gift.set_name("A pound off");
        gift.set_points(60);
        gift.set_value_minor(100);
        reward = Id<schema::LoyaltyReward>(shop.run(setLoyaltyReward, boss, gift).value().mainId());
        for (const auto* number : {"C1", "C2", "C3"}) {
            ChangeCustomer change;
            change.customer = Id<schema::Customer>(shop.run(addCustomer, boss, {number, number}).value().mainId());
            change.birthday = dateOf(shop.context.now, 0) % 10'000;
            if (!people.empty())
                change.referredBy = people.front();
            (void)shop.run(changeCustomer, boss, change).value();
            people.push_back(change.customer);
        }
        tills.open({{}, {}});
    }
    void step()
    {
        tills.tick(*rc::gen::weightedElement<std::int64_t>({{6, 1}, {1, 86'400}, {1, 5 * 86'400}}));
        const auto who = *rc::gen::inRange<std::size_t>(0, tills.size());
        switch (*rc::gen::inRange(0, 11)) {
        case 0:
        case 1: return tills.hearSome(who);
        case 2:
        case 3:
        case 4: return buys(who);
        case 5:
        case 6: return bringsBack(who, *rc::gen::arbitrary<bool>());
        case 7: {
            const auto points = *rc::gen::inRange<std::int64_t>(1, 150);
            (void)tills.run(who, redeemPoints, {somebody(), {}, points}); // If they have so many.
            return;
        }
        case 8: return void(tills.run(who, redeemPoints, {somebody(), reward, 0}));
        case 9: return void(tills.run(who, grantBirthday, {somebody()}));
        default:
            if (*rc::gen::inRange(0, 3) == 0)
                (void)tills.run(who, mergeCustomers, {people[2], people[1]});
        }
    }
    /// All that was ever sold comes back to one till that knows of everything.
    void bringAllBack()
    {
        tills.hearAll(0);
        for (;;) {
            const auto before = tills.log.size();
            bringsBack(0, true);
            if (tills.log.size() == before)
                return;
        }
    }

    SeveralTills tills;
    Id<schema::Variant> mug, pen;
    std::vector<Id<schema::Customer>> people;
    Id<schema::LoyaltyReward> reward;

private:
    [[nodiscard]] Id<schema::Customer> somebody() const { return oneOf(people); }
    void buys(std::size_t who)
    {
        tills.tick(1);
        for (auto lines = *rc::gen::inRange(1, 3); lines > 0; --lines)
            (void)tills
                .run(who, addToCart,
                     {*rc::gen::element(mug, pen), Quantity::whole(*rc::gen::inRange<std::int64_t>(1, 6))})
                .value();
        const auto buyer = somebody();
        if (*rc::gen::inRange(0, 5) != 0)
            (void)tills.run(who, setCartCustomer, {buyer}).value();
        const auto& till = tills.till(who);
        const auto cart = till.cart();
        SellInput input{cart.total, {}};
        Money rest = cart.total;
        if (!cart.customer.isNil() && *rc::gen::inRange(0, 3) == 0)
            if (const auto payable = payablePoints(till.reader, cart.customer, cart.total, tills.now);
                payable && payable->worth.minor() > 0) {
                Tender tender{schema::LOYALTY_POINTS, payable->worth};
                input.tenders.push_back(tender);
                rest -= payable->worth;
            }
        if (!rest.isZero())
            input.payments.push_back(cashPayment(rest, rest).value());
        (void)tills.run(who, sell, input).value();
    }
    void bringsBack(std::size_t who, bool all)
    {
        tills.tick(1);
        const auto lines = tills.returnable(who);
        if (lines.empty())
            return;
        const auto& line = oneOf(lines);
        const auto left = tills.left(who, line);
        const auto part = all ? left : *rc::gen::inRange<std::int64_t>(1, left + 1);
        (void)tills.run(who, addReturn, {Id<schema::OrderLine>(line.id()), Quantity::whole(part)}).value();
        if (*rc::gen::arbitrary<bool>()) // Whoever brings it.
            (void)tills.run(who, setCartCustomer, {somebody()}).value();
        const auto sold = tills.run(who, sell, {tills.till(who).cart().total, {}});
        if (sold)
            return;
        // Another till has paid back the same goods meanwhile, so that less is left of the money than of the goods.
        if (sold.error().about != "refund")
            RC_FAIL(sold.error().about + ": " + sold.error().detail);
        tills.clear(who);
    }
};

/// What a person's entries of some reasons come to.
std::int64_t sumOf(const PointsView& view, std::initializer_list<schema::PointsReason> reasons)
{
    std::int64_t sum = 0;
    for (const auto& entry : view.entries)
        if (std::find(reasons.begin(), reasons.end(), entry.reason()) != reasons.end())
            sum += entry.points();
    return sum;
}

} // namespace

/// Points over days with tiers, campaigns, rewards, birthdays and two rows of one person, on tills that hear of each other late.
class PointsDaysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noPointIsMadeOrLostInWhateverOrderTheDaysCome()
    {
        QVERIFY(rc::check("points are conserved", [] {
            Days days;
            for (auto steps = *rc::gen::inRange(0, 25); steps > 0; --steps)
                days.step();
            RC_ASSERT(days.tills.flagged == std::string());
            const auto all = days.tills.everything();
            auto other = days.tills.shop.reader;
            std::vector<std::size_t> order(days.tills.log.size());
            for (std::size_t i = 0; i < order.size(); ++i)
                order[i] = i;
            for (std::size_t i = order.size(); i > 1; --i)
                std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
            for (const auto i : order)
                for (const auto& change : days.tills.log[i].changes)
                    other.apply(change, days.tills.log[i].key);
            for (const auto person : days.people) {
                const auto at = days.tills.now + *rc::gen::inRange<TimeUs>(0, 30) * dayUs;
                const auto view = readPoints(all, person, at);
                RC_ASSERT(view.earned == view.balance + view.taken + view.expired);
                RC_ASSERT(view.expired >= 0 && view.owed >= 0 && view.overspent >= 0);
                // Whatever is below zero is told: spent twice, or spent before its goods came back.
                RC_ASSERT(std::max<std::int64_t>(-view.balance, 0) <= view.owed + view.overspent);
                const auto again = readPoints(other, person, at);
                RC_ASSERT(again.balance == view.balance && again.expired == view.expired && again.owed == view.owed);
                RC_ASSERT(again.overspent == view.overspent && again.tier == view.tier);
            }
        }));
    }
    void whoBuysSpendsPointsAndBringsAllBackHasGainedNothingOrOwesIt()
    {
        QVERIFY(rc::check("buy, redeem, return", [] {
            Days days;
            for (auto steps = *rc::gen::inRange(0, 20); steps > 0; --steps) {
                days.step();
                days.tills.hearAll(0); // What two returns unheard of each other take is rounded twice.
                days.tills.hearAll(1);
            }
            days.bringAllBack();
            RC_ASSERT(days.tills.flagged == std::string());
            const auto all = days.tills.everything();
            // Of no order is anything left: not of a tier, a campaign or a friend that was there when it was bought.
            std::map<Bytes, std::int64_t> left;
            std::map<Bytes, std::int64_t> spent; // For tiers.
            for (const auto& entry : all.all<schema::PointsEntry>())
                if (entry.reason() == schema::POINTS_EARNED || entry.reason() == schema::POINTS_REFERRAL ||
                    entry.reason() == schema::POINTS_TAKEN_BACK) {
                    left[entry.order()] += entry.points();
                    spent[entry.order()] += entry.spent_minor();
                }
            for (const auto& [order, points] : left)
                RC_ASSERT(points == 0 && spent[order] == 0);
            for (const auto person : days.people) {
                if (standsFor(all, person) != person)
                    continue;
                const auto view = readPoints(all, person, days.tills.now);
                // So what they have had for points beyond what was given them is owed, and an exception says so.
                const auto had = -sumOf(view, {schema::POINTS_REDEEMED, schema::POINTS_GIVEN_BACK});
                const auto given = sumOf(view, {schema::POINTS_BIRTHDAY});
                RC_ASSERT(view.owed + view.overspent >= had - given);
            }
        }));
    }
};

QTEST_GUILESS_MAIN(PointsDaysTest)
#include "tst_points_days.moc"
