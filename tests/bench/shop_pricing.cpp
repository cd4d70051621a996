#include "app/ctl/replay_orders.h"
#include "bench.h"
#include "catalogue.h"
#include "domain/catalog/tax.h"
#include "domain/promotions/publish.h"
#include "filled_cart.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace kontor::bench {

namespace {

constexpr int goods = 1'000;

Condition among(const char* attribute, std::vector<std::string> values)
{
    return {attribute, Condition::Operator::In, std::move(values)};
}

std::string sku(int product)
{
    return "SKU-" + std::to_string(product % goods);
}

/// What a shop runs: percentages and amounts on some goods, three for two, an order discount, a budget.
SetPromotions offer(int version)
{
    SetPromotions input;
    input.campaigns = {{"spring", "Spring", Budget{Budget::Kind::Spend, 1'000'000, 0}, {}}};
    for (int i = 0; i < 50; ++i) {
        Promotion promotion;
        promotion.code = "P" + std::to_string(i);
        promotion.automatic = true;
        promotion.priority = i % 5;
        promotion.effect.value = 1 + (i + version) % 9;
        promotion.effect.targetConditions = {among("sku", {sku(i * 7), sku(i * 11 + 3), sku(i * 131)})};
        switch (i % 5) {
        case 1:
            promotion.effect.type = Effect::Type::Fixed;
            promotion.effect.value = Rational(5 + i, 100);
            break;
        case 2:
            promotion.effect.type = Effect::Type::BuyGet;
            promotion.effect.value = 100;
            promotion.effect.buyConditions = promotion.effect.targetConditions;
            promotion.effect.buyQuantity = 2;
            break;
        case 3:
            promotion.conditions = {{"order.subtotal", Condition::Operator::Gte, {"30"}}};
            promotion.effect.target = Effect::Target::Order;
            promotion.effect.maxAmount = 2;
            promotion.combination = Promotion::Combination::Best;
            promotion.campaign = 0;
            break;
        default: break;
        }
        input.promotions.push_back(std::move(promotion));
    }
    return input;
}

void publish(test::ShopFixture& shop, int version)
{
    test::need(shop.run(
        [&](const Reader& r, const Context& c, const Actor& a) { return setPromotions(r, c, a, offer(version)); }));
}

void addVat(test::ShopFixture& shop, const std::vector<Id<schema::Variant>>& variants)
{
    const auto vat = test::need(shop.run([](const Reader& r, const Context& c, const Actor& a) {
        return addTax(r, c, a, {"VAT 20 %", 200'000});
    }));
    test::need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
        return setTaxTreatment(r, c, a, {std::nullopt, "", "", {Id<schema::Tax>(vat.mainId)}, false});
    }));
    static_cast<void>(variants);
}

double scanTime(const std::filesystem::path& folder, bool promoted)
{
    constexpr int lines = 50;
    constexpr int rounds = 300;
    test::ShopFixture shop(folder);
    const auto variants = addCatalogue(shop, goods);
    addVat(shop, variants);
    if (promoted)
        publish(shop, 0);
    for (int line = 0; line < lines; ++line)
        test::need(shop.scan(variants[static_cast<std::size_t>(line * 17)]));
    // The shop was filled in one run; tills know pauses.
    std::this_thread::sleep_for(std::chrono::seconds(1));
    // As the sell page does it: the command, durable, and the cart read and priced again for the screen.
    std::vector<double> samples;
    for (int round = 0; round < rounds; ++round) {
        const auto start = Clock::now();
        test::need(shop.scan(variants[static_cast<std::size_t>(round % lines * 17)]));
        const auto cart = shop.cart();
        samples.push_back(millisecondsSince(start));
        if (cart.lines.size() != lines || promoted == cart.lines[0].discounts.empty()) {
            std::fprintf(stderr, "the cart was not priced\n");
            std::abort();
        }
    }
    return percentile(samples, 50);
}

std::vector<Figure> runScan(const std::filesystem::path& folder)
{
    return {{"scan_50_lines_ms", scanTime(folder / "promoted", true), "ms", "1"},
            {"scan_50_lines_plain_ms", scanTime(folder / "plain", false), "ms", ""}};
}

/// 100,000 sales under promotions that change on the way, and then all of them priced again.
std::vector<Figure> runReplay(const std::filesystem::path& folder)
{
    const int orders = replayedOrders();
    const int perVersion = std::max(1, orders / 10);
    {
        test::ShopFixture shop(folder / "shop");
        const auto variants = addCatalogue(shop, goods);
        addVat(shop, variants);
        for (int sale = 0; sale < orders; ++sale) {
            if (sale % perVersion == 0)
                publish(shop, sale / perVersion);
            FilledCart cart;
            for (int line = 0; line < 1 + sale % 4; ++line)
                cart.add(variants[static_cast<std::size_t>((sale * 7 + line * 131) % goods)], 1 + (sale + line) % 5, 0);
            test::need(shop.run(
                [&](const Reader& r, const Context& c, const Actor& a) { return cart.sellAtItsPrice(r, c, a); }));
        }
    }
    const auto report = test::need(replayOrders(folder / "shop", 5));
    for (const auto& one : report.found)
        std::fprintf(stderr, "%s: %s: %s\n", one.receipt.c_str(), one.what.c_str(), one.detail.c_str());
    if (report.orders != static_cast<std::uint64_t>(orders))
        std::fprintf(stderr, "replayed %llu orders\n", static_cast<unsigned long long>(report.orders));
    return {{"replay_orders_per_s", static_cast<double>(report.ordersPerSecond()), "1/s", ""},
            {"replay_diffs", static_cast<double>(report.differences), "", "0"}};
}

} // namespace

Bench scanFiftyLines()
{
    return {{"scan_50_lines_ms", "scan_50_lines_plain_ms"}, runScan};
}

int& replayedOrders()
{
    static int orders = 100'000;
    return orders;
}

Bench replayed()
{
    return {{"replay_orders_per_s", "replay_diffs"}, runReplay};
}

} // namespace kontor::bench
