#pragma once

#include "support/tcp_relay.h"

namespace kontor::bench {

/// Hands bytes between its own loopback port and another's, and counts them.
class CountingRelay
{
public:
    explicit CountingRelay(std::uint16_t to)
        : m_relay([to] { return to; },
                  [this](test::TcpRelay::Way way, std::string_view bytes) {
                      (way == test::TcpRelay::Way::Up ? m_up : m_down) += bytes.size();
                      return bytes.size();
                  })
    {}

    [[nodiscard]] std::uint16_t port() const { return m_relay.port(); }
    [[nodiscard]] std::uint64_t up() const { return m_up; }
    [[nodiscard]] std::uint64_t down() const { return m_down; }

private:
    std::atomic<std::uint64_t> m_up = 0;
    std::atomic<std::uint64_t> m_down = 0;
    test::TcpRelay m_relay; // Last: its thread counts.
};

} // namespace kontor::bench
