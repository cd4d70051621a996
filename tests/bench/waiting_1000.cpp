#include "bench.h"
#include "domain/settings/add_store.h"
#include "sync/client/sync_thread.h"
#include "waiting_tills.h"

#include <map>
#include <mutex>
#include <random>

namespace kontor::bench {

namespace {

constexpr int stores = 50;
constexpr int tillsPerStore = 20; ///< One of them sells.
constexpr int linesPerSale = 4;
constexpr int catalogue = 200;
constexpr auto betweenSales = std::chrono::milliseconds(1'200); ///< Of one till: 50 a minute.
constexpr auto warmUp = std::chrono::seconds(5);
constexpr auto measured = std::chrono::seconds(40);

/// Sales on their way: from the call that commits one until the last terminal that must get it has the page.
class Arrivals
{
public:
    Arrivals() { m_sales.reserve(4'096); }

    /// A number for the sale that is begun now.
    std::size_t begun(bool counts)
    {
        const std::lock_guard lock(m_mutex);
        m_sales.push_back({Clock::now(), {}, {}, 0, counts});
        return m_sales.size() - 1;
    }
    void committed(std::size_t sale, const Bytes& hash)
    {
        const std::lock_guard lock(m_mutex);
        m_sales[sale].committed = Clock::now();
        m_byHash[hash] = sale;
        if (const auto early = m_early.find(hash); early != m_early.end()) {
            for (const auto at : early->second)
                arrivedLocked(sale, at);
            m_early.erase(early);
        }
    }
    void arrived(const Bytes& hash, Clock::time_point at)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_byHash.find(hash);
        if (found != m_byHash.end())
            arrivedLocked(found->second, at);
        else
            m_early[hash].push_back(at); // The pages overtook the answer of the selling till's own store.
    }
    [[nodiscard]] bool allThere() const
    {
        const std::lock_guard lock(m_mutex);
        return std::all_of(m_sales.begin(), m_sales.end(),
                           [](const Sale& sale) { return sale.arrivals == tillsPerStore - 1; });
    }
    /// Milliseconds until the last of them had it, per sale.
    [[nodiscard]] std::vector<double> samples() const { return samplesUntil(&Sale::last); }
    /// Milliseconds of the commits alone.
    [[nodiscard]] std::vector<double> commits() const { return samplesUntil(&Sale::committed); }

private:
    struct Sale {
        Clock::time_point begun;
        Clock::time_point committed = {};
        Clock::time_point last = {};
        int arrivals = 0;
        bool counts = false;
    };
    [[nodiscard]] std::vector<double> samplesUntil(Clock::time_point Sale::*end) const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<double> all;
        for (const auto& sale : m_sales)
            if (sale.counts)
                all.push_back(std::chrono::duration<double, std::milli>(sale.*end - sale.begun).count());
        return all;
    }

    void arrivedLocked(std::size_t sale, Clock::time_point at)
    {
        ++m_sales[sale].arrivals;
        m_sales[sale].last = std::max(m_sales[sale].last, at);
    }

    mutable std::mutex m_mutex;
    std::vector<Sale> m_sales;
    std::map<Bytes, std::size_t> m_byHash;
    std::map<Bytes, std::vector<Clock::time_point>> m_early;
};

struct Seller {
    std::unique_ptr<Store> store;
    std::unique_ptr<SyncThread> sync;
    Clock::time_point next;
};

/// An organisation of 50 stores with 20 tills each. One till of each store is a real store with its sync thread and sells; the 950
/// others are sockets with the terminals' keys that do nothing but pull. The server is a process of its own; all of it shares the
/// machine's cores.
std::vector<Figure> run(const std::filesystem::path&)
{
    ManyTills shop;
    shop.addCatalogue(catalogue);
    std::vector<Id<schema::Store>> places{shop.founder().store->identity().store};
    for (int i = 1; i < stores; ++i)
        places.emplace_back(test::need(shop.founder().run([&](const Reader& r, const Context& c, const Actor& actor) {
                                return addStore(r, c, actor, {"Store " + std::to_string(i + 1), "", ""});
                            })).mainId);

    std::vector<Seller> sellers;
    std::vector<std::unique_ptr<WaitingTill>> waiting;
    for (int place = 0; place < stores; ++place) {
        const auto store = places[static_cast<std::size_t>(place)];
        sellers.push_back({shop.makeTill("seller-" + std::to_string(place), store), nullptr, {}});
        for (int till = 1; till < tillsPerStore; ++till) {
            auto keys = KeyPair::fromSeed(World::real().random(32));
            auto identity = shop.letIn(keys.publicKey, store);
            waiting.push_back(std::make_unique<WaitingTill>(std::move(identity), std::move(keys)));
        }
    }
    const auto head = shop.handOver();
    ServerProcess& server = shop.serve();
    for (auto& seller : sellers) {
        test::need(seller.store->setLocal(serverAddressKey, server.url()));
        seller.sync = std::make_unique<SyncThread>(*seller.store);
        seller.sync->start();
        // One after the other: they begin, they do not compete.
        waitUntil("a till that sells has everything", std::chrono::seconds(120),
                  [&] { return test::need(seller.store->syncState()).seen.n() >= head; });
        // Its life begins, which concerns the whole organisation, and once only.
        test::need(seller.store->execute(shop.founder().administrator, shop.sale(0, linesPerSale)));
    }
    for (const auto& seller : sellers)
        waitUntil("the first sales are handed in", std::chrono::seconds(120),
                  [&] { return test::need(seller.store->syncState()).pending == 0; });

    Arrivals arrivals;
    WaitingTills others(std::move(waiting), [&](const WaitingTill&, const sync::PullReply& page, Clock::time_point at) {
        for (const auto& entry : page.entry()) {
            schema::Acceptance acceptance;
            if (entry.has_envelope() && acceptance.ParseFromString(entry.acceptance()))
                arrivals.arrived(acceptance.commit(), at);
        }
    });
    others.start(server.port());

    // Each at its own moment of the 1.2 seconds, as chance has it.
    std::mt19937 chance(4'711); // NOLINT(cert-msc51-cpp): the same run each time.
    std::uniform_int_distribution<int> phase(0, static_cast<int>(betweenSales.count()) - 1);
    const auto start = Clock::now();
    for (auto& seller : sellers)
        seller.next = start + std::chrono::milliseconds(phase(chance));
    double cpuBefore = 0;
    std::uint64_t pagesBefore = 0;
    std::uint64_t emptyBefore = 0;
    int sold = 0;
    int counted = 0;
    for (;;) {
        const auto seller = std::min_element(sellers.begin(), sellers.end(),
                                             [](const auto& a, const auto& b) { return a.next < b.next; });
        if (seller->next >= start + warmUp + measured)
            break;
        std::this_thread::sleep_until(seller->next);
        const bool counts = seller->next >= start + warmUp;
        if (counts && counted++ == 0) {
            cpuBefore = server.cpuSeconds();
            pagesBefore = others.pages();
            emptyBefore = others.emptyPages();
        }
        seller->next += betweenSales;
        const auto number = arrivals.begun(counts);
        seller->store->execute(
            shop.founder().administrator, shop.sale(sold++, linesPerSale),
            [&arrivals, number](const Result<Committed>& made) { arrivals.committed(number, test::need(made).hash); });
    }
    const double busy = (server.cpuSeconds() - cpuBefore) / std::chrono::duration<double>(measured).count();
    waitUntil("all sales are everywhere", std::chrono::seconds(60), [&] { return arrivals.allThere(); });
    const auto samples = arrivals.samples();
    return {
        {"waiting_1000_p50_ms", percentile(samples, 50), "ms", ""},
        {"waiting_1000_p99_ms", percentile(samples, 99), "ms", "300"},
        {"waiting_1000_commit_p99_ms", percentile(arrivals.commits(), 99), "ms", ""},
        {"waiting_1000_rss_mb", server.peakMegabytes(), "MB", "300"},
        {"waiting_1000_cores", busy, "cores", ""},
        {"waiting_1000_pages_per_sale", static_cast<double>(others.pages() - pagesBefore) / counted, "pages", "19"},
        {"waiting_1000_empty_per_sale", static_cast<double>(others.emptyPages() - emptyBefore) / counted, "pages", ""}};
}

} // namespace

Bench waiting1000()
{
    return {{"waiting_1000_p50_ms", "waiting_1000_p99_ms", "waiting_1000_commit_p99_ms", "waiting_1000_rss_mb",
             "waiting_1000_cores", "waiting_1000_pages_per_sale", "waiting_1000_empty_per_sale"},
            run};
}

} // namespace kontor::bench
