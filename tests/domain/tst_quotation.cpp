#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/inventory/reservation.h"
#include "domain/orders/order_state.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// A shop that has quoted mugs at 2.57, which cost 4.00 by now.
struct QuotingTill : Till {
    explicit QuotingTill(std::int64_t mugs = 3) : Till(false)
    {
        put(mugs);
        quotation = place(schema::QUOTATION);
        (void)run(changePrice, boss, {mug, price("4.00"), "GBP", {}, {}}).value();
    }
    Id<schema::Order> quotation;

    void put(std::int64_t mugs)
    {
        (void)run(setCartCustomer, boss, {customer}).value();
        scan(mug, mugs);
    }
    template <typename Input>
    Result<Commit> judged(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                          const std::type_identity_t<Input>& input)
    {
        const auto before = reader;
        auto made = run(command, boss, input);
        if (made) {
            const auto sealed = seal(*made);
            verdict = review(before, before, sealed, changesOf(sealed).value());
        }
        return made;
    }
    Id<schema::Order> place(schema::OrderKind kind)
    {
        return Id<schema::Order>(judged(placeOrder, {kind, cart().total}).value().mainId());
    }
    Id<schema::Order> accept(std::int64_t mugs)
    {
        (void)run(handOver, boss, {quotation, {{lineOf(quotation), Quantity::whole(mugs)}}}).value();
        return place(schema::ORDERED);
    }
    [[nodiscard]] Money total(Id<schema::Order> order) const { return Money::from(reader.get(order)->total()).value(); }
    [[nodiscard]] schema::OrderState state(Id<schema::Order> order) const { return orderHistory(reader, order).state; }
};

} // namespace

