#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "storage/made_up_history.h"
#include "storage/till_and_server.h"
#include "support/past_the_guard.h"
#include "sync/protocol/digest_search.h"

#include <set>

using namespace kontor;
using namespace kontor::test;

namespace {

/// A store with these movements, by number.
class Rows
{
public:
    explicit Rows(const std::vector<std::pair<std::uint64_t, std::int64_t>>& movements)
    {
        std::vector<schema::Change> changes;
        for (const auto& [number, quantity] : movements) {
            schema::StockMovement movement;
            movement.set_quantity(quantity);
            changes.push_back(insertOf(movement, numbered(number)));
        }
        Judged commit = crafted(100, 1000, changes);
        commit.commit.header.mutable_part(0)->set_scope(numbered(2).string());
        m_replica.receive(commit);
        m_replica.applier().finish();
    }
    DigestAnswer answer(const DigestQuestion& question)
    {
        return digest::answer(m_replica.database(), numbered(1), question);
    }
    DigestSearch::Own own()
    {
        return {[this](const DigestQuestion& question) { return answer(question); },
                [this](const DigestQuestion& within, const Bytes& from, const Bytes& below) {
                    return digest::evenBounds(m_replica.database(), numbered(1), within, from, below);
                }};
    }

private:
    Replica m_replica;
};

std::vector<std::pair<std::uint64_t, std::int64_t>> plain(std::uint64_t count)
{
    std::vector<std::pair<std::uint64_t, std::int64_t>> all;
    for (std::uint64_t i = 0; i < count; ++i)
        all.emplace_back(1'000'000 + i * 3, 1000);
    return all;
}

DigestSearch search(Rows& ours, Rows& theirs)
{
    DigestSearch search(ours.own(), {{numbered(1), 0}, {numbered(2), 0}});
    while (const auto question = search.next())
        search.take(theirs.answer(*question));
    return search;
}

std::set<RawId> idsOf(const DigestSearch& search)
{
    std::set<RawId> ids;
    for (const auto& row : search.rows())
        ids.insert(row.id);
    return ids;
}

} // namespace

