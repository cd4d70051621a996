#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/customers/customer.h"
#include "support/shop_fixture.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>

using namespace kontor;
using namespace kontor::test;

class StoreTest : public QObject
{
    Q_OBJECT

    static std::filesystem::path folder(const QTemporaryDir& dir)
    {
        return (dir.path() + QStringLiteral("/shop")).toStdString();
    }

private Q_SLOTS:
    void aNewFolderBelongsToNoShopAndSaysWhatToDo()
    {
        const QTemporaryDir dir;
        const auto store = need(Store::open({folder(dir), {}, World::real(), false}));
        const auto result = store->execute([](const Reader&, const Context&) -> Result<Commit> { std::abort(); });
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Conflict);
        QVERIFY(result.error().detail.find("init") != std::string::npos);
    }

    void aSaleIsThereAfterOpeningAgain()
    {
        const QTemporaryDir dir;
        RawId order;
        {
            ShopFixture shop(folder(dir));
            need(shop.scan(shop.product("Ceramic mug", "KIT-0412", "12.50")));
            order = need(shop.payCash()).mainId;
        }
        const ShopFixture again(folder(dir));
        const auto stored = again.store->read()->get(Id<schema::Order>(order));
        QVERIFY(stored.has_value());
        QCOMPARE(stored->total().minor(), 1250);
        QCOMPARE(need(again.store->verify()), 4ULL); // begin-origin, found-organisation, add-product, sell.
    }

    void aCommandThatFailsWritesNothing()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        const std::string before = shop.dump();
        NewProduct bad;
        bad.name = "Mug";
        bad.sku = "M1";
        bad.price = UnitPrice{-1};
        const auto result =
            shop.run([&](const Reader& r, const Context& c, const Actor& a) { return addProduct(r, c, a, bad); });
        QVERIFY(!result);
        QCOMPARE(result.error().about, std::string("price"));
        QCOMPARE(shop.dump(), before);
        QCOMPARE(need(shop.store->verify()), 2ULL);
    }

    void theOpenCartSurvivesAClosedProgramAndIsNotInTheJournal()
    {
        const QTemporaryDir dir;
        {
            ShopFixture shop(folder(dir));
            need(shop.scan(shop.product("Mug", "M1", "12.50"), Quantity::whole(2)));
        }
        const ShopFixture again(folder(dir));
        QCOMPARE(again.cart().lines.size(), 1U);
        QCOMPARE(again.cart().total.minor(), 2500);
        QCOMPARE(need(again.store->verify()), 3ULL);
    }

    void receiptNumbersAreGaplessThoughSalesFailBetween()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        const auto mug = shop.product("Mug", "M1", "1.00");
        for (std::uint64_t number = 1; number <= 3; ++number) {
            need(shop.scan(mug));
            // A sale at a total the cart does not have takes no number.
            const Money wrong(5, need(Currency::fromAlpha("GBP")));
            QVERIFY(!shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                return sell(r, c, a, {wrong, {}, {}});
            }));
            const auto sold = need(shop.payCash());
            QCOMPARE(shop.store->read()->get(Id<schema::Order>(sold.mainId))->number(), number);
        }
    }

    void aSecondProcessReadsAndSaysThatItMayNotWrite()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        shop.product("Mug", "M1", "1.00");
        const auto second = need(Store::open({folder(dir), {}, World::real(), false}));
        QVERIFY(second->isReadOnly());
        QCOMPARE(second->read()->count(schema::Product::default_instance()), 1ULL);
        const auto result = second->execute([](const Reader&, const Context&) -> Result<Commit> { std::abort(); });
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Conflict);
    }

    void theKeyFileIsOutsideTheFolderAndForTheOwnerOnly()
    {
        const QTemporaryDir dir;
        const ShopFixture shop(folder(dir));
        const auto file = folder(dir).string() + ".key";
        struct stat info {};
        QCOMPARE(::stat(file.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
    }

    void aFolderRestoredFromABackupStartsANewOriginAndKeepsAllItHas()
    {
        const QTemporaryDir dir;
        const auto backup = std::filesystem::path((dir.path() + QStringLiteral("/backup")).toStdString());
        RawId before;
        {
            ShopFixture shop(folder(dir));
            before = shop.store->identity().origin;
        }
        std::filesystem::copy(folder(dir), backup, std::filesystem::copy_options::recursive);
        {
            ShopFixture shop(folder(dir));
            shop.product("Mug", "M1", "1.00");
        }
        std::filesystem::remove_all(folder(dir));
        std::filesystem::copy(backup, folder(dir), std::filesystem::copy_options::recursive);

        ShopFixture restored(folder(dir));
        QVERIFY(restored.store->identity().origin != before);
        restored.product("Bowl", "B1", "1.00");
        QCOMPARE(need(restored.store->heads()).size(), 2U);
        QCOMPARE(need(restored.store->verify()),
                 4ULL); // 2 of the old life; begin-origin and add-product of the new one.
    }

    void rebuildingGivesTheTablesThatWereMaintained()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        const auto mug = shop.product("Mug", "M1", "12.50", {"5012345678900"});
        for (int i = 0; i < 3; ++i) {
            need(shop.scan(mug));
            need(shop.payCash());
        }
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            const auto product = Id<schema::Product>(r.get(mug)->product());
            return renameProduct(r, c, a, {product, "Mug, indigo"});
        }));
        const std::string maintained = shop.dump();
        need(shop.store->rebuild());
        QCOMPARE(shop.dump(), maintained);
        QCOMPARE(shop.store->read()->searchVariants("indig", 10).size(), 1U);
        QVERIFY(maintained.find("stock_level") != std::string::npos);
    }

    void searchFindsByNameSkuBarcodeAndPrefix_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("found");
        QTest::newRow("beginning of a word") << QByteArray("cer") << 1;
        QTest::newRow("one letter") << QByteArray("m") << 1;
        QTest::newRow("two words in any order") << QByteArray("indigo cera") << 1;
        QTest::newRow("accents do not matter") << QByteArray("cafe") << 1;
        QTest::newRow("sku") << QByteArray("KIT-0412") << 1;
        QTest::newRow("part of the sku") << QByteArray("kit") << 2;
        QTest::newRow("barcode") << QByteArray("5012345678900") << 1;
        QTest::newRow("quotes are only text") << QByteArray("\"mug\" OR (") << 0;
        QTest::newRow("typographic marks separate") << QByteArray("ceramic\xe2\x80\x99mug") << 1;
        QTest::newRow("an emoji is no word") << QByteArray("mug\xf0\x9f\x98\x80") << 1;
        QTest::newRow("broken UTF-8") << QByteArray("mug\xff\xc3") << 1;
        QTest::newRow("nothing") << QByteArray("") << 0;
        QTest::newRow("no such word") << QByteArray("zebra") << 0;
    }
    void searchFindsByNameSkuBarcodeAndPrefix()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, found);
        static const QTemporaryDir dir;
        static ShopFixture shop(folder(dir));
        static const bool filled = [] {
            shop.product("Ceramic mug, indigo", "KIT-0412", "12.50", {"5012345678900"});
            shop.product("Café au lait bowl", "KIT-0413", "9.50");
            return true;
        }();
        QVERIFY(filled);
        QCOMPARE(static_cast<int>(shop.store->read()->searchVariants(text.toStdString(), 20).size()), found);
    }

    void customersAreFoundByNameAndByNumber_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("found");
        QTest::newRow("beginning of the name") << QByteArray("tan") << QByteArray("C-0042");
        QTest::newRow("two words in any order") << QByteArray("tanaka ai") << QByteArray("C-0042");
        QTest::newRow("the number comes before names") << QByteArray("C-0043") << QByteArray("C-0043");
        QTest::newRow("accents do not matter") << QByteArray("jerome") << QByteArray("C-0043");
        QTest::newRow("a product is no customer") << QByteArray("mug") << QByteArray();
        QTest::newRow("quotes are only text") << QByteArray("\"tan\" OR (") << QByteArray();
        QTest::newRow("nothing") << QByteArray("") << QByteArray();
    }
    void customersAreFoundByNameAndByNumber()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, found);
        static const QTemporaryDir dir;
        static ShopFixture shop(folder(dir));
        static const bool filled = [] {
            shop.product("Mug", "MUG", "12.50");
            for (const auto& [number, name] :
                 {std::pair{"C-0042", "Aiko Tanaka"}, {"C-0043", "J\xc3\xa9r\xc3\xb4me C-0042"}})
                need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                    return addCustomer(r, c, a, {number, name, {}});
                }));
            return true;
        }();
        QVERIFY(filled);
        const auto view = shop.store->read();
        const auto rows = view->searchRows(schema::Customer::default_instance(), text.toStdString(), 10);
        const auto first = rows.empty() ? std::nullopt : view->get(Id<schema::Customer>(rows.front()));
        QCOMPARE(QByteArray::fromStdString(first ? first->number() : std::string()), found);
        QVERIFY(view->searchRows(schema::Customer::default_instance(), text.toStdString(), 1).size() <= 1);
    }

    void aRenamedProductIsFoundByItsNewNameOnly()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        const auto mug = shop.product("Mug", "M1", "12.50");
        need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
            return renameProduct(r, c, a, {Id<schema::Product>(r.get(mug)->product()), "Beaker"});
        }));
        QCOMPARE(shop.store->read()->searchVariants("mug", 10).size(), 0U);
        QCOMPARE(shop.store->read()->searchVariants("beak", 10).size(), 1U);
    }

    void whatIsTypedWithAccentsOfItsOwnIsFoundByCodeAndName()
    {
        const QTemporaryDir dir;
        ShopFixture shop((dir.path() + QStringLiteral("/shop")).toStdString());
        const auto cup = shop.product("Cre\xcc\x80me cup", "CAF\xc3\x89", "2.00");
        for (const char* typed : {"CAFE\xcc\x81", "CAF\xc3\x89", "cr\xc3\xa8me", "cre\xcc\x80me", "creme"}) {
            const auto found = shop.store->read()->searchVariants(typed, 5);
            QVERIFY2(found.size() == 1 && found.front() == cup, typed);
        }
    }

    void watchersHearOfWhatChangedOnceItIsDurable()
    {
        const QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        std::promise<ChangeSet> heard;
        auto future = heard.get_future();
        bool first = true;
        const int number = shop.store->watch([&](const ChangeSet& changes) {
            if (std::exchange(first, false))
                heard.set_value(changes);
        });
        shop.product("Mug", "M1", "12.50");
        const ChangeSet changes = future.get();
        shop.store->unwatch(number);
        QVERIFY(changes.touches(rowTypeOf(schema::Product::descriptor()).type));
        QVERIFY(!changes.touches(rowTypeOf(schema::Order::descriptor()).type));
        QVERIFY(!changes.bySync);
    }

    void aFlippedByteInTheJournalIsFoundAndNamed()
    {
        const QTemporaryDir dir;
        {
            ShopFixture shop(folder(dir));
            need(shop.scan(shop.product("Zanzibar lantern", "M1", "12.50")));
            need(shop.payCash());
        }
        {
            // The line's snapshot of the name, in the part of the sale: the last place it stands.
            const auto file = folder(dir) / "kontor.db";
            std::string bytes;
            {
                std::ifstream in(file, std::ios::binary);
                bytes.assign(std::istreambuf_iterator<char>(in), {});
            }
            std::size_t at = 0;
            int places = 0;
            while ((at = bytes.find("Zanzibar", at)) != std::string::npos) {
                bytes[at] = 'X'; // All of them: tables and journal; only the journal is chained.
                ++places;
            }
            QVERIFY(places >= 2);
            std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        }
        const auto store = need(Store::open({folder(dir), {}, World::real(), false}));
        const auto verified = store->verify();
        QVERIFY(!verified);
        QVERIFY(verified.error().about.find("sequence 3") != std::string::npos);
    }

    void aNewerSchemaIsRefusedWithTheRemedy()
    {
        const QTemporaryDir dir;
        {
            const ShopFixture shop(folder(dir));
        }
        {
            // user_version stands at offset 60 of the file's header, big-endian. Source: SQLite's file format, 1.3.
            std::fstream file(folder(dir) / "kontor.db", std::ios::binary | std::ios::in | std::ios::out);
            file.seekp(60);
            file.write("\0\0\3\350", 4);
        }
        const auto store = Store::open({folder(dir), {}, World::real(), false});
        QVERIFY(!store);
        QVERIFY(store.error().detail.find("update this program") != std::string::npos);
        QVERIFY(
            !Store::open({folder(dir), {}, World::real(), true})); // Nor to read: its tables are not this program's.
    }

    void theHistoryOfARowSaysWhoMadeItWhatAndWhen()
    {
        QTemporaryDir dir;
        ShopFixture shop(folder(dir));
        const auto mug = shop.product("Mug", "M-1", "4.50");
        const Id<schema::Product> product(shop.store->read()->get(mug)->product());
        for (const char* name : {"Cup", "Bowl"})
            need(shop.run([&](const Reader& r, const Context& c, const Actor& a) {
                return renameProduct(r, c, a, {product, name});
            }));
        need(shop.run(
            [&](const Reader& r, const Context& c, const Actor& a) { return archiveProduct(r, c, a, {product}); }));
        const auto view = shop.store->read();
        const auto versions = view->historyOf(schema::Product::default_instance(), product.raw, 10);
        QCOMPARE(versions.size(), std::size_t(4));
        const auto nameOf = [&](std::size_t i) { return static_cast<const schema::Product&>(*versions[i].row).name(); };
        QCOMPARE(nameOf(0), std::string("Mug"));
        QCOMPARE(nameOf(1), std::string("Cup"));
        QCOMPARE(nameOf(3), std::string("Bowl"));
        QCOMPARE(versions[3].command, std::string("archive-product"));
        QCOMPARE(versions[3].author, shop.administrator);
        QCOMPARE(versions[3].terminal, shop.store->identity().terminal);
        QVERIFY(versions[0].at <= versions[3].at && versions[0].at > 0);
        QCOMPARE(view->historyOf(schema::Product::default_instance(), product.raw, 2).size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "tst_store.moc"
