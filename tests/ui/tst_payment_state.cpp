#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/payments/cash_rounding.h"
#include "ui/sell/payment_state.h"

#include <rapidcheck.h>

#include <numeric>

using namespace kontor;

namespace {

Currency gbp()
{
    return Currency::fromAlpha("GBP").value();
}
Money pence(std::int64_t minor)
{
    return {minor, gbp()};
}

/// What checkPayments and checkTenders of the domain add up.
bool addsUp(const SellInput& input, const Money& total, const Money& coin)
{
    auto tenders = pence(0);
    for (const auto& tender : input.tenders)
        tenders += tender.amount;
    const auto inCash = total - tenders;
    auto cash = pence(0);
    for (const auto& payment : input.payments)
        cash += payment.amount;
    return cash == inCash + cashRounding(inCash, coin);
}

} // namespace

class PaymentStateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whateverIsTakenInParts_theSaleIsPaidToThePenny()
    {
        QVERIFY(rc::check([] {
            const auto total = pence(*rc::gen::inRange<std::int64_t>(1, 50'000));
            const auto coin = pence(*rc::gen::element<std::int64_t>(1, 5, 10, 100));
            PaymentState state(gbp());
            state.setTotal(total, coin);
            const auto parts = *rc::gen::container<std::vector<std::pair<bool, std::int64_t>>>(
                rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange<std::int64_t>(-10, 60'000)));
            for (const auto& [cash, minor] : parts) {
                if (state.isPaid())
                    break;
                const auto due = state.due();
                const auto rest = state.rest();
                const bool taken = cash ? state.takeCash(pence(minor)).has_value()
                                        : state.take({schema::CARD, pence(minor)}, "4242").has_value();
                if (taken) {
                    RC_ASSERT(minor > 0);
                    RC_ASSERT((cash ? pence(minor) < due : pence(minor) <= rest));
                } else {
                    RC_ASSERT(state.due() == due);
                    RC_ASSERT(state.rest() == rest);
                }
            }
            RC_PRE(state.taken().size() < 4U);
            std::optional<CashPayment> last;
            if (!state.isPaid())
                last = cashPayment(state.due(), state.due() + pence(7)).value();
            RC_ASSERT(addsUp(state.input(last), total, coin));
        }));
    }

    void aPartThatIsGivenBackIsOwedAgain()
    {
        PaymentState state(gbp());
        state.setTotal(pence(1250), pence(1));
        QVERIFY(state.takeCash(pence(500)));
        QVERIFY(state.take({schema::CARD, pence(300)}, {}));
        QCOMPARE(state.rest(), pence(450));
        const auto part = state.remove(0);
        QCOMPARE(int(part.method), int(schema::CASH));
        QCOMPARE(state.due(), pence(950));
    }

    void partsThatAreNoneAreRefused()
    {
        PaymentState state(gbp());
        state.setTotal(pence(1250), pence(5));
        QVERIFY(!state.takeCash(pence(0)));
        QVERIFY(!state.takeCash(pence(-5)));
        QVERIFY(!state.takeCash(pence(1250))); // All of it is no part.
        QVERIFY(!state.takeCash(pence(1001))); // No such coins.
        QVERIFY(!state.take({schema::CARD, pence(1251)}, {}));
        QVERIFY(state.taken().empty());
    }

    void whatIsLeftInCashIsRoundedToCoinsAndByCardIsNot()
    {
        PaymentState state(gbp());
        state.setTotal(pence(1003), pence(5));
        QCOMPARE(state.due(), pence(1005));
        QCOMPARE(state.rest(), pence(1003));
        QVERIFY(state.takeCash(pence(500)));
        QCOMPARE(state.due(), pence(505));
        QCOMPARE(state.rest(), pence(503));
        QVERIFY(state.take({schema::CARD, pence(503)}, {}));
        QVERIFY(state.isPaid());
        QVERIFY(addsUp(state.input({}), pence(1003), pence(5)));
    }

    void moneyThatGoesBackIsNoRest()
    {
        PaymentState state(gbp());
        state.setTotal(pence(-700), pence(1));
        QCOMPARE(state.due(), pence(-700));
        QCOMPARE(state.rest(), pence(0));
        QVERIFY(!state.isPaid());
        QVERIFY(!state.takeCash(pence(10)));
    }
};
QTEST_GUILESS_MAIN(PaymentStateTest)
#include "tst_payment_state.moc"
