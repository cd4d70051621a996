#pragma once

#include "sync/client/sync_client.h"

#include <QObject>
#include <QThread>

namespace kontor {

/// A SyncClient on a thread of its own, for programs with a screen. statusChanged() comes on the thread this lives on.
class SyncThread : public QObject
{
    Q_OBJECT
public:
    explicit SyncThread(Store& store, QObject* parent = nullptr);
    ~SyncThread() override; ///< Ends the thread; waits for what the store has in hand.

    void start();
    [[nodiscard]] const SyncStatus& status() const { return m_status; }

Q_SIGNALS:
    void statusChanged(const kontor::SyncStatus& status);

private:
    QThread m_thread;
    SyncClient* m_client; ///< Deleted on its thread when that ends.
    SyncStatus m_status;
};

} // namespace kontor
