#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/schema/orders.pb.h"
#include "ui/till_shop.h"

#include <QDir>
#include <QImage>
#include <QProcess>

using namespace kontor;

/// The program `kontor` as a process.
class ProgramTest : public QObject
{
    Q_OBJECT

    static int run(const QStringList& arguments, QString* errors = nullptr)
    {
        QProcess kontor;
        kontor.start(QStringLiteral(KONTOR_PROGRAM), arguments);
        if (!kontor.waitForFinished(60'000))
            return -1;
        if (errors != nullptr)
            *errors = QString::fromUtf8(kontor.readAllStandardError());
        return kontor.exitStatus() == QProcess::NormalExit ? kontor.exitCode() : -1;
    }

private Q_SLOTS:
    void picturesOfAllPagesAreTakenAndTheShopIsLeftAlone()
    {
        TillShop shop;
        shop.add("Ceramic mug, indigo", "KIT-0412", "5012345678900", "12.50");
        shop.close();
        const QTemporaryDir pictures;
        QString errors;
        const int code = run(
            {QStringLiteral("--data"), shop.directory(), QStringLiteral("--screenshots"), pictures.path()}, &errors);
        QVERIFY2(code == 0, qPrintable(errors));
        for (const auto* page : {"sign-in", "sell", "payment", "receipt", "return"}) {
            for (const auto* theme : {"light", "dark"}) {
                const QImage image(
                    pictures.filePath(QStringLiteral("%1-%2.png").arg(QLatin1String(page), QLatin1String(theme))));
                QCOMPARE(image.deviceIndependentSize().toSize(), QSize(1366, 768));
            }
        }
        shop.reopen();
        QCOMPARE(shop.store().read()->count(schema::Order::default_instance()), 0U);
    }

    void aFolderThatIsNotThereIsAskedAboutAndNotMade()
    {
        const QTemporaryDir folder;
        const auto mistyped = folder.filePath(QStringLiteral("shpo"));
        QProcess kontor;
        kontor.start(QStringLiteral(KONTOR_PROGRAM),
                     {QStringLiteral("--data"), mistyped, QStringLiteral("--say-ready")});
        QByteArray said;
        while (!said.contains('\n') && kontor.waitForReadyRead(60'000))
            said += kontor.readAllStandardOutput();
        QCOMPARE(said.trimmed(), QByteArray("setup")); // The page of the first run is up.
        QVERIFY(!QDir(mistyped).exists());
        kontor.kill();
        QVERIFY(kontor.waitForFinished());
    }

    void aShopThatIsOpenElsewhereIsRefused()
    {
        TillShop shop;
        QString errors;
        QCOMPARE(run({QStringLiteral("--data"), shop.directory()}, &errors), 1);
        QVERIFY2(errors.contains(QStringLiteral("close that first")), qPrintable(errors));
    }
};
QTEST_GUILESS_MAIN(ProgramTest)
#include "tst_program.moc"
