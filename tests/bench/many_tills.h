#pragma once

#include "bench.h"
#include "catalogue.h"
#include "filled_cart.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/sync_fixture.h"

#include <QProcess>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace kontor::bench {

[[noreturn]] inline void giveUp(const std::string& why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::abort();
}

/// Looks every few milliseconds; gives the whole bench up after `patience`.
inline void waitUntil(const std::string& what, std::chrono::seconds patience, const std::function<bool()>& done)
{
    const auto deadline = Clock::now() + patience;
    while (!done()) {
        if (Clock::now() > deadline)
            giveUp("not within " + std::to_string(patience.count()) + " s: " + what);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

/// kontor-server as a process of its own, on a free port of the loopback.
class ServerProcess
{
public:
    explicit ServerProcess(const std::filesystem::path& folder)
    {
        // What it logs goes to a file, as in a shop: logging is part of its work.
        m_process.setStandardErrorFile(QString::fromStdString(folder.string() + ".log"));
        m_process.start(QStringLiteral(KONTOR_SERVER),
                        {QStringLiteral("--data"), QString::fromStdString(folder.string()), QStringLiteral("--listen"),
                         QStringLiteral("127.0.0.1:0")});
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(60'000))
                giveUp("kontor-server did not start");
        const auto line = m_process.readLine().trimmed();
        m_url = "http://" + line.mid(line.lastIndexOf(' ') + 1).toStdString();
    }
    ~ServerProcess() { stop(); }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.terminate();
        if (!m_process.waitForFinished(60'000))
            giveUp("kontor-server did not stop");
    }
    [[nodiscard]] const std::string& url() const { return m_url; }
    [[nodiscard]] std::uint16_t port() const
    {
        return static_cast<std::uint16_t>(std::stoul(m_url.substr(m_url.rfind(':') + 1)));
    }
    /// The most it ever held in memory.
    [[nodiscard]] double peakMegabytes() const
    {
        std::ifstream status("/proc/" + std::to_string(m_process.processId()) + "/status");
        std::string word;
        double kilobytes = 0;
        while (status >> word)
            if (word == "VmHWM:")
                status >> kilobytes;
        return kilobytes / 1024;
    }
    /// Of all cores together, since it started.
    [[nodiscard]] double cpuSeconds() const
    {
        std::ifstream stat("/proc/" + std::to_string(m_process.processId()) + "/stat");
        std::string text((std::istreambuf_iterator<char>(stat)), {});
        std::istringstream rest(text.substr(text.rfind(')') + 2));
        std::string skipped;
        for (int field = 3; field < 14; ++field)
            rest >> skipped;
        double user = 0;
        double system = 0;
        rest >> user >> system;
        return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }

private:
    QProcess m_process;
    std::string m_url;
};

/// An organisation behind a real server: founded and filled by plain calls, then served by a process of its own.
class ManyTills
{
public:
    explicit ManyTills(World world = World::real()) : m_pair(std::move(world)) {}

    /// Published products, as a shop has them.
    void addCatalogue(int products) { m_variants = bench::addCatalogue(m_pair.till, products); }
    /// A till's row with this key, in this store.
    StoreIdentity letIn(BytesView publicKey, Id<schema::Store> store)
    {
        StoreIdentity identity = m_pair.till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = RawId::of(World::real().random(16));
        identity.ordinal = ++m_tills + 1;
        identity.store = store;
        const EnrolTerminal input{identity.terminal.raw, schema::TILL, {}, store, Bytes(publicKey)};
        test::need(m_pair.till.run(
            [&](const Reader& r, const Context& c, const Actor& actor) { return enrolTerminal(r, c, actor, input); }));
        return identity;
    }
    /// A till with a data folder.
    std::unique_ptr<Store> makeTill(const std::string& name, Id<schema::Store> store, World world = World::real())
    {
        auto till = test::need(Store::open({m_pair.path(name.c_str()), {}, std::move(world), false}));
        const auto identity = letIn(till->publicKey(), store);
        test::need(till->setIdentity(identity, m_pair.till.store->pepper(), m_pair.server->publicKey()));
        return till;
    }
    /// Brings the server what the founder has made. Returns where its log ends then.
    std::uint64_t handOver()
    {
        while (test::need(m_pair.till.store->syncState()).pending > 0)
            test::need(test::applyAcceptances(
                *m_pair.till.store, test::need(m_pair.server->accept(
                                        test::need(m_pair.till.store->pending(500, 1U << 20U)), test::judge))));
        return test::need(m_pair.server->head()).n();
    }
    /// Closes the server's store and starts the program on its folder.
    ServerProcess& serve()
    {
        m_pair.server.reset();
        m_process = std::make_unique<ServerProcess>(m_pair.path("server"));
        return *m_process;
    }
    /// Ends the program and opens its folder again, to look at what it holds.
    Store& lookAtServer()
    {
        m_process->stop();
        m_pair.server = test::openStore(m_pair.path("server"));
        return *m_pair.server;
    }
    [[nodiscard]] test::ShopFixture& founder() { return m_pair.till; }
    [[nodiscard]] const std::vector<Id<schema::Variant>>& variants() const { return m_variants; }
    [[nodiscard]] std::filesystem::path path(const char* name) const { return m_pair.path(name); }

    /// A sale of `lines` lines, each time others.
    [[nodiscard]] Store::ActorCommand sale(int number, int lines) const
    {
        auto cart = std::make_shared<FilledCart>(); // A command is copied.
        for (int line = 0; line < lines; ++line) {
            const auto product = static_cast<std::size_t>(number * 7 + line * 131) % m_variants.size();
            cart->add(m_variants[product], 1 + line, 250 + static_cast<std::int64_t>(product % 100));
        }
        return [cart](const Reader& r, const Context& c, const Actor& actor) { return cart->sell(r, c, actor); };
    }

private:
    test::TillAndServer m_pair;
    std::vector<Id<schema::Variant>> m_variants;
    std::uint32_t m_tills = 0;
    std::unique_ptr<ServerProcess> m_process;
};

} // namespace kontor::bench
