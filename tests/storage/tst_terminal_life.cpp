#include <QtTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/identity/lockout.h"
#include "support/shop_fixture.h"

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
};
QTEST_GUILESS_MAIN(TerminalLifeTest)
#include "tst_terminal_life.moc"
