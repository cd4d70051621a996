#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kontor {

/// Token buckets by name: each has `burst` tokens and gets `perSecond` back. Bounded: the one that was used longest ago makes room.
/// Times are monotonic milliseconds.
class RateLimit
{
public:
    struct Rate {
        std::uint32_t burst = 0;
        std::uint32_t perSecond = 0;
    };
    explicit RateLimit(Rate rate, std::size_t mostNames = 4096) : m_rate(rate), m_mostNames(mostNames) {}

    /// Takes so many tokens (a whole burst at most): 0. With too few left none is taken: whole seconds until there are enough, at
    /// least 1.
    [[nodiscard]] std::uint32_t take(const std::string& name, std::uint64_t nowMs, std::uint32_t tokens = 1);
    [[nodiscard]] std::size_t count() const { return m_byName.size(); }

private:
    struct Bucket {
        std::string name;
        std::uint64_t thousandths = 0; ///< Of tokens.
        std::uint64_t atMs = 0;
    };
    Rate m_rate;
    std::size_t m_mostNames;
    std::list<Bucket> m_buckets; ///< Least recently used first.
    std::unordered_map<std::string, std::list<Bucket>::iterator> m_byName;
};

/// What an address counts as: itself, or the /64 of an IPv6 one, since that is what one machine usually has.
[[nodiscard]] std::string peerName(std::string_view address);

} // namespace kontor
