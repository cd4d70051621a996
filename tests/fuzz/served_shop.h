#pragma once

#include "fuzz/input.h"
#include "simulation/machine.h"
#include "sync/protocol/limits.h"

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace kontor::fuzz {

using simulation::Dice;
using simulation::FoundedShop;

/// A founded shop's server and a till that has said hello to it, on a clock that moves with the requests.
class ServedShop
{
public:
    ServedShop()
        : m_server("server", folder("server", FoundedShop::terminals), Dice(1), m_nowMs),
          m_till("till", folder("till", 0), Dice(2), m_nowMs)
    {
        hold(m_server.start().has_value() && m_till.start().has_value(), "the shop opens");
        m_server.startService();
        m_till.startSync({});
        greet();
    }

    /// A signed request of the till.
    SyncReply ask(const std::string& target, BytesView body) { return ask(target, body, ++m_counter); }

private:
    SyncReply ask(const std::string& target, BytesView body, std::uint64_t counter)
    {
        SyncRequest request;
        request.method = "POST";
        request.target = target;
        request.body = Bytes(body);
        RequestAuth auth;
        auth.terminal = m_till.store->identity().terminal.string();
        auth.session = m_session;
        auth.counter = counter;
        auth.signature =
            m_till.port->sign(requestMessage(m_session, counter, request.method, target, body), WhichKey::Present);
        request.auth = std::move(auth);
        return carry(std::move(request));
    }

    struct Scratch {
        std::filesystem::path path = simulation::scratchFolder() / ("kontor-fuzz-" + std::to_string(::getpid()));
        ~Scratch()
        {
            std::error_code error;
            std::filesystem::remove_all(path, error);
        }
    };

    [[nodiscard]] std::filesystem::path folder(const char* name, std::size_t index) const
    {
        const auto made = m_scratch.path / name;
        std::filesystem::create_directories(made);
        FoundedShop::instance().copyTo(made, index);
        return made;
    }

    SyncReply carry(SyncRequest request)
    {
        m_nowMs += 50; // So that the terminal's bucket is never empty.
        std::optional<SyncReply> answer;
        if (const auto admitted = m_server.service->admit(request, m_nowMs); !admitted)
            return admitted.error();
        m_server.service->handle(std::move(request), m_nowMs, [&](SyncReply reply) { answer = std::move(reply); });
        m_server.drain();
        for (int seconds = 0; !answer && seconds < 120; ++seconds) {
            m_nowMs += 1000;
            m_server.service->tick(m_nowMs);
            m_server.drain();
        }
        hold(answer.has_value(), "every request is answered");
        return *answer;
    }

    void greet()
    {
        SyncRequest request;
        request.method = "GET";
        request.target = "/v1/nonce";
        sync::NonceReply nonce;
        hold(nonce.ParseFromString(carry(std::move(request)).body), "the server gives a nonce");
        sync::Hello hello;
        hello.set_protocol(syncProtocol);
        hello.set_nonce(nonce.nonce());
        hello.set_terminal(m_till.store->identity().terminal.string());
        hello.set_origin(m_till.store->identity().origin.string());
        m_session = nonce.nonce(); // What a hello is signed with, and 0.
        sync::HelloReply reply;
        hold(reply.ParseFromString(ask("/v1/hello", hello.SerializeAsString(), 0).body), "the server knows the till");
        m_session = reply.session();
    }

    Scratch m_scratch; ///< Goes after the stores in it.
    std::uint64_t m_nowMs = FoundedShop::endMs;
    simulation::Server m_server;
    simulation::Terminal m_till;
    Bytes m_session;
    std::uint64_t m_counter = 0;
};

} // namespace kontor::fuzz
