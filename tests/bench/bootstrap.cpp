#include "bench.h"
#include "catalogue.h"
#include "domain/orders/import_order.h"
#include "storage/snapshot.h"
#include "three_stores.h"

#include <ctime>

namespace kontor::bench {

namespace {

constexpr int linesPerOrder = 4;
constexpr int catalogue = 1'000;

/// A new data folder becomes a till of the shop: from the enrolment file to the end of the tail. Seconds.
double enrolTill(ThreeStores& shop, const std::filesystem::path& folder, const char* name)
{
    EnrolmentWish wish;
    wish.address = shop.url();
    wish.name = name;
    wish.store = shop.a.store->identity().store;
    wish.madeBy = shop.a.administrator;
    const auto file = test::need(makeEnrolment(*shop.server, folder / "server", wish, World::real()));
    TakeOptions how;
    how.patience = std::chrono::minutes(10);
    how.bootstrap.patience = std::chrono::minutes(30);
    const auto start = Clock::now();
    const auto till = test::need(Store::open({folder / name, {}, World::real(), false}));
    test::need(takeEnrolment(*till, file, how));
    const double seconds = millisecondsSince(start) / 1'000;
    const auto count = [](const Store& store) { return store.read()->count(schema::Order::default_instance()); };
    if (count(*till) != count(*shop.server)) {
        std::fprintf(stderr, "bootstrap: the new till has not every order\n");
        std::abort();
    }
    return seconds;
}

std::vector<Figure> run(const std::filesystem::path& folder)
{
    ThreeStores shop(folder);
    const auto variants = addCatalogue(shop.a, catalogue, [](int) { return std::nullopt; });
    SyncThread sync(*shop.a.store);
    sync.start();
    for (int i = 0; i < wantedOrders(); ++i) {
        ImportedOrder order;
        order.source = "bench";
        order.number = std::to_string(i);
        order.at = World::real().now();
        for (int line = 0; line < linesPerOrder; ++line) {
            ImportedLine one;
            one.ordinal = static_cast<std::uint32_t>(line) + 1;
            one.variant = variants[static_cast<std::size_t>(i * 7 + line * 131) % variants.size()];
            one.quantity = Quantity::whole(1 + line);
            one.unitPrice = UnitPrice{(250 + i % 100) * 10'000LL};
            order.lines.push_back(std::move(one));
        }
        test::need(shop.a.run(
            [&](const Reader& r, const Context& c, const Actor& actor) { return importOrder(r, c, actor, order); }));
    }
    while (test::need(shop.a.store->syncState()).pending > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));

    const auto packed = folder / "measured.base";
    auto start = Clock::now();
    const auto made = test::need(shop.server->makeBase(shop.a.store->identity().store, packed));
    const double making = millisecondsSince(start) / 1'000;
    storage::SnapshotManifest manifest;
    (void)manifest.ParseFromString(made.manifest());
    const double millions = static_cast<double>(manifest.rows()) / 1e6;

    (void)enrolTill(shop, folder, "first new till"); // Has the server make the base that the next one finds.
    const std::clock_t before = std::clock();
    const double seconds = enrolTill(shop, folder, "second new till");
    const double cpu = static_cast<double>(std::clock() - before) / static_cast<double>(CLOCKS_PER_SEC);
    return {
        {"bootstrap_s_per_mrow", seconds / millions, "s", "6"},
        {"bootstrap_cpu_s_per_mrow", cpu / millions, "s", ""}, // Till and server: what a busy machine does not change.
        {"bootstrap_make_s_per_mrow", making / millions, "s", ""},
        {"bootstrap_mrows", millions, "million", ""},
        {"bootstrap_bytes_per_row",
         static_cast<double>(std::filesystem::file_size(packed)) / static_cast<double>(manifest.rows()), "bytes", ""}};
}

} // namespace

int& wantedOrders()
{
    static int orders = 50'000;
    return orders;
}

Bench bootstrap()
{
    return {{"bootstrap_s_per_mrow", "bootstrap_cpu_s_per_mrow", "bootstrap_make_s_per_mrow", "bootstrap_mrows",
             "bootstrap_bytes_per_row"},
            run};
}

} // namespace kontor::bench
