#pragma once

#include "simulation/plan.h"
#include "simulation/sometimes.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace kontor::simulation {

/// The line between each terminal and the server: messages come late, twice, out of order or not at all; a direction may be cut
/// while the other is not.
class Network
{
public:
    enum Direction : std::uint8_t { Up, Down };
    using At = std::function<void(std::uint64_t afterMs, std::function<void()>)>;

    Network(const Weather& weather, Dice dice, Coverage& coverage, At at);

    /// Sends a message: `arrive` is called later, perhaps twice. False when it is lost, and the sender does not know.
    bool carry(std::size_t terminal, Direction direction, const std::function<void()>& arrive, std::uint64_t nowMs);
    void cut(std::size_t terminal, Direction direction, std::uint64_t untilMs);
    /// The next message in this direction is lost, however good the line is.
    void loseNext(std::size_t terminal, Direction direction) { m_loses[terminal][direction] = true; }
    /// From here on the line is good.
    void heal();
    [[nodiscard]] Dice& dice() { return m_dice; }

private:
    [[nodiscard]] std::uint64_t delay();
    Weather m_weather;
    Dice m_dice;
    Coverage& m_coverage;
    At m_at;
    std::vector<std::array<std::uint64_t, 2>> m_cutUntil;
    std::vector<std::array<bool, 2>> m_loses;
};

} // namespace kontor::simulation
