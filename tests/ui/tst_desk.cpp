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
};
QTEST_MAIN(DeskTest)
#include "tst_desk.moc"
