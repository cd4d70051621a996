#include "app/ctl/demo/child_process.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace kontor {

ChildProcess::ChildProcess(std::string name, const std::filesystem::path& errorLog) : m_name(std::move(name))
{
    m_process.setStandardErrorFile(QString::fromStdString(errorLog.string()), QIODevice::Append);
    const auto parent = ::getpid();
    m_process.setChildProcessModifier([parent] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) // It died between fork and here.
            ::_exit(1);
    });
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] { readLines(); });
    QObject::connect(&m_process, &QProcess::finished, &m_process, [this](int code, QProcess::ExitStatus status) {
        readLines();
        if (onEnd)
            onEnd(code, status == QProcess::CrashExit);
    });
}

ChildProcess::~ChildProcess()
{
    onEnd = nullptr;
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

Result<Done> ChildProcess::start(const std::filesystem::path& program, const QStringList& arguments)
{
    m_process.start(QString::fromStdString(program.string()), arguments);
    if (!m_process.waitForStarted())
        return fail(Error::Kind::NotFound, program.string(),
                    "cannot be started: " + m_process.errorString().toStdString());
    return Done{};
}

void ChildProcess::write(const std::string& line)
{
    m_process.write((line + '\n').c_str());
}

void ChildProcess::sendKill()
{
    m_process.kill();
}

void ChildProcess::stop()
{
    onEnd = nullptr;
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(10'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

void ChildProcess::readLines()
{
    while (m_process.canReadLine()) {
        const auto line = m_process.readLine().trimmed().toStdString();
        if (onLine)
            onLine(line);
    }
}

} // namespace kontor
