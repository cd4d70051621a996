#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "ui/sell/amount_entry.h"
#include "ui/sell/ticket_model.h"
#include "ui/sell/tile_model.h"
#include "ui/sell/tile_pictures.h"
#include "ui/text/money_text.h"
#include "ui/till_shop.h"
#include "ui/widgets/avatar.h"
#include "ui/widgets/ticket_list.h"
#include "ui/widgets/tile_grid.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace kontor;

namespace {

Currency gbp()
{
    return *Currency::fromAlpha("GBP");
}

RawId idOf(std::uint8_t number)
{
    return RawId::imported("test", std::string(1, char(number)), 0);
}

CartLineView lineOf(std::uint8_t number, int quantity)
{
    CartLineView line(gbp());
    line.line = Id<schema::CartLine>(idOf(number));
    line.variant = Id<schema::Variant>(idOf(number));
    line.name = "Product " + std::to_string(number);
    line.quantity = Quantity::whole(quantity);
    line.unitPrice = UnitPrice::of(Money(1250, gbp()));
    line.total = Money(1250 * quantity, gbp());
    return line;
}

} // namespace

class SellModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPictureIsReadBesideAndCutToATile()
    {
        const QTemporaryDir folder;
        QImage tall(400, 900, QImage::Format_RGB32);
        tall.fill(Qt::red);
        QVERIFY(tall.save(folder.filePath(QStringLiteral("KIT-1.png"))));
        QFile broken(folder.filePath(QStringLiteral("KIT-2.jpg")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no picture");
        broken.close();
        TilePictures pictures(folder.path());
        QSignalSpy loaded(&pictures, &TilePictures::loaded);
        QVERIFY(pictures.picture(QStringLiteral("KIT-1")).isNull()); // Not waited for.
        for (const char* none : {"KIT-2", "KIT-3", "../KIT-1", ".hidden", ""})
            QVERIFY(pictures.picture(QLatin1String(none)).isNull());
        QTRY_COMPARE(loaded.size(), 1);
        const auto picture = pictures.picture(QStringLiteral("KIT-1"));
        QCOMPARE(picture.size(), TilePictures::size);
        QCOMPARE(picture.pixelColor(10, 10), QColor(Qt::red));
    }

    void aShopWithoutPicturesAsksNoDisk()
    {
        TilePictures pictures(QStringLiteral("/nowhere/at/all"));
        QSignalSpy loaded(&pictures, &TilePictures::loaded);
        QVERIFY(pictures.picture(QStringLiteral("KIT-1")).isNull());
        QCOMPARE(loaded.size(), 0);
    }

    void theTicketStaysAValidModelThroughASale()
    {
        TicketModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setLines({lineOf(1, 1)});
        model.setLines({lineOf(1, 2)});
        model.setLines({lineOf(1, 2), lineOf(2, 1), lineOf(3, 1)});
        model.setProblem(QStringLiteral("Unknown code 1"), QStringLiteral("Search by name."));
        model.setLines({lineOf(1, 2), lineOf(3, 1)}); // The one in the middle removed.
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(1).data(Qt::DisplayRole).toString(), QStringLiteral("Product 3"));
        QCOMPARE(model.index(2).data(Qt::DisplayRole).toString(), QStringLiteral("Unknown code 1"));
        QCOMPARE(model.index(2).data(TicketProblemRole).toString(), QStringLiteral("Search by name."));
        model.setProblem({}, {});
        model.setLines({});
        QCOMPARE(model.rowCount(), 0);
    }

    void aChangedQuantityKeepsItsRow()
    {
        TicketModel model;
        model.setLines({lineOf(1, 1), lineOf(2, 1)});
        const QPersistentModelIndex second(model.index(1));
        model.setLines({lineOf(1, 1), lineOf(2, 4)});
        QVERIFY(second.isValid());
        QCOMPARE(second.data(TicketDetailRole).toString(), QStringLiteral("4 × 12.50"));
        QCOMPARE(second.data(TicketTotalRole).toString(), QStringLiteral("50.00"));
    }

    void aLineSaysWhatPromotionsTookFromItAndGiftsHaveRowsOfTheirOwn()
    {
        TicketModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        auto line = lineOf(1, 2);
        line.discounts = {{{}, "Summer", 250}};
        line.total = Money(2250, gbp());
        model.setLines({line});
        model.setGifts({{{}, "A mug for you", "MUG", Quantity::whole(1), "Mug"}});
        model.setProblem(QStringLiteral("Unknown code 1"), QStringLiteral("Search by name."));
        const auto reasons = model.index(0).data(TicketReasonsRole).toStringList();
        QVERIFY2(reasons.contains(QStringLiteral("Summer −2.50")), qPrintable(reasons.join(QLatin1Char('|'))));
        QCOMPARE(model.index(1).data(Qt::DisplayRole).toString(), QStringLiteral("Mug"));
        QVERIFY(model.index(1).data(TicketDetailRole).toString().contains(QStringLiteral("A mug for you")));
        QCOMPARE(model.line(1), nullptr);
        QCOMPARE(model.index(2).data(Qt::DisplayRole).toString(), QStringLiteral("Unknown code 1"));
        model.setGifts({});
        QCOMPARE(model.rowCount(), 2);
    }

    void aLineThatCannotBeSoldSaysSo()
    {
        TicketModel model;
        auto line = lineOf(1, 1);
        line.problem = Error{Error::Kind::Invalid, "product", "archived"};
        model.setLines({line});
        QVERIFY(!model.index(0).data(TicketProblemRole).toString().isEmpty());
    }

    void tilesStayAValidModelWhileSearching()
    {
        TillShop shop;
        shop.add("Ceramic mug, indigo", "KIT-1", "", "12.50");
        const auto towel = shop.add("Linen tea towel", "TEX-1", "", "9.00");
        shop.receive(towel, 112);
        const auto products = [&] {
            std::vector<ProductView> all;
            const auto view = shop.store().read();
            for (const auto& variant : view->someVariants(10))
                all.push_back(*readProduct(*view, shop.store().identity().store, variant, TillShop::now()));
            return all;
        };
        TileModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setProducts(products());
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        shop.changePrice(towel, "8.50");
        model.setProducts(products());
        QCOMPARE(resets.size(), 0); // Nothing jumps under a finger.
        const auto hits = model.match(model.index(0), Qt::DisplayRole, QStringLiteral("Linen tea towel"));
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits.first().data(TilePriceRole).toString(), QStringLiteral("£8.50"));
        QCOMPARE(hits.first().data(TileStockRole).toString(), QStringLiteral("112 in stock"));
        QVERIFY(!hits.first().data(TileLowRole).toBool());
        model.setProducts({});
    }

    void typedAmountsAreWhatTheKeysSay_data()
    {
        QTest::addColumn<QString>("keys");
        QTest::addColumn<qint64>("minor");
        QTest::newRow("whole pounds") << QStringLiteral("100") << qint64(100'00);
        QTest::newRow("with a dot") << QStringLiteral("12.5") << qint64(12'50);
        QTest::newRow("with a comma") << QStringLiteral("12,50") << qint64(12'50);
        QTest::newRow("a dot first") << QStringLiteral(".99") << qint64(99);
        QTest::newRow("on the way") << QStringLiteral("12.") << qint64(12'00);
        QTest::newRow("a third decimal is left out") << QStringLiteral("1.239") << qint64(1'23);
        QTest::newRow("a second dot is left out") << QStringLiteral("1.2.3") << qint64(1'23);
        QTest::newRow("leading zeros") << QStringLiteral("007") << qint64(7'00);
        QTest::newRow("never more than seven digits") << QStringLiteral("123456789") << qint64(1'234'567'00);
        QTest::newRow("letters are left out") << QStringLiteral("1a2") << qint64(12'00);
        QTest::newRow("nothing") << QString() << qint64(0);
    }
    void typedAmountsAreWhatTheKeysSay()
    {
        QFETCH(QString, keys);
        QFETCH(qint64, minor);
        AmountEntry entry(gbp());
        for (const auto key : keys)
            entry.type(QString(key));
        QCOMPARE(entry.money().minor(), minor);
    }

    void amountsReadAsPeopleWriteThem()
    {
        QCOMPARE(moneyText(Money(1'234'50, gbp())), QStringLiteral("£1,234.50"));
        QCOMPARE(moneyText(Money(-3'00, gbp())), QStringLiteral("−£3.00"));
        QCOMPARE(moneyText(Money(1'000'000'00, gbp())), QStringLiteral("£1,000,000.00"));
        QCOMPARE(amountText(Money(5, gbp())), QStringLiteral("0.05"));
        QCOMPARE(unitPriceText(UnitPrice{375}, gbp()), QStringLiteral("0.000375"));
        QCOMPARE(quantityText(Quantity{354}), QStringLiteral("0.354"));
        QCOMPARE(rateText(200'000), QStringLiteral("20%"));
        QCOMPARE(rateText(55'000), QStringLiteral("5.5%"));
        QCOMPARE(moneyText(Money(500, *Currency::fromAlpha("JPY"))).right(3), QStringLiteral("500"));
    }

    void peopleAreCalledByFirstNameAndInitial()
    {
        QCOMPARE(shortNameOf(QStringLiteral("Mira Okafor")), QStringLiteral("Mira O."));
        QCOMPARE(shortNameOf(QStringLiteral("Mira")), QStringLiteral("Mira"));
        QCOMPARE(initialsOf(QStringLiteral("Mira Anna Okafor")), QStringLiteral("MO"));
        QCOMPARE(initialsOf(QStringLiteral("mira")), QStringLiteral("M"));
        QCOMPARE(initialsOf(QString()), QStringLiteral("?"));
    }

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }
};
QTEST_MAIN(SellModelsTest)
#include "tst_sell_models.moc"
