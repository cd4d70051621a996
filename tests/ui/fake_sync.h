#pragma once

#include "ui/sync_monitor.h"

namespace kontor {

/// A sync state to set by hand.
class FakeSync : public SyncMonitor
{
    Q_OBJECT
public:
    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] int pending() const override { return m_pending; }

    void set(State state, int pending)
    {
        m_state = state;
        m_pending = pending;
        Q_EMIT changed();
    }

private:
    State m_state = State::Alone;
    int m_pending = 0;
};

} // namespace kontor
