#include "sync/server/admission.h"

#include <algorithm>

namespace kontor {

void AttemptLimit::refill(Bucket& bucket, std::uint64_t nowMs) const
{
    const auto back = (nowMs - bucket.sinceMs) / refillMs;
    bucket.wrong -= static_cast<std::uint32_t>(std::min<std::uint64_t>(bucket.wrong, back));
    bucket.sinceMs += back * refillMs;
}

std::uint32_t AttemptLimit::waitSeconds(const std::string& peer, std::uint64_t nowMs)
{
    const auto found = m_peers.find(peer);
    if (found == m_peers.end())
        return 0;
    refill(found->second, nowMs);
    if (found->second.wrong < burst)
        return 0;
    return static_cast<std::uint32_t>((refillMs - (nowMs - found->second.sinceMs) + 999) / 1000);
}

void AttemptLimit::countWrong(const std::string& peer, std::uint64_t nowMs)
{
    if (m_peers.size() >= maxPeers && !m_peers.contains(peer)) {
        const auto oldest = std::min_element(m_peers.begin(), m_peers.end(), [](const auto& a, const auto& b) {
            return a.second.sinceMs < b.second.sinceMs;
        });
        m_peers.erase(oldest);
    }
    auto& bucket = m_peers[peer];
    if (bucket.wrong == 0)
        bucket.sinceMs = nowMs;
    else
        refill(bucket, nowMs);
    ++bucket.wrong;
}

} // namespace kontor
