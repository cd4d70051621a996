#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/server_program.h"
#include "e2e/shops.h"

#include <memory>

using namespace kontor::test;

namespace {

/// Two tills of a shop and its server.
struct TwoTills {
    Shops shops;
    Till one{shops, QStringLiteral("till-1")};
    Till two{shops, QStringLiteral("till-2")};
    std::unique_ptr<Server> server;

    TwoTills()
    {
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 6.00");
        one.run("product add --sku TEA --name Tea --price 2.00");
        one.run("product add --sku SET --name Tea_set --price 9.00");
        one.run("location add --name Warehouse --kind warehouse");
        one.run("supplier add --number S1 --name Potteries");
        one.run("supplier item --number S1 --sku MUG --cost 2.50");
        one.run("supplier item --number S1 --sku TEA --cost 1.00");
        shops.run(QStringLiteral("enrol --data @server --make @first.json --address http://127.0.0.1:1"));
        server = std::make_unique<Server>(shops.folder.filePath(QStringLiteral("server")));
        const auto at = QStringLiteral(" --address ") + server->address();
        shops.run(QStringLiteral("enrol --data @till-1 --take @first.json") + at);
        shops.run(QStringLiteral("enrol --data @server --make @second.json --name Till-2") + at);
        shops.run(QStringLiteral("enrol --data @till-2 --take @second.json"));
        meet();
    }
    void meet() const
    {
        one.sync();
        two.sync();
        one.sync();
    }
    QString level(const Till& till, const char* sku, const char* place = "") const
    {
        return text(till.json(QStringLiteral("stock show ") + QLatin1String(sku) + QLatin1String(place)), "on_hand");
    }
    QStringList exceptions(const Till& till) const
    {
        QStringList kinds;
        for (const auto& line : till.run("exceptions --json").split('\n'))
            if (!line.isEmpty())
                kinds << text(QJsonDocument::fromJson(line).object(), "kind");
        kinds.sort();
        return kinds;
    }
    /// Equal everywhere, sound, and nobody has anything to say.
    void endsWell() const
    {
        meet();
        for (const auto* name : {"till-1", "till-2", "server"}) {
            const Till any{shops, QString::fromLatin1(name)};
            QVERIFY(any.run("verify") != "failed");
            QCOMPARE(exceptions(any), QStringList());
        }
        const auto digest = one.run("digest");
        QCOMPARE(two.run("digest"), digest);
        QVERIFY(two.run("rebuild") != "failed");
        QCOMPARE(two.run("digest"), digest);
    }
};

} // namespace

