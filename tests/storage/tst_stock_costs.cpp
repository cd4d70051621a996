#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/known_cost.h"
#include "domain/inventory/receipt.h"
#include "made_up_history.h"
#include "storage/projections/stock_cost.h"
#include "storage/sqlite_view.h"

#include <tuple>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr TimeUs lastInstant = 20;

Id<schema::Variant> variant(std::uint64_t n)
{
    return Id<schema::Variant>(numbered(1000 + n));
}
Id<schema::Location> location()
{
    return Id<schema::Location>(numbered(2000));
}

schema::Change movement(RawId id, TimeUs at, std::int64_t quantity, std::optional<std::int64_t> cost,
                        std::uint64_t of = 0)
{
    schema::StockMovement row;
    row.set_variant(variant(of).string());
    row.set_location(location().string());
    row.set_quantity(quantity);
    if (at != 0) // As in an import that has no times.
        row.set_at_us(at);
    if (cost)
        row.set_cost_minor(*cost);
    return insertOf(row, id);
}

/// Many deliveries of few products, freight, receipts undone, sales and counts, at overlapping times.
std::vector<Judged> randomDays()
{
    std::vector<Judged> commits;
    const auto many = *rc::gen::inRange<std::uint64_t>(1, 60);
    for (std::uint64_t i = 0; i < many; ++i) {
        const auto at = *rc::gen::inRange<TimeUs>(0, lastInstant);
        const auto of = *rc::gen::weightedElement<std::uint64_t>({{4, 0}, {1, 1}});
        schema::Change change;
        switch (*rc::gen::inRange(0, 12)) {
        case 0: {
            schema::CountEntry entry;
            entry.set_count(numbered(4000 + *rc::gen::inRange<std::uint64_t>(0, 2)).string());
            entry.set_variant(variant(of).string());
            entry.set_location(location().string());
            entry.set_quantity(*rc::gen::inRange<std::int64_t>(0, 5000));
            entry.set_at_us(at);
            change = insertOf(entry, numbered(5000 + i));
            break;
        }
        case 1: {
            schema::CountClosing closing;
            closing.set_count(numbered(4000 + *rc::gen::inRange<std::uint64_t>(0, 2)).string());
            closing.set_at_us(at);
            change = insertOf(closing, numbered(6000 + i));
            break;
        }
        case 2: {
            schema::LandedCost cost;
            cost.set_variant(variant(of).string());
            cost.set_location(location().string());
            cost.set_amount_minor(*rc::gen::inRange<std::int64_t>(-50, 500));
            cost.set_at_us(at);
            cost.set_receipt(numbered(9000 + *rc::gen::inRange<std::uint64_t>(0, 2)).string());
            change = insertOf(cost, numbered(8000 + i));
            break;
        }
        case 3: {
            const auto receipt = numbered(9000 + *rc::gen::inRange<std::uint64_t>(0, 2));
            schema::ReceiptUndone undone;
            undone.set_receipt(receipt.string());
            undone.set_at_us(at);
            change = insertOf(undone, receiptUndoneId(receipt).raw);
            break;
        }
        case 4:
        case 5:
        case 6:
            change = movement(numbered(7000 + i), at, *rc::gen::inRange<std::int64_t>(-5000, 5000), std::nullopt, of);
            break;
        default:
            change =
                movement(numbered(7000 + i), at, *rc::gen::inRange<std::int64_t>(-1000, 5000), // Undone below zero.
                         *rc::gen::inRange<std::int64_t>(0, 900), of);
        }
        auto judged = crafted(100 + i, 1000 + *rc::gen::inRange<std::uint64_t>(0, 50), {change});
        if (*rc::gen::weightedElement<bool>({{6, false}, {1, true}}))
            judged.verdict = schema::QUARANTINED;
        commits.push_back(std::move(judged));
    }
    return commits;
}

auto sums(const StockCost& cost)
{
    return std::tuple(cost.quantity, cost.valueE4, cost.receivedE4, cost.issuedE4, cost.correctedE4);
}

std::int64_t checkpoints(Replica& replica)
{
    Query query(replica.database(), "SELECT count(*) FROM stock_cost");
    return query.step() ? query.integer(0) : -1;
}

} // namespace

class StockCostsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void costsFromACheckpointAreTheFullFoldAtAnyInstantInWhateverOrderFactsCome()
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
            projections::makeStockCostAgain(replica.database());
            RC_ASSERT(ended(replica) == expected);
            const SqliteView view(replica.database());
            for (std::uint64_t of = 0; of < 2; ++of)
                for (const auto method : {CostMethod::MovingAverage, CostMethod::Fifo}) {
                    for (TimeUs at = -1; at <= lastInstant; ++at) {
                        const auto ledger = readLedger(view, variant(of), location(), at);
                        RC_ASSERT(sums(costUntil(view, variant(of), location(), method, at).result()) ==
                                  sums(costOf(ledger, method)));
                    }
                    // What a sale is told is the fold up to the last event that says a cost.
                    auto ledger = readLedger(view, variant(of), location());
                    while (!ledger.empty() && !isCosted(ledger.back()))
                        ledger.pop_back();
                    const auto last = view.lastCost(variant(of), location(), method);
                    RC_ASSERT(last.has_value() == !ledger.empty());
                    if (last)
                        RC_ASSERT(sums(last->result()) == sums(costOf(ledger, method)));
                }
        }));
    }
    void aFoldGoesOnFromWhatWasStoredOfIt()
    {
        QVERIFY(rc::check("state and back", [] {
            const auto method = *rc::gen::element(CostMethod::MovingAverage, CostMethod::Fifo);
            std::vector<StockEvent> events;
            for (std::uint64_t i = *rc::gen::inRange<std::uint64_t>(0, 30); i > 0; --i) {
                StockEvent event;
                event.id = numbered(i);
                event.kind = *rc::gen::weightedElement<StockEvent::Kind>(
                    {{6, StockEvent::Kind::Moved}, {1, StockEvent::Kind::Valued}, {1, StockEvent::Kind::Counted}});
                if (*rc::gen::arbitrary<bool>())
                    event.lot = numbered(50 + *rc::gen::inRange<std::uint64_t>(0, 2)).string();
                event.quantity = event.kind == StockEvent::Kind::Counted ? *rc::gen::inRange<std::int64_t>(0, 5000)
                                                                         : *rc::gen::inRange<std::int64_t>(-5000, 5000);
                if (*rc::gen::arbitrary<bool>())
                    event.cost = *rc::gen::element<std::int64_t>(0, 1, 999, -5, INT64_MAX);
                events.push_back(std::move(event));
            }
            const auto cut = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
            CostFold whole(method);
            CostFold first(method);
            for (std::size_t i = 0; i < events.size(); ++i)
                whole.add(events[i], i);
            for (std::size_t i = 0; i < cut; ++i)
                first.add(events[i], i);
            auto again = CostFold::fromState(first.state());
            RC_ASSERT(again.has_value());
            RC_ASSERT(again->state() == first.state());
            for (std::size_t i = cut; i < events.size(); ++i)
                again->add(events[i], i);
            RC_ASSERT(again->state() == whole.state());
            RC_ASSERT(sums(again->result()) == sums(whole.result()));
        }));
    }
    void aDamagedStateIsNone()
    {
        CostFold fold(CostMethod::Fifo);
        fold.add({1, StockEvent::Kind::Moved, numbered(1), Bytes(16, 'l'), 1000, 500, schema::RECEIVED, {}}, 0);
        const auto state = fold.state();
        QVERIFY(CostFold::fromState(state));
        for (std::size_t size = 0; size < state.size(); ++size)
            QVERIFY(!CostFold::fromState(BytesView(state).substr(0, size)));
        QVERIFY(!CostFold::fromState(state + "x"));
        QVERIFY(!CostFold::fromState(Bytes(400, '\xff')));
    }
    void aSaleWritesNoCheckpointAndOfManyDeliveriesEveryEighthIsKept()
    {
        Replica replica;
        for (std::uint64_t i = 1; i <= 20; ++i)
            replica.receive(crafted(i, i, {movement(numbered(i), static_cast<TimeUs>(i), 1000, 100)}));
        (void)replica.keptDigest();
        QCOMPARE(checkpoints(replica), std::int64_t(3)); // 8, 16 and the last.
        const auto before = replica.dump();
        replica.receive(crafted(30, 30, {movement(numbered(30), 30, -1000, std::nullopt)}));
        (void)replica.keptDigest();
        QCOMPARE(checkpoints(replica), std::int64_t(3));
        // A delivery from before all of them moves every one.
        replica.receive(crafted(31, 31, {movement(numbered(31), 0, 1000, 700)}));
        (void)replica.keptDigest();
        QCOMPARE(checkpoints(replica), std::int64_t(3));
        QVERIFY(replica.dump() != before);
    }
    void anEntryThatComesLateTakesTheOneItCorrectsOutOfTheCheckpoints()
    {
        const auto counted = [](std::uint64_t id, TimeUs at, std::int64_t quantity) {
            schema::CountEntry entry;
            entry.set_count(numbered(4000).string());
            entry.set_variant(variant(0).string());
            entry.set_location(location().string());
            entry.set_quantity(quantity);
            entry.set_at_us(at);
            return insertOf(entry, numbered(id));
        };
        schema::CountClosing closing;
        closing.set_count(numbered(4000).string());
        closing.set_at_us(10);
        Replica replica;
        replica.receive(
            crafted(1, 1,
                    {movement(numbered(1), 1, 5000, 500), movement(numbered(2), 2, 5000, 1000), counted(3, 3, 1000),
                     movement(numbered(4), 5, 1000, 300), insertOf(closing, numbered(5))}));
        (void)replica.keptDigest();
        replica.receive(crafted(2, 2, {counted(6, 7, 11'000)})); // Ten were there all along.
        (void)replica.keptDigest();
        const SqliteView view(replica.database());
        const auto last = view.lastCost(variant(0), location(), CostMethod::Fifo);
        QVERIFY(last);
        QCOMPARE(last->result().valueE4, std::int64_t(18'000'000));
    }
};
QTEST_GUILESS_MAIN(StockCostsTest)
#include "tst_stock_costs.moc"
