#include "sync/server/rate_limit.h"

#include <algorithm>

namespace kontor {

namespace {
constexpr std::uint64_t one = 1000; // Thousandths of a token; a token a second is one a millisecond.
}

std::uint32_t RateLimit::take(const std::string& name, std::uint64_t nowMs, std::uint32_t tokens)
{
    const auto full = m_rate.burst * one;
    auto found = m_byName.find(name);
    if (found == m_byName.end()) {
        if (m_buckets.size() >= m_mostNames) {
            m_byName.erase(m_buckets.front().name);
            m_buckets.pop_front();
        }
        m_buckets.push_back({name, full, nowMs});
        found = m_byName.emplace(name, std::prev(m_buckets.end())).first;
    }
    const auto bucket = found->second;
    m_buckets.splice(m_buckets.end(), m_buckets, bucket);
    // Full after so long, whatever the rate; keeps the product in range.
    const auto passed = std::min<std::uint64_t>(nowMs - std::min(bucket->atMs, nowMs), 3'600'000);
    bucket->thousandths = std::min(full, bucket->thousandths + passed * m_rate.perSecond);
    bucket->atMs = nowMs;
    const auto wanted = std::min(tokens * one, std::max(full, one));
    if (bucket->thousandths >= wanted) {
        bucket->thousandths -= wanted;
        return 0;
    }
    const auto perSecond = std::max<std::uint64_t>(m_rate.perSecond, 1) * one;
    return static_cast<std::uint32_t>((wanted - bucket->thousandths + perSecond - 1) / perSecond);
}

std::string peerName(std::string_view address)
{
    if (address.find(':') == std::string_view::npos)
        return std::string(address);
    // To its full form, as far as the first four groups: "2001:db8::1" is 2001:db8:0:0.
    const auto gap = address.find("::");
    const auto head = address.substr(0, gap);
    std::string name;
    std::size_t groups = 0;
    for (std::size_t at = 0; at < head.size() && groups < 4; ++groups) {
        const auto end = std::min(head.find(':', at), head.size());
        name.append(head.substr(at, end - at)).push_back(':');
        at = end + 1;
    }
    for (; groups < 4 && gap != std::string_view::npos; ++groups) {
        // Groups behind the gap belong here only when there are more than four of them; then the gap is short.
        const auto tail = address.substr(gap + 2);
        const auto behind = tail.empty() ? 0 : static_cast<std::size_t>(std::count(tail.begin(), tail.end(), ':')) + 1;
        if (groups >= 8 - std::min<std::size_t>(behind, 8))
            return std::string(address); // Rare and odd: counts by itself.
        name += "0:";
    }
    return name + "/64";
}

} // namespace kontor
