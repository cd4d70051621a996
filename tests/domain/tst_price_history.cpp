#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/catalog/price_list.h"
#include "domain/catalog/product.h"
#include "domain/catalog/unit.h"
#include "domain/pricing/line_price.h"
#include "domain/pricing/price_history.h"
#include "domain/pricing/unit_price.h"
#include "support/test_shop.h"

#include <rapidcheck.h>

using namespace kontor;
using namespace kontor::testing;

namespace {

constexpr std::int64_t day = 24 * 3600;

/// A mug at 10.00 since the shop was founded; each day of the story is told by days().
struct Story {
    TestShop shop;
    Id<schema::Variant> mug = shop.addGoods("MUG", "10.00");

    void days(std::int64_t count) { shop.tick(count * day); }
    Id<schema::Price> price(const char* amount, std::int64_t forDays = 0, std::int64_t fromDays = 0)
    {
        ChangePrice change{mug, shop.price(amount), "", {}, {}};
        change.validFrom = shop.context.now + fromDays * day * 1'000'000;
        if (forDays > 0)
            change.validUntil = *change.validFrom + forDays * day * 1'000'000;
        return Id<schema::Price>(shop.run(changePrice, shop.administrator(), change).value().mainId());
    }
    Result<PriorPrice> prior(std::optional<TimeUs> began = {}) const
    {
        return priorPrice(shop.reader, shop.context.store, {mug}, shop.context.now, began);
    }
    std::string text(const std::optional<UnitPrice>& amount) const
    {
        return amount ? amount->toString(shop.currency()) : "none";
    }
    /// "10.00 9.00": every price there was.
    std::string history() const
    {
        std::string all;
        const auto periods = priceHistory(shop.reader, shop.context.store, {mug}, 0, shop.context.now + 1).value();
        for (const auto& period : periods)
            all += (period.price ? period.price->price.toString(shop.currency()) : std::string("none")) + " ";
        return all;
    }
};

} // namespace

class PriceHistoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aReductionNamesTheLowestOfThirtyDaysBeforeIt()
    {
        Story story;
        story.days(40);
        story.price("8.00", 5);
        story.days(20); // Back at 10.00 for fifteen days.
        story.price("9.00", 7);
        const auto prior = story.prior().value();
        QCOMPARE(story.text(prior.now), std::string("9.00"));
        QCOMPARE(story.text(prior.was), std::string("10.00"));
        QCOMPARE(story.text(prior.lowest), std::string("8.00"));
        QVERIFY(!prior.isReduced()); // "Was 10.00" would be a lie: it was 8.00 a fortnight ago.
        QCOMPARE(prior.percentOff(), 0);
    }
    void whatWasGivenUpThirtyDaysAgoCountsNoLonger()
    {
        Story story;
        story.days(40);
        story.price("8.00", 5);
        story.days(5 + 30);
        story.price("9.00", 7);
        const auto exactly = story.prior().value(); // 8.00 ended exactly thirty days before.
        QCOMPARE(story.text(exactly.lowest), std::string("10.00"));
        QVERIFY(exactly.isReduced());
        QCOMPARE(exactly.percentOff(), 10);
    }
    void aPriceThatStillHeldWithinThirtyDaysCounts()
    {
        Story story;
        story.days(40);
        story.price("8.00", 5);
        story.shop.tick((5 + 30) * day - 1);
        story.price("9.00", 7);
        QCOMPARE(story.text(story.prior()->lowest), std::string("8.00"));
    }
    void aReductionThatGrowsStepByStepIsMeasuredFromItsBegin()
    {
        Story story;
        story.days(60);
        const auto began = story.shop.context.now;
        story.price("8.00", 30);
        story.days(7);
        story.price("6.00", 23);
        QCOMPARE(story.text(story.prior()->lowest), std::string("8.00"));
        const auto prior = story.prior(began).value();
        QCOMPARE(story.text(prior.lowest), std::string("10.00"));
        QCOMPARE(story.text(prior.was), std::string("10.00"));
        QCOMPARE(prior.percentOff(), 40);
        const auto later = story.prior(story.shop.context.now + 1);
        QVERIFY(!later);
        QCOMPARE(later.error().about, std::string("began"));
    }
    void percentOffIsRoundedDown()
    {
        Story story;
        story.days(1);
        story.price("6.67", 1);
        QCOMPARE(story.prior()->percentOff(), 33); // 33.3
    }
    void newGoodsHaveNoPriorPrice()
    {
        Story story;
        const auto prior = story.prior().value();
        QCOMPARE(story.text(prior.was), std::string("none"));
        QCOMPARE(story.text(prior.lowest), std::string("none"));
        QVERIFY(!prior.isReduced());
    }
    void goodsWithoutAPriceNowHaveNothingToSay()
    {
        Story story;
        const auto prior = priorPrice(story.shop.reader, story.shop.context.store,
                                      {Id<schema::Variant>(story.shop.context.newId())}, story.shop.context.now);
        QVERIFY(!prior);
        QCOMPARE(prior.error().about, std::string("price"));
    }
    void theHistoryHasOffersWithdrawalsAndListsInTheirTime()
    {
        Story story;
        story.days(1);
        story.price("8.00", 2);
        story.days(3); // The offer is over.
        const auto wrong = story.price("1.00");
        story.days(1);
        QVERIFY(story.shop.run(withdrawPrice, story.shop.administrator(), {wrong, {}}));
        story.days(1);
        const Id<schema::PriceList> airport(
            story.shop.run(addPriceList, story.shop.administrator(), {"Airport", "GBP"}).value().mainId());
        QVERIFY(story.shop.run(changePrice, story.shop.administrator(),
                               {story.mug, story.shop.price("12.00"), "", airport, {}}));
        const auto now = story.shop.context.now;
        QVERIFY(story.shop.run(assignPriceList, story.shop.administrator(),
                               {airport, story.shop.context.store.raw, 0, now, now + day * 1'000'000}));
        story.days(2);
        QCOMPARE(story.history(), std::string("none 10.00 8.00 10.00 1.00 10.00 12.00 10.00 "));
    }
    void aPriceOfTheFutureIsNoHistoryYet()
    {
        Story story;
        story.price("5.00", 0, 3);
        QCOMPARE(story.history(), std::string("none 10.00 "));
        story.days(3);
        QCOMPARE(story.history(), std::string("none 10.00 5.00 "));
    }
    void aPriceThatIsDatedBackCountsFromWhenItWasWrittenDown()
    {
        // A "was" price made up afterwards would pass for one that people paid.
        Story story;
        story.days(40);
        schema::Price fact;
        fact.set_list(story.shop.store().price_list());
        fact.set_variant(story.mug.string());
        fact.set_currency(story.shop.currency().numeric());
        fact.set_amount_e4(story.shop.price("20.00").e4);
        fact.set_valid_from_us(story.shop.context.now - 20 * day * 1'000'000);
        Commit commit{"change-price", story.shop.context, story.shop.administrator()};
        commit.insert(fact);
        const auto writtenMs = static_cast<std::uint64_t>(story.shop.context.now / 1000);
        story.shop.reader.apply(commit, {{writtenMs, 0}, story.shop.context.origin, 9999, {}});
        story.days(1);
        story.price("15.00");
        QCOMPARE(story.history(), std::string("none 10.00 20.00 15.00 "));
        QCOMPARE(story.text(story.prior()->lowest), std::string("10.00"));
    }

    void theShelfSaysThePricePerLitreAndPerKilo()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto unit = [&](const AddUnit& input) {
            return Id<schema::Unit>(shop.run(addUnit, admin, input).value().mainId());
        };
        const auto litre = unit({"litre", "l", {}, 1, 1, false});
        const auto ml = unit({"millilitre", "ml", litre, 1, 1000, false});
        const auto cola = shop.addGoods("COLA", "0.89");
        const auto say = [&](Id<schema::Variant> of) {
            const auto product = shop.reader.get(shop.productOf(of)).value();
            const auto variant = shop.reader.get(of).value();
            const auto buyer = buyerOf(shop.reader, shop.context.store, {}, shop.context.now).value();
            const auto price =
                listPrice(shop.reader, buyer, {of, Quantity::whole(1), {}, Id<schema::Unit>(product.unit())},
                          shop.context.now, "it")
                    .value();
            const auto shelf = shelfPrice(shop.reader, product, variant, price, shop.currency());
            return shelf ? shelf->price.toString() + " / " + unitSymbol(shop.reader, shelf->per)
                         : std::string("nothing");
        };
        QCOMPARE(say(cola), std::string("nothing"));
        QVERIFY(shop.run(setVariantContent, admin, {cola, Quantity::whole(330), ml}));
        QCOMPARE(say(cola), std::string("2.70 / l")); // 2.69697
        const auto eggs = shop.addGoods("EGGS", "2.50");
        QVERIFY(shop.run(setVariantContent, admin, {eggs, Quantity::whole(6), {}}));
        QCOMPARE(say(eggs), std::string("0.42 / pieces"));
        const auto kg = unit({"kilogram", "kg", {}, 1, 1, false});
        const auto hundred = unit({"100 grams", "100 g", kg, 1, 10, false});
        const auto ham = shop.addGoods("HAM", "1.99");
        QVERIFY(shop.run(setProductUnit, admin, {shop.productOf(ham), hundred}));
        QCOMPARE(say(ham), std::string("19.90 / kg"));
    }
    void aLabelledPriceGivesBackTheWeightItWasMadeOf()
    {
        const auto gbp = Currency::fromAlpha("GBP").value();
        QVERIFY(rc::check("the weight of a scale's label is found again", [&] {
            const ListPrice price{{*rc::gen::inRange<std::int64_t>(1'000, 5'000'000'000)}, {}, {}, {}};
            const Quantity weight{*rc::gen::inRange<std::int64_t>(1, 100'000)};
            const auto label = lineTotal(price.price, weight, Money(0, gbp), gbp).value();
            RC_PRE(!label.isZero());
            const auto found = quantityFor(label, price);
            RC_ASSERT(found);
            RC_ASSERT(lineTotal(price.price, *found, Money(0, gbp), gbp).value() == label);
            if (price.price.e4 >= 1000 * 10'000 + 1) // More than a minor unit a gram: one weight only.
                RC_ASSERT(*found == weight);
        }));
    }
    void aBoxLeavesTheStockPieceByPiece()
    {
        QCOMPARE(inUnit(Quantity::whole(2), UnitRatio{12, 1})->toString(), std::string("24"));
        QCOMPARE(inUnit(Quantity::whole(-2), UnitRatio{12, 1})->toString(), std::string("-24"));
        QCOMPARE(inUnit(Quantity{1}, UnitRatio{1, 2})->thousandths, 1);   // Half of a thousandth goes up,
        QCOMPARE(inUnit(Quantity{-1}, UnitRatio{1, 2})->thousandths, -1); // and mirrors.
        QVERIFY(!inUnit(Quantity{INT64_MAX}, UnitRatio{12, 1}));
    }
};

QTEST_GUILESS_MAIN(PriceHistoryTest)
#include "tst_price_history.moc"
