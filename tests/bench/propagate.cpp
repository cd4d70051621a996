#include "bench.h"

#include "domain/commands/review.h"
#include "domain/schema/orders.pb.h"
#include "support/shop_fixture.h"
#include "sync/client/sync_thread.h"
#include "sync/client/take_enrolment.h"
#include "sync/server/enrolments.h"
#include "sync/server/http_server.h"

#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace kontor::bench {

namespace {

const Judge judge = [](const Reader& then, const Reader& now, const SignedCommit& commit, const std::vector<schema::Change>& changes) {
    Review review = kontor::review(then, now, commit, changes);
    return std::pair(review.verdict, std::move(review.reasons));
};

/// Till A, till B and the server with its sockets, each on its own thread.
std::vector<Figure> run(const std::filesystem::path& folder)
{
    test::ShopFixture a(folder / "a");
    const auto serverStore = test::need(Store::open({folder / "server", {}, World::real(), false}));
    const auto log = std::make_shared<spdlog::logger>("bench", std::make_shared<spdlog::sinks::null_sink_mt>());
    const auto server = test::need(HttpServer::open(*serverStore, judge, folder / "server", World::real(), log, {}));
    std::thread serving([&] { server->run(); });

    EnrolmentWish wish;
    wish.address = "http://" + server->address();
    test::need(takeEnrolment(*a.store, test::need(makeEnrolment(*serverStore, folder / "server", wish, World::real()))));
    wish.name = "Till 2";
    wish.store = a.store->identity().store;
    wish.madeBy = a.administrator;
    const auto b = test::need(Store::open({folder / "b", {}, World::real(), false}));
    test::need(takeEnrolment(*b, test::need(makeEnrolment(*serverStore, folder / "server", wish, World::real()))));

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
            if (!arrived.wait_for(lock, std::chrono::seconds(30), [&] { return b->read()->get(Id<schema::Order>(order)).has_value(); })) {
                std::fprintf(stderr, "propagate: a sale did not arrive within 30 s\n");
                std::abort();
            }
            if (sale >= warmUp)
                samples.push_back(millisecondsSince(start));
        }
        b->unwatch(watch);
    }
    server->stop();
    serving.join();
    return {{"propagate_p50_ms", percentile(samples, 50), "ms", "30"}, {"propagate_p99_ms", percentile(samples, 99), "ms", ""}};
}

} // namespace

Bench propagate()
{
    return {{"propagate_p50_ms", "propagate_p99_ms"}, run};
}

} // namespace kontor::bench
