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
#include <list>
#include <thread>
#include <vector>

namespace kontor::bench {

/// Hands bytes between its own loopback port and another's, and counts them.
class CountingRelay
{
public:
    explicit CountingRelay(std::uint16_t to) : m_to(to), m_listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        auto address = loopback(0);
        socklen_t size = sizeof address;
        if (::bind(m_listening, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listening, 16) != 0 ||
            ::getsockname(m_listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            std::abort();
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { relay(); });
    }
    ~CountingRelay()
    {
        m_stop = true;
        m_thread.join();
        ::close(m_listening);
        for (const auto& pair : m_pairs)
            for (const int socket : pair)
                ::close(socket);
    }
    CountingRelay(const CountingRelay&) = delete;
    CountingRelay& operator=(const CountingRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::uint64_t up() const { return m_up; }
    [[nodiscard]] std::uint64_t down() const { return m_down; }

private:
    using Pair = std::array<int, 2>;

    static sockaddr_in loopback(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
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
            for (auto pair = m_pairs.begin(); pair != m_pairs.end();) {
                const bool open = (at->revents == 0 || move((*pair)[0], (*pair)[1], m_up)) &&
                                  ((at + 1)->revents == 0 || move((*pair)[1], (*pair)[0], m_down));
                at += 2;
                if (open) {
                    ++pair;
                    continue;
                }
                for (const int socket : *pair)
                    ::close(socket);
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
        const auto address = loopback(m_to);
        const int yes = 1;
        for (const int socket : pair)
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (::connect(pair[1], reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            std::abort();
        m_pairs.push_back(pair);
    }
    static bool move(int from, int to, std::atomic<std::uint64_t>& count)
    {
        std::array<char, 65536> buffer{};
        const auto read = ::recv(from, buffer.data(), buffer.size(), 0);
        for (ssize_t sent = 0; sent < read;) {
            const auto n = ::send(to, buffer.data() + sent, static_cast<std::size_t>(read - sent), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            sent += n;
        }
        count += static_cast<std::uint64_t>(std::max<ssize_t>(read, 0));
        return read > 0;
    }

    std::uint16_t m_to;
    std::uint16_t m_port = 0;
    int m_listening;
    std::list<Pair> m_pairs;
    std::atomic<std::uint64_t> m_up = 0;
    std::atomic<std::uint64_t> m_down = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace kontor::bench
