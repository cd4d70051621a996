#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "support/shop_fixture.h"

#include <QProcess>

#include <unistd.h>

#include <csignal>
#include <random>
#include <set>

using namespace kontor;
using namespace kontor::test;

namespace {

/// The child: sells without an end and says each sale's id once the store has answered. A sale said is a sale paid.
[[noreturn]] void sellForEver(const std::string& directory)
{
    ShopFixture shop(directory);
    const auto mug = shop.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M1").value();
    while (true) {
        if (shop.cart().isEmpty())
            need(shop.scan(mug));
        const std::string line = need(shop.payCash()).mainId.toHex() + "\n";
        if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
            std::abort();
    }
}

} // namespace

class SigkillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noAcknowledgedSaleIsLostNoneIsDoubledAndTheChainIsWhole()
    {
        const QTemporaryDir dir;
        const std::string folder = (dir.path() + QStringLiteral("/shop")).toStdString();
        {
            ShopFixture shop(folder);
            shop.product("Mug", "M1", "2.50");
        }
        const unsigned seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        std::set<std::string> acknowledged;
        for (int kill = 0; kill < 20; ++kill) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(),
                        {QStringLiteral("--sell"), QString::fromStdString(folder)});
            QVERIFY(child.waitForStarted());
            // Killed a random stretch of work after a random sale: by what it has said, then by a wait on its next word.
            const int sales = static_cast<int>(random() % 8);
            QByteArray said;
            while (said.count('\n') <= sales) {
                QVERIFY2(child.waitForReadyRead(20'000), child.readAllStandardError().constData());
                said += child.readAllStandardOutput();
            }
            for (auto turns = random() % 20'000; turns > 0; --turns)
                QVERIFY(child.processId() != 0); // Some microseconds into whatever it does now.
            ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            said += child.readAllStandardOutput();
            for (const QByteArray& line : said.split('\n'))
                if (line.size() == 32)
                    acknowledged.insert(line.toStdString());

            const ShopFixture shop(folder);
            need(shop.store->verify());
            const auto view = shop.store->read();
            const auto orders = view->all<schema::Order>();
            std::set<std::string> ids;
            std::set<std::uint64_t> numbers;
            for (const schema::Order& order : orders) {
                ids.insert(hex(order.id()));
                numbers.insert(order.number());
                QCOMPARE(view->where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.id()).size(), 1U);
                QCOMPARE(view->where<schema::Payment>(schema::Payment::kOrderFieldNumber, order.id()).size(), 1U);
            }
            for (const std::string& sale : acknowledged)
                QVERIFY2(ids.contains(sale), "an acknowledged sale is lost");
            // Gapless, so none doubled; at most the one in hand at each kill was not said.
            QCOMPARE(numbers.size(), orders.size());
            QCOMPARE(*numbers.rbegin(), orders.size());
            QVERIFY(orders.size() <= acknowledged.size() + static_cast<std::size_t>(kill) + 1);
            // Stock and sales agree: no reader ever sees half a sale.
            const auto variant = view->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M1").value();
            const auto place = Id<schema::Location>(view->get(shop.store->identity().store)->location());
            QCOMPARE(view->stockLevel(variant, place).thousandths, -1000 * static_cast<std::int64_t>(orders.size()));
        }
        QVERIFY(acknowledged.size() >= 20);
        ShopFixture shop(folder);
        const std::string maintained = shop.dump();
        need(shop.store->rebuild());
        QCOMPARE(shop.dump(), maintained);
    }
};

int main(int argc, char** argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--sell")
        sellForEver(argv[2]);
    QCoreApplication app(argc, argv);
    SigkillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sigkill.moc"
