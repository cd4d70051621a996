#include "storage/writer.h"

namespace kontor {

Writer::Writer(std::function<void()> whenIdle) : m_whenIdle(std::move(whenIdle)), m_thread([this] { run(); }) {}

Writer::~Writer()
{
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
    }
    m_wake.notify_all();
}

void Writer::postSliced(std::function<bool()> slice)
{
    {
        const std::lock_guard lock(m_mutex);
        m_slices.push_back(std::move(slice));
    }
    m_wake.notify_all();
}

void Writer::run()
{
    bool idleDone = true;
    std::unique_lock lock(m_mutex);
    while (true) {
        if (!m_jobs.empty()) {
            auto job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            job();
            job = nullptr; // Captures go before the lock is taken again.
            lock.lock();
            idleDone = false;
        } else if (!m_slices.empty()) {
            auto slice = std::move(m_slices.front());
            m_slices.pop_front();
            lock.unlock();
            const bool finished = slice();
            lock.lock();
            if (!finished)
                m_slices.push_front(std::move(slice));
            idleDone = false;
        } else if (!idleDone) {
            idleDone = true;
            lock.unlock();
            m_whenIdle();
            lock.lock();
        } else if (m_stopping) {
            return;
        } else {
            m_wake.wait(lock);
        }
    }
}

} // namespace kontor
