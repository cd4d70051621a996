#pragma once

#include <QProcess>
#include <QString>

namespace kontor::test {

/// kontor-server on a free port.
class Server
{
public:
    explicit Server(const QString& data)
    {
        m_process.start(QStringLiteral(KONTOR_SERVER),
                        {QStringLiteral("--data"), data, QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                         QStringLiteral("--log"), QStringLiteral("off")});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
        }
        m_address = QString::fromUtf8(m_process.readLine()).trimmed().section(u' ', -1);
        if (!m_address.contains(QLatin1String("://")))
            m_address.prepend(QLatin1String("http://"));
    }
    ~Server()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    const QString& address() const { return m_address; }

private:
    QProcess m_process;
    QString m_address;
};

} // namespace kontor::test
