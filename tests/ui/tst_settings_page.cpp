#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/desktop/server_enrolment.h"
#include "domain/identity/terminal.h"
#include "domain/settings/settings.h"
#include "ui/backoffice/settings/setting_texts.h"
#include "ui/backoffice/settings/settings_page.h"
#include "ui/office_fixture.h"
#include "ui/widgets/button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tab_row.h"

#include <QComboBox>
#include <QSignalSpy>

#include <set>

using namespace kontor;

/// What can be set, through the real window.
class SettingsPageTest : public QObject, private OfficeFixture
{
    Q_OBJECT

    std::unique_ptr<ServerEnrolment> m_enrolment;

    SettingsPage& page() { return m_office->settings(); }
    std::string setting(std::string_view key)
    {
        const auto identity = m_shop->store().identity();
        return readSetting(*m_shop->store().read(), {identity.organisation, identity.store, identity.terminal}, key);
    }
    void open(int tab)
    {
        m_till->signInMira();
        m_till->window().showPage(&page());
        page().tabs().setCurrentIndex(tab);
    }
    void enter(const char* name, const QString& text)
    {
        fill(name, text);
        QTest::keyClick(field(name), Qt::Key_Return);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
    void init()
    {
        m_shop = std::make_unique<TillShop>();
        m_enrolment = std::make_unique<ServerEnrolment>(m_shop->store());
        OfficePorts ports;
        ports.enrolment = m_enrolment.get();
        ports.languages = {{QStringLiteral("en"), QStringLiteral("English")},
                           {QStringLiteral("de"), QStringLiteral("Deutsch")}};
        openOffice(std::move(ports));
    }
    void cleanup()
    {
        closeOffice();
        m_enrolment.reset();
        m_shop.reset();
    }

    void everyKeyIsOnThePageOnceAndUnderAName()
    {
        std::set<std::string_view> shown;
        for (const auto& group : settingGroups())
            for (const auto& one : group.settings) {
                QVERIFY2(settingKey(one.key) != nullptr, std::string(one.key).c_str());
                QVERIFY2(shown.insert(one.key).second, std::string(one.key).c_str());
                QVERIFY(!one.title.isEmpty() && !one.help.isEmpty() && !one.levels.empty());
            }
        for (const auto& key : settingKeys())
            QVERIFY2(shown.contains(key.key), std::string(key.key).c_str());
    }

    void whatIsTypedAndLeftIsSetAndANearerOwnerWins()
    {
        open(0);
        enter("Below the lines", QStringLiteral("Thank you"));
        QTRY_COMPARE(setting(receiptFooter), std::string("Thank you"));
        page().tabs().setCurrentIndex(1);
        auto* field = m_till->find<Field>(QStringLiteral("Below the lines"));
        QTRY_COMPARE(field->placeholderText(), QStringLiteral("Thank you")); // What holds while nothing is set here.
        enter("Below the lines", QStringLiteral("Come again"));
        QTRY_COMPARE(setting(receiptFooter), std::string("Come again"));
        page().tabs().setCurrentIndex(0);
        QTRY_COMPARE(m_till->find<Field>(QStringLiteral("Below the lines"))->text(), QStringLiteral("Thank you"));
    }

    void whatIsSetNearerTheTillIsTakenBack()
    {
        open(0);
        enter("Below the lines", QStringLiteral("Thank you"));
        QTRY_COMPARE(setting(receiptFooter), std::string("Thank you"));
        page().tabs().setCurrentIndex(1);
        auto* back = m_till->find<Button>(QStringLiteral("Not set here: Below the lines"));
        QVERIFY(back == nullptr); // Nothing is set here yet.
        enter("Below the lines", QStringLiteral("Come again"));
        QTRY_COMPARE(setting(receiptFooter), std::string("Come again"));
        QTRY_VERIFY((back = m_till->find<Button>(QStringLiteral("Not set here: Below the lines"))) != nullptr);
        back->setFocus();
        QTest::keyClick(back, Qt::Key_Space);
        QTRY_COMPARE(setting(receiptFooter), std::string("Thank you"));
        auto* field = m_till->find<Field>(QStringLiteral("Below the lines"));
        QTRY_COMPARE(field->text(), QString());
        QTRY_VERIFY(!back->isVisible());
        QCOMPARE(field->placeholderText(), QStringLiteral("Thank you"));
    }

    void theOrganisationAndTheStoreAreRenamed()
    {
        open(0);
        QSignalSpy saved(&page().model(), &SettingsModel::saved);
        const auto identity = m_shop->store().identity();
        enter("Name of the organisation", QStringLiteral("Harbour Lane"));
        QTRY_COMPARE(m_shop->store().read()->get(identity.organisation)->name(), std::string("Harbour Lane"));
        page().tabs().setCurrentIndex(1);
        enter("Name of the store", QStringLiteral("Whitby"));
        QTRY_COMPARE(m_shop->store().read()->get(identity.store)->name(), std::string("Whitby"));
        QTRY_COMPARE(saved.size(), 2); // Before the next answer is waited for.
        enter("Name of the store", QStringLiteral(" "));
        auto* field = m_till->find<Field>(QStringLiteral("Name of the store"));
        QTRY_VERIFY2(field->accessibleDescription().contains(QLatin1String("empty")),
                     qPrintable(field->accessibleDescription()));
        QCOMPARE(m_shop->store().read()->get(identity.store)->name(), std::string("Whitby"));
    }

    void amountsAreInTheCurrencyAndChoicesHaveNames()
    {
        open(0);
        auto* limit = m_till->find<Field>(QStringLiteral("Difference of a drawer"));
        QVERIFY(limit != nullptr);
        QCOMPARE(limit->placeholderText(), QStringLiteral("5.00"));
        enter("Difference of a drawer", QStringLiteral("7,50"));
        QTRY_COMPARE(setting(shiftDifferenceLimit), std::string("750"));
        auto* box = m_till->find<QComboBox>(QStringLiteral("Without a receipt"));
        QVERIFY(box != nullptr);
        QCOMPARE(box->currentText(), QStringLiteral("cash"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QTRY_COMPARE(setting(returnsNoReceipt), std::string("store-credit"));
    }

    void whatIsWrongIsSaidAtItsFieldAndStaysThere()
    {
        open(0);
        enter("Smallest coins", QStringLiteral("EUR=two"));
        auto* field = m_till->find<Field>(QStringLiteral("Smallest coins"));
        QTRY_VERIFY2(field->accessibleDescription().contains(QLatin1String("must be smallest coins")) ||
                         field->accessibleDescription().contains(QLatin1String("EUR=two")),
                     qPrintable(field->accessibleDescription()));
        QCOMPARE(field->text(), QStringLiteral("EUR=two"));
        QCOMPARE(setting(cashUnits), std::string());
        enter("Smallest coins", QStringLiteral("EUR=0.05"));
        QTRY_COMPARE(setting(cashUnits), std::string("EUR=0.05"));
        enter("Difference of a drawer", QStringLiteral("abc"));
        QTRY_VERIFY(m_till->find<Field>(QStringLiteral("Difference of a drawer"))
                        ->accessibleDescription()
                        .contains(QLatin1String("5.00")));
    }

    void theTillIsRenamedAndALanguageAskedFor()
    {
        open(2);
        enter("Name of this till", QStringLiteral("Till at the door"));
        QTRY_COMPARE(m_shop->store().read()->get(m_shop->store().identity().terminal)->name(),
                     std::string("Till at the door"));
        QSignalSpy asked(m_office.get(), &BackOffice::languageRequested);
        auto* box = m_till->find<QComboBox>(QStringLiteral("Language"));
        QVERIFY(box != nullptr);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_End);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.front().front().toString(), QStringLiteral("de"));
    }

    void aServerThatDoesNotAnswerIsSaidWithWhatToDo()
    {
        open(3);
        QTest::mouseClick(m_till->find<Button>(QStringLiteral("Connect by code")), Qt::LeftButton);
        QVERIFY(!m_till->find<Field>(QStringLiteral("Server"))->accessibleDescription().isEmpty()); // It is needed.
        m_till->find<Field>(QStringLiteral("Server"))->setText(QStringLiteral("http://127.0.0.1:1"));
        m_till->find<Field>(QStringLiteral("Code"))->setText(QStringLiteral("AAAA-AAAA-AAAA-AAAA"));
        QTest::mouseClick(m_till->find<Button>(QStringLiteral("Connect by code")), Qt::LeftButton);
        const auto isSaid = [&] {
            for (auto* label : page().findChildren<Label*>())
                if (label->isVisible() && (label->text().contains(QLatin1String("does not answer")) ||
                                           label->text().contains(QLatin1String("invitation is not taken"))))
                    return true;
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isSaid(), 90'000);
        QVERIFY(m_till->find<Button>(QStringLiteral("Connect by code"))->isEnabled()); // To be tried again.
    }

    void whatIsSetHoldsFromThatMomentOn()
    {
        open(0);
        auto& store = m_shop->store();
        m_shop->run(renameTerminal, {store.identity().terminal, "Till at the door"});
        const auto says = [&] {
            for (const auto* label : m_till->window().findChildren<Label*>())
                if (label->isVisible() && label->text().contains(QLatin1String("Till at the door")))
                    return true;
            return false;
        };
        QTRY_VERIFY(says());
        ChangeSetting input;
        input.key = std::string(tillLockAfterSeconds);
        input.owner = store.identity().terminal.raw;
        input.value = "1";
        m_shop->run(changeSetting, input);
        QSignalSpy locked(&m_till->area(), &SellArea::locked);
        QTRY_COMPARE(locked.size(), 1);
        QVERIFY(says()); // The sign-in page's line too.
    }
};
QTEST_MAIN(SettingsPageTest)
#include "tst_settings_page.moc"
