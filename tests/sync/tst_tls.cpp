#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/client/exchange.h"
#include "sync/client/sync_client.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/raw_client.h"
#include "sync/served.h"
#include "sync/server/enrolments.h"
#include "sync/sync_fixture.h"

#include <QSignalSpy>
#include <QSslSocket>

using namespace kontor;
using namespace kontor::test;
using namespace std::chrono_literals;

namespace {

HttpServerOptions withTls()
{
    HttpServerOptions options;
    options.tls = true;
    return options;
}

/// What came of asking for /v1/health: the status, or why there was none.
std::pair<unsigned, std::string> askHealth(const ServerAddress& address)
{
    Exchange exchange(address);
    unsigned status = 0;
    std::string why;
    QObject::connect(&exchange, &Exchange::replied, &exchange,
                     [&](std::uint64_t, const SyncReply& reply) { status = reply.status; });
    QObject::connect(&exchange, &Exchange::failed, &exchange,
                     [&](std::uint64_t, const std::string& reason) { why = reason; });
    SyncRequest request;
    request.method = "GET";
    request.target = "/v1/health";
    exchange.send(1, request);
    if (!QTest::qWaitFor([&] { return status != 0 || !why.empty(); }, 20'000))
        why = "the test has waited long enough";
    return {status, why};
}

} // namespace

class TlsTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<TillAndServer> m_pair;

    TlsPin pin() const { return need(rememberedTlsPin(m_pair->path("server"))); }

private Q_SLOTS:
    void init() { m_pair = std::make_unique<TillAndServer>(); }
    void cleanup() { m_pair.reset(); }

    void theServerMakesAKeyOfItsOwnOnceAndKeepsIt()
    {
        const auto folder = m_pair->path("server");
        QVERIFY(!rememberedTlsPin(folder));
        {
            Served first(*m_pair->server, folder, withTls());
        }
        const auto made = pin();
        const auto rights = std::filesystem::status(folder.string() + ".tls.key").permissions();
        QCOMPARE(rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
                 std::filesystem::perms::none);
        {
            Served second(*m_pair->server, folder, withTls());
        }
        QCOMPARE(hex(pin()), hex(made));
        QCOMPARE(need(ownTlsFiles(folder.string() + "/")).key, need(ownTlsFiles(folder)).key);
    }

    void onlyThePinnedKeyIsSpokenWith_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("works");
        QTest::newRow("the server's own") << "own" << true;
        QTest::newRow("another server's at its address") << "other" << false;
        QTest::newRow("one bit off") << "bit" << false;
        QTest::newRow("none is known") << "none" << false;
        QTest::newRow("plain HTTP to a server with TLS") << "plain" << false;
    }
    void onlyThePinnedKeyIsSpokenWith()
    {
        QFETCH(QString, what);
        QFETCH(bool, works);
        Served served(*m_pair->server, m_pair->path("server"), withTls());
        ServerAddress address{served.url(), pin(), false};
        QVERIFY(address.url.starts_with("https://"));
        if (what == QLatin1String("other"))
            address.tlsPin = need(readTlsPin(need(ownTlsFiles(m_pair->path("elsewhere")))));
        else if (what == QLatin1String("bit"))
            address.tlsPin[5] = static_cast<char>(address.tlsPin[5] ^ 1);
        else if (what == QLatin1String("none"))
            address.tlsPin.clear();
        else if (what == QLatin1String("plain"))
            address.url.replace(0, 5, "http");
        const auto [status, why] = askHealth(address);
        QCOMPARE(status, works ? 200U : 0U);
        QCOMPARE(why.empty(), works);
        if (what == QLatin1String("other") || what == QLatin1String("bit"))
            QVERIFY2(why.find("another TLS key") != std::string::npos, why.c_str());
    }

