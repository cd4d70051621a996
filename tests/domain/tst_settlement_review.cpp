#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/orders/pay_account.h"
#include "domain/orders/placed_order.h"
#include "domain/orders/shift.h"
#include "support/selling_till.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

/// What the server says of a commit some of whose rows were changed on the way.
struct Forging {
    explicit Forging(const Till& till, const Commit& commit, Till& signer)
        : before(till.reader),
          sealed(signer.seal(commit)),
          changes(changesOf(sealed).value())
    {}
    template <typename T>
    void turn(void (*how)(T&))
    {
        for (auto& change : changes)
            if (T row; change.type() == rowTypeOf(T::descriptor()).type && row.ParseFromString(change.body())) {
                how(row);
                change.set_body(row.SerializeAsString());
            }
    }
    template <typename T>
    void add(T row)
    {
        auto& change = changes.emplace_back();
        change.set_type(rowTypeOf(T::descriptor()).type);
        change.set_row(Bytes(16, 'z'));
        change.set_kind(schema::Change::INSERT);
        change.set_body(row.SerializeAsString());
    }
    [[nodiscard]] std::string verdict() const { return said(review(before, before, sealed, changes)); }

    MemoryReader before;
    SignedCommit sealed;
    std::vector<schema::Change> changes;
};

} // namespace

