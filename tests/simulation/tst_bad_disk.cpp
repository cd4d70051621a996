#include <QTest> // Keep first.

#include "domain/orders/cart.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash.h"
#include "simulation/invariants.h"
#include "storage/journal_read.h"

#include <QObject>

#include <unistd.h>

using namespace kontor;
using namespace kontor::simulation;

namespace {

constexpr std::uint64_t most = 400; ///< Calls of the disk in one sale: far fewer.

Result<Commit> sellAll(const Reader& reader, const Context& context, const Actor& actor)
{
    const auto cart = readCart(reader, context.store, context.terminal, context.now);
    if (!cart)
        return tl::unexpected(cart.error());
    auto payment = cashPayment(cart->total, cart->total);
    if (!payment)
        return tl::unexpected(payment.error());
    return sell(reader, context, actor, {cart->total, {*payment}, {}});
}

std::size_t journalled(const std::filesystem::path& folder)
{
    std::size_t count = 0;
    if (const auto journal = JournalRead::open(folder))
        (void)(*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry&) {
            ++count;
            return true;
        });
    return count;
}

} // namespace

/// A till with goods in its cart, whose disk fails once in the sale.
class BadDiskTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = scratchFolder() / ("kontor-bad-disk-" + std::to_string(::getpid()));
        std::filesystem::remove_all(m_folder);
        const FoundedShop& shop = FoundedShop::instance();
        Terminal till("till", m_folder / "goods", Dice(3), m_now);
        shop.copyTo(till.disk.folder(), 1);
        const auto started = till.start();
        QVERIFY2(started, started ? "" : started.error().detail.c_str());
        for (const std::size_t variant : {0U, 1U, 2U}) {
            AddToCart input;
            input.variant = shop.variants[variant];
            input.quantity = Quantity::whole(2);
            const auto added =
                till.store->execute(shop.administrator, [&](const Reader& r, const Context& c, const Actor& a) {
                    return addToCart(r, c, a, input);
                });
            QVERIFY2(added, added ? "" : added.error().detail.c_str());
        }
        m_before = journalled(till.store->folder());
        till.stop();
    }
    void cleanup() { std::filesystem::remove_all(m_folder); }

    void aSaleIsDoneOrNotWhateverTheDiskAnswers_data()
    {
        QTest::addColumn<int>("call");
        QTest::newRow("a read that fails") << static_cast<int>(Disk::Call::Read);
        QTest::newRow("a write that fails") << static_cast<int>(Disk::Call::Write);
        QTest::newRow("a sync that fails") << static_cast<int>(Disk::Call::Sync);
    }
    /// At each of its calls of the disk in turn: what the cashier is told is what the journal holds, at once and after the power
    /// has failed.
    void aSaleIsDoneOrNotWhateverTheDiskAnswers()
    {
        QFETCH(int, call);
        int refused = 0;
        for (std::uint64_t number = 1; number < most; ++number) {
            Terminal till("till", m_folder / "till", Dice(number), m_now);
            std::filesystem::remove_all(till.disk.folder());
            std::filesystem::copy(m_folder / "goods", till.disk.folder(), std::filesystem::copy_options::recursive);
            QVERIFY(till.start());
            till.disk.failAt(static_cast<Disk::Call>(call), number);
            const auto sold = till.store->execute(FoundedShop::instance().administrator, sellAll);
            const bool met = till.disk.errors() > 0;
            till.disk.failAt(static_cast<Disk::Call>(call), 0);
            refused += sold ? 0 : 1;
            if (!sold)
                QCOMPARE(static_cast<int>(sold.error().kind), static_cast<int>(Error::Kind::Storage));
            const auto folder = till.store->folder();
            const auto now = journalled(folder);
            if (!met) {
                QVERIFY(sold);
                QVERIFY(now > m_before);
                QVERIFY(refused > 0);
                return;
            }
            QVERIFY2(sold ? now > m_before : now == m_before,
                     qPrintable(QStringLiteral("call %1: told %2, holds %3 more")
                                    .arg(number)
                                    .arg(sold ? QStringLiteral("yes") : QStringLiteral("no"))
                                    .arg(now - m_before)));
            const auto wrong = invariants::always(*till.store);
            QVERIFY2(!wrong, wrong.value_or("").c_str());
            till.disk.cutPower();
            till.stop();
            till.disk.faults.damagePerMille = number % 2 == 0 ? 0 : 900;
            till.disk.restart();
            QVERIFY(till.start());
            QCOMPARE(journalled(folder), now);
            const auto later = invariants::always(*till.store);
            QVERIFY2(!later, later.value_or("").c_str());
        }
        QFAIL("a sale calls the disk more often than was thought");
    }

private:
    std::uint64_t m_now = FoundedShop::endMs;
    std::filesystem::path m_folder;
    std::size_t m_before = 0;
};
QTEST_GUILESS_MAIN(BadDiskTest)
#include "tst_bad_disk.moc"
