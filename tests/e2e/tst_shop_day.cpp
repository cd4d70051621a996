#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/server_program.h"
#include "e2e/shops.h"

using namespace kontor::test;

/// A shop's day through kontorctl alone, on two tills and a server.
class ShopDayTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aWholeDayOnTwoTills()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        const Till two{shops, QStringLiteral("till-2")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("product add --sku PLATE --name Plate --price 9.99");
        one.run("product add --sku HAM --name Ham --price 12.00");
        one.run("product add --sku CARD --name Gift_card --price 1.00 --service");
        one.run("unit add --name kilogram --symbol kg");
        one.run("product set-unit --sku HAM --unit kg");
        one.run("account add --customer C1 --name Ann");
        one.run("setting set --key account.limit --value 5000");
        shops.run(QStringLiteral("enrol --data @server --make @first.json --address http://127.0.0.1:1"));
        const Server server(shops.folder.filePath(QStringLiteral("server")));
        const auto at = QStringLiteral(" --address ") + server.address();
        QVERIFY(shops.run(QStringLiteral("enrol --data @till-1 --take @first.json") + at) != "failed");
        QVERIFY(shops.run(QStringLiteral("enrol --data @server --make @second.json --name Till-2") + at) != "failed");
        QVERIFY(shops.run(QStringLiteral("enrol --data @till-2 --take @second.json")) != "failed");

        // Open.
        QVERIFY(one.run("shift open --float 100.00") != "failed");
        QVERIFY(two.run("shift open --float 50.00") != "failed");
        QVERIFY(one.error(QStringLiteral("shift open --float 1.00")).startsWith("error: shift: "));

        // Sell, and weigh.
        one.run("cart add --sku MUG --quantity 4");
        one.run("cart add --sku HAM --quantity 0.250");
        QCOMPARE(text(one.json("cart show"), "total"), QStringLiteral("13.00"));
        const auto first = one.json("sell --cash 20.00");
        QCOMPARE(text(first, "change"), QStringLiteral("7.00"));
        const auto receipt = text(first, "receipt");

        // Split by items: one pays plates, the other mugs.
        one.run("cart add --sku MUG --quantity 2");
        one.run("cart add --sku PLATE");
        one.run("cart split --line 2 --quantity 1 --label The_other");
        QCOMPARE(text(one.json("sell"), "total"), QStringLiteral("5.00"));
        const auto other = one.list("cart parked").at(0);
        one.json(QStringLiteral("cart recall --id ") + text(other, "id"));
        QCOMPARE(text(one.json("sell"), "total"), QStringLiteral("9.99"));

        // Park on one till and recall on another.
        one.run("cart add --sku PLATE --quantity 3");
        one.run("cart note --text gift_wrap");
        one.run("cart park --label Mrs_Smith");
        one.sync();
        two.sync();
        const auto parked = two.list("cart parked");
        QCOMPARE(parked.size(), 1);
        QCOMPARE(text(parked.at(0), "label"), QStringLiteral("Mrs Smith"));
        QCOMPARE(text(two.json(QStringLiteral("cart recall --id ") + text(parked.at(0), "id")), "note"),
                 QStringLiteral("gift wrap"));
        QCOMPARE(text(two.json("sell"), "total"), QStringLiteral("29.97"));
        two.sync();
        one.sync();
        QVERIFY(one.list("cart parked").isEmpty());

        // Return in parts, on the other till; no more than was sold.
        const auto giveBack = QStringLiteral("cart return --line 1 --receipt ") + receipt;
        two.json(giveBack + QStringLiteral(" --quantity 1"));
        QCOMPARE(text(two.json("sell"), "total"), QStringLiteral("-2.50"));
        two.json(giveBack + QStringLiteral(" --quantity 2 --reason broken --scrap"));
        QCOMPARE(text(two.json("sell"), "total"), QStringLiteral("-5.00"));
        QVERIFY(two.error(giveBack + QStringLiteral(" --quantity 2")).startsWith("error: quantity: 1 of 4"));

        // Exchange: the last mug for a plate, in one order.
        two.json(giveBack);
        two.run("cart add --sku PLATE");
        const auto exchange = two.json("sell --cash 10.00");
        QCOMPARE(text(exchange, "total"), QStringLiteral("7.49"));
        QCOMPARE(text(exchange, "change"), QStringLiteral("2.51"));

