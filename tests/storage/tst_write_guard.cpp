#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/journal/row_type.h"
#include "domain/schema/catalog.pb.h"
#include "support/past_the_guard.h"
#include "support/shop_fixture.h"

#include <QTemporaryDir>

using namespace kontor;
using namespace kontor::test;

namespace {

struct Shop {
    QTemporaryDir dir;
    std::filesystem::path folder = std::filesystem::path(dir.path().toStdString()) / "shop";
    ShopFixture fixture{folder};
    Id<schema::Variant> mug = fixture.product("Mug", "MUG", "9.95");

    Shop()
    {
        need(fixture.scan(mug));
        need(fixture.payCash());
    }
    TableCheck check(bool everything = false) const { return need(fixture.store->checkTables(everything)); }
    void tamper(const std::string& sql) const { PastTheGuard(folder / "kontor.db").exec(sql); }
};

} // namespace

/// Nobody writes past the journal, or it is found.
class WriteGuardTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aForeignShellsWriteFailsAndSaysWhatToDoInstead_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("a product's name") << QStringLiteral("UPDATE product SET name='x'");
        QTest::newRow("an order") << QStringLiteral("DELETE FROM \"order\"");
        QTest::newRow("the journal") << QStringLiteral("DELETE FROM journal");
        QTest::newRow("a stock level") << QStringLiteral("UPDATE stock_level SET quantity=0");
        QTest::newRow("bookkeeping") << QStringLiteral("INSERT INTO meta VALUES('a', x'00')");
        QTest::newRow("the digest") << QStringLiteral("DELETE FROM digest");
    }
    void aForeignShellsWriteFailsAndSaysWhatToDoInstead()
    {
        QFETCH(QString, sql);
        const Shop shop;
        const auto before = shop.fixture.dump();
        SQLite::Database shell((shop.folder / "kontor.db").string(), SQLite::OPEN_READWRITE);
        std::string message;
        try {
            shell.exec(sql.toStdString());
        } catch (const SQLite::Exception& e) {
            message = e.what();
        }
        QVERIFY2(message.find("only Kontor may write here") != std::string::npos, message.c_str());
        QCOMPARE(shop.fixture.dump(), before);
        QVERIFY(shop.check(true).isGood());
    }

    void aRowChangedPastTheGuardIsFoundByItsTypeAndId()
    {
        Shop shop;
        QVERIFY(shop.check().isGood());
        shop.tamper("UPDATE variant SET sku='CUP' WHERE sku='MUG'");
        const TableCheck check = shop.check();
        QVERIFY(!check.digestsRight);
        QCOMPARE(check.wrong.size(), std::size_t(1));
        QCOMPARE(check.wrong[0].wrong, TableCheck::Wrong::Differs);
        QCOMPARE(check.wrong[0].table, std::string("variant"));
        QCOMPARE(check.wrong[0].row, shop.mug.raw);
        need(shop.fixture.store->rebuild());
        QVERIFY(shop.check(true).isGood());
        QVERIFY(shop.fixture.store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "MUG"));
    }

    void rowsThatAreGoneOrCameFromNowhereAreFound()
    {
        Shop shop;
        shop.tamper("DELETE FROM order_line");
        shop.tamper("INSERT INTO payment(id, amount_minor, amount_currency) "
                    "VALUES(x'000102030405060708090a0b0c0d0e0f', 5, 826)");
        const TableCheck check = shop.check();
        QCOMPARE(check.wrong.size(), std::size_t(2));
        QCOMPARE(check.wrong[0].wrong, TableCheck::Wrong::Missing);
        QCOMPARE(check.wrong[0].table, std::string("order_line"));
        QCOMPARE(check.wrong[1].wrong, TableCheck::Wrong::Extra);
        QCOMPARE(check.wrong[1].table, std::string("payment"));
        need(shop.fixture.store->rebuild());
        QVERIFY(shop.check(true).isGood());
    }

    void aDigestThatWasChangedTooHidesNothingFromTheCheckOfEverything()
    {
        Shop shop;
        shop.tamper("UPDATE product SET name='Cup'");
        // Made to fit, as by somebody who knows how.
        const auto product = rowTypeOf(schema::Product::descriptor()).type;
        QVERIFY(need(shop.fixture.store->repair({{{product, RawId{}}}})).sums);
        QVERIFY(shop.check(false).isGood());
        const TableCheck check = shop.check(true);
        QVERIFY(!check.isGood());
        QCOMPARE(check.wrong[0].table, std::string("product"));
    }
};

QTEST_GUILESS_MAIN(WriteGuardTest)
#include "tst_write_guard.moc"
