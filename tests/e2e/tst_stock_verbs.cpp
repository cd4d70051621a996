#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/shops.h"

#include <QDateTime>

using namespace kontor::test;

/// Verbs of goods and people that no day of a shop needs every day.
class StockVerbsTest : public QObject
{
    Q_OBJECT

    struct Shop : Shops {
        Till till{*this, QStringLiteral("till")};

        Shop()
        {
            till.run("init --pin 2468 --zone Europe/London --organisation Gifts");
            till.run("product add --sku MUG --name Mug --price 6.00 --barcode 4012345678901");
            till.run("product add --sku MILK --name Milk --price 1.00");
        }
    };
    static QJsonObject at(const QJsonArray& rows, const char* key, const char* value)
    {
        for (const auto& row : rows)
            if (text(row, key) == QLatin1String(value))
                return row.toObject();
        return {};
    }

private Q_SLOTS:
    void placesAreArchivedAndUsedAgain()
    {
        const Shop shop;
        const auto& till = shop.till;
        QVERIFY(till.run("location add --name Cellar --kind back-room") != "failed");
        QCOMPARE(text(at(till.list("location list"), "name", "Cellar"), "kind"), QStringLiteral("back-room"));
        QVERIFY(till.run("location archive --name Cellar") != "failed");
        QVERIFY(at(till.list("location list"), "name", "Cellar").value(QLatin1String("archived")).toBool());
        QVERIFY(till.error(QStringLiteral("transfer send --to Cellar MUG=1")).contains("location archive --undo"));
        QVERIFY(till.run("location archive --name Cellar --undo") != "failed");
        const auto sent = text(till.json("transfer send --to Cellar MUG=2"), "id");
        auto transfer = till.list("transfer list --open").at(0).toObject();
        QCOMPARE(text(transfer, "id"), sent);
        QCOMPARE(text(transfer, "to"), QStringLiteral("Cellar"));
        QVERIFY(till.run(qPrintable(QStringLiteral("transfer receive ") + sent)) != "failed");
        QVERIFY(till.list("transfer list --open").isEmpty());
        transfer = till.list("transfer list").at(0).toObject();
        QCOMPARE(text(transfer.value(QLatin1String("lines")).toArray().at(0), "received"), QStringLiteral("2"));
        // It was still in the van: the receipt is taken back, and the goods are on the way again.
        const auto receipt = text(transfer.value(QLatin1String("receipts")).toArray().at(0), "id");
        const auto undo = QStringLiteral("purchase undo --reason still_in_the_van ") + receipt;
        QVERIFY(till.run(qPrintable(undo)) != "failed");
        QCOMPARE(text(till.json("stock show MUG --location Cellar"), "on_hand"), QStringLiteral("0"));
        QCOMPARE(text(till.json("stock show MUG --location Cellar"), "incoming"), QStringLiteral("2"));
        QVERIFY(till.error(undo).contains("undone already"));
        // Nobody could reach what is in it, or comes to it.
        QVERIFY(till.error(QStringLiteral("location archive --name Cellar")).contains("on the way"));
        QVERIFY(till.run(qPrintable(QStringLiteral("transfer receive ") + sent)) != "failed");
        QVERIFY(till.error(QStringLiteral("location archive --name Cellar")).contains("2 of MUG"));
        QVERIFY(till.run("stock adjust MUG=-2 --reason stolen --location Cellar") != "failed");
        QVERIFY(till.run("location archive --name Cellar") != "failed");
    }
    void aRecalledLotIsNotSoldUntilTheRecallIsLifted()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("setting set --key stock.allow-negative --value false");
        till.run("stock track MILK --by lots");
        till.run("stock adjust MILK=2@L1 --reason received");
        QVERIFY(till.run("stock block-lot MILK --lot L1") != "failed");
        QVERIFY(till.json("stock show MILK")
                    .value(QLatin1String("lots"))
                    .toArray()
                    .at(0)
                    .toObject()
                    .value(QLatin1String("blocked"))
                    .toBool());
        till.run("cart add --sku MILK");
        QVERIFY(till.error(QStringLiteral("sell")).contains("recalled"));
        QVERIFY(till.run("stock block-lot MILK --lot L1 --undo") != "failed");
        QVERIFY(till.run("sell") != "failed");
        QCOMPARE(text(till.json("stock show MILK"), "on_hand"), QStringLiteral("1"));
    }
    void aLotWithAWrongDateIsSoldOnceItIsMended()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("stock track MILK --by lots");
        till.run("stock adjust MILK=2@L1:20011231 --reason received"); // A century too early.
        till.run("cart add --sku MILK");
        QVERIFY(till.error(QStringLiteral("sell")).contains("expired"));
        QVERIFY(till.error(QStringLiteral("stock adjust MILK=1@L1:21001231 --reason received")).contains("change-lot"));
        QVERIFY(till.error(QStringLiteral("stock change-lot MILK --lot L2 --expires 21001231")).contains("L2"));
        QVERIFY(
            till.error(QStringLiteral("stock change-lot MILK --lot L1 --expires soon")).startsWith("error: expires"));
        const auto expires = [&] {
            const auto lots = till.json("stock show MILK").value(QLatin1String("lots")).toArray();
            return lots.at(0).toObject().value(QLatin1String("expires")).toInt();
        };
        QVERIFY(till.run("stock change-lot MILK --lot L1 --expires 21001231") != "failed");
        QCOMPARE(expires(), 21001231);
        QVERIFY(till.run("sell") != "failed");
        QVERIFY(till.run("stock change-lot MILK --lot L1 --expires never") != "failed");
        QCOMPARE(expires(), 0);
        QCOMPARE(text(till.json("stock show MILK"), "on_hand"), QStringLiteral("1"));
    }
    void goodsAreWorthWhatTheyWereWorthThen()
    {
        const Shop shop;
        const auto& till = shop.till;
        const auto worth = [&](const QString& when) {
            return till.json(QStringLiteral("stock value") + when).value(QLatin1String("value_minor")).toInt();
        };
        till.run("stock adjust MUG=4 --reason received --cost 10.00");
        till.run("stock adjust MILK=2 --reason received --cost 0.50");
        // Until the clock says another second: times on a command line have no smaller ones.
        const auto began = QDateTime::currentDateTimeUtc();
        const auto then = began.addSecs(1);
        const auto format = QStringLiteral("yyyy-MM-ddTHH:mm:ss");
        QTRY_VERIFY(QDateTime::currentDateTimeUtc() > then.addSecs(1));
        till.run("stock adjust MUG=4 --reason received --cost 30.00");
        QCOMPARE(worth({}), 4050);
        QCOMPARE(worth(QStringLiteral(" --at ") + then.toString(format)), 1050);
        QCOMPARE(worth(QStringLiteral(" --at 2001-01-01T00:00:00")), 0);
        till.run("cart add --sku MUG --quantity 4");
        till.run("sell");
        QCOMPARE(worth(QStringLiteral(" --method average")), 2050);
        QCOMPARE(worth(QStringLiteral(" --method fifo")), 3050);
        QCOMPARE(worth(QStringLiteral(" --at ") + then.toString(format)), 1050);
        // What is sent is worth what it was, wherever it is.
        till.run("location add --name Cellar --kind back-room");
        const auto sent = text(till.json("transfer send --to Cellar MUG=3"), "id");
        const auto minor = [&](const char* words, const char* key) {
            return till.json(QLatin1String(words)).value(QLatin1String(key)).toInt();
        };
        const int left = 2050 - minor("stock value --method average", "value_minor");
        QCOMPARE(left, 1500);
        QCOMPARE(minor("stock value", "on_the_way_minor"), left);
        till.run(qPrintable(QStringLiteral("transfer receive %1 MUG=1").arg(sent)));
        QCOMPARE(minor("stock value --location Cellar", "value_minor"), 500);
        QCOMPARE(minor("stock value", "on_the_way_minor"), 1000);
        QCOMPARE(minor("stock value", "missing_minor"), 0);
        till.run(qPrintable(QStringLiteral("transfer receive %1 MUG=1 --rest-is-missing").arg(sent)));
        QCOMPARE(minor("stock value --location Cellar", "value_minor"), 1000);
        QCOMPARE(minor("stock value", "on_the_way_minor"), 0);
        QCOMPARE(minor("stock value", "missing_minor"), 500);
        QCOMPARE(till.json(QStringLiteral("stock value --at ") + then.toString(format))
                     .value(QLatin1String("missing_minor"))
                     .toInt(),
                 0);
    }
    void whatIsBoughtFromWhomAndForHowMuchIsSaid()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("supplier add --number S1 --name Potter --lead-days 7");
        QVERIFY(
            till.run("supplier item --number S1 --sku MUG --cost 2.00 --code P-17 --least 4 --pack 2 --preferred") !=
            "failed");
        QVERIFY(till.run("supplier item --number S1 --sku MILK --cost 0.50") != "failed");
        auto items = till.list("supplier items --number S1");
        QCOMPARE(items.size(), 2);
        QCOMPARE(text(at(items, "sku", "MUG"), "least"), QStringLiteral("4"));
        QCOMPARE(text(at(items, "sku", "MUG"), "code"), QStringLiteral("P-17"));
        QVERIFY(till.error(QStringLiteral("purchase order --supplier S1 MUG=2")).startsWith("error: quantity: "));
        QVERIFY(till.run("supplier item --number S1 --sku MILK --cost 0.50 --removed") != "failed");
        QCOMPARE(till.list("supplier items --number S1").size(), 1);
        QVERIFY(till.error(QStringLiteral("supplier items --number S9")).startsWith("error: supplier: "));
        // By the bill it cost more than was ordered.
        QVERIFY(till.run("purchase order --supplier S1 --number P1 --expected 2099-12-24T08:00:00 MUG=4") != "failed");
        QVERIFY(text(till.list("purchase list").at(0), "expected").startsWith(QLatin1String("2099-12-24")));
        QVERIFY(till.error(QStringLiteral("purchase receive P1 MUG=4 --cost MILK=9.00")).startsWith("error: line: "));
        QVERIFY(till.run("purchase receive P1 MUG=4 --cost MUG=9.00") != "failed");
        QCOMPARE(till.json("stock value").value(QLatin1String("value_minor")).toInt(), 900);
        // What is never bought again, whatever is sold of it.
        QVERIFY(till.run("reorder rule MUG --least 100") != "failed");
        QCOMPARE(till.list("reorder propose").size(), 1);
        QVERIFY(till.run("reorder rule MUG --never") != "failed");
        QVERIFY(till.list("reorder propose").isEmpty());
        // And what it earned by the first in.
        till.run("cart add --sku MUG");
        const auto receipt = text(till.json("sell"), "receipt");
        const auto margins = till.list(qPrintable(QStringLiteral("stock margin --method fifo ") + receipt));
        QCOMPARE(margins.at(0).toObject().value(QLatin1String("cost_minor")).toInt(), 225);
    }
    void whatIsKeptAndForWhomIsListed()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("stock adjust MUG=4 --reason received --cost 10.00");
        till.run("cart add --sku MUG --quantity 2");
        till.run("cart park --label Ada");
        till.run("customer add C1 --name Ann");
        till.run("cart add --sku MUG");
        till.run("cart customer --number C1");
        const auto number = text(till.json("order place --kind order"), "number");
        const auto rows = till.list("stock reservations MUG");
        QCOMPARE(rows.size(), 2);
        QCOMPARE(text(at(rows, "for", qPrintable(number)), "quantity"), QStringLiteral("1"));
        QVERIFY(till.list("stock reservations MILK").isEmpty());
        QVERIFY(till.run(qPrintable(QStringLiteral("order cancel --reason x --number ") + number)) != "failed");
        QCOMPARE(till.list("stock reservations MUG").size(), 1);
    }
    void theProgrammesRulesAreListed()
    {
        const Shop shop;
        const auto& till = shop.till;
        QVERIFY(till.json("loyalty list").value(QLatin1String("program")).isNull());
        till.run("loyalty program --name Club --per-point 1.00 --tier Gold=100@200");
        till.run("category add --name Kitchen");
        till.run("loyalty rule --name Week --category Kitchen --each 5");
        QVERIFY(till.error(QStringLiteral("loyalty rule --name Bad --category Garage --each 5"))
                    .startsWith("error: category: "));
        till.run("loyalty reward --name Cup --points 50 --value 2.00");
        const auto all = till.json("loyalty list");
        QCOMPARE(text(all.value(QLatin1String("program")), "name"), QStringLiteral("Club"));
        QCOMPARE(text(all.value(QLatin1String("rules")).toArray().at(0), "name"), QStringLiteral("Week"));
        QVERIFY(!text(all.value(QLatin1String("rules")).toArray().at(0), "category").isEmpty());
        QCOMPARE(text(all.value(QLatin1String("rewards")).toArray().at(0), "name"), QStringLiteral("Cup"));
        QVERIFY(till.run("loyalty reward --name Cup --points 50 --value 2.00 --off") != "failed");
        QVERIFY(till.json("loyalty list").value(QLatin1String("rewards")).toArray().isEmpty());
    }
    void whatHappenedToAProductIsListed()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("stock adjust MUG=4 --reason received --cost 10.00");
        till.run("stock adjust MUG=-1 --reason damaged --note dropped");
        till.run("cart add --sku MUG --quantity 2");
        const auto sold = text(till.json("sell"), "receipt");
        const auto count = text(till.json("count open --sku MUG"), "id");
        till.run(qPrintable(QStringLiteral("count enter %1 MUG=3").arg(count)));
        till.run(qPrintable(QStringLiteral("count close ") + count));
        const auto rows = till.list("stock history MUG");
        QCOMPARE(rows.size(), 4);
        const auto column = [&](const char* name) {
            QStringList all;
            for (const auto& row : rows)
                all += text(row.toObject(), name);
            return all.join(u' ');
        };
        QCOMPARE(column("what"), QStringLiteral("received damaged sold counted"));
        QCOMPARE(column("quantity"), QStringLiteral("4 -1 -2 3"));
        QCOMPARE(column("on_hand"), QStringLiteral("4 3 1 3"));
        QCOMPARE(text(rows.at(1).toObject(), "note"), QStringLiteral("dropped"));
        QCOMPARE(text(rows.at(2).toObject(), "receipt"), sold);
    }
    void whatIsBoughtIsClosedAndBilledLater()
    {
        const Shop shop;
        const auto& till = shop.till;
        QVERIFY(till.run("supplier add --number S1 --name Potteries") != "failed");
        QVERIFY(till.run("supplier change --number S1 --name The_Potteries --email orders@example.org --lead-days 9 "
                         "--payment-days 30") != "failed");
        const auto supplier = till.list("supplier list").at(0).toObject();
        QCOMPARE(text(supplier, "name"), QStringLiteral("The Potteries"));
        QCOMPARE(text(supplier, "email"), QStringLiteral("orders@example.org"));
        QCOMPARE(supplier.value(QLatin1String("lead_days")).toInt(), 9);
        QCOMPARE(supplier.value(QLatin1String("payment_days")).toInt(), 30);
        till.run("supplier item --number S1 --sku MUG --cost 2.50");
        till.run("purchase order --supplier S1 --number PO-1 MUG=10");
        till.run("purchase receive PO-1 MUG=4");
        const auto order = till.list("purchase list --open").at(0).toObject();
        const auto receipt = text(order.value(QLatin1String("receipts")).toArray().at(0), "id");
        QVERIFY(till.run(qPrintable(QStringLiteral("purchase cost --what freight --amount 2.00 ") + receipt)) !=
                "failed");
        QCOMPARE(till.json("stock value").value(QLatin1String("value_minor")).toInt(), 1200);
        QVERIFY(till.run("purchase close PO-1 --reason sold_out") != "failed");
        QVERIFY(till.list("purchase list --open").isEmpty());
        QVERIFY(!till.list("purchase list").at(0).toObject().value(QLatin1String("open")).toBool());
        QVERIFY(till.error(QStringLiteral("purchase receive PO-1 MUG=1")).contains("closed"));
        QVERIFY(till.run("supplier change --number S1 --archive") != "failed");
        QVERIFY(till.error(QStringLiteral("purchase order --supplier S1 MUG=1")).contains("archived"));
        QVERIFY(till.run("supplier change --number S1 --restore") != "failed");
        QVERIFY(till.run("purchase order --supplier S1 MUG=1") != "failed");
    }
    void countsAreListedAndABlindOneTellsNothingYet()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("stock adjust MUG=4 --reason received");
        const auto count = text(till.json("count open --name Spring --blind"), "id");
        till.run(qPrintable(QStringLiteral("count enter ") + count + QStringLiteral(" MUG=3")));
        auto row = till.list("count list --open").at(0).toObject();
        QCOMPARE(text(row, "name"), QStringLiteral("Spring"));
        QCOMPARE(row.value(QLatin1String("counted")).toInt(), 1);
        QVERIFY(!row.contains(QLatin1String("off")));
        till.run(qPrintable(QStringLiteral("count close ") + count));
        QVERIFY(till.list("count list --open").isEmpty());
        row = till.list("count list").at(0).toObject();
        QCOMPARE(text(row, "state"), QStringLiteral("closed"));
        QCOMPARE(row.value(QLatin1String("off")).toInt(), 1);
        // One that is thrown away, and one whose rest is gone.
        const auto onHand = [&] { return text(till.json("stock show MUG"), "on_hand"); };
        const auto open = [&](const char* what) {
            const auto id = text(till.json(QStringLiteral("count open --name ") + QLatin1String(what)), "id");
            return QStringLiteral("count %1 ") + id;
        };
        const auto full = open("Full");
        QVERIFY(till.error(full.arg(QStringLiteral("close")) + QStringLiteral(" --rest-is-zero"))
                    .startsWith("error: rest: "));
        till.run(qPrintable(full.arg(QStringLiteral("enter")) + QStringLiteral(" MUG=9")));
        QVERIFY(till.run(qPrintable(full.arg(QStringLiteral("close")) + QStringLiteral(" --discard"))) != "failed");
        QCOMPARE(onHand(), QStringLiteral("3"));
        const auto cycle = open("Cycle --sku MUG --sku MILK");
        till.run(qPrintable(cycle.arg(QStringLiteral("enter")) + QStringLiteral(" MILK=0")));
        QVERIFY(till.run(qPrintable(cycle.arg(QStringLiteral("close")) + QStringLiteral(" --rest-is-zero"))) !=
                "failed");
        QCOMPARE(onHand(), QStringLiteral("0"));
    }
    void categoriesAreATreeThatIsChanged()
    {
        const Shop shop;
        const auto& till = shop.till;
        QVERIFY(till.run("category add --name Kitchen") != "failed");
        QVERIFY(till.run("category add --name Cups --parent Kitchen") != "failed");
        QVERIFY(till.run("category add --name Gifts") != "failed");
        auto cups = at(till.list("category list"), "name", "Cups");
        QCOMPARE(cups.value(QLatin1String("depth")).toInt(), 1);
        QCOMPARE(text(cups, "parent"), text(at(till.list("category list"), "name", "Kitchen"), "id"));
        QVERIFY(till.error(QStringLiteral("category change Kitchen --parent Cups")).startsWith("error: parent"));
        QVERIFY(till.run("category change Cups --name Mugs --parent Gifts") != "failed");
        QCOMPARE(text(at(till.list("category list"), "name", "Mugs"), "parent"),
                 text(at(till.list("category list"), "name", "Gifts"), "id"));
        QVERIFY(till.run("category change Mugs --top") != "failed");
        QCOMPARE(at(till.list("category list"), "name", "Mugs").value(QLatin1String("depth")).toInt(), 0);
        QVERIFY(till.run("category change Mugs --archive") != "failed");
        QVERIFY(at(till.list("category list"), "name", "Mugs").isEmpty());
        QVERIFY(!at(till.list("category list --all"), "name", "Mugs").isEmpty());
        QVERIFY(till.run("category change Mugs --restore") != "failed");
        QVERIFY(till.error(QStringLiteral("category change Nothing --top")).startsWith("error: category"));
    }
    void aProductIsRenamedArchivedAndGivenOtherCodes()
    {
        const Shop shop;
        const auto& till = shop.till;
        QVERIFY(till.run("product rename --sku MUG --name Beaker") != "failed");
        QVERIFY(till.run("product show MUG").contains("Beaker"));
        QVERIFY(till.run("product add-barcode --sku MUG --barcode 96385074") != "failed");
        QVERIFY(till.run("cart add --scan 96385074") != "failed");
        QVERIFY(till.run("product change-barcode --barcode 96385074 --to 65833254") != "failed");
        QVERIFY(till.error(QStringLiteral("cart add --scan 96385074")).startsWith("error: "));
        QVERIFY(till.run("cart add --scan 65833254") != "failed");
        till.run("cart clear");
        QVERIFY(till.run("product archive --sku MUG") != "failed");
        QVERIFY(till.error(QStringLiteral("cart add --sku MUG")).startsWith("error: "));
        QVERIFY(till.run("product publish --sku MUG") != "failed");
        QVERIFY(till.run("cart add --sku MUG") != "failed");
    }
    void whatIsKnownOfAPersonIsShownWhole()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("customer add C1 --name Ada_Lovelace");
        QVERIFY(till.run(
                    "customer change C1 --set email=ada@example.org --tag regular --address home,12_St_James,London") !=
                "failed");
        QVERIFY(till.run("customer consent C1 --channel email --source web_form") != "failed");
        QVERIFY(till.run("customer consent C1 --channel email --source letter --withdraw") != "failed");
        QVERIFY(
            till.error(QStringLiteral("customer consent C1 --channel fax --source x")).startsWith("error: channel"));
        QVERIFY(till.run("customer limit C1 50.00") != "failed");
        QVERIFY(till.run("classify customer --number C1 --segment newsletter --exemption diplomat") != "failed");
        till.run("cart customer --number C1");
        till.run("cart add --sku MUG");
        QVERIFY(till.run("sell") != "failed");
        till.run("cart customer --number C1");
        till.run("cart add --sku MUG --quantity 2");
        till.run("cart note --text red_ones");
        till.run("cart park --label Ada");
        till.run("customer add C2 --name Ada_L.");
        QVERIFY(till.run("customer merge C2 --into C1") != "failed");
        const auto shown = till.json("customer show C1");
        const auto row = shown.value(QLatin1String("rows")).toArray().at(0).toObject();
        QCOMPARE(text(row, "name"), QStringLiteral("Ada Lovelace"));
        QCOMPARE(text(row, "tax_exemption"), QStringLiteral("diplomat"));
        QCOMPARE(row.value(QLatin1String("credit_limit_minor")).toInt(), 5000);
        QCOMPARE(row.value(QLatin1String("tags")).toArray().at(0).toString(), QStringLiteral("regular"));
        const auto size = [&](const char* key) { return shown.value(QLatin1String(key)).toArray().size(); };
        QCOMPARE(size("rows"), 2);
        QCOMPARE(size("consents"), 2);
        QCOMPARE(size("orders"), 1);
        QCOMPARE(size("lines"), 1);
        QCOMPARE(size("payments"), 1);
        QCOMPARE(size("parked_carts"), 1);
        QCOMPARE(size("reservations"), 1);
        QCOMPARE(text(shown.value(QLatin1String("reservations")).toArray().at(0), "quantity"), QStringLiteral("2"));
        QCOMPARE(text(shown.value(QLatin1String("words")).toArray().at(0), "label"), QStringLiteral("Ada"));
        // Every row of it, field by field.
        const auto all = shown.value(QLatin1String("all")).toObject();
        QCOMPARE(all.value(QLatin1String("Customer")).toArray().size(), 2);
        QCOMPARE(text(all.value(QLatin1String("Consent")).toArray().at(0), "source"), QStringLiteral("web form"));
        QCOMPARE(all.value(QLatin1String("Order")).toArray().at(0).toObject().value(QLatin1String("lines")).toInt(), 1);
        QVERIFY(till.run("customer unmerge C2") != "failed");
        QCOMPARE(till.json("customer show C1").value(QLatin1String("rows")).toArray().size(), 1);
        QVERIFY(till.run("customer limit C1 none") != "failed");
        // What people wrote into the books stays, and is said.
        QStringList kept;
        for (const auto& words :
             till.json("customer erase C1 --reason asked").value(QLatin1String("kept_words")).toArray())
            kept.append(text(words, "field") + u'=' + text(words, "text"));
        QCOMPARE(kept.join(QLatin1Char(';')),
                 QStringLiteral("Consent.source=web form;Consent.source=letter;Erasure.reason=asked"));
        const auto erased = till.json("customer show C1");
        QVERIFY(erased.value(QLatin1String("erased")).toBool());
        QVERIFY(erased.value(QLatin1String("rows"))
                    .toArray()
                    .at(0)
                    .toObject()
                    .value(QLatin1String("tags"))
                    .toArray()
                    .isEmpty());
        QCOMPARE(text(till.list("cart parked").at(0), "label"), QString());
    }
    void pointsByRulesRewardsBirthdaysAndCorrections()
    {
        const Shop shop;
        const auto& till = shop.till;
        till.run("loyalty program --name Club --per-point 1.00 --birthday 40");
        QVERIFY(till.run("loyalty rule --name Mugs --sku MUG --each 5") != "failed");
        QVERIFY(till.run("loyalty rule --name Twice --percent 200 --until 2001-01-01T00:00:00") != "failed");
        QVERIFY(till.run("loyalty reward --name Card --points 50 --value 2.00") != "failed");
        till.run("customer add C1 --name Ada");
        const auto today = QDateTime::currentDateTimeUtc().toString(QStringLiteral("MMdd"));
        QVERIFY(till.run(qPrintable(QStringLiteral("customer change C1 --set birthday=") + today)) != "failed");
        till.run("cart customer --number C1");
        till.run("cart add --sku MUG");
        const auto receipt = text(till.json("sell"), "receipt");
        const auto points = [&] { return till.json("loyalty show C1").value(QLatin1String("balance")).toInt(); };
        QCOMPARE(points(), 11); // Six pounds and five; the campaign is over.
        QVERIFY(till.run("loyalty birthdays") != "failed");
        QCOMPARE(points(), 51);
        QVERIFY(till.run("loyalty birthdays") != "failed"); // Once.
        QCOMPARE(points(), 51);
        QVERIFY(till.run("loyalty adjust C1 --points -2 --note keyed_in_twice") != "failed");
        QVERIFY(till.error(QStringLiteral("loyalty redeem C1 --reward Card")).contains("they have 49"));
        QVERIFY(till.run("loyalty adjust C1 --points 1 --note sorry") != "failed");
        QVERIFY(till.run("loyalty redeem C1 --reward Card") != "failed");
        QCOMPARE(points(), 0);
        QCOMPARE(till.json("customer show C1")
                     .value(QLatin1String("stored_value"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(QLatin1String("balance_minor"))
                     .toInt(),
                 200);
        // What had earned them comes back: what was had for them is owed, and somebody is told.
        QVERIFY(till.run(qPrintable(QStringLiteral("cart return --line 1 --quantity 1 --receipt ") + receipt)) !=
                "failed");
        QVERIFY(till.run("sell") != "failed");
        QCOMPARE(points(), -11);
        QVERIFY(till.run("exceptions --json").contains("points-owed"));
        QVERIFY(till.run("loyalty adjust C1 --points 11 --note forgiven") != "failed");
        QVERIFY(!till.run("exceptions --json").contains("points-owed"));
    }
};

QTEST_GUILESS_MAIN(StockVerbsTest)
#include "tst_stock_verbs.moc"
