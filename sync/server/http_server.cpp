#include "sync/server/http_server.h"

#include "sync/server/http_connection.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>

#include <charconv>
#include <csignal>
#include <utility>

namespace kontor {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

Result<tcp::endpoint> parseListen(const HttpServerOptions& options)
{
    const auto& text = options.listen;
    const auto colon = text.rfind(':');
    if (colon == std::string::npos)
        return invalid("listen", "'" + text + "' is not ADDRESS:PORT");
    auto host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto* end = text.data() + text.size();
    const auto [at, wrong] = std::from_chars(text.data() + colon + 1, end, port);
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    if (error || wrong != std::errc{} || at != end)
        return invalid("listen", "'" + text + "' is not ADDRESS:PORT");
    return tcp::endpoint(address, port);
}

bool wantsTls(const tcp::endpoint& endpoint, const HttpServerOptions& options)
{
    return options.tls || !options.tlsFiles.key.empty() || (!endpoint.address().is_loopback() && !options.insecure);
}

tl::unexpected<Error> noTls(const TlsFiles& files, const boost::system::error_code& error)
{
    return invalid("tls", files.certificate.string() + ", " + files.key.string() + ": " + error.message());
}

} // namespace

class HttpServer::Impl
{
public:
    Impl(Store& store, Judge judge, std::filesystem::path dataFolder, World world, std::shared_ptr<spdlog::logger> log,
         const HttpServerOptions& options)
        : m_acceptor(m_io),
          m_tick(m_io),
          m_retry(m_io),
          m_signals(m_io),
          m_service(store, std::move(judge), std::move(dataFolder), world,
                    [this](std::function<void()> run) { asio::post(m_io, std::move(run)); })
    {
        m_shared.limits = options.limits;
        m_shared.log = EventLog(std::move(log), options.logForm);
        m_shared.addresses = RateLimit(options.limits.requestsPerAddress);
        m_shared.terminals = RateLimit(options.limits.requestsPerTerminal);
        m_shared.service = &m_service;
        m_shared.correlationPrefix = 's' + hex(world.random(4)) + '-';
    }

    /// Loads certificate and key, and says in the data folder which key terminals will see.
    Result<Done> secure(TlsFiles files, const std::filesystem::path& dataFolder)
    {
        if (files.key.empty()) {
            auto own = ownTlsFiles(dataFolder);
            if (!own)
                return tl::unexpected(own.error());
            files = std::move(*own);
        }
        const auto pin = readTlsPin(files);
        if (!pin)
            return tl::unexpected(pin.error());
        auto* native = m_tls.native_handle();
        SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
        // Every connection shows the key anew, nothing of another is kept, and an idle one holds no buffers.
        SSL_CTX_set_options(native, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                        SSL_OP_CIPHER_SERVER_PREFERENCE);
        SSL_CTX_set_num_tickets(native, 0);
        SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
        boost::system::error_code error;
        m_tls.use_certificate_chain_file(files.certificate.string(), error);
        if (!error)
            m_tls.use_private_key_file(files.key.string(), asio::ssl::context::pem, error);
        if (error)
            return noTls(files, error);
        m_shared.tls = &m_tls;
        return rememberTlsPin(dataFolder, *pin);
    }

    [[nodiscard]] bool isSecure() const { return m_shared.tls != nullptr; }

    Result<Done> listen(const tcp::endpoint& endpoint, bool stopOnSignals)
    {
        boost::system::error_code error;
        m_acceptor.open(endpoint.protocol(), error);
        if (!error)
            m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error)
            m_acceptor.bind(endpoint, error);
        if (!error)
            m_acceptor.listen(1024, error);
        if (error)
            return fail(Error::Kind::Network, "listen", error.message());
        if (stopOnSignals) {
            m_signals.add(SIGINT, error);
            m_signals.add(SIGTERM, error);
            m_signals.async_wait([this](boost::system::error_code failed, int) {
                if (!failed)
                    m_io.stop();
            });
        }
        accept();
        tick();
        return Done{};
    }

    void run()
    {
        for (;;) {
            try {
                m_io.run();
                return;
            } catch (const std::exception& exception) {
                // One connection's handler; the others go on.
                m_shared.log.write(spdlog::level::err, "exception", {{"what", std::string(exception.what())}});
            }
        }
    }
    void stop() { m_io.stop(); }
    tcp::endpoint endpoint() const
    {
        boost::system::error_code ignored;
        return m_acceptor.local_endpoint(ignored);
    }

private:
    void accept()
    {
        m_acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
            if (error == asio::error::operation_aborted)
                return;
            if (error) {
                // Out of file descriptors, most likely: let some connections end first.
                m_shared.log.write(spdlog::level::warn, "accept-failed", {{"what", error.message()}});
                m_retry.expires_after(100ms);
                m_retry.async_wait([this](boost::system::error_code) { accept(); });
                return;
            }
            if (m_shared.connections < m_shared.limits.connections) {
                const auto connection = std::make_shared<HttpConnection>(std::move(socket), m_shared);
                if (!connection->isOneTooMany())
                    connection->start();
            }
            accept();
        });
    }

    void tick()
    {
        m_tick.expires_after(250ms);
        m_tick.async_wait([this](boost::system::error_code error) {
            if (error)
                return;
            m_service.tick(HttpShared::nowMs());
            tick();
        });
    }

    asio::ssl::context m_tls{asio::ssl::context::tls_server};
    HttpShared m_shared; ///< Before the sockets, which count themselves in it until they are gone.
    asio::io_context m_io{1};
    tcp::acceptor m_acceptor;
    asio::steady_timer m_tick;
    asio::steady_timer m_retry;
    asio::signal_set m_signals;
    SyncService m_service; ///< Goes first, while what it posts has somewhere to go.
};

Result<std::unique_ptr<HttpServer>> HttpServer::open(Store& store, Judge judge, std::filesystem::path dataFolder,
                                                     World world, std::shared_ptr<spdlog::logger> log,
                                                     const HttpServerOptions& options)
{
    const auto endpoint = parseListen(options);
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    auto impl = std::make_unique<Impl>(store, std::move(judge), dataFolder, std::move(world), std::move(log), options);
    if (wantsTls(*endpoint, options))
        if (auto secured = impl->secure(options.tlsFiles, dataFolder); !secured)
            return tl::unexpected(secured.error());
    if (auto listening = impl->listen(*endpoint, options.stopOnSignals); !listening)
        return tl::unexpected(listening.error());
    return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const
{
    return m_impl->endpoint().port();
}

std::string HttpServer::address() const
{
    const auto endpoint = m_impl->endpoint();
    const auto host = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(endpoint.port());
}

bool HttpServer::isSecure() const
{
    return m_impl->isSecure();
}

std::string HttpServer::url() const
{
    return (isSecure() ? "https://" : "http://") + address();
}

void HttpServer::run()
{
    m_impl->run();
}

void HttpServer::stop()
{
    m_impl->stop();
}

} // namespace kontor
