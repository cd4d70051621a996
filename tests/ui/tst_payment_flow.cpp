#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/customers/customer_group.h"
#include "domain/orders/cart.h"
#include "domain/orders/cart_payment.h"
#include "domain/payments/card_payment.h"
#include "domain/payments/exchange.h"
#include "domain/payments/stored_value.h"
#include "domain/settings/settings.h"
#include "ui/text/money_text.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"

#include <QSignalSpy>

using namespace kontor;
using Screen = SellModel::Screen;

namespace {
const auto mugCode = QStringLiteral("5012345678900");
}

/// Paying in every way the till takes, through the real window.
class PaymentFlowTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;
    Id<schema::Variant> m_mug;

    SellModel& model() { return m_till->model(); }
    PaymentModel& payment() { return model().payment(); }
    void touch(const QString& name)
    {
        QTRY_VERIFY2(m_till->find<QAbstractButton>(name) != nullptr,
                     qPrintable(name)); // The page follows what was kept.
        QTest::mouseClick(m_till->find<QAbstractButton>(name), Qt::LeftButton);
    }
    std::size_t openCards() { return openCardPayments(*m_shop->store().read(), 0).size(); }
    /// A mug of £12.50 is charged.
    void charge()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        QCOMPARE(model().screen(), Screen::Payment);
    }
    void restart()
    {
        m_till.reset();
        m_shop->reopen();
        m_till = std::make_unique<TillWindow>(*m_shop);
        m_till->signInMira();
    }
    QStringList paid()
    {
        QStringList texts;
        for (const auto& one : model().receipt()->payments)
            texts << QStringLiteral("%1 %2 %3").arg(int(one.method)).arg(amountText(one.amount), qtext(one.lastFour));
        texts.sort();
        return texts;
    }
    void sellGiftCard(const std::string& code, const char* amount)
    {
        NewProduct product;
        product.name = "Gift card";
        product.sku = "GIFT";
        product.kind = schema::SERVICE;
        product.price = UnitPrice::parse("1.00", model().currency(), "price").value();
        m_shop->run(addProduct, product);
        const auto variant = *m_shop->store().read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "GIFT");
        AddToCart card;
        card.variant = variant;
        card.openPrice = UnitPrice::parse(amount, model().currency(), "price").value();
        card.issues = code;
        m_shop->run(addToCart, card);
        const auto total = Money::parse(amount, model().currency(), "price").value();
        m_shop->run(sell, SellInput{total, {*cashPayment(total, total)}});
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_mug = m_shop->add("Ceramic mug, indigo", "MUG", mugCode.toStdString(), "12.50");
        m_till = std::make_unique<TillWindow>(*m_shop);
        m_till->signInMira();
    }
    void cleanup()
    {
        m_till.reset();
        m_shop.reset();
    }

    void aCardIsTwoKeys()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        QCOMPARE(payment().received().minor(), 1250);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), QStringList{QStringLiteral("2 12.50 ")});
        QCOMPARE(openCards(), std::size_t(0));
    }

    void theLastDigitsOfACardStandOnTheReceipt()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::key(Qt::Key_Down);
        TillWindow::key(Qt::Key_Down);
        TillWindow::type(QStringLiteral("77319")); // A fifth is not taken.
        QCOMPARE(payment().code(), QStringLiteral("7731"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), QStringList{QStringLiteral("2 12.50 7731")});
    }

    void threeDigitsOfACardAreRefusedAndNothingIsRecorded()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::key(Qt::Key_Down);
        TillWindow::key(Qt::Key_Down);
        TillWindow::type(QStringLiteral("773"));
        QSignalSpy notices(&model(), &SellModel::noticeRaised);
        TillWindow::key(Qt::Key_Return);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(model().screen(), Screen::Payment);
        QCOMPARE(openCards(), std::size_t(0));
    }

    void cashAndCardTogetherByKeysAlone()
    {
        charge();
        TillWindow::type(QStringLiteral("5"));
        TillWindow::key(Qt::Key_Return); // Less than the total: a part.
        QCOMPARE(model().screen(), Screen::Payment);
        QTRY_COMPARE(payment().state().rest().minor(), 750);
        QCOMPARE(model().received().minor(), 750);
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("3"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 450);
        TillWindow::type(QStringLiteral("10"));
        QTRY_COMPARE(model().received().minor(), 1000);
        QCOMPARE(model().change()->minor(), 550);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(),
                 (QStringList{QStringLiteral("0 4.50 "), QStringLiteral("0 5.00 "), QStringLiteral("2 3.00 ")}));
        QCOMPARE(model().receipt()->change.minor(), 550);
        TillWindow::key(Qt::Key_Return);
        QVERIFY(!payment().state().isBegun());
    }

    void cashAndCardTogetherByTouchAlone()
    {
        charge();
        touch(QStringLiteral("Card"));
        touch(QStringLiteral("Clear"));
        touch(QStringLiteral("4"));
        touch(QStringLiteral("Take £4.00"));
        QTRY_COMPARE(payment().state().rest().minor(), 850);
        touch(QStringLiteral("Give back: Card"));
        QCOMPARE(payment().state().rest().minor(), 850); // It asks first.
        touch(QStringLiteral("Give back?"));
        QTRY_COMPARE(payment().state().rest().minor(), 1250);
        QTRY_COMPARE(openCards(), std::size_t(0)); // It is recorded as voided.
        touch(QStringLiteral("5"));
        touch(QStringLiteral("Take £5.00"));
        QTRY_COMPARE(payment().state().rest().minor(), 750);
        touch(QStringLiteral("Card"));
        touch(QStringLiteral("Finish sale"));
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), (QStringList{QStringLiteral("0 5.00 "), QStringLiteral("2 7.50 ")}));
    }

    void moreThanIsLeftIsNotTakenFromACard()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("20"));
        QSignalSpy notices(&model(), &SellModel::noticeRaised);
        TillWindow::key(Qt::Key_Return);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(model().screen(), Screen::Payment);
        QCOMPARE(openCards(), std::size_t(0));
    }

    void aCardPaymentBeforeAPowerCutIsOfferedAgain()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("4"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 850);
        m_till.reset();
        m_shop->reopen();
        m_till = std::make_unique<TillWindow>(*m_shop);
        m_till->signInMira();
        QCOMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        QTRY_COMPARE(payment().state().rest().minor(), 850);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), (QStringList{QStringLiteral("0 8.50 "), QStringLiteral("2 4.00 ")}));
        QCOMPARE(openCards(), std::size_t(0));
    }

    void everyPartThatWasTakenIsThereAfterAPowerCut()
    {
        m_shop->run(setExchangeRate, SetExchangeRate{"EUR", {}, "0.85"});
        charge();
        const auto choose = [&](schema::PaymentMethod method, bool foreign) {
            const auto& all = payment().choices();
            const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
                return one.method == method && one.foreign.has_value() == foreign;
            });
            QVERIFY(found != all.end());
            payment().choose(int(found - all.begin()));
        };
        TillWindow::type(QStringLiteral("5"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 750);
        choose(schema::CHEQUE, false);
        payment().setCode(QStringLiteral("4711"));
        payment().setReceived(Money(200, model().currency()));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 550);
        choose(schema::CASH, true);
        payment().setReceived(Money(200, *Currency::fromAlpha("EUR")));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 380);

        restart();
        QVERIFY(payment().state().isBegun()); // Before anybody charges.
        TillWindow::key(Qt::Key_F6);
        QCOMPARE(model().ticket().lineCount(), 1); // Not parked without its money.
        TillWindow::key(Qt::Key_F12);
        QCOMPARE(payment().state().taken().size(), std::size_t(3));
        QCOMPARE(payment().state().rest().minor(), 380);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), (QStringList{QStringLiteral("0 1.70 "), QStringLiteral("0 3.80 "), QStringLiteral("0 5.00 "),
                                      QStringLiteral("7 2.00 ")}));
        restart();
        QVERIFY(!payment().state().isBegun());
    }

    void aPartThatWasGivenBackStaysAwayAfterAPowerCut()
    {
        charge();
        TillWindow::type(QStringLiteral("5"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 750);
        touch(QStringLiteral("Give back: Cash"));
        touch(QStringLiteral("Give back?"));
        QTRY_COMPARE(payment().state().rest().minor(), 1250);
        QTRY_VERIFY(cartParts(*m_shop->store().read(), m_shop->store().identity().terminal).empty());
        restart();
        QVERIFY(!payment().state().isBegun());
    }

    void aTipGoesOnTopOfTheCardByKeysAlone()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::key(Qt::Key_Down);
        TillWindow::type(QStringLiteral("2"));
        QTRY_COMPARE(payment().tip().minor(), 200);
        QCOMPARE(payment().received().minor(), 1250);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->payments.at(0).amount.minor(), 1250);
        QCOMPARE(model().receipt()->payments.at(0).tip.minor(), 200);
        QCOMPARE(openCards(), std::size_t(0));
    }

    void aTipBeyondTheRuleIsRefusedBeforeTheCardIsRecorded()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::key(Qt::Key_Down);
        TillWindow::type(QStringLiteral("7"));
        QTRY_COMPARE(payment().tip().minor(), 700);
        QSignalSpy notices(&model(), &SellModel::noticeRaised);
        TillWindow::key(Qt::Key_Return);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(model().screen(), Screen::Payment);
        QCOMPARE(openCards(), std::size_t(0));
    }

    void aCardWithATipBeforeAPowerCutStillPaysItsAmount()
    {
        charge();
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("4"));
        QTRY_COMPARE(payment().received().minor(), 400);
        TillWindow::key(Qt::Key_Down);
        TillWindow::type(QStringLiteral("1"));
        QTRY_COMPARE(payment().tip().minor(), 100);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 850);
        restart();
        TillWindow::key(Qt::Key_F12);
        QTRY_COMPARE(payment().state().rest().minor(), 850);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), (QStringList{QStringLiteral("0 8.50 "), QStringLiteral("2 4.00 ")}));
    }

    void aShopWithoutTipsIsAskedForNone()
    {
        m_shop->run(changeSetting,
                    ChangeSetting{m_shop->store().identity().store.raw, std::string(tipsMaxPercent), "0"});
        charge();
        TillWindow::key(Qt::Key_F2);
        QVERIFY(!payment().takesTip());
        TillWindow::key(Qt::Key_Down);
        TillWindow::type(QStringLiteral("7731"));
        QTRY_COMPARE(payment().code(), QStringLiteral("7731"));
    }

    void aSaleThatIsPaidInPartIsNotParked()
    {
        charge();
        TillWindow::type(QStringLiteral("5"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 750);
        TillWindow::key(Qt::Key_Escape);
        QCOMPARE(model().screen(), Screen::Sell);
        QSignalSpy notices(&model(), &SellModel::noticeRaised);
        TillWindow::key(Qt::Key_F6);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(model().ticket().lineCount(), 1);
        TillWindow::key(Qt::Key_F12);
        QTRY_COMPARE(payment().state().rest().minor(), 750); // What was taken stands.
    }

    void aGiftCardIsScannedAndTheRestIsPaidInCash()
    {
        sellGiftCard("GC-1000-7731", "5.00");
        charge();
        TillWindow::scan(QStringLiteral("GC-1000-7731"));
        QCOMPARE(model().screen(), Screen::Payment);
        QCOMPARE(int(payment().choice().method), int(schema::GIFT_CARD));
        QCOMPARE(payment().value()->balance.minor(), 500);
        QCOMPARE(model().received().minor(), 500);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(payment().state().rest().minor(), 750);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), (QStringList{QStringLiteral("0 7.50 "), QStringLiteral("3 5.00 ")}));
        QCOMPARE(readStoredValue(*m_shop->store().read(), "GC-1000-7731")->balance.minor(), 0);
    }

    void aGiftCardIsTypedByTouchAlone()
    {
        sellGiftCard("GC10", "20.00");
        charge();
        touch(QStringLiteral("Gift card"));
        for (const auto* letter : {"G", "C"})
            touch(QLatin1String(letter));
        for (const auto* digit : {"1", "0"})
            touch(QLatin1String(digit));
        QCOMPARE(payment().code(), QStringLiteral("GC10"));
        touch(QStringLiteral("Finish sale"));
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(paid(), QStringList{QStringLiteral("3 12.50 ")});
    }

    void anUnknownGiftCardIsSaidAndNothingTaken()
    {
        charge();
        TillWindow::key(Qt::Key_F3);
        TillWindow::type(QStringLiteral("NONE-1"));
        QSignalSpy notices(&model(), &SellModel::noticeRaised);
        TillWindow::key(Qt::Key_Return);
        QCOMPARE(notices.size(), 1);
        QVERIFY(!payment().state().isBegun());
    }

    void onAccountNeedsACustomerAndStandsInTheirAccount()
    {
        const Id<schema::Customer> ann(m_shop->run(addCustomer, NewCustomer{"C1", "Ann", {}}));
        model().setCustomer(ann);
        QTRY_COMPARE(model().cart().customer, ann);
        charge();
        const auto tiles = payment().choices();
        const auto account =
            std::find_if(tiles.begin(), tiles.end(), [](const auto& one) { return one.method == schema::ON_ACCOUNT; });
        QVERIFY(account != tiles.end());
        TillWindow::key(Qt::Key_F1 + int(account - tiles.begin()));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(owedBy(*m_shop->store().read(), ann, model().currency())->minor(), 1250);
    }

    void anotherCurrencyIsTakenAtItsRateAndChangeIsOnesOwn()
    {
        m_shop->run(setExchangeRate, SetExchangeRate{"EUR", {}, "0.85"});
        charge();
        const auto tiles = payment().choices();
        const auto euro = std::find_if(tiles.begin(), tiles.end(), [](const auto& one) { return one.foreign; });
        QVERIFY(euro != tiles.end());
        TillWindow::key(Qt::Key_F1 + int(euro - tiles.begin()));
        QCOMPARE(moneyText(model().received()), QStringLiteral("€14.71"));
        TillWindow::type(QStringLiteral("20"));
        QTRY_COMPARE(model().received().minor(), 2000);
        QCOMPARE(model().change()->minor(), 450);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->payments.at(0).foreign->minor(), 2000);
        QCOMPARE(model().receipt()->change.minor(), 450);
    }

    void whatIsNotTakenHereHasNoTile()
    {
        m_shop->run(changeSetting,
                    ChangeSetting{m_shop->store().identity().store.raw, std::string(paymentMethods), "cash card"});
        charge();
        QCOMPARE(payment().choices().size(), std::size_t(2));
        QVERIFY(m_till->find<Button>(QStringLiteral("Cheque")) == nullptr);
    }
};
QTEST_MAIN(PaymentFlowTest)
#include "tst_payment_flow.moc"
