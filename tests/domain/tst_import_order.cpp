#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/orders/import_order.h"
#include "domain/orders/receipt.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

class ImportOrderTest : public QObject
{
    Q_OBJECT

    static ImportedOrder anOrder(TestShop& shop)
    {
        ImportedOrder order;
        order.source = "online-retail";
        order.number = "536365";
        order.at = parseTime("2010-12-01 08:26:00", "t").value();
        const auto mug = shop.addGoods("85123A", "9.99");
        order.lines.push_back({1, mug, "WHITE HANGING HEART", Quantity::whole(6), shop.price("2.55")});
        order.lines.push_back({2, shop.addService("POST", "9.99"), "", Quantity::whole(1), shop.price("18.00")});
        order.lines.push_back({3, mug, "WHITE HANGING HEART", Quantity::whole(6), shop.price("2.55")});
        return order;
    }

private Q_SLOTS:
    void anImportedOrderKeepsItsNumberTimeAndPrices()
    {
        TestShop shop;
        const auto input = anOrder(shop);
        const auto commit = shop.run(importOrder, shop.administrator(), input);
        QVERIFY2(commit, TestShop::errorOf(commit).c_str());
        const auto id = importedRowId("online-retail", "536365", 0, ImportedRow::Order);
        const auto order = shop.reader.get(Id<schema::Order>(id)).value();
        QCOMPARE(order.receipt(), std::string("536365"));
        QVERIFY(!order.has_series() && !order.has_number());
        QCOMPARE(order.at_us(), input.at);
        QCOMPARE(order.total().minor(), std::int64_t(4860));
        QCOMPARE(shop.reader.count<schema::OrderLine>(), std::size_t(3)); // Two equal lines are two.
        QCOMPARE(shop.reader.count<schema::StockMovement>(), std::size_t(2));
        QCOMPARE(shop.reader.all<schema::Payment>().front().method(), schema::IMPORTED);
        QCOMPARE(shop.context.nextReceiptNumber, std::uint64_t(1));
        const auto receipt = readReceipt(shop.reader, Id<schema::Order>(id)).value();
        QCOMPARE(receipt.lines.at(0).name, std::string("WHITE HANGING HEART"));
        QCOMPARE(receipt.lines.at(1).name, std::string("Service POST"));
        QVERIFY(receipt.lines.at(0).isOpenPrice);
    }
    void importingTwiceIsOneImport()
    {
        TestShop shop;
        const auto input = anOrder(shop);
        QVERIFY(shop.run(importOrder, shop.administrator(), input));
        const auto before = shop.reader.dump();
        QCOMPARE(TestShop::errorOf(shop.run(importOrder, shop.administrator(), input)), std::string("Conflict order"));
        QVERIFY(shop.reader.dump() == before);
    }
    void aNumberMayMixPricedLinesAndMovements()
    {
        TestShop shop;
        auto input = anOrder(shop);
        const auto id = importedRowId(input.source, input.number, 4, ImportedRow::Movement);
        input.movements.push_back({input.lines[0].variant, Quantity::whole(-2), schema::WRITTEN_OFF, "damages", id});
        QVERIFY(shop.run(importOrder, shop.administrator(), input));
        const auto movement = shop.reader.get(Id<schema::StockMovement>(id)).value();
        QCOMPARE(movement.reference(), input.number);
        QVERIFY(!movement.has_line());
        QCOMPARE(shop.reader.stockLevel(input.lines[0].variant, shop.location()).toString(), std::string("-14"));
    }
    void aReturnComesBackAtItsOwnPrice()
    {
        TestShop shop;
        auto input = anOrder(shop);
        input.number = "C536379";
        input.kind = schema::RETURN;
        for (auto& line : input.lines)
            line.quantity = -line.quantity;
        QVERIFY(shop.run(importOrder, shop.administrator(), input));
        const auto order = shop.reader.all<schema::Order>().front();
        QCOMPARE(order.kind(), schema::RETURN);
        QCOMPARE(order.total().minor(), std::int64_t(-4860));
        QCOMPARE(shop.reader.stockLevel(input.lines[0].variant, shop.location()).toString(), std::string("12"));
    }
    void rowsOfOneNumberNeverShareAnId()
    {
        std::set<RawId> ids;
        for (std::uint32_t ordinal = 0; ordinal < 100; ++ordinal)
            for (const auto row : {ImportedRow::Order, ImportedRow::Line, ImportedRow::LineMovement,
                                   ImportedRow::Payment, ImportedRow::Movement})
                ids.insert(importedRowId("s", "1", ordinal, row));
        QCOMPARE(ids.size(), std::size_t(500));
    }
    void aWrongOrderNamesItsField_data()
    {
        QTest::addColumn<QString>("error");
        for (const auto* error :
             {"Invalid source", "Invalid number", "Invalid lines", "Invalid price", "Invalid quantity",
              "Invalid reason", "NotFound product", "NotFound customer", "NotFound store"})
            QTest::newRow(error) << QString::fromLatin1(error);
        QTest::newRow("ordinal twice") << "Invalid lines";
    }
    void aWrongOrderNamesItsField()
    {
        QFETCH(QString, error);
        TestShop shop;
        auto input = anOrder(shop);
        if (qstrcmp(QTest::currentDataTag(), "ordinal twice") == 0)
            input.lines[1].ordinal = 1;
        else if (error == QLatin1String("Invalid source"))
            input.source.clear();
        else if (error == QLatin1String("Invalid number"))
            input.number = " ";
        else if (error == QLatin1String("Invalid lines"))
            input.lines.clear();
        else if (error == QLatin1String("Invalid price"))
            input.lines[0].unitPrice = {-1};
        else if (error == QLatin1String("Invalid quantity"))
            input.lines[0].quantity = {0};
        else if (error == QLatin1String("Invalid reason"))
            input.movements.push_back({input.lines[0].variant, Quantity::whole(1), schema::SOLD, "", {}});
        else if (error == QLatin1String("NotFound product"))
            input.lines[0].variant = Id<schema::Variant>(shop.context.origin);
        else if (error == QLatin1String("NotFound customer"))
            input.customer = Id<schema::Customer>(shop.context.origin);
        else
            shop.context.store = {};
        const auto before = shop.reader.dump();
        QCOMPARE(QString::fromStdString(TestShop::errorOf(shop.run(importOrder, shop.administrator(), input))), error);
        QVERIFY(shop.reader.dump() == before);
    }
    void eachRightIsNeeded_data()
    {
        QTest::addColumn<int>("missing");
        QTest::addColumn<QString>("error");
        QTest::newRow("import") << int(schema::IMPORT_DATA) << "Denied import-data";
        QTest::newRow("open price") << int(schema::OPEN_PRICE) << "Denied open-price";
        QTest::newRow("sell") << int(schema::SELL) << "Denied sell";
        QTest::newRow("return") << int(schema::RETURN_GOODS) << "Denied return-goods";
        QTest::newRow("stock") << int(schema::ADJUST_STOCK) << "Denied adjust-stock";
    }
    void eachRightIsNeeded()
    {
        QFETCH(int, missing);
        QFETCH(QString, error);
        TestShop shop;
        auto input = anOrder(shop);
        input.lines[2].quantity = Quantity::whole(-1);
        input.movements.push_back({input.lines[0].variant, Quantity::whole(1), schema::FOUND, "", {}});
        std::vector<schema::Permission> held;
        for (const auto permission :
             {schema::IMPORT_DATA, schema::OPEN_PRICE, schema::SELL, schema::RETURN_GOODS, schema::ADJUST_STOCK})
            if (permission != missing)
                held.push_back(permission);
        QCOMPARE(QString::fromStdString(TestShop::errorOf(shop.run(importOrder, shop.personWith(held), input))), error);
        held.push_back(static_cast<schema::Permission>(missing));
        QVERIFY(shop.run(importOrder, shop.personWith(held), input));
    }
};
QTEST_GUILESS_MAIN(ImportOrderTest)
#include "tst_import_order.moc"
