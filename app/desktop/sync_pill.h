#pragma once

#include "ui/sync_monitor.h"

namespace kontor {

class SyncThread;
struct SyncStatus;

/// Tells the screen what the sync client says. Alone until it follows one.
class SyncPill : public SyncMonitor
{
    Q_OBJECT
public:
    using SyncMonitor::SyncMonitor;

    /// `sync` must outlive this.
    void follow(const SyncThread& sync);

    [[nodiscard]] State state() const override { return m_state; }
    [[nodiscard]] int pending() const override { return m_pending; }

private:
    void take(const SyncStatus& status);

    State m_state = State::Alone;
    int m_pending = 0;
};

} // namespace kontor
