#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/client/sync_client.h"
#include "sync/client/sync_thread.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/served.h"
#include "sync/sync_fixture.h"

#include <QSignalSpy>

#include <atomic>
#include <future>

using namespace kontor;
using namespace kontor::test;

class SyncClientTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;
    std::unique_ptr<Store> m_second;

private Q_SLOTS:
    void init()
    {
        m_pair = std::make_unique<TillAndServer>();
        m_second = m_pair->secondTill();
    }
    void cleanup()
    {
        m_second.reset();
        m_pair.reset();
    }

    void aTerminalWithoutAServerSaysSo()
    {
        SyncClient client(*m_pair->till.store);
        client.start();
        QCOMPARE(client.status().link, SyncStatus::Link::NoServer);
    }

    void whatOneTillSellsTheOtherShows()
    {
        Served served(*m_pair->server, m_pair->path("server"));
        for (auto* store : {m_pair->till.store.get(), m_second.get()})
            need(store->setLocal(serverAddressKey, served.url()));
        SyncThread first(*m_pair->till.store);
        SyncThread second(*m_second);
        first.start();
        second.start();
        QTRY_COMPARE(first.status().link, SyncStatus::Link::Synced);
        QTRY_COMPARE(second.status().link, SyncStatus::Link::Synced);

        need(m_pair->till.scan(m_pair->till.product("Mug", "M1", "2.00")));
        need(m_pair->till.payCash());
        QTRY_COMPARE(m_second->read()->count(schema::Order::default_instance()), 1ULL);
        QTRY_COMPARE(need(m_pair->till.store->syncState()).pending, 0ULL);
        QTRY_COMPARE(hex(digestOf(*m_second)), hex(digestOf(*m_pair->till.store)));
        QCOMPARE(hex(digestOf(*m_second)), hex(digestOf(*m_pair->server)));
    }

    void aServerThatComesBackIsFoundAgain()
    {
        auto served = std::make_unique<Served>(*m_pair->server, m_pair->path("server"));
        HttpServerOptions samePort;
        samePort.listen = "127.0.0.1:" + std::to_string(served->port());
        need(m_pair->till.store->setLocal(serverAddressKey, served->url()));
        SyncClient client(*m_pair->till.store);
        QSignalSpy changes(&client, &SyncClient::statusChanged);
        client.start();
        QTRY_COMPARE(client.status().link, SyncStatus::Link::Synced);

        served.reset();
        QTRY_COMPARE(client.status().link, SyncStatus::Link::Offline);
        need(addSomething(*m_pair->till.store, m_pair->till.administrator, "OFFLINE"));
        QTRY_COMPARE(client.status().pending, 1ULL);

        served = std::make_unique<Served>(*m_pair->server, m_pair->path("server"), samePort);
        QTRY_COMPARE_WITH_TIMEOUT(client.status().link, SyncStatus::Link::Synced, 30'000);
        QCOMPARE(client.status().pending, 0ULL);
        QCOMPARE(hex(digestOf(*m_pair->server)), hex(digestOf(*m_pair->till.store)));
        QVERIFY(changes.count() >= 3);
    }

    void sellingGoesOnWhileALargePageIsTakenIn()
    {
        // The second till has missed a few hundred commits.
        for (int i = 0; i < 300; ++i)
            need(addSomething(*m_pair->till.store, m_pair->till.administrator, "P" + std::to_string(i)));
        need(applyAcceptances(*m_pair->till.store,
                              need(m_pair->server->accept(need(m_pair->till.store->pending(500, 1U << 20U)), judge))));
        const auto identity = m_second->identity();
        const auto pageAfter = [&](std::uint64_t after, std::size_t commits) {
            return need(m_pair->server->log({after, commits, 4U << 20U, identity.terminal, identity.store, {}}));
        };
        // Who sells has to be there before anybody can act.
        auto beginning = pageAfter(0, 10);
        need(m_second->applyLog(std::move(beginning.entries), beginning.upTo));
        auto page = pageAfter(beginning.upTo.n(), 1000);
        QVERIFY(page.entries.size() >= 290);

        std::atomic<bool> applied = false;
        int soldBefore = 0;
        std::promise<Result<Done>> done;
        m_second->applyLog(std::move(page.entries), page.upTo, [&](Result<Done> result) {
            applied = true;
            done.set_value(std::move(result));
        });
        for (int i = 0; !applied && i < 200; ++i) {
            need(addSomething(*m_second, m_pair->till.administrator, "SOLD" + std::to_string(i)));
            if (!applied)
                ++soldBefore;
        }
        need(done.get_future().get());
        QVERIFY2(soldBefore >= 2, qPrintable(QString::number(soldBefore)));
    }
};
QTEST_GUILESS_MAIN(SyncClientTest)
#include "tst_sync_client.moc"
