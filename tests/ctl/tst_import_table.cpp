#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/import/import_table.h"
#include "app/import/refused_rows.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/tax.h"
#include "domain/catalog/unit.h"
#include "domain/customers/customer.h"
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
    fs::path file = fs::path(dir.path().toStdString()) / "table.csv";

    TableReport bring(TableKind kind, const std::string& text, TableOptions options = {})
    {
        std::ofstream(file, std::ios::binary) << text;
        options.import.staff = shop.administrator;
        return need(importTable(*shop.store, kind, file, options));
    }
    std::uint64_t products() const { return shop.store->read()->count(schema::Product::default_instance()); }
};

std::vector<std::uint64_t> lines(const TableReport& report)
{
    std::vector<std::uint64_t> numbers;
    for (const auto& row : report.refused)
        numbers.push_back(row.line);
    return numbers;
}

RefusedLines refusedOf(const TableReport& report)
{
    RefusedLines refused;
    for (const auto& row : report.refused)
        refused.emplace(row.line, row.reason);
    return refused;
}

using Lines = std::vector<std::uint64_t>;

} // namespace

/// CSV files of anybody's making.
class ImportTableTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aProductsTaxAndUnitComeWithIt()
    {
        Desk desk;
        const auto run = [&](auto command, const auto& input) {
            return need(desk.shop.store->execute(desk.shop.administrator,
                                                 [&](const Reader& shop, const Context& context, const Actor& actor) {
                                                     return command(shop, context, actor, input);
                                                 }))
                .mainId;
        };
        const Id<schema::Tax> seven(run(addTax, AddTax{"VAT 7%", 70'000}));
        const Id<schema::TaxClass> reduced(run(addTaxClass, AddTaxClass{"Reduced"}));
        const Id<schema::Unit> kilogram(run(addUnit, AddUnit{"kilogram", "kg", {}, 1, 1, false}));
        const std::string text = "Title,SKU,Price,VAT,Unit\n"
                                 "Bread,B-1,4.20,reduced,\n"   // 2
                                 "Figs,F-1,9.00,7 %,kg\n"      // 3
                                 "Salt,S-1,1.00,\"7,0\",Stk\n" // 4
                                 "Tea,T-1,3.00,19 %,pcs\n"     // 5: no such tax
                                 "Oil,O-1,5.00,,gallon\n"      // 6: no such unit
                                 "Jam,J-1,2.00,,\n";           // 7
        for (const bool dryRun : {true, false}) {
            TableOptions options;
            options.import.dryRun = dryRun;
            const auto report = desk.bring(TableKind::Products, text, options);
            QCOMPARE(report.taken, std::uint64_t(4));
            QCOMPARE(lines(report), (Lines{5, 6}));
            QCOMPARE(report.refused[0].reason, std::string("tax: the shop has no tax '19 %'"));
            QCOMPARE(report.refused[1].reason, std::string("unit: the shop has no unit 'gallon'"));
        }
        const auto view = desk.shop.store->read();
        const auto productOf = [&](const char* sku) {
            return *view->get(Id<schema::Product>(view->get(need(resolveCode(*view, sku)).variant)->product()));
        };
        QCOMPARE(productOf("B-1").tax_class(), reduced.string());
        QCOMPARE(productOf("F-1").tax(), seven.string());
        QCOMPARE(productOf("F-1").unit(), kilogram.string());
        QCOMPARE(productOf("S-1").tax(), seven.string());
        QVERIFY(!productOf("S-1").has_unit());
        QVERIFY(!productOf("J-1").has_tax());
    }

    void aCustomersAddressesComeWithThem()
    {
        Desk desk;
        const std::string text = "Number,Name,Company,E-Mail,Telephone\n"
                                 "K-1,Ann Lee,Lee Ltd,ann@lee.example,0301 22\n" // 2
                                 "K-2,,,,\n"                                     // 3
                                 "K-3,Bo,,nowhere,\n";                           // 4
        for (const bool dryRun : {true, false}) {
            TableOptions options;
            options.import.dryRun = dryRun;
            const auto report = desk.bring(TableKind::Customers, text, options);
            QCOMPARE(report.taken, std::uint64_t(2));
            QCOMPARE(lines(report), Lines{4});
            QCOMPARE(report.refused[0].reason, std::string("email: 'nowhere' is no address"));
        }
        const auto view = desk.shop.store->read();
        const auto ann = findCustomer(*view, "K-1");
        QVERIFY(ann.has_value());
        QCOMPARE(ann->name(), std::string("Ann Lee"));
        QCOMPARE(ann->company(), std::string("Lee Ltd"));
        QCOMPARE(ann->email(), std::string("ann@lee.example"));
        QCOMPARE(ann->phone(), std::string("0301 22"));
        QVERIFY(findCustomer(*view, "K-2").has_value());
        QVERIFY(!findCustomer(*view, "K-3").has_value());
    }

    void faultyRowsAreRefusedOneByOneWithTheirLineAndReasonAndTheRestIsTaken()
    {
        Desk desk;
        (void)desk.shop.product("Old mug", "OLD", "1.00", {"5012345678900"});
        const std::string text = "Title,StockCode,EAN,Price,Category\n"
                                 "Mug,M-1,4006381333931,\"1,234.50\",Kitchen\n" // 2
                                 "Jug,J-1,,abc,Kitchen\n"                       // 3: no price
                                 ",N-1,,1.00,\n"                                // 4: no name
                                 "Bowl,B-1,5012345678900,2.00,\n"               // 5: another's barcode
                                 "Bad \xff\xfe,X-1,,1.00,\n"                    // 6: encoding
                                 "Too,few\n"                                    // 7
                                 "Mug again,M-1,,1.00,\n"                       // 8: twice
                                 "Towel,T-1,,3 \xe2\x82\xac,Textiles\n"         // 9
                                 "Cut,C-1";                                     // 10: cut off
        const auto report = desk.bring(TableKind::Products, text);
        QCOMPARE(report.rows, std::uint64_t(9));
        QCOMPARE(report.rows, report.taken + report.there + report.refused.size());
        QCOMPARE(report.taken, std::uint64_t(2));
        QCOMPARE(lines(report), (Lines{3, 4, 5, 6, 7, 8, 10}));
        QVERIFY(report.refused[0].reason.find("abc") != std::string::npos);
        QVERIFY(report.mayBeCut);
        const auto shop = desk.shop.store->read();
        const auto mug = shop->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M-1");
        QVERIFY(mug);
        const Id<schema::Product> product(shop->get(*mug)->product());
        const Id<schema::Category> category(shop->get(product)->category());
        QCOMPARE(shop->get(category)->name(), std::string("Kitchen"));
        QCOMPARE(shop->pricesOf(Id<schema::PriceList>(shop->all<schema::PriceList>().front().id()), *mug)
                     .front()
                     .amount_e4(),
                 std::int64_t(123'450'0000));
    }

    void whatWasRefusedIsMendedAndImportedAgainWithoutDoublingTheRest()
    {
        Desk desk;
        const std::string text = "name,sku,price\nMug,M-1,4.50\nJug,J-1,abc\n\"Tray, large\",T-1,12..0\n";
        const auto report = desk.bring(TableKind::Products, text);
        QCOMPARE(report.taken, std::uint64_t(1));
        const auto rejects = desk.file.parent_path() / "rejects.csv";
        QVERIFY(writeRefusedLines(desk.file, refusedOf(report), rejects));
        std::ifstream in(rejects);
        std::string mended{std::istreambuf_iterator<char>(in), {}};
        QVERIFY(mended.find("\"Tray, large\",T-1,12..0") != std::string::npos);
        mended.replace(mended.find("abc"), 3, "8.00");
        mended.replace(mended.find("12..0"), 5, "12.0");
        const auto again = desk.bring(TableKind::Products, mended);
        QCOMPARE(again.taken, std::uint64_t(2));
        QCOMPARE(again.refused.size(), std::size_t(0));
        const auto third = desk.bring(TableKind::Products, text);
        QCOMPARE(third.there, std::uint64_t(3));
        QCOMPARE(desk.products(), std::uint64_t(3));
    }

    void aDryRunSaysTheSameAndWritesNothing()
    {
        Desk desk;
        TableOptions options;
        options.import.dryRun = true;
        const std::string text = "name,sku,price,category\nMug,M-1,4.50,Kitchen\nJug,J-1,abc,Kitchen\n";
        const auto dry = desk.bring(TableKind::Products, text, options);
        QCOMPARE(dry.taken, std::uint64_t(1));
        QCOMPARE(dry.refused.size(), std::size_t(1));
        QCOMPARE(desk.products(), std::uint64_t(0));
        QVERIFY(desk.shop.store->read()->all<schema::Category>().empty());
    }

    void aShelfOrBrandWithTooLongANameCostsItsRowInTheDryRunAndTheRun()
    {
        const std::string tooLong(80, 'x');
        const std::string text = "name,sku,category,brand\nMug,M-1,Kitchen,Acme\nJug,J-1," + tooLong +
                                 ",Acme\nCup,C-1,Kitchen," + tooLong + "\nPot,P-1,Kitchen,Acme\n";
        Desk desk;
        TableOptions options;
        options.import.dryRun = true;
        for (const bool isDry : {true, false}) {
            const auto report = desk.bring(TableKind::Products, text, isDry ? options : TableOptions());
            QCOMPARE(report.taken, std::uint64_t(2));
            QCOMPARE(report.refused.size(), std::size_t(2));
            QCOMPARE(report.refused.front().line, std::uint64_t(3));
            QVERIFY(report.refused.front().reason.starts_with("category: "));
            QCOMPARE(report.refused.back().line, std::uint64_t(4));
            QVERIFY(report.refused.back().reason.starts_with("brand: "));
        }
        QCOMPARE(desk.products(), std::uint64_t(2));
    }

    void aCancelledImportKeepsWhatItWroteAndTheNextRunGoesOn()
    {
        Desk desk;
        std::string text = "name,sku\n";
        for (int i = 0; i < 500; ++i)
            text += "Thing " + std::to_string(i) + ",K-" + std::to_string(i) + "\n";
        std::ofstream(desk.file, std::ios::binary) << text;
        TableOptions options;
        options.import.staff = desk.shop.administrator;
        options.import.batch = 50;
        int asked = 0;
        options.import.isCancelled = [&] { return ++asked == 2; };
        const auto stopped = importTable(*desk.shop.store, TableKind::Products, desk.file, options);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, Error::Kind::Conflict);
        const auto before = desk.products();
        QVERIFY(before > 0 && before < 500);
        const auto report = desk.bring(TableKind::Products, text);
        QCOMPARE(report.there, before);
        QCOMPARE(desk.products(), std::uint64_t(500));
    }

    void columnsAreFoundByTheirUsualNamesOrAsTheyAreGiven()
    {
        const std::vector<std::string> header{"Bezeichnung", "Artikelnummer", "Preis", "Notiz"};
        const auto found = need(mapColumns(TableKind::Products, header, {}));
        QCOMPARE(found, (ColumnMap{{"name", "Bezeichnung"}, {"price", "Preis"}, {"sku", "Artikelnummer"}}));
        QCOMPARE(need(mapColumns(TableKind::Products, header, {{"sku", "Notiz"}})).at("sku"), std::string("Notiz"));
        for (const ColumnMap& wrong : {ColumnMap{{"sku", "Nowhere"}}, ColumnMap{{"colour", "Notiz"}}})
            QVERIFY(!mapColumns(TableKind::Products, header, wrong));
        QVERIFY(!mapColumns(TableKind::Products, {"name"}, {}));
        QVERIFY(!mapColumns(TableKind::Customers, {"shoe size"}, {}));
    }

    void customersAndCountedStockComeInTheSameWay()
    {
        Desk desk;
        const auto mug = desk.shop.product("Mug", "M-1", "4.50");
        const auto people =
            desk.bring(TableKind::Customers, "Kundennummer,Company\n17850,Aiko Ltd\n13047,\n17850,Twice\n");
        QCOMPARE(people.taken, std::uint64_t(2));
        QCOMPARE(lines(people), (Lines{4}));
        QVERIFY(findCustomer(*desk.shop.store->read(), "17850"));
        const auto location = [&] {
            return Id<schema::Location>(desk.shop.store->read()->all<schema::Location>().front().id());
        };
        const auto counted = desk.bring(TableKind::Stock, "sku,counted\nM-1,48\nNOPE,1\n");
        QCOMPARE(lines(counted), (Lines{3}));
        QCOMPARE(desk.shop.store->read()->stockLevel(mug, location()), Quantity::whole(48));
        const auto again = desk.bring(TableKind::Stock, "sku,counted\nM-1,48\n");
        QCOMPARE(again.there, std::uint64_t(1));
        (void)desk.bring(TableKind::Stock, "sku,counted\nM-1,45\n");
        QCOMPARE(desk.shop.store->read()->stockLevel(mug, location()), Quantity::whole(45));
    }
};
QTEST_GUILESS_MAIN(ImportTableTest)
#include "tst_import_table.moc"
