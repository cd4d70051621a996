#include "sync/server/http_connection.h"

#include "sync/protocol/codec.h"
#include "sync/protocol/limits.h"
#include "sync/server/routes.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <utility>

namespace kontor {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t readAheadBytes = 4096;
constexpr std::size_t mostDrained = 256U << 10U;

std::string_view viewOf(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

SyncReply tooMany(const char* whose, std::uint32_t waitSeconds)
{
    auto reply = errorReply(429, sync::ErrorReply::BUSY, whose, "too many requests");
    reply.retryAfterSeconds = waitSeconds;
    return reply;
}

SyncReply tooMuchAtOnce()
{
    auto busy = errorReply(503, sync::ErrorReply::BUSY, "server", "too much at once");
    busy.retryAfterSeconds = 2;
    return busy;
}

} // namespace

std::uint64_t HttpShared::nowMs()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, HttpShared& shared)
    : m_stream(std::move(socket), shared.tls),
      m_deadline(m_stream.get_executor()),
      m_shared(shared),
      m_buffer(maxHttpHeaderBytes + readAheadBytes)
{
    ++m_shared.connections;
    Error ignored;
    m_stream.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    const auto peer = m_stream.socket().remote_endpoint(ignored);
    m_peer = ignored ? "unknown" : peer.address().to_string();
    if (m_shared.limits.boundThisMachineToo || !peer.address().is_loopback()) {
        m_peerName = peerName(m_peer);
        ++m_shared.connectionsOf[m_peerName];
    }
}

bool HttpConnection::isOneTooMany() const
{
    return !m_peerName.empty() && m_shared.connectionsOf.at(m_peerName) > m_shared.limits.connectionsPerAddress;
}

HttpConnection::~HttpConnection()
{
    releaseBody();
    --m_shared.connections;
    const auto ofPeer = m_shared.connectionsOf.find(m_peerName);
    if (ofPeer != m_shared.connectionsOf.end() && --ofPeer->second == 0)
        m_shared.connectionsOf.erase(ofPeer);
}

void HttpConnection::start()
{
    if (m_stream.isSecure())
        return shakeHands();
    awaitRequest(m_shared.limits.request);
}

void HttpConnection::shakeHands()
{
    setDeadline(m_shared.limits.handshake);
    m_stream.async_handshake([self = shared_from_this()](Error error) {
        if (error)
            return self->close();
        self->awaitRequest(self->m_shared.limits.request);
    });
}

void HttpConnection::setDeadline(std::chrono::milliseconds patience)
{
    m_deadline.expires_after(patience);
    m_deadline.async_wait([weak = weak_from_this()](Error error) {
        const auto self = weak.lock();
        // A wait that was too late to be cancelled sees that the deadline has moved.
        if (self && !error && self->m_deadline.expiry() <= std::chrono::steady_clock::now())
            self->close();
    });
}

void HttpConnection::awaitRequest(std::chrono::milliseconds patience)
{
    m_parser.reset();
    m_request = {};
    m_coding = m_replyCoding = WireCoding::None;
    m_received = 0;
    m_pushed.clear();
    if (m_buffer.size() > 0)
        return readHeader();
    setDeadline(patience);
    m_stream.async_read_some(m_buffer.prepare(readAheadBytes),
                             [self = shared_from_this()](Error error, std::size_t bytes) {
                                 if (error)
                                     return self->close();
                                 self->m_buffer.commit(bytes);
                                 self->readHeader();
                             });
}

void HttpConnection::readHeader()
{
    m_startedMs = HttpShared::nowMs();
    setDeadline(m_shared.limits.request); // Until the last byte of the body.
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(maxHttpHeaderBytes));
    m_parser->body_limit(maxBodyBytes);
    http::async_read_header(m_stream, m_buffer, *m_parser,
                            [self = shared_from_this()](Error error, std::size_t) { self->onHeader(error); });
}

void HttpConnection::onHeader(Error error)
{
    if (error)
        return refuseUnreadable(error);
    const auto& header = m_parser->get();
    m_request.method = std::string(viewOf(header.method_string()));
    m_request.target = std::string(viewOf(header.target()));
    m_request.auth = RequestAuth::fromHeader(viewOf(header[http::field::authorization]));
    m_request.correlation = safeCorrelation(viewOf(header["X-Correlation-Id"]))
                                .value_or(m_shared.correlationPrefix + std::to_string(++m_shared.lastCorrelation));
    m_request.peer = m_peer;
    m_keepAlive = false; // What is refused before its body is read ends the connection.
    m_replyCoding = bestCoding(viewOf(header[http::field::accept_encoding]));

    if (auto refusal = refuseByHead())
        return reply(std::move(*refusal));
    http::async_read(m_stream, m_buffer, *m_parser,
                     [self = shared_from_this()](Error failed, std::size_t) { self->onBody(failed); });
}

