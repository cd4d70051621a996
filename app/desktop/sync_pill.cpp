#include "app/desktop/sync_pill.h"

#include "sync/client/sync_thread.h"

#include <algorithm>
#include <climits>

namespace kontor {
namespace {

SyncMonitor::State stateOf(SyncStatus::Link link)
{
    switch (link) {
    case SyncStatus::Link::NoServer: return SyncMonitor::State::Alone;
    case SyncStatus::Link::Offline: return SyncMonitor::State::Offline;
    case SyncStatus::Link::Syncing: return SyncMonitor::State::Syncing;
    case SyncStatus::Link::Synced: return SyncMonitor::State::Synced;
    case SyncStatus::Link::Outdated: return SyncMonitor::State::Outdated;
    }
    return SyncMonitor::State::Offline;
}

} // namespace

void SyncPill::follow(const SyncThread& sync)
{
    connect(&sync, &SyncThread::statusChanged, this, &SyncPill::take);
    take(sync.status());
}

void SyncPill::take(const SyncStatus& status)
{
    m_state = stateOf(status.link);
    m_pending = int(std::min(status.pending, std::uint64_t(INT_MAX)));
    Q_EMIT changed();
}

} // namespace kontor
