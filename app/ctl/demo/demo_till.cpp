#include "app/ctl/demo/demo_till.h"

#include "app/ctl/demo/replay.h"
#include "app/ctl/demo/till_event.h"
#include "domain/catalog/price.h"
#include "sync/client/sync_client.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTimer>

#include <unistd.h>

#include <chrono>
#include <deque>
#include <mutex>
#include <sstream>
#include <thread>
#include <utility>

namespace kontor {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t microsecondsBetween(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
}

/// Whole lines, from any thread.
void emitEvent(const TillEvent& event)
{
    static std::mutex mutex;
    const auto line = event.toLine() + '\n';
    const std::lock_guard lock(mutex);
    for (std::size_t at = 0; at < line.size();) {
        const auto written = ::write(STDOUT_FILENO, line.data() + at, line.size() - at);
        if (written <= 0)
            return; // Nobody listens any more; the parent's end ends this process too.
        at += static_cast<std::size_t>(written);
    }
}

/// The process: the main thread syncs and listens, another one sells.
class DemoTill
{
public:
    DemoTill(const DemoTillOptions& options, Store& store, const SalesFile& file, DemoClock& clock)
        : m_options(options),
          m_store(store),
          m_staff(unhex(options.staff)),
          m_administrator(unhex(options.administrator)),
          m_replay(store, file, clock, m_staff, options.share, options.shares),
          m_client(store),
          m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        QObject::connect(&m_client, &SyncClient::statusChanged, &m_context, [this] { onSynced(); });
        QObject::connect(&m_input, &QSocketNotifier::activated, &m_context, [this] { onInput(); });
        m_poll.setInterval(std::chrono::milliseconds(20));
        QObject::connect(&m_poll, &QTimer::timeout, &m_context, [this] { onSynced(); });
    }

    Result<Done> run()
    {
        if (m_options.isRestored) {
            if (auto taken = takeWhatTheServerHas(); !taken)
                return taken;
            if (auto dropped = m_replay.dropSoldCart(); !dropped)
                return dropped;
        }
        const auto found = m_replay.prepare();
        if (!found)
            return tl::unexpected(found.error());
        emitEvent({TillEvent::Kind::Ready,
                   static_cast<std::int64_t>(found->numbersDone),
                   static_cast<std::int64_t>(found->cartLines),
                   {},
                   {}});
        if (!m_options.isRestored)
            m_client.start(); // A till that starts is on the network, until the first number says otherwise.
        std::thread seller([this] { sellEverything(); });
        const int code = QCoreApplication::exec();
        seller.join();
        m_client.stop();
        if (!m_result)
            return m_result;
        if (code != 0)
            return fail(Error::Kind::Conflict, "demo", "was given up");
        emitEvent({TillEvent::Kind::Finished, 0, 0, {}, {}});
        return Done{};
    }

private:
    /// What was sold since the backup is at the server: without it the same numbers would be sold again.
    Result<Done> takeWhatTheServerHas()
    {
        constexpr std::chrono::minutes patience{2};
        QEventLoop loop;
        const auto look = [&] {
            if (m_client.status().link == SyncStatus::Link::Synced)
                loop.quit();
        };
        bool isLate = false;
        QObject::connect(&m_client, &SyncClient::statusChanged, &loop, look);
        QTimer::singleShot(patience, &loop, [&] {
            isLate = true;
            loop.quit();
        });
        m_client.start();
        loop.exec();
        if (isLate)
            return fail(Error::Kind::Network, "server", "does not give back what this till sold");
        return Done{};
    }

    // --- on the selling thread
    void sellEverything()
    {
        Replay::Listener listener;
        listener.numberBegins = [this](std::size_t index) { beforeNumber(index); };
        listener.lineAdded = [this](std::size_t index, std::size_t line, std::size_t lines) {
            if (index == m_options.holdIn && line * 3 >= lines)
                waitToBeKilled(line);
        };
        listener.committed = [this](std::size_t, const Committed& committed, std::int64_t us) {
            note(committed.sequence);
            emitEvent({TillEvent::Kind::Commit, us, 0, {}, {}});
        };
        auto result = m_replay.run(listener);
        if (result && !m_priceError)
            result = m_priceError;
        QMetaObject::invokeMethod(
            &m_context, [this, result] { onReplayed(result); }, Qt::QueuedConnection);
    }

    [[noreturn]] static void waitToBeKilled(std::size_t line)
    {
        emitEvent({TillEvent::Kind::Held, static_cast<std::int64_t>(line), 0, {}, {}});
        while (true)
            ::pause();
    }

    void beforeNumber(std::size_t index)
    {
        bool cut = false;
        for (std::size_t i = 0; i + 1 < m_options.cuts.size(); i += 2)
            cut = cut || (index >= m_options.cuts[i] && index < m_options.cuts[i + 1]);
        if (cut != m_cut) {
            m_cut = cut;
            // Waits until it is so: the number that begins is sold without the network, or with it.
            QMetaObject::invokeMethod(
                &m_context, [this, cut] { setCut(cut); }, Qt::BlockingQueuedConnection);
        }
        const auto every =
            m_options.priceChanges == 0 ? 0 : std::max<std::size_t>(1, m_replay.size() / m_options.priceChanges);
        if (every != 0 && index % every == 0 && m_pricesChanged < m_options.priceChanges)
            changeSomePrice(m_replay.number(index));
    }

