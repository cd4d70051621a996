#pragma once

#include "support/shop_fixture.h"
#include "sync/server/http_server.h"
#include "sync/sync_fixture.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <memory>
#include <string>
#include <thread>

namespace kontor::test {

/// A server on a loopback port, on a thread of its own.
class Served
{
public:
    Served(Store& store, const std::filesystem::path& dataFolder, HttpServerOptions options = {})
        : m_server(need(HttpServer::open(store, judge, dataFolder, World::real(), silentLog(), options))),
          m_thread([this] { m_server->run(); })
    {}
    ~Served()
    {
        m_server->stop();
        m_thread.join();
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_server->port(); }
    [[nodiscard]] std::string url() const { return m_server->url(); }

    [[nodiscard]] static std::shared_ptr<spdlog::logger> silentLog()
    {
        return std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
    }

private:
    std::unique_ptr<HttpServer> m_server;
    std::thread m_thread;
};

} // namespace kontor::test
