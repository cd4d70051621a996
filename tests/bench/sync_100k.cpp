#include "bench.h"
#include "catalogue.h"
#include "domain/orders/sell.h"
#include "domain/schema/orders.pb.h"
#include "filled_cart.h"
#include "floor.h"
#include "three_stores.h"

#include <condition_variable>
#include <fstream>
#include <mutex>

namespace kontor::bench {

namespace {

constexpr int sales = 25'000;
constexpr int linesPerSale = 4;
constexpr int catalogue = 1'000;

/// Waits until `done` holds, woken by each transaction of `store`.
void waitFor(Store& store, const std::function<bool()>& done)
{
    std::mutex mutex;
    std::condition_variable changed;
    bool news = true;
    const int watch = store.watch([&](const ChangeSet&) {
        const std::lock_guard lock(mutex);
        news = true;
        changed.notify_all();
    });
    while (!done()) {
        std::unique_lock lock(mutex);
        // Acceptances that change no row tell nobody, so the wait also ends by itself.
        changed.wait_for(lock, std::chrono::milliseconds(20), [&] { return std::exchange(news, false); });
    }
    store.unwatch(watch);
}

std::uintmax_t sizeOf(const std::filesystem::path& folder)
{
    std::uintmax_t size = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().filename().string().starts_with("kontor.db"))
            size += file.file_size();
    return size;
}

/// Pages in the write-ahead log: mxFrame of the wal-index (sqlite.org/walformat.html).
std::uint32_t pagesInLog(const std::filesystem::path& folder)
{
    std::uint32_t pages = 0;
    std::ifstream index(folder / "kontor.db-shm", std::ios::binary);
    index.seekg(16).read(reinterpret_cast<char*>(&pages), sizeof pages);
    return pages;
}

std::vector<Figure> run(const std::filesystem::path& folder)
{
    constexpr int counted = 400; // Sales, before the first checkpoint.
    double pages = 0;
    double executed = 0;
    double pushed = 0;
    double pulled = 0;
    double verified = 0;
    std::uint64_t entries = 0;
    {
        ThreeStores shop(folder);
        test::ShopFixture& a = shop.a;
        const auto variants = addCatalogue(a, catalogue);

        auto start = Clock::now();
        for (int sale = 0; sale < sales; ++sale) {
            if (sale == counted / 2)
                pages = pagesInLog(folder / "a");
            else if (sale == counted)
                pages = (pagesInLog(folder / "a") - pages) / (counted - counted / 2);
            FilledCart cart;
            for (int line = 0; line < linesPerSale; ++line) {
                const int product = (sale * 7 + line * 131) % catalogue;
                cart.add(variants[static_cast<std::size_t>(product)], 1 + line, 250 + product % 100);
            }
            test::need(a.run([&](const Reader& r, const Context& c, const Actor& actor) -> Result<Commit> {
                return cart.sell(r, c, actor);
            }));
        }
        executed = millisecondsSince(start);

        SyncThread syncA(*a.store);
        start = Clock::now();
        syncA.start();
        waitFor(*a.store, [&] { return test::need(a.store->syncState()).pending == 0; });
        pushed = millisecondsSince(start);

        SyncThread syncB(*shop.b);
        const std::uint64_t head = test::need(shop.server->head()).n();
        start = Clock::now();
        syncB.start();
        waitFor(*shop.b, [&] { return test::need(shop.b->syncState()).seen.n() >= head; });
        pulled = millisecondsSince(start);
        start = Clock::now();
        entries = test::need(shop.server->verify());
        verified = millisecondsSince(start);
        if (test::need(shop.b->digest()) != test::need(a.store->digest())) {
            std::fprintf(stderr, "sync_100k: the stores differ\n");
            std::abort();
        }
    }
    // The till commits each sale; the server takes runs of 500; the other till 500 at a time, which can be pulled again.
    const double floor = floorOf(folder / "a" / "kontor.db", folder / "floor-a.db", {1, true, true}) +
                         floorOf(folder / "server" / "kontor.db", folder / "floor-server.db", {500, true, false}) +
                         floorOf(folder / "b" / "kontor.db", folder / "floor-b.db", {500, false, false});
    const double lines = sales * linesPerSale;
    return {{"sync_100k_total_s", (executed + pushed + pulled) / 1'000, "s", "12"},
            {"sync_100k_floor_ratio", (executed + pushed + pulled) / floor, "", "1.6"},
            {"sync_100k_floor_s", floor / 1'000, "s", ""},
            {"verify_entries_per_s", static_cast<double>(entries) / verified * 1'000, "1/s", "200000"},
            {"sale_log_pages", pages, "pages", ""},
            {"sync_100k_execute_s", executed / 1'000, "s", ""},
            {"sync_100k_push_s", pushed / 1'000, "s", "2.5"},
            {"sync_100k_pull_s", pulled / 1'000, "s", "2"},
            {"disk_bytes_per_line", static_cast<double>(sizeOf(folder / "b")) / lines, "bytes", "400"}};
}

} // namespace

Bench sync100k()
{
    return {{"sync_100k_total_s", "sync_100k_floor_ratio", "sync_100k_floor_s", "verify_entries_per_s",
             "sale_log_pages", "sync_100k_execute_s", "sync_100k_push_s", "sync_100k_pull_s", "disk_bytes_per_line"},
            run};
}

} // namespace kontor::bench
