#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/orders/pay_account.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/payments/tender.h"
#include "support/several_tills.h"

#include <rapidcheck.h>

#include <map>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr std::int64_t limitMinor = 6'000;

/// Two tills of a shop whose customers buy on account, pay, bring goods back, and turn out to be one person, or two after all.
class Days
{
public:
    Days()
    {
        auto& shop = tills.shop;
        const auto boss = shop.administrator();
        mug = shop.addGoods("MUG", "7.49");
        for (const auto* number : {"C1", "C2"}) {
            people.emplace_back(shop.run(addCustomer, boss, {number, number}).value().mainId());
            (void)shop.run(setCreditLimit, boss, {people.back(), Money(limitMinor, shop.currency())}).value();
        }
        tills.open({{}, {}});
    }
    void step()
    {
        tills.tick(1);
        const auto who = *rc::gen::inRange<std::size_t>(0, tills.size());
        switch (*rc::gen::inRange(0, 9)) {
        case 0:
        case 1: return tills.hearSome(who);
        case 2:
        case 3:
        case 4: return buys(who);
        case 5: return bringsBack(who);
        case 6: return pays(who);
        case 7: return void(tills.run(who, mergeCustomers, {people[1], people[0]}));
        default: return void(tills.run(who, unmergeCustomer, {people[1]}));
        }
    }
    SeveralTills tills;
    Id<schema::Variant> mug;
    std::vector<Id<schema::Customer>> people;
    std::map<Id<schema::Customer>, std::int64_t> owed; ///< By the number it was done under.
    std::int64_t drawer = 0;                           ///< What accounts brought in and took out.

private:
    [[nodiscard]] Id<schema::Customer> somebody() const { return oneOf(people); }
    [[nodiscard]] Money known(std::size_t who, Id<schema::Customer> person)
    {
        return owedBy(tills.till(who).reader, person, tills.shop.currency()).value();
    }
    void buys(std::size_t who)
    {
        const auto buyer = somebody();
        (void)tills.run(who, addToCart, {mug, Quantity::whole(*rc::gen::inRange<std::int64_t>(1, 5))}).value();
        (void)tills.run(who, setCartCustomer, {buyer}).value();
        const auto total = tills.till(who).cart().total;
        const bool onAccount = *rc::gen::inRange(0, 4) != 0;
        SellInput input{total, {}};
        if (onAccount)
            input.tenders.push_back({schema::ON_ACCOUNT, total});
        else
            input.payments.push_back(cashPayment(total, total).value());
        const bool fits = !onAccount || known(who, buyer).minor() + total.minor() <= limitMinor;
        tills.person = tills.shop.cashierId; // Who may manage the till may lend more.
        const auto sold = tills.run(who, sell, input);
        tills.person = tills.shop.administratorId;
        RC_ASSERT(sold.has_value() == fits);
        if (!sold)
            tills.clear(who);
        else if (onAccount)
            owed[buyer] += total.minor();
    }
    void bringsBack(std::size_t who)
    {
        const auto& shop = tills.till(who).reader;
        const auto lines = tills.returnable(who);
        if (lines.empty())
            return;
        const auto line = oneOf(lines);
        const auto part = *rc::gen::inRange<std::int64_t>(1, tills.left(who, line) + 1);
        (void)tills.run(who, addReturn, {Id<schema::OrderLine>(line.id()), Quantity::whole(part)}).value();
        const auto total = tills.till(who).cart().total;
        (void)tills.run(who, sell, {total, {}}).value();
        const auto order = shop.get(Id<schema::Order>(line.order())).value();
        for (const auto& payment : shop.where<schema::Payment>(schema::Payment::kOrderFieldNumber, line.order()))
            if (payment.method() == schema::ON_ACCOUNT) // All of it was: so is what goes back.
                owed[Id<schema::Customer>(order.customer())] += total.minor();
    }
    void pays(std::size_t who)
    {
        const auto payer = somebody();
        const auto due = known(who, payer).minor();
        if (due == 0)
            return;
        // Below zero the shop owes: goods came back that had been paid for.
        const auto size = *rc::gen::inRange<std::int64_t>(1, std::abs(due) + 1);
        const auto minor = due > 0 ? size : -size;
        const auto pay = [&](std::int64_t amount) {
            return tills.run(who, payAccount, {payer, Money(amount, tills.shop.currency())});
        };
        RC_ASSERT(!pay(due > 0 ? due + 1 : due - 1));
        RC_ASSERT(!pay(due > 0 ? -1 : 1));
        RC_ASSERT(pay(minor).has_value());
        owed[payer] -= minor;
        drawer += minor;
    }
};

} // namespace

/// What is owed is what was bought on account, less what was paid and what came back, under whatever number it was done.
class AccountDaysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsOwedIsWhatWasBoughtLessWhatWasPaidAndCameBack()
    {
        QVERIFY(rc::check("credit is conserved", [] {
            Days days;
            for (auto steps = *rc::gen::inRange(0, 25); steps > 0; --steps)
                days.step();
            RC_ASSERT(days.tills.flagged == std::string());
            days.tills.hearAll(1);
            const auto all = days.tills.everything();
            const auto& till = days.tills.till(1).reader; // It heard of it in an order of its own.
            for (const auto person : days.people) {
                std::int64_t owed = 0;
                for (const auto row : sameCustomers(all, person))
                    owed += days.owed[row];
                RC_ASSERT(owedBy(all, person, days.tills.shop.currency())->minor() == owed);
                RC_ASSERT(owedBy(till, person, days.tills.shop.currency())->minor() == owed);
            }
            std::int64_t drawer = 0;
            for (const auto& payment : all.all<schema::Payment>())
                drawer += payment.has_order() ? 0 : payment.amount().minor();
            RC_ASSERT(drawer == days.drawer);
        }));
    }
};

QTEST_GUILESS_MAIN(AccountDaysTest)
#include "tst_account_days.moc"
