#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/base/sort_key.h"
#include "domain/catalog/category.h"
#include "domain/catalog/price.h"
#include "domain/inventory/stock.h"
#include "storage/database.h"
#include "storage/lists/listing_file.h"
#include "storage/product_lists.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

#include <rapidcheck.h>

#include <algorithm>
#include <fstream>

using namespace kontor;
using namespace kontor::test;

namespace {

namespace fs = std::filesystem;

struct ListedShop {
    QTemporaryDir dir;
    ShopFixture shop{fs::path(dir.path().toStdString()) / "shop"};
    std::unique_ptr<ProductLists> lists = need(ProductLists::open(*shop.store));

    std::vector<ListingRow> all(const ListingQuery& query, std::size_t perPage = 1000)
    {
        need(lists->settle());
        std::vector<ListingRow> rows;
        while (true) {
            const auto page =
                need(lists->page(query, perPage, rows.empty() ? std::nullopt : std::optional(rows.back())));
            rows.insert(rows.end(), page.begin(), page.end());
            if (page.size() < perPage)
                return rows;
        }
    }
    std::vector<std::string> names(const ListingQuery& query)
    {
        std::vector<std::string> names;
        for (const auto& row : all(query))
            names.push_back(row.name);
        return names;
    }
    std::vector<std::string> found(const std::string& text)
    {
        need(lists->settle());
        std::vector<std::string> names;
        const auto view = shop.store->read();
        for (const auto variant : need(lists->search(text, 10)))
            names.push_back(view->get(Id<schema::Product>(view->get(variant)->product()))->name());
        return names;
    }
    Id<schema::Product> productOf(Id<schema::Variant> variant)
    {
        return Id<schema::Product>(shop.store->read()->get(variant)->product());
    }
    void adjust(Id<schema::Variant> variant, int pieces)
    {
        AdjustStock input;
        input.changes.push_back({variant, Quantity::whole(pieces), schema::COUNTED});
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) { return adjustStock(r, c, a, input); }));
    }
};

using Names = std::vector<std::string>;

} // namespace

