#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/category.h"
#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/orders/sell.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/backoffice/catalog/product_panel.h"
#include "ui/backoffice/today/today_page.h"
#include "ui/office_fixture.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/search_field.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QHeaderView>

using namespace kontor;

/// The pages beside selling, through the real window.
class BackOfficeTest : public QObject, private OfficeFixture
{
    Q_OBJECT

    Id<schema::Variant> m_mug;

    CatalogPage& catalog() { return m_office->catalog(); }
    CatalogTable& table() { return catalog().table(); }
    QStringList names()
    {
        QStringList texts;
        for (int row = 0; row < table().rowCount(); ++row)
            texts << table().index(row, CatalogTable::Name).data().toString();
        return texts;
    }
    void openCatalog()
    {
        m_till->signInMira();
        m_till->window().showPage(&catalog());
        QTRY_COMPARE(names().size(), 3);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_mug = m_shop->add("Ceramic mug", "MUG", "5012345678900", "12.50");
        m_shop->add("Linen towel", "TOWEL", "", "9.00");
        m_shop->add("Apron", "APRON", "", "24.00");
        m_shop->receive(m_mug, 48);
        openOffice();
    }
    void cleanup()
    {
        closeOffice();
        m_shop.reset();
    }

    void onlyWhoMayChangeTheCatalogueFindsTheWay()
    {
        for (const auto& person : m_till->area().signIn().people()) {
            m_till->area().admit(person);
            auto* way = m_till->find<Button>(QStringLiteral("Back office"));
            QCOMPARE(way != nullptr, person.name == QLatin1String("Mira Okafor"));
        }
        QTest::keyClick(&m_till->window(), Qt::Key_F10);
        QCOMPARE(m_till->window().page(), static_cast<Page*>(&m_office->today()));
        QTest::keyClick(&m_till->window(), Qt::Key_F10);
        QVERIFY(m_till->window().page() != &m_office->today());
    }

