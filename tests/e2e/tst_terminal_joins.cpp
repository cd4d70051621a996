#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"
#include "support/past_the_guard.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/server_process.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <fstream>
#include <iterator>
#include <memory>

using namespace kontor;
using namespace kontor::test;

namespace {

QString word(const char* text)
{
    return QString::fromLatin1(text);
}

/// A founded till and a server of its own with TLS, not joined yet.
struct Shop {
    QTemporaryDir dir;
    std::unique_ptr<ServerProcess> server;
    QString address;

    Shop()
    {
        const auto founded = run(word("init --data @till-1 --pin 2468 --zone Europe/London --organisation Gifts"));
        if (founded.code != 0)
            qFatal("%s", founded.err.constData());
        startServer();
    }
    void startServer(const QString& listen = word("127.0.0.1:0"))
    {
        server.reset();
        server = std::make_unique<ServerProcess>(QStringList{word("--data"), path(word("server")), word("--tls"),
                                                             word("--listen"), listen, word("--log"), word("off")});
        address = server->address();
        if (!address.startsWith(QLatin1String("https://")))
            qFatal("no server");
    }
    QString path(const QString& name) const { return dir.filePath(name); }
    /// Words at the blanks; @ begins a name in the folder.
    Said run(const QString& words, const QByteArray& input = {}) const
    {
        auto list = words.split(u' ');
        for (auto& one : list)
            if (one.startsWith(u'@'))
                one = path(one.mid(1));
        return ctl(list, input);
    }
    QString code(const QString& name = word("Next")) const
    {
        const auto said = run(word("enrol --data @server --make-code --name ") + name);
        if (said.code != 0)
            qFatal("%s", said.err.constData());
        return QString::fromLatin1(said.out).section(u'\n', 0, 0);
    }
    Said join(const QString& data, const QString& withCode) const
    {
        return run(word("enrol --data @%1 --server %2 --code %3").arg(data, address, withCode));
    }
    void joinBoth() const
    {
        const auto first = join(word("till-1"), code());
        QVERIFY2(first.code == 0, first.err.constData());
        const auto second = join(word("till-2"), code(word("Till-2")));
        QVERIFY2(second.code == 0, second.err.constData());
    }
    QJsonObject status(const char* data) const
    {
        const auto said = run(word("status --json --data @") + word(data));
        if (said.code != 0)
            qFatal("%s", said.err.constData());
        return QJsonDocument::fromJson(said.out).object();
    }
    Said sync(const char* data, int patience = 30) const
    {
        return run(word("sync --until-idle --data @%1 --patience %2").arg(word(data)).arg(patience));
    }
    QByteArray digest(const char* data) const { return run(word("digest --data @") + word(data)).out; }
};

} // namespace

