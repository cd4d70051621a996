#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/orders/park.h"
#include "domain/orders/sell.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <set>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// Two tills of one store that see each other's rows at once.
struct Tills : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "2.55");
    Id<schema::Variant> plate = addGoods("PLATE", "3.10");
    Id<schema::Terminal> first = context.terminal;
    Id<schema::Terminal> second = addTill();

    Id<schema::Terminal> addTill()
    {
        schema::Terminal row;
        row.set_store(context.store.string());
        row.set_name("Till 2");
        Commit commit{"enrol-terminal", context, administrator()};
        const auto id = commit.add(row);
        (void)take(commit).value();
        return id;
    }
    void standAt(Id<schema::Terminal> terminal) { context.terminal = terminal; }
    void scan(Id<schema::Variant> variant, std::int64_t count = 1)
    {
        (void)run(addToCart, cashier(), {variant, Quantity::whole(count)}).value();
    }
    Id<schema::ParkedCart> park(const std::string& label = {})
    {
        return Id<schema::ParkedCart>(run(parkCart, cashier(), {label}).value().mainId());
    }
    std::vector<ParkedCartView> offered() const { return parkedCarts(reader, context.store, context.now); }
};

} // namespace

class ParkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCartIsParkedOnOneTillAndRecalledOnAnother()
    {
        Tills tills;
        tills.scan(tills.mug, 2);
        tills.scan(tills.plate);
        (void)tills.run(setCartNote, tills.cashier(), {"gift wrap", {}}).value();
        const auto parked = tills.park("Mrs Smith");
        QVERIFY(tills.cart().isEmpty());
        QCOMPARE(tills.offered().size(), std::size_t(1));
        QCOMPARE(tills.offered()[0].label, std::string("Mrs Smith"));
        QCOMPARE(tills.offered()[0].note, std::string("gift wrap"));
        QCOMPARE(tills.offered()[0].items.toString(), std::string("3"));

        tills.standAt(tills.second);
        (void)tills.run(recallCart, tills.cashier(), {parked}).value();
        QCOMPARE(tills.cart().total, tills.money("8.20"));
        QCOMPARE(tills.cart().note, std::string("gift wrap"));
        QVERIFY(tills.offered().empty());
        const auto sale = tills.sellExactly(tills.cashier());
        QVERIFY2(sale, TestShop::errorOf(sale).c_str());
        QCOMPARE(tills.reader.get(Id<schema::Order>(sale->mainId()))->cart(), parked.string());
    }
    void whatWasTakenIsNotTakenAgain()
    {
        Tills tills;
        tills.scan(tills.mug);
        const auto parked = tills.park();
        (void)tills.run(recallCart, tills.cashier(), {parked}).value();
        tills.standAt(tills.second);
        QCOMPARE(TestShop::errorOf(tills.run(recallCart, tills.cashier(), {parked})), std::string("Conflict cart"));
        QCOMPARE(TestShop::errorOf(tills.run(discardParkedCart, tills.cashier(), {parked})),
                 std::string("Conflict cart"));
        QCOMPARE(TestShop::errorOf(tills.run(recallCart, tills.cashier(), {{}})), std::string("NotFound cart"));
        QCOMPARE(TestShop::errorOf(tills.run(parkCart, tills.cashier(), {})), std::string("Invalid cart"));
    }
    void aParkedCartCostsWhatItsGoodsCostWhenItIsPaid()
    {
        Tills tills;
        tills.scan(tills.mug);
        const auto parked = tills.park();
        schema::Price dearer;
        dearer.set_list(tills.store().price_list());
        dearer.set_variant(tills.mug.string());
        dearer.set_currency(tills.currency().numeric());
        dearer.set_amount_e4(tills.price("3.00").e4);
        dearer.set_valid_from_us(tills.context.now);
        Commit commit{"change-price", tills.context, tills.administrator()};
        commit.insert(dearer);
        (void)tills.take(commit).value();
        tills.tick(1);
        (void)tills.run(recallCart, tills.cashier(), {parked}).value();
        QCOMPARE(tills.cart().total, tills.money("3.00"));
    }
    void recallingASecondOneMergesThem()
    {
        Tills tills;
        tills.scan(tills.mug);
        const auto one = tills.park();
        tills.scan(tills.plate);
        const auto two = tills.park();
        (void)tills.run(recallCart, tills.cashier(), {one}).value();
        (void)tills.run(recallCart, tills.cashier(), {two}).value();
        QCOMPARE(tills.cart().total, tills.money("5.65"));
        const auto sale = tills.sellExactly(tills.cashier()).value();
        const auto order = tills.reader.get(Id<schema::Order>(sale.mainId())).value();
        QCOMPARE(order.cart(), one.string());
        QCOMPARE(order.details().further_cart(0), two.string());
    }
    void aCartThatIsParkedAgainRemembersWhereItCameFrom()
    {
        Tills tills;
        tills.scan(tills.mug);
        const auto one = tills.park();
        tills.scan(tills.plate);
        const auto two = tills.park();
        tills.standAt(tills.second);
        (void)tills.run(recallCart, tills.cashier(), {one}).value();
        (void)tills.run(recallCart, tills.cashier(), {two}).value();
        const auto again = tills.park(); // Both of them, set aside once more.
        QVERIFY(tills.cart().isEmpty());
        QCOMPARE(tills.offered().size(), std::size_t(1));
        tills.standAt(tills.first);
        (void)tills.run(recallCart, tills.cashier(), {again}).value();
        QCOMPARE(tills.cart().total, tills.money("5.65"));
        const auto sale = tills.sellExactly(tills.cashier()).value();
        // So that another till that sold one of the first two meanwhile is found out.
        std::set<Bytes> origins{tills.reader.get(Id<schema::Order>(sale.mainId()))->cart()};
        for (const auto& merged : tills.reader.all<schema::MergedCart>()) {
            QCOMPARE(merged.order(), sale.mainId().string());
            origins.insert(merged.cart());
        }
        QCOMPARE(origins, (std::set<Bytes>{one.string(), two.string(), again.string()}));
    }
    void aCartIsSplitByItems()
    {
        Tills tills;
        tills.scan(tills.mug, 3);
        tills.scan(tills.plate);
        const auto lines = tills.cart().lines;
        const auto split =
            tills.run(splitCart, tills.cashier(), {{{lines[0].line, Quantity::whole(2)}}, "the other half"});
        QVERIFY2(split, TestShop::errorOf(split).c_str());
        QCOMPARE(tills.cart().total, tills.money("5.65"));
        (void)tills.sellExactly(tills.cashier()).value();
        (void)tills.run(recallCart, tills.cashier(), {Id<schema::ParkedCart>(split->mainId())}).value();
        QCOMPARE(tills.cart().total, tills.money("5.10"));
    }
    void whatIsSplitOffRemembersWhereItCameFrom()
    {
        Tills tills;
        tills.scan(tills.mug, 2);
        const auto parked = tills.park();
        (void)tills.run(recallCart, tills.cashier(), {parked}).value();
        const auto line = tills.cart().lines[0].line;
        const Id<schema::ParkedCart> half(
            tills.run(splitCart, tills.cashier(), {{{line, Quantity::whole(1)}}, {}}).value().mainId());
        QVERIFY(tills.take(clearCart(tills.reader, tills.context, tills.cashier()))); // Only the half is sold.
        (void)tills.run(recallCart, tills.cashier(), {half}).value();
        const auto sale = tills.sellExactly(tills.cashier()).value();
        const auto order = tills.reader.get(Id<schema::Order>(sale.mainId())).value();
        QCOMPARE(order.cart(), half.string());
        QCOMPARE(order.details().further_cart_size(), 1);
        QCOMPARE(order.details().further_cart(0), parked.string());
    }
    void whatIsNoPartOfALineIsNotSplitOff()
    {
        Tills tills;
        tills.scan(tills.mug, 3);
        const auto line = tills.cart().lines[0].line;
        const auto error = [&](std::vector<SplitCart::Item> items) {
            return TestShop::errorOf(tills.run(splitCart, tills.cashier(), {std::move(items), {}}));
        };
        QCOMPARE(error({}), std::string("Invalid items"));
        QCOMPARE(error({{line, Quantity::whole(3)}}), std::string("Invalid items"));
        QCOMPARE(error({{line, Quantity::whole(4)}}), std::string("Invalid quantity"));
        QCOMPARE(error({{line, Quantity::whole(-1)}}), std::string("Invalid quantity"));
        QCOMPARE(error({{line, Quantity::whole(2)}, {line, Quantity::whole(2)}}), std::string("Invalid quantity"));
        QCOMPARE(error({{{}, Quantity::whole(1)}}), std::string("NotFound line"));
    }
    void anExpiredCartIsNotOfferedAndCanBeThrownAway()
    {
        Tills tills;
        (void)tills
            .run(changeSetting, tills.administrator(), {tills.context.store.raw, std::string(cartParkHours), "1"})
            .value();
        tills.scan(tills.mug);
        const auto parked = tills.park();
        tills.tick(3'599);
        QCOMPARE(tills.offered().size(), std::size_t(1));
        tills.tick(1);
        QVERIFY(tills.offered().empty());
        const auto expired = [&] {
            return parkedCarts(tills.reader, tills.context.store, tills.context.now, ParkedCarts::Expired);
        };
        QCOMPARE(expired().size(), std::size_t(1));
        QVERIFY(expired()[0].cart == parked);
        QCOMPARE(TestShop::errorOf(tills.run(recallCart, tills.cashier(), {parked})), std::string("Invalid cart"));
        QVERIFY(tills.run(discardParkedCart, tills.cashier(), {parked}));
        QVERIFY(expired().empty());
    }
    void aCartHasItsLimits()
    {
        Tills tills;
        (void)tills.run(changeSetting, tills.administrator(), {tills.context.store.raw, std::string(cartMaxLines), "1"})
            .value();
        (void)tills
            .run(changeSetting, tills.administrator(), {tills.context.store.raw, std::string(cartMaxQuantity), "5"})
            .value();
        tills.scan(tills.mug, 5);
        QCOMPARE(TestShop::errorOf(tills.run(addToCart, tills.cashier(), {tills.plate})), std::string("Invalid cart"));
        QCOMPARE(TestShop::errorOf(tills.run(addToCart, tills.cashier(), {tills.mug})),
                 std::string("Invalid quantity"));
        const auto parked = tills.park();
        tills.scan(tills.plate);
        QCOMPARE(TestShop::errorOf(tills.run(recallCart, tills.cashier(), {parked})), std::string("Invalid cart"));
    }
    void theServerAcceptsWhatTillsParkAndRecall()
    {
        Tills tills;
        tills.scan(tills.mug);
        const auto judge = [&](const Result<Commit>& made) {
            const auto sealed = tills.seal(made.value());
            return review(tills.reader, tills.reader, sealed, changesOf(sealed).value()).verdict;
        };
        const auto parking = parkCart(tills.reader, tills.context, tills.cashier(), {});
        QVERIFY(judge(parking) == schema::ACCEPTED);
        const auto parked = tills.park();
        QVERIFY(judge(recallCart(tills.reader, tills.context, tills.cashier(), {parked})) == schema::ACCEPTED);
        QVERIFY(judge(discardParkedCart(tills.reader, tills.context, tills.cashier(), {parked})) == schema::ACCEPTED);
    }
};

QTEST_GUILESS_MAIN(ParkTest)
#include "tst_park.moc"
