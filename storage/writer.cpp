#include "storage/writer.h"

#include <chrono>
#include <utility>

namespace kontor {

Writer::Writer(std::function<void(bool pauses)> whenIdle, std::function<bool()> isDue, std::function<bool()> isSelling,
               Runs runs)
    : m_whenIdle(std::move(whenIdle)),
      m_isDue(std::move(isDue)),
      m_isSelling(std::move(isSelling)),
      m_thread(runs == Runs::OnItsThread ? std::thread([this] { run(); }) : std::thread())
{}

Writer::~Writer()
{
    if (!m_thread.joinable()) {
        m_whenIdle(false); // As after the last job of a thread.
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void Writer::post(std::function<void()> job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
        ++m_waiting;
    }
    if (!m_thread.joinable())
        return drain();
    m_wake.notify_all();
}

void Writer::postSliced(std::function<bool()> slice, Pace pace)
{
    {
        const std::lock_guard lock(m_mutex);
        (pace == Pace::Resting ? m_resting : m_slices).push_back(std::move(slice));
    }
    if (!m_thread.joinable())
        return drain();
    m_wake.notify_all();
}

void Writer::drain()
{
    constexpr int pauseAfter = 16;
    if (std::exchange(m_draining, true))
        return;
    while (!m_jobs.empty() || !m_slices.empty() || !m_resting.empty()) {
        if (!m_jobs.empty()) {
            const auto job = std::move(m_jobs.front());
            m_jobs.pop_front();
            --m_waiting;
            job();
        } else {
            auto& queue = m_slices.empty() ? m_resting : m_slices;
            auto slice = std::move(queue.front());
            queue.pop_front();
            if (!slice())
                queue.push_front(std::move(slice));
        }
        if (++m_drained >= pauseAfter || m_isDue()) {
            m_drained = 0;
            m_whenIdle(false);
        }
    }
    m_draining = false;
}

void Writer::run()
{
    // A pause between two scans is not idleness: a checkpoint there costs three syncs of the disk and delays the next sale.
    constexpr auto pause = std::chrono::milliseconds(200);
    constexpr int longestRun = 2000; // Jobs without a pause after which the log must not grow any further.
    constexpr int restFor = 9;       // Times as long as a slice took: with 30,000 sales to take in, a till still sells.
    int done = 0;                    // Since whenIdle last ran.
    using Clock = std::chrono::steady_clock;
    Clock::time_point restUntil;
    std::unique_lock lock(m_mutex);
    const auto hasWork = [this] { return m_stopping || !m_jobs.empty() || !m_slices.empty() || !m_resting.empty(); };
    while (true) {
        if (done < longestRun && !m_jobs.empty()) {
            auto job = std::move(m_jobs.front());
            m_jobs.pop_front();
            --m_waiting;
            lock.unlock();
            job();
            job = nullptr; // Captures go before the lock is taken again.
            const bool due = m_isDue();
            lock.lock();
            done = due ? longestRun : done + 1;
        } else if (done < longestRun &&
                   (!m_slices.empty() || (!m_resting.empty() && (m_stopping || Clock::now() >= restUntil)))) {
            const bool rests = m_slices.empty();
            auto& queue = rests ? m_resting : m_slices;
            auto slice = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            const auto begun = Clock::now();
            const bool finished = slice();
            if (rests && m_isSelling()) {
                const auto ended = Clock::now();
                restUntil = ended + restFor * (ended - begun);
            }
            const bool due = m_isDue();
            lock.lock();
            if (!finished)
                queue.push_front(std::move(slice));
            done = due ? longestRun : done + 1;
        } else if (done < longestRun && !m_resting.empty()) {
            m_wake.wait_until(lock, restUntil, [this] { return m_stopping || !m_jobs.empty() || !m_slices.empty(); });
        } else if (done > 0) {
            if (done < longestRun && !m_stopping && m_wake.wait_for(lock, pause, hasWork))
                continue;
            const bool pauses = done < longestRun && !m_stopping;
            done = 0;
            lock.unlock();
            m_whenIdle(pauses);
            lock.lock();
        } else if (m_stopping) {
            return;
        } else {
            m_wake.wait(lock, hasWork);
        }
    }
}

} // namespace kontor
