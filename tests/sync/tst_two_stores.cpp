#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "sync/two_stores.h"

using namespace kontor;
using namespace kontor::test;

using Receipts = std::vector<std::string>;

class TwoStoresTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTillStoresNotAByteOfAnotherStoresParts()
    {
        TwoStoresServed two;
        auto& till1 = *two.pair.till.store;
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        const auto other1 = two.terminal("other1", schema::TILL, two.first);
        const auto office = two.terminal("office", schema::BACK_OFFICE, {});
        for (const auto* store : {&till1, till2.get(), other1.get(), office.get()})
            two.sync(const_cast<Store&>(*store));
        two.sale(till1, "ONLY-IN-ONE");
        two.sale(*till2, "ONLY-IN-TWO");
        for (int round = 0; round < 2; ++round)
            for (const auto* store : {&till1, till2.get(), other1.get(), office.get()})
                two.sync(const_cast<Store&>(*store));

        QCOMPARE(two.receipts(till1), Receipts{"ONLY-IN-ONE"});
        QCOMPARE(two.receipts(*other1), Receipts{"ONLY-IN-ONE"});
        QCOMPARE(two.receipts(*till2), Receipts{"ONLY-IN-TWO"});
        QCOMPARE(two.receipts(*office), (Receipts{"ONLY-IN-ONE", "ONLY-IN-TWO"}));
        // Equal by scope: two tills of one store; the back office and the server.
        QCOMPARE(hex(digestOf(*other1)), hex(digestOf(till1)));
        QCOMPARE(hex(digestOf(*office)), hex(digestOf(*two.pair.server)));
        QVERIFY(hex(digestOf(*till2)) != hex(digestOf(till1)));
        for (const auto* store : {&till1, till2.get(), other1.get(), office.get(), two.pair.server.get()})
            need(store->verify());
        QVERIFY(!two.holds("till", "ONLY-IN-TWO"));
        QVERIFY(!two.holds("other1", "ONLY-IN-TWO"));
        QVERIFY(!two.holds("till2", "ONLY-IN-ONE"));
        QVERIFY(two.holds("till2", "ONLY-IN-TWO"));
    }

    void aPartThatIsNotItsBusinessIsDroppedEvenIfTheServerSendsIt()
    {
        TwoStoresServed two;
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        two.sync(*till2);
        two.sale(*two.pair.till.store, "ONLY-IN-ONE");
        two.sync(*two.pair.till.store);
        // A server that sends everything.
        LogQuery all;
        all.after = need(till2->syncState()).seen.n();
        auto page = need(two.pair.server->log(all));
        QVERIFY(!page.entries.empty());
        need(till2->applyLog(page.entries, page.upTo));
        QVERIFY(two.receipts(*till2).empty());
        QVERIFY(!two.holds("till2", "ONLY-IN-ONE"));
        need(till2->verify());
    }

    void aBackOfficeWorksForEachStoreAndItsTillsSeeIt()
    {
        TwoStoresServed two;
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        const auto office = two.terminal("office", schema::BACK_OFFICE, {});
        two.sync(*office);
        for (const auto store : {two.first, two.second}) {
            AdjustStock input;
            input.changes.push_back({two.mug, Quantity::whole(store == two.first ? 3 : 8), schema::FOUND, "", {}});
            input.location = Id<schema::Location>(office->read()->get(store)->location());
            need(office->execute(two.pair.till.administrator,
                                 [&](const Reader& shop, const Context& context, const Actor& actor) {
                                     return adjustStock(shop, context, actor, input);
                                 }));
        }
        two.sync(*office);
        two.sync(*till2);
        two.sync(*two.pair.till.store);
        const auto level = [&](const Store& store, Id<schema::Store> of) {
            const auto view = store.read();
            return view->stockLevel(two.mug, Id<schema::Location>(view->get(of)->location())).thousandths;
        };
        QCOMPARE(level(*till2, two.second), std::int64_t(8000));
        QCOMPARE(level(*till2, two.first), std::int64_t(0));
        QCOMPARE(level(*two.pair.till.store, two.first), std::int64_t(3000));
        QCOMPARE(hex(digestOf(*office)), hex(digestOf(*two.pair.server)));
    }

    void aMovedTillKeepsItsOwnForgetsTheOthersAndGetsTheNewStoresPast()
    {
        TwoStoresServed two;
        const auto moving = two.terminal("moving", schema::TILL, two.first);
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        two.sync(*moving);
        two.sync(*till2);
        two.sale(*two.pair.till.store, "OTHERS-IN-ONE");
        two.sale(*till2, "PAST-OF-TWO");
        two.sync(*two.pair.till.store);
        two.sync(*till2);
        two.sync(*moving);
        two.sale(*moving, "OWN-SENT");
        two.sync(*moving);
        QCOMPARE(two.receipts(*moving), (Receipts{"OTHERS-IN-ONE", "OWN-SENT"}));
        const auto before = moving->identity();

        two.move(*moving, two.second);
        two.sale(*moving, "OWN-BEFORE-IT-KNEW"); // Made while the move is at the server already.
        two.sync(*moving);

        const auto after = moving->identity();
        QCOMPARE(after.store, two.second);
        QCOMPARE(after.terminal, before.terminal);
        QVERIFY(after.origin != before.origin);
        QCOMPARE(two.receipts(*moving), (Receipts{"OWN-BEFORE-IT-KNEW", "OWN-SENT", "PAST-OF-TWO"}));
        need(moving->verify());
        two.sale(*moving, "FIRST-IN-TWO");
        two.sync(*moving);
        two.sync(*till2);
        two.sync(*two.pair.till.store);
        QCOMPARE(two.receipts(*till2), (Receipts{"FIRST-IN-TWO", "PAST-OF-TWO"}));
        QCOMPARE(two.receipts(*two.pair.till.store), (Receipts{"OTHERS-IN-ONE", "OWN-BEFORE-IT-KNEW", "OWN-SENT"}));
        // The server took all of it: nothing made before the move was judged by where the till is now.
        QCOMPARE(two.receipts(*two.pair.server).size(), std::size_t(5));
        for (const auto& order : two.pair.server->read()->all<schema::Order>())
            QVERIFY(!order.receipt().empty());
        need(two.pair.server->verify());
        // Tables follow from the journal still.
        const auto digest = hex(digestOf(*moving));
        need(moving->rebuild());
        QCOMPARE(hex(digestOf(*moving)), digest);
        two.sync(*moving); // The last one may have ended before it pulled what it pushed.
        QCOMPARE(need(moving->syncState()).seen.n(), need(two.pair.server->head()).n());
    }

    void aMoveThatIsInterruptedGoesOnWhereItWas()
    {
        TwoStoresServed two;
        auto moving = two.terminal("moving", schema::TILL, two.first);
        const auto till2 = two.terminal("till2", schema::TILL, two.second);
        two.sync(*till2);
        two.sale(*till2, "PAST-OF-TWO");
        two.sync(*till2);
        two.sync(*moving);
        two.move(*moving, two.second);
        LogQuery query;
        query.after = need(moving->syncState()).seen.n();
        query.terminal = moving->identity().terminal;
        query.store = two.first;
        const auto page = need(two.pair.server->log(query));
        need(moving->applyLog(page.entries, page.upTo));
        QCOMPARE(moving->identity().store, two.second);
        QCOMPARE(need(moving->syncState()).seen.n(), std::uint64_t(0));
        moving.reset(); // The power fails before the past is here.
        moving = openStore(two.pair.path("moving"));
        QCOMPARE(moving->identity().store, two.second);
        QVERIFY(two.receipts(*moving).empty());
        two.sync(*moving);
        QCOMPARE(two.receipts(*moving), Receipts{"PAST-OF-TWO"});
        QCOMPARE(hex(digestOf(*moving)), [&] {
            two.sync(*till2);
            return hex(digestOf(*till2));
        }());
    }
};
QTEST_GUILESS_MAIN(TwoStoresTest)
#include "tst_two_stores.moc"
