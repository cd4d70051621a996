#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "app/clock/open_shop.h"
#include "app/founding/demo_shelves.h"
#include "app/founding/found_demo.h"
#include "app/founding/found_shop.h"
#include "ctl/text_file.h"
#include "domain/catalog/category.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/settings/settings.h"
#include "storage/view.h"

using namespace kontor;
using namespace kontor::test;

/// The demo shop from a file of sales.
class FoundDemoTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void productsStandOnTheirShelvesAndSalesAreThere()
    {
        const TextFiles files;
        DemoWish wish;
        wish.sales =
            files.write(QByteArray(salesHeader) + "1,A,RED RETROSPOT MUG,6,2010-12-01 08:26:00,2.55,17850,UK\n"
                                                  "1,C1,CHRISTMAS CAKE TIN,1,2010-12-01 08:26:00,5.00,17850,UK\n"
                                                  "1,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850,UK\n");
        const auto data = files.path("demo");
        for (int run = 0; run < 2; ++run) { // The second goes on where nothing is left to do.
            const auto done = foundDemo(data, wish, World::real());
            QVERIFY2(done.has_value(), done ? "" : done.error().detail.c_str());
        }
        StoreOptions options;
        options.directory = data;
        const auto store = std::move(*openShop(std::move(options)));
        const auto shop = store->read();
        QCOMPARE(shop->count(schema::Order::default_instance()), std::uint64_t(1));
        const auto shelfOf = [&](const std::string& sku) {
            const auto variant = shop->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku);
            const auto product = shop->get(Id<schema::Product>(shop->get(*variant)->product()));
            const auto shelf = shop->get(Id<schema::Category>(product->category()));
            return shelf ? shelf->name() : std::string();
        };
        QCOMPARE(shelfOf("A"), std::string("Kitchen"));
        QCOMPARE(shelfOf("C1"), std::string("Seasonal"));
        QCOMPARE(shelfOf("POST"), std::string());
        QVERIFY(liveCategories(*shop).size() > 5);
        // What the month sold came in before, and something is left; once, however often it is run.
        const auto terms = storeTerms(*shop, store->identity().store);
        const auto levelOf = [&](const std::string& sku) {
            const auto variant = shop->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku);
            return shop->stockLevel(*variant, terms->location).thousandths;
        };
        QCOMPARE(levelOf("A"), 6000);
        QCOMPARE(levelOf("C1"), 6000);
        QCOMPARE(levelOf("POST"), 0);
    }

    void aShopThatIsNotTheDemosIsLeftAlone()
    {
        const TextFiles files;
        Founding founding;
        founding.pin = "2468";
        const auto data = files.path("own");
        QVERIFY(foundShop(data, founding, World::real()));
        DemoWish wish;
        wish.sales = files.write(salesHeader);
        const auto done = foundDemo(data, wish, World::real());
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Conflict);
    }
};
QTEST_GUILESS_MAIN(FoundDemoTest)
#include "tst_found_demo.moc"
