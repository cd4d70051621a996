#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace kontor::test;

namespace {

/// A shop in one folder. Words of a command line at the blanks; an underscore is a blank in a word.
struct Shop {
    QTemporaryDir folder;

    Said said(const QString& words) const
    {
        auto list = words.split(u' ');
        for (auto& word : list)
            word.replace(u'_', u' ');
        list << QStringLiteral("--data") << folder.filePath(QStringLiteral("till"));
        return ctl(list);
    }
    QByteArray run(const char* words) const { return run(QString::fromLatin1(words)); }
    QByteArray run(const QString& words) const
    {
        const auto answer = said(words);
        if (answer.code != 0)
            qWarning("%s: %s", qPrintable(words), answer.err.constData());
        return answer.code == 0 ? answer.out : QByteArray("failed");
    }
    QByteArray error(const QString& words) const
    {
        const auto answer = said(words);
        return answer.code == 1 ? answer.err.trimmed() : QByteArray("no error: ") + answer.out;
    }
    QJsonObject json(const QString& words) const
    {
        return QJsonDocument::fromJson(run(words + QStringLiteral(" --json"))).object();
    }
    QString id(const QString& words) const { return json(words).value(QLatin1String("id")).toString(); }
    QString stock(const char* sku, const char* what) const
    {
        return json(QStringLiteral("stock show ") + QLatin1String(sku)).value(QLatin1String(what)).toString();
    }
    bool sell(const char* goods) const
    {
        return run(QStringLiteral("cart add --sku ") + QLatin1String(goods)) != "failed" && run("sell") != "failed";
    }
};

} // namespace