std::optional<SyncReply> HttpConnection::refuseByHead()
{
    const auto nowMs = HttpShared::nowMs();
    if (const auto wait = m_peerName.empty() ? 0 : m_shared.addresses.take(m_peerName, nowMs); wait > 0)
        return tooMany("address", wait);
    const auto admitted = m_shared.service->admit(m_request, nowMs);
    if (!admitted)
        return admitted.error();
    // A session of this terminal's stands behind its name here: nobody uses up another's tokens.
    if (const Route* route = routeOf(m_request.target); route != nullptr && route->inSession)
        if (const auto wait = m_shared.terminals.take(m_request.auth->terminal, nowMs, route->tokens); wait > 0)
            return tooMany("terminal", wait);
    const auto coding = codingNamed(viewOf(m_parser->get()[http::field::content_encoding]));
    if (!coding)
        return errorReply(415, sync::ErrorReply::OTHER, "body", "its coding is not spoken here");
    m_coding = *coding;
    m_mostDecoded = *admitted;
    if (m_parser->chunked())
        return errorReply(411, sync::ErrorReply::OTHER, "body", "say how long it is");
    const std::uint64_t length = m_parser->content_length().value_or(0);
    if (length > *admitted)
        return errorReply(413, sync::ErrorReply::TOO_LARGE, "body", "at most " + std::to_string(*admitted) + " bytes");
    if (!reserve(static_cast<std::size_t>(length)))
        return tooMuchAtOnce();
    m_received = length;
    return std::nullopt;
}

void HttpConnection::onBody(Error error)
{
    if (error)
        return refuseUnreadable(error);
    setDeadline(m_shared.limits.answer);
    m_keepAlive = m_parser->get().keep_alive();
    auto body = decodeBody(std::move(m_parser->get().body()));
    if (!body)
        return reply(std::move(body.error()));
    auto request = m_request;
    request.body = std::move(*body);
    if (m_replyCoding == WireCoding::Packed && requestBodyOf(pathOf(m_request.target)) == WireBody::Push)
        m_pushed = commitsOf(request.body);
    try {
        m_shared.service->handle(std::move(request), HttpShared::nowMs(),
                                 [self = shared_from_this()](SyncReply answer) { self->reply(std::move(answer)); });
    } catch (const std::exception& exception) {
        m_shared.log.write(spdlog::level::err, "exception",
                           {{"correlation", m_request.correlation}, {"what", std::string(exception.what())}});
        m_keepAlive = false;
        reply(errorReply(500, sync::ErrorReply::OTHER, "server", "an error of the server's own"));
    }
}

bool HttpConnection::reserve(std::size_t bytes)
{
    if (m_shared.bodyBytes + bytes > m_shared.limits.bodiesInFlight)
        return false;
    m_reserved += bytes;
    m_shared.bodyBytes += bytes;
    return true;
}

tl::expected<Bytes, SyncReply> HttpConnection::decodeBody(Bytes wire)
{
    if (m_coding == WireCoding::None)
        return wire;
    const auto size = WireCoder::decodedSize(wire, m_mostDecoded);
    if (!size)
        return tl::unexpected(errorReply(413, sync::ErrorReply::TOO_LARGE, size.error().about, size.error().detail));
    if (!reserve(*size))
        return tl::unexpected(tooMuchAtOnce());
    auto body = m_shared.coder.decode(wire, m_coding, m_mostDecoded, requestBodyOf(pathOf(m_request.target)));
    if (!body)
        return tl::unexpected(errorReply(400, sync::ErrorReply::OTHER, body.error().about, body.error().detail));
    return std::move(*body);
}

void HttpConnection::refuseUnreadable(Error error)
{
    m_keepAlive = false;
    if (m_request.correlation.empty())
        m_request.correlation = m_shared.correlationPrefix + std::to_string(++m_shared.lastCorrelation);
    if (error == http::error::body_limit)
        return reply(errorReply(413, sync::ErrorReply::TOO_LARGE, "body", "too long"));
    if (error == http::error::header_limit || error == http::error::buffer_overflow)
        return reply(errorReply(431, sync::ErrorReply::TOO_LARGE, "header", "too long"));
    if (error == http::error::end_of_stream || error == http::error::partial_message ||
        error.category() != http::make_error_code(http::error::bad_method).category())
        return close();
    reply(errorReply(400, sync::ErrorReply::OTHER, "request", "this is no HTTP"));
}

