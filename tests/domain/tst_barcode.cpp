#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/barcode.h"
#include "domain/catalog/product.h"
#include "domain/catalog/scan.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

/// Codes of a product, corrected and taken away.
class BarcodeTest : public QObject
{
    Q_OBJECT

    static Id<schema::Barcode> codeOf(TestShop& shop, Id<schema::Variant> variant)
    {
        return Id<schema::Barcode>(
            shop.reader.where<schema::Barcode>(schema::Barcode::kVariantFieldNumber, variant.bytes()).front().id());
    }

private Q_SLOTS:
    void aCorrectedCodeIsScannedAndTheWrongOneIsNot()
    {
        TestShop shop;
        const auto mug = shop.addGoods("A", "1.00", "777");
        QVERIFY(shop.run(changeBarcode, shop.administrator(), {codeOf(shop, mug), "778"}));
        QVERIFY(resolveCode(shop.reader, "778")->variant == mug);
        QVERIFY(!resolveCode(shop.reader, "777"));
    }

    void aCodeThatIsTakenAwayIsFreeForAnother()
    {
        TestShop shop;
        const auto mug = shop.addGoods("A", "1.00", "777");
        const auto jug = shop.addGoods("B", "2.00");
        QVERIFY(shop.run(changeBarcode, shop.administrator(), {codeOf(shop, mug), ""}));
        QVERIFY(!resolveCode(shop.reader, "777"));
        AddBarcode again;
        again.variant = jug;
        again.code = "777";
        QVERIFY(shop.run(addBarcode, shop.administrator(), again));
        QVERIFY(resolveCode(shop.reader, "777")->variant == jug);
    }

    void whatCannotBeIsRefused()
    {
        TestShop shop;
        const auto mug = shop.addGoods("A", "1.00", "777");
        (void)shop.addGoods("B", "2.00", "888");
        const auto code = codeOf(shop, mug);
        const auto refused = [&](const ChangeBarcode& input) {
            const auto done = shop.run(changeBarcode, shop.administrator(), input);
            return done ? std::string("done") : done.error().about;
        };
        QCOMPARE(refused({code, "888"}), std::string("barcode 888"));
        QCOMPARE(refused({code, "B"}), std::string("barcode B")); // Another's SKU.
        QCOMPARE(refused({code, "777"}), std::string("barcode"));
        QCOMPARE(refused({code, "a\nb"}), std::string("barcode"));
        QCOMPARE(refused({Id<schema::Barcode>(), "9"}), std::string("barcode"));
        QVERIFY(resolveCode(shop.reader, "777")->variant == mug);
    }

    void whoMayNotEditTheCatalogueChangesNoCode()
    {
        TestShop shop;
        const auto mug = shop.addGoods("A", "1.00", "777");
        const auto done = shop.run(changeBarcode, shop.cashier(), {codeOf(shop, mug), "778"});
        QVERIFY(!done && done.error().kind == Error::Kind::Denied);
    }
};
QTEST_GUILESS_MAIN(BarcodeTest)
#include "tst_barcode.moc"
