#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/identity/move_terminal.h"
#include "domain/identity/terminal.h"
#include "domain/inventory/stock.h"
#include "domain/orders/park.h"
#include "domain/orders/sell.h"
#include "domain/settings/add_store.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A shop with two stores.
struct TwoStores {
    TestShop shop;
    Id<schema::Variant> mug = shop.addGoods("MUG", "2.55");
    Id<schema::Store> second =
        Id<schema::Store>(shop.run(addStore, shop.administrator(), {"Market Hall", "", ""}).value().mainId());

    Id<schema::Location> locationOf(Id<schema::Store> store)
    {
        return Id<schema::Location>(shop.reader.get(store)->location());
    }
    /// From here on this shop's terminal is a back office of all stores.
    void becomeBackOffice()
    {
        auto before = shop.reader.get(shop.context.terminal).value();
        auto after = before;
        after.clear_store();
        after.set_kind(schema::BACK_OFFICE);
        Commit commit{"move-terminal", shop.context, shop.administrator()};
        commit.update(before, after);
        QVERIFY(shop.take(commit));
        shop.context.store = {};
    }
    Result<Commit> count(Id<schema::Store> store)
    {
        AdjustStock input;
        input.changes.push_back({mug, Quantity::whole(5), schema::FOUND, "", {}});
        input.location = locationOf(store);
        return adjustStock(shop.reader, shop.context, shop.administrator(), input);
    }
    schema::Verdict verdict(const Commit& commit, const MemoryReader& seen)
    {
        const auto sealed = shop.seal(commit);
        return review(seen, shop.reader, sealed, changesOf(sealed).value()).verdict;
    }
};

} // namespace

class StoresAndMovesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aNewStoreSellsWithTheFirstOnesListFromItsOwnLocation()
    {
        TwoStores two;
        const auto store = two.shop.reader.get(two.second).value();
        const auto first = two.shop.store();
        QCOMPARE(store.price_list(), first.price_list());
        QCOMPARE(store.currency(), first.currency());
        QCOMPARE(store.zone(), first.zone());
        QVERIFY(store.location() != first.location());
        QCOMPARE(two.shop.reader.get(two.locationOf(two.second))->store(), two.second.string());
    }
    void aWrongStoreIsRefusedByField()
    {
        TwoStores two;
        const auto add = [&](const Actor& actor, const AddStore& input) {
            return TestShop::errorOf(two.shop.run(addStore, actor, input));
        };
        QCOMPARE(add(two.shop.cashier(), {"Third", "", ""}), std::string("Denied manage-settings"));
        QCOMPARE(add(two.shop.administrator(), {" ", "", ""}), std::string("Invalid name"));
        QCOMPARE(add(two.shop.administrator(), {"Market Hall", "", ""}), std::string("Conflict name"));
        QCOMPARE(add(two.shop.administrator(), {"Third", "no zone", ""}), std::string("Invalid zone"));
        QCOMPARE(add(two.shop.administrator(), {"Third", "Europe/Paris", "Cellar"}), std::string("no error"));
    }
    void aTillIsMovedFromAnotherTerminal()
    {
        TwoStores two;
        auto& shop = two.shop;
        const auto admin = shop.administrator();
        const auto other = Id<schema::Terminal>(
            shop.run(enrolTerminal, admin, {{}, schema::TILL, "", shop.context.store, Bytes(32, 'b')})->mainId());
        const auto server = Id<schema::Terminal>(
            shop.run(enrolTerminal, admin, {{}, schema::SERVER, "", {}, Bytes(32, 'c')})->mainId());
        const auto move = [&](const Actor& actor, const MoveTerminal& input) {
            return TestShop::errorOf(shop.run(moveTerminal, actor, input));
        };
        QCOMPARE(move(shop.cashier(), {other, two.second}), std::string("Denied enrol-terminals"));
        QCOMPARE(move(admin, {Id<schema::Terminal>(shop.context.origin), two.second}),
                 std::string("NotFound terminal"));
        QCOMPARE(move(admin, {other, Id<schema::Store>(shop.context.origin)}), std::string("NotFound store"));
        QCOMPARE(move(admin, {other, shop.context.store}), std::string("Conflict store"));
        QCOMPARE(move(admin, {other, {}}), std::string("Invalid store"));
        QCOMPARE(move(admin, {server, two.second}), std::string("Invalid terminal"));
        QCOMPARE(move(admin, {shop.context.terminal, two.second}), std::string("Invalid terminal"));
        QCOMPARE(move(admin, {other, two.second}), std::string("no error"));
        QCOMPARE(shop.reader.get(other)->store(), two.second.string());
        QVERIFY(shop.run(revokeTerminal, admin, {other}));
        QCOMPARE(move(admin, {other, shop.context.store}), std::string("Conflict terminal"));
    }
    void aParkedCartStaysInItsStoreWhenItsTillIsMoved()
    {
        TwoStores two;
        auto& shop = two.shop;
        const auto first = shop.context.store;
        const auto here = shop.context.terminal;
        QVERIFY(shop.run(addToCart, shop.administrator(), {two.mug}));
        QVERIFY(shop.run(parkCart, shop.administrator(), {"table 4"}));
        const auto before = shop.reader.get(here).value();
        auto after = before;
        after.set_store(two.second.string());
        Commit commit{"move-terminal", shop.context, shop.administrator()};
        commit.update(before, after);
        QVERIFY(shop.take(commit));
        QCOMPARE(parkedCarts(shop.reader, first, shop.context.now).size(), std::size_t(1));
        QVERIFY(parkedCarts(shop.reader, two.second, shop.context.now).empty());
    }
    void aBackOfficeWithoutAStoreWritesIntoAnyOfThem()
    {
        TwoStores two;
        const auto first = two.shop.context.store;
        two.becomeBackOffice();
        for (const auto store : {first, two.second}) {
            const auto commit = two.count(store);
            QVERIFY2(commit, TestShop::errorOf(commit).c_str());
            QCOMPARE(commit->changes().front().scope, store.raw);
            QCOMPARE(two.verdict(*commit, two.shop.reader), schema::ACCEPTED);
        }
        AdjustStock nowhere;
        nowhere.changes.push_back({two.mug, Quantity::whole(5), schema::FOUND, "", {}});
        QCOMPARE(TestShop::errorOf(two.shop.run(adjustStock, two.shop.administrator(), nowhere)),
                 std::string("Invalid store"));
    }
    void aBackOfficesAuthorStillNeedsTheRight()
    {
        TwoStores two;
        two.becomeBackOffice();
        AdjustStock input;
        input.changes.push_back({two.mug, Quantity::whole(5), schema::FOUND, "", {}});
        input.location = two.locationOf(two.second);
        QCOMPARE(TestShop::errorOf(two.shop.run(adjustStock, two.shop.cashier(), input)),
                 std::string("Denied adjust-stock"));
        // A forger who leaves the question out is quarantined.
        Commit forged{"adjust-stock", two.shop.context, two.shop.cashier()};
        forged.writeInto(two.second);
        auto movement = stockMovement(two.shop.reader, input.changes.front(), *input.location, 1).value();
        forged.insert(movement);
        QCOMPARE(two.verdict(forged, two.shop.reader), schema::QUARANTINED);
    }
    void aTillWritesIntoNoStoreButItsOwn()
    {
        TwoStores two;
        QCOMPARE(TestShop::errorOf(two.count(two.second)), std::string("NotFound location"));
        const auto asOther = [&] {
            Context context = two.shop.context;
            context.store = two.second;
            Commit commit{"adjust-stock", context, two.shop.administrator()};
            auto movement = stockMovement(two.shop.reader, {two.mug, Quantity::whole(1), schema::FOUND, "", {}},
                                          two.locationOf(two.second), 1)
                                .value();
            commit.insert(movement);
            return commit;
        }();
        QCOMPARE(two.verdict(asOther, two.shop.reader), schema::QUARANTINED);
    }
    void aBackOfficeWritesIntoNoStoreThatIsNone()
    {
        TwoStores two;
        two.becomeBackOffice();
        Commit commit{"adjust-stock", two.shop.context, two.shop.administrator()};
        commit.writeInto(Id<schema::Store>(two.shop.context.origin));
        auto movement = stockMovement(two.shop.reader, {two.mug, Quantity::whole(1), schema::FOUND, "", {}},
                                      two.locationOf(two.second), 1)
                            .value();
        commit.insert(movement);
        QCOMPARE(two.verdict(commit, two.shop.reader), schema::QUARANTINED);
        QCOMPARE(
            storeOfWork(two.shop.reader, two.shop.context, Id<schema::Store>(two.shop.context.origin)).error().about,
            std::string("store"));
    }
    void aCommitsStoreIsTheTerminalsAsItsAuthorSaw()
    {
        TwoStores two;
        const auto before = two.count(Id<schema::Store>(two.shop.context.store)).value();
        const MemoryReader seen = two.shop.reader;
        // Moved by somebody else; this till has not pulled that yet.
        auto row = two.shop.reader.get(two.shop.context.terminal).value();
        auto after = row;
        after.set_store(two.second.string());
        Commit moved{"move-terminal", two.shop.context, two.shop.administrator()};
        moved.update(row, after);
        QVERIFY(two.shop.take(moved));
        QCOMPARE(two.verdict(before, seen), schema::ACCEPTED);
        // What it makes for the old store after it saw the move is out of place.
        QCOMPARE(two.verdict(before, two.shop.reader), schema::QUARANTINED);
        two.shop.context.store = two.second;
        QCOMPARE(two.verdict(two.count(two.second).value(), two.shop.reader), schema::ACCEPTED);
    }
};
QTEST_GUILESS_MAIN(StoresAndMovesTest)
#include "tst_stores_and_moves.moc"
