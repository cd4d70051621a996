#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/desktop/desk.h"
#include "storage/product_lists.h"
#include "ui/fake_sync.h"
#include "ui/list_watch.h"
#include "ui/main_window.h"
#include "ui/page.h"
#include "ui/sell/sell_area.h"
#include "ui/till_shop.h"

#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QSignalSpy>

using namespace kontor;

/// The window with all its pages, as the program makes it, in both themes.
class DeskTest : public QObject
{
    Q_OBJECT

    static QColor ground(Desk& desk)
    {
        // In the header, where nothing stands.
        return desk.window().grab().toImage().pixelColor(600, 10);
    }

private Q_SLOTS:
    void theOtherColoursComeWhileASaleIsOpen()
    {
        TillShop shop;
        shop.add("Ceramic mug, indigo", "MUG", "5012345678900", "12.50");
        const auto lists = ProductLists::open(shop.store());
        QVERIFY(lists);
        QVERIFY((*lists)->settle());
        const ListWatch watch(**lists);
        FakeSync sync;
        QCOMPARE(Desk::keptVariant(shop.store()), Theme::Variant::Light);
        auto desk = Desk::open(*qApp, shop.store(), watch, sync, Theme::Variant::Light);
        QVERIFY(desk);
        (*desk)->window().resize(1366, 768);
        (*desk)->window().show();
        const auto mira = (*desk)->till().signIn().people().back();
        (*desk)->till().admit(mira);
        (*desk)->till().model().scan(QStringLiteral("5012345678900"), {});
        QTRY_COMPARE((*desk)->till().model().cart().total.minor(), 1250);
        const auto light = (*desk)->theme();
        QCOMPARE(ground(**desk), light.surface);

        QSignalSpy asked(desk->get(), &Desk::themeRequested);
        Q_EMIT(*desk)->window().themeRequested();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().value<Theme::Variant>(), Theme::Variant::Dark);

        auto dark = Desk::open(*qApp, shop.store(), watch, sync, Theme::Variant::Dark);
        QVERIFY(dark);
        Desk::keepVariant(shop.store(), Theme::Variant::Dark);
        (*dark)->till().admit(*(*desk)->person());
        (*dark)->window().resize(1366, 768);
        (*dark)->window().show();
        *desk = std::move(*dark); // The old one goes.
        QCoreApplication::processEvents();
        QCOMPARE(ground(**desk), (*desk)->theme().surface);
        QVERIFY((*desk)->theme().surface != light.surface);
        QCOMPARE((*desk)->till().model().cart().total.minor(), 1250); // The sale goes on.
        QCOMPARE((*desk)->person()->name, mira.name);
        QCOMPARE(Desk::keptVariant(shop.store()), Theme::Variant::Dark);
        (*desk)->till().model().beginPayment();
        (*desk)->till().model().finishSale();
        QTRY_COMPARE((*desk)->till().model().screen(), SellModel::Screen::Receipt);
        desk->reset();
        QApplication::setStyle(QStringLiteral("Fusion")); // Ours refers to a theme that ends here.
    }

    void whatIsUnderWayGoesOnInOtherColours()
    {
        TillShop shop;
        shop.add("Ceramic mug, indigo", "MUG", "5012345678900", "12.50");
        shop.add("Linen tea towel", "TOWEL", "4006381333931", "9.00");
        const auto lists = ProductLists::open(shop.store());
        QVERIFY(lists);
        QVERIFY((*lists)->settle());
        const ListWatch watch(**lists);
        FakeSync sync;
        auto desk = Desk::open(*qApp, shop.store(), watch, sync, Theme::Variant::Light);
        QVERIFY(desk);
        (*desk)->window().show();
        (*desk)->till().admit((*desk)->till().signIn().people().back());
        // As Program::renew does.
        const auto turn = [&](Theme::Variant variant) {
            auto kept = (*desk)->keep();
            auto next = Desk::open(*qApp, shop.store(), watch, sync, variant);
            QVERIFY(next);
            *desk = std::move(*next);
            (*desk)->resume(std::move(kept));
            (*desk)->window().show();
        };
        const auto model = [&]() -> SellModel& { return (*desk)->till().model(); };
        const auto search = [&] { return (*desk)->window().page()->findChild<QLineEdit*>(); };
        for (const auto* code : {"5012345678900", "4006381333931"})
            model().scan(QString::fromLatin1(code), {});
        QTRY_COMPARE(model().cart().total.minor(), 2150);
        QTRY_VERIFY(model().canUndo());
        search()->setText(QStringLiteral("lin"));
        turn(Theme::Variant::Dark);
        QCOMPARE(search()->text(), QStringLiteral("lin"));
        QTRY_COMPARE(model().cart().total.minor(), 2150);
        model().undo();
        QTRY_COMPARE(model().cart().total.minor(), 1250);
        turn(Theme::Variant::Light);
        QVERIFY(model().canRedo());

        (*desk)->window().showArea(0);
        const auto area = (*desk)->window().page()->accessibleName();
        QCOMPARE((*desk)->window().area(), 0);
        turn(Theme::Variant::Dark); // Whoever changes it in the back office stays there.
        QCOMPARE((*desk)->window().area(), 0);
        QCOMPARE((*desk)->window().page()->accessibleName(), area);

        Q_EMIT(*desk)->window().sellRequested();
        model().beginPayment();
        turn(Theme::Variant::Light);
        QCOMPARE(model().screen(), SellModel::Screen::Payment);
        model().setReceived(Money(2000, model().currency()));
        model().finishSale();
        QTRY_COMPARE(model().screen(), SellModel::Screen::Receipt);
        turn(Theme::Variant::Dark);
        QCOMPARE(model().screen(), SellModel::Screen::Receipt);
        QCOMPARE(model().receipt()->change.minor(), 750);
        desk->reset();
        QApplication::setStyle(QStringLiteral("Fusion"));
    }
};
QTEST_MAIN(DeskTest)
#include "tst_desk.moc"