/// The prepared lists say what the tables say, whatever was asked for and however it came there.
class ProductListsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFilterAndSortGivesTheRowsThatThePlainTablesGivePageByPage()
    {
        ListedShop listed;
        std::vector<Id<schema::Category>> shelves;
        for (const char* name : {"Bakery", "Drinks"})
            shelves.emplace_back(need(listed.shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                                     return addCategory(r, c, a, {name, {}, {}});
                                 })).mainId);
        struct Plain {
            std::string name;
            std::string sku;
            std::int64_t price;
            std::int64_t stock;
            std::size_t shelf;
            schema::ProductStatus status;
        };
        std::vector<Plain> plain;
        AddProducts batch;
        for (int i = 0; i < 60; ++i) {
            const char* words[] = {"Éclair", "apple", "Zebra", "bread", "eclair"};
            Plain one{std::string(words[i % 5]) + ' ' + std::to_string(i % 7),
                      "K" + std::to_string(i),
                      (i * 37 % 11) * 100'0000LL,
                      0,
                      static_cast<std::size_t>(i % 3),
                      i % 4 == 0 ? schema::DRAFT : schema::PUBLISHED};
            NewProduct product;
            product.name = one.name;
            product.sku = one.sku;
            product.price = UnitPrice{one.price};
            product.status = one.status;
            if (one.shelf < 2)
                product.category = shelves[one.shelf];
            batch.products.push_back(product);
            plain.push_back(one);
        }
        need(listed.shop.run(
            [&](const Reader& r, const Context& c, const Actor& a) { return addProducts(r, c, a, batch); }));
        for (std::size_t i = 0; i < plain.size(); i += 2) {
            plain[i].stock = static_cast<std::int64_t>(i % 5) - 2;
            if (plain[i].stock != 0)
                listed.adjust(
                    *listed.shop.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, plain[i].sku),
                    static_cast<int>(plain[i].stock));
        }
        need(listed.lists->settle());
        Database file(listed.dir.path().toStdString() + "/shop/kontor.lists", Database::Access::ReadOnly);
        const bool held = rc::check("pages are the plain rows, filtered and sorted", [&] {
            ListingQuery query;
            query.sort = *rc::gen::element(ListingQuery::Sort::Name, ListingQuery::Sort::Sku, ListingQuery::Sort::Price,
                                           ListingQuery::Sort::OnHand);
            query.descending = *rc::gen::arbitrary<bool>();
            if (*rc::gen::arbitrary<bool>())
                query.status = *rc::gen::element(schema::DRAFT, schema::PUBLISHED, schema::ARCHIVED);
            const auto shelf = *rc::gen::inRange<std::size_t>(0, 4);
            if (shelf < 2)
                query.category = shelves[shelf];
            if (*rc::gen::arbitrary<bool>()) {
                query.priceFromE4 = *rc::gen::inRange(0, 6) * 100'0000LL;
                query.priceToE4 = *rc::gen::inRange(4, 11) * 100'0000LL;
            }
            query.stock =
                *rc::gen::element(ListingQuery::Stock::Any, ListingQuery::Stock::In, ListingQuery::Stock::Out);
            query.text = *rc::gen::element<std::string>("", "", "ecl", "a", "zebra 1", "K1");

            const auto rows = listed.all(query, *rc::gen::inRange<std::size_t>(1, 70));
            std::multiset<std::string> expected;
            for (const auto& one : plain) {
                const std::string words = " " + sortKey(one.name) + " " + sortKey(one.sku);
                bool hit = true;
                std::istringstream typed(sortKey(query.text));
                for (std::string word; typed >> word;)
                    hit = hit && words.find(" " + word) != std::string::npos;
                if (hit && (!query.status || one.status == *query.status) &&
                    (query.category.isNil() || (one.shelf < 2 && shelves[one.shelf] == query.category)) &&
                    (!query.priceFromE4 || (one.price >= *query.priceFromE4 && one.price <= *query.priceToE4)) &&
                    (query.stock == ListingQuery::Stock::Any ||
                     (one.stock > 0) == (query.stock == ListingQuery::Stock::In)))
                    expected.insert(one.sku);
            }
            std::multiset<std::string> got;
            for (const auto& row : rows)
                got.insert(row.sku);
            RC_ASSERT(got == expected);
            RC_ASSERT(need(listed.lists->count(query, 1000)) == expected.size());
            // Whichever way the rows are found, as in a shop of half a million they are by another.
            const auto limit = *rc::gen::inRange<std::size_t>(1, 20);
            const auto after = rows.empty() || *rc::gen::arbitrary<bool>()
                                   ? std::nullopt
                                   : std::optional(rows[*rc::gen::inRange<std::size_t>(0, rows.size())]);
            const lists::file::Few few{*rc::gen::inRange<std::uint64_t>(0, 30),
                                       *rc::gen::inRange<std::uint64_t>(0, 30)};
            const auto usual = need(listed.lists->page(query, limit, after));
            const auto other = lists::file::page(file, query, limit, after, few);
            RC_ASSERT(std::equal(usual.begin(), usual.end(), other.begin(), other.end(),
                                 [](const ListingRow& a, const ListingRow& b) { return a.product == b.product; }));
            RC_ASSERT(std::is_sorted(rows.begin(), rows.end(), [&](const ListingRow& a, const ListingRow& b) {
                const auto less = [&](const ListingRow& x, const ListingRow& y) {
                    switch (query.sort) {
                    case ListingQuery::Sort::Name: return sortKey(x.name) < sortKey(y.name);
                    case ListingQuery::Sort::Sku: return x.sku < y.sku;
                    case ListingQuery::Sort::Price: return x.priceE4 < y.priceE4;
                    default: return x.onHand < y.onHand;
                    }
                };
                return query.descending ? less(b, a) : less(a, b);
            }));
        });
        QVERIFY(held);
    }

    void whatIsSaidElsewhereIsInTheListsSoonAfter()
    {
        ListedShop listed;
        const auto mug = listed.shop.product("Mug", "M-1", "4.50");
        QCOMPARE(listed.names({}), Names{"Mug"});
        need(listed.shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return renameProduct(r, c, a, {listed.productOf(mug), "Blue cup"});
        }));
        QCOMPARE(listed.names({}), Names{"Blue cup"});
        QCOMPARE(listed.found("blu"), Names{"Blue cup"});
        QCOMPARE(listed.found("mug"), Names{});
        need(listed.shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return changePrice(r, c, a, {mug, UnitPrice{700'0000}});
        }));
        need(listed.shop.scan(mug));
        need(listed.shop.payCash());
        const auto row = listed.all({}).front();
        QCOMPARE(row.priceE4, std::optional<std::int64_t>(700'0000));
        QCOMPARE(row.onHand, Quantity::whole(-1));
        QCOMPARE(row.sold, std::uint64_t(1));
        need(listed.shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return archiveProduct(r, c, a, {listed.productOf(mug)});
        }));
        QCOMPARE(listed.found("blu"), Names{});
    }

    void aSearchGivesExactCodesThenNamesThatBeginSoThenWhatSellsMost()
    {
        ListedShop listed;
        (void)listed.shop.product("Candle holder", "C-1", "1.00");
        const auto often = listed.shop.product("Beeswax candle", "C-2", "1.00");
        (void)listed.shop.product("Tall candle", "C-3", "1.00", {"candle"});
        (void)listed.shop.product("Café crème", "C-4", "1.00");
        need(listed.shop.scan(often));
        need(listed.shop.payCash());
        // Ranked anew: the order of then is that of the making.
        listed.lists.reset();
        fs::remove(listed.shop.store->folder() / "kontor.lists");
        listed.lists = need(ProductLists::open(*listed.shop.store));
        QCOMPARE(listed.found("candle"), (Names{"Tall candle", "Candle holder", "Beeswax candle"}));
        QCOMPARE(listed.found("c-4"), Names{"Café crème"});
        QCOMPARE(listed.found("cafe cre"), Names{"Café crème"});
        QCOMPARE(listed.found("").front(), std::string("Beeswax candle"));
    }

    void theyAreMadeAgainWhenTheFileIsDamagedOrOfAnotherShopAndFollowWhatHappenedWhileTheyWereClosed()
    {
        ListedShop listed;
        (void)listed.shop.product("Mug", "M-1", "4.50");
        QCOMPARE(listed.names({}), Names{"Mug"});
        listed.lists.reset();
        (void)listed.shop.product("Bowl", "B-1", "4.50");
        listed.lists = need(ProductLists::open(*listed.shop.store));
        QCOMPARE(listed.names({}), (Names{"Bowl", "Mug"}));

        const auto file = listed.shop.store->folder() / "kontor.lists";
        listed.lists.reset();
        std::ofstream(file, std::ios::binary)
            << "this is no database, whatever its name says; it is text and more text";
        listed.lists = need(ProductLists::open(*listed.shop.store));
        QCOMPARE(listed.names({}), (Names{"Bowl", "Mug"}));

        ListedShop other;
        (void)other.shop.product("Lamp", "L-1", "9.00");
        (void)other.shop.product("Shade", "L-2", "9.00");
        QCOMPARE(other.names({}).size(), std::size_t(2));
        other.lists.reset();
        listed.lists.reset();
        fs::copy_file(other.shop.store->folder() / "kontor.lists", file, fs::copy_options::overwrite_existing);
        listed.lists = need(ProductLists::open(*listed.shop.store));
        QCOMPARE(listed.names({}), (Names{"Bowl", "Mug"}));
    }

    void aPriceThatBeginsLaterHoldsInTheListFromItsInstantOn()
    {
        QTemporaryDir dir;
        auto now = std::make_shared<std::atomic<TimeUs>>(World::real().now());
        World world = World::real();
        world.now = [now] { return now->load(); };
        ShopFixture shop(fs::path(dir.path().toStdString()) / "shop", world);
        const auto mug = shop.product("Mug", "M-1", "4.50");
        const TimeUs later = now->load() + 3'600'000'000;
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            ChangePrice input{mug, UnitPrice{900'0000}};
            input.validFrom = later;
            return changePrice(r, c, a, input);
        }));
        const auto lists = need(ProductLists::open(*shop.store));
        need(lists->settle());
        QCOMPARE(need(lists->page({}, 1)).front().priceE4, std::optional<std::int64_t>(450'0000));
        now->store(later + 1);
        need(lists->settle());
        QCOMPARE(need(lists->page({}, 1)).front().priceE4, std::optional<std::int64_t>(900'0000));
    }
};
QTEST_GUILESS_MAIN(ProductListsTest)
#include "tst_product_lists.moc"
