#pragma once

#include "domain/base/bytes.h"

#include <cstdint>

namespace kontor::simulation {

/// Everything random of a run comes from one number. Each kind of choice throws dice of its own, forked by name, so that leaving
/// one kind of fault out (as the shortening of a trace does) moves none of the others.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}

    /// Source: splitmix64, Steele, Lea and Flood, 2014.
    [[nodiscard]] std::uint64_t next()
    {
        m_state += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    [[nodiscard]] std::uint64_t upTo(std::uint64_t bound)
    {
        return bound == UINT64_MAX ? next() : next() % (bound + 1);
    }
    [[nodiscard]] std::uint64_t between(std::uint64_t from, std::uint64_t to) { return from + upTo(to - from); }
    [[nodiscard]] bool oneIn(std::uint64_t n) { return n > 0 && upTo(n - 1) == 0; }
    [[nodiscard]] bool perMille(std::uint64_t chance) { return chance > 0 && upTo(999) < chance; }
    [[nodiscard]] std::size_t pick(std::size_t count) { return static_cast<std::size_t>(upTo(count - 1)); }
    [[nodiscard]] Bytes bytes(std::size_t size)
    {
        Bytes made;
        made.reserve(size + 8);
        while (made.size() < size) {
            std::uint64_t word = next();
            for (int i = 0; i < 8; ++i, word >>= 8U)
                made.push_back(static_cast<char>(word & 0xFFU));
        }
        made.resize(size);
        return made;
    }
    [[nodiscard]] Dice fork(std::uint64_t name) const
    {
        Dice child(m_state ^ (name * 0xD1342543DE82EF95ULL));
        (void)child.next();
        return child;
    }

private:
    std::uint64_t m_state;
};

} // namespace kontor::simulation