void HttpConnection::reply(SyncReply answer)
{
    releaseBody();
    m_reply = {};
    m_reply.version(11);
    m_reply.result(answer.status);
    m_reply.set(http::field::content_type, answer.contentType);
    m_reply.set(http::field::cache_control, "no-store");
    m_reply.set("X-Content-Type-Options", "nosniff");
    m_reply.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (m_stream.isSecure())
        m_reply.set("Strict-Transport-Security", "max-age=31536000");
    m_reply.set("X-Correlation-Id", m_request.correlation);
    if (answer.retryAfterSeconds > 0)
        m_reply.set(http::field::retry_after, std::to_string(answer.retryAfterSeconds));
    // RFC 7694: what the next request's body may be coded in.
    m_reply.set(http::field::accept_encoding, {acceptedCodings.data(), acceptedCodings.size()});
    m_reply.keep_alive(m_keepAlive);
    m_untilSent = std::move(answer.untilSent);
    if (answer.contentType == "application/octet-stream")
        m_replyCoding = WireCoding::None; // A slice of a base is compressed already.
    // A refusal is none of the messages that can be packed.
    const auto kind = answer.status == 200 ? replyBodyOf(pathOf(m_request.target)) : WireBody::Other;
    m_reply.body() = m_shared.coder.encode(answer.body, m_replyCoding, kind, m_pushed);
    if (m_replyCoding != WireCoding::None)
        m_reply.set(http::field::content_encoding, {nameOf(m_replyCoding).data(), nameOf(m_replyCoding).size()});
    m_reply.prepare_payload();
    log(answer);
    setDeadline(m_shared.limits.reply);
    // Header and body go out as one sequence of buffers.
    http::async_write(m_stream, m_reply,
                      [self = shared_from_this()](Error error, std::size_t) { self->onWritten(error); });
}

void HttpConnection::onWritten(Error error)
{
    m_untilSent.reset();
    if (error)
        return close();
    if (!m_keepAlive)
        return linger();
    m_reply = {};
    awaitRequest(m_shared.limits.idle);
}

/// Closing with unread bytes would send a reset, which takes the reply away from whoever is still sending. Below TLS: a reply says
/// how long it is, so its end needs no proof.
void HttpConnection::linger()
{
    Error ignored;
    m_stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    m_buffer.consume(m_buffer.size());
    setDeadline(2s);
    drain();
}

void HttpConnection::drain()
{
    m_stream.socket().async_read_some(m_buffer.prepare(readAheadBytes),
                                      [self = shared_from_this()](Error error, std::size_t bytes) {
                                          self->m_drained += bytes;
                                          if (error || self->m_drained > mostDrained)
                                              return self->close();
                                          self->drain();
                                      });
}

void HttpConnection::close()
{
    m_deadline.cancel();
    Error ignored;
    m_stream.socket().close(ignored);
}

void HttpConnection::releaseBody()
{
    m_shared.bodyBytes -= std::exchange(m_reserved, 0);
}

void HttpConnection::log(const SyncReply& answer)
{
    const auto level = answer.status >= 500 || answer.isAlarm ? spdlog::level::warn : spdlog::level::info;
    if (!m_shared.log.wants(level))
        return;
    // Method and target of a stranger may hold anything.
    const auto safe = [](std::string_view text) {
        std::string shown(text.substr(0, 64));
        std::replace_if(
            shown.begin(), shown.end(), [](char c) { return c <= ' ' || c == '"' || c == 0x7F || c < 0; }, '?');
        return shown.empty() ? std::string("-") : shown;
    };
    m_shared.log.write(level, "request",
                       {{"correlation", m_request.correlation},
                        {"peer", m_peer},
                        {"terminal", m_request.auth ? hex(m_request.auth->terminal) : "-"},
                        {"method", safe(m_request.method)},
                        {"target", safe(m_request.target)},
                        {"status", std::uint64_t{answer.status}},
                        {"ms", HttpShared::nowMs() - m_startedMs},
                        {"bytes_in", m_received},
                        {"bytes_out", std::uint64_t{m_reply.body().size()}}},
                       answer.note);
}

} // namespace kontor
