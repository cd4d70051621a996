#pragma once

#include "domain/base/result.h"
#include "storage/store.h"
#include "sync/server/event_log.h"
#include "sync/server/rate_limit.h"
#include "sync/server/tls_identity.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace kontor {

/// Bounds of what strangers can make the server hold or wait for.
struct HttpLimits {
    std::size_t connections = 2000;
    /// Of one address (for IPv6: of its /64). This machine's own has no such bound, since a proxy's connections all come from it.
    std::size_t connectionsPerAddress = 200;
    RateLimit::Rate requestsPerAddress{2000, 400}; ///< As above. A shop's tills may share one address.
    RateLimit::Rate requestsPerTerminal{2000, 300};
    bool boundThisMachineToo = false;        ///< For tests.
    std::size_t bodiesInFlight = 64U << 20U; ///< Bytes of bodies of all connections together.
    std::chrono::milliseconds request{
        10'000}; ///< From a request's first byte to its last; also for a new connection's first.
    std::chrono::milliseconds handshake{5'000}; ///< For a new connection's TLS.
    std::chrono::milliseconds idle{60'000};     ///< Between requests.
    std::chrono::milliseconds answer{120'000};  ///< For the service to answer; longer than any pull hangs.
    std::chrono::milliseconds reply{60'000};    ///< For the other side to take a reply.
};

struct HttpServerOptions {
    std::string listen = "127.0.0.1:0"; ///< "address:port"; "[::1]:8470" for IPv6; port 0 picks one.
    bool insecure = false;              ///< No TLS, though the address is not this machine's own.
    bool tls = false;                   ///< TLS, though the address is this machine's own. Elsewhere it is the rule.
    TlsFiles tlsFiles = {};     ///< Certificate and key to show; empty: the server's own, made when there are none.
    bool stopOnSignals = false; ///< SIGINT and SIGTERM end run().
    EventLog::Form logForm = EventLog::Form::Words;
    HttpLimits limits;
};

/// The sync service on a socket: HTTP/1.1, each connection one request at a time, everything bounded in bytes and time.
class HttpServer
{
public:
    /// Listens. `dataFolder` holds the enrolments, and beside it are the server's own TLS files.
    /// Errors: Invalid about "listen" or "tls"; Network when the address is taken; Storage.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>> open(Store& store, Judge judge,
                                                                  std::filesystem::path dataFolder, World world,
                                                                  std::shared_ptr<spdlog::logger> log,
                                                                  const HttpServerOptions& options);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string address() const; ///< "127.0.0.1:41873".
    [[nodiscard]] bool isSecure() const;       ///< Whether it speaks TLS.
    [[nodiscard]] std::string url() const;     ///< "https://127.0.0.1:41873".
    /// Serves on the calling thread until stop().
    void run();
    void stop(); ///< From any thread.

private:
    class Impl;
    explicit HttpServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace kontor
