#pragma once

#include "support/tcp_relay.h"

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

private:
    [[nodiscard]] bool oneIn(unsigned n) { return m_lossy && m_random() % n == 0; }
    std::size_t carried(std::size_t bytes)
    {
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
    TcpRelay m_relay; // Last: its thread uses the others.
};

} // namespace kontor::test
