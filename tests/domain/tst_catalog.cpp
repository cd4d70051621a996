#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/tax.h"
#include "domain/catalog/unit.h"
#include "domain/customers/customer.h"
#include "domain/orders/import_order.h"
#include "domain/pricing/list_price.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

NewProduct aProduct(const std::string& sku)
{
    NewProduct product;
    product.name = "Product " + sku;
    product.sku = sku;
    return product;
}

} // namespace

class CatalogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aProductIsFoundByBarcodeSkuAndAlias()
    {
        TestShop shop;
        auto product = aProduct("85123A");
        product.barcodes = {"5012345678900"};
        product.aliases = {"85123a"};
        product.price = shop.price("2.55");
        const auto commit = shop.run(addProduct, shop.administrator(), product).value();
        const Id<schema::Variant> variant(commit.changes().at(1).row);
        QVERIFY(resolveCode(shop.reader, " 5012345678900 ")->by == ScanResult::By::Barcode);
        QVERIFY(resolveCode(shop.reader, "85123A")->by == ScanResult::By::Sku);
        QVERIFY(resolveCode(shop.reader, "85123a")->by == ScanResult::By::Alias);
        QVERIFY(resolveCode(shop.reader, "85123a")->variant == variant);
        QCOMPARE(resolveCode(shop.reader, "85123").error().about, std::string("code"));
        QVERIFY(resolveCode(shop.reader, "  ").error().kind == Error::Kind::Invalid);

        const auto view = readProduct(shop.reader, shop.context.store, variant, shop.context.now).value();
        QVERIFY(view.isSellable() && view.price == shop.price("2.55"));
        QCOMPARE(view.name, std::string("Product 85123A"));
        QVERIFY(!readProduct(shop.reader, shop.context.store, variant, shop.context.now - 1)->price);
    }
    void ofTwoHoldersOfACodeTheFirstStandsAndTheOtherIsOffered()
    {
        TestShop shop;
        const auto first = shop.addGoods("A", "1.00", "777");
        const auto second = shop.addGoods("B", "1.00");
        // Made on another till that had not seen the first one yet.
        schema::Barcode barcode;
        barcode.set_variant(second.string());
        barcode.set_code("777");
        Commit elsewhere{"add-barcode", shop.context, shop.administrator()};
        elsewhere.insert(barcode);
        (void)shop.take(elsewhere);
        const auto found = resolveCode(shop.reader, "777").value();
        QVERIFY(found.variant == first);
        QCOMPARE(found.others.size(), std::size_t(1));
        QVERIFY(found.others.front() == second);
        // The holder is archived: the other one is scanned.
        QVERIFY(shop.run(archiveProduct, shop.administrator(), {shop.productOf(first)}));
        QVERIFY(resolveCode(shop.reader, "777")->variant == second);
    }
    void aCodeIsTheSameHoweverItsAccentsAreTyped()
    {
        TestShop shop;
        const auto whole = shop.addGoods("CAF\xc3\x89", "1.00");
        QVERIFY(resolveCode(shop.reader, "CAFE\xcc\x81")->variant == whole);
        auto again = aProduct("CAFE\xcc\x81");
        again.price = shop.price("1.00");
        QCOMPARE(TestShop::errorOf(shop.run(addProduct, shop.administrator(), again)), std::string("Conflict sku"));
        (void)shop.run(addCustomer, shop.administrator(), {"E\xcc\x81-1", "Zoe\xcc\x88", {}}).value();
        const auto customer = findCustomer(shop.reader, "\xc3\x89-1");
        QVERIFY(customer);
        QCOMPARE(customer->name(), std::string("Zo\xc3\xab"));
        QVERIFY(importedRowId("shop", "E\xcc\x81-1", 1, ImportedRow::Line) ==
                importedRowId("shop", "\xc3\x89-1", 1, ImportedRow::Line));
    }
    void aLiveSkuComesBeforeTheBarcodeOfAnArchivedProduct()
    {
        TestShop shop;
        const auto old = shop.addGoods("OLD", "1.00", "777");
        QVERIFY(shop.run(archiveProduct, shop.administrator(), {shop.productOf(old)}));
        QVERIFY(resolveCode(shop.reader, "777")->variant == old); // So that the screen can say what it was.
        const auto live = shop.addGoods("777", "1.00");
        QVERIFY(resolveCode(shop.reader, "777")->variant == live);
    }
    void aWrongProductNamesItsField_data()
    {
        QTest::addColumn<QString>("error");
        for (const auto* error : {"Invalid name", "Invalid sku", "Invalid barcode", "Invalid price", "Invalid currency",
                                  "NotFound tax", "Conflict sku", "Conflict barcode 777", "Conflict product"})
            QTest::newRow(error) << QString::fromLatin1(error);
        QTest::newRow("list in another currency") << "Invalid currency";
    }
    void aWrongProductNamesItsField()
    {
        QFETCH(QString, error);
        TestShop shop;
        shop.addGoods("TAKEN", "1.00", "777");
        auto product = aProduct("NEW");
        product.price = shop.price("1.00");
        QVERIFY(addProduct(shop.reader, shop.context, shop.administrator(), product));
        if (error == QLatin1String("Invalid name"))
            product.name = " ";
        else if (error == QLatin1String("Invalid sku"))
            product.sku.clear();
        else if (error == QLatin1String("Invalid barcode"))
            product.barcodes = {""};
        else if (error == QLatin1String("Invalid price"))
            product.price = UnitPrice{-1};
        else if (qstrcmp(QTest::currentDataTag(), "list in another currency") == 0)
            product.currency = "EUR";
        else if (error == QLatin1String("Invalid currency"))
            product.currency = "XYZ";
        else if (error == QLatin1String("NotFound tax"))
            product.tax = Id<schema::Tax>(shop.context.origin);
        else if (error == QLatin1String("Conflict sku"))
            product.sku = "TAKEN";
        else if (error == QLatin1String("Conflict barcode 777"))
            product.barcodes = {"777"};
        else
            product.id = Id<schema::Product>(shop.reader.all<schema::Product>().front().id()).raw;
        const auto before = shop.reader.dump();
        QCOMPARE(QString::fromStdString(TestShop::errorOf(shop.run(addProduct, shop.administrator(), product))), error);
        QVERIFY(shop.reader.dump() == before);
    }
    void anImportIsSafeToRunTwice()
    {
        TestShop shop;
        AddProducts input;
        for (int i = 0; i < 3; ++i) {
            auto product = aProduct("S" + std::to_string(i));
            product.id = RawId::imported("list", product.sku, 0);
            product.aliases = {"s" + std::to_string(i)};
            product.price = shop.price("1.50");
            input.products.push_back(product);
        }
        QVERIFY(shop.run(addProducts, shop.administrator(), input));
        const auto before = shop.reader.dump();
        QCOMPARE(TestShop::errorOf(shop.run(addProducts, shop.administrator(), input)),
                 std::string("Conflict products"));
        QVERIFY(shop.reader.dump() == before);
        input.products.push_back(aProduct("S9"));
        QVERIFY(shop.run(addProducts, shop.administrator(), input));
        QCOMPARE(shop.reader.count<schema::Product>(), std::size_t(4));
        QVERIFY(resolveCode(shop.reader, "s1")->variant == importedVariant(RawId::imported("list", "S1", 0)));
    }
    void anErrorInBulkNamesTheProductAndWritesNothing()
    {
        TestShop shop;
        AddProducts input{{aProduct("A"), aProduct("B"), aProduct("A")}};
        QCOMPARE(TestShop::errorOf(shop.run(addProducts, shop.administrator(), input)),
                 std::string("Conflict sku of SKU A"));
        QCOMPARE(shop.reader.count<schema::Product>(), std::size_t(0));
        QCOMPARE(TestShop::errorOf(shop.run(addProducts, shop.administrator(), {})), std::string("Invalid products"));
        input.products.assign(maxProductsPerCommit + 1, aProduct("C"));
        QCOMPARE(TestShop::errorOf(shop.run(addProducts, shop.administrator(), input)),
                 std::string("Invalid products"));
    }
    void aNewProductHasItsClassItsUnitAndItsWayOfPricingAtOnce()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto reduced = shop.run(addTaxClass, admin, {"Reduced"});
        const auto kilogram = shop.run(addUnit, admin, {"kg", "kg", {}, 1, 1, false});
        QVERIFY(reduced && kilogram);
        auto input = aProduct("FIG");
        input.taxClass = Id<schema::TaxClass>(reduced->mainId());
        input.unit = Id<schema::Unit>(kilogram->mainId());
        input.everybodyKeysPrice = true;
        const auto made = shop.run(addProduct, admin, input);
        QVERIFY(made.has_value());
        const auto row = shop.reader.get(Id<schema::Product>(made->mainId()));
        QCOMPARE(row->tax_class(), input.taxClass.string());
        QCOMPARE(row->unit(), input.unit.string());
        QVERIFY(row->open_price().everybody());
        input.sku = "FIG-2";
        input.taxClass = Id<schema::TaxClass>(shop.context.origin);
        QCOMPARE(TestShop::errorOf(shop.run(addProduct, admin, input)), std::string("NotFound tax_class"));
        input.taxClass = {};
        input.unit = Id<schema::Unit>(shop.context.origin);
        QCOMPARE(TestShop::errorOf(shop.run(addProduct, admin, input)), std::string("NotFound unit"));
    }
    void productsAreArchivedPublishedAndRenamed()
    {
        TestShop shop;
        const auto product = shop.productOf(shop.addGoods("A", "1.00"));
        const auto admin = shop.administrator();
        QCOMPARE(TestShop::errorOf(shop.run(publishProduct, admin, {product})), std::string("Conflict status"));
        QVERIFY(shop.run(archiveProduct, admin, {product}));
        QVERIFY(shop.run(publishProduct, admin, {product}));
        QVERIFY(shop.run(draftProduct, admin, {product}));
        QCOMPARE(shop.reader.get(product)->status(), schema::DRAFT);
        QCOMPARE(TestShop::errorOf(shop.run(draftProduct, shop.cashier(), {product})),
                 std::string("Denied edit-catalog"));
        QVERIFY(shop.run(publishProduct, admin, {product}));
        QVERIFY(shop.run(renameProduct, admin, {product, " Mug "}));
        QCOMPARE(shop.reader.get(product)->name(), std::string("Mug"));
        QCOMPARE(TestShop::errorOf(shop.run(renameProduct, admin, {product, "Mug"})), std::string("Conflict name"));
        QCOMPARE(TestShop::errorOf(shop.run(renameProduct, admin, {product, ""})), std::string("Invalid name"));
        QCOMPARE(TestShop::errorOf(shop.run(archiveProduct, admin, {Id<schema::Product>(shop.context.origin)})),
                 std::string("NotFound product"));
        QCOMPARE(TestShop::errorOf(shop.run(archiveProduct, shop.cashier(), {product})),
                 std::string("Denied edit-catalog"));
    }
    void aCodeBelongsToOneLiveProduct()
    {
        TestShop shop;
        const auto first = shop.addGoods("A", "1.00", "777");
        const auto second = shop.addGoods("B", "1.00");
        const auto admin = shop.administrator();
        QCOMPARE(TestShop::errorOf(shop.run(addBarcode, admin, {second, "777", schema::PRINTED, {}})),
                 std::string("Conflict barcode 777"));
        QVERIFY(shop.run(archiveProduct, admin, {shop.productOf(first)}));
        QVERIFY(shop.run(addBarcode, admin, {second, "777", schema::PRINTED, {}}));
        QCOMPARE(TestShop::errorOf(shop.run(addBarcode, admin, {second, "", schema::ALIAS, {}})),
                 std::string("Invalid barcode"));
    }

    void aPriceHoldsFromItsInstant()
    {
        TestShop shop;
        const auto variant = shop.addGoods("A", "1.00");
        const Id<schema::PriceList> list(shop.store().price_list());
        const auto before = shop.context.now;
        shop.tick(60);
        ChangePrice change{variant, shop.price("1.25"), "GBP", {}, {}};
        const auto commit = shop.run(changePrice, shop.administrator(), change).value();
        QCOMPARE(priceInList(shop.reader, list, variant, before)->amount_e4(), shop.price("1.00").e4);
        QCOMPARE(priceInList(shop.reader, list, variant, shop.context.now)->amount_e4(), shop.price("1.25").e4);
        // Taken back later: from then on the old one holds again, and what was in between stays.
        const auto between = shop.context.now;
        shop.tick(60);
        QVERIFY(shop.run(withdrawPrice, shop.administrator(), {Id<schema::Price>(commit.mainId())}));
        QCOMPARE(priceInList(shop.reader, list, variant, shop.context.now)->amount_e4(), shop.price("1.00").e4);
        QCOMPARE(priceInList(shop.reader, list, variant, between)->amount_e4(), shop.price("1.25").e4);
    }
    void aWrongPriceNamesItsField()
    {
        TestShop shop;
        const auto variant = shop.addGoods("A", "1.00");
        const auto before = shop.reader.dump();
        const auto error = [&](const ChangePrice& input) {
            return TestShop::errorOf(shop.run(changePrice, shop.administrator(), input));
        };
        QCOMPARE(error({variant, {-1}, "", {}, {}}), std::string("Invalid price"));
        QCOMPARE(error({variant, {1}, "ABC", {}, {}}), std::string("Invalid currency"));
        QCOMPARE(error({variant, {1}, "USD", {}, {}}), std::string("Invalid currency"));
        QCOMPARE(error({Id<schema::Variant>(shop.context.origin), {1}, "", {}, {}}), std::string("NotFound variant"));
        QCOMPARE(error({variant, {1}, "", Id<schema::PriceList>(shop.context.origin), {}}),
                 std::string("NotFound price_list"));
        QCOMPARE(TestShop::errorOf(shop.run(changePrice, shop.cashier(), {variant, {1}, "", {}, {}})),
                 std::string("Denied change-price"));
        QCOMPARE(
            TestShop::errorOf(shop.run(withdrawPrice, shop.administrator(), {Id<schema::Price>(shop.context.origin)})),
            std::string("NotFound price"));
        QVERIFY(shop.reader.dump() == before);
    }

    void aCustomerIsFoundByNumber()
    {
        TestShop shop;
        QVERIFY(shop.run(addCustomer, shop.cashier(), {"17850", "Grace", {}}));
        QCOMPARE(findCustomer(shop.reader, "17850")->name(), std::string("Grace"));
        QVERIFY(!findCustomer(shop.reader, "17851"));
        QCOMPARE(TestShop::errorOf(shop.run(addCustomer, shop.cashier(), {"17850", "", {}})),
                 std::string("Conflict number"));
        QCOMPARE(TestShop::errorOf(shop.run(addCustomer, shop.cashier(), {" ", "", {}})),
                 std::string("Invalid number"));
        QCOMPARE(TestShop::errorOf(shop.run(addCustomer, shop.personWith({schema::SELL}), {"1", "", {}})),
                 std::string("Denied edit-customers"));
    }
    void customersComeInBulkOnce()
    {
        TestShop shop;
        AddCustomers input;
        for (int i = 0; i < 100; ++i)
            input.customers.push_back({std::to_string(i), "", RawId::imported("list", std::to_string(i), 0)});
        QVERIFY(shop.run(addCustomers, shop.administrator(), input));
        QCOMPARE(TestShop::errorOf(shop.run(addCustomers, shop.administrator(), input)),
                 std::string("Conflict customers"));
        QCOMPARE(shop.reader.count<schema::Customer>(), std::size_t(100));
        QCOMPARE(TestShop::errorOf(shop.run(addCustomers, shop.administrator(), {{{"x", "", {}}, {"x ", "", {}}}})),
                 std::string("Conflict number"));
    }
};
QTEST_GUILESS_MAIN(CatalogTest)
#include "tst_catalog.moc"
