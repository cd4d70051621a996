#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/purchase.h"
#include "domain/inventory/stock_cost.h"
#include "domain/inventory/transfer.h"

#include <rapidcheck.h>

#include <algorithm>
#include <numeric>

using namespace kontor;

namespace {

RawId numbered(std::uint64_t n)
{
    return RawId::imported("event", std::to_string(n), 0);
}

StockEvent moved(TimeUs at, std::int64_t quantity, std::optional<std::int64_t> cost = {})
{
    StockEvent event;
    event.at = at;
    event.id = numbered(static_cast<std::uint64_t>(at));
    event.quantity = quantity * 1000;
    event.cost = cost;
    return event;
}

std::vector<StockEvent> randomEvents()
{
    std::vector<StockEvent> events;
    const auto count = *rc::gen::inRange(0, 40);
    for (int i = 0; i < count; ++i) {
        StockEvent event;
        event.at = *rc::gen::inRange<TimeUs>(0, 20); // Several at one instant.
        event.id = numbered(static_cast<std::uint64_t>(i));
        event.lot = *rc::gen::element<Bytes>("", "", "A", "B");
        switch (*rc::gen::inRange(0, 6)) {
        case 0:
            event.kind = StockEvent::Kind::Counted;
            event.quantity = *rc::gen::inRange<std::int64_t>(0, 9000);
            break;
        case 1:
            event.kind = StockEvent::Kind::Valued;
            event.cost = *rc::gen::inRange<std::int64_t>(-500, 500);
            break;
        case 2:
        case 3:
            event.quantity = *rc::gen::inRange<std::int64_t>(1, 9000);
            if (*rc::gen::arbitrary<bool>())
                event.cost = *rc::gen::inRange<std::int64_t>(0, 10'000);
            break;
        default:
            event.quantity = *rc::gen::inRange<std::int64_t>(-9000, 0);
            if (*rc::gen::weightedElement<bool>({{3, false}, {1, true}})) // A receipt that was none.
                event.cost = *rc::gen::inRange<std::int64_t>(0, 10'000);
            break;
        }
        events.push_back(event);
    }
    std::sort(events.begin(), events.end(), isBefore);
    return events;
}

} // namespace

class StockCostTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatWasReceivedIsWhatWasIssuedCorrectedAndLeft()
    {
        QVERIFY(rc::check("conservation of cost and quantity", [] {
            const auto events = randomEvents();
            for (const auto method : {CostMethod::MovingAverage, CostMethod::Fifo}) {
                const auto cost = costOf(events, method);
                RC_ASSERT(cost.receivedE4 == cost.issuedE4 + cost.correctedE4 + cost.valueE4);
                RC_ASSERT(cost.quantity == tally(events).total.thousandths);
                std::int64_t sum = 0;
                for (const auto& step : cost.steps)
                    sum += step.quantity;
                RC_ASSERT(sum == cost.quantity);
                if (cost.quantity == 0)
                    RC_ASSERT(cost.valueE4 == 0);
                if (cost.quantity > 0)
                    RC_ASSERT(cost.valueE4 >= 0);
            }
        }));
    }
    void goingOnFromAnyCheckpointIsTheWholeFold()
    {
        QVERIFY(rc::check("a checkpoint anywhere", [] {
            const auto events = randomEvents();
            const auto at = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
            for (const auto method : {CostMethod::MovingAverage, CostMethod::Fifo}) {
                CostFold before(method);
                for (std::size_t i = 0; i < at; ++i)
                    before.add(events[i], i);
                CostFold after = before; // Kept, while the first goes elsewhere.
                before.add(moved(100, 5, 1), 99);
                for (std::size_t i = at; i < events.size(); ++i)
                    after.add(events[i], i);
                const auto whole = costOf(events, method);
                const auto resumed = after.result();
                RC_ASSERT(resumed.valueE4 == whole.valueE4);
                RC_ASSERT(resumed.issuedE4 == whole.issuedE4);
                RC_ASSERT(resumed.correctedE4 == whole.correctedE4);
                RC_ASSERT(resumed.steps.size() == whole.steps.size());
            }
        }));
    }
    void withoutACountOrShortageBothMethodsSpendTheSameInTheEnd()
    {
        QVERIFY(rc::check("average and FIFO agree once everything is sold", [] {
            std::vector<StockEvent> events;
            std::int64_t there = 0;
            const auto deliveries = *rc::gen::inRange(1, 8);
            for (int i = 0; i < deliveries; ++i) {
                const auto quantity = *rc::gen::inRange<std::int64_t>(1, 50);
                events.push_back(moved(i * 2, quantity, *rc::gen::inRange<std::int64_t>(0, 10'000)));
                there += quantity;
                const auto sold = *rc::gen::inRange<std::int64_t>(0, there + 1);
                if (sold > 0)
                    events.push_back(moved(i * 2 + 1, -sold));
                there -= sold;
            }
            if (there > 0)
                events.push_back(moved(1000, -there));
            const auto average = costOf(events, CostMethod::MovingAverage);
            const auto fifo = costOf(events, CostMethod::Fifo);
            RC_ASSERT(average.issuedE4 == fifo.issuedE4);
            RC_ASSERT(average.issuedE4 == average.receivedE4);
            RC_ASSERT(average.correctedE4 == 0 && fifo.correctedE4 == 0);
        }));
    }
    void theAverageIsThatOfWhatIsThere()
    {
        const std::vector events{moved(1, 10, 1000), moved(2, 10, 2000), moved(3, -5)};
        const auto cost = costOf(events, CostMethod::MovingAverage);
        QCOMPARE(cost.steps.back().costE4, std::int64_t(7'500'000)); // Five at 1.50.
        QCOMPARE(cost.valueE4, std::int64_t(22'500'000));
    }
    void firstInIsFirstOut()
    {
        const std::vector events{moved(1, 10, 1000), moved(2, 10, 2000), moved(3, -12)};
        const auto cost = costOf(events, CostMethod::Fifo);
        QCOMPARE(cost.steps.back().costE4, std::int64_t(14'000'000)); // Ten at 1.00 and two at 2.00.
        QCOMPARE(cost.valueE4, std::int64_t(16'000'000));
    }
    void whatIsSoldBeforeItsDeliveryIsKnownIsCorrectedByIt()
    {
        // Two more go out than are there, at what one cost last; they are delivered at 3.00.
        const std::vector events{moved(1, 1, 100), moved(2, -3), moved(3, 10, 3000)};
        for (const auto method : {CostMethod::MovingAverage, CostMethod::Fifo}) {
            const auto cost = costOf(events, method);
            QCOMPARE(cost.issuedE4, std::int64_t(3'000'000));
            QCOMPARE(cost.correctedE4, std::int64_t(4'000'000));
            QCOMPARE(cost.valueE4, std::int64_t(24'000'000));
        }
    }
    void aDeliveryThatIsKnownLateIsInTheCostOfWhatWasSoldSince()
    {
        std::vector events{moved(10, 10, 1000), moved(30, -10)};
        QCOMPARE(costOf(events, CostMethod::MovingAverage).issuedE4, std::int64_t(10'000'000));
        events.push_back(moved(20, 10, 3000)); // A month late, but it came before they were sold.
        std::sort(events.begin(), events.end(), isBefore);
        QCOMPARE(costOf(events, CostMethod::MovingAverage).issuedE4, std::int64_t(20'000'000));
    }
    void freightIsInTheValueOfWhatIsLeftAndCorrectedWhenNothingIs()
    {
        StockEvent freight;
        freight.kind = StockEvent::Kind::Valued;
        freight.at = 5;
        freight.cost = 200;
        QCOMPARE(costOf(std::vector{moved(1, 10, 1000), freight}, CostMethod::Fifo).valueE4, std::int64_t(12'000'000));
        const auto gone = costOf(std::vector{moved(1, 10, 1000), moved(2, -10), freight}, CostMethod::Fifo);
        QCOMPARE(gone.valueE4, std::int64_t(0));
        QCOMPARE(gone.correctedE4, std::int64_t(2'000'000));
    }
    void absurdQuantitiesStopNobody()
    {
        std::vector<StockEvent> events;
        for (const auto quantity : {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN + 1}) {
            StockEvent event;
            event.at = static_cast<TimeUs>(events.size());
            event.quantity = quantity;
            event.cost = INT64_MAX;
            events.push_back(event);
        }
        (void)costOf(events, CostMethod::Fifo);
        (void)costOf(events, CostMethod::MovingAverage);
        QCOMPARE(tally(events).total.thousandths, std::int64_t(-1));
    }
    void sharesOfFreightAddUpToIt()
    {
        QVERIFY(rc::check("landed cost", [] {
            const auto amount = *rc::gen::inRange<std::int64_t>(-100'000, 100'000);
            const auto weights = *rc::gen::nonEmpty(
                rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 10'000)));
            const auto shares = sharesOf(amount, weights);
            RC_ASSERT(shares.size() == weights.size());
            RC_ASSERT(std::accumulate(shares.begin(), shares.end(), std::int64_t(0)) == amount);
        }));
    }
    void thePartsOfATransferCostWhatAllOfItDid()
    {
        QVERIFY(rc::check("cost of a transfer in parts", [] {
            const auto cost = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
            const Quantity whole{*rc::gen::inRange<std::int64_t>(1, 20'000)};
            Quantity before;
            std::int64_t sum = 0;
            while (before < whole) {
                const Quantity part{*rc::gen::inRange<std::int64_t>(1, whole.thousandths - before.thousandths + 1)};
                sum += costShare(cost, before, part, whole);
                before = before + part;
            }
            RC_ASSERT(sum == cost);
            RC_ASSERT(costShare(cost, whole, Quantity{500}, whole) == 0); // More came than was sent.
        }));
    }
};
QTEST_GUILESS_MAIN(StockCostTest)
#include "tst_stock_cost.moc"