    void theTableFollowsItsFiltersSortAndSearch()
    {
        openCatalog();
        QAbstractItemModelTester tester(&table());
        QCOMPARE(names(),
                 (QStringList{QStringLiteral("Apron"), QStringLiteral("Ceramic mug"), QStringLiteral("Linen towel")}));
        QTRY_VERIFY(table().countText().startsWith(QLatin1String("3 ")));
        table().sort(CatalogTable::Price, Qt::AscendingOrder);
        QTRY_COMPARE(names().first(), QStringLiteral("Linen towel"));
        QTest::mouseClick(m_till->find<Chip>(QStringLiteral("In stock")), Qt::LeftButton);
        QTRY_COMPARE(names(), QStringList{QStringLiteral("Ceramic mug")});
        QTest::mouseClick(m_till->find<Chip>(QStringLiteral("In stock")), Qt::LeftButton);
        QTRY_COMPARE(names().size(), 3);
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("apr"));
        QTRY_COMPARE(names(), QStringList{QStringLiteral("Apron")});
    }

    void aTouchOnAHeaderSortsOrDoesNothing()
    {
        openCatalog();
        auto* view = m_till->find<DataTable>(QStringLiteral("Products"));
        auto* header = view->horizontalHeader();
        const auto touch = [&](int column) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              QPoint(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                                     header->height() / 2));
        };
        const QString apron = QStringLiteral("Apron"), mug = QStringLiteral("Ceramic mug"),
                      towel = QStringLiteral("Linen towel");
        touch(CatalogTable::Price);
        QTRY_COMPARE(names(), (QStringList{towel, mug, apron}));
        touch(CatalogTable::Status);
        touch(CatalogTable::Category);
        QCOMPARE(header->sortIndicatorSection(), int(CatalogTable::Price));
        QCOMPARE(names(), (QStringList{towel, mug, apron}));
        touch(CatalogTable::Price);
        QTRY_COMPARE(names(), (QStringList{apron, mug, towel}));
        touch(CatalogTable::OnHand);
        QTRY_COMPARE(names().last(), mug);
        touch(CatalogTable::Sku);
        QTRY_COMPARE(names(), (QStringList{apron, mug, towel}));
        touch(CatalogTable::Name);
        QTRY_COMPARE(names(), (QStringList{apron, mug, towel}));
    }

    void theHeaderTakesKeysAndShowsWhereTheyAre()
    {
        openCatalog();
        auto* view = m_till->find<DataTable>(QStringLiteral("Products"));
        auto* header = view->horizontalHeader();
        view->setColumnHidden(CatalogTable::Category, true);
        const auto without = header->grab().toImage();
        header->setFocus(Qt::TabFocusReason);
        QVERIFY(header->grab().toImage() != without);
        TillWindow::key(Qt::Key_Right);
        TillWindow::key(Qt::Key_Right); // The hidden one is passed over.
        TillWindow::key(Qt::Key_Space);
        QTRY_COMPARE(names().first(), QStringLiteral("Linen towel"));
        TillWindow::key(Qt::Key_Space);
        QTRY_COMPARE(names().first(), QStringLiteral("Apron"));
        const int width = view->columnWidth(CatalogTable::Price);
        QTest::keyClick(header, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(view->columnWidth(CatalogTable::Price) > width);
    }

    void aTableThatShowsNotAllSaysSoAtItsEnd()
    {
        for (int i = 0; i < 120; ++i)
            m_shop->add("Cup " + std::to_string(i), "CUP-" + std::to_string(i), "", "3.00");
        m_till->signInMira();
        table().setMostRows(100);
        m_till->window().showPage(&catalog());
        QTRY_COMPARE(table().rowCount(), 100);
        auto* view = m_till->find<DataTable>(QStringLiteral("Products"));
        QTRY_VERIFY(table().isCutOff());
        QVERIFY(view->endText().isEmpty()); // Not in sight yet.
        view->scrollToBottom();
        QTRY_VERIFY(view->endText().contains(QLatin1String("100")));
        QVERIFY(!table().canFetchMore({}));
        TillWindow::key(Qt::Key_F2);
        TillWindow::type(QStringLiteral("apr"));
        QTRY_COMPARE(names(), QStringList{QStringLiteral("Apron")});
        QVERIFY(view->endText().isEmpty());
    }

    void filtersGoTogetherAndAreTakenAwayByKeys()
    {
        const auto run = [&](auto command, const auto& input) {
            const auto done = m_shop->store().execute(
                m_shop->administrator(), [&](const Reader& shop, const Context& context, const Actor& actor) {
                    return command(shop, context, actor, input);
                });
            QVERIFY(done.has_value());
        };
        const auto productOf = [&](const char* sku) {
            const auto view = m_shop->store().read();
            return Id<schema::Product>(
                view->get(*view->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku))->product());
        };
        run(addCategory, NewCategory{"Kitchen", {}, {}});
        const Id<schema::Category> kitchen(liveCategories(*m_shop->store().read()).front().id());
        for (const auto* sku : {"MUG", "TOWEL"}) {
            ClassifyProduct input;
            input.product = productOf(sku);
            input.category = kitchen;
            run(classifyProduct, input);
        }
        run(draftProduct, ProductRef{productOf("TOWEL")});
        run(archiveProduct, ProductRef{productOf("APRON")});
        openCatalog();
        const auto touch = [&](const char* chip) {
            auto* found = m_till->find<Chip>(QLatin1String(chip));
            QVERIFY2(found != nullptr, chip);
            QTest::mouseClick(found, Qt::LeftButton);
        };
        const QString apron = QStringLiteral("Apron"), mug = QStringLiteral("Ceramic mug"),
                      towel = QStringLiteral("Linen towel");
        touch("Draft");
        QTRY_COMPARE(names(), QStringList{towel});
        touch("Archived"); // In place of the other.
        QTRY_COMPARE(names(), QStringList{apron});
        touch("Kitchen");
        QTRY_COMPARE(names(), QStringList());
        touch("Archived");
        QTRY_COMPARE(names(), (QStringList{mug, towel}));
        touch("Out of stock");
        QTRY_COMPARE(names(), QStringList{towel});
        auto* out = m_till->find<Chip>(QStringLiteral("Out of stock"));
        out->setFocus(Qt::TabFocusReason);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(names(), (QStringList{mug, towel}));
        auto* shelf = m_till->find<Chip>(QStringLiteral("Kitchen"));
        shelf->setFocus(Qt::TabFocusReason);
        TillWindow::key(Qt::Key_Left);
        TillWindow::key(Qt::Key_Space);
        QTRY_COMPARE(names(), (QStringList{apron, mug, towel}));
    }

    void aProductIsChangedInTheInspectorAndItsHistoryGoesBack()
    {
        openCatalog();
        catalog().choose(1);
        auto* panel = m_till->window().findChild<ProductPanel*>();
        QVERIFY(panel->isVisible());
        QCOMPARE(field(QStringLiteral("Name"))->text(), QStringLiteral("Ceramic mug"));
        QCOMPARE(field(QStringLiteral("Price"))->text(), QStringLiteral("12.50"));
        fill("Name", QStringLiteral("Stone mug"));
        fill("Price", QStringLiteral("13,25"));
        QTest::keyClick(field(QStringLiteral("Price")), Qt::Key_Return);
        QTRY_VERIFY(names().contains(QStringLiteral("Stone mug")));
        QTRY_COMPARE(catalog().product().form().price, std::optional(UnitPrice{13'250'000}));
        QCOMPARE(catalog().product().prices().size(), std::size_t(2));
        QVERIFY(catalog().product().prices().front().holds);
        const auto& history = catalog().product().history();
        QCOMPARE(history.size(), std::size_t(3));
        QCOMPARE(history[0].what, QStringLiteral("Price: £12.50 → £13.25"));
        QCOMPARE(history[1].what, QStringLiteral("Name: Ceramic mug → Stone mug"));
        QCOMPARE(history[1].who, QStringLiteral("Mira Okafor, Till 1"));
        const auto renamed = history[1];
        catalog().product().restore(renamed);
        QTRY_VERIFY(names().contains(QStringLiteral("Ceramic mug")));
        QTRY_COMPARE(catalog().product().history().size(), std::size_t(4));
        QCOMPARE(catalog().product().form().price, std::optional(UnitPrice{13'250'000})); // One field, no more.
    }

    void aProductIsTakenOffItsShelfAndPutBackByItsHistory()
    {
        const Id<schema::Category> shelf(m_shop->run(addCategory, {"Kitchen", {}, {}}));
        openCatalog();
        catalog().choose(1);
        auto& product = catalog().product();
        const auto shelfOf = [&] {
            const auto row =
                m_shop->store().read()->get(Id<schema::Product>(m_shop->store().read()->get(m_mug)->product()));
            return Id<schema::Category>(row->category());
        };
        auto form = product.form();
        form.category = shelf;
        product.save(form);
        QTRY_COMPARE(shelfOf(), shelf);
        QTRY_COMPARE(product.form().category, shelf);
        form.category = {};
        product.save(form);
        QTRY_COMPARE(shelfOf(), Id<schema::Category>());
        QTRY_COMPARE(product.history().size(), std::size_t(3));
        const auto taken = product.history().front();
        product.restore(taken);
        QTRY_COMPARE(shelfOf(), shelf);
    }

    void whatIsWrongInAFormIsSaidAtItsFieldAndNothingIsWritten()
    {
        openCatalog();
        QTest::keyClick(&m_till->window(), Qt::Key_N, Qt::ControlModifier);
        QVERIFY(catalog().product().isNew());
        fill("Name", QStringLiteral("Second mug"));
        fill("SKU", QStringLiteral("MUG"));
        fill("Price", QStringLiteral("abc"));
        QTest::keyClick(field(QStringLiteral("Price")), Qt::Key_Return);
        QVERIFY(!field(QStringLiteral("Price"))->accessibleDescription().isEmpty());
        fill("Price", QStringLiteral("3"));
        QTest::keyClick(field(QStringLiteral("Price")), Qt::Key_Return);
        QTRY_VERIFY(!field(QStringLiteral("SKU"))->accessibleDescription().isEmpty()); // Another product has it.
        QCOMPARE(m_shop->store().read()->count(schema::Product::default_instance()), std::uint64_t(3));
        fill("SKU", QStringLiteral("MUG-2"));
        QTest::keyClick(field(QStringLiteral("SKU")), Qt::Key_Return);
        QTRY_VERIFY(names().contains(QStringLiteral("Second mug")));
        QVERIFY(!catalog().product().isNew());
    }

    void anArchivedProductIsPublishedAgain()
    {
        openCatalog();
        catalog().choose(0);
        QTest::mouseClick(m_till->find<Button>(QStringLiteral("Archive")), Qt::LeftButton);
        auto* asks = m_till->find<Button>(QStringLiteral("Take it off the tills?"));
        QVERIFY(asks != nullptr); // Nothing has happened yet.
        QCOMPARE(catalog().product().status(), schema::PUBLISHED);
        QTest::mouseClick(asks, Qt::LeftButton);
        QTRY_VERIFY(m_till->find<Button>(QStringLiteral("Publish")) != nullptr);
        QTRY_COMPARE(table().index(0, CatalogTable::Status).data().toString(), QStringLiteral("Archived"));
        QTest::mouseClick(m_till->find<Button>(QStringLiteral("Publish")), Qt::LeftButton);
        QTRY_COMPARE(table().index(0, CatalogTable::Status).data().toString(), QStringLiteral("Published"));
    }

    void everyControlHasANameOnEveryPage()
    {
        m_till->signInMira();
        for (Page* page : std::initializer_list<Page*>{&m_office->today(), &catalog()}) {
            m_till->window().showPage(page);
            QTRY_VERIFY(table().rowCount() > 0 || page == &m_office->today());
            if (page == &catalog())
                catalog().choose(0);
            for (auto* widget : page->findChildren<QWidget*>()) {
                const bool control =
                    qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QLineEdit*>(widget) != nullptr ||
                    qobject_cast<QComboBox*>(widget) != nullptr || qobject_cast<QTableView*>(widget) != nullptr;
                if (!control || !widget->isVisible())
                    continue;
                auto* accessible = QAccessible::queryAccessibleInterface(widget);
                QVERIFY(accessible != nullptr);
                QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
            }
        }
    }

    void todaySaysWhatWasSoldAndFollowsTheNextSale()
    {
        m_till->signInMira();
        TillWindow::scan(QStringLiteral("5012345678900"));
        QTRY_COMPARE(m_till->model().cart().lines.size(), std::size_t(1));
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(m_till->model().screen(), SellModel::Screen::Receipt);
        QTest::keyClick(&m_till->window(), Qt::Key_F10);
        auto& model = m_office->today().model();
        QTRY_COMPARE(model.figures().day.sales, std::uint64_t(1));
        QCOMPARE(model.figures().day.totalMinor, 1250);
        QCOMPARE(model.figures().best.at(0).name, QStringLiteral("Ceramic mug"));
        QCOMPARE(model.figures().tills.size(), std::size_t(1));
        m_till->area().resume();
        m_till->model().nextSale();
        TillWindow::scan(QStringLiteral("5012345678900"));
        QTRY_COMPARE(m_till->model().cart().lines.size(), std::size_t(1));
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(m_till->model().screen(), SellModel::Screen::Receipt);
        m_office->open();
        QTRY_COMPARE(model.figures().day.sales, std::uint64_t(2));
    }
};
QTEST_MAIN(BackOfficeTest)
#include "tst_back_office.moc"
