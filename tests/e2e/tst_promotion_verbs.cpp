#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
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

/// The element with the same code or id.
QJsonValue named(const QJsonArray& list, const QJsonObject& wanted)
{
    for (const auto* key : {"code", "id"})
        for (const auto& one : list)
            if (wanted.contains(QLatin1String(key)) &&
                one.toObject().value(QLatin1String(key)) == wanted.value(QLatin1String(key)))
                return one;
    return {};
}

/// 12.50 is 12.5 and a moment that of UTC; other texts are themselves.
QString plain(const QString& text)
{
    if (text.contains(u'T'))
        if (const auto moment = QDateTime::fromString(text, Qt::ISODate); moment.isValid())
            return moment.toUTC().toString(Qt::ISODateWithMs);
    static const QRegularExpression zeros(QStringLiteral("^(-?[0-9]+)\\.0*$|^(-?[0-9]+\\.[0-9]*[1-9])0+$"));
    const auto match = zeros.match(text);
    return match.hasMatch() ? match.captured(1) + match.captured(2) : text;
}

/// Where `found` does not say what `wanted` says; it may say more.
QString missing(const QJsonValue& wanted, const QJsonValue& found, const QString& path)
{
    if (wanted.isObject()) {
        const auto members = wanted.toObject();
        for (auto one = members.begin(); one != members.end(); ++one)
            if (const auto what = missing(one.value(), found.toObject().value(one.key()), path + u'.' + one.key());
                !what.isEmpty())
                return what;
        return {};
    }
    if (wanted.isArray()) {
        const auto all = wanted.toArray();
        if (found.toArray().size() != all.size())
            return path + QStringLiteral(" has another length");
        for (int i = 0; i < all.size(); ++i)
            if (const auto what = missing(all.at(i), found.toArray().at(i), path + QStringLiteral("[%1]").arg(i));
                !what.isEmpty())
                return what;
        return {};
    }
    const bool same =
        wanted.isString() ? found.isString() && plain(wanted.toString()) == plain(found.toString()) : wanted == found;
    return same ? QString() : path + QStringLiteral(" is ") + found.toVariant().toString();
}

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
        const auto given = QJsonDocument::fromJson(offer).object();
        for (const auto* part : {"campaigns", "promotions"}) {
            const auto wanted = given.value(QLatin1String(part)).toArray();
            const auto found = document.value(QLatin1String(part)).toArray();
            QCOMPARE(found.size(), wanted.size());
            for (const auto& one : wanted)
                QCOMPARE(missing(one, named(found, one.toObject()), QLatin1String(part)), QString());
        }
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

    void aSaleIsExplainedToThePenny()
    {
        const Shop shop;
        for (const auto* words :
             {"tax add --name VAT --rate 20", "tax class --name Pottery", "tax treat --class Pottery --tax VAT",
              "product add --sku MUG --name Mug --price 2.55", "classify product --sku MUG --class Pottery",
              "product add --sku TEA --name Tea --price 4.00"})
            QCOMPARE(shop.run(QString::fromLatin1(words)).code, 0);
        const auto published = shop.run(QStringLiteral("promotion add -"),
                                        R"({"promotions":[{"code":"MUGS","name":"Mug week","automatic":true,
              "effect":{"value":"10","target_conditions":[{"attribute":"sku","operator":"eq","values":["MUG"]}]}},
             {"code":"RICH","automatic":true,"conditions":[{"attribute":"order.subtotal","operator":"gte","values":["50"]}],
              "effect":{"value":"50"}}]})");
        QCOMPARE(published.code, 0);
        QCOMPARE(shop.run(QStringLiteral("cart add --sku MUG --quantity 3")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("cart add --sku TEA")).code, 0);
        const auto receipt = shop.json(QStringLiteral("sell")).value(QLatin1String("receipt")).toString();
        // What is on offer today does not change what was.
        QCOMPARE(shop.run(QStringLiteral("promotion end MUGS")).code, 0);
        QCOMPARE(shop.run(QStringLiteral("tax add --name VAT --rate 25")).code, 0);

        const auto said = shop.run(QStringLiteral("explain ") + receipt);
        QCOMPARE(said.code, 0);
        // 3 x 2.55 is 7.65, of which 10 percent are 0.77; a sixth of the 6.88 left is the tax in it.
        const auto expected = QJsonDocument::fromJson(R"({
            "lines":[{"id":"1 MUG","unit_price":"2.55","gross":"6.88","net":"5.73","discounts":[{"promotion":"MUGS","amount":"0.77"}],
                      "taxes":[{"tax":"VAT","base":"5.73","amount":"1.15"}]},
                     {"id":"2 TEA","unit_price":"4.00","gross":"4.00","net":"4.00","discounts":[],"taxes":[]}],
            "totals":{"subtotal":"11.65","discount":"0.77","net":"9.73","tax":"1.15","gross":"10.88","payable":"10.88",
                      "taxes":[{"tax":"VAT","base":"5.73","amount":"1.15"}]},
            "refused":[{"promotion":"RICH","reason":"condition"}],
            "trace":[{"step":"price","line":"1 MUG","listed":"7.65"},{"step":"price","line":"2 TEA","listed":"4.00"},
                     {"step":"promotion","promotion":"MUGS","on":"lines","value":"10","amount":"0.77",
                      "parts":[{"line":"1 MUG","base":"7.65","amount":"0.77"}]},
                     {"step":"promotion","promotion":"RICH","reason":"condition","condition":{"attribute":"order.subtotal","operator":"gte"}},
                     {"step":"tax","line":"1 MUG","tax":"VAT","kind":"percent","rate":"20","included":true,"base":"5.73","amount":"1.15"},
                     {"step":"order","subtotal":"11.65","discount":"0.77","tax":"1.15","gross":"10.88"}]})");
        QVERIFY(expected.isObject());
        QCOMPARE(missing(expected.object(), QJsonDocument::fromJson(said.out).object(), QStringLiteral("$")),
                 QString());
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
