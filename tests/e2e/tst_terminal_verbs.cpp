#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/identity/terminal.h"
#include "e2e/program.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

using namespace kontor;
using namespace kontor::test;

namespace {

/// A shop with a second till, closed, so that the program may open it.
struct ClosedShop {
    QTemporaryDir dir;
    QString folder = dir.filePath(QStringLiteral("shop"));

    ClosedShop()
    {
        ShopFixture shop(folder.toStdString());
        const auto home = shop.store->identity().store;
        need(shop.run([&](const Reader& reader, const Context& context, const Actor& actor) {
            return enrolTerminal(reader, context, actor, {{}, schema::TILL, "", home, Bytes(32, 'b')});
        }));
    }
    Said run(const QString& noun, const QString& verb, QStringList more = {}) const
    {
        return ctl(QStringList{noun, verb, QStringLiteral("--data"), folder, QStringLiteral("--json")} + more);
    }
    /// The row of one terminal in `terminal list`.
    nlohmann::json terminal(const std::string& name) const
    {
        for (const auto& row : nlohmann::json::parse(run(QStringLiteral("terminal"), QStringLiteral("list")).out))
            if (row["name"] == name)
                return row;
        return {};
    }
};

QString text(const char* words)
{
    return QString::fromLatin1(words);
}

} // namespace

class TerminalVerbsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTerminalIsListedRenamedAndRevoked()
    {
        const ClosedShop shop;
        QCOMPARE(shop.terminal("Till 1")["this"].get<bool>(), true);
        QCOMPARE(shop.terminal("Till 2")["prefix"].get<std::string>(), std::string("T2"));
        const auto renamed = shop.run(text("terminal"), text("rename"),
                                      {text("--terminal"), text("Till 2"), text("--name"), text("Front")});
        QVERIFY2(renamed.code == 0, renamed.err.constData());
        QVERIFY(shop.terminal("Till 2").is_null());
        QCOMPARE(shop.terminal("Front")["prefix"].get<std::string>(), std::string("T2"));
        QCOMPARE(shop.run(text("terminal"), text("revoke"), {text("--terminal"), text("Till 1")}).code, 1);
        QCOMPARE(shop.run(text("terminal"), text("revoke"), {text("--terminal"), text("Nobody")}).code, 1);
        QCOMPARE(shop.run(text("terminal"), text("revoke"), {text("--terminal"), text("Front")}).code, 0);
        QCOMPARE(shop.terminal("Front")["revoked"].get<bool>(), true);
    }
    void aTerminalIsMovedToAStoreThatWasAdded()
    {
        const ClosedShop shop;
        const auto added = shop.run(text("store"), text("add"), {text("--name"), text("Market Hall")});
        QVERIFY2(added.code == 0, added.err.constData());
        QCOMPARE(nlohmann::json::parse(shop.run(text("store"), text("list")).out).size(), std::size_t(2));
        const auto move = [&](const QStringList& where) {
            return shop.run(text("terminal"), text("move"), QStringList{text("--terminal"), text("Till 2")} + where)
                .code;
        };
        QCOMPARE(move({}), 1);
        QCOMPARE(move({text("--all-stores")}), 1); // A till belongs to a store.
        QCOMPARE(move({text("--store"), text("Nowhere")}), 1);
        QCOMPARE(move({text("--store"), text("Market Hall")}), 0);
        QCOMPARE(shop.terminal("Till 2")["store"].get<std::string>(), std::string("Market Hall"));
        QCOMPARE(shop.run(text("store"), text("add"), {text("--name"), text("Market Hall")}).code, 1);
    }
};
QTEST_GUILESS_MAIN(TerminalVerbsTest)
#include "tst_terminal_verbs.moc"
