#include "sync/server/digest_desk.h"

#include <algorithm>
#include <utility>

namespace kontor {

DigestDesk::DigestDesk(Threads threads)
    : m_thread(threads == Threads::One ? std::thread([this] { run(); }) : std::thread())
{}

DigestDesk::~DigestDesk()
{
    std::deque<std::pair<RawId, std::function<void()>>> dropped; // Ends outside the lock, and on the owner's thread.
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        dropped.swap(m_waiting);
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

bool DigestDesk::post(const RawId& asker, std::function<void()> work)
{
    if (!m_thread.joinable()) {
        work();
        return true;
    }
    {
        const std::lock_guard lock(m_mutex);
        const bool waits = std::any_of(m_waiting.begin(), m_waiting.end(),
                                       [&](const auto& waiting) { return waiting.first == asker; });
        if (waits || m_waiting.size() >= mostWaiting)
            return false;
        m_waiting.emplace_back(asker, std::move(work));
    }
    m_wake.notify_all();
    return true;
}

void DigestDesk::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_waiting.empty(); });
        if (m_stopping)
            return;
        auto work = std::move(m_waiting.front().second);
        m_waiting.pop_front();
        lock.unlock();
        work();
        work = nullptr; // What it holds goes before the lock is taken again.
        lock.lock();
    }
}

} // namespace kontor
