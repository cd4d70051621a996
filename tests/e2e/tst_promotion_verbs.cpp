#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace kontor::test;

namespace {

struct Shop {
    QTemporaryDir folder;
    QString data = folder.filePath(QStringLiteral("shop"));

    Shop()
    {
        const auto made = ctl({QStringLiteral("init"), QStringLiteral("--data"), data, QStringLiteral("--pin"),
                               QStringLiteral("2468"), QStringLiteral("--organisation"), QStringLiteral("Gifts")});
        if (made.code != 0)
            qFatal("%s", made.err.constData());
    }
    /// Words at the blanks.
    [[nodiscard]] Said run(const QString& words, const QByteArray& input = {}) const
    {
        return ctl(words.split(u' ') + QStringList{QStringLiteral("--data"), data}, input);
    }
    [[nodiscard]] QJsonObject json(const QString& words, const QByteArray& input = {}) const
    {
        const auto said = run(words + QStringLiteral(" --json"), input);
        if (said.code != 0)
            qWarning("%s: %s", qPrintable(words), said.err.constData());
        return QJsonDocument::fromJson(said.out).object();
    }
};

const QByteArray offer = R"({"campaigns":[{"id":"c1","name":"Spring","budget":{"kind":"spend","limit":"1000.5"},
    "schedule":{"from":"2026-11-20T00:00:00+00:00","weekdays":["mon","sun"],"hours":[["09:00","12:30"],["22:00","24:00"]]}}],
  "promotions":[{"code":"SUMMER","name":"Summer sale","automatic":true,"campaign":"c1","priority":-3,"combination":"best",
    "group":"seasonal","variant":{"of":"customer.id","salt":"t","from_percent":"0.5","until_percent":"50"},
    "conditions":[{"attribute":"order.subtotal","operator":"gte","values":["12.345678901234567890"]}],
    "effect":{"type":"percentage","value":"12.5","target":"order","max_amount":"25","tiers":{"measure":"quantity",
      "of":"lines","conditions":[{"attribute":"sku","operator":"not_in","values":["A","B"]}],"steps":[["4","5"],["8","10"]]}}},
   {"code":"GIFT","effect":{"type":"gift","gift":{"product":"MUG","quantity":"2"}},"codes":[{"code":"G-1","limit":3},{"code":"G-2"}]},
   {"code":"BXGY","effect":{"type":"buy_get","value":"50","max_quantity":2,"group_size":2,"pick":"dearest","buy":{"min_quantity":"2",
      "conditions":[{"attribute":"brand","operator":"in","values":["Kiln"]}]},"get_quantity":"1.5","times":1}}]})";

} // namespace

class PromotionVerbsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsListedCanBeAddedAgainAndIsTheSame()
    {
        const Shop shop;
        const auto added = shop.json(QStringLiteral("promotion add -"), offer);
        QCOMPARE(added.value(QLatin1String("promotions")).toArray().size(), 3);
        const auto listed = shop.run(QStringLiteral("promotion list --json --codes"));
        QCOMPARE(listed.code, 0);
        const auto document = QJsonDocument::fromJson(listed.out).object();
        const auto promotions = document.value(QLatin1String("promotions")).toArray();
        QCOMPARE(promotions.size(), 3);
        QVERIFY(listed.out.contains("12.345678901234567890") || listed.out.contains("12.34567890123456789"));
        // The same once more is nothing new, and lists the same; a new shop made of it too.
        QCOMPARE(shop.json(QStringLiteral("promotion add -"), listed.out).value(QLatin1String("changed")).toBool(true),
                 false);
        const Shop other;
        QCOMPARE(other.run(QStringLiteral("promotion add -"), listed.out).code, 0);
        const auto again = other.json(QStringLiteral("promotion list --codes"));
        const auto byCode = [](const QJsonArray& list) {
            QMap<QString, QJsonValue> map;
            for (const auto& one : list)
                map.insert(one.toObject().value(QLatin1String("code")).toString(), one);
            return map;
        };
        QCOMPARE(byCode(again.value(QLatin1String("promotions")).toArray()), byCode(promotions));
        QCOMPARE(again.value(QLatin1String("campaigns")), document.value(QLatin1String("campaigns")));
    }

    void anEndedOneIsListedNoMoreUntilItIsAddedAgain()
    {
        const Shop shop;
        QCOMPARE(shop.run(QStringLiteral("promotion add -"), offer).code, 0);
        QCOMPARE(shop.run(QStringLiteral("promotion end SUMMER")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("promotion end SUMMER")).code, 1);
        QCOMPARE(shop.json(QStringLiteral("promotion list")).value(QLatin1String("promotions")).toArray().size(), 2);
        QCOMPARE(shop.run(QStringLiteral("promotion add -"), offer).code, 0);
        QCOMPARE(shop.json(QStringLiteral("promotion list")).value(QLatin1String("promotions")).toArray().size(), 3);
    }

    void aBatchOfCodesIsMadeAndCounted()
    {
        const Shop shop;
        QCOMPARE(shop.run(QStringLiteral("promotion add -"), offer).code, 0);
        const auto made = shop.json(QStringLiteral("promotion codes GIFT --count 25 --prefix X- --limit 2"));
        QCOMPARE(made.value(QLatin1String("codes")).toArray().size(), 25);
        QSet<QString> different;
        for (const auto& code : made.value(QLatin1String("codes")).toArray())
            different.insert(code.toString());
        QCOMPARE(different.size(), 25);
    }

    void aFaultOfTheFileNamesItsPlaceAndIsExit2()
    {
        const Shop shop;
        const auto said =
            shop.run(QStringLiteral("promotion add -"), R"({"promotions":[{"code":"A","effect":{"type":"x"}}]})");
        QCOMPARE(said.code, 2);
        QVERIFY(said.err.contains("$.promotions[0].effect.type"));
        QCOMPARE(shop.run(QStringLiteral("promotion add /nowhere")).code, 1);
    }

    void taxesClassesTreatmentsAndJurisdictions()
    {
        const Shop shop;
        QCOMPARE(shop.run(QStringLiteral("tax add --name State --rate 6.25 --on-top --affects-later-bases")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("tax add --name City --rate 1.5 --on-top")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("tax class --name Food")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("tax treat --class Food --jurisdiction US-CA --tax State --tax City")).code,
                 0);
        QCOMPARE(shop.run(QStringLiteral("tax treat --exemption reseller")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("tax jurisdiction US-CA")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("tax treat --class Nothing --tax State")).code, 1);
        QCOMPARE(shop.run(QStringLiteral("tax add --name Bad --rate 1e5")).code, 1);
        const auto listed = shop.json(QStringLiteral("tax list"));
        QCOMPARE(listed.value(QLatin1String("taxes")).toArray().size(), 2);
        QCOMPARE(listed.value(QLatin1String("treatments")).toArray().size(), 2);
        QCOMPARE(shop.run(QStringLiteral("product add --sku TEA --name Tea --price 2.50")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("classify product --sku TEA --class Food --brand Leaf --tag organic")).code,
                 0);
    }

    void aShopWithoutOrdersReplaysThem()
    {
        const Shop shop;
        const auto report = shop.json(QStringLiteral("replay"));
        QCOMPARE(report.value(QLatin1String("orders")).toInt(-1), 0);
        QCOMPARE(report.value(QLatin1String("differences")).toInt(-1), 0);
        QCOMPARE(shop.run(QStringLiteral("explain T1-NONE-000001")).code, 1);
    }
};

QTEST_GUILESS_MAIN(PromotionVerbsTest)
#include "tst_promotion_verbs.moc"
