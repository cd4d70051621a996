#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "made_up_history.h"
#include "till_and_server.h"

#include <sstream>

using namespace kontor;
using namespace kontor::test;

namespace {

/// A dump without what merging could not decide: a claim to a fact that lost is in the exceptions, and in no row.
std::string rowsOf(const std::string& dump)
{
    std::istringstream lines(dump);
    std::string rows;
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("exception "))
            rows += line + '\n';
    return rows;
}

} // namespace

/// The digests: as many numbers as there are scopes and types stand for all rows.
class DigestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theKeptDigestIsTheOneCountedFromTheRowsWhateverHappened()
    {
        QVERIFY(rc::check("kept == scanned", [] {
            const auto commits = history();
            Replica replica;
            for (const std::size_t i : shuffled(commits.size())) {
                if (*rc::gen::arbitrary<bool>())
                    replica.receiveWithoutAcceptance(commits[i].commit);
                else
                    replica.receive(commits[i]);
                RC_ASSERT(replica.keptDigest() == replica.scannedDigest());
            }
            for (const std::size_t i : shuffled(commits.size())) {
                Judged other = commits[i]; // Another time, another verdict.
                other.effective.ms += *rc::gen::inRange<std::uint64_t>(0, 4);
                if (*rc::gen::arbitrary<bool>())
                    other.verdict = other.verdict == schema::QUARANTINED ? schema::ACCEPTED : schema::QUARANTINED;
                replica.accept(other);
                RC_ASSERT(replica.keptDigest() == replica.scannedDigest());
            }
            const auto before = replica.keptDigest();
            replica.rebuild();
            RC_ASSERT(replica.keptDigest() == before);
            RC_ASSERT(replica.scannedDigest() == before);
        }));
    }

    void digestsAreEqualIfAndOnlyIfTheRowsAre()
    {
        QVERIFY(rc::check("equal digests, equal rows", [] {
            const auto commits = history();
            Replica one;
            Replica two;
            const std::size_t missing = *rc::gen::inRange<std::size_t>(0, commits.size() * 2);
            for (const std::size_t i : shuffled(commits.size()))
                one.receive(commits[i]);
            for (const std::size_t i : shuffled(commits.size()))
                if (i != missing)
                    two.receive(commits[i]);
            RC_ASSERT((one.keptDigest() == two.keptDigest()) == (rowsOf(one.dump()) == rowsOf(two.dump())));
        }));
    }

    void aRollbackTakesTheDigestBackToo()
    {
        Replica replica;
        schema::Product product;
        product.set_name("Mug");
        replica.receive(crafted(100, 1000, {insertOf(product, numbered(10))}));
        const auto before = replica.keptDigest();
        replica.database().run("BEGIN");
        replica.receive(crafted(101, 1000, {insertOf(product, numbered(11))}));
        replica.database().run("ROLLBACK");
        QVERIFY(replica.keptDigest() == before);
        QVERIFY(replica.scannedDigest() == before);
        replica.receive(crafted(102, 1000, {insertOf(product, numbered(12))}));
        QVERIFY(replica.keptDigest() != before);
        QVERIFY(replica.keptDigest() == replica.scannedDigest());
    }

    void fieldsOfANewerProgramAreNotInTheDigest()
    {
        schema::Order order;
        order.mutable_total()->set_minor(100);
        order.set_receipt("T1-1");
        schema::Order newer = order;
        newer.GetReflection()->MutableUnknownFields(&newer)->AddVarint(900, 1);
        auto& total = *newer.mutable_total();
        total.GetReflection()->MutableUnknownFields(&total)->AddVarint(901, 1);
        Replica one;
        one.receive(crafted(100, 1000, {insertOf(order, numbered(10))}));
        Replica two;
        two.receive(crafted(100, 1000, {insertOf(newer, numbered(10))}));
        QVERIFY(one.keptDigest() == two.keptDigest());
        QVERIFY(two.keptDigest() == two.scannedDigest());
    }

    void theEndOfTheLogCarriesTheServersDigestsAndTheTillComparesItsOwn()
    {
        TillAndServer shop;
        need(shop.push());
        const auto till = [&] { return need(shop.till.store->syncState()).digest; };
        QCOMPARE(till().outcome, DigestState::Outcome::NotCompared);
        shop.pullAtTill();
        QCOMPARE(till().outcome, DigestState::Outcome::Equal);
        QVERIFY(till().at.n() == need(shop.server->head()).n());

        // While something is pending nothing is compared: the server does not have it.
        const auto mug = shop.till.product("Mug", "MUG", "9.95");
        const auto before = till().at.n();
        shop.pullAtTill();
        QCOMPARE(till().at.n(), before);
        need(shop.push());
        shop.pullAtTill();
        QCOMPARE(till().outcome, DigestState::Outcome::Equal);
        QVERIFY(till().at.n() > before);
        need(shop.till.scan(mug));
        need(shop.till.payCash());
        need(shop.push());
        shop.pullAtTill();
        QCOMPARE(till().outcome, DigestState::Outcome::Equal);
        QCOMPARE(till().at.n(), need(shop.server->head()).n());
    }

    void anotherDigestThanTheServersIsNoticedWithItsScopeAndNeverTakenOver()
    {
        TillAndServer shop;
        need(shop.till.scan(shop.till.product("Mug", "MUG", "9.95")));
        need(shop.till.payCash()); // A store without rows has no digest.
        need(shop.push());
        shop.pullAtTill();
        const auto before = need(shop.till.store->digests());
        auto page = shop.pageForTill();
        page.digests.scopes.at(1).sum += Sum128{1, 0};
        shop.applyAtTill(page);
        const auto found = need(shop.till.store->syncState()).digest;
        QCOMPARE(found.outcome, DigestState::Outcome::Differs);
        QCOMPARE(found.scopes, std::vector<RawId>{shop.till.store->identity().store.raw});
        QVERIFY(need(shop.till.store->digests()) == before);
        // Of a server with another schema nothing follows.
        page.digests.schema = schemaVersion + 1;
        page.digests.scopes.clear();
        shop.applyAtTill(page);
        QCOMPARE(need(shop.till.store->syncState()).digest.outcome, DigestState::Outcome::Differs);
    }

    void aStoresRowsAreInThatStoresDigestAndNoOther()
    {
        TillAndServer shop;
        const auto mug = shop.till.product("Mug", "MUG", "9.95");
        need(shop.till.scan(mug));
        need(shop.till.payCash());
        need(shop.push());
        const auto ours = need(shop.till.store->digests());
        QCOMPARE(ours.size(), std::size_t(2));
        QCOMPARE(ours[0].scope, shop.till.store->identity().organisation.raw);
        QCOMPARE(ours[1].scope, shop.till.store->identity().store.raw);
        const auto orderType = rowTypeOf(schema::Order::descriptor()).type;
        QVERIFY(!ours[0].types.contains(orderType));
        QCOMPARE(ours[1].types.at(orderType).rows, std::uint64_t(1));
        QVERIFY(need(shop.server->digests()) == ours);
    }
};

QTEST_GUILESS_MAIN(DigestTest)
#include "tst_digest.moc"
