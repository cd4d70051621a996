#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/identity/permission.h"
#include "domain/identity/pin.h"
#include "domain/identity/staff.h"
#include "domain/identity/terminal.h"
#include "domain/settings/founding.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

using namespace kontor;
using namespace kontor::testing;

namespace {

const Bytes pepper(32, 'p');

PinSecret aSecret()
{
    return {Bytes(16, 's'), Bytes(32, 'h')};
}
Bytes zeros(std::size_t count)
{
    return Bytes(count, '\0');
}

} // namespace

class IdentityTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void foundingMakesAShopThatCanSell()
    {
        const TestShop shop;
        const auto store = shop.store();
        QCOMPARE(store.currency(), 826U);
        QVERIFY(shop.reader.get(Id<schema::PriceList>(store.price_list())));
        QVERIFY(shop.reader.get(Id<schema::Location>(store.location())));
        const auto terminal = shop.reader.get(shop.context.terminal).value();
        QCOMPARE(terminal.name(), std::string("Till 1"));
        QCOMPARE(receiptPrefix(terminal), std::string("T1"));
        for (const auto permission : allPermissions())
            QVERIFY(shop.administrator().may(permission));
        QVERIFY(shop.cashier().may(schema::SELL));
        QVERIFY(shop.cashier().may(schema::RETURN_GOODS));
        QVERIFY(!shop.cashier().may(schema::OPEN_PRICE));
        QCOMPARE(shop.reader.all<schema::Origin>().front().ordinal(), 1U);
    }
    void aSecondFoundingIsRefused()
    {
        TestShop shop;
        FoundOrganisation input;
        input.organisation = shop.context.organisation;
        input.store = shop.context.store;
        input.terminal = shop.context.terminal;
        QCOMPARE(TestShop::errorOf(shop.run(foundOrganisation, Actor::founder(), input)),
                 std::string("Conflict organisation"));
    }
    void aWrongFoundingNamesItsField_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("error");
        for (const auto* field : {"organisation_name", "store_name", "administrator_name", "zone", "currency",
                                  "public_key", "pin", "organisation", "store", "terminal"})
            QTest::newRow(field) << QString::fromLatin1(field)
                                 << QStringLiteral("Invalid ") + QString::fromLatin1(field);
    }
    void aWrongFoundingNamesItsField()
    {
        QFETCH(QString, change);
        QFETCH(QString, error);
        const TestShop founded;
        const MemoryReader empty;
        FoundOrganisation input{founded.context.organisation,
                                founded.context.store,
                                founded.context.terminal,
                                "Org",
                                "Store",
                                "UTC",
                                "GBP",
                                schema::TILL,
                                "",
                                Bytes(32, 'k'),
                                "Ada",
                                aSecret()};
        QVERIFY(foundOrganisation(empty, founded.context, Actor::founder(), input));
        if (change == QLatin1String("organisation_name"))
            input.organisationName = "  ";
        else if (change == QLatin1String("store_name"))
            input.storeName.clear();
        else if (change == QLatin1String("administrator_name"))
            input.administratorName = "\xff";
        else if (change == QLatin1String("zone"))
            input.zone = "Euro pe";
        else if (change == QLatin1String("currency"))
            input.currency = "POUNDS";
        else if (change == QLatin1String("public_key"))
            input.publicKey.pop_back();
        else if (change == QLatin1String("pin"))
            input.administratorPin = {};
        else if (change == QLatin1String("organisation"))
            input.organisation = {};
        else if (change == QLatin1String("store"))
            input.store = Id<schema::Store>(founded.context.origin);
        else
            input.terminal = {};
        QCOMPARE(QString::fromStdString(
                     TestShop::errorOf(foundOrganisation(empty, founded.context, Actor::founder(), input))),
                 error);
    }

    void aPinOpensAndAnotherDoesNot()
    {
        schema::Staff staff;
        const auto secret = newPin([](std::size_t count) { return Bytes(count, 'r'); }, pepper, "1234").value();
        staff.set_pin_salt(secret.salt);
        staff.set_pin_hash(secret.hash);
        QVERIFY(checkPin(staff, pepper, "1234"));
        QCOMPARE(checkPin(staff, pepper, "1235").error().about, std::string("pin"));
        QVERIFY(checkPin(staff, Bytes(32, 'q'), "1234").error().kind == Error::Kind::Denied);
        staff.set_left(true);
        QCOMPARE(checkPin(staff, pepper, "1234").error().about, std::string("staff"));
        QVERIFY(checkPin(schema::Staff(), pepper, "1234").error().kind == Error::Kind::Denied);
    }
    void aPinHasFourToEightDigits_data()
    {
        QTest::addColumn<QString>("pin");
        for (const auto* pin : {"", "123", "123456789", "12a4", "12 4", "-123"})
            QTest::newRow(*pin == '\0' ? "empty" : pin) << QString::fromLatin1(pin);
    }
    void aPinHasFourToEightDigits()
    {
        QFETCH(QString, pin);
        QCOMPARE(newPin(zeros, pepper, pin.toStdString()).error().about, std::string("pin"));
        QVERIFY(checkPinShape("0000") && checkPinShape("12345678"));
        QCOMPARE(newPin(zeros, "short", "1234").error().about, std::string("pepper"));
    }

    void everyPermissionHasAName()
    {
        for (const auto permission : allPermissions())
            QVERIFY(permissionByName(permissionName(permission)) == permission);
        QVERIFY(!permissionByName("fly"));
    }
    void anApproverLendsTheirRights()
    {
        TestShop shop;
        const auto together = Actor::loadApproved(shop.reader, shop.cashierId, shop.administratorId).value();
        QVERIFY(together.may(schema::OPEN_PRICE));
        QVERIFY(together.approver() == shop.administratorId);
        QCOMPARE(Actor::loadApproved(shop.reader, shop.cashierId, shop.cashierId).error().about,
                 std::string("approver"));
        QCOMPARE(shop.cashier().may(schema::OPEN_PRICE).error().about, std::string("open-price"));
    }
    void whoHasLeftIsNobody()
    {
        TestShop shop;
        QVERIFY(shop.run(staffLeaves, shop.administrator(), {shop.cashierId}));
        QVERIFY(Actor::load(shop.reader, shop.cashierId).error().kind == Error::Kind::Denied);
        QCOMPARE(TestShop::errorOf(shop.run(staffLeaves, shop.administrator(), {shop.cashierId})),
                 std::string("Conflict staff"));
        QVERIFY(Actor::load(shop.reader, Id<schema::Staff>(shop.context.origin)).error().kind == Error::Kind::NotFound);
        QCOMPARE(activeStaff(shop.reader).size(), std::size_t(1));
    }
    void somebodyIsAlwaysLeftToManageStaff()
    {
        TestShop shop;
        const auto cashierRole = Id<schema::Role>(findRole(shop.reader, "Cashier")->id());
        QCOMPARE(TestShop::errorOf(shop.run(staffLeaves, shop.administrator(), {shop.administratorId})),
                 std::string("Invalid staff"));
        QCOMPARE(TestShop::errorOf(shop.run(setStaffRole, shop.administrator(), {shop.administratorId, cashierRole})),
                 std::string("Invalid role"));
        QCOMPARE(TestShop::errorOf(shop.run(setStaffRole, shop.administrator(), {shop.cashierId, cashierRole})),
                 std::string("Conflict role"));
    }
    void wrongStaffIsRefusedByField()
    {
        TestShop shop;
        const auto admin = shop.administrator();
        const auto role = Id<schema::Role>(findRole(shop.reader, "Cashier")->id());
        const auto error = [&](const AddStaff& input) { return TestShop::errorOf(shop.run(addStaff, admin, input)); };
        QCOMPARE(error({"", role, aSecret()}), std::string("Invalid name"));
        QCOMPARE(error({"Bo", Id<schema::Role>(shop.context.origin), aSecret()}), std::string("NotFound role"));
        QCOMPARE(error({"Bo", role, {}}), std::string("Invalid pin"));
        QCOMPARE(TestShop::errorOf(shop.run(addStaff, shop.cashier(), {"Bo", role, aSecret()})),
                 std::string("Denied manage-staff"));
        QCOMPARE(TestShop::errorOf(shop.run(addRole, admin, {"Cashier", {}})), std::string("Conflict name"));
        QCOMPARE(TestShop::errorOf(shop.run(addRole, admin, {"Odd", {schema::PERMISSION_UNSPECIFIED}})),
                 std::string("Invalid permission"));
        QVERIFY(shop.run(setStaffPin, shop.cashier(), {shop.cashierId, aSecret()}));
        QCOMPARE(TestShop::errorOf(shop.run(setStaffPin, shop.cashier(), {shop.administratorId, aSecret()})),
                 std::string("Denied manage-staff"));
    }

    void terminalsAreCountedByKind()
    {
        TestShop shop;
        const auto enrol = [&](const EnrolTerminal& input) {
            return shop.run(enrolTerminal, shop.administrator(), input);
        };
        const auto second = enrol({{}, schema::TILL, "", shop.context.store, Bytes(32, 'b')}).value();
        QCOMPARE(shop.reader.get(Id<schema::Terminal>(second.mainId()))->name(), std::string("Till 2"));
        const auto desk = enrol({{}, schema::BACK_OFFICE, "Office", shop.context.store, Bytes(32, 'c')}).value();
        QCOMPARE(receiptPrefix(shop.reader.get(Id<schema::Terminal>(desk.mainId())).value()), std::string("B1"));
        QVERIFY(enrol({{}, schema::SERVER, "", {}, Bytes(32, 'd')}));
        QCOMPARE(TestShop::errorOf(enrol({{}, schema::TILL, "", {}, Bytes(32, 'e')})), std::string("Invalid store"));
        QCOMPARE(TestShop::errorOf(enrol({{}, schema::TILL, "", shop.context.store, "short"})),
                 std::string("Invalid public_key"));
        QCOMPARE(
            TestShop::errorOf(enrol({shop.context.terminal.raw, schema::TILL, "", shop.context.store, Bytes(32, 'e')})),
            std::string("Conflict terminal"));
        QCOMPARE(
            TestShop::errorOf(enrol({{}, schema::TILL, "", Id<schema::Store>(shop.context.origin), Bytes(32, 'e')})),
            std::string("NotFound store"));
    }
    void aTerminalIsRenamedAndKeepsItsReceiptPrefix()
    {
        TestShop shop;
        const auto rename = [&](const Actor& actor, const RenameTerminal& input) {
            return TestShop::errorOf(shop.run(renameTerminal, actor, input));
        };
        const auto id = shop.context.terminal;
        QCOMPARE(rename(shop.cashier(), {id, "Front"}), std::string("Denied enrol-terminals"));
        QCOMPARE(rename(shop.administrator(), {id, " "}), std::string("Invalid name"));
        QCOMPARE(rename(shop.administrator(), {id, "Till 1"}), std::string("Conflict name"));
        QCOMPARE(rename(shop.administrator(), {Id<schema::Terminal>(shop.context.origin), "Front"}),
                 std::string("NotFound terminal"));
        QCOMPARE(rename(shop.administrator(), {id, "Front"}), std::string("no error"));
        QCOMPARE(shop.reader.get(id)->name(), std::string("Front"));
        QCOMPARE(receiptPrefix(shop.reader.get(id).value()), std::string("T1"));
    }
    void aRevokedTerminalIsAtWorkNoMore()
    {
        TestShop shop;
        const auto enrol = [&](schema::TerminalKind kind) {
            const auto store = kind == schema::SERVER ? Id<schema::Store>() : shop.context.store;
            return Id<schema::Terminal>(
                shop.run(enrolTerminal, shop.administrator(), {{}, kind, "", store, Bytes(32, 'b')})->mainId());
        };
        const auto revoke = [&](const Actor& actor, Id<schema::Terminal> terminal) {
            return TestShop::errorOf(shop.run(revokeTerminal, actor, {terminal}));
        };
        const auto second = enrol(schema::TILL);
        QCOMPARE(revoke(shop.cashier(), second), std::string("Denied enrol-terminals"));
        QCOMPARE(revoke(shop.administrator(), shop.context.terminal), std::string("Invalid terminal"));
        QCOMPARE(revoke(shop.administrator(), enrol(schema::SERVER)), std::string("Invalid terminal"));
        QCOMPARE(revoke(shop.administrator(), Id<schema::Terminal>(shop.context.origin)),
                 std::string("NotFound terminal"));
        QVERIFY(requireNotRevoked(shop.reader, second));
        QCOMPARE(revoke(shop.administrator(), second), std::string("no error"));
        QCOMPARE(revoke(shop.administrator(), second), std::string("Conflict terminal"));
        QCOMPARE(requireNotRevoked(shop.reader, second).error().about, std::string("terminal"));
        QVERIFY(requireNotRevoked(shop.reader, shop.context.terminal));
        QVERIFY(requireNotRevoked(shop.reader, Id<schema::Terminal>(shop.context.origin))); // Not written down yet.
    }
    void aNewLifeOfATerminalIsCounted()
    {
        TestShop shop;
        shop.context.origin = shop.context.newId();
        shop.context.originCode = originCodeOf(shop.context.origin);
        QCOMPARE(shop.context.originCode.size(), std::size_t(4));
        const auto commit = shop.take(beginOrigin(shop.reader, shop.context, shop.key.publicKey));
        QVERIFY(commit && commit->author().isNil());
        QCOMPARE(shop.reader.get(Id<schema::Origin>(shop.context.origin))->ordinal(), 2U);
        QCOMPARE(TestShop::errorOf(beginOrigin(shop.reader, shop.context, "short")), std::string("Invalid public_key"));
    }

    void theNearestOwnersSettingWins()
    {
        TestShop shop;
        const SettingOwners owners{shop.context.organisation, shop.context.store, shop.context.terminal};
        const auto set = [&](const RawId& owner, const std::string& value) {
            return shop.run(changeSetting, shop.administrator(), {owner, std::string(stockAllowNegative), value});
        };
        QVERIFY(readBoolSetting(shop.reader, owners, stockAllowNegative));
        QVERIFY(set(owners.organisation.raw, "false"));
        QVERIFY(!readBoolSetting(shop.reader, owners, stockAllowNegative));
        QVERIFY(set(owners.terminal.raw, "true"));
        QVERIFY(readBoolSetting(shop.reader, owners, stockAllowNegative));
        QVERIFY(set(owners.store.raw, "false"));
        QVERIFY(readBoolSetting(shop.reader, owners, stockAllowNegative));
        QVERIFY(set(owners.terminal.raw, "false"));
        QVERIFY(!readBoolSetting(shop.reader, owners, stockAllowNegative));
        QCOMPARE(TestShop::errorOf(set(owners.terminal.raw, "false")), std::string("Conflict stock.allow-negative"));
        QCOMPARE(shop.reader.count<schema::Setting>(), std::size_t(3));
    }
    void aWrongSettingIsRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("error");
        QTest::newRow("unknown key") << "stock.colour"
                                     << "red"
                                     << "Invalid key";
        QTest::newRow("not a bool") << "stock.allow-negative"
                                    << "yes"
                                    << "Invalid stock.allow-negative";
        QTest::newRow("not whole") << "till.lock-after-seconds"
                                   << "1.5"
                                   << "Invalid till.lock-after-seconds";
        QTest::newRow("empty number") << "till.lock-after-seconds"
                                      << ""
                                      << "Invalid till.lock-after-seconds";
        QTest::newRow("too much") << "till.lock-after-seconds"
                                  << "1000001"
                                  << "Invalid till.lock-after-seconds";
        QTest::newRow("too long") << "receipt.footer" << QString(2001, QLatin1Char('x')) << "Invalid receipt.footer";
    }
    void aWrongSettingIsRefused()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, error);
        TestShop shop;
        const auto before = shop.reader.dump();
        const ChangeSetting input{shop.context.store.raw, key.toStdString(), value.toStdString()};
        QCOMPARE(QString::fromStdString(TestShop::errorOf(shop.run(changeSetting, shop.administrator(), input))),
                 error);
        QVERIFY(shop.reader.dump() == before);
    }
    void anAmountIsAtMostAThousandMillionWholeUnitsOfItsCurrency_data()
    {
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("most");
        QTest::addColumn<QString>("more");
        QTest::newRow("pence") << "GBP"
                               << "100000000000"
                               << "100000000001";
        QTest::newRow("no minor unit") << "JPY"
                                       << "1000000000"
                                       << "1000000001";
        QTest::newRow("three places") << "KWD"
                                      << "1000000000000"
                                      << "1000000000001";
        QTest::newRow("more digits than there are") << "GBP"
                                                    << "100000000000"
                                                    << "99999999999999999999";
    }
    void anAmountIsAtMostAThousandMillionWholeUnitsOfItsCurrency()
    {
        QFETCH(QString, currency);
        QFETCH(QString, most);
        QFETCH(QString, more);
        TestShop shop;
        const auto before = shop.store();
        auto store = before;
        store.set_currency(Currency::fromAlpha(currency.toStdString())->numeric());
        Commit commit{"edit-store", shop.context, shop.administrator()};
        commit.update(before, store);
        if (!commit.changes().empty())
            (void)shop.take(commit).value();
        const std::string key(accountLimit);
        const auto set = [&](const QString& value) {
            return TestShop::errorOf(
                shop.run(changeSetting, shop.administrator(), {shop.context.store.raw, key, value.toStdString()}));
        };
        QCOMPARE(set(more), "Invalid " + key);
        QCOMPARE(set(QStringLiteral("-1")), "Invalid " + key);
        QCOMPARE(set(most), std::string("no error"));
        QCOMPARE(readNumberSetting(shop.reader, {shop.context.organisation, shop.context.store, {}}, accountLimit),
                 most.toLongLong());
    }
    void settingsNeedTheRightAndAnOwner()
    {
        TestShop shop;
        const std::string key(receiptFooter);
        QCOMPARE(TestShop::errorOf(shop.run(changeSetting, shop.cashier(), {shop.context.store.raw, key, "Bye"})),
                 std::string("Denied manage-settings"));
        QCOMPARE(TestShop::errorOf(shop.run(changeSetting, shop.administrator(), {shop.context.origin, key, "Bye"})),
                 std::string("NotFound owner"));
    }
};
QTEST_GUILESS_MAIN(IdentityTest)
#include "tst_identity.moc"