        // A gift card, sold and spent with cash for the rest; overpaying with it is refused.
        one.run("cart add --sku CARD --price 20.00 --gift-card gift-2026");
        one.json("sell");
        QCOMPARE(text(one.json("gift-card show --code GIFT-2026"), "balance"), QStringLiteral("20.00"));
        one.run("cart add --sku PLATE");
        const auto over = one.error(QStringLiteral("sell --gift-card GIFT-2026=10.00"));
        QVERIFY2(over.startsWith("error: payments: "), over);
        const auto spent = one.json("sell --gift-card GIFT-2026=5.00");
        QCOMPARE(spent.value(QLatin1String("payments")).toArray().size(), 2);
        QCOMPARE(text(one.json("gift-card show --code GIFT-2026"), "balance"), QStringLiteral("15.00"));

        // On account, up to the limit.
        one.run("cart add --sku PLATE --quantity 5");
        one.run("cart customer --number C1");
        one.json("sell --on-account 49.95");
        QCOMPARE(text(one.json("account show --customer C1"), "owes"), QStringLiteral("49.95"));

        // A layaway: put aside, paid in parts, handed over in parts, the rest cancelled.
        one.run("cart add --sku PLATE --quantity 3");
        one.run("cart customer --number C1");
        const auto layaway = QStringLiteral(" --number ") + text(one.json("order place"), "number");
        one.json(QStringLiteral("order deposit --cash 12.00") + layaway);
        one.json(QStringLiteral("order advance --state ready-for-pickup") + layaway);
        QVERIFY(one.error(QStringLiteral("order advance --state shipped") + layaway).startsWith("error: state: "));
        one.json(QStringLiteral("order hand-over --line 1 --quantity 1") + layaway);
        QCOMPARE(text(one.json("sell"), "total"), QStringLiteral("9.99"));
        QCOMPARE(text(one.json(QStringLiteral("order show") + layaway), "deposit_left"), QStringLiteral("2.01"));
        const auto cancelled = one.json(QStringLiteral("order cancel --reason moved_away") + layaway);
        QCOMPARE(text(cancelled, "state"), QStringLiteral("cancelled"));
        QCOMPARE(text(cancelled, "deposit_left"), QStringLiteral("0.00"));

        // A card whose answer is lost: nothing is guessed, and it is settled later.
        const auto lost = one.json("card charge --amount 2.50 --simulate answer-lost");
        QCOMPARE(text(lost, "state"), QStringLiteral("unknown"));
        const auto attempt = text(lost, "attempt");
        one.run("cart add --sku MUG");
        const auto pay = QStringLiteral("sell --card ") + attempt + QStringLiteral("=2.50");
        QVERIFY(one.error(pay).startsWith("error: attempt: "));
        QCOMPARE(one.list("card open").size(), 1);
        QCOMPARE(text(one.json(QStringLiteral("card settle --attempt ") + attempt), "state"),
                 QStringLiteral("captured"));
        const auto byCard = one.json(pay);
        QCOMPARE(text(byCard, "total"), QStringLiteral("2.50"));
        QVERIFY(one.list("card open").isEmpty());
        QCOMPARE(text(one.list("receipt find --last-four 4242").at(0), "receipt"), text(byCard, "receipt"));
        // One that never reached the provider is declined when it is looked up.
        const auto never = one.json("card charge --amount 9.99 --simulate never-heard");
        QCOMPARE(text(one.json(QStringLiteral("card settle --attempt ") + text(never, "attempt")), "state"),
                 QStringLiteral("declined"));
        // And it is paid back at the payment terminal before the goods' refund is written.
        one.json(QStringLiteral("cart return --receipt %1 --line 1").arg(text(byCard, "receipt")));
        QVERIFY(one.error(QStringLiteral("sell")).startsWith("error: attempt: "));
        const auto refund = one.json(QStringLiteral("card refund --amount 2.50 --of ") + attempt);
        QCOMPARE(text(one.json(QStringLiteral("sell --card %1=-2.50").arg(text(refund, "attempt"))), "total"),
                 QStringLiteral("-2.50"));

