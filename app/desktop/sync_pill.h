#pragma once

#include "ui/sync_monitor.h"

namespace kontor {

class Store;

/// What the sync pill shows, from the sync client where there is a server, and from the store alone where there is none.
class SyncPill : public SyncMonitor
{
    Q_OBJECT
public:
    explicit SyncPill(const Store& store, QObject* parent = nullptr);

    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] int pending() const override { return m_pending; }

    void set(State state, int pending);

private:
    State m_state = State::Alone;
    int m_pending = 0;
};

} // namespace kontor
