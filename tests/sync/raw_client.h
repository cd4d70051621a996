#pragma once

#include "domain/base/crypto.h"
#include "storage/store.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/limits.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace kontor::test {

/// A socket that says whatever a test wants said.
class RawClient
{
public:
    explicit RawClient(std::uint16_t port) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        // The test fails rather than hangs.
        const timeval patience{20, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    [[nodiscard]] bool isConnected() const { return m_connected; }
    /// False when the other side has closed.
    bool say(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto n = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    /// Until the other side closes.
    std::string hearAll()
    {
        while (hearSome()) {
        }
        return std::exchange(m_heard, {});
    }
    /// One reply by its Content-Length; status 0 when the connection ended.
    SyncReply hear()
    {
        SyncReply reply;
        reply.status = 0;
        std::size_t end = 0;
        while ((end = m_heard.find("\r\n\r\n")) == std::string::npos)
            if (!hearSome())
                return reply;
        const auto length = numberAfter("Content-Length: ");
        while (m_heard.size() < end + 4 + length)
            if (!hearSome())
                return reply;
        reply.status = static_cast<unsigned>(numberAfter("HTTP/1.1 "));
        reply.retryAfterSeconds = static_cast<std::uint32_t>(numberAfter("Retry-After: "));
        reply.body = m_heard.substr(end + 4, length);
        m_heard.erase(0, end + 4 + length);
        return reply;
    }
    SyncReply ask(const SyncRequest& request)
    {
        std::string text = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: test\r\n";
        if (request.auth)
            text += "Authorization: " + request.auth->toHeader() + "\r\n";
        if (request.method == "POST")
            text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
        say(text + "\r\n" + request.body);
        return hear();
    }

private:
    bool hearSome()
    {
        char buffer[4096];
        const auto n = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (n <= 0)
            return false;
        m_heard.append(buffer, static_cast<std::size_t>(n));
        return true;
    }
    std::size_t numberAfter(std::string_view label) const
    {
        const auto at = m_heard.find(label);
        return at == std::string::npos ? 0 : std::strtoul(m_heard.c_str() + at + label.size(), nullptr, 10);
    }

    int m_socket;
    bool m_connected = false;
    std::string m_heard;
};

/// A terminal that speaks the protocol by hand, and may speak it wrongly.
class HandClient
{
public:
    HandClient(std::uint16_t port, const Store& store) : m_store(store), m_raw(port) {}

    /// Status of the hello.
    unsigned hello()
    {
        SyncRequest ask;
        ask.method = "GET";
        ask.target = "/v1/nonce";
        const auto nonce = parseBody<sync::NonceReply>(m_raw.ask(ask).body)->nonce();
        sync::Hello hello;
        hello.set_protocol(syncProtocol);
        hello.set_nonce(nonce);
        hello.set_terminal(m_store.identity().terminal.string());
        lastHello = signedRequest("/v1/hello", hello.SerializeAsString(), nonce, 0);
        const auto reply = m_raw.ask(lastHello);
        if (reply.status == 200)
            session = parseBody<sync::HelloReply>(reply.body)->session();
        return reply.status;
    }
    [[nodiscard]] SyncRequest signedRequest(const std::string& target, Bytes body, const Bytes& inSession,
                                            std::uint64_t number, const char* method = "POST") const
    {
        SyncRequest request;
        request.method = method;
        request.target = target;
        request.body = std::move(body);
        RequestAuth auth;
        auth.terminal = m_store.identity().terminal.string();
        auth.session = inSession;
        auth.counter = number;
        auth.signature = m_store.signWith(requestTag, requestMessage(inSession, number, method, target, request.body));
        request.auth = auth;
        return request;
    }
    [[nodiscard]] SyncRequest next(const std::string& target, Bytes body)
    {
        return signedRequest(target, std::move(body), session, ++counter);
    }
    [[nodiscard]] SyncRequest nextGet(const std::string& target)
    {
        return signedRequest(target, {}, session, ++counter, "GET");
    }
    [[nodiscard]] SyncRequest push(const std::vector<SignedCommit>& run)
    {
        sync::Push push;
        for (const auto& commit : run)
            *push.add_commit() = commit.envelope();
        return next("/v1/push", push.SerializeAsString());
    }
    SyncReply ask(const SyncRequest& request) { return m_raw.ask(request); }

    Bytes session;
    std::uint64_t counter = 0;
    SyncRequest lastHello;

private:
    const Store& m_store;
    RawClient m_raw;
};

} // namespace kontor::test
