#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/erase.h"
#include "domain/customers/membership.h"
#include "domain/customers/profile.h"
#include "domain/inventory/stock.h"
#include "storage/view.h"
#include "support/past_the_guard.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

namespace {

/// A shop with a mug that cost 1.50 and two people.
struct Club {
    QTemporaryDir dir;
    std::unique_ptr<ShopFixture> shop = open();
    Id<schema::Variant> mug = shop->product("Mug", "M-1", "4.50");
    Id<schema::Customer> ada = person("C1");
    Id<schema::Customer> bea = person("C2");

    std::unique_ptr<ShopFixture> open()
    {
        return std::make_unique<ShopFixture>(std::filesystem::path(dir.path().toStdString()) / "shop");
    }
    template <typename Command, typename Input>
    Committed run(Command command, const Input& input)
    {
        return need(shop->run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return command(reader, context, actor, input);
        }));
    }
    Id<schema::Customer> person(const char* number)
    {
        return Id<schema::Customer>(run(addCustomer, NewCustomer{number, "Somebody", {}}).mainId);
    }
    void rule(const char* name, schema::SegmentField field, schema::SegmentTest test, std::int64_t number)
    {
        schema::Segment segment;
        segment.set_name(name);
        auto& condition = *segment.add_condition();
        condition.set_field(field);
        condition.set_test(test);
        condition.set_number(number);
        run(setSegment, segment);
    }
    /// Out of the kept list; nothing while it is not there.
    [[nodiscard]] std::optional<std::vector<Id<schema::Customer>>> kept(const char* name) const
    {
        const auto view = shop->store->read();
        const auto* lists = dynamic_cast<const SegmentLists*>(view.get());
        return lists->segmentPage(findSegment(*view, name).value(), shop->store->now(), {}, 10);
    }
    void sell(std::optional<Id<schema::Customer>> to = {})
    {
        need(shop->scan(mug));
        if (to)
            run(setCartCustomer, SetCartCustomer{to});
        need(shop->payCash());
    }
    void deliver()
    {
        AdjustStock input;
        input.changes.push_back({mug, Quantity::whole(10), schema::RECEIVED, {}, {}, {}, 1500});
        run(adjustStock, input);
    }
    [[nodiscard]] std::int64_t rows(const char* table) const
    {
        PastTheGuard database(shop->store->folder() / "kontor.db");
        return database.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt64();
    }
};

using Customers = std::optional<std::vector<Id<schema::Customer>>>;

} // namespace

/// What a store keeps beside its rows and works out by itself: members of segments, sums of customers, costs.
class KeptListsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNewSegmentIsFilledByItselfAndASaleIsInItAtOnce()
    {
        Club club;
        club.rule("Never came", schema::SEGMENT_ORDERS, schema::BELOW, 1);
        QTRY_COMPARE(club.kept("Never came"), Customers({std::min(club.ada, club.bea), std::max(club.ada, club.bea)}));
        club.sell(club.ada);
        QCOMPARE(club.kept("Never came"), Customers({club.bea}));
        // The next day it is there as it was, and after everything was made again too.
        club.shop.reset();
        club.shop = club.open();
        QTRY_COMPARE(club.kept("Never came"), Customers({club.bea}));
        need(club.shop->store->rebuild());
        QTRY_COMPARE(club.kept("Never came"), Customers({club.bea}));
    }
    void whoIsErasedIsInNoListOfBirthdays()
    {
        Club club;
        club.rule("Birthdays", schema::SEGMENT_BIRTHDAY_DAYS, schema::BELOW, 400);
        QTRY_VERIFY(club.kept("Birthdays").has_value());
        QVERIFY(club.kept("Birthdays")->empty());
        ChangeCustomer born;
        born.customer = club.ada;
        born.birthday = 415;
        club.run(changeCustomer, born);
        QCOMPARE(club.kept("Birthdays"), Customers({club.ada}));
        club.run(eraseCustomer, EraseCustomer{club.ada, "asked for it"});
        QCOMPARE(club.kept("Birthdays"), Customers(std::in_place));
        QCOMPARE(club.rows("segment_member"), std::int64_t(0));
    }
    void aSaleOfTheStoreSaysWhatItsGoodsHadCost()
    {
        Club club;
        club.sell();
        club.deliver();
        club.sell();
        std::vector<std::string> costs;
        for (const auto& line : club.shop->store->read()->all<schema::OrderLine>())
            costs.push_back(line.has_cost_e4() ? std::to_string(line.cost_e4()) : "-");
        QCOMPARE(costs, std::vector<std::string>({"-", "1500000"}));
    }
    void anOlderFileGetsWhatFollowsFromTheRowsThatAreInIt()
    {
        Club club;
        club.deliver();
        club.rule("Came", schema::SEGMENT_ORDERS, schema::AT_LEAST, 1);
        club.sell(club.bea);
        QTRY_COMPARE(club.kept("Came"), Customers({club.bea}));
        const auto before = club.shop->dump();
        QVERIFY(before.find("stock_cost") != std::string::npos && before.find("customer_sum") != std::string::npos);
        const auto folder = club.shop->store->folder();
        club.shop.reset();
        PastTheGuard(folder / "kontor.db")
            .exec("DROP TABLE stock_cost; DROP TABLE customer_sum; DROP TABLE segment_list; DROP TABLE segment_member; "
                  "DROP TABLE segment_day; DROP TABLE segment_past");
        club.shop = club.open();
        QCOMPARE(club.shop->dump(), before);
        QTRY_COMPARE(club.kept("Came"), Customers({club.bea}));
        need(club.shop->store->rebuild());
        QCOMPARE(club.shop->dump(), before);
    }
};
QTEST_GUILESS_MAIN(KeptListsTest)
#include "tst_kept_lists.moc"
