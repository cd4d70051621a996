#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/identity/terminal.h"
#include "support/shop_fixture.h"
#include "ui/backoffice/today/today_model.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

namespace {

TimeUs at(int day, int hour, int minute)
{
    return TimeUs{QDateTime(QDate(2026, 11, day), QTime(hour, minute), QTimeZone::utc()).toMSecsSinceEpoch()} * 1000;
}

} // namespace

/// Today's figures beside last week's.
class TodayModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anOpenDayIsComparedWithTheSameHoursAndAWholeOneWithTheWhole()
    {
        TimeUs now = at(16, 9, 5);
        World world = World::real();
        world.now = [&now] { return now; };
        const QTemporaryDir dir;
        ShopFixture shop(dir.path().toStdString() + "/shop", world);
        const auto mug = shop.product("Mug", "M1", "10.00");
        const auto sell = [&](TimeUs when, int pieces) {
            now = when;
            need(shop.scan(mug, Quantity::whole(pieces)));
            need(shop.payCash());
        };
        sell(at(16, 9, 10), 2);
        sell(at(16, 17, 10), 5);
        sell(at(23, 9, 15), 3);
        sell(at(23, 10, 20), 1);
        now = at(23, 10, 30);

        TodayModel model(*shop.store, need(Currency::fromAlpha("GBP")));
        model.setWatched(true);
        QTRY_COMPARE(model.figures().day.totalMinor, 4000);
        QCOMPARE(model.figures().comparedHours, 10);
        QCOMPARE(model.figures().compared.totalMinor, 3000); // The hour that runs is not over last week either.
        QCOMPARE(model.figures().before.totalMinor, 2000);
        QCOMPARE(model.figures().hoursBefore[17].totalMinor, 5000); // The chart shows the whole day.

        now = at(24, 0, 30);
        model.showDay(QDate(2026, 11, 23));
        QTRY_COMPARE(model.figures().comparedHours, 24);
        QCOMPARE(model.figures().compared.totalMinor, 4000);
        QCOMPARE(model.figures().before.totalMinor, 7000);
    }
    void itSaysWhichTillIsHereAndOfWhichNothingHasComeYet()
    {
        TimeUs now = at(16, 9, 5);
        World world = World::real();
        world.now = [&now] { return now; };
        const QTemporaryDir dir;
        ShopFixture shop(dir.path().toStdString() + "/shop", world);
        need(shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            EnrolTerminal other;
            other.store = context.store;
            other.name = "Cellar";
            other.publicKey = KeyPair::fromSeed(Bytes(32, 'c')).publicKey;
            return enrolTerminal(reader, context, actor, other);
        }));
        now = at(16, 9, 30);
        need(shop.scan(shop.product("Mug", "M1", "10.00")));
        need(shop.payCash());
        TodayModel model(*shop.store, need(Currency::fromAlpha("GBP")));
        model.setWatched(true);
        QTRY_COMPARE(model.figures().tills.size(), std::size_t(2));
        for (const auto& till : model.figures().tills) {
            QCOMPARE(till.isHere, till.name != QStringLiteral("Cellar"));
            QCOMPARE(till.heard.isValid(), till.isHere);
            if (till.isHere)
                QCOMPARE(till.heard.toUTC().time().toString(QStringLiteral("HH:mm")), QStringLiteral("09:30"));
        }
    }
};
QTEST_MAIN(TodayModelTest)
#include "tst_today_model.moc"
