#include "bench.h"
#include "domain/schema/orders.pb.h"
#include "many_tills.h"
#include "sync/client/sync_thread.h"

#include <atomic>
#include <mutex>
#include <random>

namespace kontor::bench {

namespace {

constexpr int others = 11;
constexpr int linesPerSale = 2;
constexpr int missedSales = 30'000;
constexpr TimeUs away = 30LL * 24 * 3'600 * 1'000'000;
constexpr auto betweenSales = std::chrono::milliseconds(250); ///< Of one of the others: 44 sales a second together.
constexpr auto settling = std::chrono::seconds(3);
constexpr auto before = std::chrono::seconds(20);

/// A clock that runs through the month in which the till was away, and then is the machine's.
class MonthClock
{
public:
    [[nodiscard]] World world()
    {
        World world = World::real();
        world.now = [this, real = world.now] { return m_isNow ? real() : m_at.load(); };
        return world;
    }
    void pass(TimeUs time) { m_at += time; }
    void beNow() { m_isNow = true; }

private:
    std::atomic<TimeUs> m_at = World::real().now() - away;
    std::atomic<bool> m_isNow = false;
};

/// Sells at the other tills, each at its own moment of the quarter second, and keeps how long each commit took.
class SteadySales
{
public:
    SteadySales(ManyTills& shop, std::vector<Store*> tills)
        : m_shop(shop),
          m_tills(std::move(tills)),
          m_thread([this] { run(); })
    {}
    ~SteadySales()
    {
        m_stopping = true;
        m_thread.join();
        waitUntil("the last sales are made", std::chrono::seconds(60), [&] { return m_open == 0; });
    }
    SteadySales(const SteadySales&) = delete;
    SteadySales& operator=(const SteadySales&) = delete;

    /// Milliseconds of the commits since the last call.
    [[nodiscard]] std::vector<double> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_samples, {});
    }

private:
    void run()
    {
        std::mt19937 chance(4'711); // NOLINT(cert-msc51-cpp): the same run each time.
        std::uniform_int_distribution<int> phase(0, static_cast<int>(betweenSales.count()) - 1);
        std::vector<Clock::time_point> next;
        for (std::size_t i = 0; i < m_tills.size(); ++i)
            next.push_back(Clock::now() + std::chrono::milliseconds(phase(chance)));
        for (int sold = 0; !m_stopping; ++sold) {
            const auto due = std::min_element(next.begin(), next.end());
            std::this_thread::sleep_until(*due);
            *due += betweenSales;
            const auto start = Clock::now();
            ++m_open;
            m_tills[static_cast<std::size_t>(due - next.begin())]->execute(
                m_shop.founder().administrator, m_shop.sale(sold, linesPerSale),
                [this, start](const Result<Committed>& made) {
                    test::need(made);
                    {
                        const std::lock_guard lock(m_mutex);
                        m_samples.push_back(millisecondsSince(start));
                    }
                    --m_open; // The last that is touched here.
                });
        }
    }

    ManyTills& m_shop;
    std::vector<Store*> m_tills;
    std::mutex m_mutex;
    std::vector<double> m_samples;
    std::atomic<int> m_open = 0;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread;
};

/// Twelve tills of one store. One was away for 30 days, sold 30,000 times and comes back while the others sell. All tills and the
/// server share this machine's cores, so what the eleven do to take the 30,000 in is in the figures too.
std::vector<Figure> run(const std::filesystem::path&)
{
    MonthClock month;
    ManyTills shop(month.world()); // Founded before the month.
    shop.addCatalogue(200);
    const auto store = shop.founder().store->identity().store;
    const auto lost = shop.makeTill("away", store, month.world());
    std::vector<std::unique_ptr<Store>> tills;
    for (int i = 0; i < others; ++i)
        tills.push_back(shop.makeTill("till-" + std::to_string(i), store));
    const auto head = shop.handOver();
    ServerProcess& server = shop.serve();
    const auto sync = [&](Store& till) {
        test::need(till.setLocal(serverAddressKey, server.url()));
        auto thread = std::make_unique<SyncThread>(till);
        thread->start();
        waitUntil("a till has everything", std::chrono::seconds(120),
                  [&] { return test::need(till.syncState()).seen.n() >= head; });
        return thread;
    };
    (void)sync(*lost); // It ends, and the month begins.

    std::vector<RawId> missed;
    for (int sale = 0; sale < missedSales; ++sale) {
        month.pass(away / missedSales);
        missed.push_back(test::need(lost->execute(shop.founder().administrator, shop.sale(sale, linesPerSale))).mainId);
    }
    month.beNow();

    std::vector<std::unique_ptr<SyncThread>> syncs;
    std::vector<Store*> selling;
    for (const auto& till : tills) {
        syncs.push_back(sync(*till));
        selling.push_back(till.get());
    }
    std::vector<double> samplesBefore;
    std::vector<double> samplesDuring;
    double pushed = 0;
    double everywhere = 0;
    {
        SteadySales sales(shop, selling);
        std::this_thread::sleep_for(settling);
        (void)sales.take();
        std::this_thread::sleep_for(before);
        samplesBefore = sales.take();

        const auto start = Clock::now();
        SyncThread rejoining(*lost);
        rejoining.start();
        waitUntil("the till that was away has handed everything in", std::chrono::seconds(300),
                  [&] { return test::need(lost->syncState()).pending == 0; });
        pushed = millisecondsSince(start) / 1'000;
        const RawId last = missed.back();
        waitUntil("the others have what it sold", std::chrono::seconds(300), [&] {
            return std::all_of(selling.begin(), selling.end(), [&](const Store* till) {
                return till->read()->get(Id<schema::Order>(last)).has_value();
            });
        });
        everywhere = millisecondsSince(start) / 1'000;
        samplesDuring = sales.take();
    }
    syncs.clear();
    const auto view = shop.lookAtServer().read();
    const auto absent = std::count_if(missed.begin(), missed.end(),
                                      [&](const RawId& id) { return !view->get(Id<schema::Order>(id)).has_value(); });
    const double p99Before = percentile(samplesBefore, 99);
    const double p99During = percentile(samplesDuring, 99);
    return {{"rejoin_lost", static_cast<double>(absent), "sales", "0"},
            {"rejoin_commit_p99_ratio", p99During / p99Before, "", "1.5"},
            {"rejoin_commit_p99_before_ms", p99Before, "ms", ""},
            {"rejoin_commit_p99_during_ms", p99During, "ms", ""},
            {"rejoin_push_s", pushed, "s", ""},
            {"rejoin_everywhere_s", everywhere, "s", ""}};
}

} // namespace

Bench rejoin()
{
    return {{"rejoin_lost", "rejoin_commit_p99_ratio", "rejoin_commit_p99_before_ms", "rejoin_commit_p99_during_ms",
             "rejoin_push_s", "rejoin_everywhere_s"},
            run};
}

} // namespace kontor::bench
