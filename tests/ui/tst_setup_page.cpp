#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/clock/open_shop.h"
#include "app/desktop/shop_setup.h"
#include "domain/identity/staff.h"
#include "domain/schema/tax.pb.h"
#include "domain/settings/settings.h"
#include "storage/world.h"
#include "sync/protocol/enrolment_code.h"
#include "ui/keyboard.h"
#include "ui/setup/setup_page.h"
#include "ui/theme/style.h"
#include "ui/widgets/button.h"
#include "ui/widgets/field.h"
#include "ui/widgets/label.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTimeZone>

using namespace kontor;

/// The first run, through its window.
class SetupPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<ShopSetup> m_setup;
    std::unique_ptr<SetupPage> m_page;

    [[nodiscard]] std::filesystem::path data() const { return m_dir->filePath(QStringLiteral("shop")).toStdString(); }
    template <typename T>
    T* find(const char* name)
    {
        for (auto* widget : m_page->findChildren<T*>())
            if (widget->isVisible() && widget->accessibleName() == QLatin1String(name))
                return widget;
        return nullptr;
    }
    /// As a server prints one.
    static QString aCode() { return QString::fromStdString(newEnrolmentCode(World::real().random)); }
    void chooseCountry(const QString& beginning)
    {
        auto* box = find<QComboBox>("Country");
        QVERIFY(box != nullptr);
        for (int i = 0; i < box->count(); ++i)
            if (box->itemText(i).startsWith(beginning))
                box->setCurrentIndex(i);
        QVERIFY(box->currentText().startsWith(beginning));
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_theme = std::make_unique<Theme>(Theme::load(Theme::Variant::Light));
        applyTheme(*qApp, *m_theme);
        m_setup = std::make_unique<ShopSetup>(data());
        m_page = std::make_unique<SetupPage>(*m_theme, *m_setup);
        m_page->resize(1366, 768);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_setup.reset();
        QApplication::setStyle(QStringLiteral("Fusion"));
        m_theme.reset();
        m_dir.reset();
    }

    void byKeysAloneAShopOfItsCountryIsOpened()
    {
        QSignalSpy finished(m_page.get(), &SetupPage::finished);
        chooseCountry(QStringLiteral("Netherlands"));
        find<Field>("Name of the shop")->setFocus();
        Keyboard::typeByHand(QStringLiteral("Grachtwinkel"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        Keyboard::typeByHand(QStringLiteral("Anna"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        Keyboard::typeByHand(QStringLiteral("1357"));
        QVERIFY(!std::filesystem::exists(data())); // Nothing is made before it is said.
        Keyboard::enter();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
        StoreOptions options;
        options.directory = data();
        const auto store = std::move(*openShop(std::move(options)));
        const auto shop = store->read();
        const auto terms = storeTerms(*shop, store->identity().store);
        QVERIFY(terms);
        QCOMPARE(terms->name, std::string("Grachtwinkel"));
        QCOMPARE(std::string(terms->currency.alpha()), std::string("EUR"));
        const auto row = shop->get(store->identity().store);
        QCOMPARE(row->jurisdiction(), std::string("NL"));
        QCOMPARE(row->zone(), std::string("Europe/Amsterdam"));
        QCOMPARE(shop->all<schema::Tax>().size(), std::size_t(1));
        QCOMPARE(shop->all<schema::Tax>().front().name(), std::string("BTW 21%"));
        const auto identity = store->identity();
        QCOMPARE(readSetting(*shop, {identity.organisation, identity.store, identity.terminal}, cashUnits),
                 std::string("EUR=0.05"));
        QCOMPARE(activeStaff(*shop).front().name(), std::string("Anna"));
    }

    void whatIsMissingOrWrongIsSaidAtItsFieldAndNothingIsMade()
    {
        QSignalSpy finished(m_page.get(), &SetupPage::finished);
        QTest::mouseClick(find<Button>("Open the shop"), Qt::LeftButton);
        QVERIFY(!find<Field>("Name of the shop")->accessibleDescription().isEmpty());
        find<Field>("Name of the shop")->setText(QStringLiteral("Corner"));
        find<Field>("Your name")->setText(QStringLiteral("Anna"));
        find<Field>("Your PIN")->setText(QStringLiteral("12"));
        QTest::mouseClick(find<Button>("Open the shop"), Qt::LeftButton);
        QTRY_VERIFY(!m_page->isBusy());
        QVERIFY(find<Field>("Your PIN")->accessibleDescription().contains(QLatin1String("digits")));
        find<Field>("Your PIN")->setText(QStringLiteral("1234"));
        find<Field>("Tax, percent")->setText(QStringLiteral("many"));
        QTest::mouseClick(find<Button>("Open the shop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isBusy(), 20'000);
        QCOMPARE(finished.count(), 0);
        QVERIFY(!std::filesystem::exists(data()));
        QVERIFY(ShopSetup::isFree(data()));
        QVERIFY(!find<Field>("Tax, percent")->accessibleDescription().isEmpty());
    }

    void aServerThatDoesNotAnswerLeavesNothingBehind()
    {
        QTest::mouseClick(find<Button>("Join a shop"), Qt::LeftButton);
        find<Field>("Server")->setText(QStringLiteral("http://127.0.0.1:1"));
        find<Field>("Code")->setText(aCode());
        QTest::mouseClick(find<Button>("Join the shop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->isBusy(), 90'000);
        QVERIFY(ShopSetup::isFree(data()));
        QStringList said;
        for (const auto* label : m_page->findChildren<Label*>())
            if (label->isVisible())
                said += label->text();
        QVERIFY2(!said.filter(QStringLiteral("Server: Connection refused")).isEmpty(), qPrintable(said.join(u'|')));
    }

    void joiningIsCancelledByKeysAndByTouch_data()
    {
        QTest::addColumn<bool>("byKeys");
        QTest::newRow("keys") << true;
        QTest::newRow("touch") << false;
    }
    void joiningIsCancelledByKeysAndByTouch()
    {
        QFETCH(bool, byKeys);
        QTcpServer silent; // Takes the call and never says a word.
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        QTest::mouseClick(find<Button>("Join a shop"), Qt::LeftButton);
        QVERIFY(find<Button>("Cancel joining") == nullptr); // Nothing to cancel yet.
        find<Field>("Server")->setText(QStringLiteral("http://127.0.0.1:%1").arg(silent.serverPort()));
        find<Field>("Code")->setText(aCode());
        QTest::mouseClick(find<Button>("Join the shop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), 20'000);
        QVERIFY(m_page->isBusy());
        auto* cancel = find<Button>("Cancel joining");
        QVERIFY(cancel != nullptr);
        if (byKeys)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        else
            QTest::mouseClick(cancel, Qt::LeftButton);
        QTRY_VERIFY(!m_page->isBusy());
        QVERIFY(find<Button>("Cancel joining") == nullptr);
        QVERIFY(ShopSetup::isFree(data()));
        QVERIFY(find<Button>("Join the shop")->isEnabled());
    }

    void everyControlHasAName()
    {
        for (const auto way : {SetupPage::Way::Own, SetupPage::Way::Demo, SetupPage::Way::Join}) {
            m_page->choose(way);
            for (auto* widget : m_page->findChildren<QWidget*>()) {
                const bool control = qobject_cast<QAbstractButton*>(widget) != nullptr ||
                                     qobject_cast<QLineEdit*>(widget) != nullptr ||
                                     qobject_cast<QComboBox*>(widget) != nullptr;
                if (control && widget->isVisible())
                    QVERIFY2(!QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name).isEmpty(),
                             widget->metaObject()->className());
            }
        }
    }

    void everyCountryHasACurrencyAndAZoneThatThisMachineKnows()
    {
        for (const auto& country : m_setup->countries()) {
            QVERIFY2(Currency::fromAlpha(country.currency).has_value(), country.name.c_str());
            QVERIFY2(QTimeZone(QByteArray::fromStdString(country.zone)).isValid(), country.zone.c_str());
        }
        QVERIFY(m_setup->countries().size() > 40);
    }
};
QTEST_MAIN(SetupPageTest)
#include "tst_setup_page.moc"
