#include <QTest>

#include "e2e/program.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace kontor::test;

namespace {

/// Words of a command line, at the blanks; @name is a path below a folder of the test's own.
struct Desk {
    QTemporaryDir folder;

    QString path(const char* name) const { return folder.filePath(QString::fromLatin1(name)); }
    Said run(const QString& words) const
    {
        auto list = words.split(u' ');
        for (auto& word : list)
            if (word.startsWith(u'@'))
                word = folder.filePath(word.mid(1));
        return ctl(list);
    }
    /// What a verb that has to succeed says.
    QByteArray say(const QString& words) const
    {
        const auto said = run(words);
        if (said.code != 0)
            qFatal("%s: %s", qPrintable(words), said.err.constData());
        return said.out;
    }
    void product(const char* data, const char* sku) const
    {
        say(QStringLiteral("product add --data @%1 --sku %2 --name %2 --price 2.50")
                .arg(QLatin1String(data), QLatin1String(sku)));
    }
    QByteArray digest(const char* data) const
    {
        return say(QStringLiteral("digest --data @%1").arg(QLatin1String(data)));
    }
    QJsonObject status(const char* data) const
    {
        return QJsonDocument::fromJson(say(QStringLiteral("status --json --data @%1").arg(QLatin1String(data))))
            .object();
    }
    qint64 products(const char* data) const
    {
        return status(data).value(QLatin1String("counts")).toObject().value(QLatin1String("products")).toInteger();
    }
};

/// kontor-server on a port of its choice, or on the one it had before.
class Server
{
public:
    explicit Server(const QString& data, const QString& listen = QStringLiteral("127.0.0.1:0"))
    {
        m_process.start(QStringLiteral(KONTOR_SERVER), {QStringLiteral("--data"), data, QStringLiteral("--listen"),
                                                        listen, QStringLiteral("--log"), QStringLiteral("off")});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
        }
        m_address = QString::fromUtf8(m_process.readLine()).trimmed().section(u' ', -1);
    }
    ~Server()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    const QString& address() const { return m_address; } ///< "127.0.0.1:41873"

private:
    QProcess m_process;
    QString m_address;
};

} // namespace

/// Backup and restore as people give them on a command line.
class BackupVerbsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTillComesBackFromItsBackupAndGoesOnAsANewOrigin()
    {
        const Desk desk;
        desk.say(QStringLiteral("init --data @shop --pin 2468 --organisation Gifts"));
        desk.product("shop", "MUG");
        const auto digest = desk.digest("shop");
        const auto said = desk.say(QStringLiteral("backup --data @shop --to @monday.kontor"));
        QVERIFY2(said.contains("monday.kontor holds the shop"), said);
        QCOMPARE(desk.digest("shop"), digest);
        const auto origin = desk.status("shop").value(QLatin1String("origin")).toString();
        desk.product("shop", "LATER");

        QVERIFY(QDir(desk.path("shop")).removeRecursively());
        QVERIFY(desk.say(QStringLiteral("restore --from @monday.kontor --data @shop")).contains("new origin"));
        QCOMPARE(desk.digest("shop"), digest);
        desk.say(QStringLiteral("journal verify --data @shop"));
        desk.product("shop", "BOWL");
        QVERIFY(desk.status("shop").value(QLatin1String("origin")).toString() != origin);
        desk.say(QStringLiteral("verify --everything --data @shop"));
        QCOMPARE(desk.products("shop"), 2);
    }

    void whatWouldOverwriteOrIsNoBackupIsRefusedWithAReason()
    {
        const Desk desk;
        desk.say(QStringLiteral("init --data @shop --pin 2468 --organisation Gifts"));
        desk.say(QStringLiteral("backup --data @shop --to @monday.kontor"));
        const auto again = desk.run(QStringLiteral("backup --data @shop --to @monday.kontor"));
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.contains("is there already"), again.err);
        const auto digest = desk.digest("shop");
        const auto over = desk.run(QStringLiteral("restore --from @monday.kontor --data @shop"));
        QCOMPARE(over.code, 1);
        QVERIFY2(over.err.contains("has a shop already"), over.err);
        QCOMPARE(desk.digest("shop"), digest);
        const auto none = desk.run(QStringLiteral("restore --from @shop.key --data @other"));
        QCOMPARE(none.code, 1);
        QVERIFY(!QDir(desk.path("other")).exists());
        QCOMPARE(desk.run(QStringLiteral("restore --from @nothing --data @other")).code, 1);
    }

    void aRunningServerIsBackedUpAndRestoredAndGetsTheRestFromItsTill()
    {
        const Desk desk;
        desk.say(QStringLiteral("init --data @till --pin 2468 --organisation Gifts"));
        QString address;
        {
            const Server server(desk.path("server"));
            address = server.address();
            QVERIFY(!address.isEmpty());
            desk.say(QStringLiteral("enrol --data @server --make @first.json --address http://") + address);
            desk.say(QStringLiteral("enrol --data @till --take @first.json"));
            desk.product("till", "MUG");
            desk.say(QStringLiteral("sync --until-idle --data @till"));
            desk.say(QStringLiteral("backup --data @server --to @yesterday.kontor")); // While it serves.
            desk.product("till", "TODAY");
            desk.say(QStringLiteral("sync --until-idle --data @till"));
            QCOMPARE(desk.products("server"), 2);
        }
        const auto epoch = [&] {
            return desk.status("server")
                .value(QLatin1String("cursor"))
                .toObject()
                .value(QLatin1String("epoch"))
                .toInteger();
        };
        const auto before = epoch();
        QVERIFY(QDir(desk.path("server")).removeRecursively());
        desk.say(QStringLiteral("restore --from @yesterday.kontor --data @server"));
        {
            const Server server(desk.path("server"), address);
            QCOMPARE(server.address(), address);
            QCOMPARE(desk.products("server"), 1);
            desk.say(QStringLiteral("sync --until-idle --data @till"));
        }
        QCOMPARE(desk.products("server"), 2);
        QVERIFY(epoch() > before);
        QCOMPARE(desk.digest("server"), desk.digest("till"));
        desk.say(QStringLiteral("verify --data @server"));
        QCOMPARE(desk.status("till").value(QLatin1String("pending")).toInteger(), 0);
    }
};

QTEST_GUILESS_MAIN(BackupVerbsTest)
#include "tst_backup_verbs.moc"
