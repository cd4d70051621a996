#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/ledger.h"
#include "made_up_history.h"
#include "storage/projections/stock_level.h"
#include "storage/sqlite_view.h"

#include <map>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr std::uint64_t variants = 2, locations = 2, lots = 2, counts = 2;

RawId variant(std::uint64_t n)
{
    return numbered(1000 + n);
}
RawId location(std::uint64_t n)
{
    return numbered(2000 + n);
}
RawId lot(std::uint64_t n)
{
    return numbered(3000 + n);
}
RawId count(std::uint64_t n)
{
    return numbered(4000 + n);
}

/// Days of a shop whose tills know little of each other: sales, deliveries, counts and their closings, at overlapping times.
std::vector<Judged> randomDays()
{
    std::vector<Judged> commits;
    const auto many = *rc::gen::inRange<std::uint64_t>(1, 25);
    for (std::uint64_t i = 0; i < many; ++i) {
        const auto at = *rc::gen::inRange<TimeUs>(0, 12);
        const auto one = *rc::gen::inRange<std::uint64_t>(0, variants);
        const Bytes place = location(*rc::gen::inRange<std::uint64_t>(0, locations)).string();
        const auto batch = *rc::gen::inRange<std::uint64_t>(0, lots + 1);
        // A lot is of one product.
        const Bytes of = batch < lots ? lot(one * lots + batch).string() : Bytes();
        schema::Change change;
        switch (*rc::gen::inRange(0, 5)) {
        case 0: {
            schema::CountEntry entry;
            entry.set_count(count(*rc::gen::inRange<std::uint64_t>(0, counts)).string());
            entry.set_variant(variant(one).string());
            entry.set_location(place);
            if (!of.empty())
                entry.set_lot(of);
            entry.set_quantity(*rc::gen::inRange<std::int64_t>(0, 5000));
            entry.set_at_us(at);
            change = insertOf(entry, numbered(5000 + i));
            break;
        }
        case 1: {
            schema::CountClosing closing;
            closing.set_count(count(*rc::gen::inRange<std::uint64_t>(0, counts)).string());
            closing.set_at_us(at);
            if (*rc::gen::weightedElement<bool>({{3, false}, {1, true}}))
                closing.set_discarded(true);
            change = insertOf(closing, numbered(6000 + i));
            break;
        }
        default: {
            schema::StockMovement movement;
            movement.set_variant(variant(one).string());
            movement.set_location(place);
            if (!of.empty())
                movement.set_lot(of);
            movement.set_quantity(*rc::gen::inRange<std::int64_t>(-5000, 5000));
            movement.set_at_us(at);
            change = insertOf(movement, numbered(7000 + i));
        }
        }
        auto judged = crafted(100 + i, 1000 + *rc::gen::inRange<std::uint64_t>(0, 50), {change});
        if (*rc::gen::weightedElement<bool>({{6, false}, {1, true}}))
            judged.verdict = schema::QUARANTINED;
        commits.push_back(std::move(judged));
    }
    return commits;
}

} // namespace

class StockLedgerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void levelsAreTheFoldOfTheLedgerInWhateverOrderMovementsAndCountsCome()
    {
        QVERIFY(rc::check("late and out-of-order commits", [] {
            const auto commits = randomDays();
            Replica reference = inOrder(commits);
            const auto expected = ended(reference);
            Replica replica;
            receiveInAnyOrder(replica, commits);
            RC_ASSERT(ended(replica) == expected);
            replica.rebuild();
            RC_ASSERT(ended(replica) == expected);
            projections::makeStockLevelAgain(replica.database().raw());
            RC_ASSERT(ended(replica) == expected);
            // And they are the fold of the ledger.
            const SqliteView view(replica.database());
            for (std::uint64_t v = 0; v < variants; ++v)
                for (std::uint64_t l = 0; l < locations; ++l) {
                    const Id<schema::Location> place(location(l));
                    const auto levels = tally(readLedger(view, Id<schema::Variant>(variant(v)), place));
                    RC_ASSERT(view.stockLevel(Id<schema::Variant>(variant(v)), place) == levels.total);
                    Quantity sum;
                    for (const auto& [batch, level] : levels.byLot)
                        sum = sum + level;
                    RC_ASSERT(sum == levels.total); // Conservation: what is there is in a lot, or in none.
                    for (std::uint64_t b = 0; b < lots; ++b) {
                        const auto id = lot(v * lots + b);
                        const auto found = levels.byLot.find(id.string());
                        RC_ASSERT(view.stockLevel(Id<schema::Variant>(id), place) ==
                                  (found == levels.byLot.end() ? Quantity{} : found->second));
                    }
                }
        }));
    }
    void aSaleFromBeforeTheCountThatComesAWeekLaterChangesNothing()
    {
        const auto movement = [](TimeUs at, std::int64_t quantity) {
            schema::StockMovement row;
            row.set_variant(variant(0).string());
            row.set_location(location(0).string());
            row.set_quantity(quantity);
            row.set_at_us(at);
            return row;
        };
        schema::CountEntry entry;
        entry.set_count(count(0).string());
        entry.set_variant(variant(0).string());
        entry.set_location(location(0).string());
        entry.set_quantity(9000);
        entry.set_at_us(20);
        schema::CountClosing closing;
        closing.set_count(count(0).string());
        closing.set_at_us(40);
        Replica replica;
        replica.receive(crafted(100, 1, {insertOf(movement(10, 10'000), numbered(1))}));
        replica.receive(crafted(101, 2, {insertOf(entry, numbered(2))}));
        replica.receive(crafted(102, 3, {insertOf(movement(30, -1000), numbered(3))})); // Sold while somebody counted.
        replica.receive(crafted(103, 4, {insertOf(closing, numbered(4))}));
        (void)replica.keptDigest();
        const SqliteView view(replica.database());
        const auto level = [&] {
            return view.stockLevel(Id<schema::Variant>(variant(0)), Id<schema::Location>(location(0))).thousandths;
        };
        QCOMPARE(level(), std::int64_t(8000));
        replica.receive(crafted(104, 5, {insertOf(movement(15, -1000), numbered(5))}));
        (void)replica.keptDigest();
        QCOMPARE(level(), std::int64_t(8000)); // It was gone when they counted.
        replica.receive(crafted(105, 6, {insertOf(movement(25, -1000), numbered(6))}));
        (void)replica.keptDigest();
        QCOMPARE(level(), std::int64_t(7000)); // It was there when they counted.
    }
};
QTEST_GUILESS_MAIN(StockLedgerTest)
#include "tst_stock_ledger.moc"
