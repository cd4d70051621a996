#pragma once

#include <QObject>

namespace kontor {

/// What the screen shows of sync. A port: app/ fills it from the sync client, tests from a fake.
class SyncMonitor : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Alone,    ///< No server has ever been named: nothing waits for one.
        Offline,  ///< The server cannot be reached; selling goes on.
        Syncing,  ///< Reached, and something is under way.
        Synced,   ///< The server has everything.
        Outdated, ///< The server asks for a newer Kontor; selling goes on.
    };

    using QObject::QObject;

    [[nodiscard]] virtual State state() const = 0;
    /// Commits of this terminal the server has not acknowledged.
    [[nodiscard]] virtual int pending() const = 0;

Q_SIGNALS:
    void changed();
};

} // namespace kontor
