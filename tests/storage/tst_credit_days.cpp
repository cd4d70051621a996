#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/merge.h"
#include "domain/identity/actor.h"
#include "domain/journal/context.h"
#include "domain/loyalty/points.h"
#include "domain/payments/stored_value.h"
#include "domain/payments/tender.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/loyalty.pb.h"
#include "domain/schema/settings.pb.h"
#include "domain/settings/keys.h"
#include "made_up_history.h"
#include "storage/sqlite_view.h"

#include <algorithm>
#include <map>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr std::uint64_t tills = 3;
constexpr std::int64_t limitMinor = 1'000;
constexpr std::int64_t capMinor = 500; ///< Of a store credit, per till and day.
constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

const Id<schema::Customer> ann(numbered(500));
const Id<schema::Customer> annAgain(numbered(501)); ///< The same person, under another number.
const Id<schema::StoredValue> credit(numbered(510));
const Id<schema::Staff> cashier(numbered(520));

Currency pounds()
{
    return Currency::fromAlpha("GBP").value();
}

/// What the shop began with: a cashier who may sell and no more, a customer with a limit, a store credit of theirs.
std::vector<schema::Change> beginning(std::int64_t issued)
{
    schema::Role role;
    role.add_permission(schema::SELL);
    schema::Staff staff;
    staff.set_name("Bea");
    staff.set_role(numbered(521).string());
    schema::Customer customer;
    customer.set_number("C1");
    customer.set_credit_limit_minor(limitMinor);
    customer.set_credit_currency(pounds().numeric());
    schema::Customer other;
    other.set_number("C2");
    schema::StoredValue value;
    value.set_kind(schema::STORE_CREDIT_VALUE);
    value.set_code("SC-1");
    value.set_currency(pounds().numeric());
    schema::StoredValueEntry entry;
    entry.set_value(credit.string());
    entry.set_amount_minor(issued);
    entry.set_reason(schema::VALUE_ISSUED);
    schema::Setting cap;
    cap.set_owner(numbered(1).string());
    cap.set_key(std::string(storedValueDayCap));
    cap.set_value(std::to_string(capMinor));
    return {insertOf(cap, settingId(numbered(1), storedValueDayCap)),
            insertOf(role, numbered(521)),
            insertOf(staff, cashier.raw),
            insertOf(customer, ann.raw),
            insertOf(other, annAgain.raw),
            insertOf(value, credit.raw),
            insertOf(entry, numbered(511))};
}

/// A till that knows what it has heard, and checks by its own code what it may.
struct CutOff {
    Replica replica;
    Context context;
    std::vector<std::size_t> heard;

    explicit CutOff(std::uint64_t number)
    {
        context.organisation = Id<schema::Organisation>(numbered(1));
        context.terminal = Id<schema::Terminal>(numbered(600 + number));
    }
    bool takes(const Tender& tender)
    {
        const SqliteView view(replica.database());
        const auto actor = Actor::load(view, cashier).value();
        return checkTenders(view, context, actor, std::vector{tender}, ann, tender.amount).has_value();
    }
};

} // namespace

