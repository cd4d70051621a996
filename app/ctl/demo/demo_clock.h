#pragma once

#include "app/clock/shop_zone.h"
#include "storage/world.h"

#include <atomic>
#include <memory>

namespace kontor {

/// The clock of a shop that lives through a file: it stands until it is told the time of the next line.
class DemoClock
{
public:
    DemoClock(TimeUs now, ShopZone zone) : m_state(std::make_shared<State>(now, std::move(zone))) {}

    void set(TimeUs now) { m_state->now = now; }
    [[nodiscard]] TimeUs now() const { return m_state->now; }

    /// The system's randomness with this clock; may outlive it.
    [[nodiscard]] World world() const
    {
        World world = World::real();
        // Shared, since the store keeps the functions for as long as it lives.
        world.now = [state = m_state] { return state->now.load(); };
        world.utcOffsetSeconds = [state = m_state](TimeUs at) { return state->zone.offsetAt(at); };
        return world;
    }

private:
    struct State {
        State(TimeUs at, ShopZone shopZone) : now(at), zone(std::move(shopZone)) {}
        std::atomic<TimeUs> now;
        ShopZone zone;
    };
    std::shared_ptr<State> m_state;
};

/// The zone of the demo shop, whose file has local times of the United Kingdom.
inline constexpr const char* demoZone = "Europe/London";

} // namespace kontor
