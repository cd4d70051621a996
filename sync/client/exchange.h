#pragma once

#include "sync/protocol/request.h"
#include "sync/protocol/server_address.h"
#include "sync/protocol/wire_coding.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QSslError>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

class QNetworkReply;

namespace kontor {

/// Requests of the sync protocol over QtNetwork. It has no time-outs of its own: whoever asks keeps the time and aborts. Exactly
/// one of replied() and failed() follows each send(), unless it is aborted.
class Exchange : public QObject
{
    Q_OBJECT
public:
    /// An address that checkAddress() refuses is never spoken with. Over TLS the server must show the pinned key and no other,
    /// whoever vouches for it; its name and dates do not matter.
    explicit Exchange(ServerAddress server, QObject* parent = nullptr)
        : Exchange(std::move(server), Key::Pinned, parent)
    {}
    enum class Key {
        Pinned,
        Learnt, ///< Whatever key the server shows first, and no other after it: nothing secret may be sent. See enrolment_code.h.
    };
    Exchange(ServerAddress server, Key key, QObject* parent = nullptr);
    ~Exchange() override;

    void send(std::uint64_t number, const SyncRequest& request);
    void abort(std::uint64_t number);
    /// The key that was pinned, or learnt; empty without TLS, or before there was a connection.
    [[nodiscard]] const Bytes& tlsPin() const { return m_server.tlsPin; }
    /// The last answer came from a server that shows another key than it must, or the address is never spoken with: asking again
    /// would change nothing.
    [[nodiscard]] bool isHopeless() const { return m_hopeless; }

Q_SIGNALS:
    void replied(std::uint64_t number, const kontor::SyncReply& reply);
    void failed(std::uint64_t number, const std::string& why);
    void progressed(std::uint64_t number);

private:
    struct Out {
        QPointer<QNetworkReply> reply; ///< Null when the address is refused.
        std::string path;
        std::vector<Bytes> commits; ///< Header hashes of a push: what its reply need not name.
    };
    void finish(std::uint64_t number, QNetworkReply* reply);
    /// Lets a connection go on whose server shows the pinned key. Nothing has been sent when this is asked.
    void judgeCertificate(QNetworkReply* reply, const QList<QSslError>& errors);

    ServerAddress m_server;
    Key m_key;
    std::string m_refused; ///< Why this address is never spoken with; empty: it is.
    QNetworkAccessManager m_network;
    bool m_hopeless = false;
    WireCoder m_coder;
    WireCoding m_coding = WireCoding::None; ///< Best that the server's last reply said it takes.
    std::unordered_map<std::uint64_t, Out> m_out;
};

} // namespace kontor
