#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/category.h"
#include "domain/catalog/tax.h"
#include "domain/promotions/publish.h"
#include "ui/sell/approval_panel.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tile_grid.h"

using namespace kontor;

namespace {
const auto mugCode = QStringLiteral("5012345678900");
const auto towelCode = QStringLiteral("4006381333931");
} // namespace

/// What is done with the cart as a whole and with one line's price, through the real window.
class CartFlowTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;
    Id<schema::Variant> m_mug;

    SellModel& model() { return m_till->model(); }
    QStringList lines()
    {
        QStringList texts;
        for (const auto& line : model().cart().lines)
            texts << QString::fromStdString(line.sku + " " + std::to_string(line.quantity.thousandths / 1000));
        return texts;
    }
    void press(const QString& name)
    {
        auto* button = m_till->find<Button>(name);
        QVERIFY2(button != nullptr, qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void signInJan()
    {
        for (const auto& person : m_till->area().signIn().people())
            if (person.name == QLatin1String("Jan Berg"))
                m_till->area().admit(person);
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

    void stepsGoBackAndForthByKeysAndByTouch()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 1")});
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 2")});
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines().size(), 2);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 2")});
        press(QStringLiteral("Take the last step back (Ctrl+Z)"));
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 1")});
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Y, Qt::ControlModifier);
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 2")});
        QVERIFY(model().canRedo());
        TillWindow::scan(mugCode); // Something else: what was taken back is past.
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 3")});
        QVERIFY(!model().canRedo());
    }

    void aPromotionForCashHoldsOnceItIsPaidInCash()
    {
        Promotion promotion;
        promotion.code = "CASH50";
        promotion.automatic = true;
        promotion.effect.value = 50;
        promotion.conditions = {{"tender", Condition::Operator::Eq, {"cash"}}};
        m_shop->run(setPromotions, {{}, {promotion}});
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.toString(), std::string("12.50"));
        TillWindow::key(Qt::Key_F12);
        QTRY_COMPARE(model().due().toString(), std::string("6.25"));
        model().cancelPayment();
        QTRY_COMPARE(model().cart().total.toString(), std::string("12.50"));
        TillWindow::key(Qt::Key_F12);
        QTRY_COMPARE(model().due().toString(), std::string("6.25"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), SellModel::Screen::Receipt);
        QCOMPARE(model().receipt()->total.toString(), std::string("6.25"));
    }

    void aParkedSaleWaitsWhileAnotherIsSoldAndIsGoneOnWith()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines().size(), 1);
        TillWindow::key(Qt::Key_F6);
        QTRY_VERIFY(model().cart().isEmpty());
        QTRY_COMPARE(model().parked().size(), std::size_t(1));
        QVERIFY(!model().canUndo());
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("TOWEL 1")});
        model().removeLine(0);
        QTRY_VERIFY(model().cart().isEmpty());
        TillWindow::key(Qt::Key_F5);
        TillWindow::key(Qt::Key_Return); // The first of them has the focus.
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG 1")});
        QTRY_VERIFY(model().parked().empty());
    }

    void theNextItemComesBackAfterReturnAndOnlyThatOne()
    {
        TillWindow::key(Qt::Key_F8);
        QVERIFY(model().isReturning());
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines(), QStringList{QStringLiteral("MUG -1")});
        QVERIFY(!model().isReturning());
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines().size(), 2);
        QCOMPARE(lines().at(1), QStringLiteral("TOWEL 1"));
    }

    void aPriceOutsideTheCashiersRoleTakesASecondPersonAtTheSameTill()
    {
        m_till->area().lock();
        signInJan();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines().size(), 1);
        TillWindow::key(Qt::Key_F7);
        TillWindow::type(QStringLiteral("10"));
        TillWindow::key(Qt::Key_Return);
        auto* asked = m_till->window().findChild<ApprovalPanel*>();
        QTRY_VERIFY(asked->isVisible());
        QCOMPARE(model().cart().total.minor(), 1250);
        TillWindow::type(QStringLiteral("9999"));
        TillWindow::key(Qt::Key_Return);
        QTest::qWait(0);
        QTRY_VERIFY(asked->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(asked->isEnabled(), true, 5000);
        const auto approve = [&] {
            TillWindow::type(QStringLiteral("2468"));
            TillWindow::key(Qt::Key_Return);
            return model().cart().total.minor() == 1000;
        };
        QTRY_VERIFY_WITH_TIMEOUT(approve(), 10'000);
        QVERIFY(!asked->isVisible());
        // The sale stays Jan's, with Mira's word for it.
        QCOMPARE(model().cashier(), m_till->area().signIn().people()[0].id);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), SellModel::Screen::Receipt);
        QCOMPARE(model().receipt()->total.minor(), 1000);
    }

    void anApprovalThatIsNotGivenLeavesEverythingAsItWas()
    {
        m_till->area().lock();
        signInJan();
        TillWindow::scan(mugCode);
        QTRY_COMPARE(lines().size(), 1);
        model().setPrice(model().cart().lines.front().line, UnitPrice{1'000'000});
        auto* asked = m_till->window().findChild<ApprovalPanel*>();
        QTRY_VERIFY(asked->isVisible());
        TillWindow::key(Qt::Key_Escape);
        QTRY_VERIFY(!asked->isVisible());
        QCOMPARE(model().cart().total.minor(), 1250);
        // And the next scan sells on.
        TillWindow::scan(towelCode);
        QTRY_COMPARE(lines().size(), 2);
    }

    void aShelfShowsItsProductsAndSearchingLooksEverywhere()
    {
        ClassifyProduct input;
        input.product = Id<schema::Product>(m_shop->store().read()->get(m_mug)->product());
        input.category = Id<schema::Category>(m_shop->run(addCategory, {"Kitchen", {}, {}}));
        m_shop->run(classifyProduct, input);
        QTRY_COMPARE(model().shelves().size(), std::size_t(2));
        QCOMPARE(model().shelves().at(0).name, QStringLiteral("Favourites"));
        const auto tiles = [this] {
            QStringList names;
            for (int row = 0; row < model().tiles().rowCount(); ++row)
                names << model().tiles().index(row).data().toString();
            names.sort();
            return names.join(QStringLiteral("; "));
        };
        const auto all = QStringLiteral("Ceramic mug, indigo; Linen tea towel");
        QTRY_COMPARE(tiles(), all);
        auto* kitchen = m_till->find<Chip>(QStringLiteral("Kitchen"));
        QVERIFY(kitchen != nullptr);
        QTest::mouseClick(kitchen, Qt::LeftButton);
        QTRY_COMPARE(tiles(), QStringLiteral("Ceramic mug, indigo"));
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("linen"));
        QTRY_COMPARE(tiles(), QStringLiteral("Linen tea towel")); // Of the other shelf.
        TillWindow::key(Qt::Key_Escape);
        QTRY_COMPARE(tiles(), QStringLiteral("Ceramic mug, indigo"));
        QTest::keyClick(m_till->find<Chip>(QStringLiteral("Kitchen")), Qt::Key_Left); // By keys.
        QTest::keyClick(m_till->find<Chip>(QStringLiteral("Favourites")), Qt::Key_Space);
        QTRY_COMPARE(tiles(), all);
    }
};
QTEST_MAIN(CartFlowTest)
#include "tst_cart_flow.moc"