        // A card number is nowhere taken, and not repeated.
        const auto refused = one.error(QStringLiteral("cart note --text 4111111111111111"));
        QVERIFY(refused.startsWith("error: card number: "));
        QVERIFY(!refused.contains("4111"));

        // Cash in and out, the drawer opened, X, and the count.
        one.run("shift cash --kind in --amount 10.00 --reason change");
        one.run("shift cash --kind drop --amount 50.00");
        one.run("shift cash --kind no-sale --reason key");
        const auto x = one.json("shift x");
        QCOMPARE(text(x, "expected"), QStringLiteral("122.97"));
        const auto z = one.json("shift close --counted 122.97");
        QCOMPARE(text(z, "difference"), QStringLiteral("0.00"));
        QCOMPARE(z.value(QLatin1String("number")).toInt(), 1);
        QCOMPARE(z.value(QLatin1String("bad")).toArray().size(), 0);
        QCOMPARE(text(two.json("shift close --counted 79.96"), "difference"), QStringLiteral("0.00"));
        QCOMPARE(one.list("shift list").size(), 1);
        QVERIFY(one.error(QStringLiteral("shift period --of 2020")).startsWith("error: period: "));

        // Verify: the chains hold, the tables are what the journal makes them, all three are equal, nobody was flagged.
        one.sync();
        two.sync();
        one.sync();
        for (const auto* name : {"till-1", "till-2", "server"}) {
            const Till any{shops, QString::fromLatin1(name)};
            QVERIFY(any.run("verify") != "failed");
            QVERIFY(any.run("exceptions --json").isEmpty());
        }
        const auto digest = one.run("digest");
        QCOMPARE(two.run("digest"), digest);
        QVERIFY(one.run("rebuild") != "failed");
        QCOMPARE(one.run("digest"), digest);
    }

    void whatTwoTillsDidToOneThingIsAnException()
    {
        const Shops shops;
        const Till one{shops, QStringLiteral("till-1")};
        const Till two{shops, QStringLiteral("till-2")};
        one.run("init --pin 2468 --zone Europe/London --organisation Gifts");
        one.run("product add --sku MUG --name Mug --price 2.50");
        one.run("product add --sku CARD --name Gift_card --price 1.00 --service");
        shops.run(QStringLiteral("enrol --data @server --make @first.json --address http://127.0.0.1:1"));
        const Server server(shops.folder.filePath(QStringLiteral("server")));
        const auto at = QStringLiteral(" --address ") + server.address();
        shops.run(QStringLiteral("enrol --data @till-1 --take @first.json") + at);
        shops.run(QStringLiteral("enrol --data @server --make @second.json --name Till-2") + at);
        shops.run(QStringLiteral("enrol --data @till-2 --take @second.json"));
        one.run("cart add --sku MUG");
        const auto receipt = text(one.json("sell"), "receipt");
        one.run("cart add --sku CARD --price 5.00 --gift-card gift-1");
        one.json("sell");
        one.run("cart add --sku MUG");
        one.run("cart park");
        one.sync();
        two.sync();
        // Both are cut off now, and each does what it may.
        const auto id = text(two.list("cart parked").at(0), "id");
        for (const auto& till : {one, two}) {
            till.json(QStringLiteral("cart recall --id ") + id);
            till.json("sell --gift-card GIFT-1=2.50");
            till.run("cart add --sku MUG");
            till.json("sell --gift-card GIFT-1=2.50");
            till.json(QStringLiteral("cart return --line 1 --receipt ") + receipt);
            till.json("sell");
        }
        one.sync();
        two.sync();
        one.sync();
        QStringList kinds;
        for (const auto& line : one.run("exceptions --json").split('\n'))
            if (!line.isEmpty())
                kinds << text(QJsonDocument::fromJson(line).object(), "kind");
        kinds.sort();
        QCOMPARE(kinds, (QStringList{QStringLiteral("cart-taken-twice"), QStringLiteral("over-refunded"),
                                     QStringLiteral("over-returned"), QStringLiteral("stored-value-overspent")}));
        QCOMPARE(two.run("exceptions --json"), one.run("exceptions --json"));
    }
};

QTEST_GUILESS_MAIN(ShopDayTest)
#include "tst_shop_day.moc"
