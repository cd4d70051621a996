#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/erase.h"
#include "domain/customers/merge.h"
#include "domain/customers/profile.h"
#include "domain/customers/segment.h"
#include "domain/loyalty/points.h"
#include "domain/orders/sell.h"
#include "domain/payments/tender.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

struct PeopleShop : TestShop {
    Id<schema::Customer> make(const std::string& number, const std::string& name)
    {
        NewCustomer input;
        input.number = number;
        input.name = name;
        return Id<schema::Customer>(run(addCustomer, administrator(), input).value().mainId());
    }
    Result<Commit> change(const ChangeCustomer& input) { return run(changeCustomer, administrator(), input); }
    Result<Commit> buyOnAccount(Id<schema::Variant> variant, Id<schema::Customer> customer, const Actor& actor)
    {
        tick(60);
        (void)run(addToCart, actor, {variant, Quantity::whole(1)}).value();
        (void)run(setCartCustomer, actor, {customer}).value();
        const auto total = cart().total;
        SellInput input{total, {}};
        input.tenders.push_back({schema::ON_ACCOUNT, total});
        auto sold = run(sell, actor, input);
        if (!sold)
            (void)TestShop::take(clearCart(reader, context, actor));
        return sold;
    }
};

std::string errorOf(const Result<Commit>& result)
{
    return TestShop::errorOf(result);
}

} // namespace

class CustomersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aProfileHasSeveralAddressesTagsAndNotes()
    {
        PeopleShop shop;
        const auto ada = shop.make("C1", "Ada");
        ChangeCustomer change;
        change.customer = ada;
        change.email = "ada@example.org";
        change.birthday = 1210;
        change.tags = std::vector<std::string>{"regular", "tea"};
        schema::Address home;
        home.set_label("home");
        home.add_line("1 High Street");
        home.set_country("GB");
        schema::Address office = home;
        office.set_label("office");
        change.addresses = std::vector{home, office};
        const auto changed = shop.change(change);
        QVERIFY2(changed, errorOf(changed).c_str());
        // Personal data travels in a part of its own, and the tags with it.
        std::size_t personal = 0;
        for (const auto& draft : changed->changes())
            personal += draft.person.isNil() ? 0 : 1;
        QCOMPARE(personal, std::size_t(1));
        QCOMPARE(shop.reader.get(ada)->address_size(), 2);
        QCOMPARE(errorOf(shop.change(change)), std::string("Conflict customer"));
        change.email = "nowhere";
        QCOMPARE(errorOf(shop.change(change)), std::string("Invalid email"));
        change.email = "";
        change.birthday = 1332;
        QCOMPARE(errorOf(shop.change(change)), std::string("Invalid birthday"));
        QVERIFY(shop.run(addCustomerNote, shop.administrator(), {ada, "likes Assam"}));
        QCOMPARE(notesOf(shop.reader, ada).at(0).text(), std::string("likes Assam"));
        QCOMPARE(errorOf(shop.run(addCustomerNote, shop.personWith({schema::SELL}), {ada, "x"})),
                 std::string("Denied edit-customers"));
    }
    void consentHasItsTimeAndSource()
    {
        PeopleShop shop;
        const auto ada = shop.make("C1", "Ada");
        const auto admin = shop.administrator();
        QVERIFY(!consentOf(shop.reader, ada, schema::BY_EMAIL, shop.context.now));
        QCOMPARE(errorOf(shop.run(setConsent, admin, {ada, schema::BY_EMAIL, false, "till"})),
                 std::string("Conflict consent"));
        QCOMPARE(errorOf(shop.run(setConsent, admin, {ada, schema::BY_EMAIL, true, ""})),
                 std::string("Invalid source"));
        QVERIFY(shop.run(setConsent, admin, {ada, schema::BY_EMAIL, true, "till"}));
        const auto given = shop.context.now;
        shop.tick(60);
        QVERIFY(shop.run(setConsent, admin, {ada, schema::BY_EMAIL, false, "letter of 3 May"}));
        QVERIFY(consentOf(shop.reader, ada, schema::BY_EMAIL, given)->given());
        const auto now = consentOf(shop.reader, ada, schema::BY_EMAIL, shop.context.now);
        QVERIFY(!now->given());
        QCOMPARE(now->source(), std::string("letter of 3 May"));
        QVERIFY(!consentOf(shop.reader, ada, schema::BY_POST, shop.context.now));
    }
    void aCreditLimitIsTheirOwn()
    {
        PeopleShop shop;
        const auto ada = shop.make("C1", "Ada");
        const auto mug = shop.addGoods("MUG", "6.00");
        const auto seller = shop.personWith({schema::SELL});
        QCOMPARE(errorOf(shop.buyOnAccount(mug, ada, seller)), std::string("Invalid limit")); // The setting: none.
        QVERIFY(shop.run(setCreditLimit, shop.administrator(), {ada, shop.money("10.00")}));
        QVERIFY(shop.buyOnAccount(mug, ada, seller));
        QCOMPARE(errorOf(shop.buyOnAccount(mug, ada, seller)), std::string("Invalid limit"));
        QCOMPARE(owedBy(shop.reader, ada, shop.currency())->minor(), std::int64_t(600));
        QCOMPARE(errorOf(shop.run(setCreditLimit, shop.cashier(), {ada, shop.money("99.00")})),
                 std::string("Denied manage-till"));
    }
    void factsFollowAMergedCustomer()
    {
        PeopleShop shop;
        const auto admin = shop.administrator();
        const auto ada = shop.make("C1", "Ada");
        const auto twin = shop.make("C2", "Ada L.");
        const auto third = shop.make("C3", "A. Lovelace");
        const auto mug = shop.addGoods("MUG", "6.00");
        ChangeCustomer change;
        change.customer = twin;
        change.phone = "+44 20 7946 0958";
        QVERIFY(shop.change(change));
        change.customer = third;
        change.phone = "44-20-79460958";
        QVERIFY(shop.change(change));
        const auto likely = likelyDuplicates(shop.reader, 10);
        QCOMPARE(likely.size(), std::size_t(1));
        QCOMPARE(likely[0].why, std::string("phone"));
        QVERIFY(shop.run(setCreditLimit, admin, {twin, shop.money("20.00")}));
        QVERIFY(shop.buyOnAccount(mug, twin, admin));
        QVERIFY(shop.run(mergeCustomers, admin, {third, twin}));
        QVERIFY(shop.run(mergeCustomers, admin, {twin, ada}));
        QCOMPARE(owedBy(shop.reader, ada, shop.currency())->minor(), std::int64_t(600));
        QCOMPARE(standsFor(shop.reader, third), ada);
        QCOMPARE(sameCustomers(shop.reader, twin).size(), std::size_t(3));
        QCOMPARE(shop.reader.get(ada)->phone(), std::string("+44 20 7946 0958"));
        QCOMPARE(shop.reader.get(ada)->credit_limit_minor(), std::int64_t(2000));
        // What another till sells to the old row still counts as theirs.
        QVERIFY(shop.buyOnAccount(mug, third, admin));
        QCOMPARE(owedBy(shop.reader, ada, shop.currency())->minor(), std::int64_t(1200));
        QCOMPARE(errorOf(shop.run(mergeCustomers, admin, {ada, third})), std::string("Conflict customer"));
        QVERIFY(shop.run(unmergeCustomer, admin, {twin}));
        QCOMPARE(owedBy(shop.reader, ada, shop.currency())->minor(), std::int64_t(0));
    }
    void whoWasErasedIsMergedWithNobody()
    {
        PeopleShop shop;
        const auto admin = shop.administrator();
        const auto gone = shop.make("C1", "Ada");
        const auto stays = shop.make("C2", "Bea");
        QVERIFY(shop.run(eraseCustomer, admin, {gone, "asked by letter"}));
        // Either way: nobody could change the one who stays, and nothing of the erased may be copied.
        QCOMPARE(errorOf(shop.run(mergeCustomers, admin, {stays, gone})), std::string("Conflict customer"));
        QCOMPARE(errorOf(shop.run(mergeCustomers, admin, {gone, stays})), std::string("Conflict customer"));
    }
    void aCircleOfMergesHasOneWhoStands()
    {
        PeopleShop shop;
        const auto a = shop.make("C1", "A");
        const auto b = shop.make("C2", "B");
        const auto c = shop.make("C3", "C");
        for (const auto& [from, into] : {std::pair(a, b), std::pair(b, a), std::pair(c, b)}) {
            // Two tills that did not know of each other.
            const auto before = *shop.reader.get(from);
            auto after = before;
            after.set_merged_into(into.string());
            Commit commit{"merge-customers", shop.context, shop.administrator()};
            commit.update(before, after);
            QVERIFY(shop.TestShop::take(commit));
        }
        QCOMPARE(standsFor(shop.reader, a), std::min(a, b));
        QCOMPARE(standsFor(shop.reader, b), std::min(a, b));
        QCOMPARE(standsFor(shop.reader, c), std::min(a, b));
        QCOMPARE(sameCustomers(shop.reader, a).size(), std::size_t(3));
        // So they are in segments and have a birthday, once.
        ChangeCustomer born;
        born.customer = std::min(a, b);
        born.birthday = dateOf(shop.context.now, 0) % 10'000;
        QVERIFY(shop.change(born));
        schema::Segment all;
        all.set_name("All");
        all.add_condition()->set_field(schema::SEGMENT_ORDERS); // None or more.
        QCOMPARE(membersOf(shop.reader, all, shop.context.now, {}, 10), std::vector{std::min(a, b)});
        const auto birthdays = birthdaysOf(shop.reader, shop.context.now, 0);
        QCOMPARE(birthdays.size(), std::size_t(1));
        QCOMPARE(birthdays.front().id(), std::min(a, b).string());
    }
    void segmentsAreSavedRules()
    {
        PeopleShop shop;
        const auto admin = shop.administrator();
        const auto ada = shop.make("C1", "Ada");
        const auto bea = shop.make("C2", "Bea");
        const auto mug = shop.addGoods("MUG", "6.00");
        QVERIFY(shop.run(setCreditLimit, admin, {ada, shop.money("20.00")}));
        QVERIFY(shop.buyOnAccount(mug, ada, admin));
        schema::Segment lapsed;
        lapsed.set_name("Lapsed");
        QCOMPARE(errorOf(shop.run(setSegment, admin, lapsed)), std::string("Invalid conditions"));
        auto& spent = *lapsed.add_condition();
        spent.set_field(schema::SEGMENT_SPENT);
        spent.set_test(schema::AT_LEAST);
        spent.set_number(500);
        auto& days = *lapsed.add_condition();
        days.set_field(schema::SEGMENT_LAST_ORDER_DAYS);
        days.set_test(schema::AT_LEAST);
        days.set_number(30);
        QVERIFY(shop.run(setSegment, admin, lapsed));
        QCOMPARE(errorOf(shop.run(setSegment, admin, lapsed)), std::string("Conflict name"));
        const auto segment = *findSegment(shop.reader, "Lapsed");
        const auto in = [&](TimeUs at) { return membersOf(shop.reader, segment, at, {}, 10); };
        QVERIFY(in(shop.context.now).empty());
        const auto later = in(shop.context.now + TimeUs{31} * 86'400 * 1'000'000);
        QCOMPARE(later.size(), std::size_t(1));
        QCOMPARE(later[0], ada);
        QVERIFY(!isIn(segment, segmentFacts(shop.reader, bea, shop.context.now), shop.context.now));
    }
    void anErasureNamesEveryRowOfThePerson()
    {
        PeopleShop shop;
        const auto admin = shop.administrator();
        const auto ada = shop.make("C1", "Ada");
        const auto twin = shop.make("C2", "Ada L.");
        QVERIFY(shop.run(addCustomerNote, admin, {twin, "likes Assam"}));
        QVERIFY(shop.run(mergeCustomers, admin, {twin, ada}));
        QCOMPARE(errorOf(shop.run(eraseCustomer, shop.cashier(), {ada, "asked"})),
                 std::string("Denied manage-settings"));
        QCOMPARE(errorOf(shop.run(eraseCustomer, admin, {ada, ""})), std::string("Invalid reason"));
        QCOMPARE(readCustomerData(shop.reader, ada)->notes.size(), std::size_t(1));
        const auto erased = shop.run(eraseCustomer, admin, {ada, "asked for on 3 May"});
        QVERIFY(erased);
        QCOMPARE(erased->changes().size(), std::size_t(2));
        QCOMPARE(errorOf(shop.run(eraseCustomer, admin, {twin, "again"})), std::string("Conflict customer"));
        ChangeCustomer change;
        change.customer = ada;
        change.name = "Ada again";
        QCOMPARE(errorOf(shop.change(change)), std::string("Conflict customer"));
    }
};
QTEST_GUILESS_MAIN(CustomersTest)
#include "tst_customers.moc"
