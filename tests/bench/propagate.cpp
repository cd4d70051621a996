#include "bench.h"
#include "domain/schema/orders.pb.h"
#include "three_stores.h"

#include <condition_variable>
#include <mutex>

namespace kontor::bench {

namespace {

std::vector<Figure> run(const std::filesystem::path& folder)
{
    ThreeStores shop(folder);
    test::ShopFixture& a = shop.a;
    const auto& b = shop.b;
    const auto mug = a.product("Mug", "M1", "2.50");
    std::vector<double> samples;
    {
        SyncThread syncA(*a.store);
        SyncThread syncB(*b);
        syncA.start();
        syncB.start();

        std::mutex mutex;
        std::condition_variable arrived;
        RawId last; // The newest row B has told its watchers of.
        const std::uint32_t orderType = rowTypeOf(schema::Order::descriptor()).type;
        const int watch = b->watch([&](const ChangeSet& changes) {
            if (!changes.touches(orderType))
                return;
            const std::lock_guard lock(mutex);
            if (!changes.rows.empty())
                last = changes.rows.front();
            arrived.notify_all();
        });
        constexpr int warmUp = 20;
        constexpr int sales = 300;
        for (int sale = 0; sale < warmUp + sales; ++sale) {
            test::need(a.scan(mug));
            const Money total = a.cart().total;
            const CashPayment cash = test::need(cashPayment(total, total));
            std::unique_lock lock(mutex);
            last = RawId{};
            lock.unlock();
            const auto start = Clock::now();
            const RawId order = test::need(a.run([&](const Reader& r, const Context& c, const Actor& actor) {
                                    return sell(r, c, actor, {total, {cash}, {}});
                                })).mainId;
            lock.lock();
            // Visible: B's tables answer with the order, not only its journal.
            if (!arrived.wait_for(lock, std::chrono::seconds(30),
                                  [&] { return b->read()->get(Id<schema::Order>(order)).has_value(); })) {
                std::fprintf(stderr, "propagate: a sale did not arrive within 30 s\n");
                std::abort();
            }
            if (sale >= warmUp)
                samples.push_back(millisecondsSince(start));
        }
        b->unwatch(watch);
    }
    return {{"propagate_p50_ms", percentile(samples, 50), "ms", "5"},
            {"propagate_p99_ms", percentile(samples, 99), "ms", "25"}};
}

} // namespace

Bench propagate()
{
    return {{"propagate_p50_ms", "propagate_p99_ms"}, run};
}

} // namespace kontor::bench
