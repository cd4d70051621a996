#include "app/ctl/sync_until_idle.h"

#include "sync/client/sync_client.h"

#include <QEventLoop>
#include <QTimer>

namespace kontor {

Result<Done> syncUntilIdle(Store& store, std::chrono::milliseconds patience)
{
    SyncClient client(store);
    QEventLoop loop;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &loop, [&loop] { loop.exit(1); });
    const auto isOver = [](const SyncStatus& status) {
        return (status.link == SyncStatus::Link::Synced && !status.counting) ||
               status.link == SyncStatus::Link::Outdated || status.link == SyncStatus::Link::NoServer;
    };
    QObject::connect(&client, &SyncClient::statusChanged, &loop, [&](const SyncStatus& status) {
        if (isOver(status))
            loop.exit(0);
    });
    client.start();
    if (client.status().link == SyncStatus::Link::NoServer)
        return fail(Error::Kind::Conflict, "server", "this terminal has none yet: take an enrolment file first");
    timer.start(patience);
    if (!isOver(client.status()))
        loop.exec();
    const auto status = client.status();
    client.stop();
    if (status.link == SyncStatus::Link::Synced)
        return Done{};
    if (status.link == SyncStatus::Link::Outdated)
        return fail(Error::Kind::Network, "server", "speaks a newer protocol: update this program");
    return fail(Error::Kind::Network, "server",
                std::to_string(status.pending) + " commits are still pending" +
                    (status.lastError.empty() ? std::string() : "; " + status.lastError));
}

} // namespace kontor
