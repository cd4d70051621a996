#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/tax.h"
#include "domain/catalog/unit.h"
#include "domain/inventory/stock.h"
#include "ui/backoffice/catalog/catalog_page.h"
#include "ui/backoffice/catalog/product_panel.h"
#include "ui/office_fixture.h"
#include "ui/widgets/button.h"
#include "ui/widgets/tab_row.h"

#include <QComboBox>
#include <QTimeZone>

using namespace kontor;

/// The inspector of the catalogue through the real window: what is typed waits, what was is brought back field by field, and a
/// product can have all that the till knows of one.
class InspectorTest : public QObject, private OfficeFixture
{
    Q_OBJECT

    Id<schema::Variant> m_mug;
    Id<schema::TaxClass> m_reduced;

    CatalogPage& catalog() { return m_office->catalog(); }
    ProductModel& product() { return catalog().product(); }
    QComboBox* box(const char* name) { return m_till->find<QComboBox>(QLatin1String(name)); }
    Button* button(const QString& name) { return m_till->find<Button>(name); }
    void pick(const char* name, const QString& text)
    {
        auto* at = box(name);
        QVERIFY2(at != nullptr, name);
        at->setFocus();
        for (int i = 0; i < at->count() && at->currentText() != text; ++i)
            QTest::keyClick(at, i == 0 ? Qt::Key_Home : Qt::Key_Down);
        QCOMPARE(at->currentText(), text);
    }
    void saveAs(const char* name, const QString& text)
    {
        fill(name, text);
        QTest::keyClick(field(name), Qt::Key_Return);
        QTRY_VERIFY(!button(QStringLiteral("Save"))->isEnabled());
    }
    /// The entry that begins so, and what is restored by it.
    void restore(const QString& what)
    {
        for (const auto& entry : product().history())
            if (entry.what.startsWith(what)) {
                QVERIFY2(!entry.undo.empty(), qPrintable(what));
                product().restore(ProductHistoryRow(entry));
                return;
            }
        QFAIL(qPrintable(what));
    }
    bool scans(const char* code) { return resolveCode(*m_shop->store().read(), code).has_value(); }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_mug = m_shop->add("Ceramic mug", "MUG", "5012345678900", "12.50");
        m_shop->add("Linen towel", "TOWEL", "", "9.00");
        m_shop->add("Apron", "APRON", "", "24.00");
        const Id<schema::Tax> five(m_shop->run(addTax, AddTax{"VAT 5%", 50'000}));
        m_reduced = Id<schema::TaxClass>(m_shop->run(addTaxClass, AddTaxClass{"Reduced"}));
        SetTaxTreatment treatment;
        treatment.taxClass = m_reduced;
        treatment.taxes = {five};
        m_shop->run(setTaxTreatment, treatment);
        m_shop->run(addUnit, AddUnit{"kilogram", "kg", {}, 1, 1, false});
        openOffice();
        m_till->signInMira();
        m_till->window().showPage(&catalog());
        QTRY_COMPARE(catalog().table().rowCount(), 3);
        catalog().choose(1);
        QCOMPARE(field("Name")->text(), QStringLiteral("Ceramic mug"));
    }
    void cleanup()
    {
        closeOffice();
        m_shop.reset();
    }

    void eachFieldIsBroughtBackByItself()
    {
        saveAs("Name", QStringLiteral("Stone mug"));
        saveAs("Brand", QStringLiteral("Kiln"));
        saveAs("Barcode", QStringLiteral("4006381333931"));
        saveAs("Price", QStringLiteral("14.00"));
        restore(QStringLiteral("Name"));
        QTRY_COMPARE(product().form().name, QStringLiteral("Ceramic mug"));
        QCOMPARE(product().form().brand, QStringLiteral("Kiln"));
        QVERIFY(!scans("5012345678900"));
        restore(QStringLiteral("Barcode: 5012345678900"));
        QTRY_VERIFY(scans("5012345678900"));
        QVERIFY(!scans("4006381333931"));
        restore(QStringLiteral("Price"));
        QTRY_COMPARE(product().form().price, std::optional(UnitPrice{12'500'000}));
        QCOMPARE(product().form().brand, QStringLiteral("Kiln"));
    }

    void twoFieldsOfOneChangeAreTwoEntries()
    {
        ClassifyProduct input;
        input.product = product().product();
        input.brand = "Kiln";
        input.tags = {"clearance", "vegan"};
        m_shop->run(classifyProduct, input);
        QTRY_COMPARE(product().history().size(), std::size_t(3));
        restore(QStringLiteral("Tags"));
        const auto tags = [&] { return m_shop->store().read()->get(product().product())->tag_size(); };
        QTRY_COMPARE(tags(), 0);
        QTRY_COMPARE(product().form().brand, QStringLiteral("Kiln"));
    }

    void aDraftIsADraftAgain()
    {
        m_shop->run(draftProduct, ProductRef{product().product()});
        QTRY_COMPARE(product().status(), schema::DRAFT);
        QTRY_VERIFY(button(QStringLiteral("Publish")) != nullptr);
        QTest::mouseClick(button(QStringLiteral("Publish")), Qt::LeftButton);
        QTRY_COMPARE(product().status(), schema::PUBLISHED);
        restore(QStringLiteral("Status: Draft"));
        QTRY_COMPARE(product().status(), schema::DRAFT);
    }

    void whatIsSoNowHasNoWayBack()
    {
        saveAs("Name", QStringLiteral("Stone mug"));
        saveAs("Name", QStringLiteral("Ceramic mug"));
        QCOMPARE(product().history().size(), std::size_t(3));
        for (const auto& entry : product().history())
            if (entry.what.startsWith(QLatin1String("Name: Ceramic")))
                QVERIFY(entry.undo.empty());
    }

    void whatIsTypedWaitsWhileAnotherProductIsLookedAt()
    {
        fill("Name", QStringLiteral("Stone mug"));
        fill("Price", QStringLiteral("abc"));
        catalog().choose(2);
        QTRY_COMPARE(field("Name")->text(), QStringLiteral("Linen towel"));
        QCOMPARE(field("Price")->text(), QStringLiteral("9.00"));
        QVERIFY(!button(QStringLiteral("Save"))->isEnabled());
        QTest::keyClick(&m_till->window(), Qt::Key_N, Qt::ControlModifier);
        fill("Name", QStringLiteral("Brass bell"));
        catalog().choose(1);
        QTRY_COMPARE(field("Name")->text(), QStringLiteral("Stone mug"));
        QCOMPARE(field("Price")->text(), QStringLiteral("abc"));
        QVERIFY(button(QStringLiteral("Save"))->isEnabled());
        QTest::mouseClick(button(QStringLiteral("Discard")), Qt::LeftButton);
        QCOMPARE(field("Name")->text(), QStringLiteral("Ceramic mug"));
        catalog().choose(0);
        catalog().choose(1);
        QCOMPARE(field("Name")->text(), QStringLiteral("Ceramic mug")); // Thrown away is thrown away.
        QTest::keyClick(&m_till->window(), Qt::Key_N, Qt::ControlModifier);
        QCOMPARE(field("Name")->text(), QStringLiteral("Brass bell"));
    }

    void whatIsTypedStandsWhileAnotherTillChangesTheRest()
    {
        fill("Name", QStringLiteral("Stone mug"));
        ClassifyProduct input;
        input.product = product().product();
        input.brand = "Kiln";
        m_shop->run(classifyProduct, input);
        QTRY_COMPARE(field("Brand")->text(), QStringLiteral("Kiln"));
        QCOMPARE(field("Name")->text(), QStringLiteral("Stone mug"));
        QTest::keyClick(field("Name"), Qt::Key_Return);
        QTRY_COMPARE(product().form().name, QStringLiteral("Stone mug"));
        QCOMPARE(product().form().brand, QStringLiteral("Kiln"));
        QVERIFY(!button(QStringLiteral("Save"))->isEnabled());
    }

    void aNewProductIsTaxedByItsClassAndSoldByWeight()
    {
        QTest::keyClick(&m_till->window(), Qt::Key_N, Qt::ControlModifier);
        fill("Name", QStringLiteral("Rye bread"));
        fill("SKU", QStringLiteral("RYE"));
        fill("Price", QStringLiteral("4.20"));
        pick("Tax", QStringLiteral("Reduced"));
        pick("Sold by", QStringLiteral("kilogram"));
        QTest::keyClick(field("Name"), Qt::Key_Return);
        QTRY_VERIFY(!product().isNew());
        QCOMPARE(product().form().taxClass, m_reduced);
        QCOMPARE(box("Tax")->currentText(), QStringLiteral("Reduced"));
        m_till->area().resume();
        TillWindow::type(QStringLiteral("0.5*RYE"));
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(m_till->model().cart().lines.size(), std::size_t(1));
        const auto& line = m_till->model().cart().lines.front();
        QCOMPARE(line.total.minor(), 210);
        QCOMPARE(line.taxRatePpm, 50'000U);
        QCOMPARE(line.unitSymbol, std::string("kg"));
    }

    void theCostIsMoneyAndNotAllTheDigitsOfAnAverage()
    {
        StockChange came;
        came.variant = m_mug;
        came.quantity = Quantity::whole(3);
        came.reason = schema::RECEIVED;
        came.costMinor = 1'000;
        m_shop->run(adjustStock, AdjustStock{{came}});
        QTRY_COMPARE(product().cost(), QString::fromUtf8("£3.33"));
    }

    void aProductsClassIsChangedAndBroughtBack()
    {
        pick("Tax", QStringLiteral("Reduced"));
        pick("At the till", QStringLiteral("A price keyed in"));
        QTest::keyClick(field("Name"), Qt::Key_Return);
        QTRY_COMPARE(product().form().taxClass, m_reduced);
        QTRY_VERIFY(product().form().isPriceKeyedIn);
        restore(QStringLiteral("Tax: empty → Reduced"));
        QTRY_VERIFY(product().form().taxClass.isNil());
        QVERIFY(product().form().isPriceKeyedIn);
    }

    void aPriceIsMadeForTomorrowAndWithdrawn()
    {
        auto* tabs = m_till->window().findChild<ProductPanel*>()->findChild<TabRow*>();
        tabs->setCurrentIndex(1);
        fill("Another price", QStringLiteral("14.00"));
        const auto tomorrow = QDate::currentDate().addDays(1);
        fill("From the day", tomorrow.toString(Qt::ISODate));
        QTest::keyClick(field("From the day"), Qt::Key_Return);
        QTRY_COMPARE(product().prices().size(), std::size_t(2));
        QCOMPARE(product().form().price, std::optional(UnitPrice{12'500'000}));
        QVERIFY(!product().prices()[0].holds);
        QVERIFY(product().prices()[1].holds);
        const auto facts = [&] {
            const auto view = m_shop->store().read();
            return readProduct(*view, m_shop->store().identity().store, m_mug,
                               tomorrow.endOfDay(QTimeZone::utc()).toMSecsSinceEpoch() * 1000)
                ->price;
        };
        QCOMPARE(facts(), std::optional(UnitPrice{14'000'000}));
        auto* withdraw = button(QStringLiteral("Withdraw £14.00"));
        QVERIFY(withdraw != nullptr);
        QTest::mouseClick(withdraw, Qt::LeftButton);
        QCOMPARE(facts(), std::optional(UnitPrice{14'000'000})); // It only asked.
        QTest::mouseClick(withdraw, Qt::LeftButton);
        QTRY_COMPARE(facts(), std::optional(UnitPrice{12'500'000}));
        fill("Another price", QStringLiteral("x"));
        QTest::keyClick(field("Another price"), Qt::Key_Return);
        QVERIFY(!field("Another price")->accessibleDescription().isEmpty());
    }
};
QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
