#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/catalog/price.h"
#include "domain/catalog/product.h"
#include "domain/pricing/list_price.h"
#include "storage/till_and_server.h"

#include <algorithm>
#include <set>

using namespace kontor;
using namespace kontor::test;

class ServerLogTest : public QObject
{
    Q_OBJECT

    static Id<schema::Product> productOf(const ShopFixture& shop, Id<schema::Variant> variant)
    {
        return Id<schema::Product>(shop.store->read()->get(variant)->product());
    }
    static std::string nameOf(const Store& store, Id<schema::Product> product)
    {
        return store.read()->get(product)->name();
    }
    static Result<Committed> rename(Store& store, Id<schema::Staff> author, Id<schema::Product> product,
                                    const std::string& name)
    {
        return store.execute(author, [&](const Reader& shop, const Context& context, const Actor& actor) {
            return renameProduct(shop, context, actor, {product, name});
        });
    }
    static void pull(TillAndServer& pair, Store& store)
    {
        const auto seen = need(store.syncState()).seen.n();
        need(store.applyLog(pair.log(seen, store), need(pair.server->head())));
    }
    /// A second till that the server knows and that has pulled all there is.
    static std::unique_ptr<Store> enrolled(TillAndServer& pair, const char* name, const World& world)
    {
        auto opened = need(Store::open({pair.path(name), {}, world, false}));
        StoreIdentity identity = pair.till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = {};
        need(pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return enrolTerminal(shop, context, actor,
                                 {identity.terminal.raw, schema::TILL, name, identity.store, opened->publicKey()});
        }));
        need(pair.push());
        pair.pullAtTill();
        need(opened->setIdentity(identity, pair.till.store->pepper(), pair.server->publicKey()));
        pull(pair, *opened);
        return opened;
    }

