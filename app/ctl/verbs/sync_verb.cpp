#include "app/ctl/shop_access.h"
#include "app/ctl/sync_until_idle.h"
#include "app/ctl/verbs/verb.h"
#include "sync/client/sync_client.h"
#include "sync/protocol/server_address.h"

#include <QCoreApplication>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct SyncOptions {
    std::string data;
    std::string server;
    bool untilIdle = false;
    bool insecure = false;
    int patienceSeconds = 60;
    bool json = false;
};

Result<Done> syncTerminal(const SyncOptions& options)
{
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    if (!options.server.empty()) {
        auto address = serverOf(**store).value_or(ServerAddress{});
        address.url = options.server;
        address.insecure = address.insecure || options.insecure;
        if (auto kept = keepServer(**store, address); !kept)
            return kept;
    }
    int count = 1;
    char name[] = "kontorctl";
    char* arguments[] = {name, nullptr};
    QCoreApplication application(count, arguments);
    if (auto done = syncUntilIdle(**store, std::chrono::seconds(options.patienceSeconds)); !done && options.untilIdle)
        return done;
    const auto state = (*store)->syncState();
    if (!state)
        return tl::unexpected(state.error());
    printAnswer(options.json,
                {{"pending", state->pending}, {"epoch", state->seen.epoch()}, {"cursor", state->seen.n()}},
                fmt::format("{} pending, cursor {}.{}", state->pending, state->seen.epoch(), state->seen.n()));
    if (options.untilIdle)
        return Done{};
    SyncClient client(**store);
    client.start();
    QCoreApplication::
        exec(); // Until the process is ended: what is committed is durable, and sync goes on where it was.
    return Done{};
}

} // namespace

void addSyncVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<SyncOptions> verb(app, "sync", "Bring a terminal and its server to the same state");
    addDataOption(*verb.app, verb->data);
    verb.app->add_flag("--until-idle", verb->untilIdle, "End when nothing is pending and everything is pulled");
    verb.app->add_option("--server", verb->server, "Where the server is now, if it has moved: https://HOST:PORT");
    verb.app->add_flag("--insecure", verb->insecure, "With --server: plain http:// over the network is well");
    verb.app->add_option("--patience", verb->patienceSeconds, "With --until-idle: give up after so many seconds")
        ->check(CLI::Range(1, 86'400))
        ->capture_default_str();
    addJsonOption(*verb.app, verb->json);
    verb.runs(chosen, syncTerminal);
}

} // namespace kontor
