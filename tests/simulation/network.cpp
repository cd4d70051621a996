#include "simulation/network.h"

#include <algorithm>
#include <utility>

namespace kontor::simulation {

Network::Network(const Weather& weather, Dice dice, Coverage& coverage, At at)
    : m_weather(weather),
      m_dice(dice),
      m_coverage(coverage),
      m_at(std::move(at)),
      m_cutUntil(64, std::array<std::uint64_t, 2>{}),
      m_loses(64, std::array<bool, 2>{})
{}

std::uint64_t Network::delay()
{
    return 1 + m_dice.upTo(m_weather.longestDelayMs);
}

bool Network::carry(std::size_t terminal, Direction direction, const std::function<void()>& arrive, std::uint64_t nowMs)
{
    if (nowMs < m_cutUntil[terminal][direction]) {
        m_coverage.note(Sometimes::Partitioned);
        return false;
    }
    if (std::exchange(m_loses[terminal][direction], false)) {
        m_coverage.note(Sometimes::HintLost);
        return false;
    }
    if (m_dice.perMille(m_weather.lossPerMille)) {
        m_coverage.note(Sometimes::MessageLost);
        return false;
    }
    m_at(delay(), arrive);
    if (m_dice.perMille(m_weather.repeatPerMille)) {
        m_coverage.note(Sometimes::MessageRepeated);
        m_at(delay() + m_weather.longestDelayMs, arrive);
    }
    return true;
}

void Network::cut(std::size_t terminal, Direction direction, std::uint64_t untilMs)
{
    m_cutUntil[terminal][direction] = std::max(m_cutUntil[terminal][direction], untilMs);
}

void Network::heal()
{
    m_weather.lossPerMille = 0;
    m_weather.repeatPerMille = 0;
    m_weather.longestDelayMs = 20;
    for (auto& both : m_cutUntil)
        both = {};
}

} // namespace kontor::simulation
