#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <utility>

namespace kontor {

/// A connection's socket, with TLS on it or without: an asynchronous stream to Asio and Beast either way.
class WireStream
{
public:
    using Socket = boost::asio::ip::tcp::socket;
    using executor_type = Socket::executor_type;

    /// `tls` null: plain.
    WireStream(Socket socket, boost::asio::ssl::context* tls) : m_socket(std::move(socket))
    {
        if (tls != nullptr)
            m_tls = std::make_unique<boost::asio::ssl::stream<Socket&>>(m_socket, *tls);
    }

    [[nodiscard]] executor_type get_executor() { return m_socket.get_executor(); }
    [[nodiscard]] Socket& socket() { return m_socket; }
    [[nodiscard]] bool isSecure() const { return m_tls != nullptr; }

    template <typename Handler>
    void async_handshake(Handler&& handler)
    {
        m_tls->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Handler>(handler));
    }
    template <typename Buffers, typename Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler)
    {
        if (m_tls)
            m_tls->async_read_some(buffers, std::forward<Handler>(handler));
        else
            m_socket.async_read_some(buffers, std::forward<Handler>(handler));
    }
    template <typename Buffers, typename Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler)
    {
        if (m_tls)
            m_tls->async_write_some(buffers, std::forward<Handler>(handler));
        else
            m_socket.async_write_some(buffers, std::forward<Handler>(handler));
    }
    template <typename Handler>
    void async_shutdown(Handler&& handler)
    {
        m_tls->async_shutdown(std::forward<Handler>(handler));
    }

private:
    Socket m_socket;
    std::unique_ptr<boost::asio::ssl::stream<Socket&>> m_tls;
};

} // namespace kontor
