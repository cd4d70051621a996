#pragma once

#include "domain/base/result.h"

#include <QObject>
#include <QProcess>
#include <QStringList>

#include <filesystem>
#include <functional>
#include <string>

namespace kontor {

/// A process of the demo that dies with this one, whatever this one dies of, and hands over its output line by line.
class ChildProcess
{
public:
    /// Errors go to `errorLog`. Call from the main thread only: the kernel ties the child to the thread that starts it.
    ChildProcess(std::string name, const std::filesystem::path& errorLog);
    ~ChildProcess(); ///< Kills it if it still runs.
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    std::function<void(const std::string& line)> onLine;
    std::function<void(int code, bool crashed)> onEnd;

    /// Errors: NotFound about the program when it cannot be started.
    [[nodiscard]] Result<Done> start(const std::filesystem::path& program, const QStringList& arguments);
    void write(const std::string& line);
    void sendKill(); ///< SIGKILL; onEnd follows.
    /// SIGTERM, waits for the end, kills after ten seconds. onEnd is not called.
    void stop();
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    void readLines();

    std::string m_name;
    QProcess m_process;
};

} // namespace kontor
