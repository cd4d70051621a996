#include "bench.h"
#include "domain/promotions/quote.h"

#include <cstdio>
#include <cstdlib>

namespace kontor::bench {

namespace {

constexpr int kinds = 40; ///< Of goods in the cart; promotions are on kinds, brands and tags of them.

std::string named(const char* what, int number)
{
    return what + std::to_string(number);
}

/// Three taxes: one in the price, one on top of it that raises the next, one per unit.
std::vector<TaxRule> threeTaxes()
{
    return {{"vat", TaxRule::Kind::Percent, 20, true, false, true, false},
            {"levy", TaxRule::Kind::Percent, Rational(5, 2), false, true, true, false},
            {"deposit", TaxRule::Kind::FixedPerUnit, Rational(1, 10), false, false, true, false}};
}

Condition is(const char* attribute, std::string value)
{
    return {attribute, Condition::Operator::In, {std::move(value)}};
}

/// One of each sort that a shop runs: on a kind, a brand, a tag, with tiers, in groups, bought and got, on the order.
Promotion aPromotion(int i)
{
    Promotion promotion;
    promotion.code = named("P", i);
    promotion.automatic = true;
    promotion.priority = i % 5;
    Effect& effect = promotion.effect;
    effect.value = 1 + i % 9;
    switch (i % 8) {
    case 0: effect.targetConditions = {is("product.id", named("product", i % kinds))}; break;
    case 1:
        effect.targetConditions = {is("brand", named("brand", i % 10))};
        promotion.combination = Promotion::Combination::Best;
        break;
    case 2:
        effect.type = Effect::Type::Fixed;
        effect.value = Rational(i % 50, 100);
        effect.targetConditions = {is("tag", named("tag", i % 6))};
        break;
    case 3:
        effect.type = Effect::Type::BuyGet;
        effect.value = 50;
        effect.buyConditions = {is("product.id", named("product", i % kinds))};
        effect.buyQuantity = 2;
        effect.targetConditions = {is("category", named("category", i % 7))};
        break;
    case 4:
        effect.allocation = Effect::Allocation::Across;
        effect.type = Effect::Type::Fixed;
        effect.targetConditions = {is("category", named("category", i % 7))};
        break;
    case 5:
        effect.groupSize = 3;
        effect.targetConditions = {is("brand", named("brand", i % 10))};
        effect.tiers = Tiers{Tiers::Measure::Amount, Tiers::Of::Lines, {}, {{50, 2}, {200, 4}}};
        break;
    case 6:
        promotion.conditions = {{"order.subtotal", Condition::Operator::Gte, {"100"}}};
        effect.target = Effect::Target::Order;
        effect.maxAmount = Rational(5, 2);
        break;
    default:
        promotion.conditions = {is("customer.group", "VIP")};
        effect.type = Effect::Type::Fixed;
        effect.value = Rational(5, 100);
        effect.allocation = Effect::Allocation::Line;
        effect.targetConditions = {{"line.unit_price", Condition::Operator::Gte, {"20"}}};
        break;
    }
    return promotion;
}

QuoteRequest aRequest(int lines, int promotions)
{
    QuoteRequest request{{Currency::fromAlpha("GBP").value(), {}, threeTaxes(), {}, 0}, {}, {}, true, {}, {}, {}};
    request.cart.rounding.unit = Rational(1, 100);
    request.attributes = {{"customer.group", {"VIP"}, true}};
    for (int i = 0; i < lines; ++i) {
        CartItem item;
        item.id = named("line", i);
        item.quantity = 1 + i % 4;
        item.unitPrice = Rational(99 + 131 * (i % 37), 100);
        item.taxes = {0, 1, 2};
        item.attributes = {{"product.id", {named("product", i % kinds)}, false},
                           {"brand", {named("brand", i % 10)}, false},
                           {"tag", {named("tag", i % 6)}, false},
                           {"category", {named("category", i % 7), "all"}, true}};
        request.cart.items.push_back(std::move(item));
    }
    request.cart.lineCount = request.cart.items.size();
    for (int i = 0; i < promotions; ++i)
        request.promotions.push_back(aPromotion(i));
    return request;
}

std::vector<double> timesOf(const QuoteRequest& request, int rounds)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto start = Clock::now();
        const auto quote = priceQuote(request);
        times.push_back(millisecondsSince(start));
        if (!quote || quote->settled.totals.discount.isZero()) {
            std::fprintf(stderr, "the cart was not priced\n");
            std::abort();
        }
    }
    return times;
}

std::vector<Figure> run(const std::filesystem::path& /*folder*/)
{
    const auto usual = aRequest(20, 50);
    const auto large = aRequest(200, 500);
    static_cast<void>(timesOf(usual, 50));
    return {{"price_20x50_p99_ms", percentile(timesOf(usual, 2'000), 99), "ms", "2"},
            {"price_200x500_ms", percentile(timesOf(large, 50), 50), "ms", "10"}};
}

} // namespace

Bench priceQuotes()
{
    return {{"price_20x50_p99_ms", "price_200x500_ms"}, run};
}

} // namespace kontor::bench
