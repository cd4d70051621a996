#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace kontor {

/// Counts wrong enrolment secrets by address: ten, and one more every six seconds. The secrets have 256 bits, so this is not what
/// keeps a guess from succeeding; it keeps guessing from costing the shop anything. Bounded; times are monotonic milliseconds.
class AttemptLimit
{
public:
    static constexpr std::uint32_t burst = 10;
    static constexpr std::uint64_t refillMs = 6000;
    static constexpr std::size_t maxPeers = 1024;

    /// Seconds to wait before the next attempt of this address; 0 when it may try.
    [[nodiscard]] std::uint32_t waitSeconds(const std::string& peer, std::uint64_t nowMs);
    void countWrong(const std::string& peer, std::uint64_t nowMs);

private:
    struct Bucket {
        std::uint32_t wrong = 0;
        std::uint64_t sinceMs = 0;
    };
    void refill(Bucket& bucket, std::uint64_t nowMs) const;
    std::unordered_map<std::string, Bucket> m_peers;
};

} // namespace kontor
