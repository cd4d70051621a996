#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/lossy_proxy.h"
#include "e2e/program.h"
#include "support/shop_fixture.h"
#include "sync/client/sync_thread.h"
#include "sync/client/take_enrolment.h"
#include "sync/server/enrolments.h"

#include <QDeadlineTimer>

#include <iostream>
#include <random>
#include <set>

using namespace kontor;
using namespace kontor::test;

namespace {

/// The child: a till on the network. Each line it is given is a sale to make, or now and then a product to add; it says the id of
/// each once the store has answered. An id said is a sale paid.
int beTill(const std::string& directory)
{
    ShopFixture shop(directory);
    SyncThread sync(*shop.store);
    sync.start();
    const auto mug = shop.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M1").value();
    std::cout << "ready" << std::endl;
    for (std::string wish; std::getline(std::cin, wish);) {
        if (wish == "product") {
            const RawId fresh = RawId::of(World::real().random(16));
            shop.product("Cup", "C" + fresh.toHex().substr(0, 12), "1.00");
            continue;
        }
        if (shop.cart().isEmpty())
            need(shop.scan(mug));
        std::cout << need(shop.payCash()).mainId.toHex() << std::endl;
    }
    return 0;
}

/// A process that is killed and started again.
class Victim
{
public:
    Victim(QString program, QStringList arguments) : m_program(std::move(program)), m_arguments(std::move(arguments)) {}
    virtual ~Victim() { kill(); }
    Victim(const Victim&) = delete;
    Victim& operator=(const Victim&) = delete;

    /// The first line it says; empty when it ended instead.
    QByteArray start()
    {
        m_process = std::make_unique<QProcess>();
        m_line.clear();
        m_process->start(m_program, m_arguments);
        while (!m_process->canReadLine() && m_process->waitForReadyRead(30'000)) {
        }
        return m_process->readLine().trimmed();
    }
    /// At whatever it is doing. What it has said until then still counts.
    void kill()
    {
        if (!m_process)
            return;
        m_process->kill(); // SIGKILL; nothing when it has ended by itself.
        m_process->waitForFinished();
        listen();
    }
    void listen()
    {
        m_line += m_process->readAllStandardOutput();
        for (auto end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n')) {
            if (end == 32)
                m_said.insert(m_line.left(end).toStdString());
            m_line.remove(0, end + 1);
        }
    }
    /// Until it has said so many ids more; false when it ends or falls silent instead.
    bool hear(std::size_t more)
    {
        for (const auto until = m_said.size() + more; m_said.size() < until; listen())
            if (!m_process->waitForReadyRead(30'000))
                return false;
        return true;
    }
    QProcess& process() { return *m_process; }
    const std::set<std::string>& said() const { return m_said; }

private:
    QString m_program;
    QStringList m_arguments;
    std::unique_ptr<QProcess> m_process;
    QByteArray m_line; ///< Its beginning, as far as it has come.
    std::set<std::string> m_said;
};

std::uint16_t portIn(const QByteArray& listening)
{
    return listening.mid(listening.lastIndexOf(':') + 1).toUShort();
}

} // namespace

class KillSyncTest : public QObject
{
    Q_OBJECT

    /// What is true of a store after all of it: chains whole, receipt numbers gapless, every acknowledged sale there once.
    static void checkStore(const std::filesystem::path& folder, const std::set<std::string>& acknowledged,
                           QString& fault, Bytes& digest)
    {
        const auto store = need(Store::open({folder, {}, World::real(), false}));
        (void)need(store->verify());
        const auto view = store->read();
        std::set<std::string> ids;
        std::map<Bytes, std::set<std::uint64_t>> numbers;
        std::size_t orders = 0;
        for (const schema::Order& order : view->all<schema::Order>()) {
            ++orders;
            ids.insert(hex(order.id()));
            if (!numbers[order.series()].insert(order.number()).second)
                fault = QStringLiteral("a receipt number twice");
            if (view->where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.id()).size() != 1 ||
                view->where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.id()).size() != 1)
                fault = QStringLiteral("a sale in part");
        }
        for (const auto& [series, used] : numbers)
            if (*used.begin() != 1 || *used.rbegin() != used.size())
                fault = QStringLiteral("a gap in receipt numbers");
        for (const auto& id : acknowledged)
            if (!ids.contains(id))
                fault = QStringLiteral("sale %1 is lost").arg(QString::fromStdString(id));
        const auto mug = view->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M1").value();
        const auto location = view->all<schema::Location>().front();
        if (view->stockLevel(mug, Id<schema::Location>(BytesView(location.id()))) !=
            Quantity::whole(-static_cast<std::int64_t>(orders)))
            fault = QStringLiteral("the stock is not what was sold");
        digest = need(store->digest());
    }

