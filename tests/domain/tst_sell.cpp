#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/customers/customer.h"
#include "domain/inventory/stock.h"
#include "domain/orders/receipt.h"
#include "domain/orders/sell.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

class SellTest : public QObject
{
    Q_OBJECT

    static std::string refusal(const Result<Commit>& result) { return TestShop::errorOf(result); }
    static Id<schema::CartLine> lineAt(const TestShop& shop, std::size_t i) { return shop.cart().lines.at(i).line; }
    static void forbidNegativeStock(TestShop& shop)
    {
        QVERIFY(shop.run(changeSetting, shop.administrator(),
                         {shop.context.store.raw, std::string(stockAllowNegative), "false"}));
    }

private Q_SLOTS:
    // The cart.

    void scanningTwiceAddsUp()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.55");
        const auto plate = shop.addGoods("PLATE", "3.39");
        const auto cas = shop.cashier();
        QVERIFY(shop.cart().isEmpty());
        QVERIFY(shop.run(addToCart, cas, {mug}));
        QVERIFY(shop.run(addToCart, cas, {plate, Quantity::whole(2)}));
        const auto commit = shop.run(addToCart, cas, {mug, Quantity::whole(5)}).value();
        QVERIFY(commit.isLocalOnly());
        const auto cart = shop.cart();
        QCOMPARE(cart.lines.size(), std::size_t(2));
        QCOMPARE(cart.lines[0].sku, std::string("MUG"));
        QCOMPARE(cart.lines[0].quantity.toString(), std::string("6"));
        QVERIFY(cart.total == shop.money("22.08"));
        QCOMPARE(cart.items.toString(), std::string("8"));
        QVERIFY(cart.isSellable());
    }
    void anOpenPriceIsALineOfItsOwn()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.55");
        const auto admin = shop.administrator();
        QVERIFY(shop.run(addToCart, admin, {mug}));
        QVERIFY(shop.run(addToCart, admin, {mug, Quantity::whole(1), shop.price("1.00")}));
        QVERIFY(shop.run(addToCart, admin, {mug, Quantity::whole(1), shop.price("1.00")}));
        QVERIFY(shop.run(addToCart, admin, {mug}));
        const auto cart = shop.cart();
        QCOMPARE(cart.lines.size(), std::size_t(3));
        QCOMPARE(cart.lines[0].quantity.toString(), std::string("2"));
        QVERIFY(cart.lines[0].price && !cart.lines[1].price);
        QVERIFY(cart.total == shop.money("7.10"));
    }
    void linesAreChangedAndRemoved()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        const auto admin = shop.administrator();
        QVERIFY(shop.run(addToCart, admin, {mug}));
        const auto line = lineAt(shop, 0);
        QVERIFY(shop.run(setLineQuantity, admin, {line, Quantity{1500}}));
        QVERIFY(shop.cart().total == shop.money("3.00"));
        QVERIFY(shop.run(setLinePrice, admin, {line, shop.price("1.00")}));
        QVERIFY(shop.cart().total == shop.money("1.50"));
        QVERIFY(shop.run(setLinePrice, admin, {line, std::nullopt}));
        QVERIFY(shop.cart().total == shop.money("3.00"));
        QVERIFY(shop.run(setLineQuantity, admin, {line, Quantity{0}}));
        QVERIFY(shop.cart().isEmpty());
        QCOMPARE(refusal(shop.run(removeLine, admin, {line})), std::string("NotFound line"));
        QVERIFY(shop.run(addToCart, admin, {mug}));
        QVERIFY(shop.run(addToCart, admin, {mug, Quantity::whole(-1)}));
        QVERIFY(shop.cart().isEmpty());
        QVERIFY(shop.run(addToCart, admin, {mug}));
        QVERIFY(shop.run(removeLine, admin, {lineAt(shop, 0)}));
        QVERIFY(shop.run(addToCart, admin, {mug}));
        QVERIFY(shop.take(clearCart(shop.reader, shop.context, admin)));
        QVERIFY(shop.cart().isEmpty());
        QCOMPARE(shop.reader.count<schema::Cart>(), std::size_t(0));
    }
    void whatCannotBeSoldDoesNotEnterTheCart_data()
    {
        QTest::addColumn<QString>("error");
        QTest::newRow("quantity 0") << "Invalid quantity";
        QTest::newRow("too many") << "Invalid quantity";
        QTest::newRow("too dear") << "Invalid price";
        QTest::newRow("price below 0") << "Invalid price";
        QTest::newRow("no price") << "Invalid price";
        QTest::newRow("draft") << "Invalid product";
        QTest::newRow("archived") << "Invalid product";
        QTest::newRow("unknown") << "NotFound product";
        QTest::newRow("price only in another currency") << "Invalid currency";
    }
    void whatCannotBeSoldDoesNotEnterTheCart()
    {
        QFETCH(QString, error);
        TestShop shop;
        const auto admin = shop.administrator();
        const QByteArray tag = QTest::currentDataTag();
        AddToCart input{shop.addGoods("MUG", "2.00"), Quantity::whole(1), {}};
        if (tag == "quantity 0") {
            input.quantity = {0};
        } else if (tag == "too many") {
            input.quantity = {INT64_MAX};
            input.openPrice = UnitPrice{0};
        } else if (tag == "too dear") {
            input.openPrice = UnitPrice{INT64_MAX};
            input.quantity = Quantity::whole(1000);
        } else if (tag == "price below 0") {
            input.openPrice = UnitPrice{-1};
        } else if (tag == "unknown") {
            input.variant = Id<schema::Variant>(shop.context.origin);
        } else if (tag == "price only in another currency") {
            NewProduct foreign;
            foreign.name = foreign.sku = "FOREIGN";
            input.variant = Id<schema::Variant>(shop.run(addProduct, admin, foreign)->changes().at(1).row);
            schema::Price price;
            price.set_list(shop.store().price_list());
            price.set_variant(input.variant.string());
            price.set_currency(978);
            price.set_amount_e4(10'000);
            price.set_valid_from_us(shop.context.now);
            Commit commit{"change-price", shop.context, admin};
            commit.insert(price);
            (void)shop.take(commit);
        } else {
            NewProduct product;
            product.name = product.sku = "OTHER";
            if (tag != "no price")
                product.price = shop.price("1.00");
            product.status = tag == "draft" ? schema::DRAFT : tag == "archived" ? schema::ARCHIVED : schema::PUBLISHED;
            input.variant = Id<schema::Variant>(shop.run(addProduct, admin, product)->changes().at(1).row);
        }
        const auto before = shop.reader.dump();
        QCOMPARE(QString::fromStdString(refusal(shop.run(addToCart, admin, input))), error);
        QVERIFY(shop.reader.dump() == before);
    }
    void aCashierHasNoOpenPrices()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        QCOMPARE(refusal(shop.run(addToCart, shop.cashier(), {mug, Quantity::whole(1), UnitPrice{1}})),
                 std::string("Denied open-price"));
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        QCOMPARE(refusal(shop.run(setLinePrice, shop.cashier(), {lineAt(shop, 0), UnitPrice{1}})),
                 std::string("Denied open-price"));
        const auto seller = shop.personWith({schema::SELL});
        QCOMPARE(refusal(shop.run(addToCart, seller, {mug, Quantity::whole(-3)})), std::string("Denied return-goods"));
        QCOMPARE(refusal(shop.run(setLineQuantity, seller, {lineAt(shop, 0), Quantity::whole(-1)})),
                 std::string("Denied return-goods"));
        const auto nobody = shop.personWith({});
        for (const auto& result : {shop.run(addToCart, nobody, {mug}), shop.run(removeLine, nobody, {lineAt(shop, 0)}),
                                   shop.run(setLineQuantity, nobody, {lineAt(shop, 0), Quantity::whole(2)}),
                                   shop.run(setCartCustomer, nobody, {}),
                                   shop.take(clearCart(shop.reader, shop.context, nobody)), shop.sellExactly(nobody)})
            QCOMPARE(refusal(result), std::string("Denied sell"));
    }
    void anotherTillsCartIsNotOurs()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        const auto line = lineAt(shop, 0);
        shop.context.terminal = Id<schema::Terminal>(shop.context.newId());
        QVERIFY(shop.cart().isEmpty());
        QCOMPARE(refusal(shop.run(removeLine, shop.cashier(), {line})), std::string("NotFound line"));
    }

    // The sale.

    void aSaleIsOneCommitOfOrderLinesPaymentAndStock()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.55");
        const auto post = shop.addService("POST", "5.00");
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addCustomer, cas, {"17850", "", {}}));
        const auto customer = findCustomer(shop.reader, "17850").value();
        QVERIFY(shop.run(addToCart, cas, {mug, Quantity::whole(6)}));
        QVERIFY(shop.run(addToCart, cas, {post}));
        QVERIFY(shop.run(setCartCustomer, cas, {Id<schema::Customer>(customer.id())}));
        const Money total = shop.cart().total;
        QVERIFY(total == shop.money("20.30"));
        const auto sold = shop.run(sell, cas, {total, {cashPayment(total, shop.money("50.00")).value()}});
        QVERIFY2(sold, refusal(sold).c_str());

        const auto order = shop.reader.get(Id<schema::Order>(sold->mainId())).value();
        QCOMPARE(order.receipt(), std::string("T1-K7Q2-000001"));
        QCOMPARE(order.number(), std::uint64_t(1));
        QVERIFY(order.series() == shop.context.origin.bytes());
        QCOMPARE(order.kind(), schema::SALE);
        QCOMPARE(order.business_date(), 20'101'201U);
        QCOMPARE(order.lines(), 2U);
        QCOMPARE(order.total().minor(), std::int64_t(2030));
        QVERIFY(order.customer() == customer.id());
        QVERIFY(order.staff() == shop.cashierId.bytes());
        QCOMPARE(shop.reader.count<schema::OrderLine>(), std::size_t(2));
        QCOMPARE(shop.reader.count<schema::StockMovement>(), std::size_t(1));
        QCOMPARE(shop.reader.stockLevel(mug, shop.location()).toString(), std::string("-6"));
        const auto payment = shop.reader.all<schema::Payment>().front();
        QCOMPARE(payment.amount().minor(), std::int64_t(2030));
        QCOMPARE(payment.change().minor(), std::int64_t(2970));
        QVERIFY(shop.cart().isEmpty());
        QVERIFY(shop.cart().customer.isNil());
        QCOMPARE(shop.reader.count<schema::CartLine>(), std::size_t(0));
    }
    void receiptNumbersHaveNoGaps()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        const auto cas = shop.cashier();
        for (int i = 1; i <= 3; ++i) {
            QVERIFY(shop.run(addToCart, cas, {mug}));
            // A refused sale takes no number.
            QCOMPARE(refusal(shop.run(sell, cas, {shop.money("1.99"), {}})), std::string("Conflict total"));
            const auto sold = shop.sellExactly(cas).value();
            QCOMPARE(shop.reader.get(Id<schema::Order>(sold.mainId()))->number(), std::uint64_t(i));
        }
        QCOMPARE(receiptNumber("T1", "K7Q2", 1'234'567), std::string("T1-K7Q2-1234567"));
    }
    void aPriceThatChangedMeanwhileIsAConflict()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        QVERIFY(shop.run(addToCart, shop.cashier(), {mug}));
        const Money shown = shop.cart().total;
        shop.tick(1);
        QVERIFY(shop.run(changePrice, shop.administrator(), {mug, shop.price("2.50"), "", {}, {}}));
        const auto before = shop.reader.dump();
        QCOMPARE(refusal(shop.run(sell, shop.cashier(), {shown, {cashPayment(shown, shown).value()}})),
                 std::string("Conflict total"));
        QVERIFY(shop.reader.dump() == before);
        const auto sold = shop.sellExactly(shop.cashier()).value();
        QCOMPARE(shop.reader.get(Id<schema::Order>(sold.mainId()))->total().minor(), std::int64_t(250));
    }
    void aWrongSaleIsRefusedAndNothingIsWritten_data()
    {
        QTest::addColumn<QString>("error");
        QTest::newRow("empty cart") << "Invalid cart";
        QTest::newRow("archived meanwhile") << "Invalid product";
        QTest::newRow("another total") << "Conflict total";
        QTest::newRow("another currency") << "Invalid currency";
        QTest::newRow("paid in another currency") << "Invalid currency";
        QTest::newRow("not paid") << "Invalid payments";
        QTest::newRow("paid twice") << "Invalid payments";
        QTest::newRow("paid too much and taken back") << "Invalid payments";
        QTest::newRow("too many payments") << "Invalid payments";
        QTest::newRow("tendered too little") << "Invalid tendered";
        QTest::newRow("wrong change") << "Invalid payments";
        QTest::newRow("no store") << "NotFound store";
        QTest::newRow("no terminal") << "NotFound terminal";
        QTest::newRow("reference too long") << "Invalid reference";
    }
    void aWrongSaleIsRefusedAndNothingIsWritten()
    {
        QFETCH(QString, error);
        TestShop shop;
        const QByteArray tag = QTest::currentDataTag();
        const auto mug = shop.addGoods("MUG", "2.00");
        const auto cas = shop.cashier();
        if (tag != "empty cart")
            QVERIFY(shop.run(addToCart, cas, {mug}));
        const Money total = shop.money("2.00");
        const Money nothing = shop.money("0");
        const Money euros(200, Currency::fromAlpha("EUR").value());
        SellInput input{total, {cashPayment(total, total).value()}};
        if (tag == "archived meanwhile")
            QVERIFY(shop.run(archiveProduct, shop.administrator(), {shop.productOf(mug)}));
        else if (tag == "another total")
            input.expectedTotal = shop.money("2.01");
        else if (tag == "another currency")
            input.expectedTotal = euros;
        else if (tag == "paid in another currency")
            input.payments = {cashPayment(euros, euros).value()};
        else if (tag == "not paid")
            input.payments.clear();
        else if (tag == "paid twice")
            input.payments.push_back(input.payments.front());
        else if (tag == "paid too much and taken back")
            input.payments = {{shop.money("3.00"), shop.money("3.00"), nothing},
                              {shop.money("-1.00"), nothing, nothing}};
        else if (tag == "too many payments")
            input.payments.assign(5, cashPayment(shop.money("0.40"), shop.money("0.40")).value());
        else if (tag == "tendered too little")
            input.payments = {{total, shop.money("1.00"), shop.money("-1.00")}};
        else if (tag == "wrong change")
            input.payments = {{total, shop.money("5.00"), shop.money("4.00")}};
        else if (tag == "no store")
            shop.context.store = {};
        else if (tag == "reference too long")
            input.reference.assign(65, 'x');
        else if (tag == "no terminal") {
            shop.context.terminal = Id<schema::Terminal>(shop.context.newId());
        }
        const auto before = shop.reader.dump();
        QCOMPARE(QString::fromStdString(refusal(shop.run(sell, cas, input))), error);
        QVERIFY(shop.reader.dump() == before);
    }
    void goodsThatRunOutStopTheSaleOnlyWhereTheShopSaysSo()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        const auto post = shop.addService("POST", "5.00");
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {mug}));
        QVERIFY(shop.sellExactly(cas));
        forbidNegativeStock(shop);
        QVERIFY(shop.run(addToCart, cas, {post}));
        QVERIFY(shop.sellExactly(cas));
        AdjustStock found;
        found.changes.push_back({mug, Quantity::whole(3), schema::FOUND, "", {}});
        QVERIFY(shop.run(adjustStock, shop.administrator(), found)); // Two are there now.
        QVERIFY(shop.run(addToCart, cas, {mug, Quantity::whole(3)}));
        QCOMPARE(refusal(shop.sellExactly(cas)), std::string("Conflict stock"));
        QVERIFY(shop.run(setLineQuantity, cas, {lineAt(shop, 0), Quantity::whole(2)}));
        QVERIFY(shop.sellExactly(cas));
    }
    void aReturnWithoutAnOrderPaysBack()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.55");
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {mug, Quantity::whole(-2)}));
        QVERIFY(shop.cart().total == shop.money("-5.10"));
        const auto commit = shop.sellExactly(cas).value();
        const auto order = shop.reader.get(Id<schema::Order>(commit.mainId())).value();
        QCOMPARE(order.kind(), schema::RETURN);
        QCOMPARE(order.total().minor(), std::int64_t(-510));
        QCOMPARE(shop.reader.stockLevel(mug, shop.location()).toString(), std::string("2"));
        QCOMPARE(shop.reader.all<schema::StockMovement>().front().reason(), schema::RETURNED);
        QCOMPARE(shop.reader.all<schema::Payment>().front().amount().minor(), std::int64_t(-510));
    }
    void anEvenExchangeNeedsNoPayment()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        QVERIFY(shop.run(addToCart, admin, {shop.addGoods("A", "2.00"), Quantity::whole(-1)}));
        QVERIFY(shop.run(addToCart, admin, {shop.addGoods("B", "2.00")}));
        const auto commit = shop.run(sell, admin, {shop.money("0.00"), {}});
        QVERIFY(commit);
        QCOMPARE(shop.reader.all<schema::Order>().front().kind(), schema::SALE);
        QCOMPARE(shop.reader.count<schema::Payment>(), std::size_t(0));
    }
    void aRightLostSinceTheScanStopsTheSale()
    {
        TestShop shop;
        const auto mug = shop.addGoods("MUG", "2.00");
        QVERIFY(shop.run(addToCart, shop.administrator(), {mug, Quantity::whole(1), UnitPrice{1'000'000}}));
        QCOMPARE(refusal(shop.sellExactly(shop.cashier())), std::string("Denied open-price"));
        QVERIFY(shop.sellExactly(Actor::loadApproved(shop.reader, shop.cashierId, shop.administratorId).value()));
    }

    // The receipt.

    void theReceiptShowsWhatWasStored()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto tax = shop.run(addTax, admin, {"VAT 20 %", 200'000})->mainId();
        QCOMPARE(refusal(shop.run(addTax, admin, {"VAT 20 %", 0})), std::string("Conflict name"));
        QCOMPARE(refusal(shop.run(addTax, admin, {"", 0})), std::string("Invalid name"));
        QCOMPARE(refusal(shop.run(addTax, admin, {"Odd", 10'000'001})), std::string("Invalid rate"));
        NewProduct product;
        product.name = "Mug";
        product.sku = "MUG";
        product.price = shop.price("12.00");
        product.tax = Id<schema::Tax>(tax);
        const Id<schema::Variant> mug(shop.run(addProduct, admin, product)->changes().at(1).row);
        QVERIFY(shop.run(changeSetting, admin, {shop.context.store.raw, std::string(receiptFooter), "Thank you"}));
        QVERIFY(shop.run(addToCart, admin, {mug, Quantity::whole(2)}));
        QVERIFY(shop.run(addToCart, admin, {shop.addGoods("PLATE", "3.00")}));
        const Money total = shop.cart().total;
        QVERIFY(shop.cart().tax == shop.money("4.00"));
        SellInput input{total, {cashPayment(total, shop.money("30.00")).value()}, "PO 7"};
        const auto sold = shop.run(sell, admin, input).value();
        // Later changes do not reach what was sold.
        QVERIFY(shop.run(renameProduct, admin, {shop.productOf(mug), "Cup"}));

        const auto receipt = readReceipt(shop.reader, Id<schema::Order>(sold.mainId())).value();
        QCOMPARE(receipt.receipt, std::string("T1-K7Q2-000001"));
        QCOMPARE(receipt.organisation + "/" + receipt.store + "/" + receipt.terminal + "/" + receipt.cashier,
                 std::string("Kontor Trading/High Street/Till 1/Ada"));
        QCOMPARE(receipt.footer, std::string("Thank you"));
        QCOMPARE(receipt.lines.size(), std::size_t(2));
        QCOMPARE(receipt.lines[0].name, std::string("Mug"));
        QVERIFY(!receipt.lines[0].isOpenPrice);
        QCOMPARE(receipt.taxes.size(), std::size_t(1));
        QVERIFY(receipt.taxes[0].gross == shop.money("24.00") && receipt.taxes[0].tax == shop.money("4.00"));
        QVERIFY(receipt.total == shop.money("27.00") && receipt.change == shop.money("3.00"));
        QCOMPARE(shop.reader.get(Id<schema::Order>(sold.mainId()))->reference(), std::string("PO 7"));
        QCOMPARE(readReceipt(shop.reader, Id<schema::Order>(shop.context.origin)).error().about, std::string("order"));
    }
};
QTEST_GUILESS_MAIN(SellTest)
#include "tst_sell.moc"