/// A few questions find the rows in which two stores differ.
class DigestSearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalStoresNeedOneQuestionAScope()
    {
        Rows ours(plain(5000));
        Rows theirs(plain(5000));
        const auto found = search(ours, theirs);
        QVERIFY(found.rows().empty());
        QCOMPARE(found.questions(), 2);
        QVERIFY(found.gaveUp().empty());
    }

    void oneRowOfThousandsIsFoundInAFewQuestions_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("differs") << 0;
        QTest::newRow("is missing here") << 1;
        QTest::newRow("is missing there") << 2;
    }
    void oneRowOfThousandsIsFoundInAFewQuestions()
    {
        QFETCH(int, what);
        auto rows = plain(5000);
        const auto wrong = numbered(rows[3210].first);
        Rows whole(rows);
        if (what == 0)
            rows[3210].second = 2000;
        else
            rows.erase(rows.begin() + 3210);
        Rows other(rows);
        const auto found = what == 2 ? search(whole, other) : search(other, whole);
        QVERIFY2(found.gaveUp().empty(), found.gaveUp().c_str());
        QCOMPARE(idsOf(found), std::set<RawId>{wrong});
        QCOMPARE(found.rows()[0].scope, numbered(2));
        QVERIFY(found.questions() <= 6);
    }

    void manyRowsThatOnlyTheOtherSideHasAreFoundBetweenTwoOfOurs()
    {
        auto rows = plain(100);
        Rows ours(rows);
        std::set<RawId> missing;
        for (std::uint64_t i = 0; i < 150; ++i) {
            rows.emplace_back(50'000'000 + i, 1);
            missing.insert(numbered(rows.back().first));
        }
        Rows theirs(rows);
        const auto found = search(ours, theirs);
        QVERIFY2(found.gaveUp().empty(), found.gaveUp().c_str());
        QCOMPARE(idsOf(found), missing);
    }

    void anEmptyStoreEndsTheSearchInsteadOfNamingEverything()
    {
        Rows ours({});
        Rows theirs(plain(5000));
        const auto found = search(ours, theirs);
        QVERIFY(!found.gaveUp().empty());
        QVERIFY(found.rows().size() <= DigestSearch::mostRows);
        QVERIFY(found.questions() <= DigestSearch::mostQuestions);
    }

    void aServerThatSaysEverythingDiffersIsAskedSoManyTimesAndNoMore()
    {
        Rows ours(plain(5000));
        DigestSearch search(ours.own(), {{numbered(1), 0}, {numbered(2), 0}});
        int asked = 0;
        while (const auto question = search.next()) {
            ++asked;
            DigestAnswer lie = ours.answer(*question);
            for (auto& [type, sum] : lie.types)
                sum.sum.low += 1;
            for (auto& range : lie.ranges)
                range.sum.low += 1;
            lie.rows.clear();
            lie.hasRows = false;
            search.take(lie);
        }
        QVERIFY(asked <= DigestSearch::mostQuestions);
        QVERIFY(search.isTooMuch());
        QVERIFY(search.rows().empty());
    }

    void anAnswerOfAnotherShapeThanTheQuestionEndsTheSearch_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("more rows than are listed") << 0;
        QTest::newRow("other ranges") << 1;
    }
    void anAnswerOfAnotherShapeThanTheQuestionEndsTheSearch()
    {
        QFETCH(int, what);
        Rows ours(plain(100));
        Rows theirs(plain(101));
        DigestSearch search(ours.own(), {{numbered(2), 0}});
        search.take(theirs.answer(*search.next()));
        DigestAnswer lie = theirs.answer(*search.next());
        if (what == 0)
            lie.rows.resize(100'000);
        else
            lie.ranges.resize(100'000);
        search.take(lie);
        QVERIFY(search.isOver());
        QVERIFY(!search.isTooMuch());
        QVERIFY(search.rows().empty());
    }

    void whoMovedOnMeanwhileOrHasAnotherSchemaIsNotCompared()
    {
        Rows ours(plain(50));
        Rows theirs(plain(51));
        for (const bool schema : {false, true}) {
            DigestSearch search(ours.own(), {{numbered(2), 0}});
            auto answer = theirs.answer(*search.next());
            if (schema)
                answer.schema += 1;
            else
                answer.at.set_n(answer.at.n() + 1);
            search.take(answer);
            QVERIFY(search.isOver());
            QVERIFY(!search.gaveUp().empty());
            QVERIFY(search.rows().empty());
        }
    }

    void questionsOfNoShapeAreAnsweredWithNothing()
    {
        Rows rows(plain(50));
        const auto type = rowTypeOf(schema::StockMovement::descriptor()).type;
        for (const DigestQuestion& question :
             {DigestQuestion{numbered(2), type, {}, {}}, DigestQuestion{numbered(2), type, {"b", "a", ""}, {}},
              DigestQuestion{numbered(2), type, std::vector<Bytes>(100, "a"), {}},
              DigestQuestion{numbered(2), 9999, {"", ""}, {}}, DigestQuestion{numbered(2), 50, {"", ""}, {}}})
            QVERIFY(rows.answer(question).ranges.empty());
    }

    void whatTheSearchFindsIsMadeAgainFromTheOwnJournal()
    {
        TillAndServer shop;
        const auto mug = shop.till.product("Mug", "MUG", "9.95");
        need(shop.till.scan(mug));
        need(shop.till.payCash());
        need(shop.push());
        shop.pullAtTill();
        const std::string right = dumpOf(*shop.server);
        {
            PastTheGuard database(shop.path("till") / "kontor.db");
            database.exec("UPDATE variant SET sku='CUP'; DELETE FROM order_line; UPDATE stock_movement SET "
                          "quantity=5; DELETE FROM change WHERE type=11");
        }
        QVERIFY(dumpOf(*shop.till.store) != right);
        std::vector<std::pair<std::uint32_t, RawId>> rows;
        for (const auto& scope : need(shop.server->digests())) {
            DigestSearch search({[&](const DigestQuestion& q) { return need(shop.till.store->answer(q, {})); },
                                 [&](const DigestQuestion& q, const Bytes& from, const Bytes& below) {
                                     return need(shop.till.store->evenBounds(q, from, below));
                                 }},
                                {{scope.scope, 0}});
            // The kept sums are right, so ask about the types at once.
            for (const auto& [type, sum] : scope.types) {
                const DigestQuestion all{scope.scope, type, {Bytes(), Bytes()}, {}};
                const auto ours = need(shop.till.store->answer(all, {}));
                const auto theirs = need(shop.server->answer(all, {}));
                for (const auto& row : theirs.rows)
                    if (std::find(ours.rows.begin(), ours.rows.end(), row) == ours.rows.end())
                        rows.emplace_back(type, row.id);
            }
        }
        QCOMPARE(rows.size(), std::size_t(3));
        (void)need(shop.till.store->repair({rows}));
        QCOMPARE(dumpOf(*shop.till.store), right);
        QVERIFY(need(shop.till.store->digests()) == need(shop.server->digests()));
    }

    void aCommitTheJournalLostIsSentAgain()
    {
        TillAndServer shop;
        const auto mug = shop.till.product("Mug", "MUG", "9.95");
        need(shop.till.scan(mug));
        need(shop.till.payCash());
        need(shop.push());
        shop.pullAtTill();
        const std::string right = dumpOf(*shop.server);
        const RawId order = RawId::of(shop.till.store->read()->all<schema::Order>().front().id());
        {
            PastTheGuard database(shop.path("till") / "kontor.db");
            database.exec("DELETE FROM journal_part WHERE id/64 = (SELECT max(n) FROM journal);"
                          "DELETE FROM journal WHERE n = (SELECT max(n) FROM journal)");
        }
        const auto type = rowTypeOf(schema::Order::descriptor()).type;
        const auto identity = shop.till.store->identity();
        const auto answer = need(shop.server->answer({identity.store.raw, type, {}, {order}},
                                                     {0, 1000, 1U << 20U, identity.terminal, identity.store, {}}));
        QCOMPARE(answer.commits.size(), std::size_t(1));
        QVERIFY(answer.commits[0].envelope.has_value());
        std::promise<Result<Done>> promise;
        shop.till.store->applyAcceptances(answer.commits,
                                          [&](Result<Done> result) { promise.set_value(std::move(result)); });
        need(promise.get_future().get());
        need(shop.till.store->rebuild());
        QCOMPARE(dumpOf(*shop.till.store), right);
        (void)need(shop.till.store->verify());
    }
};

QTEST_GUILESS_MAIN(DigestSearchTest)
#include "tst_digest_search.moc"
