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
#include <QLineEdit>

using namespace kontor;
using Screen = SellModel::Screen;

/// What holds for every page: names for screen readers, targets for fingers, nothing cut, any width.
class PagesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<TillWindow> m_till;

    void bringUp(const QString& page)
    {
        if (page == QLatin1String("sign-in"))
            return;
        m_till->signInMira();
        auto& model = m_till->model();
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
        if (page == QLatin1String("payment") || page == QLatin1String("receipt"))
            model.beginPayment();
        if (page == QLatin1String("receipt")) {
            model.finishSale();
            QTRY_COMPARE(model.screen(), Screen::Receipt);
        }
        QCoreApplication::processEvents();
    }

    static void allPages()
    {
        QTest::addColumn<QString>("page");
        for (const auto* page : {"sign-in", "sell", "quantity", "price", "parked", "payment", "receipt"})
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
