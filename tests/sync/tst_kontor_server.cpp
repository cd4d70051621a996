#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"
#include "sync/client/take_enrolment.h"
#include "sync/server/enrolments.h"
#include "sync/server_process.h"
#include "sync/sync_fixture.h"

#include <QFile>

using namespace kontor;
using namespace kontor::test;

class KontorServerTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_dir;

    QString data() const { return m_dir->filePath(QStringLiteral("server")); }
    QStringList arguments(const char* listen = "127.0.0.1:0") const
    {
        return {QStringLiteral("--data"), data(), QStringLiteral("--listen"), QString::fromLatin1(listen)};
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aTerminalEnrolsWithARunningServerAndTheServerKeepsItsShop()
    {
        const auto folder = std::filesystem::path(data().toStdString());
        ShopFixture till(folder.parent_path() / "till");
        till.product("Mug", "M1", "2.00");
        {
            ServerProcess server(arguments());
            const auto address = server.address();
            QVERIFY(!address.isEmpty());
            // As kontorctl does beside it: the folder is locked, so this only reads.
            const auto reader = need(Store::open({folder, {}, World::real(), false}));
            QVERIFY(reader->isReadOnly());
            EnrolmentWish wish;
            wish.address = "http://" + address.toStdString();
            need(takeEnrolment(*till.store, need(makeEnrolment(*reader, folder, wish, World::real()))));
            QCOMPARE(need(till.store->syncState()).pending, 0ULL);

            server.terminate();
            QVERIFY(server.waitForFinished());
            QCOMPARE(server.exitStatus(), QProcess::NormalExit);
            QCOMPARE(server.exitCode(), 0);
            const auto log = server.readAllStandardError();
            for (const auto& line : log.split('\n'))
                QVERIFY2(!line.contains("event=request") || line.contains(" correlation="), line.constData());
            QVERIFY(log.contains("target=/v1/push status=200"));
        }
        const auto store = openStore(folder);
        QCOMPARE(hex(digestOf(*store)), hex(digestOf(*till.store)));
    }

    void overTheNetworkItSpeaksTlsUnlessToldOtherwise()
    {
        ServerProcess server(arguments("0.0.0.0:0"));
        QVERIFY(server.address().startsWith(QLatin1String("https://")));
        server.kill();
        QVERIFY(server.waitForFinished());
        ServerProcess plain(arguments("0.0.0.0:0") << QStringLiteral("--insecure"));
        QVERIFY(plain.address().startsWith(QLatin1String("0.0.0.0:")));
    }

    void whatCannotBeServedEndsWithAWord_data()
    {
        QTest::addColumn<QByteArray>("listen");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("no address") << QByteArray("here") << QByteArray("ADDRESS:PORT");
    }
    void whatCannotBeServedEndsWithAWord()
    {
        QFETCH(QByteArray, listen);
        QFETCH(QByteArray, word);
        ServerProcess server(arguments(listen.constData()));
        QVERIFY(server.waitForFinished());
        QVERIFY(server.exitCode() != 0);
        QVERIFY(server.readAllStandardError().contains(word));
    }

    void onlyOneServerServesAFolderAndNoTerminals()
    {
        ServerProcess first(arguments());
        QVERIFY(!first.address().isEmpty());
        ServerProcess second(arguments());
        QVERIFY(second.waitForFinished());
        QVERIFY(second.exitCode() != 0);

        QTemporaryDir other;
        {
            ShopFixture till(std::filesystem::path(other.path().toStdString()) / "till");
        }
        ServerProcess onTill({QStringLiteral("--data"), other.filePath(QStringLiteral("till"))});
        QVERIFY(onTill.waitForFinished());
        QVERIFY(onTill.exitCode() != 0);
        QVERIFY(onTill.readAllStandardError().contains("terminal's"));
    }

    void theServerNeedsNoQt()
    {
        QFile program(QStringLiteral(KONTOR_SERVER));
        QVERIFY(program.open(QIODevice::ReadOnly));
        QVERIFY(!program.readAll().contains("libQt"));
    }
};
QTEST_GUILESS_MAIN(KontorServerTest)
#include "tst_kontor_server.moc"