    void changeSomePrice(const SalesNumber& number)
    {
        const auto variant = m_replay.variantOf(number.rows.front());
        const UnitPrice price{number.rows.front().priceE4 + 50'000};
        const auto changed =
            m_store.execute(m_administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return changePrice(shop, context, actor, {variant, price, {}, std::nullopt, std::nullopt});
            });
        if (!changed) {
            m_priceError = tl::unexpected(changed.error());
            return;
        }
        ++m_pricesChanged;
        note(changed->sequence);
    }

    void note(std::uint64_t sequence)
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.emplace_back(sequence, Clock::now());
        m_lastSequence = sequence;
    }

    // --- on the main thread
    void setCut(bool cut)
    {
        if (cut) {
            m_client.stop();
            emitEvent({TillEvent::Kind::Cut, 0, 0, {}, {}});
        } else {
            const auto pending = m_store.syncState().value_or(SyncState{}).pending;
            emitEvent({TillEvent::Kind::Joined, static_cast<std::int64_t>(pending), 0, {}, {}});
            m_client.start();
        }
    }

    void onReplayed(const Result<Done>& result)
    {
        m_replayed = true;
        if (!result) {
            m_result = result;
            QCoreApplication::exit(1);
            return;
        }
        if (std::exchange(m_cut, false)) // Cut off until after its last sale.
            setCut(false);
        emitEvent({TillEvent::Kind::Replayed, static_cast<std::int64_t>(m_pricesChanged), 0, {}, {}});
        m_poll.start();
        onSynced();
    }

    void onSynced()
    {
        std::uint64_t last = 0;
        {
            const std::lock_guard lock(m_mutex);
            last = m_lastSequence;
        }
        const auto read = m_store.syncState();
        if (!read)
            return; // Asked again at the next poll.
        const auto& state = *read;
        const auto now = Clock::now();
        std::vector<std::int64_t> lags;
        {
            const std::lock_guard lock(m_mutex);
            while (!m_waiting.empty() && m_waiting.front().first + state.pending <= last) {
                lags.push_back(microsecondsBetween(m_waiting.front().second, now));
                m_waiting.pop_front();
            }
        }
        for (const auto lag : lags)
            emitEvent({TillEvent::Kind::Lag, lag, 0, {}, {}});
        if (!m_replayed)
            return;
        const auto pending = static_cast<std::int64_t>(state.pending);
        const auto cursor = static_cast<std::int64_t>(state.seen.n());
        if (pending != m_toldPending || cursor != m_toldCursor)
            emitEvent({TillEvent::Kind::State, pending, cursor, {}, {}});
        m_toldPending = pending;
        m_toldCursor = cursor;
        if (m_target >= 0 && pending == 0 && state.seen.epoch() == m_targetEpoch && cursor >= m_target)
            QCoreApplication::exit(0);
    }

    void onInput()
    {
        char buffer[256];
        const auto count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count <= 0) {
            m_input.setEnabled(false);
            // The selling thread cannot be stopped in the middle; what it has committed is durable.
            ::_exit(1);
        }
        m_line.append(buffer, static_cast<std::size_t>(count));
        const auto end = m_line.find('\n');
        if (end == std::string::npos || !m_line.starts_with("finish "))
            return;
        std::istringstream words(m_line.substr(7, end - 7));
        words >> m_target >> m_targetEpoch;
        onSynced();
    }

    const DemoTillOptions& m_options;
    Store& m_store;
    Id<schema::Staff> m_staff;
    Id<schema::Staff> m_administrator;
    Replay m_replay;
    QObject m_context;
    SyncClient m_client;
    QSocketNotifier m_input;
    QTimer m_poll;
    std::string m_line;
    std::int64_t m_target = -1;
    std::uint64_t m_targetEpoch = 0;
    std::int64_t m_toldPending = -1;
    std::int64_t m_toldCursor = -1;
    bool m_replayed = false;
    Result<Done> m_result = Done{};

    bool m_cut = false;              ///< Of the selling thread.
    std::size_t m_pricesChanged = 0; ///< Of the selling thread until it ends.
    Result<Done> m_priceError = Done{};

    std::mutex m_mutex; ///< Guards the two below.
    std::deque<std::pair<std::uint64_t, Clock::time_point>> m_waiting;
    std::uint64_t m_lastSequence = 0;
};

} // namespace

Result<Done> runDemoTill(const DemoTillOptions& options)
{
    const auto report = [](const Result<Done>& result) {
        if (!result)
            emitEvent({TillEvent::Kind::Error, 0, 0, result.error().about, result.error().detail});
        return result;
    };
    const auto pounds = Currency::fromAlpha("GBP");
    if (!pounds)
        return tl::unexpected(pounds.error());
    const auto file = SalesFile::read(options.file, *pounds);
    if (!file)
        return report(tl::unexpected(file.error()));
    if (file->numbers.empty())
        return report(invalid(options.file, "there is no sale in it"));
    DemoClock clock(file->numbers.front().rows.front().at, ShopZone(demoZone));
    StoreOptions storeOptions;
    storeOptions.directory = options.data;
    storeOptions.world = clock.world();
    const auto store = Store::open(std::move(storeOptions));
    if (!store)
        return report(tl::unexpected(store.error()));
    int count = 1;
    char name[] = "kontorctl";
    char* arguments[] = {name, nullptr};
    QCoreApplication application(count, arguments);
    return report(DemoTill(options, **store, *file, clock).run());
}

} // namespace kontor
