#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/gs1.h"
#include "domain/catalog/label_format.h"
#include "domain/catalog/unit.h"
#include "domain/commands/review.h"
#include "domain/inventory/line_lot.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/stock.h"
#include "domain/orders/return_goods.h"
#include "domain/orders/sell.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

#include <map>

using namespace kontor;
using namespace kontor::testing;

namespace {

/// Milk with the number 4012345678901, kept by lots; today is 1 December 2010.
struct Dairy : TestShop {
    Id<schema::Variant> milk = addGoods("MILK", "1.00", "4012345678901");

    explicit Dairy(schema::StockTracking tracking = schema::BY_LOT)
    {
        if (tracking != schema::BY_QUANTITY)
            (void)run(setTracking, administrator(), {productOf(milk), tracking}).value();
    }
    Id<schema::Lot> takeIn(const std::string& number, std::int64_t units, std::optional<std::uint32_t> expires = {})
    {
        Commit commit{"adjust-stock", context, administrator()};
        const auto id = kontor::takeIn(reader, milk, {number, expires}, commit).value();
        (void)take(commit).value();
        AdjustStock input;
        input.changes.push_back({milk, Quantity::whole(units), schema::RECEIVED, {}, {}, id, {}});
        (void)run(adjustStock, administrator(), input).value();
        return id;
    }
    std::string scan(const std::string& code)
    {
        const auto found =
            resolveScan(reader, SettingOwners{context.organisation, context.store, context.terminal}, currency(), code);
        if (!found)
            return found.error().about;
        AddToCart input{found->variant};
        input.printed = found->printed;
        return errorOf(run(addToCart, cashier(), input));
    }
    std::int64_t level(Id<schema::Lot> lot) const { return lotLevel(reader, lot, location()).thousandths / 1000; }
    std::int64_t level() const { return reader.stockLevel(milk, location()).thousandths / 1000; }
};

} // namespace

