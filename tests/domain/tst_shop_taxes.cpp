#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/orders/receipt.h"
#include "domain/settings/keys.h"
#include "support/priced_till.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

using Till = PricedTill;

/// "Eco fixed 0.25 in raises": name, kind, rate, and what else is said of it.
AddTax taxOf(const QString& text)
{
    const auto words = text.simplified().split(u' ');
    AddTax tax;
    tax.name = words.at(0).toStdString();
    tax.kind = words.at(1) == QLatin1String("fixed")   ? schema::Tax::FIXED_PER_UNIT
               : words.at(1) == QLatin1String("gross") ? schema::Tax::PERCENT_OF_GROSS
                                                       : schema::Tax::PERCENT;
    tax.rate = words.at(2).toStdString();
    tax.included = words.contains(QStringLiteral("in"));
    tax.affectsLaterBases = words.contains(QStringLiteral("raises"));
    tax.baseAffectedByEarlier = !words.contains(QStringLiteral("alone"));
    tax.reverseCharge = words.contains(QStringLiteral("reverse"));
    return tax;
}

/// Goods whose class has just these taxes, "; " between them.
Id<schema::Variant> goodsTaxed(Till& till, const char* sku, const char* price, const QString& taxes)
{
    auto& shop = till.shop;
    const auto admin = shop.administrator();
    const Id<schema::TaxClass> taxClass(Till::need(shop.run(addTaxClass, admin, {sku})).mainId());
    SetTaxTreatment treatment{taxClass, "", "", {}, false};
    for (const auto& text : taxes.split(u';'))
        treatment.taxes.emplace_back(Till::need(shop.run(addTax, admin, taxOf(text))).mainId());
    Till::need(shop.run(setTaxTreatment, admin, treatment));
    const auto goods = shop.addGoods(sku, price);
    Till::need(shop.run(classifyProduct, admin, {shop.productOf(goods), {}, {}, {}, taxClass, {}}));
    return goods;
}

/// "22.55: Eco 20.00 0.50, VAT 20.50 2.05": the total, and of each tax of each line its base and amount; `sign` times them.
QString described(const StoredOrder& order, int sign = 1)
{
    const auto text = [&](std::int64_t minor) {
        return QString::fromStdString(Money(sign * minor, Currency::fromAlpha("GBP").value()).toString());
    };
    QStringList taxes;
    const auto add = [&](const std::string& name, std::int64_t base, std::int64_t amount) {
        taxes += QString::fromStdString(name) + u' ' + text(base) + u' ' + text(amount);
    };
    for (const auto& line : order.lines)
        if (line.has_tax_rate_ppm()) // Its only tax.
            add(line.tax_name(), line.total_minor() - line.tax_minor(), line.tax_minor());
    for (const auto& tax : order.taxes)
        add(tax.name(), tax.base_minor(), tax.amount_minor());
    return text(order.order.total().minor()) + QStringLiteral(": ") + taxes.join(QStringLiteral(", "));
}

void choose(Till& till, std::string_view key, const QString& value)
{
    auto& shop = till.shop;
    if (readSetting(shop.reader, {shop.context.organisation, shop.context.store, {}}, key) != value.toStdString())
        Till::need(shop.run(changeSetting, shop.administrator(),
                            {shop.context.store.raw, std::string(key), value.toStdString()}));
}

} // namespace

class ShopTaxesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Two units at 10.00, less what a promotion takes. Each figure is worked out from the rules of taxes.
    void everyKindOfTaxComesToItsFigure_data()
    {
        QTest::addColumn<QString>("taxes");
        QTest::addColumn<int>("percentOff");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* taxes, int percentOff, const char* expected) {
            QTest::newRow(name) << taxes << percentOff << expected;
        };
        row("percent on top", "VAT percent 10", 0, "22.00: VAT 20.00 2.00");
        row("percent in the price", "VAT percent 10 in", 0, "20.00: VAT 18.18 1.82");
        row("a finer percent", "State percent 8.875", 0, "21.78: State 20.00 1.78");
        row("percent below zero", "Relief percent -5", 0, "19.00: Relief 20.00 -1.00");
        row("percent of gross in the price", "ICMS gross 6 in", 0, "20.00: ICMS 18.80 1.20");
        row("percent of gross on top", "ICMS gross 6", 0, "21.28: ICMS 20.00 1.28");
        row("two of gross in the price", "ICMS gross 6 in; PIS gross 4 in", 0,
            "20.00: ICMS 18.00 1.20, PIS 18.00 0.80");
        row("two of gross on top", "ICMS gross 6; PIS gross 4", 0, "22.22: ICMS 20.00 1.33, PIS 20.00 0.89");
        row("per unit on top", "Eco fixed 0.25", 0, "20.50: Eco 20.00 0.50");
        row("per unit in the price", "Eco fixed 0.25 in", 0, "20.00: Eco 19.50 0.50");
        row("reverse charge on top", "RC percent 20 reverse", 0, "20.00: RC 20.00 0.00");
        row("reverse charge takes nothing out", "RC percent 20 in reverse", 0, "20.00: RC 20.00 0.00");
        row("raises the next base", "Eco fixed 0.25 raises; VAT percent 10", 0,
            "22.55: Eco 20.00 0.50, VAT 20.50 2.05");
        row("does not raise it", "Eco fixed 0.25; VAT percent 10", 0, "22.50: Eco 20.00 0.50, VAT 20.00 2.00");
        row("is not raised", "Eco fixed 0.25 raises; VAT percent 10 alone", 0, "22.50: Eco 20.00 0.50, VAT 20.00 2.00");
        row("raises within the price", "Eco fixed 0.25 in raises; VAT percent 10 in", 0,
            "20.00: Eco 17.68 0.50, VAT 18.18 1.82");
        row("beside each other within it", "Eco fixed 0.25 in; VAT percent 10 in", 0,
            "20.00: Eco 17.73 0.50, VAT 17.73 1.77");
        row("a reverse charge raises nothing", "RC percent 20 raises reverse; VAT percent 10", 0,
            "22.00: RC 20.00 0.00, VAT 20.00 2.00");
        // B + 6 / 94 of (B + 0.50) is 20.00: B is 18.77.
        const auto* const four = "Eco fixed 0.25 raises; VAT percent 10; ICMS gross 6 in; RC percent 20 reverse";
        row("all four", four, 0, "22.43: Eco 18.77 0.50, VAT 19.27 1.93, ICMS 19.27 1.23, RC 19.27 0.00");
        // Of 18.00 B is 16.89; what is due per unit stays.
        row("all four, discounted", four, 10, "20.24: Eco 16.89 0.50, VAT 17.39 1.74, ICMS 17.39 1.11, RC 17.39 0.00");
        row("a gift still owes what is due per unit", "Eco fixed 0.25 raises; VAT percent 10", 100,
            "0.55: Eco 0.00 0.50, VAT 0.50 0.05");
    }
    void everyKindOfTaxComesToItsFigure()
    {
        QFETCH(QString, taxes);
        QFETCH(int, percentOff);
        QFETCH(QString, expected);
        Till till;
        const auto goods = goodsTaxed(till, "LAMP", "10.00", taxes);
        if (percentOff > 0)
            till.publish({percent("SALE", percentOff)});
        till.put(goods, 2);
        const auto sale = till.sold();
        QCOMPARE(described(sale), expected);
        const auto receipt = readReceipt(till.shop.reader, Id<schema::Order>(sale.order.id())).value();
        std::int64_t shown = 0;
        for (const auto& tax : receipt.taxes)
            shown += tax.tax.minor();
        QCOMPARE(shown, sale.order.tax().minor());
        till.put(goods, -2);
        const auto back = till.sold();
        QCOMPARE(back.order.kind(), schema::RETURN);
        QCOMPARE(described(back, -1), expected);
    }

    // Three lines of 1.00, each owing 0.025: 0.03 each, or 0.08 in all with the odd ones on the earlier lines.
    void aTaxPerUnitIsRoundedWhereTheStoreSays_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("expected");
        QTest::newRow("line") << "line"
                              << "3.09: Eco 1.00 0.03, Eco 1.00 0.03, Eco 1.00 0.03";
        QTest::newRow("order") << "order"
                               << "3.08: Eco 1.00 0.03, Eco 1.00 0.03, Eco 1.00 0.02";
    }
    void aTaxPerUnitIsRoundedWhereTheStoreSays()
    {
        QFETCH(QString, where);
        QFETCH(QString, expected);
        Till till;
        choose(till, pricingTaxRounding, where);
        const auto first = goodsTaxed(till, "A", "1.00", QStringLiteral("Eco fixed 0.025"));
        const auto taxClass = till.shop.reader.get(till.shop.productOf(first))->tax_class();
        till.put(first);
        for (const auto* sku : {"B", "C"}) {
            const auto goods = till.shop.addGoods(sku, "1.00");
            Till::need(till.shop.run(classifyProduct, till.shop.administrator(),
                                     {till.shop.productOf(goods), {}, {}, {}, Id<schema::TaxClass>(taxClass), {}}));
            till.put(goods);
        }
        QCOMPARE(described(till.sold()), expected);
    }

    // 1.665, 1.675 and 1.668 are 5.02 half up, 5.01 half to even, 5.00 half down and 4.99 down.
    void amountsAndDiscountsAreRoundedAsTheStoreChose_data()
    {
        QTest::addColumn<QString>("amounts");
        QTest::addColumn<QString>("discounts");
        QTest::addColumn<int>("amountsMinor");
        QTest::addColumn<int>("discountsMinor");
        const auto row = [](const char* name, const char* amounts, const char* discounts, int a, int d) {
            QTest::newRow(name) << amounts << discounts << a << d;
        };
        row("as it comes", "half_up", "as-amounts", 502, 502);
        row("half to even", "half_even", "as-amounts", 501, 501);
        row("half down", "half_down", "as-amounts", 500, 500);
        row("down", "down", "as-amounts", 499, 499);
        row("discounts down", "half_up", "down", 502, 499);
        row("discounts half down", "half_even", "half_down", 501, 500);
        row("discounts half to even", "down", "half_even", 499, 501);
        row("discounts half up", "down", "half_up", 499, 502);
    }
    void amountsAndDiscountsAreRoundedAsTheStoreChose()
    {
        QFETCH(QString, amounts);
        QFETCH(QString, discounts);
        QFETCH(int, amountsMinor);
        QFETCH(int, discountsMinor);
        Till till;
        choose(till, pricingRounding, amounts);
        choose(till, pricingDiscountRounding, discounts);
        auto& shop = till.shop;
        auto sale = percent("SALE", 10);
        sale.effect.targetConditions = {is("sku", {"X", "Y", "Z"})};
        till.publish({sale});
        for (const auto& [sku, price] : {std::pair("A", "1.665"), std::pair("B", "1.675"), std::pair("C", "1.668"),
                                         std::pair("X", "16.65"), std::pair("Y", "16.75"), std::pair("Z", "16.68")})
            till.put(shop.addGoods(sku, price));
        const auto first = goodsTaxed(till, "P", "16.65", QStringLiteral("VAT percent 10"));
        const Id<schema::TaxClass> taxClass(shop.reader.get(shop.productOf(first))->tax_class());
        till.put(first);
        for (const auto& [sku, price] : {std::pair("Q", "16.75"), std::pair("R", "16.68")}) {
            const auto goods = shop.addGoods(sku, price);
            Till::need(
                shop.run(classifyProduct, shop.administrator(), {shop.productOf(goods), {}, {}, {}, taxClass, {}}));
            till.put(goods);
        }
        const auto order = till.sold();
        std::int64_t fine = 0;
        std::int64_t discounted = 0;
        for (std::size_t i = 0; i < order.lines.size(); ++i) {
            discounted += order.lines[i].discount_minor();
            if (i < 3)
                fine += order.lines[i].total_minor();
        }
        QCOMPARE(fine, std::int64_t(amountsMinor));
        QCOMPARE(discounted, std::int64_t(discountsMinor));
        QCOMPARE(order.order.tax().minor(), std::int64_t(amountsMinor));
        QCOMPARE(order.order.total().minor(), std::int64_t(2 * amountsMinor + 2 * 5008 - discountsMinor));
    }

    // The customer's exemption before the product's class, that before the jurisdiction, more of them before fewer.
    void theTreatmentThatSaysMostCounts_data()
    {
        QTest::addColumn<QString>("treatments"); // Class, jurisdiction, exemption: those that are said.
        QTest::addColumn<bool>("exempt");
        QTest::addColumn<QString>("total");
        const auto row = [](const char* name, const char* treatments, bool exempt, const char* total) {
            QTest::newRow(name) << treatments << exempt << total;
        };
        // Each one's tax is a percent of its own on 10.00: its place in the list is the total.
        row("class before jurisdiction", "j c", false, "10.02");
        row("in whichever order they came", "c j", false, "10.01");
        row("jurisdiction alone", "j", false, "10.01");
        row("any goods", "a", false, "10.01");
        row("jurisdiction before any", "a j", false, "10.02");
        row("both before the class", "j c cj", false, "10.03");
        row("an exemption is not everyone's", "j c e", false, "10.02");
        row("exemption before class and jurisdiction", "j c cj e", true, "10.04");
        row("and with the jurisdiction before alone", "cj e je", true, "10.03");
        row("with the class before the jurisdiction", "e ce je", true, "10.02");
        row("all three", "ce je cje cj", true, "10.03");
        row("of another kind of customer", "c x", true, "10.01");
        row("of another class", "o j", false, "10.02");
        row("of another jurisdiction", "f a", false, "10.02");
    }
    void theTreatmentThatSaysMostCounts()
    {
        QFETCH(QString, treatments);
        QFETCH(bool, exempt);
        QFETCH(QString, total);
        Till till;
        auto& shop = till.shop;
        const auto admin = shop.administrator();
        const Id<schema::TaxClass> food(Till::need(shop.run(addTaxClass, admin, {"Food"})).mainId());
        const Id<schema::TaxClass> books(Till::need(shop.run(addTaxClass, admin, {"Books"})).mainId());
        const auto bread = shop.addGoods("BREAD", "10.00");
        Till::need(shop.run(classifyProduct, admin, {shop.productOf(bread), {}, {}, {}, food, {}}));
        Till::need(shop.run(setStoreJurisdiction, admin, {shop.context.store, "US-CA"}));
        int place = 0;
        for (const auto& words : treatments.split(u' ')) {
            AddTax tax;
            tax.name = "Tax " + std::to_string(++place);
            tax.rate = "0." + std::to_string(place);
            tax.included = false;
            SetTaxTreatment treatment;
            treatment.taxes.emplace_back(Till::need(shop.run(addTax, admin, tax)).mainId());
            if (words.contains(u'c'))
                treatment.taxClass = food;
            if (words.contains(u'o'))
                treatment.taxClass = books;
            if (words.contains(u'j'))
                treatment.jurisdiction = "US-CA";
            if (words.contains(u'f'))
                treatment.jurisdiction = "US-NY";
            if (words.contains(u'e'))
                treatment.exemption = "reseller";
            if (words.contains(u'x'))
                treatment.exemption = "diplomat";
            Till::need(shop.run(setTaxTreatment, admin, treatment));
        }
        till.put(bread);
        if (exempt) {
            const auto ada = till.customer("C-1");
            Till::need(shop.run(classifyCustomer, admin, {ada, {}, "reseller"}));
            till.forCustomer(ada);
        }
        QCOMPARE(till.total(), total.toStdString());
        (void)till.sold();
    }

    void taxesFollowClassJurisdictionAndExemption()
    {
        Till till;
        auto& shop = till.shop;
        const auto admin = shop.administrator();
        const Id<schema::TaxClass> food(Till::need(shop.run(addTaxClass, admin, {"Food"})).mainId());
        const Id<schema::Tax> state(
            Till::need(shop.run(addTax, admin, {"State", 0, schema::Tax::PERCENT, "6.25", false})).mainId());
        const Id<schema::Tax> city(
            Till::need(shop.run(addTax, admin, {"City", 0, schema::Tax::PERCENT, "1.5", false})).mainId());
        Till::need(shop.run(classifyProduct, admin, {shop.productOf(till.plate), {}, {}, {}, food, {}}));
        Till::need(shop.run(setTaxTreatment, admin, {food, "US-CA", "", {state, city}, false}));
        Till::need(shop.run(setTaxTreatment, admin, {std::nullopt, "", "reseller", {}, false}));
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("9.99")); // Elsewhere the class has no treatment: its own tax.
        Till::need(shop.run(setStoreJurisdiction, admin, {shop.context.store, "US-CA"}));
        QCOMPARE(till.total(), std::string("10.76"));
        const auto order = till.sold();
        QCOMPARE(order.taxes.size(), std::size_t(2));
        QCOMPARE(order.order.tax().minor(), 77);
        const auto receipt = readReceipt(shop.reader, Id<schema::Order>(order.order.id())).value();
        QCOMPARE(receipt.taxes.size(), std::size_t(2));
        const auto ada = till.customer("C-1");
        Till::need(shop.run(classifyCustomer, admin, {ada, {}, "reseller"}));
        till.put(till.plate);
        till.forCustomer(ada);
        QCOMPARE(till.total(), std::string("9.99")); // The price was set without tax: it stands.
        till.put(till.mug);
        QCOMPARE(till.total(), std::string("12.12")); // 2.55 had 20 % in it: 2.13.
        QCOMPARE(till.shop.cart().lines.at(1).chargedPrice->e4, 2'130'000);
        (void)till.sold();
    }

    void taxesRoundedByOrderAddUpToIt()
    {
        Till till;
        Till::need(till.shop.run(changeSetting, till.shop.administrator(),
                                 {till.shop.context.store.raw, std::string(pricingTaxRounding), "order"}));
        till.put(till.mug);
        till.put(till.plate);
        Till::need(
            till.shop.run(addToCart, till.shop.administrator(), {till.mug, Quantity{333}, till.shop.price("0.99")}));
        const auto order = till.sold();
        std::int64_t total = 0;
        std::int64_t tax = 0;
        for (const auto& line : order.lines) {
            total += line.total_minor();
            tax += line.tax_minor();
        }
        QCOMPARE(total, order.order.total().minor());
        QCOMPARE(tax, order.order.tax().minor());
    }
};

QTEST_GUILESS_MAIN(ShopTaxesTest)
#include "tst_shop_taxes.moc"
