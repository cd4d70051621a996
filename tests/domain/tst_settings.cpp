#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/settings/clear_setting.h"
#include "domain/settings/rename.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

struct Shop : TestShop {
    std::string footer() const
    {
        return readSetting(reader, {context.organisation, context.store, context.terminal}, receiptFooter);
    }
    void set(RawId owner, const char* value)
    {
        (void)run(changeSetting, administrator(), {owner, std::string(receiptFooter), value}).value();
    }
    Result<Commit> clear(RawId owner, std::string_view name = receiptFooter)
    {
        return run(clearSetting, administrator(), {owner, std::string(name)});
    }
};

} // namespace

class SettingsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsClearedInheritsAgain()
    {
        Shop shop;
        shop.set(shop.context.organisation.raw, "Thank you");
        shop.set(shop.context.store.raw, "Come again");
        shop.set(shop.context.terminal.raw, "");
        QCOMPARE(shop.footer(), std::string()); // Empty is a value too.
        QVERIFY(shop.clear(shop.context.terminal.raw).has_value());
        QCOMPARE(shop.footer(), std::string("Come again"));
        QVERIFY(shop.clear(shop.context.store.raw).has_value());
        QCOMPARE(shop.footer(), std::string("Thank you"));
        QVERIFY(shop.clear(shop.context.organisation.raw).has_value());
        QCOMPARE(shop.footer(), std::string());
    }
    void whatWasClearedCanBeSetAgainToAnyValue()
    {
        Shop shop;
        for (const auto* value : {"Come again", "", "Come again"}) {
            shop.set(shop.context.store.raw, value);
            QCOMPARE(shop.footer(), std::string(value));
            QVERIFY(shop.clear(shop.context.store.raw).has_value());
        }
    }
    void whatIsNotSetCannotBeCleared()
    {
        Shop shop;
        QCOMPARE(TestShop::errorOf(shop.clear(shop.context.store.raw)), std::string("Conflict receipt.footer"));
        QCOMPARE(TestShop::errorOf(shop.clear(shop.context.store.raw, "no.such")), std::string("Invalid key"));
        shop.set(shop.context.store.raw, "x");
        QVERIFY(shop.clear(shop.context.store.raw).has_value());
        QCOMPARE(TestShop::errorOf(shop.clear(shop.context.store.raw)), std::string("Conflict receipt.footer"));
        QCOMPARE(TestShop::errorOf(
                     shop.run(clearSetting, shop.cashier(), {shop.context.store.raw, std::string(receiptFooter)})),
                 std::string("Denied manage-settings"));
    }

    void organisationAndStoreAreRenamed()
    {
        Shop shop;
        QVERIFY(shop.run(renameOrganisation, shop.administrator(), {"  Harbour Lane  "}).has_value());
        QVERIFY(shop.run(renameStore, shop.administrator(), {shop.context.store, "Whitby"}).has_value());
        QCOMPARE(shop.reader.get(shop.context.organisation)->name(), std::string("Harbour Lane"));
        QCOMPARE(shop.store().name(), std::string("Whitby"));
        QVERIFY(shop.reader.get(shop.context.organisation)->currency() != 0); // Nothing else changes.
        QVERIFY(!shop.store().price_list().empty());
    }
    void aNameThatCannotBeIsRefused()
    {
        Shop shop;
        const auto organisation = [&](const std::string& name, const Actor& actor) {
            return TestShop::errorOf(shop.run(renameOrganisation, actor, {name}));
        };
        const auto store = [&](Id<schema::Store> id, const std::string& name) {
            return TestShop::errorOf(shop.run(renameStore, shop.administrator(), {id, name}));
        };
        QCOMPARE(organisation(" ", shop.administrator()), std::string("Invalid name"));
        QCOMPARE(organisation(shop.reader.get(shop.context.organisation)->name(), shop.administrator()),
                 std::string("Conflict name"));
        QCOMPARE(organisation("Other", shop.cashier()), std::string("Denied manage-settings"));
        QCOMPARE(store(shop.context.store, ""), std::string("Invalid name"));
        QCOMPARE(store(shop.context.store, shop.store().name()), std::string("Conflict name"));
        QCOMPARE(store(Id<schema::Store>(shop.context.newId()), "Other"), std::string("NotFound store"));
    }
};
QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
