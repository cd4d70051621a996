#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/customers/customer.h"
#include "domain/customers/customer_group.h"
#include "domain/orders/find_order.h"
#include "domain/orders/receipt_copy.h"
#include "domain/payments/card_payment.h"
#include "ui/sell/receipt_layout.h"
#include "ui/sell/return_panel.h"
#include "ui/text/money_text.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"
#include "ui/widgets/person_bar.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>

using namespace kontor;
using Screen = SellModel::Screen;

namespace {
const auto mugCode = QStringLiteral("5012345678900");
const auto towelCode = QStringLiteral("4006381333931");
} // namespace

/// Who buys, what they bring back, and the receipt they take along, through the real window.
class ReturnFlowTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;
    Id<schema::Variant> m_mug;

    SellModel& model() { return m_till->model(); }
    void touch(const QString& name)
    {
        QAbstractButton* button = nullptr;
        QTRY_VERIFY2((button = m_till->find<QAbstractButton>(name)) != nullptr, qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Three mugs and a towel: £46.50.
    void sellSome(int tender, const QString& lastFour = {})
    {
        for (int i = 0; i < 3; ++i)
            TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(model().cart().total.minor(), 4650);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(tender);
        if (!lastFour.isEmpty()) {
            TillWindow::key(Qt::Key_Down); // The tip.
            TillWindow::key(Qt::Key_Down);
            TillWindow::type(lastFour);
            QTRY_COMPARE(model().payment().code(), lastFour);
        }
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        m_receipt = qtext(model().receipt()->receipt);
        TillWindow::key(Qt::Key_Return);
    }
    QString m_receipt;

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_mug = m_shop->add("Ceramic mug, indigo", "MUG", mugCode.toStdString(), "12.50");
        m_shop->add("Linen tea towel", "TOWEL", towelCode.toStdString(), "9.00");
        m_till = std::make_unique<TillWindow>(*m_shop);
        m_till->signInMira();
    }
    void cleanup()
    {
        m_till.reset();
        m_shop.reset();
    }

    void aSaleOfAnyAgeIsFoundByTheEndOfItsNumber()
    {
        sellSome(Qt::Key_F1);
        const auto shop = m_shop->store().read();
        // Without the list of the last day, which the page looks into as well.
        const auto found = [&](const QString& end) {
            const auto orders = ordersByReceiptEnd(*shop, end.toStdString(), 5);
            return orders.size() == 1 && qtext(orders.front().receipt()) == m_receipt;
        };
        const auto number = m_receipt.mid(m_receipt.lastIndexOf(QLatin1Char('-')) + 1);
        for (const auto& end :
             {number, QString::number(number.toInt()), number.right(3), m_receipt.right(9), m_receipt})
            QVERIFY2(found(end), qPrintable(end));
        // The letter in front of the number is drawn with the terminal: another one than this till's.
        const auto letter = m_receipt.at(m_receipt.size() - number.size() - 2);
        const auto other = QLatin1String(letter == QLatin1Char('X') ? "Y-" : "X-") + number;
        for (const auto& none : {QStringLiteral("999999"), QStringLiteral("0"), QString(), QStringLiteral("ABC"), other,
                                 QStringLiteral("99999999999999")})
            QVERIFY2(ordersByReceiptEnd(*shop, none.toStdString(), 5).empty(), qPrintable(none));
    }

    void aReceiptScannedOnTheSellPageOpensItsReturn()
    {
        sellSome(Qt::Key_F1);
        TillWindow::scan(m_receipt);
        auto* panel = m_till->window().findChild<ReturnPanel*>();
        QTRY_VERIFY(panel->isVisible());
        QVERIFY(m_till->find<QAbstractButton>(QStringLiteral("All of it")) != nullptr);
        QVERIFY(model().cart().isEmpty());
    }

    void partOfASaleComesBackByKeysAlone()
    {
        sellSome(Qt::Key_F1);
        TillWindow::key(Qt::Key_F8);
        TillWindow::type(m_receipt.right(6)); // The end of the number is enough.
        TillWindow::key(Qt::Key_Return);
        TillWindow::key(Qt::Key_Plus);
        TillWindow::key(Qt::Key_Plus);
        TillWindow::key(Qt::Key_Right); // Faulty.
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().cart().total.minor(), -2500);
        QVERIFY(!model().isReturning());
        QCOMPARE(qtext(model().cart().lines.at(0).details.reason()), QStringLiteral("faulty"));
        TillWindow::key(Qt::Key_F12);
        QVERIFY(model().payment().paysBack());
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(int(model().receipt()->kind), int(schema::RETURN));
        QCOMPARE(model().receipt()->payments.at(0).amount.minor(), -2500);
        TillWindow::key(Qt::Key_Return);

        // What came back is counted: one mug is left.
        TillWindow::key(Qt::Key_F8);
        TillWindow::type(m_receipt);
        TillWindow::key(Qt::Key_Return);
        TillWindow::type(QStringLiteral("+++")); // More than are left.
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().cart().total.minor(), -1250);
    }

    void allOfASaleComesBackByTouchAlone()
    {
        sellSome(Qt::Key_F1);
        touch(QStringLiteral("Goods come back"));
        auto* panel = m_till->window().findChild<ReturnPanel*>();
        QVERIFY(panel->isVisible());
        // The last sales stand there.
        Button* sale = nullptr;
        for (auto* button : panel->findChildren<Button*>())
            if (button->isVisible() && button->text().contains(m_receipt))
                sale = button;
        QVERIFY(sale != nullptr);
        QTest::mouseClick(sale, Qt::LeftButton);
        touch(QStringLiteral("All of it"));
        touch(QStringLiteral("Cannot be sold again"));
        touch(QStringLiteral("Take back"));
        QTRY_COMPARE(model().cart().total.minor(), -4650);
        QCOMPARE(int(model().cart().lines.at(0).details.condition()), int(schema::SCRAPPED));
        touch(QStringLiteral("Pay back £46.50"));
        touch(QStringLiteral("Pay back"));
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->total.minor(), -4650);
    }

    void aScannedReceiptOpensItsSale()
    {
        sellSome(Qt::Key_F1);
        TillWindow::key(Qt::Key_F8);
        TillWindow::scan(m_receipt);
        TillWindow::key(Qt::Key_A);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().cart().total.minor(), -4650);
    }

    void whatWasPaidByCardGoesBackToIt()
    {
        sellSome(Qt::Key_F2, QStringLiteral("7731"));
        TillWindow::key(Qt::Key_F8);
        TillWindow::scan(m_receipt);
        TillWindow::key(Qt::Key_Plus);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().cart().total.minor(), -1250);
        TillWindow::key(Qt::Key_F12);
        QCOMPARE(model().payment().back().size(), std::size_t(1));
        QCOMPARE(int(model().payment().back().at(0).method), int(schema::CARD));
        QCOMPARE(model().payment().backLabel(model().payment().back().at(0)), std::string("7731"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(int(model().receipt()->payments.at(0).method), int(schema::CARD));
        QCOMPARE(model().receipt()->payments.at(0).amount.minor(), -1250);
        QCOMPARE(openCardPayments(*m_shop->store().read(), 0).size(), std::size_t(0));
    }

    void itGoesBackAsStoreCreditWhereThatIsChosen()
    {
        sellSome(Qt::Key_F1);
        TillWindow::key(Qt::Key_F8);
        TillWindow::scan(m_receipt);
        TillWindow::key(Qt::Key_A);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().cart().total.minor(), -4650);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_F3);
        QCOMPARE(int(model().payment().back().at(0).method), int(schema::STORE_CREDIT));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        // The customer needs the whole code: it stands on the receipt.
        const auto code = qtext(model().receipt()->payments.at(0).reference);
        QVERIFY(code.startsWith(QStringLiteral("SC-")));
        QVERIFY(ReceiptLayout(*model().receipt(), QTimeZone::utc()).text().contains(code));
    }

    void leavingTheReturnForgetsIt()
    {
        TillWindow::key(Qt::Key_F8);
        QVERIFY(model().isReturning());
        TillWindow::key(Qt::Key_Escape);
        QVERIFY(!model().isReturning());
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.minor(), 1250);
    }

    void aCustomerIsFoundByKeysAndPaysTheirGroupsPrice()
    {
        const Id<schema::CustomerGroup> trade(m_shop->run(addCustomerGroup, AddCustomerGroup{"Trade"}));
        const Id<schema::Customer> aiko(m_shop->run(addCustomer, NewCustomer{"C-0042", "Aiko Tanaka", {}}));
        m_shop->run(putIntoGroup, GroupMember{aiko, trade});
        ChangePrice price;
        price.variant = m_mug;
        price.price = UnitPrice::parse("10.00", model().currency(), "price").value();
        price.group = trade;
        m_shop->run(changePrice, price);
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        TillWindow::key(Qt::Key_F3);
        TillWindow::type(QStringLiteral("tana"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().cart().total.minor(), 1000);
        auto* bar = m_till->window().findChild<PersonBar*>();
        QCOMPARE(bar->text(), QStringLiteral("Aiko Tanaka"));
        QVERIFY(bar->accessibleName().contains(QStringLiteral("Trade")));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier); // A step like any other.
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        QVERIFY(model().cart().customer.isNil());
    }

    void aCustomerIsNamedAndTakenAwayByTouchAlone()
    {
        m_shop->run(addCustomer, NewCustomer{"C-0042", "Aiko Tanaka", {}});
        QTest::mouseClick(m_till->window().findChild<PersonBar*>(), Qt::LeftButton);
        for (const auto* letter : {"T", "A", "N"})
            touch(QLatin1String(letter));
        touch(QStringLiteral("Aiko Tanaka · C-0042"));
        QTRY_VERIFY(!model().cart().customer.isNil());
        QTest::mouseClick(m_till->window().findChild<PersonBar*>(), Qt::LeftButton);
        touch(QStringLiteral("The sale is nobody's in particular"));
        QTRY_VERIFY(model().cart().customer.isNil());
    }

    void aScanOfTheCustomersCardNamesThem()
    {
        const Id<schema::Customer> aiko(m_shop->run(addCustomer, NewCustomer{"C-0042", "Aiko Tanaka", {}}));
        TillWindow::scan(QStringLiteral("C-0042"));
        QTRY_COMPARE(model().cart().customer, aiko);
    }

    void theReceiptIsSavedAndASecondTimeItIsADuplicate()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        const auto receipt = *model().receipt();
        const QDir folder(m_shop->directory() + QStringLiteral("/receipts"));
        TillWindow::key(Qt::Key_F9);
        const auto first = qtext(receipt.receipt) + QStringLiteral(".pdf");
        QTRY_VERIFY(folder.exists(first));
        QFile file(folder.filePath(first));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(5) == "%PDF-");
        QCOMPARE(receiptCopies(*m_shop->store().read(), receipt.order), 0U);
        TillWindow::key(Qt::Key_F9);
        QTRY_VERIFY(folder.exists(qtext(receipt.receipt) + QStringLiteral("-copy-1.pdf")));
        QCOMPARE(receiptCopies(*m_shop->store().read(), receipt.order), 1U); // Counted before it was written.
    }

    void aDuplicateSaysSoAndIsOtherwiseTheSame()
    {
        sellSome(Qt::Key_F2);
        const auto orders = m_shop->store().read()->all<schema::Order>();
        const auto receipt = readReceipt(*m_shop->store().read(), Id<schema::Order>(orders.front().id()));
        QVERIFY(receipt);
        auto first = ReceiptLayout(*receipt, QTimeZone::utc()).text();
        auto copy = ReceiptLayout(*receipt, QTimeZone::utc(), 2).text();
        QVERIFY(copy.contains(QStringLiteral("Duplicate 2")));
        QCOMPARE(copy.remove(QStringLiteral("Duplicate 2, ")), first);
    }
};
QTEST_MAIN(ReturnFlowTest)
#include "tst_return_flow.moc"
