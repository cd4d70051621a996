#pragma once

#include "storage/recount.h"
#include "storage/store.h"
#include "sync/protocol/call_gate.h"
#include "sync/protocol/sync_machine.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace kontor {

class Exchange;

/// Keeps a terminal's store and the server's in step, as long as it is started: the machine of sync/protocol with sockets, a
/// clock and a store. Lives on any thread with an event loop and never blocks it: what waits for the writer comes back by a
/// queued call. SyncThread gives it a thread of its own.
class SyncClient : public QObject
{
    Q_OBJECT
public:
    explicit SyncClient(Store& store, QObject* parent = nullptr) : SyncClient(store, SyncMachine::Options{}, parent) {}
    SyncClient(Store& store, SyncMachine::Options options, QObject* parent = nullptr);
    ~SyncClient() override;

    /// Reads the server's address from the store. A terminal that was never enrolled stays at NoServer.
    void start();
    void stop();
    [[nodiscard]] const SyncStatus& status() const { return m_status; }

Q_SIGNALS:
    void statusChanged(const kontor::SyncStatus& status);

private:
    void run(SyncMachine::Actions actions);
    void onStoreChanged();
    void mend(SyncMachine::Mending work);
    void report(const SyncStatus& status);
    [[nodiscard]] static std::uint64_t nowMs();

    Store& m_store;
    StoreSyncPort m_port;
    SyncMachine m_machine;
    std::unique_ptr<Exchange> m_exchange;
    QTimer m_timer;
    SyncStatus m_status;
    std::atomic<bool> m_changePosted = false;
    int m_watch = 0;
    CallGate m_gate;       ///< Waits for what the store still has to answer.
    Recounter m_recounter; ///< Last: it ends first, and gives its pass back.
};

} // namespace kontor

Q_DECLARE_METATYPE(kontor::SyncStatus)
