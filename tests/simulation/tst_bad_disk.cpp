#include <QTest> // Keep first.

#include "domain/orders/cart.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash.h"
#include "simulation/invariants.h"
#include "storage/journal_read.h"
#include "storage/snapshot.h"
#include "storage/snapshot.pb.h"

#include <QObject>

#include <unistd.h>

#include <algorithm>

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

    void aBaseTakesTheShopsPlaceOrTheShopIsWhatItWas_data()
    {
        QTest::addColumn<int>("call");
        QTest::newRow("a read that fails") << static_cast<int>(Disk::Call::Read);
        QTest::newRow("a write that fails") << static_cast<int>(Disk::Call::Write);
        QTest::newRow("a sync that fails") << static_cast<int>(Disk::Call::Sync);
    }
    /// A till with a sale that nobody has, at calls of the disk spread over the installing of a base.
    void aBaseTakesTheShopsPlaceOrTheShopIsWhatItWas()
    {
        QFETCH(int, call);
        Server server("server", m_folder / "server", Dice(4), m_now);
        FoundedShop::instance().copyTo(server.disk.folder(), FoundedShop::terminals);
        QVERIFY(server.start());
        Bytes sale;
        storage::SnapshotManifest manifest;
        const auto packed = m_folder / "base.packed";
        {
            Terminal till("till", m_folder / "goods", Dice(3), m_now);
            QVERIFY(till.start());
            const auto sold = till.store->execute(FoundedShop::instance().administrator, sellAll);
            QVERIFY(sold);
            sale = sold->hash;
            const auto identity = till.store->identity();
            const auto made = server.store->makeBase(identity.store, packed);
            QVERIFY(made);
            const auto opened = openManifest(*made, till.store->serverKey(), {identity.organisation, identity.store});
            QVERIFY(opened);
            manifest = *opened;
            till.stop();
        }
        int refused = 0;
        int installed = 0;
        for (std::uint64_t number = 1; number < 100'000; number += 1 + number / 3) {
            Terminal till("till", m_folder / "till", Dice(number), m_now);
            std::filesystem::remove_all(till.disk.folder());
            std::filesystem::copy(m_folder / "goods", till.disk.folder(), std::filesystem::copy_options::recursive);
            QVERIFY(till.start());
            const auto file = till.store->folder() / "kontor.base.part";
            {
                auto incoming = IncomingBase::open(file, manifest);
                QVERIFY(incoming);
                for (auto next = incoming->missing(); next; next = incoming->missing(*next)) {
                    const auto slice = packedSlice(packed, manifest, *next);
                    QVERIFY(slice && incoming->take(*next, *slice));
                }
                QVERIFY(incoming->finish());
            }
            till.disk.failAt(static_cast<Disk::Call>(call), number);
            const auto done = till.store->installBase(file, manifest, std::nullopt, {}, {});
            const bool met = till.disk.errors() > 0;
            till.disk.failAt(static_cast<Disk::Call>(call), 0);
            refused += done ? 0 : 1;
            installed += done ? 1 : 0;
            till.disk.cutPower();
            till.stop();
            till.disk.restart();
            const auto again = till.start();
            QVERIFY2(again, again ? "" : again.error().detail.c_str());
            const auto wrong = invariants::always(*till.store);
            QVERIFY2(!wrong, wrong.value_or("").c_str());
            const auto state = till.store->syncState();
            QVERIFY(state);
            QVERIFY(state->pending >= 1); // The sale, and what began its life.
            const auto pending = till.store->pending(10, 1U << 20U);
            QVERIFY(pending);
            QVERIFY(std::any_of(pending->begin(), pending->end(),
                                [&](const SignedCommit& commit) { return commit.hash == sale; }));
            if (!met)
                break;
        }
        QVERIFY(refused > 0);
        QVERIFY(installed > 0);
    }

private:
    std::uint64_t m_now = FoundedShop::endMs;
    std::filesystem::path m_folder;
    std::size_t m_before = 0;
};
QTEST_GUILESS_MAIN(BadDiskTest)
#include "tst_bad_disk.moc"
