#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/inventory/reservation.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_state.h"
#include "domain/orders/park.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/orders/shift.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/cash_rounding.h"
#include "domain/schema/payments.pb.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

#include <map>

using namespace kontor;
using namespace kontor::testing;

namespace {

struct Till : TestShop {
    Id<schema::Variant> mug = addGoods("MUG", "3.33");
    Actor boss = administrator();

    Till()
    {
        const Id<schema::Customer> ann(run(addCustomer, boss, {"C1", "Ann", {}}).value().mainId());
        customer = ann;
        (void)run(openShift, boss, {money("100.00")}).value();
    }
    Id<schema::Customer> customer;
    std::string verdict;

    /// Runs it, and asks the server what it thinks of it.
    template <typename Input>
    Result<Commit> judged(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                          const std::type_identity_t<Input>& input)
    {
        const auto before = reader;
        auto made = run(command, boss, input);
        if (made && !made->isLocalOnly()) {
            const auto sealed = seal(*made);
            const auto said = review(before, before, sealed, changesOf(sealed).value());
            verdict = said.verdict == schema::ACCEPTED
                          ? "ACCEPTED"
                          : said.reasons.at(0).subject() + ": " + said.reasons.at(0).detail();
        }
        return made;
    }
    Id<schema::Order> place(schema::OrderKind kind, std::int64_t mugs)
    {
        (void)run(addToCart, boss, {mug, Quantity::whole(mugs)}).value();
        (void)run(setCartCustomer, boss, {customer}).value();
        return Id<schema::Order>(judged(placeOrder, {kind, cart().total}).value().mainId());
    }
    Result<Commit> pay(Id<schema::Order> order, std::string_view cash)
    {
        return judged(payDeposit, {order, money(cash), {}});
    }
    /// Hands over what is in the cart, the rest in cash.
    Result<Commit> sellRest()
    {
        const auto view = cart();
        const Money rest = view.total - depositFor(reader, view, money("0.00")).value();
        SellInput input{view.total, {}};
        if (rest.minor() > 0)
            input.payments.push_back(cashPayment(rest, rest).value());
        return judged(sell, input);
    }
    schema::OrderLine lineOf(Id<schema::Order> order) const
    {
        return reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.bytes()).at(0);
    }
    Money drawer() const
    {
        const auto opening = openShiftOf(reader, context.terminal).value();
        return shiftReport(reader, Id<schema::ShiftOpening>(opening.id()), context.origin, context.nextReceiptNumber)
            .value()
            .expected;
    }
};

} // namespace

class PlacedOrderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCardDepositGoesBackToItsCard()
    {
        Till till;
        const auto order = till.place(schema::LAYAWAY, 3);
        const auto atTerminal = [&](std::string_view amount, std::optional<Id<schema::PaymentAttempt>> of) {
            const Id<schema::PaymentAttempt> id(
                till.run(beginCardPayment, till.boss, {till.money(amount), "simulated", of}).value().mainId());
            TerminalAnswer answer;
            answer.state = schema::CARD_CAPTURED;
            (void)till.run(noteCardAnswer, till.boss, {id, answer}).value();
            Tender tender{schema::CARD, till.money(amount)};
            tender.attempt = id;
            return tender;
        };
        const auto charged = atTerminal("9.99", {});
        QVERIFY(till.judged(payDeposit, {order, {}, {charged}}));
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QCOMPARE(TestShop::errorOf(till.judged(cancelOrder, {order, "moved"})), std::string("Conflict attempt"));
        const auto refunded = atTerminal("-9.99", charged.attempt);
        const auto done = till.judged(cancelOrder, {order, "moved", {}, {refunded}});
        QVERIFY2(done, TestShop::errorOf(done).c_str());
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        std::map<int, std::int64_t> byMethod;
        for (const auto& row : till.reader.where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.bytes()))
            byMethod[row.method()] += row.amount().minor();
        for (const auto& [method, minor] : byMethod)
            QCOMPARE(minor, std::int64_t(0));
        QCOMPARE(byMethod.size(), std::size_t(1));
    }
    void theSettingSaysWhereADepositGoesBackTo()
    {
        Till till;
        const auto order = till.place(schema::LAYAWAY, 3);
        QVERIFY(till.pay(order, "5.00"));
        (void)till.run(changeSetting, till.boss, {till.context.store.raw, std::string(returnsRefundTo), "store-credit"})
            .value();
        QVERIFY(till.judged(cancelOrder, {order, "moved"}));
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QCOMPARE(till.drawer(), till.money("105.00"));
        const auto credits = till.reader.all<schema::StoredValueEntry>();
        QCOMPARE(credits.size(), std::size_t(1));
        QCOMPARE(credits[0].amount_minor(), std::int64_t(500));
    }
    void depositsArePaidInCoinsThereAre()
    {
        QVERIFY(rc::check("coins of deposits", [] {
            Till till;
            (void)till.run(changeSetting, till.boss, {till.context.store.raw, std::string(cashUnits), "GBP=0.05"})
                .value();
            const auto order = till.place(schema::ORDERED, *rc::gen::inRange<std::int64_t>(1, 6));
            for (int step = *rc::gen::inRange(0, 6); step > 0; --step) {
                if (*rc::gen::arbitrary<bool>()) {
                    const auto minor = *rc::gen::inRange<std::int64_t>(1, 700);
                    const auto paid = till.judged(payDeposit, {order, Money(minor, till.currency()), {}});
                    RC_ASSERT(!paid || (minor % 5 == 0 && till.verdict == "ACCEPTED"));
                } else {
                    const Id<schema::OrderLine> line(till.lineOf(order).id());
                    if (till.run(handOver, till.boss, {order, {{line, Quantity::whole(1)}}})) {
                        const auto view = till.cart();
                        const auto left = depositLeft(till.reader, order).value();
                        const Money rest = view.total - std::min(view.total, left);
                        const Money coins = rest + cashRounding(rest, till.money("0.05"));
                        SellInput input{view.total, {}};
                        if (coins.minor() > 0)
                            input.payments.push_back(cashPayment(coins, coins).value());
                        RC_ASSERT(till.judged(sell, input).has_value());
                        RC_ASSERT(till.verdict == "ACCEPTED");
                    }
                }
                RC_ASSERT(till.drawer().minor() % 5 == 0);
            }
            const auto left = depositLeft(till.reader, order)->minor();
            const auto before = till.drawer().minor();
            if (till.judged(cancelOrder, {order, "why"})) {
                RC_ASSERT(till.verdict == "ACCEPTED");
                RC_ASSERT(till.drawer().minor() % 5 == 0);
                RC_ASSERT(std::abs(before - till.drawer().minor() - left) < 5);
            }
            RC_ASSERT(depositLeft(till.reader, order)->minor() == 0);
        }));
    }
    void whatIsPaidBetweenTwoShiftsIsInTheNext()
    {
        Till till;
        const auto close = [&] { QVERIFY(till.judged(closeShift, {till.drawer()})); };
        const auto order = till.place(schema::LAYAWAY, 3);
        close();
        till.tick(10);
        QVERIFY(till.pay(order, "5.00"));
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        till.tick(10);
        QVERIFY(till.run(openShift, till.boss, {till.money("50.00")}));
        QCOMPARE(till.drawer(), till.money("55.00"));
        QVERIFY(till.pay(order, "1.00"));
        close();
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        till.tick(10);
        QVERIFY(till.run(openShift, till.boss, {till.money("50.00")}));
        QCOMPARE(till.drawer(), till.money("50.00"));
        QCOMPARE(closingsOf(till.reader, till.context.terminal).back().cash_in_minor(), std::int64_t(600));
    }
    void aCancelledOrderGivesItsCodesBack()
    {
        Till till;
        const auto order = till.place(schema::QUOTATION, 2);
        schema::PromotionUse use;
        use.set_order(order.string());
        use.set_code(till.context.newId().string());
        use.set_uses(1);
        use.set_amount_minor(50);
        Commit commit{"place-order", till.context, till.boss};
        commit.insert(use);
        (void)till.take(commit).value();
        const auto usesOf = [&] {
            return till.reader.promotionUses(schema::PromotionUse::kCodeFieldNumber, use.code(), {});
        };
        QCOMPARE(usesOf().uses, std::int64_t(1));
        QVERIFY(till.judged(cancelOrder, {order, "not taken"}));
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QCOMPARE(usesOf().uses, std::int64_t(0));
        QCOMPARE(usesOf().amountMinor, std::int64_t(0));
    }
    void aLayawayIsPutAsidePaidInPartsAndHandedOver()
    {
        Till till;
        const auto next = till.context.nextReceiptNumber;
        const auto order = till.place(schema::LAYAWAY, 3);
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QCOMPARE(till.context.nextReceiptNumber, next);
        QCOMPARE(till.reader.stockLevel(till.mug, till.location()), Quantity{});
        QCOMPARE(TestShop::errorOf(till.pay(order, "1.99")), std::string("Invalid deposit")); // 20 % of 9.99.
        QVERIFY(till.pay(order, "2.00"));
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QVERIFY(till.pay(order, "1.00"));
        QCOMPARE(TestShop::errorOf(till.pay(order, "7.00")), std::string("Invalid deposit"));
        QCOMPARE(till.drawer(), till.money("103.00"));

        // Two of them, at that day's price; then the last one.
        till.tick(10);
        QVERIFY(till.run(handOver, till.boss,
                         {order, {{Id<schema::OrderLine>(till.lineOf(order).id()), Quantity::whole(2)}}}));
        QCOMPARE(till.cart().total, till.money("6.66"));
        const auto first = till.sellRest();
        QVERIFY2(first, TestShop::errorOf(first).c_str());
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QCOMPARE(depositLeft(till.reader, order)->minor(), std::int64_t(0));
        QVERIFY(orderHistory(till.reader, order).state == schema::ORDER_PENDING);
        QVERIFY(till.run(handOver, till.boss, {order, {}}));
        QVERIFY(till.sellRest());
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QVERIFY(orderHistory(till.reader, order).state == schema::ORDER_DELIVERED);
        QCOMPARE(till.drawer(), till.money("109.99"));
        QCOMPARE(till.reader.stockLevel(till.mug, till.location()), Quantity::whole(-3));
        QCOMPARE(TestShop::errorOf(till.run(handOver, till.boss, {order, {}})), std::string("Conflict state"));
    }
    void theDrawerIsRightHoweverAnOrderIsPaidAndHandedOver()
    {
        QVERIFY(rc::check("placed orders", [] {
            Till till;
            const auto mugs = *rc::gen::inRange<std::int64_t>(1, 8);
            const auto order = till.place(schema::ORDERED, mugs);
            auto left = mugs * 333;
            auto given = mugs;
            std::int64_t sold = 0;
            for (int step = *rc::gen::inRange(0, 8); step > 0; --step) {
                if (const auto amount = *rc::gen::inRange<std::int64_t>(1, left + 2); *rc::gen::arbitrary<bool>()) {
                    const Money cash(amount, till.currency());
                    const auto paid = till.judged(payDeposit, {order, cash, {}});
                    if (paid)
                        left -= amount;
                    RC_ASSERT(!paid || till.verdict == "ACCEPTED");
                } else if (given > 0) {
                    const auto part = *rc::gen::inRange<std::int64_t>(1, given + 1);
                    const Id<schema::OrderLine> line(till.lineOf(order).id());
                    RC_ASSERT(till.run(handOver, till.boss, {order, {{line, Quantity::whole(part)}}}).has_value());
                    sold += till.cart().total.minor();
                    RC_ASSERT(till.sellRest().has_value());
                    RC_ASSERT(till.verdict == "ACCEPTED");
                    given -= part;
                }
            }
            const auto deposit = depositLeft(till.reader, order)->minor();
            RC_ASSERT(deposit >= 0);
            RC_ASSERT(till.drawer().minor() == 10'000 + sold + deposit);
            if (given == 0)
                return;
            // What is not wanted any more gives back just what was paid too much.
            RC_ASSERT(till.judged(cancelOrder, {order, "moved away"}).has_value());
            RC_ASSERT(till.verdict == "ACCEPTED");
            RC_ASSERT(till.drawer().minor() == 10'000 + sold);
            RC_ASSERT(depositLeft(till.reader, order)->minor() == 0);
        }));
    }
    void anOrderBecomesOnlyWhatTheTableSays()
    {
        // Written out once more: rows are what it is, columns what it may become, in the order of the enum.
        constexpr std::string_view table[] = {".xxx.xx.", "..xxxxx.", "...xxxx.", "..x..xx.",
                                              ".....x.x", ".......x", "........", "........"};
        for (int from = 0; from < 8; ++from)
            for (int to = 0; to < 8; ++to)
                QCOMPARE(mayFollow(static_cast<schema::OrderState>(from), static_cast<schema::OrderState>(to)),
                         table[from][static_cast<std::size_t>(to)] == 'x');
    }
    void statesFollowTheTableAndNothingElse()
    {
        QVERIFY(rc::check("order states", [] {
            Till till;
            const auto order = till.place(schema::ORDERED, 1);
            auto state = schema::ORDER_PENDING;
            for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 8))) {
                const auto next = static_cast<schema::OrderState>(step);
                const bool cancels = next == schema::ORDER_CANCELLED;
                till.tick(60);
                const auto done =
                    cancels ? till.judged(cancelOrder, {order, "why"}) : till.judged(advanceOrder, {order, next, {}});
                // Goods wait all the time, so nobody calls it delivered; what was shipped and is not wanted comes back.
                const bool returns = cancels && state == schema::ORDER_SHIPPED;
                RC_ASSERT(done.has_value() == (returns || (mayFollow(state, next) && next != schema::ORDER_DELIVERED)));
                RC_ASSERT(!done || till.verdict == "ACCEPTED");
                if (done)
                    state = returns ? schema::ORDER_RETURNED : next;
                if (done) { // Who and when.
                    const auto last = orderHistory(till.reader, order).events.back();
                    RC_ASSERT(last.staff() == till.boss.staff().string());
                    RC_ASSERT(last.at_us() == till.context.now);
                }
                RC_ASSERT(orderHistory(till.reader, order).state == state);
            }
        }));
    }
    void noDepositAndNoGoodsAreLeftBehindHoweverAnOrderEnds()
    {
        QVERIFY(rc::check("orders end with nothing left", [] {
            Till till;
            const auto mugs = *rc::gen::inRange<std::int64_t>(1, 5);
            const auto order = till.place(schema::ORDERED, mugs);
            std::int64_t sold = 0;
            for (int step = *rc::gen::inRange(0, 12); step > 0; --step) {
                const auto what = *rc::gen::inRange(0, 4);
                if (what == 0) {
                    (void)till.judged(payDeposit,
                                      {order, Money(*rc::gen::inRange<std::int64_t>(1, 999), till.currency()), {}});
                } else if (what == 1) {
                    const auto next = static_cast<schema::OrderState>(*rc::gen::inRange(1, 8));
                    (void)till.judged(advanceOrder, {order, next, {}});
                } else if (what == 2) {
                    const auto part = *rc::gen::inRange<std::int64_t>(1, mugs + 1);
                    const Id<schema::OrderLine> line(till.lineOf(order).id());
                    if (till.run(handOver, till.boss, {order, {{line, Quantity::whole(part)}}})) {
                        sold += till.cart().total.minor();
                        RC_ASSERT(till.sellRest().has_value());
                    }
                } else {
                    (void)till.judged(cancelOrder, {order, "not wanted"});
                }
                RC_ASSERT(till.verdict == "ACCEPTED");
            }
            const auto state = orderHistory(till.reader, order).state;
            const auto kept = reservedOf(till.reader, till.mug, till.location(), till.context.now).thousandths;
            RC_ASSERT(!isOver(state) || kept == 0);
            if (!isOver(state) || depositLeft(till.reader, order)->minor() != 0) {
                RC_ASSERT(till.judged(cancelOrder, {order, "the end"}).has_value());
                RC_ASSERT(till.verdict == "ACCEPTED");
            }
            RC_ASSERT(depositLeft(till.reader, order)->minor() == 0);
            RC_ASSERT(reservedOf(till.reader, till.mug, till.location(), till.context.now).thousandths == 0);
            RC_ASSERT(till.drawer().minor() == 10'000 + sold);
        }));
    }
    void aDepositPaysOnlyForGoodsOfItsOrder()
    {
        QVERIFY(rc::check("deposits in mixed carts", [] {
            Till till;
            const auto plate = till.addGoods("PLATE", "2.50");
            const auto order = till.place(schema::ORDERED, 4);
            RC_ASSERT(till.pay(order, "9.00").has_value());
            const auto mugs = *rc::gen::inRange<std::int64_t>(0, 5);
            const auto plates = *rc::gen::inRange<std::int64_t>(mugs == 0 ? 1 : 0, 6);
            RC_ASSERT(till.run(handOver, till.boss, {order, {}}).has_value());
            const auto line = till.cart().lines.front().line;
            if (plates > 0)
                RC_ASSERT(till.run(addToCart, till.boss, {plate, Quantity::whole(plates)}).has_value());
            RC_ASSERT(till.run(setLineQuantity, till.boss, {line, Quantity::whole(mugs)}).has_value());
            RC_ASSERT(till.cart().placed.isNil() == (mugs == 0));
            RC_ASSERT(till.sellRest().has_value());
            RC_ASSERT(till.verdict == "ACCEPTED");
            RC_ASSERT(depositLeft(till.reader, order)->minor() == std::max<std::int64_t>(900 - mugs * 333, 0));
        }));
    }
    void aCartWhoseGoodsOfAnOrderWereTakenOutIsOfNoOrder()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 2);
        const auto other = till.place(schema::ORDERED, 1);
        const auto handOverAnd = [&](auto step) {
            QVERIFY(till.run(handOver, till.boss, {order, {}}));
            (void)till.run(addToCart, till.boss, {till.mug}).value();
            QVERIFY(step(till.cart().lines.front().line));
            QVERIFY(till.cart().placed.isNil());
            QVERIFY(till.run(handOver, till.boss, {other, {}})); // Nothing of another is in it any more.
            QVERIFY(till.take(clearCart(till.reader, till.context, till.boss)));
        };
        handOverAnd([&](auto line) { return till.run(removeLine, till.boss, {line}); });
        handOverAnd([&](auto line) { return till.run(setLineQuantity, till.boss, {line, Quantity{}}); });
        handOverAnd([&](auto line) { return till.run(splitCart, till.boss, {{{line, Quantity::whole(2)}}, "Ann"}); });
        // What was set aside is the order's still, and what stayed never was.
        const auto aside = parkedCarts(till.reader, till.context.store, till.context.now);
        QCOMPARE(aside.size(), std::size_t(1));
        QVERIFY(till.run(recallCart, till.boss, {aside[0].cart}));
        QVERIFY(till.cart().placed == order);
    }
    void goodsOfACancelledOrderAreNotSold()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 2);
        QVERIFY(till.run(handOver, till.boss, {order, {}}));
        QVERIFY(till.judged(cancelOrder, {order, "moved"}));
        QVERIFY(!till.cart().isSellable());
        const auto refused = till.sellRest();
        QCOMPARE(TestShop::errorOf(refused), std::string("Conflict state"));
        QVERIFY2(refused.error().detail.find("take its goods out of the cart") != std::string::npos,
                 refused.error().detail.c_str());
        QVERIFY(till.run(removeLine, till.boss, {till.cart().lines.front().line}));
        (void)till.run(addToCart, till.boss, {till.mug}).value();
        QVERIFY(till.sellRest());
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
    }
    void whatWasHandedOverAndCameBackIsReturned()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 2);
        QVERIFY(till.run(handOver, till.boss, {order, {}}));
        const auto sale = till.sellRest().value();
        const Id<schema::OrderLine> line(till.lineOf(Id<schema::Order>(sale.mainId())).id());
        const auto back = [&] {
            QVERIFY(till.run(addReturn, till.boss, {line, Quantity::whole(1), schema::RESTOCKED, {}}));
            const auto done = till.sellRest();
            QVERIFY2(done, TestShop::errorOf(done).c_str());
            QCOMPARE(till.verdict, std::string("ACCEPTED"));
        };
        back();
        QVERIFY(orderHistory(till.reader, order).state == schema::ORDER_DELIVERED);
        back();
        QVERIFY(orderHistory(till.reader, order).state == schema::ORDER_RETURNED);
    }
    void aStateThatNobodyMaySayIsFlagged()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 2);
        for (const auto* command : {"advance-order", "cancel-order", "sell"}) {
            schema::OrderEvent event;
            event.set_order(order.string());
            event.set_state(schema::ORDER_DELIVERED);
            Commit commit{command, till.context, till.boss};
            commit.insert(event);
            auto copy = till;
            const auto sealed = copy.seal(commit);
            QVERIFY(review(till.reader, till.reader, sealed, changesOf(sealed).value()).verdict == schema::FLAGGED);
        }
    }
    void severalStatesInOneCommitAreFlagged()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 2);
        for (const int times : {1, 2}) {
            Commit commit{"advance-order", till.context, till.boss};
            for (int i = 0; i < times; ++i) {
                schema::OrderEvent event;
                event.set_order(order.string());
                event.set_state(schema::ORDER_CONFIRMED);
                commit.insert(event);
            }
            auto copy = till;
            const auto sealed = copy.seal(commit);
            QCOMPARE(review(till.reader, till.reader, sealed, changesOf(sealed).value()).verdict,
                     times == 1 ? schema::ACCEPTED : schema::FLAGGED);
        }
    }
    void twoTillsThatCancelOneOrderGiveItsCodeBackOnce()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 1);
        schema::PromotionUse use;
        use.set_order(order.string());
        use.set_code(Bytes(16, 'c'));
        use.set_uses(1);
        use.set_amount_minor(100);
        Commit taken{"place-order", till.context, till.boss};
        taken.insert(use);
        (void)till.take(taken).value();
        auto other = till;
        other.tick(1);
        std::map<Bytes, std::int64_t> uses;
        for (auto* one : {&till, &other}) {
            QVERIFY(one->judged(cancelOrder, {order, "not wanted"}));
            QCOMPARE(one->verdict, std::string("ACCEPTED"));
            for (const auto& row :
                 one->reader.where<schema::PromotionUse>(schema::PromotionUse::kOrderFieldNumber, order.bytes()))
                uses[row.id()] = row.uses();
        }
        std::int64_t sum = 0;
        for (const auto& [id, more] : uses)
            sum += more;
        QCOMPARE(uses.size(), std::size_t(2));
        QCOMPARE(sum, std::int64_t(0));
    }
    void anIllegalStateFromAnotherTillIsLeftOutAndKept()
    {
        Till till;
        const auto order = till.place(schema::ORDERED, 1);
        QVERIFY(till.judged(advanceOrder, {order, schema::ORDER_CONFIRMED, {}}));
        QVERIFY(till.judged(advanceOrder, {order, schema::ORDER_SHIPPED, {}}));
        schema::OrderEvent other;
        other.set_order(order.string());
        other.set_state(schema::ORDER_PROCESSING);
        Commit commit{"advance-order", till.context, till.boss};
        commit.insert(other);
        (void)till.take(commit).value();
        const auto history = orderHistory(till.reader, order);
        QVERIFY(history.state == schema::ORDER_SHIPPED);
        QCOMPARE(history.strays.size(), std::size_t(1));
    }
    void aQuotationTakesNoDepositAndExpires()
    {
        Till till;
        const auto order = till.place(schema::QUOTATION, 2);
        QCOMPARE(TestShop::errorOf(till.pay(order, "1.00")), std::string("Invalid deposit"));
        till.tick(91 * 86'400);
        till.boss = till.personWith({schema::SELL});
        QCOMPARE(TestShop::errorOf(till.run(handOver, till.boss, {order, {}})), std::string("Invalid order"));
    }
    void whatWasPaidByDepositGoesBackWhereTheDepositCameFrom()
    {
        Till till;
        const auto order = till.place(schema::LAYAWAY, 3);
        QVERIFY(till.pay(order, "9.99"));
        QVERIFY(till.run(handOver, till.boss, {order, {}}));
        const auto sale = till.sellRest().value();
        QCOMPARE(till.drawer(), till.money("109.99"));
        const auto line = till.lineOf(Id<schema::Order>(sale.mainId()));
        QVERIFY(till.run(addReturn, till.boss,
                         {Id<schema::OrderLine>(line.id()), Quantity::whole(3), schema::RESTOCKED, {}}));
        const auto back = till.sellRest();
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        QCOMPARE(till.verdict, std::string("ACCEPTED"));
        QCOMPARE(till.drawer(), till.money("100.00"));
    }
    void somebodyElsesOrderIsNotPaidOnAnInventedOne()
    {
        Till till;
        const auto sale = [&] {
            (void)till.run(addToCart, till.boss, {till.mug}).value();
            return Id<schema::Order>(till.sellExactly(till.boss).value().mainId());
        }();
        QCOMPARE(TestShop::errorOf(till.pay(sale, "1.00")), std::string("NotFound order"));
        schema::Payment forged;
        forged.set_order(sale.string());
        forged.mutable_amount()->set_minor(-100);
        Commit commit{"pay-deposit", till.context, till.boss};
        commit.insert(forged);
        const auto sealed = till.seal(commit);
        QVERIFY(review(till.reader, till.reader, sealed, changesOf(sealed).value()).verdict == schema::QUARANTINED);
    }
};

QTEST_GUILESS_MAIN(PlacedOrderTest)
#include "tst_placed_order.moc"
