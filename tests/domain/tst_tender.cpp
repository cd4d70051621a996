#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/loyalty/points.h"
#include "domain/loyalty/program.h"
#include "domain/orders/cart_payment.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// Somebody with points, a gift card and an account, in front of a mug for 2.57.
struct Counter : Till {
    Counter() : Till(false)
    {
        schema::LoyaltyProgram program;
        program.set_name("Club");
        program.set_active(true);
        program.set_minor_per_point(100);
        program.set_point_value_e4(10'000);
        (void)run(setLoyaltyProgram, boss, program).value();
        (void)run(adjustPoints, boss, {customer, 1'000, "a present"}).value();
        (void)giftCard("GIFT-1", "50.00");
        scan(mug);
        (void)run(setCartCustomer, boss, {customer}).value();
    }
    Tender tender(schema::PaymentMethod method, std::string_view amount)
    {
        return method == schema::CARD ? byCard(amount) : by(method, money(amount), "GIFT-1");
    }
};

} // namespace

/// What may pay for an order, and how much of it.
class TenderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyCashPaysMoreThanIsDue_data()
    {
        QTest::addColumn<int>("method");
        QTest::newRow("gift card") << int(schema::GIFT_CARD);
        QTest::newRow("on account") << int(schema::ON_ACCOUNT);
        QTest::newRow("points") << int(schema::LOYALTY_POINTS);
        QTest::newRow("voucher") << int(schema::VOUCHER);
        QTest::newRow("cheque") << int(schema::CHEQUE);
        QTest::newRow("card") << int(schema::CARD);
    }
    void onlyCashPaysMoreThanIsDue()
    {
        QFETCH(int, method);
        Counter till;
        const auto sellBy = [&](const std::vector<Tender>& tenders) {
            return till.run(sell, till.boss, {till.cart().total, {}, {}, tenders, {}});
        };
        const auto before = till.reader.all<schema::Payment>().size();
        const auto over = till.tender(static_cast<schema::PaymentMethod>(method), "2.58");
        const auto refused = sellBy({over});
        QCOMPARE(TestShop::errorOf(refused), std::string("Invalid payments"));
        QVERIFY2(refused.error().detail.find("only cash gives change") != std::string::npos,
                 refused.error().detail.c_str());
        // Neither in two parts, nor beside another means of payment.
        const auto part = till.tender(static_cast<schema::PaymentMethod>(method), "2.00");
        QCOMPARE(TestShop::errorOf(sellBy({till.tender(schema::VOUCHER, "0.58"), part})),
                 std::string("Invalid payments"));
        QCOMPARE(till.reader.all<schema::Payment>().size(), before); // Nothing is half done,
        QVERIFY(!till.cart().isEmpty());
        const auto sold = sellBy({till.tender(static_cast<schema::PaymentMethod>(method), "2.57")});
        QVERIFY2(sold, TestShop::errorOf(sold).c_str()); // and what is due is taken.
    }
    void cashOverMoreThanIsDueGivesTheRestBack()
    {
        Counter till;
        const auto total = till.cart().total;
        const auto paid = cashPayment(total, till.money("10.00")).value();
        QCOMPARE(paid.change, till.money("7.43"));
        const auto sold = till.run(sell, till.boss, {total, {paid}}).value();
        const auto rows = till.reader.where<schema::Payment>(schema::Payment::kOrderFieldNumber, sold.mainId().bytes());
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows[0].amount().minor(), std::int64_t(257)); // It settles what is due, and no more.
        QCOMPARE(rows[0].tendered().minor(), std::int64_t(1'000));
        QCOMPARE(rows[0].change().minor(), std::int64_t(743));
        // Less than is due is none; change that is not the difference is none either.
        till.scan(till.mug);
        QVERIFY(!cashPayment(total, till.money("2.56")));
        auto generous = paid;
        generous.change = till.money("7.44");
        QCOMPARE(TestShop::errorOf(till.run(sell, till.boss, {total, {generous}})), std::string("Invalid payments"));
        // Nor is more than the total in one payment, and the rest back in another.
        const auto more = cashPayment(till.money("5.00"), till.money("5.00")).value();
        const auto back = cashPayment(till.money("-2.43"), till.money("0.00")).value();
        QCOMPARE(TestShop::errorOf(till.run(sell, till.boss, {total, {more, back}})), std::string("Invalid payments"));
    }
    void aBillThatIsSplitByAmountIsOneOrderWithSeveralPayments()
    {
        QVERIFY(rc::check("parts of a bill", [] {
            Counter till;
            till.scan(till.plate, *rc::gen::inRange(1, 4));
            Money left = till.cart().total;
            const auto draw = [&] {
                return Money(*rc::gen::inRange<std::int64_t>(1, left.minor() + 1), till.currency());
            };
            for (auto payers = *rc::gen::inRange(0, 4); payers > 0 && left.minor() > 1; --payers) {
                CartPart part;
                const auto amount = draw();
                if (*rc::gen::arbitrary<bool>())
                    part.cash = cashPayment(amount, amount).value();
                else
                    part.tender = till.by(*rc::gen::element(schema::VOUCHER, schema::CHEQUE), amount);
                (void)till.run(takePart, till.boss, part).value();
                left -= amount;
            }
            SellInput input{till.cart().total, {}};
            for (const auto& part : cartParts(till.reader, till.context.terminal))
                if (part.cash)
                    input.payments.push_back(*part.cash);
                else
                    input.tenders.push_back(*part.tender);
            if (!left.isZero())
                input.payments.push_back(cashPayment(left, left + till.money("1.00")).value()); // The last has change.
            const auto orders = till.reader.all<schema::Order>().size();
            const auto sold = till.run(sell, till.boss, input);
            RC_ASSERT(TestShop::errorOf(sold) == "no error");
            RC_ASSERT(till.reader.all<schema::Order>().size() == orders + 1);
            std::int64_t paid = 0;
            for (const auto& row :
                 till.reader.where<schema::Payment>(schema::Payment::kOrderFieldNumber, sold->mainId().bytes()))
                paid += row.amount().minor();
            RC_ASSERT(paid == input.expectedTotal.minor());
            RC_ASSERT(cartParts(till.reader, till.context.terminal).empty());
        }));
    }
};

QTEST_GUILESS_MAIN(TenderTest)
#include "tst_tender.moc"