private Q_SLOTS:
    void aCommitThatComesTwiceInOneRunIsAcceptedOnce()
    {
        TillAndServer pair;
        need(pair.push());
        pair.till.product("Mug", "M1", "2.00");
        auto run = need(pair.till.store->pending(500, 1U << 20U));
        run.push_back(run.back());
        const auto before = need(pair.server->head()).n();
        const auto entries = need(pair.take(run));
        QCOMPARE(entries.size(), run.size());
        QCOMPARE(entries.back().acceptance, entries[entries.size() - 2].acceptance);
        QCOMPARE(need(pair.server->head()).n(), before + 1);
        QVERIFY(!need(pair.server->isForked(pair.till.store->identity().origin)));
    }

    void whatIsPushedIsAcceptedOnceAndBothEndEqual()
    {
        TillAndServer pair;
        need(pair.till.scan(pair.till.product("Mug", "M1", "2.00")));
        need(pair.till.payCash());
        QCOMPARE(need(pair.till.store->syncState()).pending, 5ULL);
        const auto run = need(pair.till.store->pending(500, 1U << 20U));
        const auto first = need(pair.take(run, acceptAll));
        const auto again = need(pair.take(run, acceptAll)); // The reply was lost; the till sends again.
        QCOMPARE(first.size(), 5U);
        for (std::size_t i = 0; i < first.size(); ++i)
            QCOMPARE(again[i].acceptance, first[i].acceptance);
        QCOMPARE(need(pair.server->head()).n(), 5ULL);
        QCOMPARE(dumpOf(*pair.server), pair.till.dump());
        QCOMPARE(need(pair.server->verify()), 5ULL);

        const auto identity = pair.till.store->identity();
        auto page = need(pair.server->log({0, 1000, 1U << 22U, identity.terminal, identity.store, identity.origin}));
        QVERIFY(!page.more);
        need(pair.till.store->applyLog(std::move(page.entries), page.upTo));
        QCOMPARE(need(pair.till.store->syncState()).pending, 0ULL);
        QCOMPARE(need(pair.till.store->syncState()).seen.n(), 5ULL);
        QCOMPARE(pair.till.dump(), dumpOf(*pair.server));
    }

    void twoFoldersThatTakeTurnsWithOneOriginDoNotShareItsReceipts() // Found by the simulation, seed 485.
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        need(pair.take(need(pair.till.store->pending(500, 1U << 20U))));
        pair.pullAtTill();
        // The machine is copied, keys and all, and the copy sells first.
        pair.till.store.reset();
        std::filesystem::copy(pair.path("till"), pair.path("copy"), std::filesystem::copy_options::recursive);
        std::filesystem::copy(pair.path("till.key"), pair.path("copy.key"));
        ShopFixture copy(pair.path("copy"));
        pair.till.store = need(Store::open({pair.path("till"), {}, World::real(), false}));
        const auto origin = pair.till.store->identity().origin;
        need(copy.scan(mug));
        need(copy.payCash());
        need(pair.take(need(copy.store->pending(500, 1U << 20U))));

        // What it is not sent, since it made it itself, it does not have: it asks for all, as the protocol does.
        QVERIFY(!pair.till.store->applyLog(pair.pageForTill().entries, need(pair.server->head())));
        need(pair.till.store->applyLog(pair.log(0, pair.till.store->identity().terminal), need(pair.server->head())));
        QVERIFY(pair.till.store->identity().origin != origin);
        need(pair.till.scan(mug));
        need(pair.till.payCash());
        std::set<std::string> receipts;
        for (const auto& order : pair.till.store->read()->all<schema::Order>())
            receipts.insert(order.receipt());
        QCOMPARE(receipts.size(), std::size_t(2));
        need(pair.push());
        QVERIFY(!need(pair.server->isForked(origin)));
        need(pair.till.store->verify());
        QCOMPARE(pair.till.dump(), dumpOf(*pair.server));
    }

    void whoIsToldByItsPushesIsNotToldAgainByTheLog()
    {
        TillAndServer pair;
        pair.till.product("Mug", "M1", "2.00");
        const auto count = need(pair.push()).size();
        const auto identity = pair.till.store->identity();
        LogQuery query{0, 1000, 1U << 22U, identity.terminal, identity.store, identity.origin};
        QCOMPARE(need(pair.server->log(query)).entries.size(), count);
        query.ownByPush = true;
        auto page = need(pair.server->log(query));
        QVERIFY(page.entries.empty());
        QVERIFY(page.passedOwn);
        QCOMPARE(page.upTo.n(), need(pair.server->head()).n());
        QVERIFY(std::find(page.terminals.begin(), page.terminals.end(), identity.terminal.raw) != page.terminals.end());
        // Another terminal is told, and so is another life of this one: it may not have them.
        query.origin = RawId::of(Bytes(16, 'o'));
        page = need(pair.server->log(query));
        QCOMPARE(page.entries.size(), count);
        QVERIFY(page.entries.front().envelope.has_value());
        QVERIFY(!page.passedOwn);
    }

    void aGapAWrongSignatureAndAStrangerAreRefusedAndNothingIsWritten()
    {
        TillAndServer pair;
        pair.till.product("Mug", "M1", "2.00");
        const std::string before = dumpOf(*pair.server);
        auto run = need(pair.till.store->pending(500, 1U << 20U));

        auto gap = run;
        gap.erase(gap.begin() + 1);
        const auto refusedGap = pair.take(gap, acceptAll);
        QVERIFY(!refusedGap);
        QCOMPARE(refusedGap.error().kind, Error::Kind::Conflict);
        QVERIFY(refusedGap.error().detail.find("expected sequence 2") != std::string::npos);

        auto forged = run;
        forged.back().signature[5] = static_cast<char>(forged.back().signature[5] ^ 1);
        const auto refusedForged = pair.take(forged, acceptAll);
        QVERIFY(!refusedForged);
        QCOMPARE(refusedForged.error().kind, Error::Kind::Denied);

        QCOMPARE(dumpOf(*pair.server), before);
        QCOMPARE(need(pair.server->head()).n(), 0ULL);
        need(pair.push());

        const ShopFixture stranger(pair.path("stranger"));
        const auto refusedStranger = pair.take(need(stranger.store->pending(500, 1U << 20U)), acceptAll);
        QVERIFY(!refusedStranger);
        QCOMPARE(refusedStranger.error().kind, Error::Kind::Denied);
    }

    void aQuarantinedCommitLeavesTheTablesOfTheTillThatMadeIt()
    {
        TillAndServer pair;
        need(pair.push());
        const std::string before = pair.till.dump();
        pair.till.product("Mug", "M1", "2.00");
        const Judge refuse = [](const Reader&, const Reader&, const SignedCommit&, const std::vector<schema::Change>&) {
            return std::pair(schema::QUARANTINED, std::vector<schema::Reason>{});
        };
        // Pending still names the pushed ones, whose acceptances have not come back: known commits keep their verdict.
        need(pair.push(refuse));
        need(pair.till.store->applyLog(pair.log(0, *pair.till.store), need(pair.server->head())));
        QCOMPARE(pair.till.dump(), before);
        QCOMPARE(dumpOf(*pair.server), before);
        pair.till.product("Bowl", "B1", "2.00"); // The chain goes on over it.
        need(pair.push());
        QCOMPARE(dumpOf(*pair.server), pair.till.dump());
    }

    void aClockFarAheadTakesEffectAMinuteAfterItWasReceived()
    {
        const QTemporaryDir dir;
        TillAndServer pair;
        need(pair.push());
        need(pair.till.store->applyLog(pair.log(0, *pair.till.store), need(pair.server->head())));
        const auto folder = pair.path("till");
        pair.till.store.reset();
        World future = World::real();
        future.now = [] { return World::real().now() + 9LL * 365 * 86'400 * 1'000'000; };
        ShopFixture till(folder, future);
        till.product("Mug", "M1", "2.00");
        const auto entries = need(pair.take(need(till.store->pending(500, 1U << 20U)), acceptAll));
        schema::Acceptance acceptance;
        QVERIFY(acceptance.ParseFromString(entries.back().acceptance));
        QVERIFY(acceptance.effective_ms() <= static_cast<std::uint64_t>(acceptance.received_us() / 1000) + 60'000);
    }

    void aTillIn2035LosesAFieldToWhoeverCorrectsItLater()
    {
        TimeUs shift = 0;
        World right = World::real();
        right.now = [&shift] { return World::real().now() + shift; };
        World future = World::real();
        future.now = [&shift] { return World::real().now() + shift + 9LL * 365 * 86'400 * 1'000'000; };
        TillAndServer pair;
        const Id<schema::Product> mug = productOf(pair.till, pair.till.product("Mug", "M1", "2.00"));
        need(pair.push());
        pair.pullAtTill();
        const auto correcting = enrolled(pair, "correcting", right);
        pair.server.reset();
        pair.server = need(Store::open({pair.path("server"), {}, right, false}));
        pair.till.store.reset();
        pair.till.store = need(Store::open({pair.path("till"), {}, future, false}));

        need(rename(*pair.till.store, pair.till.administrator, mug, "From 2035"));
        need(pair.push());
        pull(pair, *correcting);
        QCOMPARE(nameOf(*correcting, mug), std::string("From 2035"));

        shift = TimeUs{120} * 1'000'000;
        need(rename(*correcting, pair.till.administrator, mug, "Corrected"));
        const auto run = need(correcting->pending(500, 1U << 20U));
        const auto entries = need(pair.take(run));
        schema::Acceptance acceptance;
        QVERIFY(acceptance.ParseFromString(entries.back().acceptance));
        QCOMPARE(acceptance.effective_ms(), run.back().header.hlc_ms()); // Of an honest clock: just what it said.
        pull(pair, *correcting);
        pair.pullAtTill();
        for (const Store* store : {correcting.get(), pair.till.store.get(), pair.server.get()})
            QCOMPARE(nameOf(*store, mug), std::string("Corrected"));
        QCOMPARE(dumpOf(*correcting), dumpOf(*pair.server));
        QCOMPARE(dumpOf(*pair.till.store), dumpOf(*pair.server));
    }

    void anEditThatRacesAnArchiveLeavesBoth()
    {
        TillAndServer pair;
        const Id<schema::Product> mug = productOf(pair.till, pair.till.product("Mug", "M1", "2.00"));
        need(pair.push());
        pair.pullAtTill();
        const auto second = enrolled(pair, "second", World::real());
        need(rename(*second, pair.till.administrator, mug, "Beaker"));
        need(pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return archiveProduct(shop, context, actor, {mug});
        }));
        need(pair.push());
        need(pair.take(need(second->pending(500, 1U << 20U))));
        pull(pair, *second);
        pair.pullAtTill();
        QCOMPARE(dumpOf(*second), dumpOf(*pair.server));
        QCOMPARE(dumpOf(*pair.till.store), dumpOf(*pair.server));
        const auto product = second->read()->get(mug);
        QCOMPARE(product->name(), std::string("Beaker"));
        QCOMPARE(product->status(), schema::ARCHIVED); // An edit brings nothing back.
    }

    void theJudgeSeesTheShopAsTheAuthorSawIt()
    {
        TillAndServer pair;
        const auto mug = pair.till.product("Mug", "M1", "2.00");
        need(pair.push());
        need(pair.till.store->applyLog(pair.log(0, *pair.till.store), need(pair.server->head())));
        const auto price = [&](const Reader& shop) {
            const auto list = Id<schema::PriceList>(shop.get(pair.till.store->identity().store)->price_list());
            return priceInList(shop, list, mug, INT64_MAX)->amount_e4();
        };
        // Two price changes in one run: each is judged by what came before it.
        const auto change = [&](std::int64_t minor) {
            need(pair.till.run([&](const Reader& shop, const Context& context, const Actor& actor) {
                ChangePrice input;
                input.variant = mug;
                input.price = UnitPrice{minor * 10'000};
                return changePrice(shop, context, actor, input);
            }));
        };
        change(300);
        change(400);
        std::vector<std::int64_t> seen;
        need(pair.push([&](const Reader& then, const Reader&, const SignedCommit&, const std::vector<schema::Change>&) {
            seen.push_back(price(then));
            return std::pair(schema::ACCEPTED, std::vector<schema::Reason>{});
        }));
        QCOMPARE(seen, (std::vector<std::int64_t>{200 * 10'000, 300 * 10'000}));
    }

    void aForgedPageIsRefusedAndTheCursorStays_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"acceptance", "batch signature", "commit"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void aForgedPageIsRefusedAndTheCursorStays()
    {
        QFETCH(QString, what);
        TillAndServer pair;
        pair.till.product("Mug", "M1", "2.00");
        need(pair.push());
        // A second till of the shop, with the secrets an enrolment would bring.
        const auto second = need(Store::open({pair.path("second"), {}, World::real(), false}));
        StoreIdentity identity = pair.till.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = {};
        need(second->setIdentity(identity, pair.till.store->pepper(), pair.server->publicKey()));

        const auto good = pair.log(0, identity.terminal);
        auto page = good;
        if (what == QStringLiteral("acceptance"))
            page.back().acceptance.back() = static_cast<char>(page.back().acceptance.back() ^ 1);
        else if (what == QStringLiteral("batch signature"))
            page.front().batch.mutable_signature()->back() =
                static_cast<char>(page.front().batch.signature().back() ^ 1);
        else
            page.back().envelope->mutable_part(0)->back() = static_cast<char>(page.back().envelope->part(0).back() ^ 1);
        QVERIFY(!second->applyLog(page, need(pair.server->head())));
        QVERIFY(need(second->syncState()).seen.n() < need(pair.server->head()).n());
        need(second->applyLog(good, need(pair.server->head())));
        QCOMPARE(dumpOf(*second), dumpOf(*pair.server));
        QCOMPARE(need(second->verify()), need(pair.server->verify()));
    }
};

QTEST_GUILESS_MAIN(ServerLogTest)
#include "tst_server_log.moc"
