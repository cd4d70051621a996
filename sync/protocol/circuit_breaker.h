#pragma once

#include "sync/protocol/backoff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace kontor {

/// Keeps a client from hammering at a link that is dead: after some failures in a row only one request at a time goes out, as a
/// probe, at the back-off's pace, until an answer comes. Any answer closes it, a refusal too: it is about the link, not about what
/// is said; something to send may bring the next probe forward, at the caller's pace. Times are milliseconds of a monotonic clock.
class CircuitBreaker
{
public:
    static constexpr std::uint32_t failuresToOpen = 5;

    explicit CircuitBreaker(RandomUpTo random) : m_random(std::move(random)) {}

    /// A request got no answer.
    void failed(std::uint64_t nowMs)
    {
        if (m_failures++ == 0)
            m_failingSinceMs = nowMs;
        if (isOpen())
            m_notBeforeMs = nowMs + backoffMs(m_failures - 1, nowMs - m_failingSinceMs, m_random);
    }
    /// An answer came.
    void answered() { m_failures = 0; }
    /// There is a reason to try again sooner than the back-off says.
    void probeBy(std::uint64_t atMs) { m_notBeforeMs = std::min(m_notBeforeMs, atMs); }
    /// The client starts anew.
    void reset() { m_failures = 0; }

    [[nodiscard]] bool isOpen() const { return m_failures >= failuresToOpen; }
    /// Before this no request goes out; 0 while it is closed.
    [[nodiscard]] std::uint64_t notBeforeMs() const { return isOpen() ? m_notBeforeMs : 0; }
    /// Whether one more may go out beside `out` others.
    [[nodiscard]] bool mayBegin(std::uint64_t nowMs, std::size_t out) const
    {
        return !isOpen() || (out == 0 && nowMs >= m_notBeforeMs);
    }

private:
    RandomUpTo m_random;
    std::uint32_t m_failures = 0;
    std::uint64_t m_failingSinceMs = 0;
    std::uint64_t m_notBeforeMs = 0;
};

} // namespace kontor