    /// How many commits the server's log holds, read beside the process that writes it.
    static std::uint64_t headOf(const std::filesystem::path& folder)
    {
        return need(need(Store::open({folder, {}, World::real(), true}))->head()).n();
    }

private Q_SLOTS:
    /// KONTOR_KILLS says how many: 12 in the tests, 200 by packaging/kill.
    void tillsAndServerKilledAtRandomOverALossyNetworkLoseNothingAndDoubleNothing()
    {
        QTemporaryDir dir;
        dir.setAutoRemove(qEnvironmentVariableIsEmpty("KONTOR_KEEP"));
        const int kills = qEnvironmentVariableIsSet("KONTOR_KILLS") ? qEnvironmentVariableIntValue("KONTOR_KILLS") : 12;
        const unsigned seed = qEnvironmentVariableIsSet("KONTOR_SEED")
                                  ? static_cast<unsigned>(qEnvironmentVariableIntValue("KONTOR_SEED"))
                                  : std::random_device{}();
        qInfo("seed %u, %d kills, %s", seed, kills, qPrintable(dir.path()));
        std::mt19937 random(seed);
        const std::filesystem::path root = dir.path().toStdString();
        LossyProxy proxy(seed);
        proxy.setLoss(false);

        Victim server(QStringLiteral(KONTOR_SERVER), {QStringLiteral("--data"), dir.filePath(QStringLiteral("server")),
                                                      QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
        proxy.setServer(portIn(server.start()));
        {
            ShopFixture first(root / "till-1");
            first.product("Mug", "M1", "2.50");
            auto beside = need(Store::open({root / "server", {}, World::real(), false}));
            EnrolmentWish wish;
            wish.address = "http://127.0.0.1:" + std::to_string(proxy.port());
            need(takeEnrolment(*first.store, need(makeEnrolment(*beside, root / "server", wish, World::real()))));
            beside = need(Store::open({root / "server", {}, World::real(), false})); // Now it has a shop.
            wish.name = "Till 2";
            wish.store = first.store->identity().store;
            wish.madeBy = first.administrator;
            const auto second = need(Store::open({root / "till-2", {}, World::real(), false}));
            need(takeEnrolment(*second, need(makeEnrolment(*beside, root / "server", wish, World::real()))));
        }
        const auto till = [&](const QString& name) {
            return std::make_unique<Victim>(QCoreApplication::applicationFilePath(),
                                            QStringList{QStringLiteral("--till"), dir.filePath(name)});
        };
        const std::array tills{till(QStringLiteral("till-1")), till(QStringLiteral("till-2"))};
        for (const auto& one : tills)
            QCOMPARE(one->start(), QByteArray("ready"));
        const auto founded = headOf(root / "server");
        proxy.setLoss(true);

        int inTransfer = 0;
        for (int kill = 0; kill < kills; ++kill) {
            std::array<std::size_t, 2> sales{};
            for (std::size_t i = 0; i < tills.size(); ++i)
                for (auto wishes = 1 + random() % 24; wishes > 0; --wishes) {
                    const bool isSale = random() % 16 != 0;
                    sales[i] += isSale ? 1U : 0U;
                    tills[i]->process().write(isSale ? "sale\n" : "product\n");
                }
            // A random stretch of real work: sales paid, or bytes on the network, since different things are torn then.
            const auto victim = random() % 3;
            const auto worker = victim == 2 ? random() % 2 : victim;
            if (random() % 2 == 0)
                QVERIFY2(tills[worker]->hear(sales[worker] == 0 ? 0 : 1 + random() % sales[worker]),
                         tills[worker]->process().readAllStandardError().constData());
            else
                inTransfer +=
                    proxy.waitForBytes(1 + random() % (256U << random() % 7), std::chrono::seconds(2)) ? 1 : 0;
            if (victim == 2) {
                proxy.setServer(0);
                server.kill();
                proxy.setServer(portIn(server.start()));
            } else {
                tills[victim]->kill();
                QCOMPARE(tills[victim]->start(), QByteArray("ready"));
            }
        }

        // Over the lossy network, with everybody killed now and then, work has got through: what follows is not the first.
        for (const QDeadlineTimer deadline(60'000); headOf(root / "server") == founded && !deadline.hasExpired();)
            (void)proxy.waitForBytes(1, std::chrono::milliseconds(100));
        const auto beforeHealing = headOf(root / "server");
        QVERIFY2(beforeHealing > founded, "nothing reached the server before the network was healed");
        QVERIFY2(inTransfer > 0 || kills < 12, "no kill came in the middle of a transfer");
        qInfo("%llu commits reached the server before the network was healed; %d kills while bytes were on it",
              static_cast<unsigned long long>(beforeHealing - founded), inTransfer);

        // The healed network: all of it comes together.
        proxy.setLoss(false);
        std::set<std::string> acknowledged;
        for (const auto& one : tills) {
            one->process().closeWriteChannel();
            one->process().waitForFinished(60'000);
            QVERIFY2(one->process().exitStatus() == QProcess::NormalExit && one->process().exitCode() == 0,
                     one->process().readAllStandardError().constData());
            one->listen();
            acknowledged.insert(one->said().begin(), one->said().end());
        }
        for (const char* name : {"till-1", "till-2", "till-1"}) {
            const auto said = ctl({QStringLiteral("sync"), QStringLiteral("--until-idle"), QStringLiteral("--data"),
                                   dir.filePath(QString::fromLatin1(name))},
                                  {}, 120'000);
            QVERIFY2(said.code == 0, said.err.constData());
        }
        server.process().terminate();
        QVERIFY(server.process().waitForFinished(30'000));

        std::array<Bytes, 3> digests;
        std::array<std::string, 3> folders{"server", "till-1", "till-2"};
        for (std::size_t i = 0; i < folders.size(); ++i) {
            QString fault;
            checkStore(root / folders[i], acknowledged, fault, digests[i]);
            QVERIFY2(fault.isEmpty(), qPrintable(QString::fromStdString(folders[i]) + QStringLiteral(": ") + fault));
            QCOMPARE(hex(digests[i]), hex(digests[0]));
        }
        QVERIFY(proxy.cuts() > 0);
        qInfo("%zu sales acknowledged, %llu connections cut", acknowledged.size(),
              static_cast<unsigned long long>(proxy.cuts()));
    }
};

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--till")
        return beTill(argv[2]);
    KillSyncTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_kill_sync.moc"