/// Goods and people on two tills that hear of each other through the server.
class StockTillsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDayOfGoodsAndPeopleOnTwoTillsAndTheServer()
    {
        const TwoTills shop;
        const auto& one = shop.one;
        const auto& two = shop.two;

        // Bought on one till, received in two parts on both.
        QVERIFY(one.run("purchase order --supplier S1 --number PO-1 MUG=12 TEA=20") != "failed");
        QVERIFY(one.run("purchase receive PO-1 MUG=6 TEA=20 --landed 3.50") != "failed");
        shop.meet();
        QCOMPARE(text(two.json("stock show MUG"), "incoming"), QStringLiteral("6"));
        QVERIFY(two.run("purchase receive PO-1") != "failed");

        // Sent by one, received by the other, and one is missing.
        const auto transfer = text(one.json("transfer send --to Warehouse TEA=5"), "id");
        shop.meet();
        QVERIFY(two.run(qPrintable(QStringLiteral("transfer receive %1 TEA=4 --rest-is-missing").arg(transfer))) !=
                "failed");
        QCOMPARE(shop.level(two, "TEA", " --location Warehouse"), QStringLiteral("4"));

        // A bundle made on one till is sold by its parts on the other, and comes back as them when it is made of others.
        QVERIFY(one.run("stock parts SET --part MUG=2 --part TEA=1") != "failed");
        shop.meet();
        two.run("cart add --sku SET");
        const auto set = text(two.json("sell"), "receipt");
        QVERIFY(one.run("stock parts SET --part TEA=3") != "failed");
        shop.meet();
        QCOMPARE(shop.level(one, "MUG"), QStringLiteral("10"));
        one.json(QStringLiteral("cart return --line 1 --receipt ") + set);
        QVERIFY(one.run("sell") != "failed");
        shop.meet();
        QCOMPARE(shop.level(two, "MUG"), QStringLiteral("12"));
        QCOMPARE(shop.level(two, "TEA"), QStringLiteral("15"));

        // Counted on one while the other, cut off, goes on selling: what was sold before is covered, what is sold after is not.
        const auto count = text(one.json("count open --name December"), "id");
        two.run("cart add --sku MUG");
        QVERIFY(two.run("sell") != "failed");
        QVERIFY(one.run(qPrintable(QStringLiteral("count enter %1 MUG=9").arg(count))) != "failed");
        two.run("cart add --sku MUG --quantity 2");
        QVERIFY(two.run("sell") != "failed");
        QVERIFY(one.run(qPrintable(QStringLiteral("count close ") + count)) != "failed");
        QCOMPARE(shop.level(one, "MUG"), QStringLiteral("9")); // It has not heard of them.
        shop.meet();
        QCOMPARE(shop.level(one, "MUG"), QStringLiteral("7"));
        QCOMPARE(shop.level(two, "MUG"), QStringLiteral("7"));

        // Pre-ordered here, received there, kept everywhere.
        QVERIFY(one.run("customer add C1 --name Ada_Lovelace") != "failed");
        one.run("cart customer --number C1");
        one.run("cart add --sku TEA --quantity 30");
        const auto placed = text(one.json("order place --kind pre-order"), "number");
        QVERIFY(!placed.isEmpty());
        shop.meet();
        QCOMPARE(text(two.json("stock show TEA"), "available"), QStringLiteral("0"));
        QVERIFY(one.run(qPrintable(QStringLiteral("order cancel --reason too_many --number ") + placed)) != "failed");

        // Points earned on one till, spent on the other.
        QVERIFY(one.run("loyalty program --name Club --per-point 1.00 --point-value 0.10") != "failed");
        shop.meet();
        one.run("cart customer --number C1");
        one.run("cart add --sku MUG");
        QVERIFY(one.run("sell") != "failed");
        shop.meet();
        QCOMPARE(two.json("loyalty show C1").value(QLatin1String("balance")).toInt(), 6);
        QVERIFY(two.run("loyalty redeem C1 --points 5") != "failed");

        // Merged on one till, erased on the other; a cart that was parked under her name goes too.
        QVERIFY(two.run("customer add C2 --name Ada_L.") != "failed");
        shop.meet();
        QVERIFY(one.run("customer merge C1 --into C2") != "failed");
        one.run("cart add --sku TEA");
        one.run("cart park --label Mrs_Lovelace");
        shop.meet();
        QCOMPARE(text(two.list("cart parked").at(0), "label"), QStringLiteral("Mrs Lovelace"));
        QCOMPARE(two.json("loyalty show C2").value(QLatin1String("balance")).toInt(), 1);
        QVERIFY(two.run("customer erase C2 --reason asked_for_it") != "failed");
        shop.meet();
        QCOMPARE(text(one.list("cart parked").at(0), "label"), QString());
        QVERIFY(!one.run("dump").contains(QByteArray("Lovelace").toHex()));
        shop.endsWell();
    }

    /// Field note 29: what a till says is there differs from the ledger; and nobody is kept from selling what they hold in their hand.
    void levelsAreWhatTheLedgerSaysOnEveryTillOnceTheyHaveMetAndNoSaleIsRefused()
    {
        const TwoTills shop;
        QVERIFY(shop.one.run("stock adjust MUG=5 --reason received --cost 12.50") != "failed");
        shop.meet();
        // Both are cut off and sell what they have, the last ones twice.
        for (const auto* till : {&shop.one, &shop.two})
            for (const auto* sold : {"cart add --sku MUG --quantity 2", "cart add --sku MUG --quantity 2"}) {
                QVERIFY(till->run(sold) != "failed");
                QVERIFY(till->run("sell") != "failed");
            }
        QCOMPARE(shop.level(shop.one, "MUG"), QStringLiteral("1"));
        QCOMPARE(shop.level(shop.two, "MUG"), QStringLiteral("1"));
        shop.meet();
        for (const auto* name : {"till-1", "till-2"}) {
            const Till any{shop.shops, QString::fromLatin1(name)};
            QCOMPARE(shop.level(any, "MUG"), QStringLiteral("-3"));
            QVERIFY(any.run("cart add --sku MUG") != "failed"); // Goods in hand outrank the books.
            QVERIFY(any.run("sell") != "failed");
        }
        shop.meet();
        QCOMPARE(shop.level(shop.one, "MUG"), QStringLiteral("-5"));
        QVERIFY(shop.two.run("rebuild") != "failed");
        QCOMPARE(shop.level(shop.two, "MUG"), QStringLiteral("-5"));
        shop.endsWell();
    }

    void goodsThatBothTillsTookInAreAnExceptionUntilOneReceiptIsUndone()
    {
        const TwoTills shop;
        QVERIFY(shop.one.run("purchase order --supplier S1 --number PO-1 MUG=12") != "failed");
        const auto transfer = text(shop.one.json("transfer send --to Warehouse TEA=5"), "id");
        shop.meet();
        for (const auto* till : {&shop.one, &shop.two}) { // Cut off, both.
            QVERIFY(till->run("purchase receive PO-1") != "failed");
            QVERIFY(till->run(qPrintable(QStringLiteral("transfer receive ") + transfer)) != "failed");
        }
        shop.meet();
        QCOMPARE(shop.level(shop.one, "MUG"), QStringLiteral("24"));
        QCOMPARE(shop.exceptions(shop.one),
                 (QStringList{QStringLiteral("received-twice"), QStringLiteral("received-twice")}));
        QCOMPARE(shop.two.run("exceptions --json"), shop.one.run("exceptions --json"));
        const auto bought = shop.two.list("purchase list").at(0).toObject().value(QLatin1String("receipts")).toArray();
        QCOMPARE(bought.size(), 2);
        const auto sent = shop.two.list("transfer list").at(0).toObject().value(QLatin1String("receipts")).toArray();
        for (const auto& id : {text(bought.at(1), "id"), text(sent.at(0), "id")})
            QVERIFY(shop.two.run(qPrintable(QStringLiteral("purchase undo --reason came_once ") + id)) != "failed");
        shop.meet();
        QCOMPARE(shop.level(shop.one, "MUG"), QStringLiteral("12"));
        QCOMPARE(shop.one.json("stock show MUG").value(QLatin1String("value_minor")).toInt(), 3000);
        QCOMPARE(shop.level(shop.one, "TEA", " --location Warehouse"), QStringLiteral("5"));
        shop.endsWell();
    }
};

QTEST_GUILESS_MAIN(StockTillsTest)
#include "tst_stock_tills.moc"
