#include "sync/client/exchange.h"

#include "sync/protocol/limits.h"
#include "sync/protocol/retry_after.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTimer>
#include <QUrl>

#include <algorithm>

namespace kontor {

namespace {

QByteArray toQt(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

constexpr const char* wrongKey = "kontor-wrong-key";

/// No authority is trusted, so that every certificate is an error, and an error ends a connection unless judgeCertificate() lets
/// it go on. No session is resumed, so that none goes past that.
QSslConfiguration pinnedTls()
{
    auto tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates({});
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    tls.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    tls.setSslOption(QSsl::SslOptionDisableSessionPersistence, true);
    return tls;
}

/// SHA-256 of the public key as it stands in the certificate; empty for none.
Bytes tlsPinOf(const QSslCertificate& certificate)
{
    if (certificate.isNull())
        return {};
    return QCryptographicHash::hash(certificate.publicKey().toDer(), QCryptographicHash::Sha256).toStdString();
}

} // namespace

Exchange::Exchange(ServerAddress server, Key key, QObject* parent)
    : QObject(parent),
      m_server(std::move(server)),
      m_key(key)
{
    if (m_key == Key::Learnt)
        m_server.tlsPin.clear();
    if (const auto checked = m_key == Key::Learnt ? checkUrl(m_server.url, m_server.insecure) : checkAddress(m_server);
        !checked)
        m_refused = checked.error().about + ": " + checked.error().detail;
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(false);
    // The machine's proxy, as the shop has set it up; TLS goes through it as a tunnel, and the pin looks at its far end.
    if (!isOnThisMachine(m_server.url))
        m_network.setProxy(
            QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(QUrl(QString::fromStdString(m_server.url))))
                .value(0, QNetworkProxy(QNetworkProxy::NoProxy)));
}

Exchange::~Exchange()
{
    for (const auto& [number, out] : m_out) {
        if (!out.reply)
            continue;
        out.reply->disconnect(this);
        out.reply->abort();
    }
}

void Exchange::send(std::uint64_t number, const SyncRequest& request)
{
    if (!m_refused.empty()) {
        // Later, since whoever asks does not expect an answer before it has asked.
        m_out[number] = {};
        QTimer::singleShot(0, this, [this, number] {
            m_hopeless = true;
            if (m_out.erase(number) > 0)
                Q_EMIT failed(number, m_refused);
        });
        return;
    }
    QUrl url(QString::fromStdString(m_server.url));
    url.setPath(QString::fromStdString(request.target));
    QNetworkRequest out(url);
    out.setSslConfiguration(pinnedTls());
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setRawHeader("X-Correlation-Id", toQt(request.correlation));
    // Set by hand, which also keeps QtNetwork from undoing codings itself, without our bounds.
    out.setRawHeader("Accept-Encoding", toQt(acceptedCodings));
    if (request.auth)
        out.setRawHeader("Authorization", toQt(request.auth->toHeader()));

    QNetworkReply* reply = nullptr;
    if (request.method == "GET") {
        reply = m_network.get(out);
    } else {
        out.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/x-protobuf"));
        auto coding = m_coding;
        const auto kind = requestBodyOf(pathOf(request.target));
        const auto body = m_coder.encode(request.body, coding, kind);
        if (coding != WireCoding::None)
            out.setRawHeader("Content-Encoding", toQt(nameOf(coding)));
        reply = m_network.post(out, toQt(body));
    }
    reply->setParent(this);
    connect(reply, &QNetworkReply::sslErrors, this,
            [this, reply](const QList<QSslError>& errors) { judgeCertificate(reply, errors); });
    auto& waiting = m_out[number];
    waiting.reply = reply;
    waiting.path = std::string(pathOf(request.target));
    if (requestBodyOf(waiting.path) == WireBody::Push)
        waiting.commits = commitsOf(request.body);
    connect(reply, &QNetworkReply::finished, this, [this, number, reply] { finish(number, reply); });
    connect(reply, &QNetworkReply::uploadProgress, this, [this, number](qint64 bytes) {
        if (bytes > 0)
            Q_EMIT progressed(number);
    });
    // What says that it is too large is not read, and what does not say so is ended when it is; the buffer only stands behind that.
    constexpr auto most = static_cast<qint64>(maxReplyBytes);
    reply->setReadBufferSize(2 * most);
    connect(reply, &QNetworkReply::readyRead, this, [reply] {
        if (reply->bytesAvailable() > most)
            reply->abort();
    });
    connect(reply, &QNetworkReply::metaDataChanged, this, [reply] {
        if (reply->header(QNetworkRequest::ContentLengthHeader).toLongLong() > most)
            reply->abort();
    });
    connect(reply, &QNetworkReply::downloadProgress, this, [this, number, reply](qint64 bytes, qint64 total) {
        if (std::max(bytes, total) > most)
            return reply->abort();
        if (bytes > 0)
            Q_EMIT progressed(number);
    });
}

void Exchange::judgeCertificate(QNetworkReply* reply, const QList<QSslError>& errors)
{
    const auto shown = tlsPinOf(reply->sslConfiguration().peerCertificate());
    if (m_key == Key::Learnt && m_server.tlsPin.empty())
        m_server.tlsPin = shown;
    if (!shown.empty() && shown == m_server.tlsPin)
        return reply->ignoreSslErrors(errors);
    reply->setProperty(wrongKey, true);
}

void Exchange::abort(std::uint64_t number)
{
    const auto found = m_out.find(number);
    if (found == m_out.end())
        return;
    const auto reply = found->second.reply;
    m_out.erase(found);
    if (!reply)
        return;
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

void Exchange::finish(std::uint64_t number, QNetworkReply* reply)
{
    const auto asked = std::move(m_out[number]);
    m_out.erase(number);
    reply->deleteLater();
    const auto status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    const bool whole = reply->error() == QNetworkReply::NoError || status.toInt() >= 300;
    m_hopeless = reply->property(wrongKey).toBool();
    if (m_hopeless) {
        Q_EMIT failed(number, "the server shows another TLS key than the one this terminal was enrolled with: " +
                                  m_server.url + " is not this shop's server, or its key has changed");
        return;
    }
    if (!status.isValid() || !whole) {
        Q_EMIT failed(number, reply->errorString().toStdString());
        return;
    }
    // Of each reply anew: the server may be another tomorrow, or a proxy may answer in its place.
    m_coding = bestCoding(viewOf(reply->rawHeader("Accept-Encoding")));
    const auto coding = codingNamed(viewOf(reply->rawHeader("Content-Encoding")));
    const auto kind = status.toUInt() == 200 ? replyBodyOf(asked.path) : WireBody::Other;
    auto body = coding ? m_coder.decode(viewOf(reply->readAll()), *coding, maxReplyBytes, kind, asked.commits)
                       : invalid("body", "its coding is not spoken here");
    if (!body) {
        Q_EMIT failed(number, "the server's reply cannot be read: " + body.error().detail);
        return;
    }
    SyncReply answer;
    answer.status = status.toUInt();
    answer.body = std::move(*body);
    answer.contentType = reply->header(QNetworkRequest::ContentTypeHeader).toString().toStdString();
    answer.retryAfterSeconds =
        retryAfterSeconds(viewOf(reply->rawHeader("Retry-After")), QDateTime::currentSecsSinceEpoch());
    Q_EMIT replied(number, answer);
}

} // namespace kontor