/// A terminal joins by an address and a code that is typed, over TLS; and what it says of itself from then on.
class TerminalJoinsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTerminalJoinsByAddressAndCodeAndKeepsTheKeyItWasShown()
    {
        Shop shop;
        shop.joinBoth();
        QCOMPARE(shop.run(word("product add --data @till-1 --sku A1 --name Mug --price 4.50")).code, 0);
        QCOMPARE(shop.sync("till-1").code, 0);
        const auto synced = shop.sync("till-2");
        QVERIFY2(synced.code == 0, synced.err.constData());
        QCOMPARE(shop.digest("till-2"), shop.digest("server"));

        // Another key at the same address: somebody else, or a server that was set up anew.
        const auto at = shop.address.section(word("//"), 1);
        shop.server.reset();
        QVERIFY(QFile::remove(shop.path(word("server.tls.key"))) && QFile::remove(shop.path(word("server.tls.crt"))));
        shop.startServer(at);
        const auto refused = shop.sync("till-2", 3);
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("another TLS key"), refused.err.constData());
    }

    void aCodeIsGoodOnceAndForATime()
    {
        Shop shop;
        QCOMPARE(shop.join(word("till-1"), shop.code()).code, 0);
        const auto used = shop.code();
        QCOMPARE(shop.join(word("till-2"), used).code, 0);
        const auto again = shop.join(word("till-3"), used);
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.startsWith("error: "), again.err.constData());

        const auto expired = shop.code();
        int changed = 0;
        for (const auto& entry :
             std::filesystem::directory_iterator(shop.path(word("server/enrolments")).toStdString())) {
            if (entry.path().extension() != ".code")
                continue;
            std::ifstream in(entry.path(), std::ios::binary);
            sync::PendingCode pending;
            QVERIFY(pending.ParseFromString(std::string(std::istreambuf_iterator<char>(in), {})));
            pending.set_expires_us(1);
            std::ofstream(entry.path(), std::ios::binary) << pending.SerializeAsString();
            ++changed;
        }
        QVERIFY(changed > 0);
        const auto late = shop.join(word("till-3"), expired);
        QCOMPARE(late.code, 1);
        QVERIFY2(late.err.startsWith("error: "), late.err.constData());
        QCOMPARE(shop.join(word("till-3"), word("AAAA-AAAA")).code, 1);
        QCOMPARE(shop.join(word("till-3"), shop.code()).code, 0); // A good one still is.
    }

    void anotherKeyThanTheFileNamesEndsTheEnrolmentAtOnce()
    {
        Shop shop;
        QCOMPARE(shop.join(word("till-1"), shop.code()).code, 0);
        const auto file = shop.path(word("second.json")).toStdString();
        QCOMPARE(
            shop.run(word("enrol --data @server --make @second.json --name Till-2 --address ") + shop.address).code, 0);
        auto enrolment = readEnrolmentFile(file);
        QVERIFY(enrolment.has_value());
        const auto right = enrolment->tls_pin();
        enrolment->set_tls_pin(std::string(32, 'x'));
        QVERIFY(std::filesystem::remove(file));
        QVERIFY(writeEnrolmentFile(*enrolment, file).has_value());
        QElapsedTimer time;
        time.start();
        const auto refused = shop.run(word("enrol --data @till-2 --take @second.json"));
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("another TLS key"), refused.err.constData());
        QVERIFY2(time.elapsed() < 15'000, qPrintable(QString::number(time.elapsed())));
        // The secret was not spent on a stranger.
        enrolment->set_tls_pin(right);
        QVERIFY(std::filesystem::remove(file));
        QVERIFY(writeEnrolmentFile(*enrolment, file).has_value());
        const auto joined = shop.run(word("enrol --data @till-2 --take @second.json"));
        QVERIFY2(joined.code == 0, joined.err.constData());
    }

    void statusSaysHowItStandsWithTheServer()
    {
        Shop shop;
        QCOMPARE(shop.status("till-1")[word("server")].toString(), QString());
        QVERIFY(shop.status("till-1")[word("pending")].toInt() > 0);
        shop.joinBoth();
        const auto joined = shop.status("till-1");
        QCOMPARE(joined[word("kind")].toString(), word("terminal"));
        QCOMPARE(joined[word("server")].toString(), shop.address);
        QCOMPARE(joined[word("pending")].toInt(), 0);
        QVERIFY(!joined.contains(word("oldest_pending")));
        QVERIFY(joined[word("acknowledged")].toObject()[word("n")].toInt() > 0);
        QVERIFY(joined[word("acknowledged")].toObject()[word("at")].toString().startsWith(word("20")));
        QVERIFY(std::abs(joined[word("skew_ms")].toInt()) < 5'000); // One clock.
        QCOMPARE(joined[word("durable")].toObject()[word("n")].toInt(), 0);
        for (const auto* count : {"flagged", "quarantined", "parked"})
            QCOMPARE(joined[word(count)].toInt(-1), 0);
        QCOMPARE(joined[word("forks")].toArray().size(), 0);
        QCOMPARE(joined[word("damage")].toArray().size(), 0);
        int present = 0;
        for (const auto& one : joined[word("origins")].toArray())
            present += one.toObject()[word("this")].toBool() ? 1 : 0;
        QCOMPARE(present, 1);

        QCOMPARE(shop.run(word("product add --data @till-1 --sku A1 --name Mug --price 4.50")).code, 0);
        const auto waiting = shop.status("till-1");
        QVERIFY(waiting[word("pending")].toInt() > 0);
        QVERIFY(waiting[word("oldest_pending_s")].toInt(-1) >= 0);
        const auto backup = shop.run(word("backup --data @server --to @copy.db"));
        QVERIFY2(backup.code == 0, backup.err.constData());
        QCOMPARE(shop.sync("till-1").code, 0);
        const auto after = shop.status("till-1");
        QCOMPARE(after[word("digest")].toObject()[word("state")].toString(), word("equal"));
        QVERIFY(after[word("durable")].toObject()[word("n")].toInt() > 0);
        const auto server = shop.status("server");
        QCOMPARE(server[word("kind")].toString(), word("server"));
        QCOMPARE(server[word("durable")].toObject(), after[word("durable")].toObject());
        QVERIFY(server[word("origins")].toArray().size() >= 2);
        const auto words = shop.run(word("status --data @till-1"));
        for (const auto* line : {"acknowledged", "skew_ms", "durable", "digest", "forks            none", "origins"})
            QVERIFY2(words.out.contains(line), words.out.constData());
    }

    void aRowThatSomebodyChangedAtATillIsMendedByTheNextSyncAndReported()
    {
        Shop shop;
        shop.joinBoth();
        for (const auto* sku : {"A1", "A2", "A3"})
            QCOMPARE(shop.run(word("product add --data @till-1 --name Mug --price 4.50 --sku ") + word(sku)).code, 0);
        QCOMPARE(shop.sync("till-1").code, 0);
        QCOMPARE(shop.sync("till-2").code, 0);
        {
            PastTheGuard database(shop.path(word("till-2/kontor.db")).toStdString());
            database.exec("UPDATE product SET name='Tampered' WHERE id=(SELECT id FROM product LIMIT 1)");
        }
        QCOMPARE(shop.run(word("verify --data @till-2")).code, 1);
        const auto synced = shop.sync("till-2");
        QVERIFY2(synced.code == 0, synced.err.constData());
        QCOMPARE(shop.run(word("verify --data @till-2")).code, 0);
        QCOMPARE(shop.digest("till-2"), shop.digest("server"));
        const auto status = shop.status("till-2");
        QCOMPARE(status[word("digest")].toObject()[word("state")].toString(), word("equal"));
        QCOMPARE(status[word("damage")].toArray().size(), 1);
        QVERIFY(shop.run(word("exceptions --data @till-2")).out.contains("damaged-rows"));
        QVERIFY(!shop.run(word("exceptions --data @server")).out.contains("damaged-rows"));
    }

    void aRevokedTerminalIsToldSoAndWhatItHoldsIsTaken()
    {
        Shop shop;
        shop.joinBoth();
        QCOMPARE(shop.sync("till-2").code, 0);
        QCOMPARE(shop.sync("till-1").code, 0);
        QCOMPARE(shop.run(word("terminal revoke --terminal Till-2 --data @till-1")).code, 0);
        QCOMPARE(shop.sync("till-1").code, 0);
        QCOMPARE(shop.run(word("product add --data @till-2 --sku LATE --name Late --price 4.50")).code, 0);
        const auto told = shop.sync("till-2", 4);
        QCOMPARE(told.code, 1);
        QVERIFY2(told.err.contains("revoked"), told.err.constData());
        QCOMPARE(shop.status("till-2")[word("pending")].toInt(), 0); // It has handed them in.
        QVERIFY(shop.status("server")[word("quarantined")].toInt() > 0);
    }
};

QTEST_GUILESS_MAIN(TerminalJoinsTest)
#include "tst_terminal_joins.moc"