/// Customers' accounts and store credit over days in which tills hear of each other late, in any order, or not at all.
class CreditDaysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatTillsGrantStaysWithinTheirLimitsAndAllOfThemAgreeInTheEnd()
    {
        QVERIFY(rc::check("accounts and store credit", [] {
            const auto issued = *rc::gen::inRange<std::int64_t>(0, 30'000);
            std::vector<Judged> commits{crafted(100, 1'000, beginning(issued))};
            std::vector<std::unique_ptr<CutOff>> all;
            for (std::uint64_t i = 0; i < tills; ++i) {
                all.push_back(std::make_unique<CutOff>(i));
                all.back()->replica.receive(commits.front());
            }
            std::map<std::uint64_t, std::int64_t> bought; // By till.
            std::int64_t paid = 0;
            std::int64_t spent = 0;
            bool merged = false;
            const auto days = *rc::gen::inRange(1, 4);
            for (int day = 0; day < days; ++day)
                for (int step = *rc::gen::inRange(0, 12); step > 0; --step) {
                    const auto who = *rc::gen::inRange<std::uint64_t>(0, tills);
                    auto& till = *all[who];
                    till.context.now = day * dayUs + step;
                    const auto number = 1'000 + commits.size() * 10;
                    const Money amount(*rc::gen::inRange<std::int64_t>(1, 700), pounds());
                    std::vector<schema::Change> changes;
                    switch (*rc::gen::inRange(0, 5)) {
                    case 0: // Pulls something it has not heard of yet, whichever comes first.
                        for (std::size_t i = commits.size(); i > 1; --i)
                            if (*rc::gen::arbitrary<bool>())
                                till.replica.receive(commits[i - 1]);
                        continue;
                    case 1: { // Buys on account.
                        if (!till.takes({schema::ON_ACCOUNT, amount}))
                            continue;
                        schema::AccountEntry entry;
                        entry.set_customer((merged && *rc::gen::arbitrary<bool>() ? annAgain : ann).string());
                        entry.set_amount_minor(amount.minor());
                        entry.set_currency(pounds().numeric());
                        entry.set_terminal(till.context.terminal.string());
                        bought[who] += amount.minor();
                        changes = {insertOf(entry, numbered(number))};
                        break;
                    }
                    case 2: { // Pays some of it.
                        const auto owed = owedBy(SqliteView(till.replica.database()), ann, pounds()).value();
                        if (owed.minor() <= 0)
                            continue;
                        schema::AccountEntry entry;
                        entry.set_customer(ann.string());
                        entry.set_amount_minor(-std::min(owed, amount).minor());
                        entry.set_currency(pounds().numeric());
                        paid += -entry.amount_minor();
                        changes = {insertOf(entry, numbered(number))};
                        break;
                    }
                    case 3: { // Pays with the credit.
                        Tender tender{schema::STORE_CREDIT, amount};
                        tender.code = "SC-1";
                        if (!till.takes(tender))
                            continue;
                        auto entry = storedValueEntry(till.context, credit.string(), -amount, schema::VALUE_SPENT, {});
                        spent += amount.minor();
                        changes = {insertOf(entry, numbered(number))};
                        break;
                    }
                    default: { // Two rows of one person.
                        if (std::exchange(merged, true))
                            continue;
                        schema::Customer change;
                        change.set_merged_into(ann.string());
                        changes = {insertOf(change, annAgain.raw)};
                        changes.front().set_kind(schema::Change::UPDATE);
                    }
                    }
                    commits.push_back(crafted(100 + commits.size(), 1'000 + static_cast<std::uint64_t>(day), changes));
                    till.replica.receive(commits.back());
                }
            // No till knew of more than the limit, so that what they granted unheard of each other is bounded.
            std::int64_t owed = -paid;
            for (const auto& [who, minor] : bought)
                owed += minor;
            RC_ASSERT(owed <= static_cast<std::int64_t>(tills) * (limitMinor + paid));
            Replica reference = inOrder(commits);
            const auto expected = ended(reference);
            for (auto& till : all) {
                for (const auto i : shuffled(commits.size()))
                    till->replica.receive(commits[i]);
                const SqliteView view(till->replica.database());
                RC_ASSERT(owedBy(view, ann, pounds())->minor() == owed);
                RC_ASSERT(readStoredValue(view, credit)->balance.minor() == issued - spent);
                RC_ASSERT(issued - spent >= -static_cast<std::int64_t>(tills - 1) * days * capMinor);
                RC_ASSERT(spent <= static_cast<std::int64_t>(tills) * days * capMinor);
            }
            auto& last = all.back()->replica;
            RC_ASSERT(ended(last) == expected);
            last.rebuild();
            RC_ASSERT(ended(last) == expected);
        }));
    }
    void oneTillThatHearsEverythingNeverGoesBeyond()
    {
        QVERIFY(rc::check("limit and balance", [] {
            const auto issued = *rc::gen::inRange<std::int64_t>(0, 3'000);
            CutOff till(0);
            till.replica.receive(crafted(100, 1'000, beginning(issued)));
            std::int64_t owed = 0;
            std::int64_t left = issued;
            std::int64_t taken = 0; // It is one day.
            const auto steps = *rc::gen::inRange<std::uint64_t>(0, 25);
            for (std::uint64_t i = 0; i < steps; ++i) {
                const Money amount(*rc::gen::inRange<std::int64_t>(1, 700), pounds());
                const auto onAccount = *rc::gen::arbitrary<bool>();
                Tender tender{onAccount ? schema::ON_ACCOUNT : schema::STORE_CREDIT, amount};
                tender.code = "SC-1";
                const bool fits = onAccount ? owed + amount.minor() <= limitMinor
                                            : amount.minor() <= std::min(left, capMinor - taken);
                RC_ASSERT(till.takes(tender) == fits);
                if (!fits)
                    continue;
                (onAccount ? owed : left) += onAccount ? amount.minor() : -amount.minor();
                taken += onAccount ? 0 : amount.minor();
                schema::AccountEntry entry;
                entry.set_customer(ann.string());
                entry.set_amount_minor(amount.minor());
                entry.set_currency(pounds().numeric());
                auto spent = storedValueEntry(till.context, credit.string(), -amount, schema::VALUE_SPENT, {});
                till.replica.receive(
                    crafted(200 + i, 2'000 + i,
                            {onAccount ? insertOf(entry, numbered(3'000 + i)) : insertOf(spent, numbered(3'000 + i))}));
                // Quarantined: neither a debt nor a payment.
                auto forged = crafted(400 + i, 2'000 + i, {insertOf(entry, numbered(4'000 + i))});
                forged.verdict = schema::QUARANTINED;
                till.replica.receive(forged);
                RC_ASSERT(owedBy(SqliteView(till.replica.database()), ann, pounds())->minor() == owed);
            }
        }));
    }
    void pointsAreTheSameInWhateverOrderTheyComeToBeKnown()
    {
        QVERIFY(rc::check("points paid with and given back", [] {
            std::vector<Judged> commits{crafted(100, 1'000, beginning(0))};
            const auto count = *rc::gen::inRange<std::uint64_t>(0, 15);
            for (std::uint64_t i = 0; i < count; ++i) {
                schema::PointsEntry entry;
                entry.set_customer((*rc::gen::arbitrary<bool>() ? ann : annAgain).string());
                entry.set_reason(*rc::gen::element(schema::POINTS_EARNED, schema::POINTS_REDEEMED,
                                                   schema::POINTS_GIVEN_BACK, schema::POINTS_TAKEN_BACK));
                const auto points = *rc::gen::inRange<std::int64_t>(1, 50);
                const bool comes =
                    entry.reason() == schema::POINTS_EARNED || entry.reason() == schema::POINTS_GIVEN_BACK;
                entry.set_points(comes ? points : -points);
                entry.set_order("O" + std::to_string(*rc::gen::inRange(0, 3)));
                entry.set_at_us(*rc::gen::inRange<TimeUs>(0, 20));
                if (comes && *rc::gen::arbitrary<bool>())
                    entry.set_expires_us(entry.at_us() + *rc::gen::inRange<TimeUs>(1, 15));
                commits.push_back(crafted(200 + i, 1'000 + i, {insertOf(entry, numbered(3'000 + i))}));
                if (*rc::gen::weightedElement<bool>({{5, false}, {1, true}}))
                    commits.back().verdict = schema::QUARANTINED;
            }
            schema::Customer change;
            change.set_merged_into(ann.string());
            auto merge = insertOf(change, annAgain.raw);
            merge.set_kind(schema::Change::UPDATE);
            commits.push_back(crafted(300, 1'005, {merge}));
            Replica reference = inOrder(commits);
            const auto expected = ended(reference);
            const auto at = *rc::gen::inRange<TimeUs>(0, 40);
            const auto points = readPoints(SqliteView(reference.database()), ann, at);
            RC_ASSERT(points.earned == points.balance + points.taken + points.expired);
            RC_ASSERT(points.overspent >= 0 && points.overspent <= std::max<std::int64_t>(-points.balance, 0) +
                                                                       std::max<std::int64_t>(points.balance, 0) +
                                                                       points.taken);
            Replica replica;
            std::vector<std::size_t> late;
            for (const auto i : shuffled(commits.size()))
                if (*rc::gen::arbitrary<bool>()) {
                    replica.receiveWithoutAcceptance(commits[i].commit);
                    late.push_back(i);
                } else {
                    replica.receive(commits[i]);
                }
            for (const auto i : shuffled(late.size()))
                replica.accept(commits[late[i]]);
            RC_ASSERT(ended(replica) == expected);
            const auto same = readPoints(SqliteView(replica.database()), ann, at);
            RC_ASSERT(same.balance == points.balance && same.expired == points.expired &&
                      same.overspent == points.overspent);
            replica.rebuild();
            RC_ASSERT(ended(replica) == expected);
            RC_ASSERT(readPoints(SqliteView(replica.database()), annAgain, at).balance == points.balance);
        }));
    }
};

QTEST_GUILESS_MAIN(CreditDaysTest)
#include "tst_credit_days.moc"
