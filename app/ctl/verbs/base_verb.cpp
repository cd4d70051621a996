#include "app/ctl/console.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "sync/client/bootstrap.h"
#include "sync/protocol/server_address.h"

#include <QCoreApplication>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct BaseOptions {
    std::string data;
    bool json = false;
};

Result<Done> newBase(const BaseOptions& options)
{
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto address = serverOf(**store);
    if (!address || (*store)->serverKey().empty())
        return fail(Error::Kind::NotFound, "server", "this terminal has none: enrol it first");
    int argc = 1;
    char name[] = "kontorctl";
    char* argv[] = {name, nullptr};
    const QCoreApplication application(argc, argv);
    ProgressLine progress("base");
    BootstrapOptions how;
    how.worthAfter = 0; // It is asked for.
    how.progress = [&](std::size_t done, std::size_t of) { progress.update("slices", done, of); };
    const auto begun =
        beginFromBase(**store, *address, (*store)->identity(), false, (*store)->pepper(), (*store)->serverKey(), how);
    if (!begun)
        return tl::unexpected(begun.error());
    if (!*begun)
        return fail(Error::Kind::NotFound, "server", "it makes no bases: update it");
    const auto state = (*store)->syncState();
    if (!state)
        return tl::unexpected(state.error());
    progress.finish(
        fmt::format("begun from a base at {}; {} own commits still to send", state->seen.n(), state->pending));
    if (options.json)
        printAnswer(true, {{"cursor", state->seen.n()}, {"pending", state->pending}}, {});
    return Done{};
}

} // namespace

void addBaseVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<BaseOptions> verb(app, "new-base",
                                  "Begin this terminal's shop again from the server's; what it made itself is kept");
    addDataOption(*verb.app, verb->data);
    addJsonOption(*verb.app, verb->json);
    verb.runs(chosen, newBase);
}

} // namespace kontor
