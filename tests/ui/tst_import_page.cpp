#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/desktop/file_importer.h"
#include "domain/catalog/scan.h"
#include "domain/schema/orders.pb.h"
#include "ui/backoffice/import/import_page.h"
#include "ui/office_fixture.h"
#include "ui/widgets/button.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice_strip.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QFile>

using namespace kontor;

/// Files of other systems through the real window, by keys alone and by touch alone.
class ImportPageTest : public QObject, private OfficeFixture
{
    Q_OBJECT

    QTemporaryDir m_files;
    std::unique_ptr<FileImporter> m_importer;

    ImportPage& page() { return *m_office->import(); }
    ImportModel& model() { return page().model(); }
    QString write(const char* name, const QByteArray& content)
    {
        const auto path = m_files.filePath(QLatin1String(name));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return path;
    }
    void open()
    {
        m_till->signInMira();
        m_till->window().showPage(&page());
    }
    /// By the Tab key, as often as it takes.
    void tabTo(QWidget* widget)
    {
        QVERIFY(widget != nullptr);
        for (int i = 0; i < 60 && QApplication::focusWidget() != widget; ++i)
            TillWindow::key(Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), widget);
    }
    QComboBox* box(const char* name) { return m_till->find<QComboBox>(QLatin1String(name)); }
    Button* button(const char* name) { return m_till->find<Button>(QLatin1String(name)); }
    std::uint64_t products() { return m_shop->store().read()->count(schema::Product::default_instance()); }
    static void touch(QWidget* widget)
    {
        QVERIFY(widget != nullptr);
        QTest::mouseClick(widget, Qt::LeftButton);
    }
    /// Opens the list and touches an entry.
    static void touchEntry(QComboBox* combo, int row)
    {
        QVERIFY(combo != nullptr);
        QTest::mouseClick(combo, Qt::LeftButton);
        QTRY_VERIFY(combo->view()->isVisible());
        QCoreApplication::processEvents();
        QTest::mouseClick(combo->view()->viewport(), Qt::LeftButton, {},
                          combo->view()->visualRect(combo->model()->index(row, 0)).center());
        QTRY_COMPARE(combo->currentIndex(), row);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
        QApplication::setDoubleClickInterval(0); // A list takes a touch only so long after it opened.
    }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_shop->add("Old mug", "OLD", "", "1.00");
        m_importer = std::make_unique<FileImporter>(m_shop->store());
        OfficePorts ports;
        ports.import = m_importer.get();
        openOffice(std::move(ports));
    }
    void cleanup()
    {
        closeOffice();
        m_importer.reset();
        m_shop.reset();
    }

    void byKeysAloneAFileIsMappedTriedImportedAndItsFaultyRowsSaved()
    {
        const auto path = write("p.csv", "thing,key,cost\n\"Jug, tall\",J-1,8.00\nBowl,B-1,abc\nTray,OLD,3.00\n");
        open();
        QAbstractItemModelTester tester(m_till->find<DataTable>(QStringLiteral("First rows of the file")) != nullptr
                                            ? m_till->find<DataTable>(QStringLiteral("First rows of the file"))->model()
                                            : &m_till->model().tiles());
        TillWindow::type(path); // The focus is in the field.
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        QCOMPARE(model().preview().missing, std::vector<std::string>{"sku"});
        QVERIFY(!button("Import")->isEnabled());
        tabTo(box("SKU"));
        TillWindow::key(Qt::Key_Down);
        QTRY_VERIFY(model().state() == ImportModel::State::Ready);
        while (model().columnOf(1) != 1 && model().state() != ImportModel::State::Running) {
            TillWindow::key(Qt::Key_Down);
            QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        }
        tabTo(box("Price"));
        for (int i = 0; i < 4 && model().columnOf(3) != 2; ++i) {
            TillWindow::key(Qt::Key_Down);
            QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        }
        tabTo(box("Name"));
        for (int i = 0; i < 4 && model().columnOf(0) != 0; ++i) {
            TillWindow::key(i == 0 ? Qt::Key_Home : Qt::Key_Down);
            QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        }
        QVERIFY(model().mayRun());
        tabTo(button("Dry run"));
        TillWindow::key(Qt::Key_Space);
        QTRY_COMPARE(model().state(), ImportModel::State::Done);
        QVERIFY(model().wasDryRun());
        QCOMPARE(model().outcome().taken, std::uint64_t(1));
        QCOMPARE(model().outcome().refused.size(), std::size_t(2));
        QCOMPARE(products(), std::uint64_t(1));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(model().state() == ImportModel::State::Done && !model().wasDryRun());
        QCOMPARE(products(), std::uint64_t(2));
        QVERIFY(resolveCode(*m_shop->store().read(), "J-1"));
        tabTo(button("Save refused rows"));
        TillWindow::key(Qt::Key_Space);
        auto* notice = page().findChild<NoticeStrip*>();
        QTRY_COMPARE(notice->title(), QStringLiteral("Saved as p-refused.csv."));
        QFile saved(m_files.filePath(QStringLiteral("p-refused.csv")));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        const auto text = saved.readAll();
        QVERIFY2(text.startsWith("thing,key,cost,reason\nBowl,B-1,abc,") && text.count('\n') == 3, text);
    }

    void byTouchAloneSalesComeInWithTheirProducts()
    {
        const auto path = write("s.csv", "bon;code;stueck;betrag;wann;was\n"
                                         "1;A-1;2;12,50;01/02/2026 09:15;Tasse mit Henkel\n"
                                         "2;A-1;-1;12,50;02/02/2026 10:00;Tasse mit Henkel\n");
        open();
        touch(m_till->find<Chip>(QStringLiteral("Sales")));
        auto* field = m_till->find<Field>(QStringLiteral("File"));
        field->setText(path); // What is typed there comes from the list of files, which is the system's.
        touch(button("Choose"));
        for (auto* dialog : page().findChildren<QDialog*>())
            dialog->reject();
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        touchEntry(box("Quantity"), 3);
        QTRY_COMPARE(model().columnOf(2), 2);
        touchEntry(box("Price"), 4);
        QTRY_COMPARE(model().columnOf(3), 3);
        touchEntry(box("Name"), 6);
        QTRY_COMPARE(model().columnOf(5), 5);
        touchEntry(box("Date and time"), 5);
        QTRY_COMPARE(model().columnOf(4), 4);
        touchEntry(box("Dates"), 1);
        QTRY_VERIFY(model().preview().monthFirst);
        touchEntry(box("Dates"), 0);
        QTRY_VERIFY(!model().preview().monthFirst && model().state() == ImportModel::State::Ready);
        QVERIFY2(model().mayRun(), "every needed column has been said");
        touch(button("Import"));
        QTRY_COMPARE(model().state(), ImportModel::State::Done);
        QCOMPARE(model().outcome().taken, std::uint64_t(2));
        QCOMPARE(model().outcome().sum, std::string("12.50 GBP"));
        QCOMPARE(m_shop->store().read()->count(schema::Order::default_instance()), std::uint64_t(2));
        QVERIFY(m_till->find<Button>(QStringLiteral("Save refused rows")) == nullptr);
    }

    void anImportIsStoppedAndGoesOn()
    {
        QByteArray rows("name,sku\n");
        for (int i = 0; i < 20'000; ++i)
            rows += "Thing " + QByteArray::number(i) + ",K-" + QByteArray::number(i) + "\n";
        const auto path = write("many.csv", rows);
        open();
        model().setFile(path);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        touch(button("Import"));
        QCOMPARE(model().state(), ImportModel::State::Running);
        QTRY_VERIFY(products() > 1); // Some are in.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        const auto written = products();
        QVERIFY2(written > 1 && written < 20'001, qPrintable(QString::number(written)));
        QCOMPARE(page().findChild<NoticeStrip*>()->title(), QStringLiteral("The import did not end."));
    }

    void whatCannotBeReadSaysSoAndWritesNothing_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a cut packed file") << QByteArray("\x28\xb5\x2f\xfd\x00\x10");
        QTest::newRow("a header that is no text") << QByteArray("na\xff\xfeme,sku\nx,y\n");
    }
    void whatCannotBeReadSaysSoAndWritesNothing()
    {
        QFETCH(QByteArray, content);
        const auto path = write("bad.csv", content);
        open();
        model().setFile(path);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        QVERIFY(!model().fault().isEmpty());
        QVERIFY(!model().mayRun());
        QVERIFY(!button("Import")->isEnabled());
        QCOMPARE(products(), std::uint64_t(1));
    }

    void whoMayNotImportSalesIsToldSo()
    {
        const auto path = write("s2.csv", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
                                          "1,A,x,1,2010-12-01 08:26:00,1.00,\n");
        open();
        page().setActor({});
        model().setKind(ImportPort::Kind::Sales);
        model().setFile(path);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        model().run(false);
        QTRY_COMPARE(model().state(), ImportModel::State::Ready);
        QCOMPARE(m_shop->store().read()->count(schema::Order::default_instance()), std::uint64_t(0));
    }
};
QTEST_MAIN(ImportPageTest)
#include "tst_import_page.moc"