/// A quotation is accepted: it becomes an order that waits, at its prices, whatever the goods cost by then.
class QuotationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anyPartsThatAreAcceptedCostWhatWasQuoted()
    {
        QVERIFY(rc::check("accepted quotations", [] {
            const auto mugs = *rc::gen::inRange<std::int64_t>(1, 8);
            QuotingTill till(mugs);
            Money sum = till.money("0.00");
            for (auto left = mugs; left > 0;) {
                const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
                const auto order = till.accept(part);
                RC_ASSERT(said(till.verdict) == "ACCEPTED");
                left -= part;
                RC_ASSERT(till.state(till.quotation) == (left == 0 ? schema::ORDER_DELIVERED : schema::ORDER_PENDING));
                RC_ASSERT(reservedOf(till.reader, till.mug, till.location(), till.context.now) ==
                          Quantity::whole(part));
                // It is an order like any other: it takes a deposit, and is handed over at the price quoted.
                RC_ASSERT(depositDue(till.reader, order) == till.total(order));
                RC_ASSERT(till.judged(payDeposit, {order, till.money("1.00"), {}}).has_value());
                RC_ASSERT(said(till.verdict) == "ACCEPTED");
                RC_ASSERT(till.run(handOver, till.boss, {order, {}}).has_value());
                RC_ASSERT(till.cart().total == till.total(order));
                const Money rest = till.total(order) - till.money("1.00");
                RC_ASSERT(till.judged(sell, {till.total(order), {cashPayment(rest, rest).value()}}).has_value());
                RC_ASSERT(said(till.verdict) == "ACCEPTED");
                RC_ASSERT(till.state(order) == schema::ORDER_DELIVERED);
                sum += till.total(order);
            }
            RC_ASSERT(sum == till.total(till.quotation));
        }));
    }
    void whatIsQuotedMayLieBesideOtherGoods()
    {
        QuotingTill till;
        (void)till.run(handOver, till.boss, {till.quotation, {}}).value();
        till.scan(till.plate);
        const auto order = till.place(schema::LAYAWAY);
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.total(order), till.money("17.70"));
    }
    void onlyAQuotationIsAcceptedAndOnlyAsWhatIsNone()
    {
        QuotingTill till;
        (void)till.run(handOver, till.boss, {till.quotation, {}}).value();
        QCOMPARE(TestShop::errorOf(till.run(placeOrder, till.boss, {schema::QUOTATION, till.cart().total})),
                 std::string("Invalid cart"));
        const auto order = till.place(schema::ORDERED);
        (void)till.run(handOver, till.boss, {order, {}}).value();
        QCOMPARE(TestShop::errorOf(till.run(placeOrder, till.boss, {schema::LAYAWAY, till.cart().total})),
                 std::string("Invalid cart"));
        QCOMPARE(TestShop::errorOf(till.run(handOver, till.boss, {till.quotation, {}})), std::string("Conflict state"));
    }
    void whatWasAcceptedAndCancelledGivesTheCodeBackThatTheQuotationUsed_data()
    {
        QTest::addColumn<int>("mugs");
        QTest::addColumn<int>("uses");
        QTest::newRow("all of it") << 3 << 0;
        QTest::newRow("a part, and the rest may still be had for it") << 2 << 1;
    }
    void whatWasAcceptedAndCancelledGivesTheCodeBackThatTheQuotationUsed()
    {
        QFETCH(int, mugs);
        QuotingTill till;
        schema::PromotionUse use;
        use.set_order(till.quotation.string());
        use.set_code(Bytes(16, 'c'));
        use.set_uses(1);
        Commit commit{"place-order", till.context, till.boss};
        commit.insert(use);
        (void)till.take(commit).value();
        const auto uses = [&] {
            return till.reader.promotionUses(schema::PromotionUse::kCodeFieldNumber, use.code(), {}).uses;
        };
        const auto order = till.accept(mugs);
        QCOMPARE(uses(), std::int64_t(1));
        QVERIFY(till.judged(cancelOrder, {order, "not wanted"}));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QTEST(int(uses()), "uses");
    }
    void aForgedAcceptanceIsFlagged()
    {
        QuotingTill till;
        const auto ordered = till.accept(2);
        (void)till.run(handOver, till.boss, {till.quotation, {}}).value();
        const auto commit = placeOrder(till.reader, till.context, till.boss, {schema::ORDERED, till.cart().total});
        const auto sealed = till.seal(commit.value());
        const auto changes = changesOf(sealed).value();
        QCOMPARE(said(review(till.reader, till.reader, sealed, changes)), std::string("ACCEPTED"));
        const auto verdict = [&](const auto& turn) {
            auto forged = changes;
            for (auto& change : forged)
                turn(change);
            std::string all;
            for (const auto& reason : review(till.reader, till.reader, sealed, forged).reasons)
                all += reason.subject() + ": " + reason.detail() + "; ";
            return all;
        };
        const auto order =
            verdict([&](schema::Change& change) { // Of an order that waits, which would be promised twice.
                if (schema::OrderLine line; change.type() == rowTypeOf(schema::OrderLine::descriptor()).type &&
                                            line.ParseFromString(change.body())) {
                    line.set_fulfils(till.lineOf(ordered).string());
                    change.set_body(line.SerializeAsString());
                }
                if (schema::Order row; change.type() == rowTypeOf(schema::Order::descriptor()).type &&
                                       row.ParseFromString(change.body())) {
                    row.set_placed(ordered.string());
                    change.set_body(row.SerializeAsString());
                }
            });
        QVERIFY2(order.find("only goods of a quotation become another order") != std::string::npos, order.c_str());
        const auto state = verdict([&](schema::Change& change) {
            if (schema::OrderEvent event; change.type() == rowTypeOf(schema::OrderEvent::descriptor()).type &&
                                          event.ParseFromString(change.body())) {
                event.set_state(schema::ORDER_SHIPPED);
                change.set_body(event.SerializeAsString());
            }
        });
        QVERIFY2(state.find("OrderEvent") != std::string::npos, state.c_str());
    }
};

QTEST_GUILESS_MAIN(QuotationTest)
#include "tst_quotation.moc"
