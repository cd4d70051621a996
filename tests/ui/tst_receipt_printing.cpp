#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/devices/system_receipt_printer.h"
#include "domain/settings/receipt_keys.h"
#include "domain/settings/settings.h"
#include "ui/sell/receipt_layout.h"
#include "ui/sell/receipt_page.h"
#include "ui/till_window.h"
#include "ui/widgets/button.h"
#include "ui/widgets/notice_strip.h"

#include <QFile>
#include <QPrinter>
#include <QSignalSpy>

#include <future>

using namespace kontor;
using Screen = SellModel::Screen;

namespace {

const auto mugCode = QStringLiteral("5012345678900");

/// Keeps what it was given until the test says how it went.
class PrinterOnPaper : public ReceiptPrinter
{
public:
    struct Job {
        ReceiptLayout receipt;
        PrinterChoice choice;
        Printed printed;
    };
    std::vector<Job> jobs;
    void print(const ReceiptLayout& receipt, const Theme&, const PrinterChoice& choice, Printed printed) override
    {
        jobs.push_back({receipt, choice, std::move(printed)});
    }
};

} // namespace

/// Receipts on paper: asked for, always, failed, twice; and the system's printer itself, on one that writes a PDF.
class ReceiptPrintingTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TillShop> m_shop;
    std::unique_ptr<PrinterOnPaper> m_printer;
    std::unique_ptr<TillWindow> m_till;

    SellModel& model() { return m_till->model(); }
    void set(std::string_view key, const std::string& value)
    {
        const auto terminal = m_shop->store().identity().terminal;
        QVERIFY(m_shop->store().execute(
            m_shop->administrator(), [&](const Reader& shop, const Context& context, const Actor& actor) {
                return changeSetting(shop, context, actor, {terminal.raw, std::string(key), value});
            }));
    }
    void sellAMug()
    {
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        TillWindow::key(Qt::Key_F12);
        TillWindow::key(Qt::Key_Return);
        QTRY_COMPARE(model().screen(), Screen::Receipt);
    }
    QString said()
    {
        for (auto* strip : m_till->window().findChildren<NoticeStrip*>())
            if (strip->isVisible())
                return strip->accessibleName();
        return {};
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_shop->add("Ceramic mug, indigo", "MUG", mugCode.toStdString(), "12.50");
        m_printer = std::make_unique<PrinterOnPaper>();
        m_till = std::make_unique<TillWindow>(*m_shop, m_printer.get());
        m_till->signInMira();
    }
    void cleanup()
    {
        m_till.reset();
        m_printer.reset();
        m_shop.reset();
    }

    void withoutAPrinterThePageOffersNone()
    {
        sellAMug();
        QVERIFY(m_till->find<Button>(QStringLiteral("Print")) == nullptr);
        TillWindow::key(Qt::Key_F8);
        QVERIFY(m_printer->jobs.empty());
    }

    void aReceiptThatIsAskedForIsPrintedAndTheNextIsADuplicate()
    {
        set(receiptPrinter, "Counter");
        set(receiptPaperMm, "58");
        sellAMug();
        QVERIFY(m_printer->jobs.empty());
        TillWindow::key(Qt::Key_F8);
        QCOMPARE(m_printer->jobs.size(), std::size_t(1));
        QCOMPARE(m_printer->jobs[0].choice.name, QStringLiteral("Counter"));
        QCOMPARE(m_printer->jobs[0].choice.paperMm, 58);
        QVERIFY(m_printer->jobs[0].receipt.text().contains(QStringLiteral("12.50")));
        TillWindow::key(Qt::Key_F8); // Whether the first comes out is not known yet.
        QCOMPARE(m_printer->jobs.size(), std::size_t(1));
        m_printer->jobs[0].printed(Done{});
        QTRY_VERIFY2(said().contains(QStringLiteral("The receipt is printed.")), qPrintable(said()));
        auto* print = m_till->find<Button>(QStringLiteral("Print"));
        QVERIFY(print != nullptr);
        QTest::mouseClick(print, Qt::LeftButton);
        QTRY_COMPARE(m_printer->jobs.size(), std::size_t(2));
        QVERIFY(m_printer->jobs[1].receipt.text() != m_printer->jobs[0].receipt.text()); // It says which duplicate.
    }

    void everyReceiptIsPrintedWhereTheTillSaysSoAndOnlyOnce()
    {
        set(receiptPrinter, "Counter");
        set(receiptPrinting, "always");
        sellAMug();
        QTRY_COMPARE(m_printer->jobs.size(), std::size_t(1));
        m_printer->jobs[0].printed(Done{});
        m_till->area().resume(); // From another page back to it.
        QCOMPARE(m_printer->jobs.size(), std::size_t(1));
        TillWindow::key(Qt::Key_Return);
        sellAMug();
        QTRY_COMPARE(m_printer->jobs.size(), std::size_t(2));
    }

    void aPrintThatFailsIsAMessageAndNeverALostSale()
    {
        set(receiptPrinter, "Counter");
        set(receiptPrinting, "always");
        sellAMug();
        QTRY_COMPARE(m_printer->jobs.size(), std::size_t(1));
        const auto order = model().receipt()->order;
        m_printer->jobs[0].printed(fail(Error::Kind::Storage, "Counter", "out of paper"));
        QTRY_VERIFY2(said().contains(QStringLiteral("was not printed; the sale is kept")), qPrintable(said()));
        QVERIFY(m_shop->store().read()->get(order));
        TillWindow::key(Qt::Key_F8); // The paper is in: it still is the receipt, and no duplicate.
        QCOMPARE(m_printer->jobs.size(), std::size_t(2));
        QCOMPARE(m_printer->jobs[1].receipt.text(), m_printer->jobs[0].receipt.text());
        TillWindow::key(Qt::Key_Return); // The next customer does not wait for it,
        TillWindow::scan(mugCode);
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        m_printer->jobs[1].printed(fail(Error::Kind::NotFound, "Counter", "gone"));
        QTRY_VERIFY2(said().contains(QStringLiteral("There is no printer “Counter”")),
                     qPrintable(said())); // and hears.
    }

    void whatThePrinterAnswersAfterTheTillIsClosedHurtsNobody()
    {
        set(receiptPrinter, "Counter");
        sellAMug();
        TillWindow::key(Qt::Key_F8);
        QCOMPARE(m_printer->jobs.size(), std::size_t(1));
        m_till.reset();
        m_printer->jobs[0].printed(Done{});
        QCoreApplication::processEvents();
    }

    void theSystemsPrinterTakesAPageAsLongAsTheReceipt_data()
    {
        QTest::addColumn<int>("paperMm");
        QTest::newRow("80 mm") << 80;
        QTest::newRow("58 mm") << 58;
    }
    void theSystemsPrinterTakesAPageAsLongAsTheReceipt()
    {
        QFETCH(int, paperMm);
        sellAMug();
        const QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("receipt.pdf"));
        SystemReceiptPrinter printer([&](const QString&) -> Result<std::unique_ptr<QPrinter>> {
            auto made = std::make_unique<QPrinter>(QPrinter::ScreenResolution);
            made->setOutputFormat(QPrinter::PdfFormat);
            made->setOutputFileName(file);
            return made;
        });
        std::promise<Result<Done>> told;
        auto answer = told.get_future();
        printer.print(ReceiptLayout(*model().receipt(), QTimeZone::utc()), m_till->theme(),
                      {QStringLiteral("Counter"), paperMm}, [&](Result<Done> done) { told.set_value(done); });
        QVERIFY(answer.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
        QVERIFY(answer.get().has_value());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto pdf = written.readAll();
        const auto box = pdf.mid(pdf.indexOf("/MediaBox [") + 11, 60).split(']').first().simplified().split(' ');
        QCOMPARE(box.size(), 4);
        QVERIFY2(std::abs(box[2].toDouble() - paperMm / 25.4 * 72) < 1.5, box[2].constData());
        QVERIFY2(box[3].toDouble() > box[2].toDouble(), box[3].constData());
        QCOMPARE(pdf.count("/Type /Page\n"), 1);
    }

    void aPrinterThatIsNotThereIsNamedWithThoseThatAre()
    {
        const auto none = SystemReceiptPrinter::checkSystemPrinter(QStringLiteral("No such printer"));
        QVERIFY(!none);
        QCOMPARE(none.error().kind, Error::Kind::NotFound);
        QCOMPARE(none.error().about, std::string("No such printer"));
        QVERIFY(!none.error().detail.empty());
    }
};
QTEST_MAIN(ReceiptPrintingTest)
#include "tst_receipt_printing.moc"
