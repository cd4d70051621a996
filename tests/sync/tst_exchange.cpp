#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "sync/client/exchange.h"
#include "sync/protocol/limits.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace kontor;

namespace {

/// Says the same to whoever asks, and keeps what it was asked.
class SaysOneThing : public QTcpServer
{
public:
    explicit SaysOneThing(QByteArray reply) : m_reply(std::move(reply))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (auto* socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                    asked += socket->readAll();
                    if (!asked.contains("\r\n\r\n"))
                        return;
                    ++requests;
                    socket->write(m_reply);
                });
        });
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(serverPort()); }
    QByteArray asked;
    int requests = 0;

private:
    QByteArray m_reply;
};

struct Outcome {
    std::optional<SyncReply> reply;
    std::string why;
};

Outcome ask(const std::string& url)
{
    Exchange exchange({url, {}, false});
    Outcome outcome;
    QObject::connect(&exchange, &Exchange::replied, &exchange,
                     [&](std::uint64_t, const SyncReply& reply) { outcome.reply = reply; });
    QObject::connect(&exchange, &Exchange::failed, &exchange,
                     [&](std::uint64_t, const std::string& why) { outcome.why = why; });
    SyncRequest request;
    request.method = "GET";
    request.target = "/v1/nonce";
    exchange.send(1, request);
    if (!QTest::qWaitFor([&] { return outcome.reply || !outcome.why.empty(); }, 20'000))
        outcome.why = "the test has waited long enough";
    return outcome;
}

} // namespace

/// What a server, or something that stands in its place, may answer.
class ExchangeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRedirectionIsNotFollowed()
    {
        SaysOneThing elsewhere("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        SaysOneThing server("HTTP/1.1 302 Found\r\nLocation: " + QByteArray::fromStdString(elsewhere.url()) +
                            "/v1/nonce\r\nContent-Length: 0\r\n\r\n");
        const auto outcome = ask(server.url());
        QVERIFY(outcome.reply.has_value());
        QCOMPARE(outcome.reply->status, 302U);
        QCOMPARE(elsewhere.requests, 0);
    }

    void aRetryAfterWithADateIsSeconds()
    {
        const auto soon = QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(100),
                                                QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
        SaysOneThing server("HTTP/1.1 503 Busy\r\nRetry-After: " + soon.toLatin1() + "\r\nContent-Length: 0\r\n\r\n");
        const auto outcome = ask(server.url());
        QVERIFY(outcome.reply.has_value());
        QVERIFY(outcome.reply->retryAfterSeconds >= 90 && outcome.reply->retryAfterSeconds <= 100);
    }

    void aReplyThatIsTooLargeIsNotRead_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("says so") << QByteArray("Content-Length: 1073741824\r\n\r\n");
        QTest::newRow("does not say") << QByteArray("Connection: close\r\n\r\n");
        QTest::newRow("in chunks") << QByteArray("Transfer-Encoding: chunked\r\n\r\n1000000\r\n");
    }
    void aReplyThatIsTooLargeIsNotRead()
    {
        QFETCH(QByteArray, head);
        SaysOneThing server("HTTP/1.1 200 OK\r\n" + head + QByteArray(static_cast<int>(maxReplyBytes) + 65'536, 'x'));
        const auto outcome = ask(server.url());
        QVERIFY(!outcome.reply.has_value());
        QVERIFY(!outcome.why.empty());
    }

    void aBodyThatIsNoneOfOursIsAFailure_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::newRow("a coding we did not ask for") << QByteArray("gzip");
        QTest::newRow("not coded as it says") << QByteArray("zstd");
    }
    void aBodyThatIsNoneOfOursIsAFailure()
    {
        QFETCH(QByteArray, coding);
        SaysOneThing server("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: 5\r\n\r\nabcde");
        QVERIFY(ask(server.url()).why.find("cannot be read") != std::string::npos);
        QVERIFY(server.asked.contains("Accept-Encoding: kontor-pack-2, kontor-zstd-1, zstd\r\n"));
    }

    void anAddressThatMustNotBeSpokenWithIsNot()
    {
        QVERIFY(ask("http://10.0.0.5:1").why.find("--insecure") != std::string::npos);
    }
};
QTEST_GUILESS_MAIN(ExchangeTest)
#include "tst_exchange.moc"
