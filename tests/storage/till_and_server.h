#pragma once

#include "domain/identity/terminal.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <future>

namespace kontor::test {

inline const Judge acceptAll = [](const Reader&, const Reader&, const SignedCommit&,
                                  const std::vector<schema::Change>&) {
    return std::pair(schema::ACCEPTED, std::vector<schema::Reason>{});
};

/// A till and the server that has adopted its organisation, joined by plain calls.
struct TillAndServer {
    QTemporaryDir dir;
    World world;
    ShopFixture till{path("till"), world};
    std::unique_ptr<Store> server = need(Store::open({path("server"), {}, world, false}));

    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(dir.path().toStdString()) / name;
    }

    explicit TillAndServer(World at = World::real()) : world(std::move(at))
    {
        StoreIdentity identity;
        identity.organisation = till.store->identity().organisation;
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.isServer = true;
        need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            EnrolTerminal input;
            input.id = identity.terminal.raw;
            input.kind = schema::SERVER;
            input.publicKey = server->publicKey();
            return enrolTerminal(shop, context, actor, input);
        }));
        need(server->setIdentity(identity, till.store->pepper(), {}));
        need(till.store->setServerKey(server->publicKey()));
    }

    Result<std::vector<LogEntry>> push(const Judge& judge = acceptAll)
    {
        return take(need(till.store->pending(500, 1U << 20U)), judge);
    }
    /// The first run is the organisation's beginning, which an enrolment would vouch for.
    Result<std::vector<LogEntry>> take(std::vector<SignedCommit> run, const Judge& judge = acceptAll)
    {
        return need(server->head()).n() == 0 ? server->adopt(std::move(run), judge)
                                             : server->accept(std::move(run), judge);
    }

    /// As a store of the till's shop would get it.
    std::vector<LogEntry> log(std::uint64_t after, const Store& asks)
    {
        const auto identity = asks.identity();
        return need(server->log(
                        {after, 1000, 1U << 22U, identity.terminal, till.store->identity().store, identity.origin}))
            .entries;
    }
    std::vector<LogEntry> log(std::uint64_t after, Id<schema::Terminal> terminal)
    {
        return need(server->log({after, 1000, 1U << 22U, terminal, till.store->identity().store, {}})).entries;
    }

    /// What the till would be sent behind its cursor.
    LogPage pageForTill()
    {
        const StoreIdentity identity = till.store->identity();
        const auto seen = need(till.store->syncState()).seen.n();
        return need(server->log({seen, 1000, 1U << 22U, identity.terminal, identity.store, identity.origin}));
    }
    void applyAtTill(LogPage page)
    {
        std::promise<Result<Done>> promise;
        till.store->applyLog(
            std::move(page.entries), page.upTo, [&](Result<Done> result) { promise.set_value(std::move(result)); },
            std::move(page.digests));
        need(promise.get_future().get());
    }
    void pullAtTill() { applyAtTill(pageForTill()); }

    /// A second terminal of the shop, with the secrets an enrolment would bring.
    std::unique_ptr<Store> other(const char* name, Id<schema::Store> store)
    {
        auto opened = need(Store::open({path(name), {}, World::real(), false}));
        StoreIdentity identity = till.store->identity();
        identity.store = store;
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = {};
        need(opened->setIdentity(identity, till.store->pepper(), server->publicKey()));
        return opened;
    }
};

inline std::string dumpOf(const Store& store)
{
    std::string text;
    need(store.dump([&](std::string_view line) { text.append(line).append("\n"); }));
    return text;
}

} // namespace kontor::test
