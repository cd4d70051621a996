#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "domain/identity/terminal.h"
#include "storage/till_and_server.h"
#include "support/past_the_guard.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>

#include <map>

using namespace kontor;
using namespace kontor::test;

namespace {

struct Ran {
    int exitCode = -1;
    QString out;
    QString errors;
};

Ran run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

Ran journal(const QStringList& arguments)
{
    return run(QStringLiteral(KONTORCTL), QStringList{QStringLiteral("journal")} + arguments);
}

/// A till with a product, a customer and a sale that the server accepted, and one sale after that; both closed.
struct Shop {
    TillAndServer pair;
    QString till = QString::fromStdString(pair.path("till").string());
    QString server = QString::fromStdString(pair.path("server").string());
    QString code;
    Bytes sale;

    Shop()
    {
        const auto mug = pair.till.product("Ceramic mug", "KIT-0412", "12.50");
        need(pair.till.run([](const Reader& shop, const Context& context, const Actor& actor) {
            return addCustomer(shop, context, actor, {"C-1", "Ines Ferreira"});
        }));
        need(pair.till.scan(mug));
        sale = need(pair.till.payCash()).hash;
        need(pair.push());
        need(pair.till.store->applyLog(pair.log(0, *pair.till.store), need(pair.server->head())));
        need(pair.till.scan(mug));
        need(pair.till.payCash());
        code = QString::fromStdString(originCodeOf(pair.till.store->identity().origin));
        pair.till.store.reset();
        pair.server.reset();
    }
    QString exported(const QString& folder, const QString& name)
    {
        const QString file = pair.dir.filePath(name);
        const auto done =
            journal({QStringLiteral("export"), QStringLiteral("--data"), folder, QStringLiteral("--out"), file});
        if (done.exitCode != 0)
            qFatal("%s", qPrintable(done.errors));
        return file;
    }
};

Ran verifyArchive(const QString& file, const QStringList& more = {})
{
    return run(QStringLiteral("python3"),
               QStringList{QStringLiteral(KONTOR_SOURCE_DIR "/packaging/verify-archive.py")} + more +
                   QStringList{file});
}

QByteArrayList linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll().split('\n');
}

} // namespace

class JournalVerbsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The promise of domain/journal/FORMAT.md: this file is never made anew.
    void whatWasWrittenInFormat1IsReadForEver()
    {
        const auto kept = QStringLiteral(KONTOR_SOURCE_DIR "/tests/data/format_1/journal.jsonl");
        const auto checked = verifyArchive(kept);
        QVERIFY2(checked.exitCode == 0, qPrintable(checked.errors + checked.out));
        QFile file(kept);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto first = QJsonDocument::fromJson(file.readLine()).object();
        std::map<QString, Bytes> keys;
        for (const auto& origin : first.value(QLatin1String("origins")).toArray())
            keys[origin.toObject().value(QLatin1String("origin")).toString()] =
                QByteArray::fromHex(origin.toObject().value(QLatin1String("key")).toString().toLatin1()).toStdString();
        const auto raw = [](const QJsonValue& value) {
            return QByteArray::fromBase64(value.toString().toLatin1()).toStdString();
        };
        int commits = 0;
        int written = 0; // In format 1; the last one there was made by hand, in 0.
        for (; !file.atEnd(); ++commits) {
            const auto line = QJsonDocument::fromJson(file.readLine()).object();
            schema::Envelope envelope;
            envelope.set_header(raw(line.value(QLatin1String("header"))));
            envelope.set_signature(raw(line.value(QLatin1String("signature"))));
            for (const auto& part : line.value(QLatin1String("parts")).toArray())
                envelope.add_part(raw(part));
            const auto commit = need(openEnvelope(envelope));
            written += commit.header.format() == 1 ? 1 : 0;
            QCOMPARE(QString::fromStdString(hex(commit.hash)), line.value(QLatin1String("commit")).toString());
            QVERIFY(verifyCommitSignature(commit, keys[line.value(QLatin1String("origin")).toString()]));
            QCOMPARE(int(need(changesOf(commit)).size()), line.value(QLatin1String("changes")).toArray().size());
            schema::Acceptance acceptance;
            QVERIFY(acceptance.ParseFromString(raw(line.value(QLatin1String("acceptance")))));
            if (line.contains(QLatin1String("acceptance")))
                QCOMPARE(acceptance.commit(), commit.hash);
        }
        QCOMPARE(commits, 12);
        QCOMPARE(written, 11);
    }

    void verifyCountsEveryChain()
    {
        Shop shop;
        const auto done = journal({QStringLiteral("verify"), QStringLiteral("--data"), shop.till});
        QCOMPARE(done.exitCode, 0);
        QVERIFY2(done.out.contains(shop.code), qPrintable(done.out));
        QVERIFY2(done.out.contains(QStringLiteral(
                     "7 commits in 1 chains: every hash and link is right, and the signature at every head")),
                 qPrintable(done.out));
    }
    void verifyNamesTheFirstWrongCommit()
    {
        Shop shop;
        {
            PastTheGuard database(shop.pair.path("till") / "kontor.db");
            database.exec("UPDATE journal SET hash = zeroblob(32) WHERE sequence >= 4");
        }
        const auto done = journal({QStringLiteral("verify"), QStringLiteral("--data"), shop.till});
        QCOMPARE(done.exitCode, 1);
        QVERIFY2(done.errors.contains(QStringLiteral("sequence 4")), qPrintable(done.errors));
    }
    void logShowsTheLastCommitsAndFilters()
    {
        Shop shop;
        const auto log = [&](const QStringList& more) {
            return journal(QStringList{QStringLiteral("log"), QStringLiteral("--data"), shop.till} + more)
                .out.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        };
        const auto all = log({});
        QCOMPARE(all.size(), 7);
        QVERIFY2(all.last().contains(shop.code + QStringLiteral(":7 ")), qPrintable(all.last()));
        QVERIFY2(all.last().contains(QStringLiteral("PENDING")) && all.last().contains(QStringLiteral("Mira Okafor")),
                 qPrintable(all.last()));
        QVERIFY2(all.first().contains(QStringLiteral("begin-origin")), qPrintable(all.first()));
        QCOMPARE(log({QStringLiteral("--command"), QStringLiteral("sell")}).size(), 2);
        QCOMPARE(log({QStringLiteral("--last"), QStringLiteral("3")}).size(), 3);
        QCOMPARE(log({QStringLiteral("--author"), QStringLiteral("Mira Okafor")}).size(), 5);
        QCOMPARE(log({QStringLiteral("--author"), QStringLiteral("Nobody")}).size(), 0);
        QCOMPARE(log({QStringLiteral("--origin"), shop.code}).size(), 7);
        QCOMPARE(log({QStringLiteral("--origin"), QStringLiteral("ZZZZ")}).size(), 0);
    }
    void showPrintsACommitByHashAndByPlace()
    {
        Shop shop;
        const auto show = [&](const QString& what) {
            return journal({QStringLiteral("show"), QStringLiteral("--data"), shop.till, what});
        };
        const auto byPlace = show(shop.code + QStringLiteral(":6"));
        QCOMPARE(byPlace.exitCode, 0);
        const auto byHash = show(QString::fromStdString(hex(shop.sale)).left(12));
        QCOMPARE(byHash.out, byPlace.out);
        for (const auto* expected : {"command      sell", "author       Mira Okafor", "insert OrderLine", "total_minor",
                                     "1250 minor units of GBP", "verdict      ACCEPTED", "cursor       epoch 1, n 6"})
            QVERIFY2(byPlace.out.contains(QLatin1String(expected)), qPrintable(byPlace.out));
        QVERIFY(show(shop.code + QStringLiteral(":5")).out.contains(QStringLiteral("personal of scope")));
        QVERIFY(show(shop.code + QStringLiteral(":99")).errors.contains(QStringLiteral("error: commit: there is no")));
        QVERIFY(show(QStringLiteral("00000000")).errors.contains(QStringLiteral("there is none")));
        QVERIFY(show(QStringLiteral("xyz")).errors.contains(QStringLiteral("ORIGIN:SEQUENCE")));
    }

    void anExportIsCheckedWithoutKontor_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("ofServer");
        QTest::newRow("a till's, plain") << "till.jsonl" << false;
        QTest::newRow("a till's, packed") << "till.jsonl.zst" << false;
        QTest::newRow("the server's") << "server.jsonl" << true;
    }
    void anExportIsCheckedWithoutKontor()
    {
        QFETCH(QString, name);
        QFETCH(bool, ofServer);
        needPython();
        Shop shop;
        const auto file = shop.exported(ofServer ? shop.server : shop.till, name);
        const auto checked = verifyArchive(file);
        QVERIFY2(checked.exitCode == 0, qPrintable(checked.errors));
        QVERIFY2(checked.out.contains(ofServer ? QStringLiteral("6 commits in 1 chains")
                                               : QStringLiteral("7 commits in 1 chains")),
                 qPrintable(checked.out));
        QCOMPARE(verifyArchive(file, {QStringLiteral("--heads-only")}).exitCode, 0);
        QCOMPARE(verifyArchive(file, {QStringLiteral("--root-key"), QString(64, QLatin1Char('0'))}).exitCode, 1);
    }
    void aChangedArchiveNamesTheCommit_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("what");
        QTest::newRow("header") << "header"
                                << "";
        QTest::newRow("signature") << "signature"
                                   << "signature is not its terminal's";
        QTest::newRow("part") << "parts"
                              << "part 1";
        QTest::newRow("acceptance") << "acceptance"
                                    << "acceptance";
        QTest::newRow("batch's signature") << "batch_signature"
                                           << "not the server's";
        QTest::newRow("readable command") << "command"
                                          << "readable command";
        QTest::newRow("readable author") << "author"
                                         << "readable author";
        QTest::newRow("readable verdict") << "verdict"
                                          << "readable verdict";
        QTest::newRow("readable change") << "changes"
                                         << "readable changes";
    }
    void aChangedArchiveNamesTheCommit()
    {
        QFETCH(QString, field);
        QFETCH(QString, what);
        needPython();
        Shop shop;
        const auto file = shop.exported(shop.till, QStringLiteral("till.jsonl"));
        auto lines = linesOf(file);
        const int place = field == QLatin1String("batch_signature")
                              ? 1
                              : 6; // Line 0 is the archive's; the batch goes with its first commit.
        auto line = QJsonDocument::fromJson(lines[place]).object();
        // One character, so that base64 stays base64 and a number a number.
        const auto flip = [](const QJsonValue& value, int at) {
            auto text = value.toString();
            text[at] = text[at] == QLatin1Char('A') ? QLatin1Char('B') : QLatin1Char('A');
            return text;
        };
        if (field == QLatin1String("parts")) {
            line[field] = QJsonArray{flip(line[field].toArray().first(), 40)};
        } else if (field == QLatin1String("changes")) {
            auto changes = line[field].toArray();
            auto first = changes.first().toObject();
            first[QStringLiteral("row")] = QString(32, QLatin1Char('0'));
            changes.replace(0, first);
            line[field] = changes;
        } else {
            line[field] = flip(line[field], 8 % int(line[field].toString().size()));
        }
        lines[place] = QJsonDocument(line).toJson(QJsonDocument::Compact);
        write(file, lines);
        const auto checked = verifyArchive(file);
        QCOMPARE(checked.exitCode, 1);
        QVERIFY2(
            checked.errors.contains(QStringLiteral("line %1, commit %2:%3 ").arg(place + 1).arg(shop.code).arg(place)),
            qPrintable(checked.errors));
        QVERIFY2(checked.errors.contains(what), qPrintable(checked.errors));
    }
    void aCommitLeftOutIsMissed_data()
    {
        QTest::addColumn<int>("place");
        QTest::addColumn<QString>("what");
        QTest::newRow("from the middle") << 4 << "line 5, commit";
        QTest::newRow("at the end") << 7 << "6 commits are here, 7 were exported";
    }
    void aCommitLeftOutIsMissed()
    {
        QFETCH(int, place);
        QFETCH(QString, what);
        needPython();
        Shop shop;
        const auto file = shop.exported(shop.till, QStringLiteral("till.jsonl"));
        auto lines = linesOf(file);
        lines.removeAt(place);
        write(file, lines);
        const auto checked = verifyArchive(file);
        QCOMPARE(checked.exitCode, 1);
        QVERIFY2(checked.errors.contains(what), qPrintable(checked.errors));
    }
    void anExportThatCannotBeWrittenSaysSo()
    {
        Shop shop;
        const auto done = journal({QStringLiteral("export"), QStringLiteral("--data"), shop.till,
                                   QStringLiteral("--out"), QStringLiteral("/nowhere/a.jsonl")});
        QCOMPARE(done.exitCode, 1);
        QVERIFY2(done.errors.contains(QStringLiteral("cannot be written")), qPrintable(done.errors));
    }

private:
    static void needPython()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty())
            QSKIP("python3 is not here");
    }
    static void write(const QString& path, const QByteArrayList& lines)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(lines.join('\n'));
    }
};
QTEST_GUILESS_MAIN(JournalVerbsTest)
#include "tst_journal_verbs.moc"
