#pragma once

#include "domain/base/id.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace kontor {

/// One thread for questions that read much: who asks waits for those before, and nobody else waits for any of them.
class DigestDesk
{
public:
    static constexpr std::size_t mostWaiting = 8;

    /// None: what is posted has been done when post() returns.
    enum class Threads { None, One };
    explicit DigestDesk(Threads threads = Threads::One);
    ~DigestDesk(); ///< Waits for the question in hand; drops the others.
    DigestDesk(const DigestDesk&) = delete;
    DigestDesk& operator=(const DigestDesk&) = delete;

    /// False when as many wait as may, or one of the same asker does.
    [[nodiscard]] bool post(const RawId& asker, std::function<void()> work);

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::pair<RawId, std::function<void()>>> m_waiting;
    bool m_stopping = false;
    std::thread m_thread; ///< Last: it starts when everything above is there.
};

} // namespace kontor
