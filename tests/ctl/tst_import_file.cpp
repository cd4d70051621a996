#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/import/import_file.h"
#include "app/import/import_sales.h"
#include "domain/catalog/scan.h"
#include "domain/customers/customer.h"
#include "domain/orders/import_order.h"
#include "domain/schema/orders.pb.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <fstream>
#include <iterator>

using namespace kontor;
using namespace kontor::test;

namespace {

namespace fs = std::filesystem;

struct Desk {
    QTemporaryDir dir;
    ShopFixture shop{fs::path(dir.path().toStdString()) / "shop"};
    fs::path folder{dir.path().toStdString()};
    fs::path file = folder / "file.csv";

    ImportJob job(TableKind kind, const std::string& text, ColumnMap columns = {}) const
    {
        std::ofstream(file, std::ios::binary) << text;
        ImportJob made;
        made.kind = kind;
        made.file = file;
        made.columns = std::move(columns);
        return made;
    }
    ImportOptions options() const
    {
        ImportOptions made;
        made.staff = shop.administrator;
        return made;
    }
    ImportOutcome bring(const ImportJob& one) const { return need(runImport(*shop.store, one, options())); }
    std::uint64_t orders() const { return shop.store->read()->count(schema::Order::default_instance()); }
};

std::string contentOf(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::uint64_t> lines(const ImportOutcome& outcome)
{
    std::vector<std::uint64_t> numbers;
    for (const auto& [line, reason] : outcome.refused)
        numbers.push_back(line);
    return numbers;
}
using Lines = std::vector<std::uint64_t>;

const char* const germanSales = "Bonnummer;Artikelnummer;Bezeichnung;Menge;Einzelpreis;Datum;Kundennummer\n"
                                "1001;T-1;Tasse;2;12,50;31.12.2025 09:15;K1\n"
                                "1001;T-2;Teller;1;1.000,00;31.12.2025 09:15;K1\n"
                                "1002;T-1;Tasse;-1;12,50;02.01.2026 10:00;\n";

} // namespace

/// One file of any system, as the page and kontorctl read it.
class ImportFileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFileOfWindowsComesInWithItsLettersAndSaysSo()
    {
        const Desk desk;
        const auto job =
            desk.job(TableKind::Products, "Bezeichnung;Artikelnummer;Preis\nK\xE4se;K-1;3,50\n\xD6l;O-1;9,00\n");
        const auto preview = need(previewImport(job));
        QCOMPARE(int(preview.encoding), int(TextEncoding::Windows1252));
        QCOMPARE(preview.rows.at(0).at(0), std::string("Käse"));
        const auto outcome = desk.bring(job);
        QCOMPARE(outcome.taken, std::uint64_t(2));
        QCOMPARE(int(outcome.encoding), int(TextEncoding::Windows1252));
        const auto shop = desk.shop.store->read();
        const auto oil = shop->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "O-1");
        QVERIFY(oil.has_value());
        QCOMPARE(shop->get(Id<schema::Product>(shop->get(*oil)->product()))->name(), std::string("Öl"));
    }

    void aBadByteCostsItsOwnReceiptAndNoOther()
    {
        const Desk desk;
        const auto outcome = desk.bring(desk.job(TableKind::Sales, "sku,quantity,price,at,number,name\n"
                                                                   "A,1,3.00,2026-01-02 10:00,7,Cup\n"
                                                                   "B,1,3.00,2026-01-02 10:00,8,C\xff\xfep\n" // 3
                                                                   "A,1,3.00,2026-01-02 10:00,8,Cup\n" // 4: its receipt
                                                                   "A,1,3.00,2026-01-02 10:00,9,Caf\xc3\xa9\n"));
        QCOMPARE(lines(outcome), (Lines{3, 4}));
        QCOMPARE(outcome.orders, std::uint64_t(2));
    }

    void salesOfAnySystemComeInWithTheirProductsAndCustomers()
    {
        const Desk desk;
        const auto outcome = desk.bring(desk.job(TableKind::Sales, germanSales));
        QCOMPARE(outcome.rows, std::uint64_t(3));
        QCOMPARE(outcome.taken, std::uint64_t(3));
        QCOMPARE(outcome.orders, std::uint64_t(2));
        QCOMPARE(outcome.products, std::uint64_t(2));
        QCOMPARE(outcome.customers, std::uint64_t(1));
        QVERIFY(outcome.takenMinor == 2500 + 100'000 - 1250);
        const auto shop = desk.shop.store->read();
        QVERIFY(resolveCode(*shop, "T-2"));
        QVERIFY(findCustomer(*shop, "K1"));
        const auto order = shop->get(Id<schema::Order>(importedRowId(anySales, "1002", 0, ImportedRow::Order)));
        QVERIFY(order);
        QCOMPARE(order->kind(), schema::RETURN);
        QCOMPARE(order->source(), std::string("csv"));
        QCOMPARE(order->business_date(), 20260102U);
        const auto again = desk.bring(desk.job(TableKind::Sales, germanSales));
        QCOMPARE(again.there, std::uint64_t(3));
        QCOMPARE(again.taken, std::uint64_t(0));
        QCOMPARE(desk.orders(), std::uint64_t(2));
    }

    void aDryRunForeseesWhatTheImportDoes()
    {
        const Desk desk;
        const std::string text = std::string(germanSales) + "1003;T-1;Tasse;1;abc;02.01.2026 11:00;\n"
                                                            "1003;T-2;Teller;1;5,00;02.01.2026 11:00;\n";
        auto options = desk.options();
        options.dryRun = true;
        const auto dry = need(runImport(*desk.shop.store, desk.job(TableKind::Sales, text), options));
        QCOMPARE(desk.orders(), std::uint64_t(0));
        QVERIFY(!resolveCode(*desk.shop.store->read(), "T-1"));
        const auto real = desk.bring(desk.job(TableKind::Sales, text));
        QCOMPARE(dry.rows, real.rows);
        QCOMPARE(dry.taken, real.taken);
        QCOMPARE(dry.orders, real.orders);
        QCOMPARE(dry.products, real.products);
        QVERIFY(dry.takenMinor == real.takenMinor);
        QVERIFY(dry.refused == real.refused);
        QCOMPARE(lines(real), (Lines{5, 6})); // A number goes in whole or not at all.
    }

    void whatIsRefusedIsMendedAndFedAgain()
    {
        const Desk desk;
        const std::string text = "number,sku,quantity,price,date,name\n"
                                 "1,A,2,3.00,2026-01-02 10:00,Cup\n"
                                 "2,A,1,abc,2026-01-02 10:05,Cup\n"         // 3
                                 "2,B,1,4.00,2026-01-02 10:05,Jug\n"        // 4
                                 "3,A,1,3.00,2026-01-02 10:10,C\xff\xfep\n" // 5
                                 "4,A,1,3.00";                              // 6
        const auto job = desk.job(TableKind::Sales, text);
        const auto first = desk.bring(job);
        QCOMPARE(first.rows, std::uint64_t(5));
        QCOMPARE(lines(first), (Lines{3, 4, 5, 6}));
        QVERIFY(first.mayBeCut);
        const auto rejects = desk.folder / "rejects.csv";
        QVERIFY(writeRefusedLines(job.file, first.refused, rejects));
        auto mended = contentOf(rejects);
        auto again = job;
        again.file = rejects;
        const auto unmended = desk.bring(again);
        QCOMPARE(unmended.taken, std::uint64_t(0)); // Not one of them slips in by being written anew.
        QCOMPARE(unmended.refused.size(), std::size_t(4));
        const auto replace = [&](const std::string& what, const std::string& with) {
            QVERIFY2(mended.find(what) != std::string::npos, what.c_str());
            mended.replace(mended.find(what), what.size(), with);
        };
        replace("abc", "3.00");
        replace("C\xEF\xBF\xBD\xEF\xBF\xBDp", "Cup");
        replace("4,A,1,3.00", "4,A,1,3.00,2026-01-02 10:15,Cup");
        std::ofstream(rejects, std::ios::binary) << mended;
        const auto last = desk.bring(again);
        QCOMPARE(last.refused.size(), std::size_t(0));
        QCOMPARE(last.taken, std::uint64_t(4));
        QCOMPARE(desk.orders(), std::uint64_t(4));
    }

    void columnsAreGuessedByTheirValuesWhereTheHeaderSaysNothing()
    {
        const Desk desk;
        const auto job = desk.job(TableKind::Products, "a,b,c,d\n"
                                                       "4006381333931,Ceramic mug,M-1,12.50\n"
                                                       "5012345678900,Linen towel,T-1,9.00\n");
        const auto preview = need(previewImport(job));
        QCOMPARE(preview.columns, (ColumnMap{{"barcode", "a"}, {"name", "b"}, {"price", "d"}}));
        QVERIFY(preview.missing.empty());
        QCOMPARE(preview.rows.size(), std::size_t(2));
        auto corrected = job;
        corrected.columns = {{"sku", "c"}, {"price", ""}};
        const auto outcome = desk.bring(corrected);
        QCOMPARE(outcome.taken, std::uint64_t(2));
        QVERIFY(!outcome.columns.contains("price"));
        QVERIFY(resolveCode(*desk.shop.store->read(), "T-1"));
    }

    void theOrderOfADateIsTakenFromTheRowsOrAsItIsSaid()
    {
        QCOMPARE(guessDateOrder({"01/02/2026 10:00", "12/31/2026 10:00"}), DateOrder::MonthFirst);
        QCOMPARE(guessDateOrder({"01/02/2026", "31/12/2026"}), DateOrder::DayFirst);
        QCOMPARE(guessDateOrder({"01/02/2026"}), DateOrder::DayFirst);
        QCOMPARE(plainMoment("1/2/2026 8:26", DateOrder::MonthFirst), std::string("2026-01-02 08:26:00"));
        QCOMPARE(plainMoment("1.2.2026", DateOrder::DayFirst), std::string("2026-02-01 00:00:00"));
        QCOMPARE(plainMoment("12/31/26 12:05 AM", DateOrder::MonthFirst), std::string("2026-12-31 00:05:00"));
        QCOMPARE(plainMoment("2026-01-02T08:26", DateOrder::MonthFirst), std::string("2026-01-02 08:26:00"));
        QCOMPARE(plainMoment("yesterday", DateOrder::DayFirst), std::string("yesterday"));
    }

    void aCancelledImportOfSalesGoesOnAtTheNextRun()
    {
        const Desk desk;
        std::string text = "number,sku,quantity,price,date,name\n";
        for (int i = 0; i < 100; ++i)
            text += std::to_string(i) + ",A,1,1.00,2026-01-02 10:00,Cup\n";
        const auto job = desk.job(TableKind::Sales, text);
        auto options = desk.options();
        int asked = 0;
        options.isCancelled = [&] { return ++asked > 4; };
        const auto stopped = runImport(*desk.shop.store, job, options);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().about, std::string("import"));
        const auto before = desk.orders();
        QVERIFY(before > 0 && before < 100);
        const auto outcome = desk.bring(job);
        QCOMPARE(outcome.there, before);
        QCOMPARE(desk.orders(), std::uint64_t(100));
    }

    void refusedRowsNeverReplaceTheFileTheyCameFrom()
    {
        const Desk desk;
        const auto job = desk.job(TableKind::Customers, "number\n1\n");
        QVERIFY(!writeRefusedLines(job.file, {{2, "x"}}, job.file));
        QCOMPARE(contentOf(job.file), std::string("number\n1\n"));
    }
};
QTEST_GUILESS_MAIN(ImportFileTest)
#include "tst_import_file.moc"
