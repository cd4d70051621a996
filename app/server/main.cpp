#include "domain/commands/review.h"
#include "storage/store.h"
#include "sync/server/http_server.h"

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

using namespace kontor;

namespace {

int failWith(const Error& error)
{
    std::cerr << "kontor-server: " << error.about << ": " << error.detail << '\n';
    return EXIT_FAILURE;
}

std::pair<schema::Verdict, std::vector<schema::Reason>> judge(const Reader& asTheAuthorSaw, const Reader& now,
                                                              const SignedCommit& commit,
                                                              const std::vector<schema::Change>& changes)
{
    auto made = review(asTheAuthorSaw, now, commit, changes);
    return {made.verdict, std::move(made.reasons)};
}

/// A connection is a file; the usual soft limit of 1,024 is below what the server takes.
void allowConnections(std::size_t connections)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, std::max<rlim_t>(limit.rlim_cur, connections + 256));
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(const std::string& data, const HttpServerOptions& options, std::shared_ptr<spdlog::logger> log)
{
    StoreOptions storeOptions;
    storeOptions.reserveBytes = defaultReserveBytes;
    storeOptions.directory = data;
    auto store = Store::open(storeOptions);
    if (!store)
        return failWith(store.error());
    if ((*store)->isReadOnly())
        return failWith({Error::Kind::Conflict, data, "another process has this data folder open; stop it first"});
    const auto identity = (*store)->identity();
    if (!identity.organisation.isNil() && !identity.isServer)
        return failWith(
            {Error::Kind::Invalid, data, "this data folder is a terminal's; give the server one of its own"});

    auto server = HttpServer::open(**store, judge, data, World::real(), log, options);
    if (!server)
        return failWith(server.error());
    // Whoever starts the server with port 0 reads the port from this line.
    std::cout << "listening on " << ((*server)->isSecure() ? (*server)->url() : (*server)->address()) << std::endl;
    const EventLog events(log, options.logForm);
    events.write(spdlog::level::info, "start",
                 {{"data", data},
                  {"address", (*server)->url()},
                  {"organisation", identity.organisation.isNil() ? "none" : identity.organisation.raw.toHex()}});
    (*server)->run();
    events.write(spdlog::level::info, "stop", {});
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app{"The server of a Kontor shop: keeps what the terminals send and hands it to the others."};
    app.set_version_flag("--version", "kontor-server " KONTOR_VERSION);
    std::string data;
    std::string level = "info";
    HttpServerOptions options;
    options.listen = "127.0.0.1:8470";
    options.stopOnSignals = true;
    app.add_option("--data", data, "Data folder; made when it is not there")->required();
    app.add_option("--listen", options.listen, "ADDRESS:PORT; port 0 picks a free one")->capture_default_str();
    app.add_flag("--insecure", options.insecure, "Listen on addresses of the network without TLS");
    app.add_flag("--tls", options.tls, "TLS on this machine's own addresses too; elsewhere it is the rule");
    auto* certificate =
        app.add_option("--tls-certificate", options.tlsFiles.certificate, "PEM file (default: made by the server)");
    app.add_option("--tls-key", options.tlsFiles.key, "PEM file with the certificate's key")->needs(certificate);
    certificate->needs("--tls-key");
    app.add_option("--log", level, "trace, debug, info, warn, error or off")->capture_default_str();
    bool json = false;
    app.add_flag("--log-json", json, "One JSON object a line in the log");
    CLI11_PARSE(app, argc, argv);

    if (json)
        options.logForm = EventLog::Form::Json;
    auto log = spdlog::stderr_logger_mt("kontor");
    log->set_level(spdlog::level::from_str(level));
    log->flush_on(spdlog::level::info);
    allowConnections(options.limits.connections);
    return serve(data, options, log);
}
