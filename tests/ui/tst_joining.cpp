#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/clock/open_shop.h"
#include "app/desktop/server_enrolment.h"
#include "app/desktop/shop_setup.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/served.h"
#include "sync/server/enrolments.h"
#include "ui/backoffice/settings/enrolment_panel.h"
#include "ui/keyboard.h"
#include "ui/setup/setup_page.h"
#include "ui/theme/style.h"
#include "ui/till_shop.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"

#include <QSignalSpy>

using namespace kontor;
using namespace kontor::test;

/// The desktop and a real server come together, through the desktop's own pages.
class JoiningTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;

    template <typename T>
    static T* find(QWidget& page, const char* name)
    {
        for (auto* widget : page.findChildren<T*>())
            if (widget->isVisible() && widget->accessibleName() == QLatin1String(name))
                return widget;
        return nullptr;
    }
    static QString said(QWidget& page, const char* part)
    {
        for (auto* label : page.findChildren<Label*>())
            if (label->isVisible() && label->text().contains(QLatin1String(part)))
                return label->text();
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(Theme::load(Theme::Variant::Light));
        applyTheme(*qApp, *m_theme);
    }
    void cleanupTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }

    void anEmptyFolderBecomesATillOfTheShopByACode()
    {
        TillAndServer pair;
        Served served(*pair.server, pair.path("server"));
        EnrolmentWish wish;
        wish.name = "Till 2";
        wish.store = pair.till.store->identity().store;
        wish.madeBy = pair.till.administrator;
        const auto code = need(makeEnrolmentCode(*pair.server, pair.path("server"), wish, World::real()));
        const auto data = pair.path("desktop");
        ShopSetup setup(data);
        SetupPage page(*m_theme, setup);
        QSignalSpy finished(&page, &SetupPage::finished);
        page.show();
        QTest::mouseClick(find<Button>(page, "Join a shop"), Qt::LeftButton);
        find<Field>(page, "Server")->setText(QString::fromStdString(served.url()));
        find<Field>(page, "Code")->setText(QStringLiteral("0000-0000-0000-0000-0000")); // Not it.
        QTest::mouseClick(find<Button>(page, "Join the shop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy(), 60'000);
        QCOMPARE(finished.count(), 0);
        QVERIFY(!find<Field>(page, "Code")->accessibleDescription().isEmpty());
        QVERIFY(ShopSetup::isFree(data));
        find<Field>(page, "Code")->setText(QString::fromStdString(code));
        QTest::mouseClick(find<Button>(page, "Join the shop"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);
        StoreOptions options;
        options.directory = data;
        const auto store = need(openShop(std::move(options)));
        QVERIFY(store->identity().organisation == pair.till.store->identity().organisation);
        QCOMPARE(store->read()->get(store->identity().terminal)->name(), std::string("Till 2"));
    }

    void aTillThatWorkedAloneHandsItsShopToAnEmptyServerByAFile()
    {
        TillShop shop;
        const QTemporaryDir dir;
        const auto folder = std::filesystem::path(dir.path().toStdString()) / "server";
        const auto server = openStore(folder);
        Served served(*server, folder);
        EnrolmentWish wish;
        wish.address = served.url();
        const auto file = std::filesystem::path(dir.path().toStdString()) / "invitation";
        need(writeEnrolmentFile(need(makeEnrolment(*server, folder, wish, World::real())), file));
        ServerEnrolment port(shop.store());
        EnrolmentPanel panel(*m_theme, port);
        panel.setActor(shop.administrator());
        QSignalSpy joined(&panel, &EnrolmentPanel::joined);
        panel.show();
        find<Field>(panel, "File")->setText(QString::fromStdString(file.string() + "-not"));
        QTest::mouseClick(find<Button>(panel, "Connect by file"), Qt::LeftButton);
        QTRY_VERIFY(!panel.isBusy());
        QVERIFY(!said(panel, "invitation-not").isEmpty());
        find<Field>(panel, "File")->setText(QString::fromStdString(file.string()));
        QTest::mouseClick(find<Button>(panel, "Connect by file"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(joined.count(), 1, 60'000);
        QVERIFY(server->identity().organisation == shop.store().identity().organisation);
        QVERIFY(said(panel, "Connected with").contains(QString::fromStdString(served.url())));
        QVERIFY(!find<Button>(panel, "Connect by file")->isEnabled()); // There is one.
    }
};
QTEST_MAIN(JoiningTest)
#include "tst_joining.moc"
