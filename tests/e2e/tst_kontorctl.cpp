#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/orders.pb.h"
#include "e2e/program.h"
#include "storage/store.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

namespace {

constexpr const char* header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
constexpr const char* rows = "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,UK\n"
                             "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,UK\n"
                             "C536379,85123a,HEART,-1,2010-12-01 09:41:00,2.55,,UK\n";

/// Words of a command line, at the blanks; @data is the data folder.
struct Shop {
    QTemporaryDir folder;

    QString path(const QString& name) const { return folder.filePath(name); }
    QString write(const char* name, const QByteArray& content) const
    {
        QFile file(path(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return file.fileName();
    }
    Said run(const QString& words, const QByteArray& input = {}) const
    {
        auto list = words.split(u' ');
        for (auto& word : list) {
            if (word.startsWith(u'@'))
                word = path(word.mid(1));
        }
        return ctl(list, input);
    }
    Said init(const char* data = "shop") const
    {
        return run(QStringLiteral("init --data @%1 --pin 2468 --zone Europe/London --organisation Gifts")
                       .arg(QLatin1String(data)));
    }
    QStringList entries() const
    {
        QStringList found;
        for (QDirIterator each(folder.path(), QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
             each.hasNext();)
            found << QDir(folder.path()).relativeFilePath(each.next());
        found.sort();
        return found;
    }
};

/// kontor-server on a free port.
class Server
{
public:
    explicit Server(const QString& data)
    {
        m_process.start(QStringLiteral(KONTOR_SERVER),
                        {QStringLiteral("--data"), data, QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                         QStringLiteral("--log"), QStringLiteral("off")});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
        }
        const auto line = QString::fromUtf8(m_process.readLine()).trimmed();
        m_address = line.section(u' ', -1);
        if (!m_address.contains(QLatin1String("://")))
            m_address.prepend(QLatin1String("http://"));
    }
    ~Server()
    {
        m_process.terminate();
        m_process.waitForFinished();
    }
    const QString& address() const { return m_address; }

private:
    QProcess m_process;
    QString m_address;
};

} // namespace

class KontorctlTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSecondInitIsRefusedAndChangesNothing()
    {
        const Shop shop;
        QCOMPARE(shop.init().code, 0);
        const auto digest = shop.run(QStringLiteral("digest --data @shop")).out;
        const auto again = shop.run(QStringLiteral("init --data @shop --pin 1111 --organisation Other"));
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.contains("is a shop already, of \"Gifts\""), again.err);
        QCOMPARE(shop.run(QStringLiteral("digest --data @shop")).out, digest);
    }

