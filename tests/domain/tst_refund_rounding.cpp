#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/orders/park.h"
#include "support/selling_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// Takes all of `sold` back in random parts; `pay` settles each.
template <typename Pay>
void bringBack(Till& till, const Commit& sold, Pay pay)
{
    auto left = till.linesOf(sold);
    while (!left.empty()) {
        for (std::size_t i = left.size(); i-- > 0;) {
            if (*rc::gen::inRange(0, 3) == 2)
                continue;
            const auto part = *rc::gen::inRange<std::int64_t>(1, left[i].quantity() / 1000 + 1);
            RC_ASSERT(till.giveBack(left[i], Quantity::whole(part)).has_value());
            left[i].set_quantity(left[i].quantity() - part * 1000);
            if (left[i].quantity() == 0)
                left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (till.cart().isEmpty())
            continue;
        const auto back = pay();
        RC_ASSERT(TestShop::errorOf(back) == "no error");
        RC_ASSERT(said(till.verdict) == "ACCEPTED");
    }
}

} // namespace

/// Coins of five pence: what rounding leaves over in one refund is not lost, and not won, in the next.
class RefundRoundingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatRoundedToNoCoinAtAllComesBackWholeForNothing()
    {
        // Field notes: odoo 96721, 7.50 sold at 7.00 and refunded at 8.00.
        QVERIFY(rc::check("sales below a coin", [] {
            Till till;
            const auto screw = till.addGoods("SCREW", "0.01");
            const auto gift = till.giftCard("GIFT-1", "5.00");
            const auto start = till.till();
            const auto screws = *rc::gen::inRange(1, 3);
            till.scan(screw, screws);
            std::vector<Tender> tenders;
            if (*rc::gen::arbitrary<bool>()) { // The card pays all but a penny or two.
                till.scan(till.mug);
                tenders.push_back(till.by(schema::GIFT_CARD, till.money("2.57"), gift));
            }
            const auto sold = till.pay(tenders);
            RC_ASSERT(TestShop::errorOf(sold) == "no error");
            RC_ASSERT(said(till.verdict) == "ACCEPTED");
            const auto credit = *rc::gen::arbitrary<bool>();
            bringBack(till, *sold, [&] {
                return till.pay({}, credit && tenders.empty() ? RefundChoice{schema::STORE_CREDIT, "SC-0001"}
                                                              : RefundChoice{});
            });
            RC_ASSERT(till.till() == start);
        }));
    }
    void goodsPaidByCardAndPaidBackInCashComeToTheSameCoinsInAnyParts()
    {
        QVERIFY(rc::check("card to cash", [] {
            Till till;
            till.scan(till.mug, *rc::gen::inRange(1, 7));
            till.scan(till.plate, *rc::gen::inRange(1, 4));
            const Money total = till.cart().total;
            const auto sold = till.pay({till.byCard(total.toString())});
            RC_ASSERT(TestShop::errorOf(sold) == "no error");
            bringBack(till, *sold, [&] { return till.pay({}, {schema::CASH, {}}); });
            RC_ASSERT(till.till()["cash"] == -(total.minor() / 5 * 5));
        }));
    }
    void cashThatGoesBackAsStoreCreditIsWhatWasPaid()
    {
        QVERIFY(rc::check("cash to credit", [] {
            Till till;
            till.scan(till.mug, *rc::gen::inRange(1, 7));
            till.scan(till.plate, *rc::gen::inRange(1, 4));
            const auto sold = till.pay();
            RC_ASSERT(TestShop::errorOf(sold) == "no error");
            const auto paid = till.till()["cash"];
            const bool mixed = *rc::gen::arbitrary<bool>();
            bringBack(till, *sold, [&] {
                const bool cash = mixed && *rc::gen::arbitrary<bool>();
                return till.pay({}, cash ? RefundChoice{} : RefundChoice{schema::STORE_CREDIT, "SC-0001"});
            });
            const auto kept = till.till()["cash"] + till.till()["store-credit"];
            // Coins cannot pay the last pennies of what credit had a part of; never is more paid back than was taken.
            RC_ASSERT(kept >= 0);
            RC_ASSERT(kept < 5);
            if (!mixed)
                RC_ASSERT(kept == 0);
            RC_ASSERT(paid > 0);
        }));
    }
    void oneRefundOfTheCardPaysForOneOfTwoEqualParts()
    {
        Till till(false);
        till.scan(till.mug, 2);
        const auto first = till.byCard("2.57");
        const auto second = till.byCard("2.57");
        const auto sale = till.pay({first, second}).value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(2)));
        const auto back = till.byCard("-2.57", schema::CARD_CAPTURED, first.attempt);
        QCOMPARE(TestShop::errorOf(till.pay({back})), std::string("Conflict attempt"));
        const auto other = till.byCard("-2.57", schema::CARD_CAPTURED, second.attempt);
        const auto refunded = till.pay({back, other});
        QVERIFY2(refunded, TestShop::errorOf(refunded).c_str());
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QVERIFY(till.till().empty());
    }
    void aRuleOfStoreCreditHoldsForCashToo()
    {
        Till till(false);
        till.set(returnsRefundTo, "store-credit");
        till.scan(till.mug);
        const auto sale = till.pay().value();
        till.boss = till.personWith({schema::SELL, schema::RETURN_GOODS});
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        QCOMPARE(TestShop::errorOf(till.pay({}, {schema::CASH, {}})), std::string("Denied refund-to"));
        const auto back = till.pay({}, {{}, "SC-0001"});
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        QCOMPARE(readStoredValue(till.reader, "SC-0001")->balance, till.money("2.57"));
    }
    void aDebtGoesBackAsADebtWhateverTheRule_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<bool>("cash");
        QTest::newRow("store credit instead") << QByteArray("store-credit") << false;
        QTest::newRow("cash is chosen") << QByteArray("any") << true;
    }
    void aDebtGoesBackAsADebtWhateverTheRule()
    {
        QFETCH(QByteArray, rule);
        QFETCH(bool, cash);
        Till till(false);
        till.set(returnsRefundTo, rule.toStdString());
        (void)till.run(setCartCustomer, till.boss, {till.customer}).value();
        till.scan(till.mug);
        const auto sale = till.pay({till.by(schema::ON_ACCOUNT, till.money("2.57"))}).value();
        QVERIFY(till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)));
        const auto back = till.pay({}, cash ? RefundChoice{schema::CASH, {}} : RefundChoice{});
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        QCOMPARE(owedBy(till.reader, till.customer, till.currency())->minor(), std::int64_t(0));
        QVERIFY(till.till().empty());
    }
    void twoParkedCartsCannotSellOneGiftCard()
    {
        Till till(false);
        AddToCart input{till.card, Quantity::whole(1), till.price("10.00")};
        input.issues = "GIFT-1";
        const auto park = [&] {
            (void)till.run(addToCart, till.boss, input).value();
            return Id<schema::ParkedCart>(till.run(parkCart, till.boss, {}).value().mainId());
        };
        const auto one = park();
        const auto two = park(); // The code was nobody's yet.
        QVERIFY(till.run(recallCart, till.boss, {one}));
        QVERIFY(till.pay());
        QVERIFY(till.run(recallCart, till.boss, {two}));
        QCOMPARE(TestShop::errorOf(till.pay()), std::string("Conflict code"));
        QCOMPARE(readStoredValue(till.reader, "GIFT-1")->balance, till.money("10.00"));
    }
    void aChequeGoesBackInCashOnlyByWhomMayManageTheTill()
    {
        Till till(false);
        const auto manager = till.boss;
        const auto cashier = till.personWith({schema::SELL, schema::RETURN_GOODS});
        const auto back = [&](const Actor& who, const RefundChoice& choice) {
            till.boss = manager;
            till.scan(till.mug);
            const auto sale = till.pay({till.by(schema::CHEQUE, till.money("2.57"))}).value();
            (void)till.giveBack(till.linesOf(sale)[0], Quantity::whole(1)).value();
            till.boss = who;
            return till.pay({}, choice);
        };
        QVERIFY(back(cashier, {}));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.till(), (std::map<std::string, std::int64_t>{{"cheque", 257}, {"store-credit", -257}}));
        QCOMPARE(TestShop::errorOf(back(cashier, {schema::CASH, {}})), std::string("Denied refund-to"));
        till.boss = manager;
        QVERIFY(till.pay({}, {schema::CASH, {}}));
        QCOMPARE(said(till.verdict), std::string("ACCEPTED"));
        QCOMPARE(till.till()["cash"], std::int64_t(-257));
    }
};

QTEST_GUILESS_MAIN(RefundRoundingTest)
#include "tst_refund_rounding.moc"
