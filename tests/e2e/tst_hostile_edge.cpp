#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/client/exchange.h"
#include "sync/raw_client.h"
#include "sync/server/tls_identity.h"
#include "sync/server_process.h"
#include "sync/sync_fixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSslSocket>

#include <sys/resource.h>
#include <zstd.h>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr int slowClients = 500;
constexpr qint64 mostMegabytes = 100;

std::string bomb()
{
    const std::string zeros(1U << 30U, '\0');
    std::string out(ZSTD_compressBound(zeros.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), zeros.data(), zeros.size(), 1));
    return out;
}

} // namespace

/// A server as it is started for a shop, and the worst of a network around it.
class HostileEdgeTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;

    QStringList arguments() const
    {
        return {QStringLiteral("--data"),   QString::fromStdString(m_pair->path("server").string()),
                QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                QStringLiteral("--log"),    QStringLiteral("warn")};
    }
    static void verifySmall(const ServerProcess& server)
    {
        const auto held = server.peakMegabytes();
        qInfo("the server held %lld MB at most", held);
#ifndef __SANITIZE_ADDRESS__ // A sanitizer's own memory is not the server's.
        QVERIFY2(held > 0 && held < mostMegabytes, qPrintable(QString::number(held)));
#endif
    }

private Q_SLOTS:
    void initTestCase()
    {
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    void init()
    {
        m_pair = std::make_unique<TillAndServer>();
        m_pair->server.reset(); // The process serves its folder.
    }
    void cleanup()
    {
        m_pair.reset();
    }

    void theServerAnswersThroughSlowEndlessHugeAndSenselessRequests()
    {
        ServerProcess server(arguments());
        const auto address = server.address();
        QVERIFY(!address.isEmpty());
        const auto port = static_cast<std::uint16_t>(address.section(u':', -1).toUInt());

        std::vector<std::unique_ptr<RawClient>> slow;
        for (int i = 0; i < slowClients; ++i) {
            slow.push_back(std::make_unique<RawClient>(port));
            QVERIFY(slow.back()->isConnected());
            if (i % 3 == 0)
                slow.back()->say("POST /v1/hello HTTP/1.1\r\nHost: te");
            else if (i % 3 == 1)
                slow.back()->say("POST /v1/hello HTTP/1.1\r\nHost: test\r\nContent-Length: 16000\r\n\r\nabc");
        }

        RawClient endless(port);
        endless.say("GET /v1/health HTTP/1.1\r\n");
        const std::string line = "X-More: " + std::string(1000, 'x') + "\r\n";
        int lines = 0;
        while (lines < 100'000 && endless.say(line))
            ++lines;
        QVERIFY2(lines < 100'000, "a hundred megabytes of header were taken");

        RawClient huge(port);
        huge.say("POST /v1/hello HTTP/1.1\r\nHost: test\r\nContent-Length: 1073741824\r\n\r\n");
        const std::string piece(1U << 20U, 'x');
        int pieces = 0;
        while (pieces < 1024 && huge.say(piece))
            ++pieces;
        QVERIFY2(pieces < 1024, "a gigabyte of body was taken");

        HandClient till(port, *m_pair->till.store);
        QCOMPARE(till.hello(), 200U);
        const auto zeros = bomb();
        for (const auto* coding : {"zstd", "kontor-zstd-1"}) {
            const auto signedFor = till.next("/v1/push", zeros);
            RawClient client(port);
            client.say("POST /v1/push HTTP/1.1\r\nHost: test\r\nContent-Encoding: " + std::string(coding) +
                       "\r\nAuthorization: " + signedFor.auth->toHeader() +
                       "\r\nContent-Length: " + std::to_string(zeros.size()) + "\r\n\r\n" + zeros);
            QCOMPARE(client.hear().status, 413U);
        }

        for (int i = 0; i < 200; ++i)
            RawClient(port).say(World::real().random(500));

        const auto pull = till.next("/v1/pull", sync::Pull().SerializeAsString());
        QCOMPARE(till.ask(pull).status, 200U);
        QCOMPARE(HandClient(port, *m_pair->till.store).ask(pull).status, 401U);

        SyncRequest health;
        health.method = "GET";
        health.target = "/v1/health";
        const auto reply = RawClient(port).ask(health);
        QCOMPARE(reply.status, 200U);
        QVERIFY(reply.body.find(R"("status":"ok")") != std::string::npos);
        verifySmall(server);
        // Who was slow from the start is let go; who behaves is not.
        QTRY_VERIFY_WITH_TIMEOUT(!slow.front()->say("x"), 30'000);
        QCOMPARE(till.ask(till.next("/v1/pull", sync::Pull().SerializeAsString())).status, 200U);
    }

    void theServerAnswersThroughSlowHandshakes()
    {
        ServerProcess server(arguments() << QStringLiteral("--tls"));
        const auto address = server.address();
        QVERIFY(address.startsWith(QLatin1String("https://")));
        const auto port = static_cast<std::uint16_t>(address.section(u':', -1).toUInt());

        std::vector<std::unique_ptr<RawClient>> half;
        std::vector<std::unique_ptr<QSslSocket>> shaken;
        for (int i = 0; i < slowClients; ++i) {
            if (i % 2 == 0) {
                half.push_back(std::make_unique<RawClient>(port));
                half.back()->say(std::string_view("\x16\x03\x01\x02\x00\x01\x00", 7));
                continue;
            }
            shaken.push_back(std::make_unique<QSslSocket>());
            shaken.back()->setPeerVerifyMode(QSslSocket::VerifyNone);
            shaken.back()->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
            QVERIFY(shaken.back()->waitForEncrypted(20'000));
            shaken.back()->write("POST /v1/hello HTTP/1.1\r\nHost: te");
            shaken.back()->flush();
        }
        Exchange exchange({address.toStdString(), need(rememberedTlsPin(m_pair->path("server"))), false});
        unsigned status = 0;
        connect(&exchange, &Exchange::replied, this,
                [&](std::uint64_t, const SyncReply& reply) { status = reply.status; });
        SyncRequest health;
        health.method = "GET";
        health.target = "/v1/health";
        exchange.send(1, health);
        QTRY_COMPARE_WITH_TIMEOUT(status, 200U, 20'000);
        verifySmall(server);
    }

    void aLogAsJsonHasALineARequestAndNoSecrets()
    {
        ServerProcess server(QStringList(arguments().mid(0, 4)) << QStringLiteral("--log-json"));
        const auto address = server.address();
        const auto port = static_cast<std::uint16_t>(address.section(u':', -1).toUInt());
        m_pair->till.product("Mug", "M1", "2.00");
        HandClient till(port, *m_pair->till.store);
        QCOMPARE(till.hello(), 200U);
        const auto run = need(m_pair->till.store->pending(500, 1U << 20U));
        const auto push = till.push(run);
        QCOMPARE(till.ask(push).status, 200U);
        server.terminate();
        QVERIFY(server.waitForFinished());
        const auto log = server.readAllStandardError();
        bool pushSeen = false;
        for (const auto& line : log.trimmed().split('\n')) {
            const auto json = QJsonDocument::fromJson(line).object();
            QVERIFY2(!json.isEmpty(), line.constData());
            if (json.value(QLatin1String("target")).toString() != QLatin1String("/v1/push"))
                continue;
            pushSeen = true;
            QCOMPARE(json.value(QLatin1String("status")).toInt(), 200);
            QCOMPARE(json.value(QLatin1String("terminal")).toString().toStdString(), hex(push.auth->terminal));
            QCOMPARE(json.value(QLatin1String("origin")).toString().toStdString(), run.front().origin().toHex());
            for (const auto* field : {"correlation", "peer", "ms", "bytes_in", "bytes_out"})
                QVERIFY2(json.contains(QLatin1String(field)), field);
        }
        QVERIFY(pushSeen);
        for (const auto& secret :
             {hex(push.auth->session), hex(push.auth->signature), hex(m_pair->till.store->pepper())})
            QVERIFY(!log.contains(QByteArray::fromStdString(secret)));
    }
};
QTEST_GUILESS_MAIN(HostileEdgeTest)
#include "tst_hostile_edge.moc"