    void anInitThatCannotBeLeavesNothingBehind_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QByteArray>("about");
        QTest::newRow("no PIN") << QString() << QByteArray("error: pin: ");
        QTest::newRow("PIN of letters") << QStringLiteral(" --pin abcd") << QByteArray("error: pin: ");
        QTest::newRow("unknown currency")
            << QStringLiteral(" --pin 2468 --currency XQQ") << QByteArray("error: currency: ");
        QTest::newRow("unknown zone") << QStringLiteral(" --pin 2468 --zone No/Where") << QByteArray("error: zone: ");
        QTest::newRow("cashier without a PIN")
            << QStringLiteral(" --pin 2468 --cashier Ben") << QByteArray("error: cashier: ");
        QTest::newRow("organisation of control characters")
            << QStringLiteral(" --pin 2468 --organisation \x01") << QByteArray("error: organisation_name: ");
    }
    void anInitThatCannotBeLeavesNothingBehind()
    {
        QFETCH(QString, words);
        QFETCH(QByteArray, about);
        const Shop shop;
        const auto said = shop.run(QStringLiteral("init --data @shop") + words);
        QCOMPARE(said.code, 1);
        QVERIFY2(said.err.startsWith(about), said.err);
        QCOMPARE(shop.entries(), QStringList());
    }

    void thePinMayComeFromStandardInput()
    {
        const Shop shop;
        QCOMPARE(shop.run(QStringLiteral("init --data @shop --pin-stdin"), "2468\n").code, 0);
        const QString change = QStringLiteral("staff add --data @shop --name Ben --new-pin 1357 --pin-stdin");
        QCOMPARE(shop.run(change, "1111\n").code, 1);
        QCOMPARE(shop.run(change, "2468\n").code, 0);
        QVERIFY(shop.run(QStringLiteral("staff list --data @shop")).out.contains("Ben"));
    }

    void usageIsTwo()
    {
        const Shop shop;
        QCOMPARE(shop.run(QStringLiteral("bogus")).code, 2);
        QCOMPARE(shop.run(QStringLiteral("status")).code, 2);
        QCOMPARE(shop.run(QStringLiteral("--help")).code, 0);
        QVERIFY(!shop.run(QStringLiteral("--help")).out.contains("demo-till"));
    }

    void aFolderWithoutAShopIsNamedAndNotMade()
    {
        const Shop shop;
        const auto said = shop.run(QStringLiteral("status --data @nothing"));
        QCOMPARE(said.code, 1);
        QVERIFY2(said.err.contains("there is no shop in it"), said.err);
        QCOMPARE(shop.entries(), QStringList());
    }

    void importingTwiceIsImportingOnce()
    {
        const Shop shop;
        static_cast<void>(shop.init());
        shop.write("sales.csv", QByteArray(header) + rows);
        QCOMPARE(shop.run(QStringLiteral("import products @sales.csv --data @shop")).code, 0);
        const auto first = shop.run(QStringLiteral("import sales @sales.csv --data @shop --json"));
        QVERIFY2(first.code == 0, first.err);
        const auto digest = shop.run(QStringLiteral("digest --data @shop")).out;
        const auto second = shop.run(QStringLiteral("import sales @sales.csv --data @shop --json"));
        QCOMPARE(second.code, 0);
        QCOMPARE(shop.run(QStringLiteral("digest --data @shop")).out, digest);

        const auto json = QJsonDocument::fromJson(second.out).object();
        QCOMPARE(json[QStringLiteral("lines_read")].toInt(), 3);
        QCOMPARE(json[QStringLiteral("lines_imported")].toInt(), 3);
        QCOMPARE(json[QStringLiteral("numbers_new")].toInt(), 0);
        QCOMPARE(json[QStringLiteral("sum_imported")].toString(), QStringLiteral("28.05"));
        QCOMPARE(QJsonDocument::fromJson(first.out).object()[QStringLiteral("numbers_new")].toInt(), 2);
        QCOMPARE(shop.run(QStringLiteral("verify --data @shop")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("rebuild --data @shop")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("digest --data @shop")).out, digest);
    }

    void anImportThatWasKilledGoesOnWhereItWas()
    {
        const Shop shop;
        static_cast<void>(shop.init());
        QByteArray sales = header;
        for (int number = 0; number < 800; ++number)
            sales += QByteArray::number(536000 + number) + ",A,x,1,2010-12-01 08:26:00,2.55,,UK\n";
        shop.write("sales.csv", sales);
        QCOMPARE(shop.run(QStringLiteral("import products @sales.csv --data @shop")).code, 0);

        QProcess killed;
        const auto data = shop.path(QStringLiteral("shop"));
        killed.start(QStringLiteral(KONTORCTL),
                     {QStringLiteral("import"), QStringLiteral("sales"), shop.path(QStringLiteral("sales.csv")),
                      QStringLiteral("--data"), data});
        QVERIFY(killed.waitForStarted());
        StoreOptions options;
        options.directory = data.toStdString();
        options.readOnly = true;
        const auto orders = [&options] {
            const auto store = Store::open(options);
            return store ? (*store)->read()->count(schema::Order::default_instance()) : 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(orders() > 0, 30'000);
        killed.kill();
        QVERIFY(killed.waitForFinished());
        const auto before = orders();

        const auto again = shop.run(QStringLiteral("import sales @sales.csv --data @shop --json"));
        QVERIFY2(again.code == 0, again.err);
        const auto json = QJsonDocument::fromJson(again.out).object();
        QCOMPARE(json[QStringLiteral("numbers_there_before")].toInteger(), static_cast<qint64>(before));
        QCOMPARE(json[QStringLiteral("lines_imported")].toInt(), 800);
        QCOMPARE(orders(), std::uint64_t{800});
        QCOMPARE(shop.run(QStringLiteral("verify --data @shop")).code, 0);
    }

    void everyRefusedRowIsNamedAndTheRestGoesIn()
    {
        const Shop shop;
        static_cast<void>(shop.init());
        shop.write("sales.csv", QByteArray(header) + rows +
                                    "7,A,x,1,2010-12-01 08:26:00,abc,,UK\n8,\"A,x,1,2010\n9,A,x,1,2010-12-01 08:2");
        static_cast<void>(shop.run(QStringLiteral("import products @sales.csv --data @shop")));
        const auto said = shop.run(QStringLiteral("import sales @sales.csv --data @shop --rejects @refused.csv"));
        QCOMPARE(said.code, 0);
        QVERIFY2(said.err.contains("line 5: 7: UnitPrice: \"abc\" is not a price"), said.err);
        QVERIFY2(said.err.contains("line 6: 8: the line has a quotation mark that is not closed"), said.err);
        QVERIFY2(said.err.contains("line 7: 9: the line has 5 fields, not 8"), said.err);
        QVERIFY2(said.err.contains("may be cut"), said.err);
        QVERIFY2(said.out.contains("6 read = 3 imported + 3 refused"), said.out);
        QFile refused(shop.path(QStringLiteral("refused.csv")));
        QVERIFY(refused.open(QIODevice::ReadOnly));
        QCOMPARE(refused.readAll().count('\n'), 4);
    }

    void aFileThatCannotBeReadToItsEndLeavesNothing()
    {
        const Shop shop;
        static_cast<void>(shop.init());
        const auto digest = shop.run(QStringLiteral("digest --data @shop")).out;
        QFile month(QStringLiteral(KONTOR_SOURCE_DIR "/resources/demo/online-retail-2010-12.csv.zst"));
        QVERIFY(month.open(QIODevice::ReadOnly));
        shop.write("cut.csv.zst", month.read(100'000));
        shop.write("column.csv", QByteArray(header).replace("UnitPrice", "Price") + rows);
        for (const auto* verb :
             {"import products @cut.csv.zst", "import sales @cut.csv.zst", "import sales @column.csv"}) {
            const auto said = shop.run(QLatin1String(verb) + QStringLiteral(" --data @shop"));
            QCOMPARE(said.code, 1);
            QVERIFY2(said.err.contains("it was cut") || said.err.contains("error: header: has no column UnitPrice"),
                     said.err);
        }
        QCOMPARE(shop.run(QStringLiteral("digest --data @shop")).out, digest);
    }

    void aShopThatIsOpenElsewhereIsReadAndNotWritten()
    {
        const Shop shop;
        static_cast<void>(shop.init());
        QCOMPARE(shop.run(QStringLiteral("product add --data @shop --sku A1 --name Mug --price 4.50")).code, 0);
        StoreOptions options;
        options.directory = shop.path(QStringLiteral("shop")).toStdString();
        const auto held = Store::open(std::move(options));
        QVERIFY(held && !(*held)->isReadOnly());

        const auto holder = QByteArray("process ") + QByteArray::number(QCoreApplication::applicationPid());
        const auto shown = shop.run(QStringLiteral("product show A1 --data @shop"));
        QCOMPARE(shown.code, 0);
        QVERIFY2(shown.out.contains("4.50"), shown.out);
        QVERIFY2(shown.err.contains(holder), shown.err);
        const auto changed = shop.run(QStringLiteral("change-price --data @shop --sku A1 --price 5.25"));
        QCOMPARE(changed.code, 1);
        QVERIFY2(changed.err.startsWith("error: ") && changed.err.contains(holder), changed.err);
    }

    void aPriceIsChangedByWhoMay()
    {
        const Shop shop;
        QCOMPARE(shop.run(QStringLiteral("init --data @shop --pin 2468 --cashier Ben --cashier-pin 1357")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("product add --data @shop --sku A1 --name Mug --price 4.50")).code, 0);
        const QString change = QStringLiteral("change-price --data @shop --sku A1 --price ");
        QVERIFY(shop.run(change + QStringLiteral("-1")).err.startsWith("error: price: "));
        QVERIFY(shop.run(change + QStringLiteral("abc")).err.startsWith("error: price: "));
        QVERIFY(shop.run(change + QStringLiteral("5.25 --staff Ben")).err.startsWith("error: change-price: "));
        QVERIFY(shop.run(change + QStringLiteral("5.25 --pin 1111")).err.startsWith("error: pin: "));
        QVERIFY(shop.run(QStringLiteral("change-price --data @shop --sku A2 --price 1")).err.startsWith("error: code"));
        QVERIFY(shop.run(QStringLiteral("product show A1 --data @shop")).out.contains("4.50"));
        QCOMPARE(shop.run(change + QStringLiteral("5.25 --staff Administrator --pin 2468")).code, 0);
        QVERIFY(shop.run(QStringLiteral("product find mu --data @shop")).out.contains("5.25"));
    }

    void aSecondTillJoinsThroughTheServer()
    {
        const Shop shop;
        static_cast<void>(shop.init("till-1"));
        QCOMPARE(shop.run(QStringLiteral("product add --data @till-1 --sku A1 --name Mug --price 4.50")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("enrol --data @server --make @first.json --address http://127.0.0.1:1")).code,
                 0);
        const Server server(shop.path(QStringLiteral("server")));
        const auto at = QStringLiteral(" --address ") + server.address();
        const auto first = shop.run(QStringLiteral("enrol --data @till-1 --take @first.json") + at);
        QVERIFY2(first.code == 0, first.err);
        const auto made = shop.run(QStringLiteral("enrol --data @server --make @second.json --name Till-2") + at);
        QVERIFY2(made.code == 0, made.err);
        const auto second = shop.run(QStringLiteral("enrol --data @till-2 --take @second.json"));
        QVERIFY2(second.code == 0, second.err);
        QVERIFY(shop.run(QStringLiteral("enrol --data @till-3 --take @second.json")).err.startsWith("error: secret: "));

        QCOMPARE(shop.run(QStringLiteral("change-price --data @till-1 --sku A1 --price 5.25")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("sync --data @till-1 --until-idle")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("sync --data @till-2 --until-idle")).code, 0);
        QVERIFY(shop.run(QStringLiteral("product show A1 --data @till-2")).out.contains("5.25"));
        const auto digest = shop.run(QStringLiteral("digest --data @server")).out;
        QVERIFY(digest.size() > 60);
        QCOMPARE(shop.run(QStringLiteral("digest --data @till-1")).out, digest);
        QCOMPARE(shop.run(QStringLiteral("digest --data @till-2")).out, digest);
        const auto status =
            QJsonDocument::fromJson(shop.run(QStringLiteral("status --data @till-2 --json")).out).object();
        QCOMPARE(status[QStringLiteral("pending")].toInt(), 0);
        QCOMPARE(status[QStringLiteral("organisation")].toString(), QStringLiteral("Gifts"));
    }
};
QTEST_GUILESS_MAIN(KontorctlTest)
#include "tst_kontorctl.moc"
