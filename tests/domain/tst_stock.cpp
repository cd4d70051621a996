#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/inventory/stock.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

class StockTest : public QObject
{
    Q_OBJECT

    static AdjustStock oneChange(Id<schema::Variant> variant, std::int64_t units, schema::MovementReason reason)
    {
        AdjustStock input;
        input.changes.push_back({variant, Quantity::whole(units), reason, "damages", {}});
        return input;
    }

private Q_SLOTS:
    void movementsAddUpToTheLevel()
    {
        TestShop shop;
        const auto variant = shop.addGoods("A", "1.00");
        const auto admin = shop.administrator();
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, 10, schema::RECEIVED)));
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, -3, schema::WRITTEN_OFF)));
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, -1, schema::COUNTED)));
        QCOMPARE(shop.reader.stockLevel(variant, shop.location()).thousandths, std::int64_t(6000));
    }
    void aWrongMovementNamesItsField_data()
    {
        QTest::addColumn<qint64>("units");
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("error");
        QTest::newRow("of nothing") << qint64(0) << int(schema::COUNTED) << "Invalid quantity";
        QTest::newRow("written off inwards") << qint64(1) << int(schema::WRITTEN_OFF) << "Invalid quantity";
        QTest::newRow("found outwards") << qint64(-1) << int(schema::FOUND) << "Invalid quantity";
        QTest::newRow("received outwards") << qint64(-1) << int(schema::RECEIVED) << "Invalid quantity";
        QTest::newRow("sold without an order") << qint64(-1) << int(schema::SOLD) << "Invalid reason";
        QTest::newRow("without a reason") << qint64(1) << int(schema::MOVEMENT_UNSPECIFIED) << "Invalid reason";
        QTest::newRow("too many") << qint64(INT64_MAX / 1000) << int(schema::FOUND) << "Invalid quantity";
    }
    void aWrongMovementNamesItsField()
    {
        QFETCH(qint64, units);
        QFETCH(int, reason);
        QFETCH(QString, error);
        TestShop shop;
        const auto input = oneChange(shop.addGoods("A", "1.00"), units, static_cast<schema::MovementReason>(reason));
        QCOMPARE(QString::fromStdString(TestShop::errorOf(shop.run(adjustStock, shop.administrator(), input))), error);
        QCOMPARE(shop.reader.count<schema::StockMovement>(), std::size_t(0));
    }
    /// Field notes: stock that runs below zero unasked, and books that cannot be put right.
    void moreThanThereIsIsWrittenOffOnlyWhereTheBooksMayGoBelowZero()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto variant = shop.addGoods("A", "1.00");
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, 3, schema::RECEIVED)));
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, -4, schema::STOLEN)));
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, 4, schema::FOUND)));
        (void)shop.run(changeSetting, admin, {shop.context.store.raw, "stock.allow-negative", "false"}).value();
        for (const auto reason : {schema::WRITTEN_OFF, schema::DAMAGED, schema::PAST_DATE, schema::STOLEN, schema::USED,
                                  schema::SENT_BACK, schema::MADE})
            QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin, oneChange(variant, -4, reason))),
                     std::string("Conflict stock"));
        auto twice = oneChange(variant, -2, schema::STOLEN);
        twice.changes.push_back(twice.changes.front());
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin, twice)), std::string("Conflict stock"));
        QVERIFY(shop.run(adjustStock, admin, oneChange(variant, -3, schema::STOLEN)));
        QVERIFY(shop.run(adjustStock, admin,
                         oneChange(variant, -1, schema::COUNTED))); // What was counted is what there is.
        auto imported = oneChange(variant, -1, schema::WRITTEN_OFF);
        imported.at = shop.context.now - 1; // Its own past.
        QVERIFY(shop.run(adjustStock, admin, imported));
    }
    void servicesAndStrangersHaveNoStock()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto service = shop.addService("POST", "5.00");
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin, oneChange(service, 1, schema::FOUND))),
                 std::string("Invalid product"));
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin,
                                            oneChange(Id<schema::Variant>(shop.context.origin), 1, schema::FOUND))),
                 std::string("NotFound product"));
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin, {})), std::string("Invalid changes"));
        auto elsewhere = oneChange(shop.addGoods("A", "1.00"), 1, schema::FOUND);
        elsewhere.location = Id<schema::Location>(shop.context.origin);
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin, elsewhere)), std::string("NotFound location"));
        shop.context.store = {};
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, admin, elsewhere)), std::string("NotFound store"));
    }
    void rightsAreChecked()
    {
        TestShop shop;
        const auto variant = shop.addGoods("A", "1.00");
        auto input = oneChange(variant, 1, schema::FOUND);
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, shop.cashier(), input)), std::string("Denied adjust-stock"));
        const auto storeman = shop.personWith({schema::ADJUST_STOCK});
        QVERIFY(shop.run(adjustStock, storeman, input));
        input.changes.front().id = RawId::imported("s", "1", 1);
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, storeman, input)), std::string("Denied import-data"));
    }
    void anImportedMovementIsOneHoweverOften()
    {
        TestShop shop;
        const auto variant = shop.addGoods("A", "1.00");
        auto input = oneChange(variant, -5, schema::WRITTEN_OFF);
        input.changes.front().id = RawId::imported("online-retail", "536589", 1);
        input.source = "online-retail";
        input.reference = "536589";
        input.at = parseTime("2010-12-01 16:50:00", "t").value();
        QVERIFY(shop.run(adjustStock, shop.administrator(), input));
        QCOMPARE(TestShop::errorOf(shop.run(adjustStock, shop.administrator(), input)),
                 std::string("Conflict movement"));
        const auto row = shop.reader.all<schema::StockMovement>().front();
        QCOMPARE(row.reference(), std::string("536589"));
        QCOMPARE(row.at_us(), *input.at);
        QCOMPARE(shop.reader.stockLevel(variant, shop.location()).toString(), std::string("-5"));
    }
};
QTEST_GUILESS_MAIN(StockTest)
#include "tst_stock.moc"
