#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/open_price.h"
#include "domain/catalog/unit.h"
#include "domain/identity/role.h"
#include "domain/identity/staff.h"
#include "domain/orders/park.h"
#include "ui/sell/approval_panel.h"
#include "ui/sell/parked_panel.h"
#include "ui/sell/price_panel.h"
#include "ui/sell/quantity_panel.h"
#include "ui/sell/receipt_layout.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/confirm_button.h"
#include "ui/widgets/entry_card.h"
#include "ui/widgets/ticket_list.h"

#include <QSignalSpy>
#include <QTimeZone>

using namespace kontor;
using Screen = SellModel::Screen;

namespace {
const auto mugCode = QStringLiteral("5012345678900");
const auto towelCode = QStringLiteral("4006381333931");
const auto appleCode = QStringLiteral("4000417025005");
const auto flowerCode = QStringLiteral("4012345000009");
} // namespace

/// What is done to one line while the next comes in, who had to say yes to it, and how it is taken back: through the real window.
class LineEditsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;
    Id<schema::Variant> m_mug;

    SellModel& model() { return m_till->model(); }
    /// "MUG 1 12.50, TOWEL 1 9.00"
    QString lines()
    {
        QStringList texts;
        for (const auto& line : model().cart().lines)
            texts << QString::fromStdString(line.sku + " " + line.quantity.toString() + " " + line.total.toString());
        return texts.join(QStringLiteral(", "));
    }
    template <typename T>
    T* panel()
    {
        return m_till->window().findChild<T*>();
    }
    void press(const QString& name)
    {
        auto* button = m_till->find<QAbstractButton>(name);
        QVERIFY2(button != nullptr, qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void signInJan()
    {
        m_till->area().lock();
        for (const auto& person : m_till->area().signIn().people())
            if (person.name == QLatin1String("Jan Berg"))
                m_till->area().admit(person);
    }
    void undoByKeys() { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier); }
    void park(int count)
    {
        for (int i = 0; i < count; ++i) {
            TillWindow::scan(mugCode);
            QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
            TillWindow::key(Qt::Key_F6);
            QTRY_COMPARE(model().parked().size(), std::size_t(i + 1));
        }
    }

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

    void aPriceIsOfTheLineThatThePanelNamesWhateverIsScannedMeanwhile()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        TillWindow::key(Qt::Key_F7);
        TillWindow::type(QStringLiteral("8"));
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50, TOWEL 1 9.00"));
        QVERIFY(panel<PricePanel>()->isVisible());
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 8.00, TOWEL 1 9.00"));
    }

    void aQuantityIsOfTheLineThatThePanelNamesWhateverIsMarkedMeanwhile()
    {
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50, TOWEL 1 9.00"));
        TillWindow::key(Qt::Key_F4); // Of the towel, the last.
        TillWindow::type(QStringLiteral("3"));
        TillWindow::key(Qt::Key_PageUp);
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 2 25.00, TOWEL 1 9.00"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 2 25.00, TOWEL 3 27.00"));
    }

    void thePanelGoesWithItsLine()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        TillWindow::key(Qt::Key_F4);
        QVERIFY(panel<QuantityPanel>()->isVisible());
        press(QStringLiteral("Remove the marked line"));
        QTRY_VERIFY(model().cart().isEmpty());
        QTRY_VERIFY(!panel<QuantityPanel>()->isVisible());
    }

    void aWeightIsKeyedInAndPiecesStayWhole()
    {
        const auto apples = m_shop->add("Apples", "APPLE", appleCode.toStdString(), "2.00");
        const Id<schema::Unit> kilogram(m_shop->run(addUnit, AddUnit{"kilogram", "kg"}));
        const auto product = m_shop->store().read()->get(apples)->product();
        m_shop->run(setProductUnit, SetProductUnit{Id<schema::Product>(product), kilogram});
        TillWindow::scan(appleCode);
        QTRY_COMPARE(lines(), QStringLiteral("APPLE 1 2.00"));
        TillWindow::key(Qt::Key_F4);
        TillWindow::type(QStringLiteral("0,354"));
        QTRY_COMPARE(panel<QuantityPanel>()->card().shown(), QStringLiteral("0.354 kg"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("APPLE 0.354 0.71"));
        press(QStringLiteral("One more of the marked line")); // A kilogram more is nobody's wish.
        QVERIFY(panel<QuantityPanel>()->isVisible());
        for (const auto& key : {QStringLiteral("1"), QStringLiteral("Decimal mark"), QStringLiteral("5")})
            press(key);
        press(QStringLiteral("Set quantity"));
        QTRY_COMPARE(lines(), QStringLiteral("APPLE 1.5 3.00"));

        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("APPLE 1.5 3.00, MUG 1 12.50"));
        TillWindow::key(Qt::Key_F4);
        TillWindow::type(QStringLiteral("2.5"));
        QTRY_COMPARE(panel<QuantityPanel>()->card().shown(), QStringLiteral("25"));
        TillWindow::key(Qt::Key_Backspace);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("APPLE 1.5 3.00, MUG 2 25.00"));
    }

    void anItemWithoutAPriceAsksForItInPlace()
    {
        NewProduct flowers;
        flowers.name = "Cut flowers";
        flowers.sku = "FLOWER";
        flowers.barcodes = {flowerCode.toStdString()};
        const Id<schema::Product> product(m_shop->run(addProduct, flowers));
        SetOpenPrice open;
        open.product = product;
        open.everybody = true;
        m_shop->run(setOpenPrice, open);
        signInJan();
        TillWindow::scan(flowerCode);
        QTRY_VERIFY(panel<PricePanel>()->isVisible());
        TillWindow::type(QStringLiteral("7"));
        TillWindow::scan(mugCode); // Somebody is in a hurry.
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50, FLOWER 1 7.00"));
        QVERIFY(!panel<ApprovalPanel>()->isVisible());
        QVERIFY(!panel<PricePanel>()->isVisible());

        TillWindow::scan(flowerCode);
        QTRY_VERIFY(panel<PricePanel>()->isVisible());
        TillWindow::key(Qt::Key_Escape); // Rather not.
        QTRY_VERIFY(!panel<PricePanel>()->isVisible());
        model().addAtPrice(UnitPrice{90'000});
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50, FLOWER 1 7.00, TOWEL 1 9.00"));
    }

    void aPartIsTakenOffTheListsPriceHoweverOften()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        for (int i = 0; i < 2; ++i) {
            TillWindow::key(Qt::Key_F7);
            press(QStringLiteral("10 percent off"));
            QTRY_COMPARE(lines(), QStringLiteral("MUG 1 11.25"));
            QTRY_COMPARE(model().canUndo(), true);
        }
        TillWindow::key(Qt::Key_F7);
        TillWindow::type(QStringLiteral("16%"));
        QTRY_COMPARE(panel<PricePanel>()->card().shown(), QStringLiteral("−16% · £10.50"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 10.50"));
        QCOMPARE(model().ticket().index(0).data(TicketReasonsRole).toStringList(),
                 QStringList{QStringLiteral("Goodwill −2.00")});
        TillWindow::key(Qt::Key_F7);
        press(QStringLiteral("Back to the list price"));
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        QVERIFY(model().ticket().index(0).data(TicketReasonsRole).toStringList().isEmpty());
    }

    void aDiscountSaysWhyOnTheTicketAndOnTheReceipt()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        const auto reasons = [this] { return model().ticket().index(0).data(TicketReasonsRole).toStringList(); };
        TillWindow::key(Qt::Key_F7); // By keys: the second reason.
        TillWindow::key(Qt::Key_Right);
        TillWindow::type(QStringLiteral("20%"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 10.00"));
        QCOMPARE(reasons(), QStringList{QStringLiteral("Damaged −2.50")});
        TillWindow::key(Qt::Key_F7); // By touch: another one, and what there was is chosen.
        QVERIFY(m_till->find<Chip>(QStringLiteral("Damaged"))->isChecked());
        press(QStringLiteral("Price match"));
        press(QStringLiteral("50 percent off"));
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 6.25"));
        QCOMPARE(reasons(), QStringList{QStringLiteral("Price match −6.25")});
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        const auto text = ReceiptLayout(*model().receipt(), QTimeZone::utc(), 0).text();
        QVERIFY2(text.contains(QStringLiteral("1 × 12.50, Price match −6.25")), qPrintable(text));
    }

    void aDiscountWaitsForASecondPersonsWord()
    {
        signInJan();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        TillWindow::key(Qt::Key_F7);
        press(QStringLiteral("10 percent off"));
        QTRY_VERIFY(panel<ApprovalPanel>()->isVisible());
        QCOMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        model().approve(m_shop->administrator());
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 11.25"));
        QCOMPARE(model().ticket().index(0).data(TicketReasonsRole).toStringList(),
                 QStringList{QStringLiteral("Goodwill −1.25")});
    }

    void anApprovalEndsWithTheSaleItWasGivenFor_data()
    {
        QTest::addColumn<int>("end");
        QTest::newRow("parked") << 0;
        QTest::newRow("emptied") << 1;
        QTest::newRow("the price taken back") << 2;
        QTest::newRow("undone") << 3;
    }
    void anApprovalEndsWithTheSaleItWasGivenFor()
    {
        QFETCH(int, end);
        signInJan();
        auto* asked = panel<ApprovalPanel>();
        const auto lower = [&] {
            TillWindow::key(Qt::Key_F7);
            TillWindow::type(QStringLiteral("8"));
            TillWindow::key(Qt::Key_Return);
        };
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        lower();
        QTRY_VERIFY(asked->isVisible());
        model().approve(m_shop->administrator());
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 8.00"));
        switch (end) {
        case 0: TillWindow::key(Qt::Key_F6); break;
        case 1: model().removeLine(0); break;
        case 2: model().setPrice(model().cart().lines.front().line, std::nullopt); break;
        default: undoByKeys(); break;
        }
        QTRY_VERIFY(lines().isEmpty() || lines() == QStringLiteral("MUG 1 12.50"));
        QTRY_VERIFY(!asked->isVisible());
        TillWindow::scan(towelCode);
        QTRY_VERIFY(lines().endsWith(QStringLiteral("TOWEL 1 9.00")));
        lower();
        QTRY_VERIFY(asked->isVisible());
        QVERIFY(lines().endsWith(QStringLiteral("TOWEL 1 9.00")));
    }

    void whatWasAllowedIsSoldWithoutAskingAgain()
    {
        signInJan();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        model().setPrice(model().cart().lines.front().line, UnitPrice{8'000'000});
        QTRY_VERIFY(panel<ApprovalPanel>()->isVisible());
        model().approve(m_shop->administrator());
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 8.00"));
        TillWindow::scan(towelCode); // A plain item does not end it.
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 8.00, TOWEL 1 9.00"));
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(model().receipt()->total.minor(), 1700);
    }

    void oneWordBringsBackAllLinesThatNeedIt()
    {
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50, TOWEL 1 9.00"));
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        std::vector<AddReturn> goods;
        const auto sold = returnableLines(*m_shop->store().read(), model().receipt()->order);
        QVERIFY(sold);
        for (const auto& line : *sold)
            goods.push_back({Id<schema::OrderLine>(line.line.id()), Quantity::whole(1)});
        QCOMPARE(goods.size(), std::size_t(2));
        TillWindow::key(Qt::Key_Return);
        // A shop that lets a cashier sell and no more.
        const auto cashier = findRole(*m_shop->store().read(), "Cashier");
        m_shop->run(changeRole, ChangeRole{Id<schema::Role>(cashier->id()), {schema::SELL}});
        signInJan();
        QSignalSpy asked(&model(), &SellModel::approvalAsked);
        model().takeBack(goods);
        QTRY_VERIFY(panel<ApprovalPanel>()->isVisible());
        model().approve(m_shop->administrator());
        QTRY_COMPARE(lines(), QStringLiteral("MUG -1 -12.50, TOWEL -1 -9.00"));
        QCOMPARE(asked.size(), 1);
    }

    void aStepBackIsAStepHoweverQuickTheFingers()
    {
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        undoByKeys();
        undoByKeys();
        QTRY_VERIFY(!model().canUndo() && model().canRedo());
        QTRY_VERIFY(model().cart().isEmpty());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Y, Qt::ControlModifier);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50, TOWEL 1 9.00"));
    }

    void everyKindOfStepIsTakenBackAndDoneAgain_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<QString>("after");
        QTest::newRow("quantity") << int(Qt::Key_F4) << QStringLiteral("MUG 4 50.00, TOWEL 1 9.00");
        QTest::newRow("price") << int(Qt::Key_F7) << QStringLiteral("MUG 1 4.00, TOWEL 1 9.00");
        QTest::newRow("removal") << int(Qt::Key_Delete) << QStringLiteral("TOWEL 1 9.00");
        QTest::newRow("one more") << int(Qt::Key_Plus) << QStringLiteral("MUG 2 25.00, TOWEL 1 9.00");
        QTest::newRow("goods that come back")
            << int(Qt::Key_F8) << QStringLiteral("MUG 1 12.50, TOWEL 1 9.00, APPLE -1 -2.00");
    }
    void everyKindOfStepIsTakenBackAndDoneAgain()
    {
        QFETCH(int, step);
        QFETCH(QString, after);
        m_shop->add("Apples", "APPLE", appleCode.toStdString(), "2.00");
        TillWindow::scan(mugCode);
        TillWindow::scan(towelCode);
        const auto before = QStringLiteral("MUG 1 12.50, TOWEL 1 9.00");
        QTRY_COMPARE(lines(), before);
        TillWindow::key(Qt::Key_PageUp);
        TillWindow::key(step);
        if (step == Qt::Key_F4 || step == Qt::Key_F7) {
            TillWindow::type(QStringLiteral("4"));
            TillWindow::key(Qt::Key_Return);
        } else if (step == Qt::Key_F8) {
            TillWindow::scan(appleCode);
        }
        QTRY_COMPARE(lines(), after);
        undoByKeys();
        QTRY_COMPARE(lines(), before);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(lines(), after);
    }

    void everyParkedSaleIsReachedByKeysAndByTouch()
    {
        park(12);
        TillWindow::key(Qt::Key_F5);
        QList<Button*> rows;
        for (auto* button : panel<ParkedPanel>()->findChildren<Button*>())
            if (button->accessibleName().contains(QStringLiteral("Till 1")))
                rows << button;
        QCOMPARE(rows.size(), 12);
        auto* last = rows.back();
        const auto inSight = [&] { return last->visibleRegion().boundingRect().size() == last->size(); };
        QVERIFY(!inSight());
        for (int i = 0; i < 22; ++i) // A row is two buttons.
            TillWindow::key(Qt::Key_Down);
        QCOMPARE(QApplication::focusWidget(), last);
        QTRY_VERIFY(inSight());
        const auto cart = model().parked().back().cart;
        QTest::mouseClick(last, Qt::LeftButton);
        QTRY_COMPARE(lines(), QStringLiteral("MUG 1 12.50"));
        QTRY_COMPARE(model().parked().size(), std::size_t(11));
        for (const auto& one : model().parked())
            QVERIFY(one.cart != cart);
    }

    void aParkedSaleIsThrownAwayByTheSecondTouch()
    {
        park(1);
        TillWindow::key(Qt::Key_F5);
        auto* drop = panel<ParkedPanel>()->findChild<ConfirmButton*>();
        QVERIFY(drop != nullptr);
        const auto name = drop->accessibleName();
        QTest::mouseClick(drop, Qt::LeftButton);
        QCOMPARE(drop->accessibleName(), QStringLiteral("Throw away?"));
        QVERIFY(drop->isAsking());
        QTest::keyClick(drop, Qt::Key_Escape);
        QCOMPARE(drop->accessibleName(), name);
        QVERIFY(panel<ParkedPanel>()->isVisible()); // It put the question back, and no more.
        QCOMPARE(model().parked().size(), std::size_t(1));
        QTest::mouseClick(drop, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!drop->isAsking(), 6000); // Nobody answers.
        QTest::mouseClick(drop, Qt::LeftButton);
        QCOMPARE(model().parked().size(), std::size_t(1));
        QTest::mouseClick(drop, Qt::LeftButton);
        QTRY_VERIFY(model().parked().empty());
    }

    void whatAnotherTillParksAndTakesIsCountedHereAtOnce()
    {
        park(1);
        QVERIFY(m_till->find<Button>(QStringLiteral("Parked sales: 1")) != nullptr);
        const auto cart = model().parked().front().cart;
        // As it comes from another till: nothing on this screen was touched.
        m_shop->run(discardParkedCart, DiscardParkedCart{cart});
        QTRY_VERIFY(m_till->find<Button>(QStringLiteral("Parked sales: 0")) != nullptr);
    }
};
QTEST_MAIN(LineEditsTest)
#include "tst_line_edits.moc"