/// Receiving, moving, counting and selling goods, and the people who buy them, through kontorctl alone.
class StockDayTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aDayOfGoodsAndPeople()
    {
        const Shop shop;
        QVERIFY(shop.run("init --pin 2468 --zone Europe/London --organisation Gifts") != "failed");
        QVERIFY(shop.run("product add --sku MUG --name Mug --price 6.00") != "failed");
        QVERIFY(shop.run("product add --sku TEA --name Tea --price 2.00") != "failed");
        QVERIFY(shop.run("product add --sku MILK --name Milk --price 1.00") != "failed");
        QVERIFY(shop.run("product add --sku SET --name Tea_set --price 9.00") != "failed");

        // A purchase order in two parts, freight with the first.
        QVERIFY(shop.run("supplier add --number S1 --name Potteries --lead-days 5") != "failed");
        QVERIFY(shop.run("supplier item --number S1 --sku MUG --cost 2.50 --pack 6 --preferred") != "failed");
        QVERIFY(shop.run("supplier item --number S1 --sku TEA --cost 1.00") != "failed");
        QVERIFY(shop.run("purchase order --supplier S1 --number PO-1 MUG=12 TEA=20") != "failed");
        QCOMPARE(shop.stock("MUG", "incoming"), QStringLiteral("12"));
        QVERIFY(shop.run("purchase receive PO-1 MUG=6 TEA=20 --landed 3.50 --reference DN-1") != "failed");
        QCOMPARE(shop.stock("MUG", "incoming"), QStringLiteral("6"));
        QVERIFY(shop.run("purchase receive PO-1") != "failed");
        QCOMPARE(shop.stock("MUG", "on_hand"), QStringLiteral("12"));
        // 15.00 and 20.00 share 3.50: the mugs cost 30.00 and 1.50 of it.
        QCOMPARE(shop.json(QStringLiteral("stock show MUG")).value(QLatin1String("value_minor")).toInt(), 3150);
        QVERIFY(shop.error(QStringLiteral("purchase receive PO-1")).contains("all of it is here"));

        // To the warehouse, where one is missing.
        QVERIFY(shop.run("location add --name Warehouse --kind warehouse") != "failed");
        const auto transfer = shop.id(QStringLiteral("transfer send --to Warehouse TEA=5"));
        QVERIFY(!transfer.isEmpty());
        QVERIFY(shop.run(QStringLiteral("transfer receive ") + transfer + QStringLiteral(" TEA=4 --rest-is-missing")) !=
                "failed");
        QCOMPARE(
            shop.json(QStringLiteral("stock show TEA --location Warehouse")).value(QLatin1String("on_hand")).toString(),
            QStringLiteral("4"));
        QCOMPARE(shop.stock("TEA", "on_hand"), QStringLiteral("15"));

        // Counted while the shop sells: two are gone, and one is sold before the count is closed.
        const auto count = shop.id(QStringLiteral("count open --name December --blind"));
        QVERIFY(shop.run(QStringLiteral("count enter ") + count + QStringLiteral(" MUG=10")) != "failed");
        QVERIFY(shop.sell("MUG"));
        QVERIFY(shop.run(QStringLiteral("count close ") + count) != "failed");
        QCOMPARE(shop.stock("MUG", "on_hand"), QStringLiteral("9"));
        const auto line =
            shop.json(QStringLiteral("count show ") + count).value(QLatin1String("lines")).toArray().at(0).toObject();
        QCOMPARE(line.value(QLatin1String("off")).toString(), QStringLiteral("-2"));

        // Milk by lots: what expires first goes first, what has expired not at all.
        QVERIFY(shop.run("stock track MILK --by lots") != "failed");
        QVERIFY(shop.run("stock adjust MILK=3@NEW:20991231 --reason received --cost 1.20") != "failed");
        QVERIFY(shop.run("stock adjust MILK=3@OLD:20001231 --reason received") != "failed");
        QVERIFY(shop.sell("MILK"));
        QCOMPARE(shop.stock("MILK", "on_hand"), QStringLiteral("5"));
        QVERIFY(shop.run("cart add --sku MILK --quantity 5") != "failed");
        QVERIFY(shop.error(QStringLiteral("sell")).contains("expired"));
        QVERIFY(shop.run("cart clear") != "failed");

        // A bundle takes its parts.
        QVERIFY(shop.run("stock parts SET --part MUG=2 --part TEA=1") != "failed");
        QVERIFY(shop.sell("SET"));
        QCOMPARE(shop.stock("MUG", "on_hand"), QStringLiteral("7"));
        QCOMPARE(shop.stock("TEA", "on_hand"), QStringLiteral("14"));

        // What is low.
        QVERIFY(shop.run("reorder rule MUG --least 10 --up-to 20") != "failed");
        const auto low = QJsonDocument::fromJson(shop.run("reorder propose --json")).array();
        QCOMPARE(low.size(), 1);
        QCOMPARE(low.at(0).toObject().value(QLatin1String("order")).toString(), QStringLiteral("18"));

        // Points: earned, redeemed, refunded.
        QVERIFY(shop.run("loyalty program --name Club --per-point 1.00 --point-value 0.01") != "failed");
        QVERIFY(shop.run("customer add C1 --name Ada") != "failed");
        QVERIFY(shop.run("customer change C1 --set email=ada@example.org --tag tea") != "failed");
        QVERIFY(shop.run("cart customer --number C1") != "failed");
        QVERIFY(shop.sell("MUG"));
        const auto points = [&](const char* number) {
            return shop.json(QStringLiteral("loyalty show ") + QLatin1String(number))
                .value(QLatin1String("balance"))
                .toInt();
        };
        QCOMPARE(points("C1"), 6);
        // Goods that earned points come back: so do the points, in proportion.
        QVERIFY(shop.run("cart customer --number C1") != "failed");
        QVERIFY(shop.run("cart add --sku MUG --quantity 3") != "failed");
        const auto bought = shop.json(QStringLiteral("sell")).value(QLatin1String("receipt")).toString();
        QCOMPARE(points("C1"), 24);
        // Three of the twelve mugs for 31.50, as the till knew it when it sold them.
        QCOMPARE(QJsonDocument::fromJson(shop.run(QStringLiteral("stock margin --json ") + bought))
                     .array()
                     .at(0)
                     .toObject()
                     .value(QLatin1String("cost_at_sale_e4"))
                     .toInt(),
                 7'875'000);
        QVERIFY(shop.run(QStringLiteral("cart return --line 1 --quantity 1 --receipt ") + bought) != "failed");
        QVERIFY(shop.run("sell") != "failed");
        QCOMPARE(points("C1"), 18);
        QVERIFY(shop.run(QStringLiteral("cart return --line 1 --quantity 2 --receipt ") + bought) != "failed");
        QVERIFY(shop.run("sell") != "failed");
        QCOMPARE(points("C1"), 6);
        QVERIFY(shop.run("loyalty redeem C1 --points 1") != "failed");
        QCOMPARE(points("C1"), 5);
        // And paid with at the till, given back with the goods.
        QVERIFY(shop.run("cart customer --number C1") != "failed");
        QVERIFY(shop.run("cart add --sku TEA") != "failed"); // 2.00
        QVERIFY(shop.error(QStringLiteral("sell --points 0.06")).contains("they have 5"));
        const auto paid = shop.json(QStringLiteral("sell --points all"));
        const auto first = paid.value(QLatin1String("payments")).toArray().at(0).toObject();
        const auto second = paid.value(QLatin1String("payments")).toArray().at(1).toObject();
        const auto& withPoints = first.contains(QLatin1String("points")) ? first : second;
        QCOMPARE(withPoints.value(QLatin1String("points")).toInt(), 5);
        QCOMPARE(withPoints.value(QLatin1String("amount")).toString(), QStringLiteral("0.05"));
        QCOMPARE(points("C1"), 2); // What two pounds earn.
        QVERIFY(shop.run(QStringLiteral("cart return --line 1 --quantity 1 --receipt ") +
                         paid.value(QLatin1String("receipt")).toString()) != "failed");
        QVERIFY(shop.run("sell") != "failed");
        QCOMPARE(points("C1"), 5);
        QVERIFY(shop.run("loyalty redeem C1 --points 4") != "failed");
        QCOMPARE(points("C1"), 1);

        // Cream by its code, which names lot and date.
        QVERIFY(shop.run("product add --sku CREAM --name Cream --price 1.00 --barcode 4012345678901") != "failed");
        QVERIFY(shop.run("stock track CREAM --by lots") != "failed");
        QVERIFY(shop.run("stock adjust (01)04012345678901(17)991231(10)C1=2 --reason received") != "failed");
        QVERIFY(shop.run("stock adjust (01)04012345678901(17)991230(10)C2=2 --reason received") != "failed");
        QVERIFY(shop.run("cart add --scan (01)04012345678901(10)C1") != "failed");
        const auto cream = shop.json(QStringLiteral("sell")).value(QLatin1String("receipt")).toString();
        const auto levelOf = [&](const char* lot) {
            for (const auto& one : shop.json(QStringLiteral("stock show CREAM")).value(QLatin1String("lots")).toArray())
                if (one.toObject().value(QLatin1String("lot")).toString() == QLatin1String(lot))
                    return one.toObject().value(QLatin1String("level")).toString();
            return QString();
        };
        QCOMPARE(levelOf("C1"), QStringLiteral("1")); // C2 would have gone first.
        QVERIFY(shop.run(QStringLiteral("cart return --line 1 --quantity 1 --receipt ") + cream) != "failed");
        QVERIFY(shop.run("sell") != "failed");
        QCOMPARE(levelOf("C1"), QStringLiteral("2"));
        QVERIFY(shop.error(QStringLiteral("cart add --scan (01)04012345678901(17)001231(10)C0")).contains("expired"));

        // One person under two numbers, merged, and erased.
        QVERIFY(shop.run("customer add C2 --name Ada_L.") != "failed");
        QVERIFY(shop.run("customer change C2 --set email=ADA@example.org") != "failed");
        QVERIFY(shop.run("customer duplicates").contains("email"));
        QVERIFY(shop.run("customer note C2 --text Likes_Assam") != "failed");
        QVERIFY(shop.run("customer merge C1 --into C2") != "failed");
        QCOMPARE(points("C2"), 1);
        QVERIFY(shop.run("segment set --name Tea --where tag=tea") != "failed");
        QCOMPARE(shop.run("segment members --name Tea").trimmed(), QByteArray("C2"));
        QCOMPARE(shop.run("segment list --json").simplified(), QByteArray("[ { \"name\": \"Tea\", \"members\": 1 } ]"));
        QVERIFY(shop.run("dump").contains(QByteArray("example.org").toHex()));
        QVERIFY(shop.run("customer erase C2 --reason asked_for_it") != "failed");
        QVERIFY(!shop.run("dump").contains(QByteArray("example.org").toHex()));
        QVERIFY(!shop.run("dump").contains(QByteArray("Assam").toHex()));
        QVERIFY(shop.run("verify") != "failed");
        QVERIFY(shop.run("rebuild") != "failed");
        QVERIFY(!shop.run("dump").contains(QByteArray("example.org").toHex()));
        QCOMPARE(shop.stock("MUG", "on_hand"), QStringLiteral("6"));
    }
};

QTEST_GUILESS_MAIN(StockDayTest)
#include "tst_stock_day.moc"
