#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "ui/sell/approval_panel.h"
#include "ui/text/money_text.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"
#include "ui/widgets/person_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/ticket_list.h"
#include "ui/widgets/tile_grid.h"

#include <QDir>
#include <QSignalSpy>

using namespace kontor;
using Screen = SellModel::Screen;

namespace {
const auto mugCode = QStringLiteral("5012345678900");
}

/// Every task of the till in one go, once by keys alone and once by touch alone: Jan is a cashier, Mira says yes where his role does not
/// reach.
class TillDayTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;

    SellModel& model() { return m_till->model(); }
    SearchField* search() { return m_till->window().findChild<SearchField*>(); }
    ApprovalPanel* approval() { return m_till->window().findChild<ApprovalPanel*>(); }
    QString total() { return moneyText(model().cart().total); }
    void touch(const QString& name)
    {
        QAbstractButton* button = nullptr;
        QTRY_VERIFY2((button = m_till->find<QAbstractButton>(name)) != nullptr && button->isEnabled(),
                     qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void touchAll(const QString& keys)
    {
        for (const auto key : keys)
            touch(QString(key));
    }
    void touchTile(const QString& name)
    {
        auto* tiles = m_till->window().findChild<TileGrid*>();
        const auto hits = tiles->model()->match(tiles->model()->index(0, 0), Qt::DisplayRole, name);
        QCOMPARE(hits.size(), 1);
        QTest::mouseClick(tiles->viewport(), Qt::LeftButton, {}, tiles->visualRect(hits.first()).center());
    }
    void pin(const QString& digits)
    {
        TillWindow::type(digits);
        TillWindow::key(Qt::Key_Return);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_shop->add("Ceramic mug, indigo", "MUG", mugCode.toStdString(), "12.50");
        m_shop->add("Linen tea towel", "TOWEL", "4006381333931", "9.00");
        m_shop->run(addCustomer, {"C-0042", "Aiko Tanaka", {}});
        m_till = std::make_unique<TillWindow>(*m_shop);
    }
    void cleanup()
    {
        m_till.reset();
        m_shop.reset();
    }

    void byKeysAlone()
    {
        // Sign in: a wrong PIN first.
        QSignalSpy refused(&m_till->area().signIn(), &SignInModel::refused);
        pin(QStringLiteral("9999"));
        QTRY_COMPARE(refused.size(), 1);
        pin(QStringLiteral("1357"));
        QTRY_VERIFY(search()->hasFocus());

        // A scan, and five by a prefix.
        TillWindow::scan(mugCode);
        QTRY_COMPARE(total(), QStringLiteral("£12.50"));
        TillWindow::type(QStringLiteral("5*towel"));
        QTRY_COMPARE(search()->text(), QStringLiteral("5*towel"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(total(), QStringLiteral("£57.50"));

        // Lock, and back to the same cart.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(!search()->isVisible());
        pin(QStringLiteral("1357"));
        QTRY_VERIFY(search()->hasFocus());
        QCOMPARE(total(), QStringLiteral("£57.50"));

        // Another price takes a second person.
        TillWindow::key(Qt::Key_PageDown);
        TillWindow::key(Qt::Key_F7);
        TillWindow::type(QStringLiteral("8"));
        TillWindow::key(Qt::Key_Return);
        QTRY_VERIFY(approval()->isVisible());
        pin(QStringLiteral("2468"));
        QTRY_COMPARE(total(), QStringLiteral("£52.50"));

        // Whose sale it is; aside, and back.
        TillWindow::key(Qt::Key_F3);
        TillWindow::type(QStringLiteral("tana"));
        TillWindow::key(Qt::Key_Return);
        QTRY_VERIFY(!model().cart().customer.isNil());
        TillWindow::key(Qt::Key_F6);
        QTRY_VERIFY(model().cart().isEmpty());
        QTRY_COMPARE(model().parked().size(), std::size_t(1));
        TillWindow::key(Qt::Key_F5);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(total(), QStringLiteral("£52.50"));
        QVERIFY(!model().cart().customer.isNil());

        // Twenty in cash, the rest by card.
        TillWindow::key(Qt::Key_F12);
        TillWindow::type(QStringLiteral("20"));
        QTRY_COMPARE(model().received().minor(), 2000);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().payment().state().rest().minor(), 3250);
        TillWindow::key(Qt::Key_F2);
        TillWindow::key(Qt::Key_Down); // The tip,
        TillWindow::key(Qt::Key_Down); // the digits.
        TillWindow::type(QStringLiteral("7731"));
        QTRY_COMPARE(model().payment().code(), QStringLiteral("7731"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        const auto receipt = qtext(model().receipt()->receipt);
        TillWindow::key(Qt::Key_F9);
        const QDir folder(m_shop->directory() + QStringLiteral("/receipts"));
        QTRY_VERIFY(folder.exists(receipt + QStringLiteral(".pdf")));
        TillWindow::key(Qt::Key_Return);
        QTRY_VERIFY(search()->hasFocus());

        // One of it comes back.
        TillWindow::key(Qt::Key_F8);
        TillWindow::type(receipt);
        TillWindow::key(Qt::Key_Return);
        TillWindow::key(Qt::Key_Plus);
        TillWindow::key(Qt::Key_Return);
        QTRY_VERIFY(approval()->isVisible() || model().cart().total.minor() < 0);
        if (approval()->isVisible())
            pin(QStringLiteral("2468"));
        QTRY_COMPARE(total(), QStringLiteral("−£12.50"));
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(int(model().receipt()->kind), int(schema::RETURN));
    }

    void byTouchAlone()
    {
        QSignalSpy refused(&m_till->area().signIn(), &SignInModel::refused);
        touch(QStringLiteral("Jan Berg"));
        touchAll(QStringLiteral("9999"));
        touch(QStringLiteral("Sign in"));
        QTRY_COMPARE(refused.size(), 1);
        touchAll(QStringLiteral("1357"));
        touch(QStringLiteral("Sign in"));
        QTRY_VERIFY(search()->isVisible());

        touchTile(QStringLiteral("Ceramic mug, indigo"));
        QTRY_COMPARE(total(), QStringLiteral("£12.50"));
        touchTile(QStringLiteral("Linen tea towel"));
        QTRY_COMPARE(total(), QStringLiteral("£21.50"));
        touch(QStringLiteral("Quantity of the marked line"));
        touch(QStringLiteral("5"));
        touch(QStringLiteral("Set quantity"));
        QTRY_COMPARE(total(), QStringLiteral("£57.50"));

        touch(QStringLiteral("Lock"));
        QVERIFY(!search()->isVisible());
        touchAll(QStringLiteral("1357"));
        touch(QStringLiteral("Sign in"));
        QTRY_VERIFY(search()->isVisible());
        QCOMPARE(total(), QStringLiteral("£57.50"));

        // The last line is marked by touching it.
        auto* ticket = m_till->window().findChild<TicketList*>();
        QTest::mouseClick(ticket->viewport(), Qt::LeftButton, {},
                          ticket->visualRect(ticket->model()->index(1, 0)).center());
        touch(QStringLiteral("Price of the marked line"));
        touch(QStringLiteral("8"));
        touch(QStringLiteral("Set price"));
        QTRY_VERIFY(approval()->isVisible());
        touchAll(QStringLiteral("2468"));
        touch(QStringLiteral("Sign in"));
        QTRY_COMPARE(total(), QStringLiteral("£52.50"));

        QTest::mouseClick(m_till->window().findChild<PersonBar*>(), Qt::LeftButton);
        touchAll(QStringLiteral("TAN"));
        touch(QStringLiteral("Aiko Tanaka · C-0042"));
        QTRY_VERIFY(!model().cart().customer.isNil());
        touch(QStringLiteral("Park"));
        QTRY_COMPARE(model().parked().size(), std::size_t(1));
        touch(QStringLiteral("Parked sales: 1"));
        Button* parked = nullptr;
        const auto findParked = [&] {
            for (auto* button : m_till->window().findChildren<Button*>())
                if (button->isVisible() && button->text().contains(QStringLiteral("Jan Berg · Till 1")))
                    parked = button;
            return parked != nullptr;
        };
        QTRY_VERIFY(findParked());
        QTest::mouseClick(parked, Qt::LeftButton);
        QTRY_COMPARE(total(), QStringLiteral("£52.50"));

        touch(QStringLiteral("Charge £52.50"));
        touchAll(QStringLiteral("20"));
        touch(QStringLiteral("Take £20.00"));
        QTRY_COMPARE(model().payment().state().rest().minor(), 3250);
        touch(QStringLiteral("Card"));
        touch(QStringLiteral("Finish sale"));
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        const auto receipt = qtext(model().receipt()->receipt);
        touch(QStringLiteral("Save as PDF"));
        const QDir folder(m_shop->directory() + QStringLiteral("/receipts"));
        QTRY_VERIFY(folder.exists(receipt + QStringLiteral(".pdf")));
        touch(QStringLiteral("Next sale"));

        touch(QStringLiteral("Goods come back"));
        Button* sale = nullptr;
        const auto findSale = [&] {
            for (auto* button : m_till->window().findChildren<Button*>())
                if (button->isVisible() && button->text().contains(receipt))
                    sale = button;
            return sale != nullptr;
        };
        QTRY_VERIFY(findSale());
        QTest::mouseClick(sale, Qt::LeftButton);
        touch(QStringLiteral("One more of Ceramic mug, indigo"));
        touch(QStringLiteral("Take back"));
        QTRY_VERIFY(approval()->isVisible() || model().cart().total.minor() < 0);
        if (approval()->isVisible()) {
            touchAll(QStringLiteral("2468"));
            touch(QStringLiteral("Sign in"));
        }
        QTRY_COMPARE(total(), QStringLiteral("−£12.50"));
        touch(QStringLiteral("Pay back £12.50"));
        touch(QStringLiteral("Pay back"));
        QTRY_COMPARE(model().screen(), Screen::Receipt);
        QCOMPARE(int(model().receipt()->kind), int(schema::RETURN));
    }
};
QTEST_MAIN(TillDayTest)
#include "tst_till_day.moc"
