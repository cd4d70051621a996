#include "bench.h"
#include "catalogue.h"
#include "counting_relay.h"
#include "sync/protocol/enrolment_file.h"
#include "three_stores.h"

namespace kontor::bench {

namespace {

constexpr int sales = 5'000; ///< As rung up at a till; what a line costs does not depend on how many there are.
constexpr int linesPerSale = 4;
constexpr int catalogue = 1'000;

void waitUntil(const std::function<bool()>& done)
{
    while (!done())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

/// A till that was away for a while: its sales go up in runs of 500 and down in pages, through a relay that counts every byte
/// either way, HTTP included.
std::vector<Figure> run(const std::filesystem::path& folder)
{
    ThreeStores shop(folder);
    test::ShopFixture& a = shop.a;
    const auto variants = addCatalogue(a, catalogue, [](int i) { return UnitPrice{(250 + i % 100 * 7) * 10'000LL}; });
    for (int sale = 0; sale < sales; ++sale) {
        for (int line = 0; line < linesPerSale; ++line)
            test::need(a.scan(variants[static_cast<std::size_t>(sale * 7919 + line * 104'729) % variants.size()],
                              Quantity::whole(1 + (sale + line) % 3)));
        test::need(a.payCash());
    }

    const auto address = test::need(a.store->local(serverAddressKey)).value();
    const auto port = static_cast<std::uint16_t>(std::stoul(address.substr(address.rfind(':') + 1)));
    const auto through = [&](Store& store, const std::function<bool()>& done) {
        CountingRelay relay(port);
        test::need(store.setLocal(serverAddressKey, "http://127.0.0.1:" + std::to_string(relay.port())));
        {
            SyncThread sync(store);
            sync.start();
            waitUntil(done);
        }
        return std::pair(static_cast<double>(relay.up()), static_cast<double>(relay.down()));
    };
    const auto [pushUp, pushDown] = through(*a.store, [&] { return test::need(a.store->syncState()).pending == 0; });
    const auto head = test::need(shop.server->head()).n();
    const auto [pullUp, pullDown] = through(*shop.b, [&] { return test::need(shop.b->syncState()).seen.n() >= head; });
    constexpr double lines = sales * linesPerSale;
    return {{"wire_bytes_per_line", (pushUp + pushDown) / lines, "bytes", "80"},
            {"wire_push_up_bytes_per_line", pushUp / lines, "bytes", ""},
            {"wire_push_down_bytes_per_line", pushDown / lines, "bytes", ""},
            {"wire_pull_bytes_per_line", (pullUp + pullDown) / lines, "bytes", "80"}};
}

} // namespace

Bench wireBytes()
{
    return {{"wire_bytes_per_line", "wire_push_up_bytes_per_line", "wire_push_down_bytes_per_line",
             "wire_pull_bytes_per_line"},
            run};
}

} // namespace kontor::bench
