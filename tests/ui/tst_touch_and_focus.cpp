#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/office_fixture.h"
#include "ui/widgets/button.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/tab_row.h"
#include "ui/widgets/tile_grid.h"
#include "ui/widgets/touch_keyboard.h"

#include <QComboBox>
#include <QPointingDevice>

using namespace kontor;

/// Writing with a finger where there is no keyboard, and seeing where a keyboard is.
class TouchAndFocusTest : public QObject, private OfficeFixture
{
    Q_OBJECT

    QPointingDevice* m_finger = QTest::createTouchDevice();

    void touch(QWidget* widget, QPoint at = {})
    {
        QVERIFY(widget != nullptr);
        auto* window = m_till->window().windowHandle();
        const auto place = widget->mapTo(&m_till->window(), at.isNull() ? widget->rect().center() : at);
        QTest::touchEvent(window, m_finger).press(0, place, window);
        QTest::touchEvent(window, m_finger).release(0, place, window);
    }
    Button* key(const char* name) { return m_till->find<Button>(QLatin1String(name)); }
    bool isOpen()
    {
        const auto* keys = m_till->window().findChild<TouchKeyboard*>();
        return keys != nullptr && keys->isVisible();
    }
    template <typename T>
    T* shown()
    {
        for (auto* widget : m_till->window().findChildren<T*>())
            if (widget->isVisible())
                return widget;
        return nullptr;
    }
    /// The widget and a little around it.
    QImage picture(QWidget* widget)
    {
        const QRect around(widget->mapTo(&m_till->window(), QPoint()), widget->size());
        return m_till->window().grab(around.adjusted(-4, -4, 4, 4)).toImage();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_shop->add("Ceramic mug", "MUG", "5012345678900", "12.50");
        m_shop->add("Linen towel", "TOWEL", "", "9.00");
        openOffice();
        m_till->signInMira();
    }
    void cleanup()
    {
        closeOffice();
        m_shop.reset();
    }

    void aProductIsFoundByTouchAlone()
    {
        auto* search = shown<SearchField>();
        QTest::mouseClick(search, Qt::LeftButton);
        QVERIFY(!isOpen()); // A mouse has a keyboard beside it.
        touch(search);
        QTRY_VERIFY(isOpen());
        for (const auto* letter : {"L", "I", "N"})
            touch(key(letter));
        QTRY_COMPARE(m_till->model().tiles().rowCount(), 1);
        auto* grid = shown<TileGrid>();
        QVERIFY(grid != nullptr);
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->visualRect(grid->model()->index(0, 0)).center());
        QTRY_COMPARE(m_till->model().cart().lines.size(), std::size_t(1));
        QCOMPARE(m_till->model().cart().lines.front().sku, std::string("TOWEL"));
    }

    void theLettersGoWhenTheyAreDone()
    {
        auto* search = shown<SearchField>();
        touch(search);
        QTRY_VERIFY(isOpen());
        touch(key("X"));
        touch(key("Y"));
        QTRY_COMPARE(search->text(), QStringLiteral("Xy"));
        touch(key("Erase the last letter"));
        QTRY_COMPARE(search->text(), QStringLiteral("X"));
        touch(key("Put the letters away"));
        QTRY_VERIFY(!isOpen());
        touch(search);
        QTRY_VERIFY(isOpen());
        m_till->area().lock(); // Another page.
        QTRY_VERIFY(!isOpen());
    }

    void aFieldOfAFormIsWrittenByTouchAlone()
    {
        auto& catalog = m_office->catalog();
        m_till->window().showPage(&catalog);
        QTRY_COMPARE(catalog.table().rowCount(), 2);
        catalog.choose(0);
        auto* brand = m_till->find<Field>(QStringLiteral("Brand"));
        touch(brand);
        QTRY_VERIFY(isOpen());
        for (const auto* letter : {"K", "I", "L", "N"})
            touch(key(letter));
        touch(key("Enter"));
        QTRY_COMPARE(catalog.product().form().brand, QStringLiteral("Kiln"));
        QVERIFY(!isOpen());
    }

    void aCustomerIsMadeAtTheTill()
    {
        TillWindow::key(Qt::Key_F3);
        TillWindow::type(QStringLiteral("Ann Lee"));
        QTRY_VERIFY(key("New customer") != nullptr);
        touch(key("New customer"));
        QTRY_VERIFY(!m_till->model().cart().customer.isNil());
        const auto view = m_shop->store().read();
        const auto customer = view->get(m_till->model().cart().customer);
        QCOMPARE(customer->number(), std::string("1-0001"));
        QVERIFY(findCustomer(*view, "1-0001").has_value());
        TillWindow::key(Qt::Key_F3);
        TillWindow::type(QStringLiteral("ann"));
        const auto found = [&] {
            for (const auto* button : m_till->window().findChildren<Button*>())
                if (button->isVisible() && button->text().startsWith(QLatin1String("Ann Lee")))
                    return true;
            return false;
        };
        QTRY_VERIFY(found());
    }

    void aCustomersNumberIsKeptAsItIsTyped()
    {
        m_till->model().addCustomer(QStringLiteral("4711"));
        QTRY_VERIFY(!m_till->model().cart().customer.isNil());
        QCOMPARE(m_shop->store().read()->get(m_till->model().cart().customer)->number(), std::string("4711"));
        m_till->model().addCustomer(QStringLiteral("Bo"));
        QTRY_VERIFY(findCustomer(*m_shop->store().read(), "1-0002").has_value());
    }

    void whereTheFocusIsCanBeSeen()
    {
        auto& catalog = m_office->catalog();
        m_till->window().showPage(&catalog);
        QTRY_COMPARE(catalog.table().rowCount(), 2);
        catalog.choose(0);
        QList<QWidget*> all{shown<DataTable>(),
                            shown<TabRow>(),
                            m_till->find<QComboBox>(QStringLiteral("Category")),
                            m_till->find<Field>(QStringLiteral("Name")),
                            key("New product"),
                            key("Close")};
        for (auto* widget : all) {
            QVERIFY(widget != nullptr);
            auto* other = widget == all[3] ? all[0] : all[3];
            other->setFocus(Qt::TabFocusReason);
            QCoreApplication::processEvents();
            const auto without = picture(widget);
            widget->setFocus(Qt::TabFocusReason);
            QCoreApplication::processEvents();
            QVERIFY2(picture(widget) != without, widget->metaObject()->className());
        }
    }
};
QTEST_MAIN(TouchAndFocusTest)
#include "tst_touch_and_focus.moc"
