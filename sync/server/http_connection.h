#pragma once

#include "sync/protocol/wire_coding.h"
#include "sync/server/http_server.h"
#include "sync/server/sync_service.h"
#include "sync/server/wire_stream.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace kontor {

/// What the connections of one server share. On one thread, so nothing is locked.
struct HttpShared {
    HttpLimits limits;
    boost::asio::ssl::context* tls = nullptr; ///< Null: plain HTTP.
    EventLog log;
    SyncService* service = nullptr;
    std::size_t connections = 0;
    std::unordered_map<std::string, std::size_t> connectionsOf; ///< By peerName().
    RateLimit addresses{{}};
    RateLimit terminals{{}};
    std::size_t bodyBytes = 0;
    std::uint64_t lastCorrelation = 0;
    std::string correlationPrefix; ///< Of this run of the server.
    WireCoder coder;

    [[nodiscard]] static std::uint64_t nowMs();
};

/// One connection: reads a request within its bounds, has it answered, writes the reply in one piece, and again. Lives as long
/// as one of its handlers does, which is what shared_ptr is for in Asio.
class HttpConnection : public std::enable_shared_from_this<HttpConnection>
{
public:
    HttpConnection(boost::asio::ip::tcp::socket socket, HttpShared& shared);
    /// Whether its address has more connections than one may have.
    [[nodiscard]] bool isOneTooMany() const;
    ~HttpConnection();
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;
    void start();

private:
    using Error = boost::system::error_code;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void shakeHands();
    void awaitRequest(std::chrono::milliseconds patience);
    void readHeader();
    void onHeader(Error error);
    void onBody(Error error);
    /// The body as it was before it was coded, or the refusal.
    [[nodiscard]] tl::expected<Bytes, SyncReply> decodeBody(Bytes wire);
    /// Counts bytes this connection needs for bodies; false when all together would have too many.
    [[nodiscard]] bool reserve(std::size_t bytes);
    /// The refusal of a request before its body is read.
    [[nodiscard]] std::optional<SyncReply> refuseByHead();
    void refuseUnreadable(Error error);
    void reply(SyncReply reply);
    void onWritten(Error error);
    void linger();
    void drain();
    void close();
    void setDeadline(std::chrono::milliseconds patience);
    void releaseBody();
    void log(const SyncReply& reply);

    WireStream m_stream;
    boost::asio::steady_timer m_deadline;
    HttpShared& m_shared;
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser;
    SyncRequest m_request;
    boost::beast::http::response<boost::beast::http::string_body> m_reply;
    std::shared_ptr<void> m_untilSent;
    std::string m_peer;
    std::string m_peerName;                      ///< What it is counted as; empty when it is not counted.
    std::size_t m_reserved = 0;                  ///< Of shared.bodyBytes.
    std::size_t m_mostDecoded = 0;               ///< What the request's body may have.
    WireCoding m_coding = WireCoding::None;      ///< Of the request's body.
    std::vector<Bytes> m_pushed;                 ///< Header hashes of the push in hand: what its reply need not name.
    WireCoding m_replyCoding = WireCoding::None; ///< The best that the other side takes.
    std::size_t m_drained = 0;
    std::uint64_t m_startedMs = 0;
    std::uint64_t m_received = 0; ///< Bytes of the request's body, as it was sent.
    bool m_keepAlive = false;
};

} // namespace kontor
