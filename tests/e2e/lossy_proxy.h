#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <list>
#include <random>
#include <thread>
#include <vector>

namespace kontor::test {

/// Hands bytes between its own loopback port and a server's, badly: it turns callers away, and cuts connections in the middle of
/// what they carry, so that a request or its answer arrives in part or not at all. The server may come back on another port.
class LossyProxy
{
public:
    explicit LossyProxy(unsigned seed) : m_random(seed), m_listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        auto address = loopback(0);
        socklen_t size = sizeof address;
        if (::bind(m_listening, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listening, 16) != 0 ||
            ::getsockname(m_listening, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            std::abort();
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { relay(); });
    }
    ~LossyProxy()
    {
        m_stop = true;
        m_thread.join();
        ::close(m_listening);
        for (const auto& pair : m_pairs)
            close(pair);
    }
    LossyProxy(const LossyProxy&) = delete;
    LossyProxy& operator=(const LossyProxy&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    void setServer(std::uint16_t port) { m_to = port; } ///< 0: turn everybody away.
    void setLoss(bool lossy) { m_lossy = lossy; }
    [[nodiscard]] std::uint64_t cuts() const { return m_cuts; }

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
    static void close(const Pair& pair)
    {
        for (const int socket : pair)
            ::close(socket);
    }
    [[nodiscard]] bool oneIn(unsigned n) { return m_lossy && m_random() % n == 0; }

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
                if ((at->revents == 0 || move((*pair)[0], (*pair)[1])) &&
                    ((at + 1)->revents == 0 || move((*pair)[1], (*pair)[0]))) {
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
        const auto address = loopback(m_to);
        const int yes = 1;
        for (const int socket : pair)
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (m_to == 0 || oneIn(20) ||
            ::connect(pair[1], reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            close(pair);
            return;
        }
        m_pairs.push_back(pair);
    }
    bool move(int from, int to)
    {
        std::array<char, 65536> buffer{};
        auto read = ::recv(from, buffer.data(), buffer.size(), 0);
        const bool cut = oneIn(25);
        if (cut) {
            ++m_cuts;
            read = static_cast<ssize_t>(m_random() % static_cast<std::uint64_t>(std::max<ssize_t>(read, 1)));
        }
        for (ssize_t sent = 0; sent < read;) {
            const auto n = ::send(to, buffer.data() + sent, static_cast<std::size_t>(read - sent), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            sent += n;
        }
        return read > 0 && !cut;
    }

    std::mt19937_64 m_random;
    std::uint16_t m_port = 0;
    int m_listening;
    std::list<Pair> m_pairs;
    std::atomic<std::uint16_t> m_to = 0;
    std::atomic<bool> m_lossy = true;
    std::atomic<std::uint64_t> m_cuts = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace kontor::test
