#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/import/byte_source.h"
#include "e2e/program.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>

#include <algorithm>
#include <csignal>

using namespace kontor;
using namespace kontor::test;

namespace {

/// The header and the first `lines` lines of the bundled month.
QByteArray excerpt(int lines)
{
    auto source =
        ByteSource::open(std::filesystem::path(KONTOR_SOURCE_DIR) / "resources/demo/online-retail-2010-12.csv.zst");
    if (!source)
        qFatal("no month");
    QByteArray text(1 << 18, '\0');
    const auto count = (*source)->read(std::span(text.data(), static_cast<std::size_t>(text.size())));
    text.truncate(count ? static_cast<qsizetype>(*count) : 0);
    qsizetype end = 0;
    for (int i = 0; i <= lines; ++i)
        end = text.indexOf('\n', end) + 1;
    return text.left(end);
}

/// Processes whose parent this is.
QList<qint64> childrenOf(qint64 parent)
{
    QList<qint64> found;
    const auto processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const auto& name : processes) {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(name));
        if (!stat.open(QIODevice::ReadOnly))
            continue;
        const auto text = stat.readAll();
        const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' '); // State, then the parent.
        if (fields.size() > 1 && fields[1].toLongLong() == parent)
            found += name.toLongLong();
    }
    return found;
}

bool isAlive(qint64 process)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(process));
    if (!stat.open(QIODevice::ReadOnly))
        return false;
    const auto text = stat.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) != "Z"; // Dead, and only not yet fetched by whoever inherited it.
}

} // namespace

class DemoTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString write(const char* name, const QByteArray& content) const
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return file.fileName();
    }

private Q_SLOTS:
    void threeTillsAndTheServerEndUpWithTheFile()
    {
        const auto lines = excerpt(400);
        const auto said = ctl(
            {QStringLiteral("demo"), QStringLiteral("--json"), QStringLiteral("--file"), write("excerpt.csv", lines)});
        QVERIFY2(said.code == 0, said.err + said.out);
        const auto json = QJsonDocument::fromJson(said.out).object();
        QVERIFY(json[QStringLiteral("ok")].toBool());

        // Counted here once more, by splitting at commas from the right: only descriptions have commas of their own.
        QSet<QByteArray> numbers;
        qint64 units = 0;
        const auto rows = lines.split('\n').mid(1);
        for (const auto& row : rows) {
            if (row.isEmpty())
                continue;
            const auto fields = row.split(',');
            numbers += fields.first();
            units += fields.at(fields.size() - 5).toLongLong();
        }
        QCOMPARE(json[QStringLiteral("lines")].toInt(), 400);
        QCOMPARE(json[QStringLiteral("units")].toInteger(), units);
        QCOMPARE(json[QStringLiteral("invoices")].toInteger(), numbers.size());

        QSet<QString> digests;
        const auto stores = json[QStringLiteral("stores")].toArray();
        QCOMPARE(stores.size(), 4);
        for (const auto& store : stores) {
            digests += store[QStringLiteral("digest")].toString();
            QCOMPARE(store[QStringLiteral("revenue")], json[QStringLiteral("revenue")]);
            QVERIFY(store[QStringLiteral("commits_verified")].toInt() > numbers.size());
        }
        QCOMPARE(digests.size(), 1);

        const auto tills = json[QStringLiteral("tills")].toArray();
        QVERIFY(tills[0][QStringLiteral("prices_changed")].toInt() > 0);
        QVERIFY(tills[1][QStringLiteral("waited_while_cut")].toInt() > 0);
        QVERIFY(tills[2][QStringLiteral("killed_with_cart_lines")].toInt() > 0);
        QCOMPARE(tills[2][QStringLiteral("went_on_with_cart_lines")],
                 tills[2][QStringLiteral("killed_with_cart_lines")]);
        qint64 sold = 0;
        for (const auto& till : tills) {
            QVERIFY(till[QStringLiteral("orders")].toInt() > 0);
            sold += till[QStringLiteral("numbers")].toInt();
        }
        QCOMPARE(sold, numbers.size());
    }

    void aSeedDrawsOtherMachinesAndTheFileComesOutAllTheSame_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<bool>("isServer");
        QTest::newRow("a till is set back, the server killed twice") << 3 << false;
        QTest::newRow("the server is set back") << 5 << true;
    }
    void aSeedDrawsOtherMachinesAndTheFileComesOutAllTheSame()
    {
        QFETCH(int, seed);
        QFETCH(bool, isServer);
        const auto said = ctl({QStringLiteral("demo"), QStringLiteral("--json"), QStringLiteral("--seed"),
                               QString::number(seed), QStringLiteral("--file"), write("excerpt.csv", excerpt(400))});
        QVERIFY2(said.code == 0, said.err + said.out);
        const auto json = QJsonDocument::fromJson(said.out).object();
        QVERIFY(json[QStringLiteral("ok")].toBool());
        QCOMPARE(json[QStringLiteral("lines")].toInt(), 400);
        QCOMPARE(json[QStringLiteral("server")][QStringLiteral("restored")].toBool(), isServer);
        QVERIFY(json[QStringLiteral("server")][QStringLiteral("kills")].toInt() > 0);
        const auto tills = json[QStringLiteral("tills")].toArray();
        QCOMPARE(std::any_of(tills.begin(), tills.end(),
                             [](const QJsonValue& till) { return till[QStringLiteral("restored")].toBool(); }),
                 !isServer);
    }

    void aFileInWhichNothingCanBeKilledIsAFailure()
    {
        // One line per number: no till is ever in mid-sale, so the demo has not shown what it promises.
        QByteArray rows = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
        for (int i = 0; i < 9; ++i)
            rows +=
                QByteArray::number(536000 + i) + ",A" + QByteArray::number(i) + ",x,1,2010-12-01 08:26:00,2.55,,UK\n";
        const auto keep = m_folder.filePath(QStringLiteral("kept"));
        const auto said = ctl({QStringLiteral("demo"), QStringLiteral("--keep"), keep, QStringLiteral("--file"),
                               write("short.csv", rows)});
        QCOMPARE(said.code, 1);
        QVERIFY2(said.err.contains("killed"), said.err);
        QVERIFY2(said.out.contains("DIFFERS"), said.out);
        QVERIFY(QFile::exists(keep + QStringLiteral("/server/kontor.db")));
    }

    void noProcessOutlivesADemoThatEndsEarly_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("killed") << SIGKILL;
    }
    void noProcessOutlivesADemoThatEndsEarly()
    {
        QFETCH(int, signal);
        const auto keep = m_folder.filePath(QStringLiteral("ended-by-%1").arg(signal));
        QProcess demo;
        demo.start(QStringLiteral(KONTORCTL), {QStringLiteral("demo"), QStringLiteral("--keep"), keep});
        QVERIFY(demo.waitForStarted());
        QList<qint64> children;
        QTRY_VERIFY_WITH_TIMEOUT((children = childrenOf(demo.processId())).size() == 4, 60'000); // Server and tills.
        ::kill(static_cast<pid_t>(demo.processId()), signal);
        QVERIFY(demo.waitForFinished());
        for (const auto child : children)
            QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), 20'000);
    }

    void aFileWithAWrongRowIsNamed()
    {
        const auto said = ctl({QStringLiteral("demo"), QStringLiteral("--file"),
                               write("wrong.csv", excerpt(3) + "536365,A,x,1,2010-12-01 08:26:00,abc,,UK\n")});
        QCOMPARE(said.code, 1);
        QVERIFY2(said.err.contains("line 5"), said.err);
    }
};
QTEST_GUILESS_MAIN(DemoTest)
#include "tst_demo.moc"
