#include <QtTest>

#include "storage/database.h"
#include "storage/sqlite_view.h"
#include "storage/till_and_server.h"

using namespace kontor;
using namespace kontor::test;

/// A disk that fails while it is read: no exception, and nothing is decided by what could not be read.
class UnreadableTest : public QObject
{
    Q_OBJECT

    /// What a bad sector does to one table, for every connection.
    static void lose(const TillAndServer& pair, const char* folder, const std::string& table)
    {
        Database other(pair.path(folder) / "kontor.db", Database::Access::ReadWrite);
        other.run("DROP TABLE " + table);
    }

private Q_SLOTS:
    void aFailedViewAnswersEmptyAndSaysSo()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        const auto view = pair.till.store->read();
        QVERIFY(view->get(mug));
        QVERIFY(!view->error());

        lose(pair, "till", "stock_level");
        const auto after = pair.till.store->read();
        QCOMPARE(after->stockLevel(mug, {}), Quantity());
        QVERIFY(after->error());
        QCOMPARE(after->error()->kind, Error::Kind::Storage);
        QVERIFY(!after->get(mug)); // From there on nothing, rather than half of it.
    }

    void aCommandThatReadThroughAFailedViewIsNotCommitted()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        const auto before = need(pair.till.store->heads());
        lose(pair, "till", "stock_level");
        const auto made = pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            (void)shop.stockLevel(mug, {}); // Taken for empty.
            NewProduct product;
            product.name = "Bowl";
            product.sku = "B1";
            return addProduct(shop, context, actor, product);
        });
        QVERIFY(!made);
        QCOMPARE(made.error().kind, Error::Kind::Storage);
        QCOMPARE(need(pair.till.store->heads()).front().sequence, before.front().sequence);
    }

    void aJudgementThatReadThroughAFailedViewIsNotGiven()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        lose(pair, "server", "stock_level");
        const auto pushed =
            pair.push([&](const Reader&, const Reader& now, const SignedCommit&, const std::vector<schema::Change>&) {
                (void)now.stockLevel(mug, {});
                return std::pair(schema::ACCEPTED, std::vector<schema::Reason>{});
            });
        QVERIFY(!pushed);
        QCOMPARE(pushed.error().kind, Error::Kind::Storage);
        QCOMPARE(need(pair.server->head()).n(), 0ULL);
    }

    void aStoreWhoseFileIsGoneAnswersErrors()
    {
        TillAndServer pair;
        std::filesystem::rename(pair.path("till") / "kontor.db", pair.path("till") / "elsewhere.db");
        const auto held = pair.till.store->read(); // The pool may have one connection left.
        const auto view = pair.till.store->read();
        QVERIFY(view->error());
        QVERIFY(!pair.till.store->syncState());
        QVERIFY(!pair.till.store->pending(1, 1));
        QVERIFY(!pair.till.store->local("x"));
        QVERIFY(!pair.till.store->head());
        QVERIFY(!pair.till.store->heads());
        QVERIFY(!pair.till.store->log({}));
    }
};

QTEST_GUILESS_MAIN(UnreadableTest)
#include "tst_unreadable.moc"
