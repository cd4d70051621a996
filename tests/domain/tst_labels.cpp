#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/label_format.h"
#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/catalog/scan.h"
#include "domain/catalog/unit.h"
#include "domain/commands/review.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

std::string withCheckDigit(const std::string& digits)
{
    return digits + gs1CheckDigit(digits);
}

/// Ham at 19.90 a kilo, number 12345; labels of weight begin with 21, of price with 23.
struct Deli : TestShop {
    Id<schema::Unit> kg;
    Id<schema::Variant> ham = addGoods("12345", "19.90");

    Deli()
    {
        const auto admin = administrator();
        kg = Id<schema::Unit>(run(addUnit, admin, {"kilogram", "kg", {}, 1, 1, false}).value().mainId());
        (void)run(setProductUnit, admin, {productOf(ham), kg}).value();
        (void)run(changeSetting, admin,
                  {context.organisation.raw, std::string(scanLabelFormats), "21IIIIIWWwwwC 23IIIIIPPPppC"})
            .value();
    }
    SettingOwners owners() const { return {context.organisation, context.store, context.terminal}; }
    Result<ScanResult> scan(const std::string& code) const { return resolveScan(reader, owners(), currency(), code); }
    Result<Commit> add(const std::string& code, std::int64_t times = 1)
    {
        const auto found = scan(code).value();
        const auto quantity = found.quantity.value_or(Quantity::whole(1));
        return run(addToCart, cashier(),
                   {found.variant, Quantity{quantity.thousandths * times}, found.price, found.unit, found.label});
    }
    std::string line(std::size_t i) const
    {
        const auto view = cart();
        const auto& one = view.lines.at(i);
        return one.quantity.toString() + " = " + one.total.toString() + (one.price ? "" : " open");
    }
};

} // namespace

class LabelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void checkDigitsAreThoseOfTheSpecification()
    {
        QCOMPARE(gs1CheckDigit("629104150021"), '3'); // GTIN-13,
        QCOMPARE(gs1CheckDigit("03600024145"), '7');  // UPC-A,
        QCOMPARE(gs1CheckDigit("9501234"), '6');      // and GTIN-8.
        const auto formats = parseLabelFormats("20IIIIIPPppVC 22IIIIVPPPppC").value();
        // The examples of the GS1 General Specifications: 2875 has the check digit 9, 14685 has 6.
        QVERIFY(readLabel(formats, withCheckDigit("201234528759")));
        QVERIFY(!readLabel(formats, withCheckDigit("201234528758")));
        QVERIFY(readLabel(formats, withCheckDigit("221234614685")));
        QVERIFY(!readLabel(formats, withCheckDigit("221234714685")));
    }
    void aFormatThatIsNoneSaysWhy_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* format, const char* why) {
            QTest::newRow(format) << QString::fromLatin1(format) << QString::fromLatin1(why);
        };
        row("21IIIIIWWwwC", "12 characters");
        row("31IIIIIWWwwwC", "02 or 20 to 29");
        row("21IIIIIWWwwwW", "the check digit");
        row("21IIIII.....C", "neither a price");
        row("21IIIIIWWPppC", "not both");
        row("21IIWIIWWwwwC", "one run");
        row("21IIWWIWWwwwC", "one run");
        row("21IIIIIwwWWWC", "capital letters");
        row("21IIIIIWwwwwC", "three decimals");
        row("21IIIVVWWwwwC", "one V at most");
        row("21IIIIVPPPPPP", "check digit");
        row("21IIIVPPPPPPC", "four or five");
        row("21IIII?WWwwwC", "'?' means nothing");
    }
    void aFormatThatIsNoneSaysWhy()
    {
        QFETCH(QString, format);
        QFETCH(QString, why);
        const auto read = parseLabelFormats("21IIIIIWWwwwC, " + format.toStdString());
        QVERIFY(!read);
        QCOMPARE(read.error().about, std::string("format"));
        QVERIFY2(QString::fromStdString(read.error().detail).contains(why), read.error().detail.c_str());
        Deli deli;
        QCOMPARE(
            TestShop::errorOf(deli.run(changeSetting, deli.administrator(),
                                       {deli.context.store.raw, std::string(scanLabelFormats), format.toStdString()})),
            std::string("Invalid scan.label-formats"));
    }
    void aLabelOfTheScaleSaysTheWeight()
    {
        Deli deli;
        const auto found = deli.scan(withCheckDigit("211234500354")).value();
        QCOMPARE(found.variant, deli.ham);
        QCOMPARE(found.quantity->toString(), std::string("0.354"));
        QVERIFY(!found.price);
        QVERIFY(deli.add(withCheckDigit("211234500354")));
        QCOMPARE(deli.line(0), std::string("0.354 = 7.04"));
        // A second bag is a line of its own: each costs what is printed on it.
        QVERIFY(deli.add(withCheckDigit("211234500354")));
        QCOMPARE(deli.cart().lines.size(), std::size_t(2));
    }
    void aLabelOfTheScaleSaysThePriceAndTheWeightIsFound()
    {
        Deli deli;
        QVERIFY(deli.add(withCheckDigit("231234500704")));
        QCOMPARE(deli.line(0), std::string("0.354 = 7.04"));
        QVERIFY(deli.sellExactly(deli.cashier()));
        QCOMPARE(deli.reader.all<schema::StockMovement>().at(0).quantity(), std::int64_t(-354));
    }
    void aLabelFromBeforeThePriceChangedStillCostsWhatIsPrinted()
    {
        Deli deli;
        QVERIFY(deli.run(changePrice, deli.administrator(), {deli.ham, deli.price("100.00"), "", {}, {}}));
        deli.tick(1);
        QVERIFY(deli.add(withCheckDigit("231234500704"))); // No gram of it costs 7.04 any more.
        QCOMPARE(deli.line(0), std::string("1 = 7.04 open"));
        const auto before = deli.reader;
        const auto sale = deli.seal(deli.sellExactly(deli.cashier()).value()); // Without the right to open prices.
        const auto judged = review(before, before, sale, changesOf(sale).value());
        QVERIFY2(judged.verdict == schema::ACCEPTED, judged.reasons.empty() ? "" : judged.reasons[0].detail().c_str());
        // A claim of another price than the label's needs the right, as ever.
        auto changes = changesOf(sale).value();
        for (auto& change : changes)
            if (change.type() == rowTypeOf(schema::OrderLine::descriptor()).type) {
                schema::OrderLine line;
                QVERIFY(line.ParseFromString(change.body()));
                line.set_unit_price_e4(deli.price("1.00").e4);
                change.set_body(line.SerializeAsString());
            }
        QCOMPARE(review(before, before, sale, changes).verdict, schema::QUARANTINED);
    }
    void aPriceKeyedInBesideALabelIsAnOpenPrice()
    {
        Deli deli;
        QVERIFY(deli.run(changePrice, deli.administrator(), {deli.ham, deli.price("100.00"), "", {}, {}}));
        deli.tick(1);
        const std::string label = withCheckDigit("231234500704");
        QCOMPARE(TestShop::errorOf(deli.run(addToCart, deli.cashier(),
                                            {deli.ham, Quantity::whole(1), deli.price("0.01"), {}, label})),
                 std::string("Denied open-price"));
    }
    void aCodeThatAProductHasIsNoLabel()
    {
        Deli deli;
        const std::string code = withCheckDigit("211234500354");
        const auto cheese = deli.addGoods("CHEESE", "3.00", code);
        QCOMPARE(deli.scan(code)->variant, cheese);
        QVERIFY(!deli.scan(code)->quantity);
    }
    void anItemIsFoundByItsCodeOfZeroItsNumberAndWithoutZerosBeforeIt()
    {
        Deli deli;
        const auto byCode = deli.addGoods("CHEESE", "3.00", withCheckDigit("215555500000"));
        const auto byNumber = deli.addGoods("00042", "3.00");
        const auto short_ = deli.addGoods("77", "3.00");
        QCOMPARE(deli.scan(withCheckDigit("215555501000"))->variant, byCode);
        QCOMPARE(deli.scan(withCheckDigit("210004201000"))->variant, byNumber);
        QCOMPARE(deli.scan(withCheckDigit("210007701000"))->variant, short_);
        const auto unknown = deli.scan(withCheckDigit("219999901000"));
        QCOMPARE(unknown.error().kind, Error::Kind::NotFound);
        QVERIFY(unknown.error().detail.find("99999") != std::string::npos);
    }
    void aTwelveDigitLabelIsReadWithAZeroBeforeIt()
    {
        Deli deli;
        QVERIFY(deli.run(changeSetting, deli.administrator(),
                         {deli.context.store.raw, std::string(scanLabelFormats), "02IIIIIPPPppC"}));
        const auto code = withCheckDigit("021234500704").substr(1);
        QCOMPARE(code.size(), std::size_t(12));
        QCOMPARE(deli.scan(code)->price->e4, deli.price("7.04").e4);
    }
    void aMisreadLabelIsNoCode()
    {
        Deli deli;
        auto code = withCheckDigit("211234500354");
        code[8] = '9';
        QCOMPARE(deli.scan(code).error().about, std::string("code"));
        QCOMPARE(deli.scan(withCheckDigit("211234500000")).error().detail,
                 std::string("the label says no quantity: weigh it again"));
    }
    void withoutFormatsNothingIsALabel()
    {
        TestShop shop;
        (void)shop.addGoods("12345", "1.00");
        const SettingOwners owners{shop.context.organisation, shop.context.store, shop.context.terminal};
        QCOMPARE(resolveScan(shop.reader, owners, shop.currency(), withCheckDigit("211234500354")).error().about,
                 std::string("code"));
    }
    void everyWeightOnALabelComesBackToTheGram()
    {
        const auto formats = parseLabelFormats("21IIIIIWWwwwC").value();
        QVERIFY(rc::check("a label is read as it was written", [&] {
            const auto item = *rc::gen::inRange(0, 100'000);
            const auto grams = *rc::gen::inRange(0, 100'000);
            char digits[13];
            std::snprintf(digits, sizeof digits, "21%05d%05d", item, grams);
            const auto label = readLabel(formats, withCheckDigit(digits));
            RC_ASSERT(label);
            RC_ASSERT(std::stoi(label->item) == item);
            RC_ASSERT(label->number == grams);
            RC_ASSERT(label->decimals == 3);
            // One wrong digit is always noticed.
            auto wrong = withCheckDigit(digits);
            const auto place = *rc::gen::inRange<std::size_t>(2, 13);
            wrong[place] = static_cast<char>('0' + (wrong[place] - '0' + *rc::gen::inRange(1, 10)) % 10);
            RC_ASSERT(!readLabel(formats, wrong));
        }));
    }

    void theCodeOnABoxSellsABoxAndTakesTwelvePiecesFromTheStock()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto mug = shop.addGoods("MUG", "2.00", "4006381333931");
        const Id<schema::Unit> box(
            shop.run(addUnit, admin, {"box of 12", "box", Id<schema::Unit>(), 12, 1, true}).value().mainId());
        QVERIFY(shop.run(addBarcode, admin, {mug, "14006381333938", schema::PRINTED, {}, box}));
        ChangePrice ofBox{mug, shop.price("20.00"), "", {}, {}};
        ofBox.per = box;
        QVERIFY(shop.run(changePrice, admin, ofBox));
        const SettingOwners owners{shop.context.organisation, shop.context.store, shop.context.terminal};
        const auto found = resolveScan(shop.reader, owners, shop.currency(), "14006381333938").value();
        QCOMPARE(found.unit, box);
        const auto cas = shop.cashier();
        QVERIFY(shop.run(addToCart, cas, {found.variant, Quantity::whole(1), {}, found.unit}));
        QVERIFY(shop.run(addToCart, cas, {mug}));
        QCOMPARE(shop.cart().lines.size(), std::size_t(2));
        QCOMPARE(shop.cart().total.toString(), std::string("22.00"));
        QCOMPARE(TestShop::errorOf(shop.run(addToCart, cas, {mug, Quantity{500}, {}, box})),
                 std::string("Invalid quantity"));
        const Id<schema::Unit> kg(shop.run(addUnit, admin, {"kilogram", "kg", {}, 1, 1, false}).value().mainId());
        QCOMPARE(TestShop::errorOf(shop.run(addToCart, cas, {mug, Quantity::whole(1), {}, kg})),
                 std::string("Invalid unit"));
        const auto before = shop.reader;
        const auto sale = shop.seal(shop.sellExactly(cas).value());
        QCOMPARE(shop.reader.stockLevel(mug, shop.location()).toString(), std::string("-13"));
        const auto judged = review(before, before, sale, changesOf(sale).value());
        QVERIFY2(judged.verdict == schema::ACCEPTED, judged.reasons.empty() ? "" : judged.reasons[0].detail().c_str());
    }
};

QTEST_GUILESS_MAIN(LabelsTest)
#include "tst_labels.moc"
