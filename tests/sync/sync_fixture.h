#pragma once

#include "domain/catalog/price.h"
#include "domain/commands/review.h"
#include "domain/identity/terminal.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace kontor::test {

/// The judge of kontor-server.
inline std::pair<schema::Verdict, std::vector<schema::Reason>> judge(const Reader& asTheAuthorSaw, const Reader& now,
                                                                     const SignedCommit& commit,
                                                                     const std::vector<schema::Change>& changes)
{
    auto made = review(asTheAuthorSaw, now, commit, changes);
    return {made.verdict, std::move(made.reasons)};
}

inline std::unique_ptr<Store> openStore(const std::filesystem::path& path)
{
    return need(Store::open({path, {}, World::real(), false}));
}

inline Bytes digestOf(const Store& store)
{
    return need(store.digest());
}

/// Acceptances of a push reply, waited for.
inline Result<Done> applyAcceptances(Store& store, std::vector<LogEntry> entries)
{
    std::promise<Result<Done>> done;
    store.applyAcceptances(std::move(entries), [&](Result<Done> result) { done.set_value(std::move(result)); });
    return done.get_future().get();
}

/// A founded till, and the server that has adopted its organisation and taken what the till had, by plain calls: what enrolment
/// does is tst_enrolment's.
struct TillAndServer {
    QTemporaryDir dir;
    ShopFixture till;
    std::unique_ptr<Store> server = openStore(path("server"));

    explicit TillAndServer(World tillsWorld = World::real()) : till(path("till"), std::move(tillsWorld))
    {
        StoreIdentity identity;
        identity.organisation = till.store->identity().organisation;
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.ordinal = 1;
        identity.isServer = true;
        enrol(schema::SERVER, identity.terminal.raw, server->publicKey());
        need(server->setIdentity(identity, till.store->pepper(), server->publicKey()));
        need(till.store->setServerKey(server->publicKey()));
        need(applyAcceptances(*till.store, need(server->adopt(need(till.store->pending(500, 1U << 20U)), judge))));
    }

    [[nodiscard]] std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(dir.path().toStdString()) / name;
    }

    /// Enrols a terminal by a commit of the till.
    void enrol(schema::TerminalKind kind, RawId id, const Bytes& publicKey)
    {
        need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            EnrolTerminal input;
            input.id = id;
            input.kind = kind;
            if (kind != schema::SERVER)
                input.store = till.store->identity().store;
            input.publicKey = publicKey;
            return enrolTerminal(shop, context, actor, input);
        }));
    }

    /// A second till of the same shop; it knows nothing yet but whose it is.
    [[nodiscard]] std::unique_ptr<Store> secondTill(const char* name = "till2")
    {
        auto store = openStore(path(name));
        StoreIdentity identity = till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = RawId::of(World::real().random(16));
        identity.ordinal = 2;
        enrol(schema::TILL, identity.terminal.raw, store->publicKey());
        need(applyAcceptances(*till.store, need(server->accept(need(till.store->pending(500, 1U << 20U)), judge))));
        need(store->setIdentity(identity, till.store->pepper(), server->publicKey()));
        return store;
    }
};

/// A commit of a few hundred bytes by any terminal of the shop.
inline Result<Committed> addSomething(Store& store, Id<schema::Staff> by, const std::string& sku)
{
    NewProduct product;
    product.name = "Thing " + sku;
    product.sku = sku;
    return store.execute(by, [product](const Reader& shop, const Context& context, const Actor& actor) {
        return addProduct(shop, context, actor, product);
    });
}

} // namespace kontor::test
