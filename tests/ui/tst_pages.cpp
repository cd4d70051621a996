#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "ui/page.h"
#include "ui/till_window.h"
#include "ui/widgets/label.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/tile_grid.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QButtonGroup>
#include <QLineEdit>

using namespace kontor;
using Screen = SellModel::Screen;

/// What holds for every page: names for screen readers, targets for fingers, nothing cut, any width.
class PagesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;
    QString m_receipt;

    /// What a screen reader comes by: what can be done something with has a name, down to the rows of lists.
    static void walk(QAccessibleInterface* node, QStringList& nameless, int& seen)
    {
        if (node == nullptr || node->state().invisible)
            return;
        ++seen;
        const auto role = node->role();
        const bool acts = role == QAccessible::Button || role == QAccessible::EditableText ||
                          role == QAccessible::CheckBox || role == QAccessible::ListItem || role == QAccessible::List ||
                          node->state().focusable;
        const bool frame = role == QAccessible::Window || role == QAccessible::Client || role == QAccessible::Pane;
        if (acts && !frame && node->text(QAccessible::Name).isEmpty())
            nameless << QStringLiteral("%1 (role %2)")
                            .arg(node->object() != nullptr
                                     ? QString::fromLatin1(node->object()->metaObject()->className())
                                     : QStringLiteral("part"))
                            .arg(int(role));
        for (int i = 0; i < node->childCount(); ++i)
            walk(node->child(i), nameless, seen);
    }

    void bringUp(const QString& page)
    {
        if (page == QLatin1String("sign-in"))
            return;
        m_till->signInMira();
        auto& model = m_till->model();
        if (page == QLatin1String("return goods")) {
            model.addTile(0);
            QTRY_COMPARE(model.ticket().lineCount(), 1);
            model.beginPayment();
            model.finishSale();
            QTRY_COMPARE(model.screen(), Screen::Receipt);
            m_receipt = QString::fromStdString(model.receipt()->receipt);
            model.nextSale();
        }
        model.addTile(0);
        QTRY_COMPARE(model.ticket().lineCount(), 1);
        if (page == QLatin1String("quantity"))
            TillWindow::key(Qt::Key_F4);
        if (page == QLatin1String("price"))
            TillWindow::key(Qt::Key_F7);
        if (page == QLatin1String("parked")) {
            model.park();
            QTRY_COMPARE(model.parked().size(), std::size_t(1));
            TillWindow::key(Qt::Key_F5);
        }
        if (page == QLatin1String("customer"))
            TillWindow::key(Qt::Key_F3);
        if (page == QLatin1String("return") || page == QLatin1String("return goods"))
            TillWindow::key(Qt::Key_F8);
        if (page == QLatin1String("return goods")) {
            m_till->scan(m_receipt);
            QTRY_VERIFY(m_till->find<QAbstractButton>(QStringLiteral("Take back")) != nullptr);
        }
        if (page.startsWith(QLatin1String("payment")) || page == QLatin1String("receipt"))
            model.beginPayment();
        if (page == QLatin1String("payment by card"))
            TillWindow::key(Qt::Key_F2);
        if (page == QLatin1String("payment by gift card"))
            TillWindow::key(Qt::Key_F3);
        if (page == QLatin1String("payment in parts")) {
            model.setReceived(Money(500, model.currency()));
            model.finishSale();
            QTRY_VERIFY(model.payment().state().isBegun());
        }
        if (page == QLatin1String("receipt")) {
            model.finishSale();
            QTRY_COMPARE(model.screen(), Screen::Receipt);
        }
        QCoreApplication::processEvents();
    }

    static void allPages()
    {
        QTest::addColumn<QString>("page");
        for (const auto* page : {"sign-in", "sell", "quantity", "price", "parked", "customer", "return", "return goods",
                                 "payment", "payment by card", "payment by gift card", "payment in parts", "receipt"})
            QTest::newRow(page) << QString::fromLatin1(page);
    }

    QList<QWidget*> controls()
    {
        QList<QWidget*> all;
        for (auto* widget : m_till->window().findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) != nullptr ||
                                 qobject_cast<QLineEdit*>(widget) != nullptr ||
                                 qobject_cast<QAbstractItemView*>(widget) != nullptr;
            if (control && widget->isVisible())
                all << widget;
        }
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_shop->add("Ceramic mug, indigo", "KIT-0412", "5012345678900", "1234.50");
        m_shop->add("A product with a name so long that no tile and no line of a ticket could ever show all of it",
                    "LONG-1", "", "99999.99");
        m_till = std::make_unique<TillWindow>(*m_shop);
    }
    void cleanup()
    {
        m_till.reset();
        m_shop.reset();
    }

    void everyControlHasAName_data() { allPages(); }
    void everyControlHasAName()
    {
        QFETCH(QString, page);
        bringUp(page);
        const auto all = controls();
        QVERIFY(all.size() >= 2);
        for (auto* control : all) {
            auto* interface = QAccessible::queryAccessibleInterface(control);
            QVERIFY(interface != nullptr);
            QVERIFY2(!interface->text(QAccessible::Name).isEmpty(), control->metaObject()->className());
        }
    }

    void theTreeOfNamesForScreenReadersIsWhole_data() { allPages(); }
    void theTreeOfNamesForScreenReadersIsWhole()
    {
        QFETCH(QString, page);
        bringUp(page);
        QStringList nameless;
        int seen = 0;
        walk(QAccessible::queryAccessibleInterface(&m_till->window()), nameless, seen);
        QVERIFY(seen > 20);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
    }

    void tabReachesEveryControlAndComesRound_data() { allPages(); }
    void tabReachesEveryControlAndComesRound()
    {
        QFETCH(QString, page);
        bringUp(page);
        QSet<QWidget*> wanted;
        for (auto* control : controls())
            if ((control->focusPolicy() & Qt::TabFocus) != 0 && control->isEnabled())
                wanted << control;
        QVERIFY(!wanted.isEmpty());
        QSet<QWidget*> reached;
        for (int i = 0; i < 100; ++i) { // More than any page has.
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            if (auto* focus = QApplication::focusWidget())
                reached << focus;
        }
        // Of a group Tab finds one, and arrows the others.
        const auto isReached = [&reached](QWidget* control) {
            const auto* button = qobject_cast<QAbstractButton*>(control);
            if (button == nullptr || button->group() == nullptr)
                return reached.contains(control);
            const auto group = button->group()->buttons();
            return std::any_of(group.begin(), group.end(), [&](auto* one) { return reached.contains(one); });
        };
        for (auto* control : wanted)
            QVERIFY2(isReached(control), qPrintable(control->accessibleName()));
    }

    void everyTargetIsBigEnoughForAFinger_data() { allPages(); }
    void everyTargetIsBigEnoughForAFinger()
    {
        QFETCH(QString, page);
        bringUp(page);
        for (auto* control : controls()) {
            // The header's height is fixed at 48 with its line by the design.
            const bool inHeader = control->mapTo(&m_till->window(), QPoint()).y() < metrics::headerHeight &&
                                  m_till->window().page() != nullptr && !m_till->window().page()->isFull();
            const int least = inHeader ? 47 : 48;
            QVERIFY2(control->width() >= 48 && control->height() >= least,
                     qPrintable(QStringLiteral("%1: %2 x %3")
                                    .arg(control->accessibleName())
                                    .arg(control->width())
                                    .arg(control->height())));
        }
    }

    void noTextOfALabelIsCut_data() { allPages(); }
    void noTextOfALabelIsCut()
    {
        QFETCH(QString, page);
        bringUp(page);
        for (auto* label : m_till->window().findChildren<Label*>()) {
            if (!label->isVisible() || label->text().isEmpty() || label->wordWrap() || label->isElided())
                continue;
            QVERIFY2(label->width() + 1 >= label->fontMetrics().horizontalAdvance(label->text()),
                     qPrintable(label->text()));
        }
    }

    void aTillsScreenAtOneAndAQuarterHoldsEveryPageWhole_data() { allPages(); }
    void aTillsScreenAtOneAndAQuarterHoldsEveryPageWhole()
    {
        QFETCH(QString, page);
        bringUp(page);
        auto& window = m_till->window();
        window.resize(1093, 614); // 1366 x 768 at 125 %.
        QCoreApplication::processEvents();
        QCOMPARE(window.size(), QSize(1093, 614));
        for (auto* control : controls()) {
            // What scrolls may be anywhere; everything else has its place on the screen.
            bool scrolls = false;
            for (auto* parent = control->parentWidget(); parent != nullptr; parent = parent->parentWidget())
                scrolls = scrolls || qobject_cast<QAbstractScrollArea*>(parent) != nullptr;
            const QRect place(control->mapTo(&window, QPoint()), control->size());
            QVERIFY2(scrolls || window.rect().contains(place),
                     qPrintable(control->accessibleName() + QStringLiteral(" at %1,%2 %3x%4")
                                                                .arg(place.x())
                                                                .arg(place.y())
                                                                .arg(place.width())
                                                                .arg(place.height())));
            const bool covered = qobject_cast<QAbstractItemView*>(control) != nullptr; // By its own viewport.
            QVERIFY2(scrolls || covered || control->visibleRegion().boundingRect().size() == control->size(),
                     qPrintable(control->accessibleName()));
        }
    }

    void aNarrowScreenGivesTheTicketTheRoomOfTheTiles()
    {
        bringUp(QStringLiteral("sell"));
        auto* tiles = m_till->window().findChild<TileGrid*>();
        QVERIFY(tiles->isVisible());
        m_till->window().resize(900, 768);
        QTRY_VERIFY(!tiles->isVisible());
        m_till->window().findChild<QLineEdit*>()->setText(QStringLiteral("cer"));
        QTRY_VERIFY(tiles->isVisible()); // What is found must be seen.
        m_till->window().findChild<QLineEdit*>()->clear();
        m_till->window().resize(1366, 768);
        QTRY_VERIFY(tiles->isVisible());
    }

    void tilesFillTheWidthWithColumnsOfAtLeast160()
    {
        bringUp(QStringLiteral("sell"));
        auto* tiles = m_till->window().findChild<TileGrid*>();
        QCOMPARE(tiles->columns(), 5);
        m_till->window().resize(1920, 1080);
        QTRY_COMPARE(tiles->columns(), 8);
    }

    void thePillSaysHowItStandsWithTheServer_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("pending");
        QTest::addColumn<QString>("word");
        QTest::newRow("offline") << int(SyncMonitor::State::Offline) << 12 << QStringLiteral("12");
        QTest::newRow("offline, nothing waits") << int(SyncMonitor::State::Offline) << 0 << QStringLiteral("Offline");
        QTest::newRow("syncing") << int(SyncMonitor::State::Syncing) << 3 << QStringLiteral("Syncing");
        QTest::newRow("synced") << int(SyncMonitor::State::Synced) << 0 << QStringLiteral("All changes synced");
    }
    void thePillSaysHowItStandsWithTheServer()
    {
        QFETCH(int, state);
        QFETCH(int, pending);
        QFETCH(QString, word);
        m_till->sync().set(SyncMonitor::State(state), pending);
        const auto* pill = m_till->window().findChild<Pill*>();
        QVERIFY2(pill->text().contains(word), qPrintable(pill->text()));
        QCOMPARE(pill->accessibleName(), pill->text());
    }
};
QTEST_MAIN(PagesTest)
#include "tst_pages.moc"
