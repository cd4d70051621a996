#pragma once

#include <QTest>

#include "domain/identity/move_terminal.h"
#include "domain/inventory/stock.h"
#include "domain/orders/import_order.h"
#include "domain/settings/add_store.h"
#include "sync/client/sync_client.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/served.h"
#include "sync/sync_fixture.h"

#include <QDeadlineTimer>
#include <QSignalSpy>

namespace kontor::test {

/// An organisation with two stores behind a real server: a till in each, and whoever else is let in.
struct TwoStoresServed {
    TillAndServer pair;
    Id<schema::Store> first = pair.till.store->identity().store;
    Id<schema::Store> second;
    Id<schema::Variant> mug;
    std::unique_ptr<Served> served = std::make_unique<Served>(*pair.server, pair.path("server"));

    TwoStoresServed()
    {
        need(pair.till.store->setLocal(serverAddressKey, served->url()));
        second =
            Id<schema::Store>(need(pair.till.run([](const Reader& shop, const Context& context, const Actor& actor) {
                                  return addStore(shop, context, actor, {"Market Hall", "", ""});
                              })).mainId);
        mug = pair.till.product("Mug", "M1", "2.00");
        sync(*pair.till.store);
    }

    /// A terminal that was let in; it knows whose it is and nothing else.
    std::unique_ptr<Store> terminal(const char* name, schema::TerminalKind kind, Id<schema::Store> store)
    {
        auto opened = openStore(pair.path(name));
        StoreIdentity identity = pair.till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = RawId::of(World::real().random(16));
        identity.store = store;
        EnrolTerminal input{identity.terminal.raw, kind, name, store, opened->publicKey()};
        need(pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return enrolTerminal(shop, context, actor, input);
        }));
        sync(*pair.till.store);
        need(opened->setIdentity(identity, pair.till.store->pepper(), pair.server->publicKey()));
        need(opened->setLocal(serverAddressKey, served->url()));
        return opened;
    }

    /// Until nothing is pending and all is pulled.
    static void sync(Store& store)
    {
        SyncClient client(store);
        client.start();
        const QDeadlineTimer deadline(60'000);
        QSignalSpy news(&client, &SyncClient::statusChanged);
        while (client.status().link != SyncStatus::Link::Synced && !deadline.hasExpired())
            news.wait(1'000);
        client.stop();
        if (client.status().link != SyncStatus::Link::Synced && deadline.hasExpired())
            qFatal("no sync: %s", client.status().lastError.c_str());
    }

    /// One imported sale at a terminal; its receipt is `number`.
    void sale(Store& store, const std::string& number, int lines = 1)
    {
        ImportedOrder order;
        order.source = "old";
        order.number = number;
        order.at = World::real().now();
        for (int i = 1; i <= lines; ++i)
            order.lines.push_back(
                {static_cast<std::uint32_t>(i), mug, "", Quantity::whole(1), UnitPrice{2'0000 * 100LL}});
        need(
            store.execute(pair.till.administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return importOrder(shop, context, actor, order);
            }));
    }
    void move(const Store& terminal, Id<schema::Store> to)
    {
        need(pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return moveTerminal(shop, context, actor, {terminal.identity().terminal, to});
        }));
        sync(*pair.till.store);
    }
    [[nodiscard]] static std::vector<std::string> receipts(const Store& store)
    {
        std::vector<std::string> all;
        for (const auto& order : store.read()->all<schema::Order>())
            all.push_back(order.receipt());
        std::sort(all.begin(), all.end());
        return all;
    }
    /// Whether a text stands anywhere in the files of a data folder's database.
    [[nodiscard]] bool holds(const char* folder, const std::string& text) const
    {
        for (const auto& file : std::filesystem::directory_iterator(pair.path(folder))) {
            QFile in(QString::fromStdString(file.path().string()));
            if (file.is_regular_file() && in.open(QIODevice::ReadOnly) &&
                in.readAll().contains(QByteArray::fromStdString(text)))
                return true;
        }
        return false;
    }
    static void fails(const Result<Committed>& result, const std::string& about)
    {
        QVERIFY(!result);
        QCOMPARE(result.error().about, about);
    }
};

} // namespace kontor::test