/// Each of these passed once: the till refuses it, and a till whose program was changed does not.
class SettlementReviewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCardPaymentNobodyMadeIsFlagged()
    {
        Till till(false);
        till.scan(till.mug);
        const auto charged = till.byCard("2.57");
        const auto sale = sell(till.reader, till.context, till.boss, {till.cart().total, {}, {}, {charged}}).value();
        Forging forged(till, sale, till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        forged.turn<schema::Payment>([](schema::Payment& row) { row.set_card_attempt(Bytes(16, 'x')); });
        QVERIFY(forged.verdict().find("no such card payment") != std::string::npos);
    }
    void aCardPaymentThatServedBeforeIsFlagged()
    {
        Till till(false);
        till.scan(till.mug);
        const auto first = till.byCard("2.57");
        (void)till.pay({first}).value();
        till.scan(till.mug);
        const auto second = till.byCard("2.57");
        const auto sale = sell(till.reader, till.context, till.boss, {till.cart().total, {}, {}, {second}}).value();
        Forging forged(till, sale, till);
        const auto attempt = first.attempt.string();
        for (auto& change : forged.changes)
            if (schema::Payment row;
                change.type() == rowTypeOf(schema::Payment::descriptor()).type && row.ParseFromString(change.body())) {
                row.set_card_attempt(attempt);
                change.set_body(row.SerializeAsString());
            }
        QVERIFY(forged.verdict().find("has paid for another order") != std::string::npos);
    }
    void aRefundToACardThatThePaymentTerminalNeverMadeIsFlagged()
    {
        Till till(false);
        till.scan(till.mug);
        const auto charged = till.byCard("2.57");
        const auto sale = till.pay({charged}).value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        const auto back = till.byCard("-2.57", schema::CARD_CAPTURED, charged.attempt);
        const auto refund = sell(till.reader, till.context, till.boss, {till.cart().total, {}, {}, {back}}).value();
        Forging forged(till, refund, till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        forged.turn<schema::Payment>([](schema::Payment& row) { row.set_card_attempt(Bytes(16, 'x')); });
        QVERIFY(forged.verdict().find("paid nothing back") != std::string::npos);
    }
    void whatWasNotAllowedAsTheAuthorSawItIsFlagged_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("a blocked gift card") << 0 << QByteArray("is blocked");
        QTest::newRow("more of a gift card than a till takes in a day") << 1 << QByteArray("this till may take");
        QTest::newRow("an account beyond its limit") << 2 << QByteArray("account.limit");
        QTest::newRow("money back otherwise than the rule says") << 3 << QByteArray("returns.refund-to");
        QTest::newRow("goods that come back too late") << 4 << QByteArray("days ago");
        QTest::newRow("goods without a receipt that are not taken back") << 5 << QByteArray("not taken back");
        QTest::newRow("practice on a till that was not set to it") << 6 << QByteArray("not set to practice");
        QTest::newRow("an account paid beyond what is owed") << 7 << QByteArray("no part of what was owed");
        QTest::newRow("a deposit by a card payment that was voided") << 8 << QByteArray("voided");
        QTest::newRow("goods of an order that was cancelled") << 9 << QByteArray("it is cancelled");
        QTest::newRow("money back to a store credit that is blocked") << 10 << QByteArray("is blocked");
        QTest::newRow("money back to a gift card that is blocked") << 11 << QByteArray("goes back otherwise");
    }
    void whatWasNotAllowedAsTheAuthorSawItIsFlagged()
    {
        QFETCH(int, what);
        QFETCH(QByteArray, says);
        Till till(false);
        const auto gift = till.giftCard("GIFT-1", "5.00");
        const auto plain = till.personWith({schema::SELL, schema::RETURN_GOODS});
        const auto make = [&](const Actor& actor, const SellInput& input) {
            return sell(till.reader, till.context, actor, input).value();
        };
        const auto sold = [&] {
            till.scan(till.mug);
            return till.pay().value();
        };
        // The commit is made while the shop allows it, and judged by a shop that does not.
        std::optional<Commit> commit;
        const auto cash = [&](Money total) { return std::vector<CashPayment>{cashPayment(total, total).value()}; };
        switch (what) {
        case 0:
        case 1:
            till.scan(till.mug);
            commit = make(plain, {till.cart().total, {}, {}, {till.by(schema::GIFT_CARD, till.money("2.57"), gift)}});
            if (what == 0)
                QVERIFY(till.run(blockStoredValue, till.boss, {gift, true}));
            else
                till.set(storedValueDayCap, "100");
            break;
        case 2:
            (void)till.run(setCartCustomer, till.boss, {till.customer}).value();
            till.scan(till.mug);
            commit = make(plain, {till.cart().total, {}, {}, {till.by(schema::ON_ACCOUNT, till.money("2.57"))}});
            till.set(accountLimit, "0");
            break;
        case 3: {
            const auto sale = sold();
            QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
            till.set(returnsRefundTo, "any");
            commit = make(plain, {till.cart().total, {}, {}, {}, {schema::STORE_CREDIT, {}}});
            till.set(returnsRefundTo, "tenders");
            break;
        }
        case 4: {
            const auto sale = sold();
            till.tick(3 * 86'400);
            QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
            commit = make(plain, {till.cart().total, {}});
            till.set(returnsDays, "1");
            break;
        }
        case 5:
            (void)till.run(addToCart, till.boss, {till.mug, Quantity::whole(-1)}).value();
            commit = make(plain, {till.cart().total, cash(till.cart().total)});
            till.set(returnsNoReceipt, "refused");
            break;
        case 6:
            till.set(tillTraining, "true");
            till.scan(till.mug);
            commit = make(plain, {till.cart().total, cash(till.cart().total)});
            till.set(tillTraining, "false");
            break;
        case 7:
            (void)till.run(setCartCustomer, till.boss, {till.customer}).value();
            till.scan(till.mug);
            (void)till.pay({till.by(schema::ON_ACCOUNT, till.money("2.57"))}).value();
            commit = payAccount(till.reader, till.context, till.boss, {till.customer, till.money("2.57"), {}}).value();
            QVERIFY(till.run(payAccount, till.boss, {till.customer, till.money("1.00"), {}}));
            break;
        case 8: {
            const auto placed = till.placed(1);
            const auto card = till.byCard("1.00");
            commit = payDeposit(till.reader, till.context, till.boss, {placed, std::nullopt, {card}}).value();
            TerminalAnswer answer;
            answer.state = schema::CARD_VOIDED;
            QVERIFY(till.run(noteCardAnswer, till.boss, {card.attempt, answer}));
            break;
        }
        case 9: {
            const auto placed = till.placed(2);
            QVERIFY(till.run(handOver, till.boss, {placed, {{till.lineOf(placed), Quantity::whole(1)}}}));
            commit = make(plain, {till.cart().total, cash(till.cart().total)});
            QVERIFY(till.run(cancelOrder, till.boss, {placed, "moved"}));
            break;
        }
        case 10:
        case 11: {
            till.set(returnsRefundTo, "any");
            till.scan(till.mug);
            const auto sale = what == 10 ? till.pay().value()
                                         : till.pay({till.by(schema::GIFT_CARD, till.money("2.57"), gift)}).value();
            RefundChoice choice;
            if (what == 10) {
                choice = {schema::STORE_CREDIT, "CREDIT-1"};
                QVERIFY(till.giveBack(till.linesOf(sold())[0], Quantity::whole(1)));
                (void)till.pay({}, choice).value();
            }
            QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
            commit = make(plain, {till.cart().total, {}, {}, {}, choice});
            QVERIFY(till.run(blockStoredValue, till.boss, {what == 10 ? "CREDIT-1" : gift, true}));
            break;
        }
        }
        const Forging forged(till, *commit, till);
        const auto verdict = review(forged.before, forged.before, forged.sealed, forged.changes);
        QVERIFY2(verdict.verdict == schema::FLAGGED, said(verdict).c_str());
        QVERIFY2(said(verdict).find(says.toStdString()) != std::string::npos, said(verdict).c_str());
    }
    void aDepositThatPaysForOtherGoodsIsFlagged()
    {
        Till till(false);
        const auto placed = till.placed(3);
        QVERIFY(till.run(payDeposit, till.boss, {placed, till.money("7.71"), {}}));
        QVERIFY(till.run(handOver, till.boss, {placed, {{till.lineOf(placed), Quantity::whole(1)}}}));
        till.scan(till.plate);
        const auto total = till.cart().total;
        Forging forged(
            till,
            sell(till.reader, till.context, till.boss, {total, {cashPayment(till.money("9.99"), total).value()}})
                .value(),
            till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        forged.turn<schema::Payment>([](schema::Payment& row) { // A penny of the plate.
            const bool deposit = row.method() == schema::DEPOSIT;
            row.mutable_amount()->set_minor(row.amount().minor() + (deposit ? 1 : -1));
            if (!deposit)
                row.mutable_change()->set_minor(row.change().minor() + 1);
        });
        QVERIFY2(forged.verdict().find("deposit") != std::string::npos, forged.verdict().c_str());
    }
    void aDepositByACardThatHasExpiredSinceGoesBackAsNewCredit()
    {
        Till till(false);
        till.set(giftCardExpiresDays, "10");
        const auto gift = till.giftCard("GIFT-1", "5.00");
        const auto placed = till.placed(1);
        QVERIFY(till.run(payDeposit, till.boss,
                         {placed, std::nullopt, {till.by(schema::GIFT_CARD, till.money("2.57"), gift)}}));
        till.tick(11 * 86'400);
        const Forging forged(till, cancelOrder(till.reader, till.context, till.boss, {placed, "moved"}).value(), till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        std::int64_t credited = 0;
        for (const auto& change : forged.changes)
            if (schema::Payment row;
                change.type() == rowTypeOf(schema::Payment::descriptor()).type && row.ParseFromString(change.body())) {
                QVERIFY(row.method() == schema::STORE_CREDIT);
                credited -= row.amount().minor();
            }
        QCOMPARE(credited, std::int64_t(257));
    }
    void aGiftCardThatComesBackLosesWhatIsOnIt()
    {
        Till till(false);
        AddToCart input{till.card, Quantity::whole(1), till.price("10.00")};
        input.issues = "GIFT-1";
        (void)till.run(addToCart, till.boss, input).value();
        const auto sale = till.pay().value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        Forging forged(till, sell(till.reader, till.context, till.boss, {till.cart().total, {}}).value(), till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        auto half = forged;
        half.turn<schema::OrderLine>([](schema::OrderLine& row) { row.set_quantity(-500); });
        QVERIFY2(half.verdict().find("comes back whole") != std::string::npos, half.verdict().c_str());
        forged.turn<schema::StoredValueEntry>([](schema::StoredValueEntry& row) { row.set_amount_minor(0); });
        QVERIFY2(forged.verdict().find("gift card") != std::string::npos, forged.verdict().c_str());
    }
    void chargesOfALineThatComesBackAreItsShare()
    {
        Till till(false);
        till.scan(till.mug, 2);
        const auto sale = till.pay().value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        Forging forged(till, sell(till.reader, till.context, till.boss, {till.cart().total, {}}).value(), till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        schema::LineTax tax;
        for (const auto& change : forged.changes)
            if (change.type() == rowTypeOf(schema::Order::descriptor()).type)
                tax.set_order(change.row());
        tax.set_line(1);
        tax.set_name("VAT");
        tax.set_amount_minor(-40);
        forged.add(tax);
        QVERIFY2(forged.verdict().find("taxes") != std::string::npos, forged.verdict().c_str());
    }
    void aNewGiftCardIsInTheMoneyItWasPaidIn()
    {
        Till till(false);
        AddToCart input{till.card, Quantity::whole(1), till.price("10.00")};
        input.issues = "GIFT-1";
        (void)till.run(addToCart, till.boss, input).value();
        const Money total = till.cart().total;
        Forging forged(till,
                       sell(till.reader, till.context, till.boss, {total, {cashPayment(total, total).value()}}).value(),
                       till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        forged.turn<schema::StoredValue>([](schema::StoredValue& row) { row.set_currency(48); }); // Bahraini dinar.
        QVERIFY2(forged.verdict().find("another currency") != std::string::npos, forged.verdict().c_str());
        QVERIFY(review(forged.before, forged.before, forged.sealed, forged.changes).verdict == schema::QUARANTINED);
    }
    void theServerFindsCardNumbersToo()
    {
        Till till(false);
        till.scan(till.mug);
        const Money total = till.cart().total;
        Forging forged(till,
                       sell(till.reader, till.context, till.boss, {total, {cashPayment(total, total).value()}}).value(),
                       till);
        forged.turn<schema::Order>([](schema::Order& row) { row.set_reference("4111.1111.1111.1111"); });
        QVERIFY2(forged.verdict().find("card number") != std::string::npos, forged.verdict().c_str());
        QVERIFY(forged.verdict().find("4111") == std::string::npos);
    }
    void sumsOfAClosingAreThoseOfItsOrders_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("sales") << 0 << QByteArray("sales");
        QTest::newRow("the drawer") << 1 << QByteArray("drawer");
        QTest::newRow("taxes") << 2 << QByteArray("taxes");
        QTest::newRow("payments") << 3 << QByteArray("payments");
        QTest::newRow("cash that was paid out") << 4 << QByteArray("movements");
    }
    void sumsOfAClosingAreThoseOfItsOrders()
    {
        QFETCH(int, what);
        QFETCH(QByteArray, says);
        Till till(false);
        QVERIFY(till.run(openShift, till.boss, {till.money("10.00")}));
        till.scan(till.mug, 3);
        (void)till.pay().value();
        Forging forged(till, closeShift(till.reader, till.context, till.boss, {till.money("17.71")}).value(), till);
        QCOMPARE(forged.verdict(), std::string("ACCEPTED"));
        for (auto& change : forged.changes) {
            schema::ShiftClosing row;
            QVERIFY(row.ParseFromString(change.body()));
            switch (what) {
            case 0:
                row.mutable_sums()->set_sales_minor(600);
                row.set_perpetual_sales_minor(600);
                break;
            case 1: row.mutable_expected()->set_minor(1600); break;
            case 2: row.mutable_sums()->set_tax_minor(1); break;
            case 3: row.mutable_sums()->mutable_tender(0)->set_amount_minor(1); break;
            case 4: row.set_cash_out_minor(100); break;
            }
            change.set_body(row.SerializeAsString());
        }
        QVERIFY2(forged.verdict().find(says.toStdString()) != std::string::npos, forged.verdict().c_str());
    }
};

QTEST_GUILESS_MAIN(SettlementReviewTest)
#include "tst_settlement_review.moc"
