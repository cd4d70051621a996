#pragma once

#include "e2e/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace kontor::test {

inline QString text(const QJsonValue& json, const char* key)
{
    return json.toObject().value(QLatin1String(key)).toString();
}

/// Words of a command line at the blanks; an underscore is a blank in a word, @name a path in the folder.
struct Shops {
    QTemporaryDir folder;

    Said said(const QString& words) const
    {
        auto list = words.split(u' ');
        for (auto& word : list) {
            word.replace(u'_', u' ');
            if (word.startsWith(u'@'))
                word = folder.filePath(word.mid(1));
        }
        return ctl(list);
    }
    QByteArray run(const QString& words) const
    {
        const auto answer = said(words);
        if (answer.code != 0)
            qWarning("%s: %s", qPrintable(words), answer.err.constData());
        return answer.code == 0 ? answer.out : QByteArray("failed");
    }
    QByteArray error(const QString& words) const
    {
        const auto answer = said(words);
        return answer.code == 1 ? answer.err.trimmed() : QByteArray("no error: ") + answer.out;
    }
    QJsonObject object(const QString& words) const { return QJsonDocument::fromJson(run(words)).object(); }
    QJsonArray array(const QString& words) const { return QJsonDocument::fromJson(run(words)).array(); }
};

/// One till of it.
struct Till {
    const Shops& shops;
    QString name;

    QString at(const QString& words) const { return words + QStringLiteral(" --data @") + name; }
    QByteArray run(const char* words) const { return shops.run(at(QString::fromLatin1(words))); }
    QJsonObject json(const QString& words) const { return shops.object(at(words) + QStringLiteral(" --json")); }
    QJsonObject json(const char* words) const { return json(QString::fromLatin1(words)); }
    QJsonArray list(const char* words) const
    {
        return shops.array(at(QString::fromLatin1(words)) + QStringLiteral(" --json"));
    }
    QByteArray error(const QString& words) const { return shops.error(at(words)); }
    void sync() const { QVERIFY(shops.run(at(QStringLiteral("sync")) + QStringLiteral(" --until-idle")) != "failed"); }
};

} // namespace kontor::test
