#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace kontor::test {

/// What a program that has ended said.
struct Said {
    int code = -1; ///< -1: it crashed, or did not end in time.
    QByteArray out;
    QByteArray err;
};

inline Said run(const QString& program, const QStringList& arguments, const QByteArray& input = {},
                int patienceMs = 60'000)
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    Said said;
    if (process.waitForFinished(patienceMs) && process.exitStatus() == QProcess::NormalExit)
        said.code = process.exitCode();
    said.out = process.readAllStandardOutput();
    said.err = process.readAllStandardError();
    return said;
}

/// kontorctl with these words.
inline Said ctl(const QStringList& arguments, const QByteArray& input = {}, int patienceMs = 60'000)
{
    return run(QStringLiteral(KONTORCTL), arguments, input, patienceMs);
}

} // namespace kontor::test
