#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer_group.h"
#include "domain/customers/merge.h"
#include "domain/orders/receipt.h"
#include "domain/settings/keys.h"
#include "support/priced_till.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

using Till = PricedTill;

/// One of a few kinds, of random size.
Promotion anyPromotion(int number)
{
    Promotion promotion = percent("", *rc::gen::inRange<std::int64_t>(0, 101));
    promotion.code = "P" + std::to_string(number);
    promotion.priority = *rc::gen::inRange(0, 3);
    promotion.combination = *rc::gen::element(Promotion::Combination::Stack, Promotion::Combination::Stack,
                                              Promotion::Combination::Best, Promotion::Combination::Exclusive);
    Effect& effect = promotion.effect;
    effect.type = *rc::gen::element(Effect::Type::Percentage, Effect::Type::Fixed, Effect::Type::FixedPrice,
                                    Effect::Type::FirstAdditional, Effect::Type::BuyGet);
    if (effect.type == Effect::Type::BuyGet)
        effect.buyQuantity = *rc::gen::inRange<std::int64_t>(1, 4);
    effect.target = *rc::gen::element(Effect::Target::Lines, Effect::Target::Order);
    effect.allocation = *rc::gen::element(Effect::Allocation::Each, Effect::Allocation::Line,
                                          Effect::Allocation::Across, Effect::Allocation::Once);
    if (*rc::gen::arbitrary<bool>())
        effect.targetConditions = {is("sku", {*rc::gen::element<std::string>("MUG", "PLATE")})};
    if (*rc::gen::arbitrary<bool>())
        effect.maxAmount = Rational(*rc::gen::inRange<std::int64_t>(0, 3'000), 100);
    return promotion;
}

} // namespace

class ShopPromotionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutPromotionsALineIsOneRowAsEver()
    {
        Till till;
        till.put(till.mug, 3);
        const auto order = till.sold();
        QCOMPARE(order.order.total().minor(), 765);
        QCOMPARE(order.order.tax().minor(), 128);
        QVERIFY(order.taxes.empty() && order.discounts.empty() && order.uses.empty());
        const auto& line = order.lines.at(0);
        QCOMPARE(line.tax_rate_ppm(), 200'000U);
        QCOMPARE(line.tax_minor(), 128);
        QVERIFY(!line.has_discount_minor() && !line.has_charged_price_e4());
    }

    // Field notes, 20: a new discount line for each item scanned, and rewards given twice.
    void aPromotionIsOneDiscountOfALineHoweverOftenItIsScanned()
    {
        Till till;
        till.publish({percent("SUMMER", 10)});
        for (int scan = 0; scan < 5; ++scan) {
            till.put(till.mug);
            const auto cart = till.shop.cart();
            QCOMPARE(cart.lines.size(), std::size_t(1));
            QCOMPARE(cart.lines.at(0).discounts.size(), std::size_t(1));
        }
        const auto order = till.sold();
        QCOMPARE(order.discounts.size(), std::size_t(1));
        QCOMPARE(order.discounts.at(0).amount_minor(), 128); // 10 % of 12.75, rounded once.
        QCOMPARE(order.discounts.at(0).name(), std::string("SUMMER"));
        QCOMPARE(order.lines.at(0).total_minor(), 1147);
    }

    void aTrialByOrderDrawsEachSaleAnewAndStaysWithIt()
    {
        Till till;
        auto half = percent("HALF", 50);
        half.variant = Variant{"order.id", "spring", 0, 5'000};
        till.publish({half});
        int reduced = 0;
        constexpr int sales = 40;
        for (int i = 0; i < sales; ++i) {
            till.put(till.mug, 2);
            const auto shown = till.total();
            till.put(till.plate);
            till.put(till.plate, -1);
            QCOMPARE(till.total(), shown); // Drawn once for all that happens to the cart.
            reduced += shown == "2.55" ? 1 : 0;
            const auto order = till.sold(); // The server and a replay draw the same.
            QCOMPARE(order.order.draw().size(), std::size_t(16));
        }
        QVERIFY2(reduced > 5 && reduced < sales - 5, qPrintable(QString::number(reduced)));
    }
    void withoutATrialNothingIsDrawn()
    {
        Till till;
        till.publish({percent("SUMMER", 10)});
        till.put(till.mug);
        QVERIFY(!till.sold().order.has_draw());
    }
    void aBudgetOfFinePricesIsCountedInMinorUnits()
    {
        Till till;
        Till::need(till.shop.run(changeSetting, till.shop.administrator(),
                                 {till.shop.context.organisation.raw, std::string(pricingTaxRounding), "order"}));
        const auto screw = till.shop.addGoods("SCREW", "0.502");
        auto free = percent("FREE", 100);
        free.campaign = 0;
        Campaign campaign;
        campaign.id = "C";
        campaign.budget = Budget{Budget::Kind::Spend, Rational(1), {}};
        till.publish({free}, {campaign});
        till.put(screw);
        till.put(till.shop.addGoods("NUT", "0.502"));
        QCOMPARE(till.total(), std::string("0.00"));
        const auto order = till.sold();
        QCOMPARE(order.uses.size(), std::size_t(1));
        QCOMPARE(order.uses.at(0).amount_minor(), 100);
        till.put(screw);
        QCOMPARE(till.total(), std::string("0.50")); // It is used up.
    }
    void aCodeOpensOnePromotionOnly()
    {
        Till till;
        auto batch = percent("BATCH", 10);
        batch.automatic = false;
        batch.codes = {{"LEAK", {}, {}, 0}};
        till.publish({batch});
        const auto error = [&](Promotion promotion) {
            return TestShop::errorOf(setPromotions(till.shop.reader, till.shop.context, till.shop.administrator(),
                                                   {{}, {std::move(promotion)}}));
        };
        QCOMPARE(error(percent("LEAK", 90)), std::string("Conflict promotion LEAK"));
        auto other = percent("OTHER", 90);
        other.codes = {{"BATCH", {}, {}, 0}};
        QCOMPARE(error(other), std::string("Conflict code"));
        other.codes = {{"LEAK", {}, {}, 0}};
        QCOMPARE(error(other), std::string("Conflict code"));
    }
    void aFurtherCodeIsTakenBack()
    {
        Till till;
        auto batch = percent("BATCH", 10);
        batch.automatic = false;
        batch.codes = {{"LEAK", {}, {}, 0}, {"MINE", {}, {}, 0}};
        till.publish({batch});
        till.put(till.plate);
        till.give({"LEAK"});
        QCOMPARE(till.total(), std::string("8.99"));
        Till::need(till.shop.run(endPromotionCode, till.shop.administrator(), {"LEAK"}));
        QCOMPARE(till.total(), std::string("9.99"));
        QCOMPARE(till.shop.cart().refusedCodes.at(0).reason, Refusal::CodeUnknown);
        till.give({"MINE"});
        QCOMPARE(till.total(), std::string("8.99"));
        QCOMPARE(TestShop::errorOf(
                     endPromotionCode(till.shop.reader, till.shop.context, till.shop.administrator(), {"LEAK"})),
                 std::string("Conflict code"));
        QCOMPARE(TestShop::errorOf(
                     endPromotionCode(till.shop.reader, till.shop.context, till.shop.administrator(), {"NONE"})),
                 std::string("NotFound code"));
    }
    void whatCouldNeverHoldIsNotPublished_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("error");
        QTest::newRow("it ends before it begins") << 0 << "Invalid promotion P";
        QTest::newRow("hours of no length") << 1 << "Invalid promotion P";
        QTest::newRow("an attribute no shop has") << 2 << "Invalid promotion P";
        QTest::newRow("the same on the goods it takes from") << 3 << "Invalid promotion P";
    }
    void whatCouldNeverHoldIsNotPublished()
    {
        QFETCH(int, fault);
        QFETCH(QString, error);
        Till till;
        auto promotion = percent("P", 10);
        switch (fault) {
        case 0: promotion.schedule = Schedule{2'000'000, 1'000'000, 0, {}}; break;
        case 1: promotion.schedule = Schedule{{}, {}, 0, {{540, 540}}}; break;
        case 2: promotion.conditions = {{"custmer.group", Condition::Operator::Eq, {"VIP"}}}; break;
        default: promotion.effect.targetConditions = {{"colour", Condition::Operator::Eq, {"red"}}}; break;
        }
        QCOMPARE(QString::fromStdString(TestShop::errorOf(
                     setPromotions(till.shop.reader, till.shop.context, till.shop.administrator(), {{}, {promotion}}))),
                 error);
    }
    void deliveryIsShippingToPromotions()
    {
        Till till;
        NewProduct van;
        van.name = "Delivery";
        van.sku = "VAN";
        van.kind = schema::DELIVERY;
        van.price = till.shop.price("5.00");
        const auto variant = Id<schema::Variant>(
            Till::need(till.shop.run(addProduct, till.shop.administrator(), van)).changes().at(1).row);
        auto order = percent("ORDER10", 10);
        order.effect.target = Effect::Target::Order;
        auto free = percent("FREE", 100);
        free.effect.target = Effect::Target::Shipping;
        free.conditions = {{"order.subtotal", Condition::Operator::Gte, {"15.00"}}};
        till.publish({order, free});

        till.put(variant); // Before the goods: its place among the lines says nothing.
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("13.99")); // 9.99 less 1.00, and the van.
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("17.98"));
        const auto sold = till.sold();
        QCOMPARE(sold.lines.at(0).name(), std::string("Delivery"));
        QCOMPARE(sold.lines.at(0).total_minor(), 0);
        QCOMPARE(sold.lines.at(0).discount_minor(), 500);
        QCOMPARE(sold.lines.at(1).total_minor(), 1798);
        QCOMPARE(till.shop.reader.all<schema::StockMovement>().size(), std::size_t(1)); // Nothing of a van is in stock.
    }

    // Field notes, 20: a line of endless amount, and a reward of 50 that gives 55.
    void aDiscountIsNeverMoreThanThereIsToPay()
    {
        Till till;
        auto off = percent("OFF50", 50);
        off.effect.type = Effect::Type::Fixed;
        off.effect.target = Effect::Target::Order;
        till.publish({off});
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("0.00"));
        till.put(till.plate, 9);
        QCOMPARE(till.total(), std::string("49.90"));
        const auto order = till.sold();
        QCOMPARE(order.lines.at(0).discount_minor(), 5000);
    }

    // Field notes, 20: not per set.
    void threeForTwoCountsWholeSetsOnly()
    {
        Till till;
        auto set = percent("3FOR2", 100);
        set.effect.type = Effect::Type::BuyGet;
        set.effect.buyQuantity = 2;
        set.effect.buyConditions = set.effect.targetConditions = {is("sku", {"MUG"})};
        till.publish({set});
        for (const auto& [count, paid] :
             {std::pair(2, 510), std::pair(1, 510), std::pair(2, 1020), std::pair(1, 1020)}) {
            till.put(till.mug, count);
            QCOMPARE(till.shop.cart().total.minor(), std::int64_t(paid));
        }
        (void)till.sold();
    }

    // Field notes, 16 and 18: what goes back is not what was paid.
    void aReturnOfDiscountedGoodsPaysBackExactlyWhatTheyCost()
    {
        Till till;
        till.publish({percent("SUMMER", 33)});
        till.put(till.mug, 7);
        till.put(till.plate, 3);
        const auto sale = till.sold();
        till.put(till.mug, -7);
        till.put(till.plate, -3);
        const auto back = till.sold();
        QCOMPARE(back.order.kind(), schema::RETURN);
        QCOMPARE(back.order.total().minor(), -sale.order.total().minor());
        QCOMPARE(back.order.tax().minor(), -sale.order.tax().minor());
        for (std::size_t i = 0; i < sale.lines.size(); ++i)
            QCOMPARE(back.lines.at(i).discount_minor(), -sale.lines.at(i).discount_minor());
    }

    // Field notes, 17: totals of the till and of the server that cannot agree.
    void theServerComesToTheSameMinorUnitAndFlagsWhatItCannotReproduce()
    {
        Till till;
        till.publish({percent("SUMMER", 10)});
        till.put(till.mug, 3);
        const Money due = till.shop.cart().total;
        const auto commit = Till::need(sell(till.shop.reader, till.shop.context, till.shop.administrator(),
                                            {due, {cashPayment(due, due).value()}, {}}));
        const auto sealed = till.shop.seal(commit);
        auto changes = changesOf(sealed).value();
        QCOMPARE(review(till.shop.reader, till.shop.reader, sealed, changes).verdict, schema::ACCEPTED);
        for (auto& change : changes) {
            schema::LineDiscount row;
            if (change.type() != 34 || !row.ParseFromString(change.body()))
                continue;
            row.set_amount_minor(row.amount_minor() + 1);
            change.set_body(row.SerializeAsString());
        }
        const auto verdict = review(till.shop.reader, till.shop.reader, sealed, changes);
        QCOMPARE(verdict.verdict, schema::FLAGGED);
        QCOMPARE(verdict.reasons.at(0).code(), schema::Reason::PRICE_DIFFERS);
    }

    void anOrderIsPricedByTheVersionsOfItsDay()
    {
        Till till;
        till.publish({percent("SUMMER", 10)});
        const MemoryReader thatDay = till.shop.reader;
        till.put(till.mug, 2);
        const auto order = till.sold();
        till.publish({percent("SUMMER", 50)});
        Till::need(till.shop.run(changeTax, till.shop.administrator(), {till.vat, {"VAT 20 %", 250'000}}));
        QCOMPARE(repriceOrder(thatDay, order)->totalMinor, order.order.total().minor());
        QVERIFY(repriceOrder(till.shop.reader, order)->totalMinor != order.order.total().minor());
        Till::need(till.shop.run(endPromotion, till.shop.administrator(), {"SUMMER"}));
        till.put(till.mug, 2);
        QCOMPARE(till.total(), std::string("5.10"));
    }

    void aCodeOpensAPromotionAndSaysWhyNot()
    {
        Till till;
        auto coded = percent("WELCOME", 20);
        coded.automatic = false;
        coded.conditions = {{"order.subtotal", Condition::Operator::Gte, {"10"}}};
        till.publish({coded});
        till.put(till.mug);
        till.give({"WELCOME", "NONSENSE"});
        auto cart = till.shop.cart();
        QCOMPARE(cart.total.toString(), std::string("2.55"));
        QCOMPARE(cart.refusedCodes.size(), std::size_t(2));
        QCOMPARE(cart.refusedCodes.at(0).reason, Refusal::CodeUnknown);
        QCOMPARE(cart.refusedCodes.at(1).reason, Refusal::Condition);
        till.put(till.plate);
        cart = till.shop.cart();
        QCOMPARE(cart.refusedCodes.size(), std::size_t(1));
        QCOMPARE(cart.total.toString(), std::string("10.03"));
        QCOMPARE(till.sold().order.code_size(), 2);
    }

    void aCodeOfABatchIsGoodAsOftenAsItsLimitSays()
    {
        Till till;
        auto coded = percent("BATCH", 20);
        coded.automatic = false;
        till.publish({coded});
        const auto made = Till::need(
            till.shop.run(makePromotionCodes, till.shop.administrator(), {"BATCH", 3, "X-", 1, std::nullopt}));
        QCOMPARE(made.changes().size(), std::size_t(3));
        schema::FurtherCode row;
        QVERIFY(row.ParseFromString(made.changes().at(0).body));
        QCOMPARE(row.code().size(), std::size_t(12));
        till.put(till.plate);
        till.give({row.code()});
        QCOMPARE(till.total(), std::string("7.99"));
        const auto order = till.sold();
        QCOMPARE(order.uses.size(), std::size_t(1));
        QCOMPARE(order.uses.at(0).uses(), 1);
        till.put(till.plate);
        till.give({row.code()});
        QCOMPARE(till.total(), std::string("9.99"));
        QCOMPARE(till.shop.cart().refusedCodes.at(0).reason, Refusal::CodeUsedUp);
    }

    void practiceUsesNoCodeUp()
    {
        PricedTill till;
        Promotion few = percent("FEW", 10);
        few.automatic = false;
        few.codes = {{"ONCE", {}, 1, 0}};
        till.publish({few});
        const auto train = [&](const char* on) {
            till.need(till.shop.run(changeSetting, till.shop.administrator(),
                                    {till.shop.context.store.raw, std::string(tillTraining), on}));
        };
        train("true");
        till.put(till.mug);
        till.give({"ONCE"});
        QVERIFY(till.sold().uses.empty());
        train("false");
        till.put(till.mug);
        till.give({"ONCE"});
        QCOMPARE(till.sold().uses.size(), std::size_t(1));
    }
    void aCustomersCodeIsNobodyElses()
    {
        Till till;
        const auto ada = till.customer("C-1");
        const auto bob = till.customer("C-2");
        auto coded = percent("BIRTHDAY", 20);
        coded.automatic = false;
        coded.codes = {{"ADA-30", "C-1", 1, 0}};
        till.publish({coded});
        till.put(till.plate);
        till.give({"ADA-30"});
        QCOMPARE(till.shop.cart().refusedCodes.at(0).reason, Refusal::CodeOfAnother);
        till.forCustomer(bob);
        QCOMPARE(till.total(), std::string("9.99"));
        till.forCustomer(ada);
        QCOMPARE(till.total(), std::string("7.99"));
        (void)till.sold();
    }

    void aBudgetIsCountedFromWhatWasSold()
    {
        Till till;
        auto off = percent("OFF", 10);
        off.campaign = 0;
        Campaign campaign{"spring", "Spring", Budget{Budget::Kind::Spend, 2, 0}, {}};
        till.publish({off}, {campaign});
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("8.99"));
        (void)till.sold();
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("8.99")); // 2.00 exactly.
        (void)till.sold();
        till.put(till.mug);
        QCOMPARE(till.total(), std::string("2.55"));
        (void)till.sold();
        // What comes back is worth no more than it cost, and gives its part of the budget back.
        till.put(till.plate, -1);
        QCOMPARE(till.total(), std::string("-8.99"));
        QCOMPARE(till.sold().uses.at(0).amount_minor(), -100);
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("8.99"));
    }

    void aBudgetPerCustomerIsEachOnesOwn()
    {
        Till till;
        auto off = percent("ONCE", 10);
        off.campaign = 0;
        till.publish({off}, {{"once", "", Budget{Budget::Kind::UsePerCustomer, 1, 0}, {}}});
        const auto ada = till.customer("C-1");
        const auto bob = till.customer("C-2");
        for (const auto& [customer, total] :
             {std::pair(ada, "8.99"), std::pair(ada, "9.99"), std::pair(bob, "8.99"), std::pair(bob, "9.99")}) {
            till.put(till.plate);
            till.forCustomer(customer);
            QCOMPARE(till.total(), std::string(total));
            (void)till.sold();
        }
    }

    void whoHasTwoNumbersIsOneCustomer()
    {
        Till till;
        auto once = percent("ONCE", 10);
        once.campaign = 0;
        auto first = percent("FIRST", 50);
        first.conditions = {{"customer.orders", Condition::Operator::Eq, {"0"}}};
        first.priority = 1;
        auto trade = percent("TRADE", 20);
        trade.combination = Promotion::Combination::Exclusive;
        trade.conditions = {{"customer.group", Condition::Operator::In, {"Trade"}}};
        till.publish({once}, {{"once", "", Budget{Budget::Kind::UsePerCustomer, 1, 0}, {}}});
        const auto ada = till.customer("C-1");
        const auto twin = till.customer("C-2");
        const auto total = [&](Id<schema::Customer> customer) {
            till.put(till.plate);
            till.forCustomer(customer);
            const auto shown = till.total();
            (void)till.sold();
            return shown;
        };
        QCOMPARE(total(twin), std::string("8.99"));
        const auto admin = till.shop.administrator();
        Till::need(till.shop.run(mergeCustomers, admin, {twin, ada}));
        QCOMPARE(total(ada), std::string("9.99")); // It was used under the other number.
        const auto eve = till.customer("C-3");
        const auto old = till.customer("C-4");
        till.publish({first});
        (void)total(old);
        Till::need(till.shop.run(mergeCustomers, admin, {old, eve}));
        QCOMPARE(total(eve), std::string("9.99")); // Nor is it their first order.
        // The terms of the one who stands for both: her group, and nothing of the other row's.
        const Id<schema::CustomerGroup> group(Till::need(till.shop.run(addCustomerGroup, admin, {"Trade"})).mainId());
        Till::need(till.shop.run(putIntoGroup, admin, {ada, group}));
        till.publish({trade});
        till.put(till.plate);
        till.forCustomer(twin);
        QCOMPARE(till.total(), std::string("7.99"));
        // The sale is of the number it was made under, so that undoing the merge takes it along.
        QCOMPARE(till.sold().order.customer(), twin.string());
    }

    void theFirstOrderIsToldFromStoredOnes()
    {
        Till till;
        auto first = percent("FIRST", 15);
        first.conditions = {{"customer.orders", Condition::Operator::Eq, {"0"}}};
        till.publish({first});
        const auto ada = till.customer("C-1");
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("9.99")); // Nobody known has no first order.
        till.forCustomer(ada);
        QCOMPARE(till.total(), std::string("8.49"));
        (void)till.sold();
        till.put(till.plate);
        till.forCustomer(ada);
        QCOMPARE(till.total(), std::string("9.99"));
        (void)till.sold();
    }

    void aGiftComesAlongAsALineThatCostsNothing()
    {
        Till till;
        Promotion gift;
        gift.code = "GIFT";
        gift.name = "A mug for you";
        gift.automatic = true;
        gift.conditions = {{"order.subtotal", Condition::Operator::Gte, {"15"}}};
        gift.effect.type = Effect::Type::Gift;
        gift.effect.gift.product = "MUG";
        till.publish({gift});
        till.put(till.plate);
        QVERIFY(till.shop.cart().gifts.empty());
        till.put(till.plate);
        QCOMPARE(till.shop.cart().gifts.size(), std::size_t(1));
        const auto order = till.sold();
        QCOMPARE(order.order.lines(), 2U);
        QCOMPARE(order.order.total().minor(), 1998);
        QCOMPARE(till.shop.reader.stockLevel(till.mug, till.shop.location()), Quantity::whole(-1));
        const auto receipt = readReceipt(till.shop.reader, Id<schema::Order>(order.order.id())).value();
        QVERIFY(receipt.lines.at(1).isGift);
        QCOMPARE(receipt.lines.at(1).discounts.at(0).name, std::string("A mug for you"));
    }

    void hoursAreThoseOfTheTillsWallClock()
    {
        Till till;
        auto happy = percent("HAPPY", 50);
        happy.schedule = Schedule{{}, {}, 0, {{17 * 60, 19 * 60}}};
        till.publish({happy});
        till.shop.context.now = 1'795'361'100'000'000; // 2026-11-22T15:25:00Z
        till.put(till.plate);
        QCOMPARE(till.total(), std::string("9.99"));
        till.shop.context.utcOffsetSeconds = 2 * 3600;
        const auto cart = readCart(till.shop.reader, till.shop.context.store, till.shop.context.terminal,
                                   till.shop.context.now, till.shop.context.utcOffsetSeconds);
        QCOMPARE(cart->total.toString(), std::string("4.99"));
    }

    /// Else whoever bought at half price would bring it back beside a screw, for the whole price.
    void goodsWithoutTheirReceiptAreWorthTheSameBesideASale()
    {
        QVERIFY(rc::check("what comes back is worth what it is worth alone, whatever goes out with it", [] {
            Till till;
            const auto spoon = till.shop.addGoods("SPOON", "1.19");
            std::vector<Promotion> promotions;
            for (int i = *rc::gen::inRange(1, 5); i > 0; --i)
                promotions.push_back(anyPromotion(i));
            till.publish(std::move(promotions));
            const auto spoons = *rc::gen::inRange<std::int64_t>(1, 5);
            const auto mugs = *rc::gen::inRange<std::int64_t>(1, 5);
            const auto plates = *rc::gen::inRange<std::int64_t>(1, 5);
            const auto alone = [&](const std::function<void()>& fill) {
                fill();
                const Money total = till.shop.cart().total;
                Till::need(till.shop.take(clearCart(till.shop.reader, till.shop.context, till.shop.administrator())));
                return total;
            };
            const auto goOut = [&] { till.put(spoon, spoons); };
            const auto comeBack = [&] {
                till.put(till.mug, -mugs);
                till.put(till.plate, -plates);
            };
            const Money out = alone(goOut);
            const Money back = alone(comeBack);
            comeBack();
            goOut();
            const auto order = till.sold();
            RC_ASSERT(order.order.total().minor() == (out + back).minor());
            std::int64_t backInOrder = 0;
            for (const auto& line : order.lines)
                backInOrder += line.quantity() < 0 ? line.total_minor() : 0;
            RC_ASSERT(backInOrder == back.minor());
        }));
    }
    void aCodeOpensNothingForWhatComesBackBesideASale()
    {
        Till till;
        const auto spoon = till.shop.addGoods("SPOON", "1.00");
        auto half = percent("HALF", 50);
        half.automatic = false;
        till.publish({half});
        till.put(spoon);
        till.put(till.mug, -1);
        till.give({"HALF"});
        QCOMPARE(till.total(), std::string("-2.05")); // Else its use would be given back with it.
        (void)till.sold();
    }

    void whateverATillSellsTheServerComesToTheSame()
    {
        QVERIFY(rc::check("any sale is reproduced, adds up, and its return mirrors it", [] {
            Till till;
            std::vector<Promotion> promotions;
            const int count = *rc::gen::inRange(0, 6);
            for (int i = 0; i < count; ++i)
                promotions.push_back(anyPromotion(i));
            if (!promotions.empty())
                till.publish(std::move(promotions));
            if (*rc::gen::arbitrary<bool>())
                Till::need(till.shop.run(changeSetting, till.shop.administrator(),
                                         {till.shop.context.store.raw, std::string(pricingTaxRounding), "order"}));
            const auto mugs = *rc::gen::inRange<std::int64_t>(1, 2'000);
            const auto plates = *rc::gen::inRange<std::int64_t>(1, 20'000);
            const auto fill = [&](int sign) {
                Till::need(till.shop.run(addToCart, till.shop.administrator(), {till.mug, Quantity{sign * mugs * 10}}));
                Till::need(till.shop.run(addToCart, till.shop.administrator(), {till.plate, Quantity{sign * plates}}));
            };
            fill(1);
            const auto sale = till.sold();
            std::int64_t total = 0;
            std::int64_t discounts = 0;
            for (const auto& line : sale.lines) {
                total += line.total_minor();
                discounts += line.discount_minor();
                RC_ASSERT(line.total_minor() >= 0);
            }
            for (const auto& discount : sale.discounts)
                discounts -= discount.amount_minor();
            RC_ASSERT(total == sale.order.total().minor());
            RC_ASSERT(discounts == 0);
            fill(-1);
            RC_ASSERT(till.sold().order.total().minor() == -total);
        }));
    }

    void aFaultyPromotionIsRefusedWithWhatIsWrong_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("error");
        QTest::newRow("no code") << 0 << "Invalid promotion ";
        QTest::newRow("no value") << 1 << "Invalid promotion P";
        QTest::newRow("nothing to buy") << 2 << "Invalid promotion P";
        QTest::newRow("unknown customer") << 3 << "NotFound customer";
        QTest::newRow("twice") << 4 << "Invalid promotion P";
    }
    void aFaultyPromotionIsRefusedWithWhatIsWrong()
    {
        QFETCH(int, fault);
        QFETCH(QString, error);
        Till till;
        std::vector<Promotion> promotions{percent("P", 10)};
        switch (fault) {
        case 0: promotions[0].code.clear(); break;
        case 1: promotions[0].effect.value.reset(); break;
        case 2: promotions[0].effect.type = Effect::Type::BuyGet; break;
        case 3: promotions[0].codes = {{"X", "nobody", {}, 0}}; break;
        default: promotions.push_back(promotions[0]); break;
        }
        const auto made =
            setPromotions(till.shop.reader, till.shop.context, till.shop.administrator(), {{}, promotions});
        QCOMPARE(QString::fromStdString(TestShop::errorOf(made)), error);
        QCOMPARE(TestShop::errorOf(
                     setPromotions(till.shop.reader, till.shop.context, till.shop.cashier(), {{}, {percent("Q", 1)}})),
                 std::string("Denied change-price"));
    }
};

QTEST_GUILESS_MAIN(ShopPromotionsTest)
#include "tst_shop_promotions.moc"
