#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/schema/catalog.pb.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

namespace {

struct Shop {
    QTemporaryDir dir;
    ShopFixture fixture{std::filesystem::path(dir.path().toStdString()) / "shop"};
    Id<schema::Product> mug = productOf(fixture.product("Mug", "MUG", "9.95"));
    Id<schema::Product> bowl = productOf(fixture.product("Bowl", "BOWL", "3.00"));

    Id<schema::Product> productOf(Id<schema::Variant> variant) const
    {
        return Id<schema::Product>(fixture.store->read()->get(variant)->product());
    }
    static std::string name(const View& view, Id<schema::Product> product) { return view.get(product)->name(); }
    std::string name(Id<schema::Product> product) const { return name(*fixture.store->read(), product); }
    Result<Committed> rename(Id<schema::Product> product, const std::string& name)
    {
        return fixture.run([&](const Reader& r, const Context& c, const Actor& a) {
            return renameProduct(r, c, a, {product, name});
        });
    }
};

} // namespace

/// What a connection has read it does not read again, and nobody can tell by the answers.
class ReadMemoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRowThatWasReadIsReadAgainOnceItHasChanged()
    {
        Shop shop;
        QCOMPARE(shop.name(shop.mug), "Mug");
        need(shop.rename(shop.mug, "Beaker"));
        QCOMPARE(shop.name(shop.mug), "Beaker");
    }

    void aRowThatWasNotThereIsFoundOnceItIs()
    {
        Shop shop;
        schema::Variant none;
        const auto view = shop.fixture.store->read();
        QVERIFY(!view->find(RawId::of(Bytes(16, '\7')), none));
        const auto plate = shop.fixture.product("Plate", "PLATE", "4.00");
        QVERIFY(!view->get(plate)); // It began before.
        QVERIFY(shop.fixture.store->read()->get(plate).has_value());
    }

    void aViewShowsTheMomentItBeganInWhateverIsWrittenMeanwhile()
    {
        Shop shop;
        QCOMPARE(shop.name(shop.mug), "Mug"); // Kept by the connection that the view below takes.
        const auto view = shop.fixture.store->read();
        QCOMPARE(Shop::name(*view, shop.mug), "Mug");
        need(shop.rename(shop.mug, "Beaker"));
        need(shop.rename(shop.bowl, "Dish"));
        QCOMPARE(Shop::name(*view, shop.mug), "Mug");
        QCOMPARE(Shop::name(*view, shop.bowl), "Bowl");
    }

    void whatAnOldViewReadsLateIsNotKeptForThoseWhoComeAfter()
    {
        Shop shop;
        {
            const auto view = shop.fixture.store->read();
            QCOMPARE(Shop::name(*view, shop.mug), "Mug"); // The moment is that of the first question.
            need(shop.rename(shop.bowl, "Dish"));
            QCOMPARE(Shop::name(*view, shop.bowl), "Bowl");
        }
        QCOMPARE(shop.name(shop.bowl), "Dish"); // By the same connection.
    }

    void aPriceThatChangesIsReadAgain()
    {
        Shop shop;
        const auto variant =
            shop.fixture.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "MUG");
        need(shop.fixture.scan(*variant));
        QCOMPARE(shop.fixture.cart().total.minor(), 995);
        need(shop.fixture.run([&](const Reader& r, const Context& c, const Actor& a) {
            return changePrice(r, c, a,
                               {*variant, need(UnitPrice::parse("8.50", need(Currency::fromAlpha("GBP")), "price"))});
        }));
        // It holds from its own moment, which may be the next millisecond.
        QTRY_COMPARE(shop.fixture.cart().total.minor(), 850);
    }

    void aRefusedCommandLeavesTheAnswersAsTheyWere()
    {
        Shop shop;
        QCOMPARE(shop.name(shop.mug), "Mug");
        QVERIFY(!shop.rename(shop.mug, ""));
        QCOMPARE(shop.name(shop.mug), "Mug");
        need(shop.rename(shop.mug, "Beaker"));
        QCOMPARE(shop.name(shop.mug), "Beaker");
    }

    void tablesMadeAgainAreReadAgain()
    {
        Shop shop;
        QCOMPARE(shop.name(shop.mug), "Mug");
        need(shop.rename(shop.mug, "Beaker"));
        need(shop.fixture.store->rebuild());
        QCOMPARE(shop.name(shop.mug), "Beaker");
    }
};

QTEST_APPLESS_MAIN(ReadMemoryTest)
#include "tst_read_memory.moc"
