#include <QTest>

#include "storage/database.h"
#include "storage/sqlite_view.h"
#include "storage/till_and_server.h"
#include "support/past_the_guard.h"

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

    void anUnreadableCommitInTheOutboxIsNamedAndStopsNothingInSilence_data()
    {
        QTest::addColumn<QByteArray>("damage");
        QTest::newRow("header") << QByteArray("UPDATE journal SET header=x'ffff' WHERE n=");
        QTest::newRow("signature") << QByteArray("UPDATE journal SET signature=x'' WHERE n=");
    }
    void anUnreadableCommitInTheOutboxIsNamedAndStopsNothingInSilence()
    {
        QFETCH(QByteArray, damage);
        TillAndServer pair;
        need(pair.push());
        pair.pullAtTill();
        pair.till.product("Mug", "M1", "2.00");
        pair.till.product("Bowl", "B1", "3.00");
        pair.till.product("Jug", "J1", "4.00");
        const auto run = need(pair.till.store->pending(500, 1U << 20U));
        QCOMPARE(run.size(), std::size_t(3));
        QVERIFY(need(pair.till.store->syncState()).outboxFault.empty());
        {
            PastTheGuard database(pair.path("till") / "kontor.db");
            SQLite::Statement second(database, "SELECT n FROM journal WHERE verdict=0 ORDER BY n LIMIT 1 OFFSET 1");
            QVERIFY(second.executeStep());
            QCOMPARE(database.exec(damage.toStdString() + std::to_string(second.getColumn(0).getInt64())), 1);
        }
        // What is in front of it is sent …
        QCOMPARE(need(pair.till.store->pending(500, 1U << 20U)).size(), std::size_t(1));
        need(pair.push());
        pair.pullAtTill();
        // … and then it is named, with what to do.
        const auto stuck = pair.till.store->pending(500, 1U << 20U);
        QVERIFY(!stuck);
        QCOMPARE(stuck.error().kind, Error::Kind::Storage);
        const auto name = run[1].origin().toHex() + ":" + std::to_string(run[1].header.sequence());
        QVERIFY2(stuck.error().about.find(name) != std::string::npos, stuck.error().about.c_str());
        QVERIFY2(stuck.error().detail.find("kontorctl restore") != std::string::npos, stuck.error().detail.c_str());
        const auto state = need(pair.till.store->syncState());
        QCOMPARE(state.outboxFault, stuck.error().about + ": " + stuck.error().detail);
        QCOMPARE(state.pending, std::uint64_t(2));
    }

    void aDamagedPartInTheOutboxIsLeftOutAndWhatIsBehindItIsSent_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("unreadable") << QByteArray("x'ffff'");
        QTest::newRow("another's") << QByteArray("(SELECT body FROM journal_part LIMIT 1)");
    }
    void aDamagedPartInTheOutboxIsLeftOutAndWhatIsBehindItIsSent()
    {
        QFETCH(QByteArray, body);
        TillAndServer pair;
        need(pair.push());
        pair.pullAtTill();
        pair.till.product("Mug", "M1", "2.00");
        pair.till.product("Bowl", "B1", "3.00");
        {
            PastTheGuard database(pair.path("till") / "kontor.db");
            QCOMPARE(database.exec("UPDATE journal_part SET body=" + body.toStdString() + " WHERE id / " +
                                   std::to_string(maxParts) +
                                   " = (SELECT n FROM journal WHERE verdict=0 ORDER BY n LIMIT 1)"),
                     1);
        }
        const auto run = need(pair.till.store->pending(500, 1U << 20U));
        QCOMPARE(run.size(), std::size_t(2));
        QVERIFY(run[0].parts[0].empty() && !run[1].parts[0].empty());
        const auto entries = need(pair.push());
        const auto verdictOf = [](const LogEntry& entry) {
            schema::Acceptance acceptance;
            return acceptance.ParseFromString(entry.acceptance) ? acceptance.verdict() : schema::PENDING;
        };
        QCOMPARE(verdictOf(entries[0]), schema::QUARANTINED);
        QCOMPARE(verdictOf(entries[1]), schema::ACCEPTED);
        pair.pullAtTill();
        QCOMPARE(need(pair.till.store->syncState()).pending, std::uint64_t(0));
        // Nobody can look up what it had written; its rows are found by asking each row whose it is.
        QCOMPARE(dumpOf(*pair.till.store), dumpOf(*pair.server));
        need(pair.till.store->rebuild());
        QCOMPARE(dumpOf(*pair.till.store), dumpOf(*pair.server));
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
