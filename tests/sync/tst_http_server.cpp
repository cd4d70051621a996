#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/protocol/wire_coding.h"
#include "sync/raw_client.h"
#include "sync/served.h"
#include "sync/sync_fixture.h"

#include <zstd.h>

using namespace kontor;
using namespace kontor::test;
using namespace std::chrono_literals;

/// What strangers and broken terminals send: refused, the server alive, nothing written.
class HttpServerTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;
    std::unique_ptr<Served> m_served;
    Bytes m_before;

    void serve(const HttpServerOptions& options = {})
    {
        m_served.reset();
        m_served = std::make_unique<Served>(*m_pair->server, m_pair->path("server"), options);
    }
    bool isAlive() const
    {
        SyncRequest health;
        health.method = "GET";
        health.target = "/v1/health";
        return RawClient(m_served->port()).ask(health).status == 200;
    }
    bool nothingWritten() const { return digestOf(*m_pair->server) == m_before; }
    std::vector<SignedCommit> pending() const { return need(m_pair->till.store->pending(500, 1U << 20U)); }

private Q_SLOTS:
    void init()
    {
        m_pair = std::make_unique<TillAndServer>();
        m_before = digestOf(*m_pair->server);
        serve();
    }
    void cleanup()
    {
        m_served.reset();
        m_pair.reset();
    }

    void strangersAreAnsweredBriefly_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("status");
        const QByteArray host = "Host: test\r\n";
        QTest::newRow("unknown path") << "GET /v1/shop HTTP/1.1\r\n" + host + "\r\n" << QByteArray("404");
        QTest::newRow("path outside") << "GET /../../etc/passwd HTTP/1.1\r\n" + host + "\r\n" << QByteArray("404");
        QTest::newRow("wrong method") << "DELETE /v1/push HTTP/1.1\r\n" + host + "\r\n" << QByteArray("405");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 and more\r\n\r\n", 24)
                                 << QByteArray("400");
        QTest::newRow("words") << QByteArray("hello there, are you the till server\r\n\r\n") << QByteArray("400");
        QTest::newRow("no session") << "POST /v1/push HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc"
                                    << QByteArray("401");
        QTest::newRow("bad authorization")
            << "POST /v1/push HTTP/1.1\r\n" + host + "Authorization: Kontor 12 34 x y\r\nContent-Length: 3\r\n\r\nabc"
            << QByteArray("401");
        QTest::newRow("two lengths") << "POST /v1/hello HTTP/1.1\r\n" + host +
                                            "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"
                                     << QByteArray("400");
        QTest::newRow("negative length") << "POST /v1/hello HTTP/1.1\r\n" + host + "Content-Length: -3\r\n\r\n"
                                         << QByteArray("400");
        QTest::newRow("chunked") << "POST /v1/hello HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n"
                                 << QByteArray("411");
        QTest::newRow("body of 1 GiB") << "POST /v1/hello HTTP/1.1\r\n" + host + "Content-Length: 1073741824\r\n\r\n"
                                       << QByteArray("413");
        QTest::newRow("body over the path's bound")
            << "POST /v1/enrol HTTP/1.1\r\n" + host + "Content-Length: 20000\r\n\r\n"
            << QByteArray("413");
        QTest::newRow("garbage for a body") << "POST /v1/hello HTTP/1.1\r\n" + host +
                                                   "Content-Length: 5\r\nConnection: close\r\n\r\n\xff\xff\xff\xff\xff"
                                            << QByteArray("400");
        QTest::newRow("long header") << "GET /v1/health HTTP/1.1\r\nX-Long: " + QByteArray(17000, 'x') + "\r\n\r\n"
                                     << QByteArray("431");
    }
    void strangersAreAnsweredBriefly()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        RawClient client(m_served->port());
        client.say(request.toStdString());
        const auto heard = QByteArray::fromStdString(client.hearAll());
        QVERIFY2(heard.startsWith("HTTP/1.1 " + status), heard.left(200).constData());
        QVERIFY(heard.size() < 1000);
        QVERIFY(heard.contains("X-Correlation-Id: "));
        QVERIFY(heard.contains("Accept-Encoding: kontor-pack-2, kontor-zstd-1, zstd\r\n"));
        QVERIFY(isAlive());
        QVERIFY(nothingWritten());
    }

    void aCodedPushIsTakenAndSoIsAnOldTerminalsPlainOne()
    {
        m_pair->till.product("Mug", "M1", "2.00");
        HandClient client(m_served->port(), *m_pair->till.store);
        QCOMPARE(client.hello(), 200U);
        const auto run = pending();
        auto coding = WireCoding::ZstdDictionary;
        const auto plain = client.push(run);
        RawClient raw(m_served->port());
        const auto coded = WireCoder().encode(plain.body, coding);
        QCOMPARE(coding, WireCoding::ZstdDictionary);
        QVERIFY(coded.size() < plain.body.size());
        raw.say("POST /v1/push HTTP/1.1\r\nHost: test\r\nContent-Encoding: kontor-zstd-1\r\nAuthorization: " +
                plain.auth->toHeader() + "\r\nContent-Length: " + std::to_string(coded.size()) + "\r\n\r\n" + coded);
        // The signature is over the body before it was coded.
        const auto reply = raw.hear();
        QCOMPARE(reply.status, 200U);
        QCOMPARE(client.ask(client.push(run)).body, reply.body);
    }

    void whatACodedBodyHidesIsRefused_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<unsigned>("status");
        const auto frame = [](std::size_t size) {
            Bytes bomb(size, '\0');
            Bytes out(ZSTD_compressBound(size), '\0');
            out.resize(ZSTD_compress(out.data(), out.size(), bomb.data(), bomb.size(), 3));
            return QByteArray::fromStdString(out);
        };
        QTest::newRow("a bomb") << QByteArray("zstd") << frame(256U << 20U) << 413U;
        QTest::newRow("more than the path takes") << QByteArray("zstd") << frame(maxSmallBodyBytes + 1) << 413U;
        QTest::newRow("garbage") << QByteArray("zstd") << QByteArray(300, 'x') << 413U;
        QTest::newRow("cut off") << QByteArray("kontor-zstd-1") << frame(10'000).chopped(3) << 400U;
        QTest::newRow("a coding we do not speak") << QByteArray("gzip") << QByteArray(300, 'x') << 415U;
        QTest::newRow("another dictionary") << QByteArray("kontor-zstd-7") << QByteArray(300, 'x') << 415U;
    }
    void whatACodedBodyHidesIsRefused()
    {
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, body);
        QFETCH(unsigned, status);
        RawClient client(m_served->port());
        client.say("POST /v1/hello HTTP/1.1\r\nHost: test\r\nContent-Encoding: " + coding.toStdString() +
                   "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body.toStdString());
        QCOMPARE(client.hear().status, status);
        QVERIFY(isAlive());
        QVERIFY(nothingWritten());
    }

    void anEndlessHeaderIsCutOff()
    {
        RawClient client(m_served->port());
        client.say("GET /v1/health HTTP/1.1\r\n");
        const std::string line = "X-More: " + std::string(1000, 'x') + "\r\n";
        int lines = 0;
        while (lines < 10'000 && client.say(line))
            ++lines;
        QVERIFY2(lines < 10'000, "ten megabytes of header were taken");
        QVERIFY(isAlive());
    }

    void anEndlessBodyIsCutOff()
    {
        HandClient client(m_served->port(), *m_pair->till.store);
        QCOMPARE(client.hello(), 200U);
        auto huge = client.next("/v1/push", Bytes(5U << 20U, 'x'));
        const auto reply = client.ask(huge);
        QVERIFY(reply.status == 413 || reply.status == 0); // 0: closed while we were still sending.
        QVERIFY(isAlive());
        QVERIFY(nothingWritten());
    }

    void aLargeBodyWithinTheBoundIsReadWhole()
    {
        HandClient client(m_served->port(), *m_pair->till.store);
        QCOMPARE(client.hello(), 200U);
        // Well signed and no message: refused for what it is, so all of it was read.
        QCOMPARE(client.ask(client.next("/v1/push", Bytes(maxBodyBytes, '\xFF'))).status, 400U);
        QCOMPARE(client.ask(client.next("/v1/pull", Bytes())).status, 200U); // On the same connection.
        QVERIFY(nothingWritten());
    }

    void whoeverIsSlowIsLetGo()
    {
        HttpServerOptions options;
        options.limits.request = 200ms;
        options.limits.idle = 300ms;
        serve(options);
        RawClient silent(m_served->port());
        RawClient halfHeader(m_served->port());
        halfHeader.say("POST /v1/hello HTTP/1.1\r\nHost: te");
        RawClient halfBody(m_served->port());
        halfBody.say("POST /v1/hello HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\n\r\nabc");
        RawClient idle(m_served->port());
        idle.say("GET /v1/health HTTP/1.1\r\nHost: test\r\n\r\n");
        QCOMPARE(idle.hear().status, 200U);
        for (auto* client : {&silent, &halfHeader, &halfBody, &idle})
            QCOMPARE(client->hearAll(), std::string());
        QVERIFY(isAlive());
    }

    void connectionsAreCounted()
    {
        HttpServerOptions options;
        options.limits.connections = 3;
        serve(options);
        std::vector<std::unique_ptr<RawClient>> open;
        for (int i = 0; i < 3; ++i) {
            open.push_back(std::make_unique<RawClient>(m_served->port()));
            open.back()->say("GET /v1/health HTTP/1.1\r\nHost: test\r\n\r\n");
            QCOMPARE(open.back()->hear().status, 200U);
        }
        RawClient tooMany(m_served->port());
        QCOMPARE(tooMany.hearAll(), std::string());
        open.clear();
        QTRY_VERIFY(isAlive());
    }

    void bodiesOfAllTogetherAreBounded()
    {
        HttpServerOptions options;
        options.limits.bodiesInFlight = 1000;
        serve(options);
        RawClient client(m_served->port());
        client.say("POST /v1/hello HTTP/1.1\r\nHost: test\r\nContent-Length: 2000\r\n\r\n");
        const auto reply = client.hear();
        QCOMPARE(reply.status, 503U);
        QVERIFY(reply.retryAfterSeconds > 0);
        QVERIFY(isAlive());
    }

    void requestsOfOneConnectionAreAnsweredInOrder()
    {
        RawClient client(m_served->port());
        client.say("GET /v1/nonce HTTP/1.1\r\nHost: test\r\n\r\nGET /v1/health HTTP/1.1\r\nHost: test\r\n\r\n");
        QCOMPARE(client.hear().body.size(), 18U);
        QVERIFY(client.hear().body.starts_with(R"({"status":"ok",)"));
    }

    void theCorrelationOfARequestComesBackUnlessItIsUnsafe()
    {
        RawClient client(m_served->port());
        client.say(
            "GET /v1/health HTTP/1.1\r\nHost: test\r\nX-Correlation-Id: till-2.sale_7\r\nConnection: close\r\n\r\n");
        QVERIFY(client.hearAll().find("X-Correlation-Id: till-2.sale_7\r\n") != std::string::npos);
        RawClient other(m_served->port());
        other.say(
            "GET /v1/health HTTP/1.1\r\nHost: test\r\nX-Correlation-Id: a\" level=error\r\nConnection: close\r\n\r\n");
        QVERIFY(other.hearAll().find("level=error") == std::string::npos);
    }

    void aTerminalPushesAndPulls()
    {
        m_pair->till.product("Mug", "M1", "2.00");
        HandClient client(m_served->port(), *m_pair->till.store);
        QCOMPARE(client.hello(), 200U);
        const auto run = pending();
        const auto reply = client.ask(client.push(run));
        QCOMPARE(reply.status, 200U);
        QCOMPARE(static_cast<std::size_t>(parseBody<sync::PushReply>(reply.body)->entry_size()), run.size());
        const auto after = digestOf(*m_pair->server);
        QVERIFY(after != m_before);
        // The same run again, as after a lost reply: the same answer, nothing changed.
        const auto again = client.ask(client.push(run));
        QCOMPARE(again.body, reply.body);
        QCOMPARE(digestOf(*m_pair->server), after);
    }

    void wrongRequestsOfATerminalAreRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<unsigned>("status");
        QTest::newRow("another key's signature") << "signature" << 401U;
        QTest::newRow("another body than the signed") << "body" << 401U;
        QTest::newRow("another target than the signed") << "target" << 401U;
        QTest::newRow("another terminal's name") << "terminal" << 401U;
        QTest::newRow("replayed") << "replay" << 401U;
        QTest::newRow("a counter from long ago") << "old counter" << 401U;
        QTest::newRow("unknown session") << "session" << 401U;
        QTest::newRow("replayed hello") << "hello" << 401U;
        QTest::newRow("a gap") << "gap" << 409U;
        QTest::newRow("a commit signed by nobody") << "commit signature" << 403U;
        QTest::newRow("no commits") << "garbage" << 400U;
        QTest::newRow("a cursor from the future") << "cursor" << 410U;
    }
    void wrongRequestsOfATerminalAreRefused()
    {
        QFETCH(QString, what);
        QFETCH(unsigned, status);
        m_pair->till.product("Mug", "M1", "2.00");
        m_pair->till.product("Cup", "C1", "1.00");
        const auto& till = *m_pair->till.store;
        HandClient client(m_served->port(), till);
        QCOMPARE(client.hello(), 200U);
        const auto run = pending();
        QCOMPARE(run.size(), 2U);

        auto request = client.push(run);
        if (what == QLatin1String("signature"))
            request.auth->signature = m_pair->server->signWith(
                requestTag, requestMessage(client.session, client.counter, "POST", "/v1/push", request.body));
        else if (what == QLatin1String("body"))
            request.body += '\0';
        else if (what == QLatin1String("target"))
            request.target = "/v1/pull";
        else if (what == QLatin1String("terminal"))
            request.auth->terminal = m_pair->server->identity().terminal.string();
        else if (what == QLatin1String("session"))
            request.auth->session = Bytes(16, 'z');
        else if (what == QLatin1String("hello"))
            request = client.lastHello;
        else if (what == QLatin1String("gap"))
            request = client.push({run[1]});
        else if (what == QLatin1String("garbage"))
            request = client.next("/v1/push", "\xFF\xFF\xFF\xFF");
        else if (what == QLatin1String("commit signature")) {
            auto forged = run;
            forged[1].signature[3] = static_cast<char>(forged[1].signature[3] ^ 1);
            request = client.push(forged);
        } else if (what == QLatin1String("replay")) {
            sync::Pull pull;
            request = client.next("/v1/pull", pull.SerializeAsString());
            QCOMPARE(client.ask(request).status, 200U);
        } else if (what == QLatin1String("old counter")) {
            for (int i = 0; i < 2; ++i) {
                client.counter += 64;
                QCOMPARE(client.ask(client.next("/v1/pull", sync::Pull().SerializeAsString())).status, 200U);
            }
        } else if (what == QLatin1String("cursor")) {
            sync::Pull pull;
            pull.mutable_after()->set_epoch(1);
            pull.mutable_after()->set_n(1'000'000);
            request = client.next("/v1/pull", pull.SerializeAsString());
        }
        // What is refused before its body is read ends the connection, so each wrong request has one of its own.
        const auto reply = HandClient(m_served->port(), till).ask(request);
        QCOMPARE(reply.status, status);
        if (what == QLatin1String("gap"))
            QCOMPARE(errorOf(reply).expected_sequence(), run[0].header.sequence());
        QVERIFY(isAlive());
        QVERIFY(nothingWritten());
        // And the terminal itself is not shut out by it.
        QCOMPARE(client.ask(client.push(run)).status, 200U);
        QVERIFY(!nothingWritten());
    }

    void aTerminalTheServerDoesNotKnowIsRefused()
    {
        QTemporaryDir elsewhere;
        ShopFixture stranger(std::filesystem::path(elsewhere.path().toStdString()) / "till");
        HandClient client(m_served->port(), *stranger.store);
        QCOMPARE(client.hello(), 403U);
        QVERIFY(nothingWritten());
    }

    void whatATerminalSignedAndNobodyCanUseIsQuarantined_data()
    {
        QTest::addColumn<bool>("otherPart");
        QTest::newRow("a part with another hash") << true;
        QTest::newRow("it follows what never was") << false;
    }
    void whatATerminalSignedAndNobodyCanUseIsQuarantined()
    {
        QFETCH(bool, otherPart);
        m_pair->till.product("Mug", "M1", "2.00");
        const auto& till = *m_pair->till.store;
        HandClient client(m_served->port(), till);
        QCOMPARE(client.hello(), 200U);
        auto forged = pending();
        if (otherPart) {
            forged[0].parts[0].back() = static_cast<char>(forged[0].parts[0].back() ^ 1);
        } else {
            forged[0].header.set_previous(Bytes(32, 'p'));
            forged[0].headerBytes = forged[0].header.SerializeAsString();
            forged[0].signature = till.signWith(commitTag, forged[0].headerBytes);
        }
        const auto reply = client.ask(client.push(forged));
        QCOMPARE(reply.status, 200U);
        const auto accepted = need(parseBody<sync::PushReply>(reply.body));
        QCOMPARE(accepted.entry_size(), 1);
        schema::Acceptance acceptance;
        QVERIFY(acceptance.ParseFromString(accepted.entry(0).acceptance()));
        QCOMPARE(acceptance.verdict(), schema::QUARANTINED);
    }

    void overTheNetworkTheServerSpeaksTlsUnlessToldOtherwise_data()
    {
        QTest::addColumn<QString>("listen");
        QTest::addColumn<bool>("insecure");
        QTest::addColumn<bool>("works");
        QTest::addColumn<bool>("tls");
        QTest::newRow("loopback") << "127.0.0.1:0" << false << true << false;
        QTest::newRow("by name") << "localhost:0" << false << true << false;
        QTest::newRow("all addresses") << "0.0.0.0:0" << false << true << true;
        QTest::newRow("all addresses, insecure") << "0.0.0.0:0" << true << true << false;
        QTest::newRow("no port") << "127.0.0.1" << false << false << false;
        QTest::newRow("port too large") << "127.0.0.1:65536" << false << false << false;
        QTest::newRow("no address") << "here:80" << false << false << false;
    }
    void overTheNetworkTheServerSpeaksTlsUnlessToldOtherwise()
    {
        QFETCH(QString, listen);
        QFETCH(bool, insecure);
        QFETCH(bool, works);
        QFETCH(bool, tls);
        HttpServerOptions options;
        options.listen = listen.toStdString();
        options.insecure = insecure;
        const auto server = HttpServer::open(*m_pair->server, judge, m_pair->path("server"), World::real(),
                                             Served::silentLog(), options);
        QCOMPARE(server.has_value(), works);
        if (works)
            QCOMPARE((*server)->isSecure(), tls);
        else
            QCOMPARE(server.error().about, std::string("listen"));
    }
};
QTEST_GUILESS_MAIN(HttpServerTest)
#include "tst_http_server.moc"
