#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/ctl/import_report.h"
#include "app/ctl/shop_access.h"
#include "app/founding/found_shop.h"
#include "ctl/text_file.h"
#include "domain/catalog/product.h"
#include "domain/catalog/scan.h"
#include "domain/schema/customers.pb.h"
#include "storage/store.h"

#include <fstream>
#include <sstream>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr const char* goodRows = "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,UK\n"
                                 "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,UK\n"
                                 "536365,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850,UK\n"
                                 "C536379,85123a,HEART,-1,2010-12-01 09:41:00,2.55,14527,UK\n"
                                 "536589,21777,,-10,2010-12-01 16:50:00,0.0,,UK\n"
                                 "536590,21777,found,4,2010-12-01 16:50:00,0.0,,UK\n"
                                 "536590,85123A,HEART,2,2010-12-01 16:50:00,0.005,,UK\n";

/// A shop of its own in a folder of its own.
struct Shop {
    TextFiles files;
    std::unique_ptr<Store> store;
    ImportOptions options;

    Shop()
    {
        Founding founding;
        founding.pin = "2468";
        founding.zone = "Europe/London";
        const auto data = files.path("shop");
        if (!foundShop(data, founding, World::real()))
            qFatal("no shop");
        store = std::move(*openForWriting(data));
        options.staff = *findAuthor(*store, {}, schema::IMPORT_DATA);
    }

    SalesFile read(const QByteArray& rows) const
    {
        return std::move(*SalesFile::read(files.write(salesHeader + rows), *organisationCurrency(*store)));
    }
    SalesReport sales(const QByteArray& rows) const
    {
        auto report = importSales(*store, read(rows), options);
        if (!report)
            qFatal("%s: %s", report.error().about.c_str(), report.error().detail.c_str());
        return std::move(*report);
    }
    ProductsReport products(const QByteArray& rows) const { return *importProducts(*store, read(rows), options); }
    template <typename T>
    std::uint64_t count() const
    {
        return store->read()->count(T::default_instance());
    }
};

} // namespace

class ImportTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyLineFindsItsPlace()
    {
        const Shop shop;
        QCOMPARE(shop.products(goodRows).added, std::uint64_t{3});
        const auto report = shop.sales(goodRows);
        QVERIFY(report.addsUp());
        QCOMPARE(report.linesRead, std::uint64_t{7});
        QCOMPARE(report.linesImported, std::uint64_t{7});
        QCOMPARE(report.orders, std::uint64_t{3}); // 536590 is an order and a movement.
        QCOMPARE(report.movements, std::uint64_t{2});
        QCOMPARE(report.customersAdded, std::uint64_t{2});
        // 15.30 twice, 18.00, -2.55, and 0.01 for twice half a penny.
        QCOMPARE(amountText(report.importedMinor, *organisationCurrency(*shop.store)), std::string("46.06"));

        const auto view = shop.store->read();
        const auto order = view->where<schema::Order>(schema::Order::kReceiptFieldNumber, "C536379");
        QCOMPARE(order.size(), std::size_t{1});
        QCOMPARE(order.front().kind(), schema::RETURN);
        QVERIFY(!order.front().has_series()); // No number of the terminal's.
        const auto heart = resolveCode(*view, "85123a");
        QVERIFY(heart);
        const auto location = view->all<schema::Location>().front();
        QCOMPARE(view->stockLevel(heart->variant, Id<schema::Location>(location.id())).thousandths,
                 std::int64_t{-13'000});
    }

    void importingTwiceIsImportingOnce()
    {
        const Shop shop;
        static_cast<void>(shop.products(goodRows));
        static_cast<void>(shop.sales(goodRows));
        const auto digest = *shop.store->digest();

        const auto products = shop.products(goodRows);
        const auto sales = shop.sales(goodRows);
        QCOMPARE(products.added, std::uint64_t{0});
        QCOMPARE(products.there, std::uint64_t{3});
        QCOMPARE(products.aliasesAdded, std::uint64_t{0});
        QCOMPARE(sales.numbersNew, std::uint64_t{0});
        QCOMPARE(sales.linesThere, std::uint64_t{7});
        QVERIFY(sales.addsUp());
        QCOMPARE(*shop.store->digest(), digest);
        QCOMPARE(shop.count<schema::OrderLine>(), std::uint64_t{5});
    }

    void whatWasRefusedGoesInOnceItIsMended()
    {
        const Shop shop;
        const QByteArray wrong = "1,A,x,6,2010-12-01 08:26:00,2.55,,UK\n1,A,x,6,2010-12-01 08:26:00,abc,,UK\n"
                                 "2,A,x,1,2010-12-01 08:26:00,1,,UK\n";
        static_cast<void>(shop.products(wrong));
        const auto first = shop.sales(wrong);
        QVERIFY(first.addsUp());
        QCOMPARE(first.linesImported, std::uint64_t{1});
        QCOMPARE(first.refused.size(), std::size_t{2});
        QCOMPARE(first.unreadableAmounts, std::uint64_t{1});
        QCOMPARE(shop.count<schema::Order>(), std::uint64_t{1});

        const auto second = shop.sales(QByteArray(wrong).replace("abc", "3.00"));
        QVERIFY(second.addsUp());
        QCOMPARE(second.refused.size(), std::size_t{0});
        QCOMPARE(second.numbersNew, std::uint64_t{1});
        QCOMPARE(shop.count<schema::Order>(), std::uint64_t{2});
    }

    void salesOfUnknownProductsAreRefused()
    {
        const Shop shop;
        const auto report = shop.sales(goodRows);
        QVERIFY(report.addsUp());
        QCOMPARE(report.linesImported, std::uint64_t{0});
        QCOMPARE(report.refused.front().reason,
                 std::string("StockCode: the shop has no product \"85123A\"; import products first"));
        QCOMPARE(shop.count<schema::Order>(), std::uint64_t{0});
    }

    void aProductThatWasThereByHandIsTakenAsItIs()
    {
        const Shop shop;
        NewProduct input;
        input.name = "Heart";
        input.sku = "85123A";
        const auto added = shop.store->execute(shop.options.staff,
                                               [&](const Reader& reader, const Context& context, const Actor& actor) {
                                                   return addProduct(reader, context, actor, input);
                                               });
        QVERIFY(added);
        const auto report = shop.products(goodRows);
        QCOMPARE(report.there, std::uint64_t{1});
        QCOMPARE(report.aliasesAdded, std::uint64_t{1}); // "85123a"
        QVERIFY(shop.sales(goodRows).addsUp());
        QCOMPARE(shop.count<schema::Product>(), std::uint64_t{3});
    }

    void whoMayNotImportWritesNothing()
    {
        Shop shop;
        static_cast<void>(shop.products(goodRows));
        shop.options.staff = {};
        const auto report = importSales(*shop.store, shop.read(goodRows), shop.options);
        QVERIFY(!report);
        QCOMPARE(shop.count<schema::Order>(), std::uint64_t{0});
        QCOMPARE(shop.count<schema::Customer>(), std::uint64_t{0});
    }

    void refusedRowsAreWrittenAsTheyStandWithTheirReasons()
    {
        const Shop shop;
        const auto file = shop.read("1,A,x,6,2010-12-01 08:26:00,abc,,UK\nA2,B,x,1,2010-12-01 08:26:00,5,,UK\n");
        const auto path = shop.files.path("refused.csv");
        QVERIFY(writeRefusedLines(shop.files.path("file.csv"), refusedLines(file.refused), path));
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        QCOMPARE(
            text.str(),
            std::string("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,reason\n"
                        "1,A,x,6,2010-12-01 08:26:00,abc,,UK,\"line 2: 1: UnitPrice: \"\"abc\"\" is not a price\"\n"
                        "A2,B,x,1,2010-12-01 08:26:00,5,,UK,line 3: A2: InvoiceNo: an adjustment of accounts and "
                        "not a sale\n"));
    }
};
QTEST_GUILESS_MAIN(ImportTest)
#include "tst_import.moc"
