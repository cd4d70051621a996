#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/orders/cart_payment.h"
#include "domain/orders/park.h"
#include "domain/orders/sell.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/card_state.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

struct Till : TestShop {
    Till()
    {
        const auto mug = addGoods("MUG", "12.50");
        (void)run(addToCart, cashier(), {mug}).value();
    }
    CartPart cashPart(std::string_view amount) const
    {
        CartPart part;
        part.cash = CashPayment{money(amount), money(amount), Money(0, currency())};
        return part;
    }
    CartPart cheque(std::string_view amount) const
    {
        Tender tender{schema::CHEQUE, money(amount)};
        tender.reference = "4711";
        CartPart part;
        part.tender = tender;
        return part;
    }
    std::vector<CartPart> parts() const { return cartParts(reader, context.terminal); }
};

} // namespace

class CartPaymentTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void partsAreKeptInTheirOrderWithWhatIsKnownOfThem()
    {
        Till till;
        (void)till.run(takePart, till.cashier(), till.cashPart("5.00")).value();
        (void)till.run(takePart, till.cashier(), till.cheque("2.00")).value();
        auto euro = till.cashPart("1.70");
        euro.cash->foreign = ForeignCash{*Money::parse("2.00", *Currency::fromAlpha("EUR"), "x"),
                                         Id<schema::ExchangeRate>(till.context.newId())};
        const auto third = till.run(takePart, till.cashier(), euro).value().mainId();
        const auto parts = till.parts();
        QCOMPARE(parts.size(), std::size_t(3));
        QCOMPARE(parts[0].cash->amount.minor(), 500);
        QCOMPARE(parts[1].tender->reference, std::string("4711"));
        QCOMPARE(int(parts[1].tender->method), int(schema::CHEQUE));
        QCOMPARE(parts[2].id.raw, third);
        QCOMPARE(parts[2].cash->amount.minor(), 170);
        QCOMPARE(parts[2].cash->foreign->tendered.minor(), 200);
        QCOMPARE(parts[2].cash->foreign->rate, euro.cash->foreign->rate);
    }

    void nothingOfItIsInTheJournal()
    {
        Till till;
        const auto commit = till.run(takePart, till.cashier(), till.cashPart("5.00")).value();
        QVERIFY(commit.changes().empty());
    }

    void aPartIsGivenBackOnce()
    {
        Till till;
        const Id<schema::CartPayment> part(till.run(takePart, till.cashier(), till.cashPart("5.00")).value().mainId());
        QVERIFY(till.run(givePartBack, till.cashier(), {part}).has_value());
        QVERIFY(till.parts().empty());
        QCOMPARE(TestShop::errorOf(till.run(givePartBack, till.cashier(), {part})), std::string("NotFound part"));
    }

    void theSaleTakesThemAlong()
    {
        Till till;
        (void)till.run(takePart, till.cashier(), till.cashPart("5.00")).value();
        const auto part = *till.parts().front().cash;
        const auto last = *cashPayment(till.money("7.50"), till.money("10.00"));
        QVERIFY(till.run(sell, till.cashier(), {till.money("12.50"), {part, last}}).has_value());
        QVERIFY(till.parts().empty());
    }

    void aCartWithMoneyInTheDrawerIsNeitherClearedNorParked()
    {
        Till till;
        (void)till.run(takePart, till.cashier(), till.cashPart("5.00")).value();
        QCOMPARE(TestShop::errorOf(till.take(clearCart(till.reader, till.context, till.cashier()))),
                 std::string("Conflict paid"));
        QCOMPARE(TestShop::errorOf(till.run(parkCart, till.cashier(), {})), std::string("Conflict paid"));
        (void)till.run(givePartBack, till.cashier(), {till.parts().front().id}).value();
        QVERIFY(till.run(parkCart, till.cashier(), {}).has_value());
    }

    void whatIsNoPartIsRefused()
    {
        Till till;
        auto change = till.cashPart("5.00");
        change.cash->tendered = till.money("10.00");
        change.cash->change = till.money("5.00");
        auto both = till.cheque("1.00");
        both.cash = till.cashPart("1.00").cash;
        CartPart card;
        card.tender = Tender{schema::CARD, till.money("1.00")};
        for (const auto& bad : {CartPart{}, change, both, card, till.cashPart("0.00"), till.cashPart("-1.00")})
            QCOMPARE(TestShop::errorOf(till.run(takePart, till.cashier(), bad)), std::string("Invalid part"));
        QVERIFY(till.parts().empty());
    }

    void anEmptyCartAndAFullListTakeNone()
    {
        Till till;
        for (std::size_t i = 0; i < maxCartPayments; ++i)
            (void)till.run(takePart, till.cashier(), till.cashPart("0.01")).value();
        QCOMPARE(TestShop::errorOf(till.run(takePart, till.cashier(), till.cashPart("0.01"))),
                 std::string("Invalid part"));
        TestShop empty;
        const CartPart part{{}, CashPayment{empty.money("1.00"), empty.money("1.00"), empty.money("0.00")}, {}};
        QCOMPARE(TestShop::errorOf(empty.run(takePart, empty.cashier(), part)), std::string("Invalid cart"));
    }

    void whoMayNotSellTakesNothing()
    {
        Till till;
        const auto nobody = till.personWith({});
        QCOMPARE(TestShop::errorOf(till.run(takePart, nobody, till.cashPart("1.00"))), std::string("Denied sell"));
    }

    void aCardAttemptRemembersItsTip()
    {
        Till till;
        const BeginCardPayment begin{till.money("14.50"), "by-hand", {}, 200};
        const Id<schema::PaymentAttempt> attempt(till.run(beginCardPayment, till.cashier(), begin).value().mainId());
        QCOMPARE(readCardPayment(till.reader, attempt)->attempt.tip_minor(), 200);
        for (const std::int64_t tip : {-1, 1450, 2000})
            QCOMPARE(TestShop::errorOf(
                         till.run(beginCardPayment, till.cashier(), {till.money("14.50"), "by-hand", {}, tip})),
                     std::string("Invalid tip"));
    }
};
QTEST_GUILESS_MAIN(CartPaymentTest)
#include "tst_cart_payment.moc"
