#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <list>
#include <string_view>
#include <thread>
#include <vector>

namespace kontor::test {

/// Hands bytes between its own loopback port and another's, in a thread of its own. What becomes of a caller and of the bytes is
/// decided by two functions, called in that thread: declare what they use before the relay.
class TcpRelay
{
public:
    enum class Way { Up, Down };
    /// The port a new caller is put through to; 0 turns the caller away.
    using Admit = std::function<std::uint16_t()>;
    /// How many of these bytes go on; less than all of them cuts the connection after these.
    using Carry = std::function<std::size_t(Way, std::string_view)>;

    TcpRelay(Admit admit, Carry carry)
        : m_admit(std::move(admit)),
          m_carry(std::move(carry)),
          m_listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        auto address = loopback(0);
        socklen_t size = sizeof address;
        if (::bind(m_listening, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listening, 16) != 0 ||
            ::getsockname(m_listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            std::abort();
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { relay(); });
    }
    ~TcpRelay()
    {
        m_stop = true;
        m_thread.join();
        ::close(m_listening);
        for (const auto& pair : m_pairs)
            close(pair);
    }
    TcpRelay(const TcpRelay&) = delete;
    TcpRelay& operator=(const TcpRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    using Pair = std::array<int, 2>; // The caller, and whom it calls.

    static sockaddr_in loopback(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    static void close(const Pair& pair)
    {
        for (const int socket : pair)
            ::close(socket);
    }

    void relay()
    {
        while (!m_stop) {
            std::vector<pollfd> waiting{{m_listening, POLLIN, 0}};
            for (const auto& pair : m_pairs)
                for (const int socket : pair)
                    waiting.push_back({socket, POLLIN, 0});
            if (::poll(waiting.data(), waiting.size(), 50) <= 0)
                continue;
            auto at = waiting.begin() + 1;
            for (auto pair = m_pairs.begin(); pair != m_pairs.end(); at += 2) {
                if ((at->revents == 0 || move((*pair)[0], (*pair)[1], Way::Up)) &&
                    ((at + 1)->revents == 0 || move((*pair)[1], (*pair)[0], Way::Down))) {
                    ++pair;
                    continue;
                }
                close(*pair);
                pair = m_pairs.erase(pair);
            }
            if (waiting.front().revents != 0)
                accept();
        }
    }
    void accept()
    {
        const Pair pair{::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC),
                        ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        const std::uint16_t to = m_admit();
        const auto address = loopback(to);
        const int yes = 1;
        for (const int socket : pair)
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (to == 0 || ::connect(pair[1], reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            close(pair);
            return;
        }
        m_pairs.push_back(pair);
    }
    bool move(int from, int to, Way way)
    {
        std::array<char, 65536> buffer{};
        const auto got = ::recv(from, buffer.data(), buffer.size(), 0);
        if (got <= 0)
            return false;
        const std::size_t all = static_cast<std::size_t>(got);
        const std::size_t wanted = m_carry(way, {buffer.data(), all});
        for (std::size_t sent = 0; sent < wanted;) {
            const auto n = ::send(to, buffer.data() + sent, wanted - sent, MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            sent += static_cast<std::size_t>(n);
        }
        return wanted == all;
    }

    Admit m_admit;
    Carry m_carry;
    std::uint16_t m_port = 0;
    int m_listening;
    std::list<Pair> m_pairs;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace kontor::test
