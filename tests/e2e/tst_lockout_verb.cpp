#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/identity/lockout.h"
#include "e2e/program.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

class LockoutVerbTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoHasTheDataFolderLetsALockedOutManagerInAgain()
    {
        const QTemporaryDir dir;
        const auto folder = dir.filePath(QStringLiteral("shop"));
        Id<schema::Staff> person;
        {
            const ShopFixture shop(folder.toStdString());
            person = shop.administrator;
            for (std::uint32_t i = 0; i < pinTries; ++i)
                need(shop.store->execute([&](const Reader& reader, const Context& context) {
                    return notePinFailure(reader, context, {person});
                }));
            QVERIFY(isLockedOut(*shop.store->read(), person));
        }
        const auto lift = [&](const QString& name) {
            return ctl({QStringLiteral("staff"), QStringLiteral("lift-lock-out"), QStringLiteral("--data"), folder,
                        QStringLiteral("--name"), name});
        };
        QCOMPARE(lift(QStringLiteral("Nobody")).code, 1);
        const auto done = lift(QStringLiteral("Mira Okafor"));
        QVERIFY2(done.code == 0, done.err.constData());
        QCOMPARE(lift(QStringLiteral("Mira Okafor")).code, 1); // Not locked out any more.
        QVERIFY(!isLockedOut(*ShopFixture(folder.toStdString()).store->read(), person));
    }
};
QTEST_GUILESS_MAIN(LockoutVerbTest)
#include "tst_lockout_verb.moc"
