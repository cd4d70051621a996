#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/desktop/file_importer.h"
#include "app/desktop/language.h"
#include "app/desktop/server_enrolment.h"
#include "domain/catalog/scan.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/backoffice/import/import_page.h"
#include "ui/backoffice/settings/settings_page.h"
#include "ui/backoffice/today/today_page.h"
#include "ui/office_fixture.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/label.h"
#include "ui/widgets/side_nav.h"
#include "ui/widgets/tab_row.h"

#include <QAccessible>
#include <QComboBox>
#include <QHeaderView>
#include <QScrollArea>

using namespace kontor;

/// Every task of the back office by keys alone and by touch alone, and what holds for all of its pages.
class OfficeTasksTest : public QObject, private OfficeFixture
{
    Q_OBJECT

    std::unique_ptr<FileImporter> m_importer;
    std::unique_ptr<ServerEnrolment> m_enrolment;

    CatalogPage& catalog() { return m_office->catalog(); }
    ProductModel& product() { return catalog().product(); }
    std::vector<Page*> pages() { return {&m_office->today(), &catalog(), m_office->import(), &m_office->settings()}; }
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        auto* focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : &m_till->window(), Qt::Key(code), modifiers);
    }
    void tabTo(QWidget* widget)
    {
        QVERIFY(widget != nullptr);
        for (int i = 0; i < 80 && QApplication::focusWidget() != widget; ++i)
            key(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), widget);
    }
    static void touch(QWidget* widget)
    {
        QVERIFY(widget != nullptr);
        QTest::mouseClick(widget, Qt::LeftButton);
    }
    template <typename T>
    T* find(const char* name)
    {
        return m_till->find<T>(QLatin1String(name));
    }
    void makeShop()
    {
        m_shop = std::make_unique<TillShop>();
        m_shop->add("Ceramic mug", "MUG", "5012345678900", "12.50");
        m_shop->add("Linen towel", "TOWEL", "", "9.00");
        m_shop->add("Wool throw", "THROW", "", "79.00");
        openShop();
    }
    void openShop()
    {
        m_importer = std::make_unique<FileImporter>(m_shop->store());
        m_enrolment = std::make_unique<ServerEnrolment>(m_shop->store());
        OfficePorts ports;
        ports.import = m_importer.get();
        ports.enrolment = m_enrolment.get();
        openOffice(std::move(ports));
        m_till->signInMira();
    }
    void closeShop()
    {
        closeOffice();
        m_enrolment.reset();
        m_importer.reset();
    }
    QList<QWidget*> controls()
    {
        QList<QWidget*> all;
        for (auto* widget : m_till->window().findChildren<QWidget*>()) {
            const bool control =
                qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QLineEdit*>(widget) != nullptr ||
                qobject_cast<QComboBox*>(widget) != nullptr || qobject_cast<QTabBar*>(widget) != nullptr ||
                qobject_cast<QTableView*>(widget) != nullptr;
            if (control && widget->isVisible())
                all << widget;
        }
        return all;
    }
    static QString cutTexts(Page& page)
    {
        QStringList cut;
        for (auto* label : page.findChildren<Label*>())
            if (label->isVisible() && !label->text().isEmpty() && !label->wordWrap() && !label->isElided() &&
                label->width() + 1 < label->fontMetrics().horizontalAdvance(label->text()))
                cut << page.accessibleName() + QStringLiteral(": ") + label->text();
        return cut.join(u'/');
    }
    void bringUp(Page* page)
    {
        m_till->window().showPage(page);
        if (page == &catalog()) {
            QTRY_COMPARE(catalog().table().rowCount(), 3);
            catalog().choose(0);
        }
        QCoreApplication::processEvents();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init() { makeShop(); }
    void cleanup()
    {
        closeShop();
        m_shop.reset();
    }

    void byKeysAlone()
    {
        key(Qt::Key_F10); // To the back office.
        QCOMPARE(m_till->window().page(), static_cast<Page*>(&m_office->today()));
        tabTo(find<Button>("The day before"));
        key(Qt::Key_Space);
        QVERIFY(!m_office->today().model().isToday());
        tabTo(find<Button>("Today"));
        key(Qt::Key_Space);
        QVERIFY(m_office->today().model().isToday());
        tabTo(find<NavItem>("Catalogue"));
        key(Qt::Key_Return);
        QCOMPARE(m_till->window().page(), static_cast<Page*>(&catalog()));
        QTRY_COMPARE(catalog().table().rowCount(), 3);
        // The price of a mug, found by its name.
        key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("cer"));
        QTRY_COMPARE(catalog().table().rowCount(), 1);
        key(Qt::Key_Down);
        key(Qt::Key_Down);
        QTRY_VERIFY(find<Field>("Price") != nullptr);
        tabTo(find<Field>("Price"));
        find<Field>("Price")->selectAll();
        TillWindow::type(QStringLiteral("13.50"));
        QTRY_COMPARE(find<Field>("Price")->text(), QStringLiteral("13.50"));
        key(Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(product().form().price, std::optional(UnitPrice{13'500'000}));
        // Its barcode is corrected, and a second one added.
        auto* barcode = find<Field>("Barcode");
        while (QApplication::focusWidget() != barcode)
            key(Qt::Key_Backtab);
        barcode->selectAll();
        TillWindow::type(QStringLiteral("4006381333931, box-12"));
        QTRY_COMPARE(barcode->text(), QStringLiteral("4006381333931, box-12"));
        key(Qt::Key_Return);
        QTRY_VERIFY(resolveCode(*m_shop->store().read(), "box-12").has_value());
        QVERIFY(resolveCode(*m_shop->store().read(), "4006381333931").has_value());
        QVERIFY(!resolveCode(*m_shop->store().read(), "5012345678900").has_value());
        const auto became = [this] {
            QStringList what;
            for (const auto& row : product().history())
                what.append(row.what);
            return what;
        };
        QTRY_COMPARE(became(),
                     (QStringList{QStringLiteral("Barcode: empty → box-12"),
                                  QStringLiteral("Barcode: 5012345678900 → 4006381333931"),
                                  QStringLiteral("Price: £12.50 → £13.50"), QStringLiteral("Made as Ceramic mug")}));
        // A new one.
        key(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(product().isNew());
        TillWindow::type(QStringLiteral("Brass bell"));
        key(Qt::Key_Tab);
        TillWindow::type(QStringLiteral("BELL"));
        QTRY_COMPARE(find<Field>("SKU")->text(), QStringLiteral("BELL"));
        key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(!product().isNew());
        QVERIFY(resolveCode(*m_shop->store().read(), "BELL").has_value());
        key(Qt::Key_Escape); // The inspector goes.
        QVERIFY(find<Field>("SKU") == nullptr);
        tabTo(find<NavItem>("Settings"));
        key(Qt::Key_Return);
        QCOMPARE(m_till->window().page(), static_cast<Page*>(&m_office->settings()));
        tabTo(find<NavItem>("Sell"));
        key(Qt::Key_Return);
        QVERIFY(find<NavItem>("Sell") == nullptr); // Back at the till.
    }

    void byTouchAlone()
    {
        touch(find<Button>("Back office"));
        touch(find<Button>("The day before"));
        QVERIFY(!m_office->today().model().isToday());
        touch(find<Button>("The day after"));
        touch(find<NavItem>("Catalogue"));
        QTRY_COMPARE(catalog().table().rowCount(), 3);
        touch(find<Chip>("Price"));
        find<Field>("Price from")
            ->setText(QStringLiteral("10")); // By the keyboard on the screen, which is the system's.
        find<Field>("Price to")->setText(QStringLiteral("20,00"));
        QTRY_COMPARE(catalog().table().rowCount(), 1);
        Chip* range = nullptr;
        for (auto* chip : catalog().findChildren<Chip*>())
            if (chip->text() == QStringLiteral("Price 10–20,00"))
                range = chip;
        touch(range);
        QTRY_COMPARE(catalog().table().rowCount(), 3);
        auto* table = find<DataTable>("Products");
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(1, 0)).center());
        QTRY_COMPARE(product().form().sku, QStringLiteral("TOWEL"));
        auto* tabs = m_till->window().findChild<TabRow*>();
        for (auto* row : m_till->window().findChildren<TabRow*>())
            if (row->isVisible())
                tabs = row;
        for (int tab = 1; tab < tabs->count(); ++tab) {
            QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tab).center());
            QCOMPARE(tabs->currentIndex(), tab);
        }
        touch(find<Button>("Archive"));
        touch(find<Button>("Take it off the tills?"));
        QTRY_VERIFY(find<Button>("Publish") != nullptr);
        QTRY_VERIFY(find<Button>("Restore what was before") != nullptr);
        touch(find<Button>("Restore what was before"));
        QTRY_VERIFY(find<Button>("Archive") != nullptr);
        touch(find<Button>("Close"));
        touch(find<Button>("Import"));
        QCOMPARE(m_till->window().page(), static_cast<Page*>(m_office->import()));
        touch(find<NavItem>("Settings"));
        QCOMPARE(m_till->window().page(), static_cast<Page*>(&m_office->settings()));
        touch(find<NavItem>("Sell"));
        QVERIFY(find<NavItem>("Sell") == nullptr);
    }

    void aPricesHistorySaysWhoAndWhere()
    {
        m_till->window().showPage(&catalog());
        QTRY_COMPARE(catalog().table().rowCount(), 3);
        catalog().choose(0);
        QCOMPARE(product().prices().size(), std::size_t(1));
        QVERIFY2(product().prices().front().from.contains(QLatin1String("Mira Okafor, Till 1")),
                 qPrintable(product().prices().front().from));
    }

    void widthsOfColumnsAreKept()
    {
        m_till->window().showPage(&catalog());
        find<DataTable>("Products")->setColumnWidth(CatalogTable::Sku, 211);
        QTRY_VERIFY(m_shop->store().local("desktop.catalogue-widths").value().has_value());
        closeShop();
        openShop();
        m_till->window().showPage(&catalog());
        QCOMPARE(find<DataTable>("Products")->columnWidth(CatalogTable::Sku), 211);
    }

    void everyControlOfEveryPageHasAName()
    {
        for (auto* page : pages()) {
            bringUp(page);
            QVERIFY(controls().size() > 4);
            for (auto* control : controls()) {
                auto* accessible = QAccessible::queryAccessibleInterface(control);
                QVERIFY(accessible != nullptr);
                QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(),
                         qPrintable(page->accessibleName() + QStringLiteral(": ") +
                                    QLatin1String(control->metaObject()->className())));
            }
        }
    }

    void nothingIsCutOnScaledScreens_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("language");
        for (const auto& language : {QStringLiteral("en"), QStringLiteral("de")}) {
            const auto row = [&](const char* name, const QSize& size) {
                QTest::newRow(qPrintable(language + QLatin1Char(' ') + QLatin1String(name))) << size << language;
            };
            row("1366 x 768 at 100 %", QSize(1366, 768));
            row("1366 x 768 at 125 %", QSize(1093, 614));
            row("2560 x 1440 at 200 %", QSize(1280, 720));
        }
    }
    void nothingIsCutOnScaledScreens()
    {
        QFETCH(QSize, size);
        QFETCH(QString, language);
        Language spoken;
        spoken.use(language);
        closeShop();
        openShop(); // Its pages are made in it.
        auto& window = m_till->window();
        for (auto* page : pages()) {
            bringUp(page);
            window.resize(size);
            QCoreApplication::processEvents();
            QCOMPARE(window.size(), size);
            QTRY_COMPARE(cutTexts(*page), QString()); // Figures come a moment later.
            for (auto* control : controls()) {
                bool scrolls = false;
                for (auto* parent = control->parentWidget(); parent != nullptr; parent = parent->parentWidget())
                    scrolls = scrolls || qobject_cast<QAbstractScrollArea*>(parent) != nullptr;
                const QRect place(control->mapTo(&window, QPoint()), control->size());
                QVERIFY2(scrolls || window.rect().contains(place),
                         qPrintable(page->accessibleName() + QStringLiteral(": ") + control->accessibleName()));
            }
        }
        spoken.use(QStringLiteral("en"));
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
};
QTEST_MAIN(OfficeTasksTest)
#include "tst_office_tasks.moc"