    void plainHttpIsForThisMachine_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("insecure");
        QTest::addColumn<bool>("allowed");
        const auto row = [](const char* url, bool insecure, bool allowed) {
            QTest::addRow("%s%s", url, insecure ? ", insecure" : "") << QString::fromLatin1(url) << insecure << allowed;
        };
        row("http://127.0.0.1:8470", false, true);
        row("http://localhost", false, true);
        row("http://[::1]:8470", false, true);
        row("http://10.0.0.5:8470", false, false);
        row("http://10.0.0.5:8470", true, true);
        row("http://127.0.0.1@shop.example", false, false);
        row("http://127.shop.example", false, false);
        row("http://localhost.shop.example", false, false);
        row("https://shop.example", false, true);
        row("https://", false, false);
        row("ftp://127.0.0.1", false, false);
    }
    void plainHttpIsForThisMachine()
    {
        QFETCH(QString, url);
        QFETCH(bool, insecure);
        QFETCH(bool, allowed);
        QCOMPARE(checkUrl(url.toStdString(), insecure).has_value(), allowed);
        QCOMPARE(keepServer(*m_pair->till.store, {url.toStdString(), Bytes(32, 'p'), insecure}).has_value(), allowed);
    }

    void aTerminalEnrolsAndSyncsOverTls()
    {
        Served served(*m_pair->server, m_pair->path("server"), withTls());
        EnrolmentWish wish;
        wish.address = served.url();
        wish.name = "Till 2";
        wish.store = m_pair->till.store->identity().store;
        const auto file = need(makeEnrolment(*m_pair->server, m_pair->path("server"), wish, World::real()));
        QCOMPARE(hex(file.tls_pin()), hex(pin()));
        const auto second = openStore(m_pair->path("till2"));
        need(takeEnrolment(*second, file));
        QCOMPARE(hex(digestOf(*second)), hex(digestOf(*m_pair->server)));
        QCOMPARE(hex(serverOf(*second)->tlsPin), hex(pin()));

        SyncClient client(*second);
        client.start();
        need(addSomething(*second, m_pair->till.administrator, "S1"));
        QTRY_COMPARE(client.status().link, SyncStatus::Link::Synced);
        QTRY_COMPARE(need(second->syncState()).pending, 0ULL);
        QCOMPARE(hex(digestOf(*second)), hex(digestOf(*m_pair->server)));
    }

    void anEnrolmentMadeBeforeTheServersFirstStartHasTheKeyItWillShow()
    {
        EnrolmentWish wish;
        wish.address = "https://10.0.0.5:8470";
        wish.name = "Till 2";
        wish.store = m_pair->till.store->identity().store;
        const auto file = need(makeEnrolment(*m_pair->server, m_pair->path("server"), wish, World::real()));
        Served served(*m_pair->server, m_pair->path("server"), withTls());
        QCOMPARE(hex(file.tls_pin()), hex(pin()));
    }

    void ownFilesAreShownWhenTheyAreAPair()
    {
        auto options = withTls();
        options.tlsFiles = need(ownTlsFiles(m_pair->path("bought")));
        {
            Served served(*m_pair->server, m_pair->path("server"), options);
            QCOMPARE(hex(pin()), hex(need(readTlsPin(options.tlsFiles))));
            QCOMPARE(askHealth({served.url(), pin(), false}).first, 200U);
        }
        options.tlsFiles.key = need(ownTlsFiles(m_pair->path("another"))).key;
        const auto server = HttpServer::open(*m_pair->server, judge, m_pair->path("server"), World::real(),
                                             Served::silentLog(), options);
        QVERIFY(!server);
        QCOMPARE(server.error().about, std::string("tls"));
    }

    void nothingOlderThanTls12IsSpoken()
    {
        Served served(*m_pair->server, m_pair->path("server"), withTls());
        for (const auto protocol : {QSsl::TlsV1_2, QSsl::TlsV1_3}) {
            QSslSocket socket;
            socket.setProtocol(protocol);
            socket.setPeerVerifyMode(QSslSocket::VerifyNone);
            socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), served.port());
            QVERIFY(socket.waitForEncrypted(5000));
        }
        // A greeting of TLS 1.1, by hand: QtNetwork would not send it.
        const std::string_view hello("\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x02"
                                     "0123456789abcdef0123456789abcdef"
                                     "\x00\x00\x04\xc0\x09\xc0\x0a\x01\x00",
                                     52);
        RawClient old(served.port());
        old.say(hello);
        const auto heard = old.hearAll();
        QVERIFY(heard.size() < 20);
        QVERIFY2(heard.size() >= 7 && heard[0] == '\x15' && heard[6] == '\x46', hex(heard).c_str()); // protocol_version
    }

    void whoeverIsSlowToShakeHandsIsLetGo()
    {
        auto options = withTls();
        options.limits.handshake = 200ms;
        options.limits.request = 300ms;
        Served served(*m_pair->server, m_pair->path("server"), options);
        RawClient silent(served.port());
        RawClient half(served.port());
        half.say(std::string_view("\x16\x03\x01\x02\x00\x01\x00", 7));
        RawClient words(served.port());
        words.say("GET /v1/health HTTP/1.1\r\nHost: test\r\n\r\n");
        for (auto* client : {&silent, &half, &words})
            QVERIFY(client->hearAll().find("HTTP/1.1") == std::string::npos);
        // And who has shaken hands and then says nothing.
        QSslSocket mute;
        mute.setPeerVerifyMode(QSslSocket::VerifyNone);
        mute.connectToHostEncrypted(QStringLiteral("127.0.0.1"), served.port());
        QVERIFY(mute.waitForEncrypted(5000));
        QVERIFY(mute.waitForDisconnected(5000) || mute.state() == QAbstractSocket::UnconnectedState);
        QCOMPARE(askHealth({served.url(), pin(), false}).first, 200U);
    }

    void repliesForbidWhatABrowserMightDoWithThem()
    {
        Served served(*m_pair->server, m_pair->path("server"), withTls());
        QSslSocket socket;
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), served.port());
        QVERIFY(socket.waitForEncrypted(5000));
        socket.write("GET /v1/nowhere HTTP/1.1\r\nHost: test\r\n\r\n");
        QByteArray heard;
        while (!heard.contains("\r\n\r\n") && socket.waitForReadyRead(5000))
            heard += socket.readAll();
        QVERIFY(heard.startsWith("HTTP/1.1 404"));
        for (const auto* header : {"Strict-Transport-Security: max-age=31536000", "X-Content-Type-Options: nosniff",
                                   "Cache-Control: no-store", "Content-Security-Policy: default-src 'none'"})
            QVERIFY2(heard.contains(header), header);
    }
};
QTEST_GUILESS_MAIN(TlsTest)
#include "tst_tls.moc"
