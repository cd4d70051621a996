#pragma once

#include "domain/base/crypto.h"
#include "many_tills.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/limits.h"
#include "sync/protocol/wire_coding.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kontor::bench {

/// A terminal without a data folder: says hello and pulls, one request after the other, as the program does.
class WaitingTill
{
public:
    WaitingTill(StoreIdentity identity, KeyPair keys) : m_identity(std::move(identity)), m_keys(std::move(keys)) {}
    ~WaitingTill()
    {
        if (m_socket >= 0)
            ::close(m_socket);
    }
    WaitingTill(const WaitingTill&) = delete;
    WaitingTill& operator=(const WaitingTill&) = delete;

    [[nodiscard]] const StoreIdentity& identity() const { return m_identity; }
    [[nodiscard]] int socket() const { return m_socket; }

    /// Blocks: a session, and where the log ends.
    void hello(std::uint16_t port)
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const timeval patience{30, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        const int one = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            giveUp("a waiting terminal cannot connect");
        say("GET /v1/nonce HTTP/1.1\r\nHost: bench\r\n\r\n");
        const auto nonce = test::need(parseBody<sync::NonceReply>(hear())).nonce();
        sync::Hello hello;
        hello.set_protocol(syncProtocol);
        hello.set_nonce(nonce);
        hello.set_terminal(m_identity.terminal.string());
        hello.set_origin(m_identity.origin.string());
        post("/v1/hello", hello.SerializeAsString(), nonce, 0);
        const auto reply = test::need(parseBody<sync::HelloReply>(hear()));
        m_session = reply.session();
        m_after = reply.head();
    }
    /// Asks for what is behind the last page, and hangs.
    void pull()
    {
        sync::Pull pull;
        *pull.mutable_after() = m_after;
        pull.set_max_commits(maxPullCommits);
        pull.set_max_bytes(maxPullBytes);
        pull.set_wait_seconds(maxWaitSeconds);
        post("/v1/pull", pull.SerializeAsString(), m_session, ++m_counter);
    }
    /// What came, without waiting for more. The page when that made one whole; the next pull is the caller's.
    [[nodiscard]] std::optional<sync::PullReply> take(WireCoder& coder)
    {
        if (!hearSome(MSG_DONTWAIT))
            giveUp("the server closed on a waiting terminal");
        if (!isWhole())
            return std::nullopt;
        const bool isCoded = m_heard.find("Content-Encoding: ") < m_heard.find("\r\n\r\n");
        const auto coding = isCoded ? codingNamed(textAfter("Content-Encoding: ")) : WireCoding::None;
        Bytes body = takeReply();
        if (coding != WireCoding::None)
            body = test::need(coder.decode(body, coding.value(), maxReplyBytes, WireBody::PullPage));
        auto page = test::need(parseBody<sync::PullReply>(body));
        m_after = page.up_to();
        return page;
    }

private:
    void post(const std::string& target, const Bytes& body, const Bytes& session, std::uint64_t counter)
    {
        RequestAuth auth{m_identity.terminal.string(), session, counter, {}};
        auth.signature = sign(m_keys, requestTag, requestMessage(session, counter, "POST", target, body));
        say("POST " + target + " HTTP/1.1\r\nHost: bench\r\nAuthorization: " + auth.toHeader() +
            "\r\nAccept-Encoding: " + std::string(counter > 0 ? acceptedCodings : "identity") +
            "\r\nContent-Type: application/x-protobuf\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
            body);
    }
    void say(const std::string& text)
    {
        if (::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
            giveUp("a waiting terminal cannot send");
    }
    bool hearSome(int flags)
    {
        char buffer[16'384];
        const auto n = ::recv(m_socket, buffer, sizeof buffer, flags);
        if (n > 0)
            m_heard.append(buffer, static_cast<std::size_t>(n));
        return n > 0 || (n < 0 && errno == EAGAIN && (flags & MSG_DONTWAIT) != 0);
    }
    [[nodiscard]] std::string_view textAfter(std::string_view label) const
    {
        const auto at = m_heard.find(label);
        if (at == std::string::npos)
            return {};
        const auto from = at + label.size();
        return std::string_view(m_heard).substr(from, m_heard.find("\r\n", from) - from);
    }
    [[nodiscard]] std::size_t size() const
    {
        return m_heard.find("\r\n\r\n") + 4 +
               std::strtoul(std::string(textAfter("Content-Length: ")).c_str(), nullptr, 10);
    }
    [[nodiscard]] bool isWhole() const
    {
        return m_heard.find("\r\n\r\n") != std::string::npos && m_heard.size() >= size();
    }
    Bytes takeReply()
    {
        if (!m_heard.starts_with("HTTP/1.1 200 "))
            giveUp("a waiting terminal is told: " + m_heard.substr(0, m_heard.find("\r\n")));
        const auto begin = m_heard.find("\r\n\r\n") + 4;
        Bytes body = m_heard.substr(begin, size() - begin);
        m_heard.erase(0, size());
        return body;
    }
    Bytes hear()
    {
        while (!isWhole())
            if (!hearSome(0))
                giveUp("the server does not answer a waiting terminal");
        return takeReply();
    }

    StoreIdentity m_identity;
    KeyPair m_keys;
    int m_socket = -1;
    Bytes m_session;
    std::uint64_t m_counter = 0;
    schema::Cursor m_after;
    std::string m_heard;
};

/// Many of them on one thread.
class WaitingTills
{
public:
    using OnPage = std::function<void(const WaitingTill& till, const sync::PullReply& page, Clock::time_point at)>;

    WaitingTills(std::vector<std::unique_ptr<WaitingTill>> tills, OnPage onPage)
        : m_tills(std::move(tills)),
          m_onPage(std::move(onPage)),
          m_poll(::epoll_create1(EPOLL_CLOEXEC))
    {}
    ~WaitingTills()
    {
        m_stopping = true;
        if (m_thread.joinable())
            m_thread.join();
        ::close(m_poll);
    }
    WaitingTills(const WaitingTills&) = delete;
    WaitingTills& operator=(const WaitingTills&) = delete;

    void start(std::uint16_t port)
    {
        for (const auto& till : m_tills) {
            till->hello(port);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = till.get();
            ::epoll_ctl(m_poll, EPOLL_CTL_ADD, till->socket(), &event);
        }
        for (const auto& till : m_tills)
            till->pull();
        m_thread = std::thread([this] { run(); });
    }
    /// Of all of them, since the start.
    [[nodiscard]] std::uint64_t pages() const { return m_pages; }
    [[nodiscard]] std::uint64_t emptyPages() const { return m_emptyPages; }

private:
    void run()
    {
        WireCoder coder;
        std::vector<epoll_event> events(256);
        while (!m_stopping) {
            const int ready = ::epoll_wait(m_poll, events.data(), static_cast<int>(events.size()), 100);
            for (int i = 0; i < ready; ++i) {
                auto& till = *static_cast<WaitingTill*>(events[static_cast<std::size_t>(i)].data.ptr);
                if (const auto page = till.take(coder)) {
                    ++m_pages;
                    m_emptyPages += page->entry().empty() ? 1U : 0U;
                    m_onPage(till, *page, Clock::now());
                    till.pull();
                }
            }
        }
    }

    std::vector<std::unique_ptr<WaitingTill>> m_tills;
    OnPage m_onPage;
    int m_poll;
    std::atomic<bool> m_stopping = false;
    std::atomic<std::uint64_t> m_pages = 0;
    std::atomic<std::uint64_t> m_emptyPages = 0;
    std::thread m_thread;
};

} // namespace kontor::bench
