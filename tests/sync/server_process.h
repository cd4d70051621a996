#pragma once

#include <QFile>
#include <QProcess>
#include <QStringList>

namespace kontor::test {

/// kontor-server as a process of its own.
class ServerProcess : public QProcess
{
public:
    explicit ServerProcess(const QStringList& arguments) { start(QStringLiteral(KONTOR_SERVER), arguments); }
    ~ServerProcess() override
    {
        kill();
        waitForFinished();
    }
    /// "127.0.0.1:41873", with "https://" before it where it speaks TLS; empty when it does not come to that.
    QString address()
    {
        const QByteArray said = "listening on ";
        while (!canReadLine() && state() != NotRunning && waitForReadyRead(20'000)) {
        }
        const auto line = readLine().trimmed();
        return line.startsWith(said) ? QString::fromLatin1(line.mid(said.size())) : QString();
    }
    /// The most it has ever held in memory: what it holds after an attack says nothing of the attack.
    [[nodiscard]] qint64 peakMegabytes() const
    {
        QFile status(QStringLiteral("/proc/%1/status").arg(processId()));
        if (!status.open(QIODevice::ReadOnly))
            return -1;
        const auto text = status.readAll();
        const auto at = text.indexOf("VmHWM:");
        return text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong() / 1024;
    }
};

} // namespace kontor::test
