#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace kontor {

/// The one thread that writes. Two queues: sales before sync; what syncs comes in slices, so that a sale never waits longer
/// than one, and what may rest between them does where somebody sells: most of the machine is the sales'. After a pause of some tenths of a
/// second, and in a long run without one as soon as `isDue` says so, `whenIdle` runs once; it is told whether there is a pause.
class Writer
{
public:
    /// AtOnce: no thread; what is posted has been done when post() returns, and a pause comes after a number of jobs.
    enum class Runs { OnItsThread, AtOnce };
    /// `isDue` is asked after each job, `isSelling` after each slice, on the writer thread.
    Writer(std::function<void(bool pauses)> whenIdle, std::function<bool()> isDue, std::function<bool()> isSelling,
           Runs runs = Runs::OnItsThread);
    ~Writer(); ///< Runs what is queued, then stops.
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void post(std::function<void()> job);
    enum class Pace { Steady, Resting }; ///< Resting where somebody sells.
    /// `slice` is called again and again until it returns true.
    void postSliced(std::function<bool()> slice, Pace pace = Pace::Steady);
    /// Whether a job waits that is not a slice: a slice that asks between two steps ends at once.
    [[nodiscard]] bool isWaitedFor() const { return m_waiting > 0; }

private:
    void run();
    void drain();

    std::function<void(bool pauses)> m_whenIdle;
    std::function<bool()> m_isDue;
    std::function<bool()> m_isSelling;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_jobs;
    std::deque<std::function<bool()>> m_slices;
    std::deque<std::function<bool()>> m_resting; ///< Behind the others.
    std::atomic<int> m_waiting = 0;              ///< Size of m_jobs.
    bool m_stopping = false;
    bool m_draining = false; ///< AtOnce: a job that posts another one is finished first.
    int m_drained = 0;       ///< Since the last pause.
    std::thread m_thread;    // Last: starts when everything above is there.
};

} // namespace kontor
