#pragma once

#include "support/tcp_relay.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>

namespace kontor::test {

/// Hands bytes between its own loopback port and a server's, badly: it turns callers away, and cuts connections in the middle of
/// what they carry, so that a request or its answer arrives in part or not at all. The server may come back on another port.
class LossyProxy
{
public:
    explicit LossyProxy(unsigned seed)
        : m_random(seed),
          m_relay([this]() -> std::uint16_t { return oneIn(20) ? 0 : m_to.load(); },
                  [this](TcpRelay::Way, std::string_view bytes) { return carried(bytes.size()); })
    {}

    [[nodiscard]] std::uint16_t port() const { return m_relay.port(); }
    void setServer(std::uint16_t port) { m_to = port; } ///< 0: turn everybody away.
    void setLoss(bool lossy) { m_lossy = lossy; }
    [[nodiscard]] std::uint64_t cuts() const { return m_cuts; }
    /// Until so many bytes more have gone either way; false when the network has been quiet for so long.
    bool waitForBytes(std::uint64_t more, std::chrono::milliseconds quiet)
    {
        std::unique_lock lock(m_mutex);
        const auto until = m_bytes + more;
        while (m_bytes < until) {
            const auto before = m_bytes;
            if (!m_progress.wait_for(lock, quiet, [&] { return m_bytes != before; }))
                return false;
        }
        return true;
    }

private:
    [[nodiscard]] bool oneIn(unsigned n) { return m_lossy && m_random() % n == 0; }
    std::size_t carried(std::size_t bytes)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_bytes += bytes;
        }
        m_progress.notify_all();
        if (!m_lossy || --m_untilCut > 0)
            return bytes;
        m_untilCut = 1 + m_random() % 50;
        ++m_cuts;
        return static_cast<std::size_t>(m_random() % bytes);
    }

    std::mt19937_64 m_random;
    std::uint64_t m_untilCut = 3; // The first soon, so that no run is without one.
    std::atomic<std::uint16_t> m_to = 0;
    std::atomic<bool> m_lossy = true;
    std::atomic<std::uint64_t> m_cuts = 0;
    std::mutex m_mutex;
    std::condition_variable m_progress;
    std::uint64_t m_bytes = 0; // Under the mutex.
    TcpRelay m_relay;          // Last: its thread uses the others.
};

} // namespace kontor::test
