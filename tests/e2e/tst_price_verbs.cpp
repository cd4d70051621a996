#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace kontor::test;

namespace {

/// A founded shop with a mug at 10.00. Words of a command line at the blanks; an underscore is a blank in a word.
struct Shop {
    QTemporaryDir folder;

    Shop()
    {
        run("init --pin 2468 --zone Europe/London --organisation Gifts");
        run("product add --sku MUG --name Mug --price 10.00");
    }
    Said said(const char* words) const
    {
        QStringList list = QString::fromLatin1(words).split(u' ');
        for (auto& word : list)
            word.replace(u'_', u' ');
        list.insert(list.first() == QLatin1String("init") || list.first() == QLatin1String("cash-due") ? 1 : 2,
                    QStringLiteral("--data=") + folder.filePath(QStringLiteral("shop")));
        return ctl(list);
    }
    /// What it wrote, when it went well.
    QByteArray run(const char* words) const
    {
        const auto answer = said(words);
        if (answer.code != 0)
            qWarning("%s: %s", words, answer.err.constData());
        return answer.code == 0 ? answer.out : QByteArray("failed");
    }
    QByteArray error(const char* words) const
    {
        const auto answer = said(words);
        return answer.code == 1 ? answer.err.trimmed() : QByteArray("no error");
    }
    QJsonObject object(const char* words) const { return QJsonDocument::fromJson(run(words)).object(); }
    QJsonArray array(const char* words) const { return QJsonDocument::fromJson(run(words)).array(); }
};

QString text(const QJsonObject& json, const char* key)
{
    return json.value(QLatin1String(key)).toString();
}

} // namespace

class PriceVerbsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTradeListIsMadeAssignedAndShown()
    {
        const Shop shop;
        shop.run("price-list add --name Trade --currency GBP");
        shop.run("customer-group add --name Trade_customers");
        shop.run("price set --sku MUG --price 8.00 --list Trade");
        shop.run("price set --sku MUG --price 7.00 --list Trade --from-quantity 10");
        const auto stores = shop.array("store list --json");
        const auto name = text(stores.at(0).toObject(), "name").replace(u' ', u'_');
        shop.run(qPrintable(QStringLiteral("price-list assign --list Trade --rank 3 --store ") + name));
        const auto one = shop.object("price show --sku MUG --json");
        QCOMPARE(text(one, "price"), QStringLiteral("8.00"));
        QCOMPARE(text(one, "list"), QStringLiteral("Trade"));
        const auto ten = shop.object("price show --sku MUG --quantity 10 --json");
        QCOMPARE(text(ten, "price"), QStringLiteral("7.00"));
        QCOMPARE(text(ten, "from_quantity"), QStringLiteral("10"));
        QCOMPARE(shop.array("price list --sku MUG --json").size(), 3);
        // A price is taken back by the id that the list shows.
        shop.run(qPrintable(QStringLiteral("price withdraw --id ") + text(one, "id")));
        QCOMPARE(text(shop.object("price show --sku MUG --json"), "price"), QStringLiteral("10.00"));
        QCOMPARE(shop.array("price-list list --json").size(), 2);
        shop.run(qPrintable(QStringLiteral("price-list unassign --list Trade --store ") + name));
        QCOMPARE(text(shop.object("price show --sku MUG --quantity 10 --json"), "price"), QStringLiteral("10.00"));
        QCOMPARE(shop.array("customer-group list --json").size(), 1);
    }
    void anOfferIsInTheHistoryAndBesideIt()
    {
        const Shop shop;
        shop.run("price set --sku MUG --price 6.66 --until 2999-01-01T00:00:00");
        QCOMPARE(shop.array("price history --sku MUG --json").size(), 2);
        const auto prior = shop.object("price prior --sku MUG --json");
        QCOMPARE(text(prior, "now"), QStringLiteral("6.66"));
        QCOMPARE(text(prior, "was"), QStringLiteral("10.00"));
        QCOMPARE(text(prior, "lowest_30_days"), QStringLiteral("10.00"));
        QCOMPARE(prior.value(QLatin1String("percent_off")).toInt(), 33);
        QVERIFY(prior.value(QLatin1String("reduced")).toBool());
        QVERIFY(shop.run("price prior --sku MUG").contains("a reduction of 33 %"));
    }
    void goodsAreSoldByTheKiloAndTheShelfSaysSo()
    {
        const Shop shop;
        shop.run("unit add --name kilogram --symbol kg");
        shop.run("unit add --name hundred_grams --symbol 100g --of kg --ratio 1/10");
        shop.run("unit add --name box_of_12 --of pieces --ratio 12 --whole");
        QCOMPARE(shop.array("unit list --json").size(), 3);
        shop.run("product add --sku HAM --name Ham");
        shop.run("product set-unit --sku HAM --unit kg");
        shop.run("price set --sku HAM --price 1.99 --per 100g");
        const auto ham = shop.object("price show --sku HAM --json");
        QCOMPARE(text(ham, "per"), QStringLiteral("100g"));
        QCOMPARE(text(ham, "times"), QStringLiteral("10/1"));
        QCOMPARE(text(ham, "shelf"), QStringLiteral("19.90 / kg"));
        shop.run("product set-content --sku MUG --content 4 --unit 100g");
        QCOMPARE(text(shop.object("price show --sku MUG --json"), "shelf"), QStringLiteral("25.00 / kg"));
        QCOMPARE(shop.error("price show --sku HAM --per box_of_12"),
                 QByteArray("error: unit: Ham has no price per this unit, nor one that converts to it: give it one"));
        shop.run("product set-open-price --sku MUG --least 2 --most 50 --everybody");
    }
    void cashIsDueInCoinsAndInAnotherCurrency()
    {
        const Shop shop;
        QCOMPARE(text(shop.object("cash-due --amount 12.34 --json"), "cash"), QStringLiteral("12.34"));
        shop.run("setting set --key cash.units --value GBP=0.05 --for organisation");
        shop.run("rate set --currency EUR --rate 0.8612");
        const auto due = shop.object("cash-due --amount 12.34 --currency EUR --json");
        QCOMPARE(text(due, "cash"), QStringLiteral("12.35"));
        QCOMPARE(text(due, "cash_rounding"), QStringLiteral("0.01"));
        const auto foreign = due.value(QLatin1String("foreign")).toObject();
        QCOMPARE(text(foreign, "amount"), QStringLiteral("14.35")); // 14.3404…, in euro cents upwards.
        QCOMPARE(text(foreign, "worth"), QStringLiteral("12.36"));
        QCOMPARE(text(foreign, "change"), QStringLiteral("0.01"));
        shop.run("rate stop --currency EUR");
        QCOMPARE(shop.error("cash-due --amount 12.34 --currency EUR"),
                 QByteArray("error: rate: EUR is not taken any more: set a rate, or take GBP"));
        QCOMPARE(shop.array("rate list --json").size(), 2);
    }
    void aMistakeIsToldWithItsRemedy_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* words, const char* said) {
            QTest::newRow(words) << QByteArray(words) << QByteArray(said);
        };
        row("price set --sku MUG --price abc", "error: price: ");
        row("price set --sku MUG --price 1 --list Trade",
            "error: price_list: there is no price list 'Trade': `price-list list` shows them");
        row("price set --sku MUG --price 1 --until 2001-01-01T00:00:00",
            "error: until: the price ends before it begins");
        row("price set --sku MUG --price 1 --customer 7", "error: customer: there is no customer \"7\"");
        row("price set --sku MUG --price 1 --per kg", "error: unit: there is no unit 'kg': `unit list` shows them");
        row("price set --sku MUG --price 1 --from yesterday", "error: from: ");
        row("price withdraw --id 12", "error: id: give the price's id, as `price list` shows it");
        row("price-list assign --list Trade", "error: ");
        row("unit add --name x --ratio 1:2", "error: ratio: a whole number or a fraction of two, such as 12 or 1/10");
        row("rate set --currency EUR --rate 0", "error: rate: ");
        row("setting set --key cash.units --value GBP", "error: cash.units: 'GBP' is not like EUR=0.05");
        row("setting set --key scan.label-formats --value 21IIIII",
            "error: scan.label-formats: '21IIIII': it has 7 char");
        row("setting set --key cash.unit --value GBP", "error: key: there is no setting 'cash.unit'");
    }
    void aMistakeIsToldWithItsRemedy()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, said);
        static const Shop shop;
        const auto error = shop.error(words.constData());
        QVERIFY2(error.startsWith(said), error.constData());
    }
};

QTEST_GUILESS_MAIN(PriceVerbsTest)
#include "tst_price_verbs.moc"
