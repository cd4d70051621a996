#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/line_goods.h"
#include "domain/inventory/stock_cost.h"
#include "domain/promotions/publish.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A till that knows what its goods had cost.
struct CostTill : Till {
    CostTill() : Till(false) {}

    void deliver(Id<schema::Variant> variant, std::int64_t count, std::int64_t costMinor)
    {
        tick(60);
        schema::StockMovement movement;
        movement.set_variant(variant.string());
        movement.set_location(location().string());
        movement.set_reason(schema::RECEIVED);
        movement.set_quantity(count * 1000);
        movement.set_cost_minor(costMinor);
        movement.set_at_us(context.now);
        Commit commit{"adjust-stock", context, boss};
        commit.insert(movement);
        (void)take(commit).value();
        tick(60);
    }
    /// Of the sale's lines in their order; "-": not known.
    std::vector<std::string> costs(const Result<Commit>& sale)
    {
        std::vector<std::string> costs;
        if (!sale)
            return {errorOf(sale)};
        for (const auto& line : linesOf(*sale))
            costs.push_back(line.has_cost_e4() ? std::to_string(line.cost_e4()) : "-");
        return costs;
    }
    std::vector<std::string> sold(Id<schema::Variant> variant, std::int64_t count)
    {
        scan(variant, count);
        auto found = costs(pay());
        if (said() != "ACCEPTED")
            found.push_back(said());
        return found;
    }
    [[nodiscard]] std::string said() const { return schema::Verdict_Name(verdict.verdict); }
};

using Costs = std::vector<std::string>;

} // namespace

class SaleCostTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineSaysWhatItsGoodsHadCostByTheAverageOfWhatWasThere()
    {
        CostTill till;
        QCOMPARE(till.sold(till.mug, 1), Costs({"-"})); // Nobody knows yet.
        till.deliver(till.mug, 11, 1000);               // One went out before it came.
        till.deliver(till.mug, 10, 2000);
        QCOMPARE(till.sold(till.mug, 3), Costs({"4363636"})); // 3 of 20 at 2909.09 together.
        QCOMPARE(till.sold(till.mug, 4), Costs({"5818182"})); // What is sold does not change what one costs.
        till.deliver(till.mug, 1000, 1'000'000);
        QCOMPARE(till.sold(till.mug, 1), Costs({"9890335"}));
        QCOMPARE(till.sold(till.plate, 1), Costs({"-"}));
    }
    void aReceiptThatWasUndoneIsInNoCostOfWhatIsSoldLater()
    {
        CostTill till;
        till.deliver(till.mug, 10, 1000);
        till.deliver(till.mug, 10, 5000);
        till.deliver(till.mug, 10, 5000);  // Taken in twice,
        till.deliver(till.mug, -10, 5000); // and undone.
        QCOMPARE(till.sold(till.mug, 1), Costs({"3000000"}));
    }
    void byFifoWhatCameFirstGoesFirst()
    {
        CostTill till;
        till.set(stockCostMethod, "fifo");
        till.deliver(till.mug, 2, 200);
        till.deliver(till.mug, 10, 5000);
        QCOMPARE(till.sold(till.mug, 1), Costs({"1000000"}));
        QCOMPARE(till.sold(till.mug, 3), Costs({"11000000"}));
        QCOMPARE(till.sold(till.mug, 9), Costs({"45000000"})); // One more than there is, at what one cost last.
        // Two lines of one sale take from one pile.
        till.deliver(till.plate, 1, 100);
        till.deliver(till.plate, 5, 1000);
        till.scan(till.plate);
        AddToCart other{till.plate, Quantity::whole(2), till.price("9.00")};
        QVERIFY(till.run(addToCart, till.boss, other));
        QCOMPARE(till.costs(till.pay()), Costs({"1000000", "4000000"}));
    }
    void goodsThatComeBackTakeTheirShareOfWhatTheyLeftWith()
    {
        CostTill till;
        till.deliver(till.mug, 3, 1000);
        till.scan(till.mug, 3);
        const auto sale = till.pay();
        QCOMPARE(till.costs(sale), Costs({"10000000"}));
        till.deliver(till.mug, 10, 90'000); // Today's cost says nothing.
        const auto line = till.linesOf(*sale).front();
        std::int64_t back = 0;
        for (int i = 0; i < 3; ++i) {
            QVERIFY(till.giveBack(line, Quantity::whole(1)));
            const auto returned = till.pay();
            QCOMPARE(till.said(), std::string("ACCEPTED"));
            back += till.linesOf(*returned).front().cost_e4();
        }
        QCOMPARE(back, std::int64_t(-10'000'000));
    }
    void whatIsThrownAwayBringsNoCostBackAndWhatHasNoReceiptCostsWhatOneDoesNow()
    {
        CostTill till;
        till.deliver(till.mug, 4, 400);
        till.scan(till.mug, 2);
        const auto sale = till.pay();
        AddReturn scrapped{Id<schema::OrderLine>(till.linesOf(*sale).front().id()), Quantity::whole(1)};
        scrapped.condition = schema::SCRAPPED;
        QVERIFY(till.run(addReturn, till.boss, scrapped));
        QCOMPARE(till.costs(till.pay()), Costs({"0"}));
        QCOMPARE(till.said(), std::string("ACCEPTED"));
        QVERIFY(till.run(addToCart, till.boss, {till.mug, Quantity::whole(-1)}));
        QCOMPARE(till.costs(till.pay()), Costs({"-1000000"}));
    }
    void aBundleCostsWhatItsPartsDidAndNothingIsSaidWhereOneIsNotKnown()
    {
        CostTill till;
        const auto basket = till.addGoods("BASKET", "20.00");
        QVERIFY(till.run(setParts, till.boss,
                         {basket, {{till.mug, Quantity::whole(2)}, {till.plate, Quantity::whole(1)}}}));
        till.deliver(till.mug, 10, 1000);
        QCOMPARE(till.sold(basket, 1), Costs({"-"}));
        till.deliver(till.plate, 10, 5000);
        QCOMPARE(till.sold(basket, 2), Costs({"14000000"}));
        QCOMPARE(till.sold(till.card, 1), Costs({"-"})); // A service has none.
    }
    void practiceWritesNoCost()
    {
        CostTill till;
        till.deliver(till.mug, 10, 1000);
        till.set(tillTraining, "true");
        QCOMPARE(till.sold(till.mug, 1), Costs({"-"}));
    }
    void theServerTakesWhatTheTillKnewAndObjectsToWhatNoTillCouldSay_data()
    {
        QTest::addColumn<qint64>("cost");
        QTest::addColumn<bool>("back");
        QTest::addColumn<bool>("flagged");
        QTest::newRow("as it was") << qint64(5'000'000) << false << false;
        QTest::newRow("of a delivery the server has not heard of") << qint64(7'777) << false << false;
        QTest::newRow("the other direction") << qint64(-5'000'000) << false << true;
        QTest::newRow("its share comes back") << qint64(-2'500'000) << true << false;
        QTest::newRow("more than its share comes back") << qint64(-2'500'001) << true << true;
    }
    void theServerTakesWhatTheTillKnewAndObjectsToWhatNoTillCouldSay()
    {
        QFETCH(qint64, cost);
        QFETCH(bool, back);
        QFETCH(bool, flagged);
        CostTill till;
        till.deliver(till.mug, 4, 1000);
        till.scan(till.mug, 2);
        if (back) {
            const auto sale = till.pay();
            QVERIFY(till.giveBack(till.linesOf(*sale).front(), Quantity::whole(1)));
        }
        const auto view = till.cart();
        SellInput input{view.total, {}, {}, {}, {}};
        if (!back)
            input.payments.push_back(cashPayment(view.total, view.total).value());
        const auto before = till.reader;
        const auto made = sell(till.reader, till.context, till.boss, input);
        QVERIFY2(made, TestShop::errorOf(made).c_str());
        Commit claimed{"sell", till.context, till.boss};
        for (const auto& draft : made->changes()) {
            const auto* type = rowType(draft.type);
            const std::unique_ptr<google::protobuf::Message> row(type->prototype->New());
            QVERIFY(row->ParseFromString(draft.body));
            row->GetReflection()->SetString(row.get(), type->idField, draft.row.string());
            if (draft.type == rowTypeOf(schema::OrderLine::descriptor()).type)
                static_cast<schema::OrderLine&>(*row).set_cost_e4(cost);
            claimed.insert(*row);
        }
        const auto sealed = till.seal(claimed);
        const auto judged = review(before, before, sealed, changesOf(sealed).value());
        QCOMPARE(schema::Verdict_Name(judged.verdict), std::string(flagged ? "FLAGGED" : "ACCEPTED"));
    }
    void byFifoAndByAverageItIsWhatTheFoldSaysOfTheSameSale()
    {
        QVERIFY(rc::check("deliveries and sales in turn", [] {
            for (const auto method : {CostMethod::MovingAverage, CostMethod::Fifo}) {
                CostTill till;
                till.set(stockCostMethod, method == CostMethod::Fifo ? "fifo" : "average");
                till.deliver(till.mug, 5, 1234);
                std::int64_t there = 5;
                for (int i = *rc::gen::inRange(1, 8); i > 0; --i) {
                    if (*rc::gen::arbitrary<bool>()) {
                        const auto count = *rc::gen::inRange<std::int64_t>(1, 10);
                        till.deliver(till.mug, count, *rc::gen::inRange<std::int64_t>(0, 10'000));
                        there += count;
                        continue;
                    }
                    const auto count = *rc::gen::inRange<std::int64_t>(1, 4);
                    if (count > there)
                        continue; // The fold corrects what was not there when it is delivered, the sale cannot know.
                    there -= count;
                    till.tick(1);
                    till.scan(till.mug, count);
                    const auto sale = till.pay();
                    RC_ASSERT(sale.has_value());
                    const auto line = till.linesOf(*sale).front();
                    const auto ledger = readLedger(till.reader, till.mug, till.location());
                    const auto cost = costOf(ledger, method);
                    const auto off = line.cost_e4() - cost.steps.back().costE4;
                    RC_ASSERT(off >= -20 && off <= 20); // Shares are rounded one after the other there, once here.
                }
            }
        }));
    }
};
QTEST_GUILESS_MAIN(SaleCostTest)
#include "tst_sale_cost.moc"
