#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/identity/lockout.h"
#include "storage/journal_read.h"
#include "storage/key_file.h"
#include "support/shop_fixture.h"
#include "till_and_server.h"

#include <sys/fsuid.h>
#include <sys/stat.h>

using namespace kontor;
using namespace kontor::test;

class TerminalLifeTest : public QObject
{
    Q_OBJECT

    static std::filesystem::path folder(const QTemporaryDir& dir)
    {
        return (dir.path() + QStringLiteral("/shop")).toStdString();
    }

private Q_SLOTS:
    void aRevokedTerminalMakesNoNewCommitsOnceItKnows()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        const auto mug = shop.product("Mug", "M1", "12.50");
        need(shop.scan(mug));
        // As it comes from elsewhere: the command itself refuses the terminal it runs at.
        need(shop.run([&](const Reader& reader, const Context& context, const Actor& actor) -> Result<Commit> {
            const auto before = reader.get(context.terminal).value();
            auto after = before;
            after.set_revoked(true);
            Commit commit{"revoke-terminal", context, actor};
            commit.update(before, after);
            return commit;
        }));
        const auto commits = need(shop.store->verify());
        const auto refused = shop.payCash();
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Denied);
        QCOMPARE(refused.error().about, std::string("terminal"));
        QCOMPARE(need(shop.store->verify()), commits);
        need(shop.scan(mug)); // The cart is the device's own.
        QCOMPARE(shop.cart().lines.size(), 1U);
    }
    void wrongPinsAreRememberedByAClosedProgramAndLockOutInTheJournal()
    {
        const QTemporaryDir dir;
        Id<schema::Staff> person;
        const auto fail = [&](ShopFixture& shop) {
            return need(shop.store->execute([&](const Reader& reader, const Context& context) {
                return notePinFailure(reader, context, {person});
            }));
        };
        {
            ShopFixture shop(folder(dir));
            person = shop.administrator;
            for (std::uint32_t i = 1; i < pinTries; ++i)
                QVERIFY(fail(shop).hash.empty());
        }
        ShopFixture again(folder(dir));
        QCOMPARE(SignIn::read(*again.store->read(), again.store->identity().terminal, person).failures, pinTries - 1);
        QVERIFY(!fail(again).hash.empty());
        QVERIFY(isLockedOut(*again.store->read(), person));
        need(again.store->rebuild());
        QVERIFY(isLockedOut(*again.store->read(), person));
    }
    void whoIsLockedOutAtOneTillIsAtTheOthers()
    {
        TillAndServer pair;
        const auto second = pair.other("second", pair.till.store->identity().store);
        const auto pull = [&] {
            need(second->applyLog(pair.log(need(second->syncState()).seen.n(), *second), need(pair.server->head())));
        };
        const auto person = pair.till.administrator;
        const auto fail = [&] {
            need(pair.till.store->execute([&](const Reader& reader, const Context& context) {
                return notePinFailure(reader, context, {person});
            }));
        };
        for (std::uint32_t i = 1; i < pinTries; ++i)
            fail();
        need(pair.push());
        pull();
        QVERIFY(second->read()->get(person));
        QVERIFY(!isLockedOut(*second->read(), person)); // Failures stay where they were made.
        QCOMPARE(SignIn::read(*second->read(), second->identity().terminal, person).failures, 0U);
        fail();
        need(pair.push());
        pull();
        QVERIFY(isLockedOut(*second->read(), person));
        QVERIFY(isLockedOut(*pair.server->read(), person));
    }
    void aTillWhoseBatteryDiedSellsAtTheTimeItLastKnew_data()
    {
        QTest::addColumn<qint64>("clockUs");
        QTest::newRow("1970") << qint64(5'000'000);
        QTest::newRow("an hour slow") << qint64(World::real().now() - 3'600'000'000);
    }
    void aTillWhoseBatteryDiedSellsAtTheTimeItLastKnew()
    {
        QFETCH(qint64, clockUs);
        const QTemporaryDir dir;
        const TimeUs before = World::real().now();
        const auto mug = ShopFixture(folder(dir)).product("Mug", "M1", "2.00");
        World wrong = World::real();
        wrong.now = [&clockUs] { return clockUs; };
        ShopFixture shop(folder(dir), wrong);
        const auto sell = [&] {
            need(shop.scan(mug));
            return shop.store->read()->get(Id<schema::Order>(need(shop.payCash()).mainId)).value().at_us();
        };
        const TimeUs first = sell();
        QVERIFY(first >= before - 1000 && first <= World::real().now() + 2000); // HLCs count milliseconds.
        clockUs += 90'000'000;
        QVERIFY(sell() >= first + 90'000'000); // Time goes on, as slowly as it does.
        QVERIFY(shop.store->now() >= first + 90'000'000);
        clockUs = World::real().now() + 600'000'000; // Somebody sets it right.
        QCOMPARE(sell(), TimeUs(clockUs));
    }
    /// Within a millisecond a second commit is told the next one; then the clock is right again, or steps back a little.
    void noCommitIsMadeBeforeTheOneInFront()
    {
        const QTemporaryDir dir;
        TimeUs clockUs = 1'795'000'000'000'900;
        World uneven = World::real();
        uneven.now = [&clockUs] { return clockUs; };
        ShopFixture till(folder(dir), uneven);
        TimeUs before = 0;
        int made = 0;
        for (const TimeUs step : {50, 40, 20, 0, -300, 900, -200, 1'500, -2'000, 5}) {
            clockUs += step;
            TimeUs told = 0;
            need(till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
                told = context.now;
                NewProduct product;
                product.name = "Thing";
                product.sku = "S" + std::to_string(++made);
                return addProduct(shop, context, actor, product);
            }));
            QVERIFY2(told >= before, qPrintable(QString::number(before - told)));
            before = told;
        }
    }
    void aClockThatWasYearsAheadAndIsRightAgainIsBelieved()
    {
        const QTemporaryDir dir;
        World future = World::real();
        future.now = [] { return World::real().now() + 9LL * 365 * 86'400 * 1'000'000; };
        const auto mug = ShopFixture(folder(dir)).product("Mug", "M1", "2.00");
        ShopFixture(folder(dir), future).product("Bowl", "B1", "2.00");
        ShopFixture shop(folder(dir));
        need(shop.scan(mug));
        const auto order = shop.store->read()->get(Id<schema::Order>(need(shop.payCash()).mainId)).value();
        QVERIFY(order.at_us() <= World::real().now());
    }
    void anotherLifeHasItsOwnChainReceiptsAndAClockOfWhatWasAccepted()
    {
        const QTemporaryDir dir;
        const auto mug = ShopFixture(folder(dir)).product("Mug", "M1", "2.00");
        World future = World::real();
        future.now = [] { return World::real().now() + 9LL * 365 * 86'400 * 1'000'000; };
        ShopFixture(folder(dir), future).product("Bowl", "B1", "2.00"); // The clock of this till was wrong for a day.

        ShopFixture shop(folder(dir));
        const RawId before = shop.store->identity().origin;
        const auto sell = [&] {
            need(shop.scan(mug));
            const auto sold = need(shop.payCash());
            return shop.store->read()->get(Id<schema::Order>(sold.mainId)).value();
        };
        QCOMPARE(sell().number(), 1U);
        const auto last = [&] {
            schema::Header header;
            const auto journal = need(JournalRead::open(folder(dir)));
            need(journal->each(JournalRead::Order::NewestFirst, [&](const JournalEntry& entry) {
                header = entry.commit.header;
                return false;
            }));
            return header;
        };
        const auto now = static_cast<std::uint64_t>(World::real().now() / 1000);
        QVERIFY(last().hlc_ms() > now + 60'000);

        need(shop.store->startNewOrigin("the clock was wrong"));
        const auto order = sell();
        QVERIFY(shop.store->identity().origin != before);
        QCOMPARE(order.number(), 1U);
        QCOMPARE(order.series(), shop.store->identity().origin.string());
        QVERIFY(last().hlc_ms() < now + 60'000);
        need(shop.store->verify());
        QCOMPARE(need(shop.store->pending(500, 1U << 20U)).front().origin(), before); // What was not sent still is.

        // And it stays so: what the former life put into headers is not read again.
        shop.store.reset();
        ShopFixture again(folder(dir));
        again.product("Plate", "P1", "2.00");
        QVERIFY(last().hlc_ms() < now + 60'000);
        QCOMPARE(last().origin(), order.series());
    }
    void aWatcherMayEndItself()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        int calls = 0;
        int number = 0;
        number = shop.store->watch([&](const ChangeSet&) {
            ++calls;
            shop.store->unwatch(number);
        });
        shop.product("Mug", "M1", "2.00");
        shop.product("Bowl", "B1", "2.00");
        QCOMPARE(calls, 1);
    }
    void aKeyFileThatCannotBeWrittenIsAnErrorAtOpening()
    {
        const QTemporaryDir dir;
        const auto random = World::real().random;
        const auto file = std::filesystem::path(dir.path().toStdString()) / "shop.key";
        (void)need(KeyFile::open(file, &random));
        ::chmod(dir.path().toStdString().c_str(), 0755);
        ::chmod(file.c_str(), 0444);
        const int before = ::setfsuid(65'534); // Also takes root's right to write everything, in this thread.
        const auto refused = KeyFile::open(file, &random);
        const auto readOnly = KeyFile::open(file, nullptr);
        ::setfsuid(static_cast<uid_t>(before));
        QVERIFY(readOnly);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Storage);
        QCOMPARE(refused.error().about, file.string());
    }
    void anOriginNobodyKnowsIsTakenOnlyAsAnAdoption()
    {
        const QTemporaryDir dir;
        const ShopFixture till(folder(dir));
        const auto server = need(Store::open({folder(dir).string() + "-server", {}, World::real(), false}));
        StoreIdentity identity = till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = {};
        identity.isServer = true;
        need(server->setIdentity(identity, till.store->pepper(), {}));
        const Judge judge = [](const Reader&, const Reader&, const SignedCommit&, const std::vector<schema::Change>&) {
            return std::pair(schema::ACCEPTED, std::vector<schema::Reason>{});
        };
        const auto run = need(till.store->pending(500, 1U << 20U));
        const auto refused = server->accept(run, judge);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Denied);
        QCOMPARE(need(server->adopt(run, judge)).size(), run.size());
    }
};
QTEST_GUILESS_MAIN(TerminalLifeTest)
#include "tst_terminal_life.moc"