class Gs1Test : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void elementsAreReadHoweverTheScannerSendsThem_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("lot");
        QTest::addColumn<QByteArray>("serial");
        QTest::addColumn<int>("expires");
        const auto row = [](const char* name, const QByteArray& code, const char* lot, const char* serial,
                            int expires) {
            QTest::newRow(name) << code << QByteArray(lot) << QByteArray(serial) << expires;
        };
        row("GS1-128",
            "]C1010401234567890117101231"
            "10L-7",
            "L-7", "", 20101231);
        row("DataMatrix with a separator",
            "]d20104012345678901"
            "10L-7\x1D"
            "17101231",
            "L-7", "", 20101231);
        row("a piece",
            "0104012345678901"
            "21SN 42\x1D"
            "10A",
            "A", "SN 42", 0);
        row("as printed", "(01)04012345678901(17)101231(10)L-7", "L-7", "", 20101231);
        row("brackets in a lot", "(01)04012345678901(10)L(7)B(21)9", "L(7)B", "9", 0);
        row("a month", "(01)04012345678901(17)120200", "", "", 20120229);
        row("others are passed over", "(01)04012345678901(11)101101(3103)000750(37)12(10)Z", "Z", "", 0);
        row("FNC1 first",
            "\x1D"
            "0104012345678901"
            "10X",
            "X", "", 0);
    }
    void elementsAreReadHoweverTheScannerSendsThem()
    {
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, lot);
        QFETCH(QByteArray, serial);
        QFETCH(int, expires);
        const auto label = readGs1(code.toStdString());
        QVERIFY(label.has_value());
        QCOMPARE(label->gtin, std::string("04012345678901"));
        QCOMPARE(QByteArray::fromStdString(label->lot), lot);
        QCOMPARE(QByteArray::fromStdString(label->serial), serial);
        QCOMPARE(int(label->expiresOn.value_or(0)), expires);
    }
    void whatIsNoSuchCodeIsLeftToOthers_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("an EAN-13") << QByteArray("4012345678901");
        QTest::newRow("a wrong check digit") << QByteArray("010401234567890217101231");
        QTest::newRow("no goods") << QByteArray("(10)L-7(17)101231(11)101101");
        QTest::newRow("a date there is not") << QByteArray("(01)04012345678901(17)101301");
        QTest::newRow("30 February") << QByteArray("(01)04012345678901(17)100230");
        QTest::newRow("cut off") << QByteArray("01040123456789011710");
        QTest::newRow("two numbers") << QByteArray("(01)04012345678901(01)04012345678901");
        QTest::newRow("a long lot") << QByteArray("(01)04012345678901(10)123456789012345678901");
        QTest::newRow("a weight of five digits") << QByteArray("(01)04012345678901(3103)00075");
        QTest::newRow("a price of letters") << QByteArray("(01)04012345678901(3922)4x9");
        QTest::newRow("a currency and no price") << QByteArray("(01)04012345678901(3932)826");
        QTest::newRow("no identifier") << QByteArray("(01)04012345678901()5");
        QTest::newRow("a word") << QByteArray("a promotion code of many letters");
    }
    void whatIsNoSuchCodeIsLeftToOthers()
    {
        QFETCH(QByteArray, code);
        QVERIFY(!readGs1(code.toStdString()));
    }
    void whateverIsScannedIsReadOrLeftAndWhatWasWrittenIsReadAgain()
    {
        QVERIFY(rc::check("written and read", [] {
            const auto digits = *rc::gen::container<std::string>(13, rc::gen::inRange('0', char('9' + 1)));
            const auto text = rc::gen::container<std::string>(rc::gen::elementOf(std::string("AZ09-/.")));
            auto lot = *text;
            lot.resize(std::min<std::size_t>(lot.size(), 20));
            const std::string gtin = digits + gs1CheckDigit(digits);
            const auto code = "01" + gtin + "17101231" + (lot.empty() ? "" : "10" + lot);
            const auto label = readGs1(code);
            RC_ASSERT(label.has_value());
            RC_ASSERT(label->gtin == gtin && label->lot == lot);
            for (const auto& other : codesOf(*label))
                RC_ASSERT(gtin.ends_with(other));
            // And no text stops the till.
            (void)readGs1(*rc::gen::arbitrary<std::string>());
            (void)readGs1(code.substr(0, *rc::gen::inRange<std::size_t>(0, code.size())));
        }));
    }
    void aPackSaysWhatItWeighsOrWhatItCosts_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("sold"); // Quantity, total.
        QTest::newRow("grams") << QByteArray("(01)04012345678901(3103)000754") << "kg"
                               << "0.754 0.75";
        QTest::newRow("in a symbol, lot behind it") << QByteArray("]e001040123456789013103000754392299\x1D"
                                                                  "10L1")
                                                    << "kg"
                                                    << "0.99 0.99"; // What its price says.
        QTest::newRow("tenths of a kilo") << QByteArray("(01)04012345678901(3101)000012") << "kg"
                                          << "1.2 1.20";
        QTest::newRow("halves up to the gram") << QByteArray("(01)04012345678901(3104)007545") << "kg"
                                               << "0.755 0.76";
        QTest::newRow("sold by the gram") << QByteArray("(01)04012345678901(3103)000754") << "g"
                                          << "754 754.00";
        QTest::newRow("of pieces it is no quantity") << QByteArray("(01)04012345678901(3103)000754") << ""
                                                     << "1 1.00";
        QTest::newRow("a price") << QByteArray("(01)04012345678901(3922)499") << "kg"
                                 << "4.99 4.99";
        QTest::newRow("a price of a piece") << QByteArray("(01)04012345678901(3922)499") << ""
                                            << "1 4.99";
        QTest::newRow("a whole price") << QByteArray("(01)04012345678901(3920)5") << ""
                                       << "1 5.00";
        QTest::newRow("a price in pounds") << QByteArray("(01)04012345678901(3932)826499") << ""
                                           << "1 4.99";
        QTest::newRow("a price in euros") << QByteArray("(01)04012345678901(3932)978499") << ""
                                          << "currency";
        QTest::newRow("nothing on the scale") << QByteArray("(01)04012345678901(3103)000000") << "kg"
                                              << "code";
        QTest::newRow("no price") << QByteArray("(01)04012345678901(3922)0") << ""
                                  << "code";
        QTest::newRow("more than there is") << QByteArray("(01)04012345678901(3920)999999999999999") << ""
                                            << "code";
    }
    void aPackSaysWhatItWeighsOrWhatItCosts()
    {
        QFETCH(QByteArray, code);
        QFETCH(QString, unit);
        QFETCH(QString, sold);
        Dairy shop(schema::BY_QUANTITY);
        const auto admin = shop.administrator();
        if (!unit.isEmpty()) {
            const Id<schema::Unit> id(
                shop.run(addUnit, admin, {"unit", unit.toStdString(), {}, 1, 1, false}).value().mainId());
            QVERIFY(shop.run(setProductUnit, admin, {shop.productOf(shop.milk), id}));
        }
        const SettingOwners owners{shop.context.organisation, shop.context.store, shop.context.terminal};
        const auto found = resolveScan(shop.reader, owners, shop.currency(), code.toStdString());
        if (!found) {
            QCOMPARE(QString::fromStdString(found.error().about), sold);
            return;
        }
        AddToCart input{found->variant, found->quantity.value_or(Quantity::whole(1)), found->price, found->unit,
                        found->label};
        QCOMPARE(TestShop::errorOf(shop.run(addToCart, shop.cashier(), input)), std::string("no error"));
        const auto line = shop.cart().lines.at(0);
        QCOMPARE(QString::fromStdString(line.quantity.toString() + " " + line.total.toString()), sold);
        // The label is what says it, and nobody's word: the server finds the same in it.
        const auto before = shop.reader;
        const Money due = shop.cart().total;
        const auto order = sell(shop.reader, shop.context, shop.cashier(), {due, {cashPayment(due, due).value()}, {}});
        QVERIFY2(order, TestShop::errorOf(order).c_str());
        const auto sealed = shop.seal(*order);
        const auto judged = review(before, before, sealed, changesOf(sealed).value());
        QVERIFY2(judged.verdict == schema::ACCEPTED,
                 judged.reasons.empty() ? "" : judged.reasons.front().detail().c_str());
    }
    void aScannedLotIsTheOneThatIsSold()
    {
        Dairy shop;
        const auto sooner = shop.takeIn("L1", 5, 20101210);
        const auto later = shop.takeIn("L2", 5, 20101220);
        QCOMPARE(shop.scan("(01)04012345678901(17)101220(10)L2"), std::string("no error"));
        QCOMPARE(shop.scan("]C101040123456789011710122010L2"), std::string("no error"));
        QCOMPARE(shop.cart().lines.size(), std::size_t(1)); // Two of one lot are one line.
        QCOMPARE(shop.scan("4012345678901"), std::string("no error"));
        QCOMPARE(shop.cart().lines.size(), std::size_t(2));
        const auto before = shop.reader;
        const auto sold = shop.sellExactly(shop.cashier());
        QVERIFY2(sold, TestShop::errorOf(sold).c_str());
        QCOMPARE(shop.level(later), std::int64_t(3));
        QCOMPARE(shop.level(sooner), std::int64_t(4)); // First expired, first out.
    }
    void whatHasExpiredByItsCodeIsRefusedEvenWhereNothingElseIsKnownOfIt_data()
    {
        QTest::addColumn<int>("tracking");
        QTest::newRow("by quantity") << int(schema::BY_QUANTITY);
        QTest::newRow("by lot") << int(schema::BY_LOT);
    }
    void whatHasExpiredByItsCodeIsRefusedEvenWhereNothingElseIsKnownOfIt()
    {
        QFETCH(int, tracking);
        Dairy shop(static_cast<schema::StockTracking>(tracking));
        QCOMPARE(shop.scan("(01)04012345678901(17)101130(10)OLD"), std::string("Conflict lot"));
        QCOMPARE(shop.scan("(01)04012345678901(17)101201(10)OLD"), std::string("no error")); // Its last day.
        QCOMPARE(shop.scan("(01)04012345678901(15)101101(10)OLD"), std::string("no error")); // Best before.
        QVERIFY(shop.sellExactly(shop.cashier())); // A delivery nobody keyed in stops no sale.
    }
    void aRecalledLotIsRefusedWhenItIsScanned()
    {
        Dairy shop;
        const auto lot = shop.takeIn("L1", 5, 20101210);
        QVERIFY(shop.run(blockLot, shop.administrator(), {lot}));
        QCOMPARE(shop.scan("(01)04012345678901(10)L1"), std::string("Conflict lot"));
    }
    void aScannedPieceIsSoldAndNoOther()
    {
        Dairy shop(schema::BY_SERIAL);
        const auto first = shop.takeIn("SN-1", 1);
        const auto second = shop.takeIn("SN-2", 1);
        QCOMPARE(shop.scan("(01)04012345678901(21)SN-2"), std::string("no error"));
        QCOMPARE(shop.scan("(01)04012345678901(21)SN-2"), std::string("Conflict lot"));
        QCOMPARE(shop.scan("(01)04012345678901(21)SN-9"), std::string("NotFound lot"));
        QCOMPARE(shop.scan("(01)95012345678903(21)SN-9"), std::string("code"));
        QVERIFY(shop.sellExactly(shop.cashier()));
        QCOMPARE(shop.level(first), std::int64_t(1));
        QCOMPARE(shop.level(second), std::int64_t(0));
    }
    void whatComesBackGoesToTheLotsItWasSoldFrom()
    {
        QVERIFY(rc::check("parts that come back restore each lot", [] {
            Dairy shop;
            std::map<Bytes, std::int64_t> had;
            const auto lots = *rc::gen::inRange(1, 4);
            for (int i = 0; i < lots; ++i) {
                const auto units = *rc::gen::inRange<std::int64_t>(1, 4);
                had[shop.takeIn("L" + std::to_string(i), units, 20101210 + static_cast<std::uint32_t>(i)).string()] =
                    units;
            }
            const auto admin = shop.administrator();
            const auto units = *rc::gen::inRange<std::int64_t>(1, 12); // Some of no lot.
            const auto all = shop.level();
            RC_ASSERT(shop.run(addToCart, admin, {shop.milk, Quantity::whole(units)}).has_value());
            const auto sold = shop.sellExactly(admin).value();
            const Id<schema::OrderLine> line(
                shop.reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sold.mainId().bytes())
                    .front()
                    .id());
            for (std::int64_t left = units; left > 0;) {
                // One or two lines of the same in one return.
                for (int lines = *rc::gen::inRange(1, 3); lines > 0 && left > 0; --lines) {
                    const auto part = *rc::gen::inRange<std::int64_t>(1, left + 1);
                    RC_ASSERT(shop.run(addReturn, admin, {line, Quantity::whole(part)}).has_value());
                    left -= part;
                }
                const auto before = shop.reader;
                const auto back = shop.run(sell, admin, {shop.cart().total, {}});
                RC_ASSERT(back.has_value());
                for (const auto& [lot, most] : had)
                    RC_ASSERT(shop.level(Id<schema::Lot>(lot)) <= most);
            }
            RC_ASSERT(shop.level() == all);
            for (const auto& [lot, most] : had)
                RC_ASSERT(shop.level(Id<schema::Lot>(lot)) == most);
        }));
    }
    void theServerAcceptsGoodsThatComeBackToTheirLot()
    {
        Dairy shop;
        const auto lot = shop.takeIn("L1", 5, 20101210);
        QCOMPARE(shop.scan("(01)04012345678901(10)L1"), std::string("no error"));
        const auto sold = shop.sellExactly(shop.cashier()).value();
        QCOMPARE(shop.level(lot), std::int64_t(4));
        const Id<schema::OrderLine> line(
            shop.reader.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, sold.mainId().bytes())
                .front()
                .id());
        QVERIFY(shop.run(addReturn, shop.administrator(), {line, Quantity::whole(1)}));
        const auto before = shop.reader;
        const auto back = sell(shop.reader, shop.context, shop.administrator(), {shop.cart().total, {}});
        QVERIFY2(back, TestShop::errorOf(back).c_str());
        const auto sealed = shop.seal(*back);
        const auto judged = review(before, before, sealed, changesOf(sealed).value());
        QVERIFY2(judged.verdict == schema::ACCEPTED,
                 judged.reasons.empty() ? "" : judged.reasons.front().detail().c_str());
        (void)shop.take(*back).value();
        QCOMPARE(shop.level(lot), std::int64_t(5));
    }
};
QTEST_GUILESS_MAIN(Gs1Test)
#include "tst_gs1.moc"
