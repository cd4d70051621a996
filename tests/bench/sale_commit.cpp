#include "bench.h"
#include "catalogue.h"

namespace kontor::bench {

namespace {

std::vector<Figure> run(const std::filesystem::path& folder)
{
    test::ShopFixture shop(folder / "shop");
    constexpr int catalogue = 10'000;
    constexpr int lines = 10;
    constexpr int warmUp = 100;
    constexpr int sales = 1'500;

    const auto variants = addCatalogue(shop, catalogue, [](int i) { return UnitPrice{1'000'000 + i * 10'000}; });

    std::vector<double> samples;
    for (int sale = 0; sale < warmUp + sales; ++sale) {
        for (int line = 0; line < lines; ++line)
            test::need(shop.scan(variants[static_cast<std::size_t>(sale * 7919 + line * 104'729) % variants.size()]));
        const Money total = shop.cart().total;
        const CashPayment cash = test::need(cashPayment(total, total));
        const auto start = Clock::now();
        test::need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return sell(r, c, a, {total, {cash}, {}});
        }));
        if (sale >= warmUp)
            samples.push_back(millisecondsSince(start));
    }
    return {{"sale_commit_p50_ms", percentile(samples, 50), "ms", "2"},
            {"sale_commit_p99_ms", percentile(samples, 99), "ms", "8"}};
}

} // namespace

Bench saleCommit()
{
    return {{"sale_commit_p50_ms", "sale_commit_p99_ms"}, run};
}

} // namespace kontor::bench
