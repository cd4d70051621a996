#include "app/desktop/sync_pill.h"

#include "storage/store.h"

namespace kontor {

SyncPill::SyncPill(const Store&, QObject* parent) : SyncMonitor(parent) {}

void SyncPill::set(State state, int pending)
{
    if (state == m_state && pending == m_pending)
        return;
    m_state = state;
    m_pending = pending;
    Q_EMIT changed();
}

} // namespace kontor
