#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "domain/orders/import_order.h"
#include "domain/settings/add_store.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/limits.h"
#include "sync/server/admission.h"
#include "sync/server/root_of_trust.h"
#include "sync/server/sync_service.h"
#include "sync/sync_fixture.h"

#include <array>
#include <mutex>

using namespace kontor;
using namespace kontor::test;

namespace {

/// The service on a clock of the test's, and what it posted to itself.
struct ServiceBench {
    TillAndServer pair;
    std::uint64_t now = 50'000;
    std::mutex mutex;
    std::vector<std::function<void()>> posted;
    SyncService service{*pair.server, judge, pair.path("server"), World::real(), [this](std::function<void()> run) {
                            const std::lock_guard lock(mutex);
                            posted.push_back(std::move(run));
                        }};
    Bytes session;
    std::uint64_t counter = 0;

    void drain()
    {
        need(pair.server->setLocal("fence", "x")); // The writer has done what it was given.
        std::vector<std::function<void()>> ready;
        {
            const std::lock_guard lock(mutex);
            ready.swap(posted);
        }
        for (const auto& run : ready)
            run();
    }
    SyncReply ask(SyncRequest request)
    {
        std::optional<SyncReply> reply;
        service.handle(std::move(request), now, [&](SyncReply answer) { reply = std::move(answer); });
        for (int i = 0; !reply && i < 100; ++i)
            drain();
        return reply.value_or(SyncReply{0, {}, 0, {}, {}});
    }
    Bytes nonce()
    {
        SyncRequest request;
        request.method = "GET";
        request.target = "/v1/nonce";
        return parseBody<sync::NonceReply>(ask(request).body)->nonce();
    }
    SyncRequest signedRequest(const char* target, const google::protobuf::MessageLite& message, const Bytes& inSession,
                              std::uint64_t number)
    {
        const auto& till = *pair.till.store;
        SyncRequest request;
        request.method = "POST";
        request.target = target;
        request.body = message.SerializeAsString();
        RequestAuth auth{till.identity().terminal.string(), inSession, number, {}};
        auth.signature = till.signWith(requestTag, requestMessage(inSession, number, "POST", target, request.body));
        request.auth = auth;
        return request;
    }
    SyncRequest helloRequest(const Bytes& nonceBytes, std::uint32_t protocol = syncProtocol)
    {
        sync::Hello hello;
        hello.set_protocol(protocol);
        hello.set_nonce(nonceBytes);
        hello.set_terminal(pair.till.store->identity().terminal.string());
        hello.set_origin(pair.till.store->identity().origin.string());
        return signedRequest("/v1/hello", hello, nonceBytes, 0);
    }
    void hello()
    {
        session = parseBody<sync::HelloReply>(ask(helloRequest(nonce())).body)->session();
        QVERIFY(!session.empty());
    }
    /// A pull that hangs; the reply comes into `into`.
    void pull(std::uint64_t after, std::uint32_t waitSeconds, std::optional<SyncReply>& into)
    {
        sync::Pull pull;
        pull.mutable_after()->set_epoch(1);
        pull.mutable_after()->set_n(after);
        pull.set_wait_seconds(waitSeconds);
        service.handle(signedRequest("/v1/pull", pull, session, ++counter), now,
                       [&into](SyncReply reply) { into = std::move(reply); });
    }
};

} // namespace

class SyncServiceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCounterIsFreshOnceInAWindowOfSixtyFour()
    {
        ReplayWindow window;
        QVERIFY(!window.take(0));
        QVERIFY(window.take(5));
        QVERIFY(!window.take(5));
        QVERIFY(window.take(4)); // One that was overtaken.
        QVERIFY(!window.take(4));
        QVERIFY(window.take(70));
        QVERIFY(window.take(7));
        QVERIFY(!window.take(6)); // 64 behind.
        QVERIFY(!window.take(5));
        QVERIFY(window.take(1'000'000));
        QVERIFY(!window.take(70));
        QVERIFY(window.take(UINT64_MAX));
        QVERIFY(!window.take(UINT64_MAX));
        QVERIFY(window.take(UINT64_MAX - 63));
    }

    void nonceAndSessionTablesAreBoundedAndExpire()
    {
        std::uint64_t made = 0;
        Sessions sessions([&](std::size_t size) {
            Bytes bytes = std::to_string(++made);
            bytes.resize(size, '.');
            return bytes;
        });
        const auto first = sessions.makeNonce(0);
        QVERIFY(sessions.takeNonce(first, 59'999));
        QVERIFY(!sessions.takeNonce(first, 59'999));
        const auto late = sessions.makeNonce(0);
        QVERIFY(!sessions.takeNonce(late, 60'000));
        const auto flooded = sessions.makeNonce(0);
        for (std::size_t i = 0; i < Sessions::maxNonces; ++i)
            (void)sessions.makeNonce(1);
        QVERIFY(!sessions.takeNonce(flooded, 2));

        const auto id = sessions.open({}, {}, {}, {}, 0);
        const auto used = sessions.open({}, {}, {}, {}, 0);
        QVERIFY(sessions.find(used.bytes(), 3'000'000));
        QVERIFY(!sessions.find(id.bytes(), 3'600'000));
        QVERIFY(sessions.find(used.bytes(), 3'600'000));
        for (std::size_t i = 0; i <= Sessions::maxSessions; ++i)
            (void)sessions.open({}, {}, {}, {}, 3'600'001);
        QCOMPARE(sessions.count(), Sessions::maxSessions);
        QVERIFY(!sessions.find(used.bytes(), 3'600'002));
        QVERIFY(!sessions.find({}, 0));
    }

    void guessersOfSecretsWait()
    {
        AttemptLimit limit;
        for (std::uint32_t i = 0; i < AttemptLimit::burst; ++i) {
            QCOMPARE(limit.waitSeconds("10.0.0.9", 1000), 0U);
            limit.countWrong("10.0.0.9", 1000);
        }
        QCOMPARE(limit.waitSeconds("10.0.0.9", 1000), 6U);
        QCOMPARE(limit.waitSeconds("10.0.0.7", 1000), 0U);
        QCOMPARE(limit.waitSeconds("10.0.0.9", 7000), 0U);
        limit.countWrong("10.0.0.9", 7000);
        QVERIFY(limit.waitSeconds("10.0.0.9", 7000) > 0);
        for (std::size_t i = 0; i < 2 * AttemptLimit::maxPeers; ++i)
            limit.countWrong(std::to_string(i), 8000);
        QCOMPARE(limit.waitSeconds("10.0.0.9", 8000), 0U); // Forgotten, not kept for ever.
    }

    void aHelloIsGoodForOneNonceOfTheLastMinute()
    {
        ServiceBench bench;
        const auto request = bench.helloRequest(bench.nonce());
        QCOMPARE(bench.ask(request).status, 200U);
        QCOMPARE(bench.ask(request).status, 401U);
        const auto late = bench.helloRequest(bench.nonce());
        bench.now += 60'000;
        QCOMPARE(bench.ask(late).status, 401U);
        QCOMPARE(bench.ask(bench.helloRequest(Bytes(16, 'n'))).status, 401U);
    }

    void aProtocolThatIsNotSpokenIsToldSo_data()
    {
        QTest::addColumn<unsigned>("protocol");
        QTest::newRow("before the first") << 0U;
        QTest::newRow("the next") << syncProtocol + 1;
    }
    void aProtocolThatIsNotSpokenIsToldSo()
    {
        QFETCH(unsigned, protocol);
        ServiceBench bench;
        QCOMPARE(bench.ask(bench.helloRequest(bench.nonce(), protocol)).status, 426U);
    }

    void aPullHangsUntilThereIsSomething()
    {
        ServiceBench bench;
        bench.hello();
        std::optional<SyncReply> reply;
        bench.pull(need(bench.pair.server->head()).n(), 25, reply);
        bench.now += 24'999;
        bench.service.tick(bench.now);
        QVERIFY(!reply);
        QCOMPARE(bench.service.waitingPulls(), 1U);
        // Another terminal's commit, as the server's own stands for one.
        need(bench.pair.server->execute([](const Reader& shop, const Context& context) {
            NewProduct product;
            product.name = "Mug";
            product.sku = "M1";
            return addProduct(shop, context, Actor::founder(), product);
        }));
        bench.drain();
        QVERIFY(reply.has_value());
        const auto page = parseBody<sync::PullReply>(reply->body);
        QVERIFY(page->entry_size() >= 1);
        QVERIFY(page->entry(0).has_envelope());
        QVERIFY(!page->more());
        QCOMPARE(bench.service.waitingPulls(), 0U);
    }

    void aPullThatBringsNothingEndsWhenItsTimeIsOver()
    {
        ServiceBench bench;
        bench.hello();
        std::optional<SyncReply> atOnce;
        const auto head = need(bench.pair.server->head()).n();
        bench.pull(head, 0, atOnce);
        QVERIFY(atOnce.has_value());
        std::optional<SyncReply> late;
        bench.pull(head, 100'000, late); // More than the server grants.
        bench.now += 25'000;
        bench.service.tick(bench.now);
        QVERIFY(late.has_value());
        const auto page = parseBody<sync::PullReply>(late->body);
        QCOMPARE(page->entry_size(), 0);
        QCOMPARE(page->up_to().n(), head);
    }

    void ownCommitsComeBackAsAcceptancesOnly()
    {
        ServiceBench bench;
        bench.hello();
        std::optional<SyncReply> reply;
        bench.pull(0, 25, reply);
        QVERIFY(reply.has_value());
        const auto page = parseBody<sync::PullReply>(reply->body);
        QVERIFY(page->entry_size() > 0);
        for (const auto& entry : page->entry()) {
            QVERIFY(!entry.has_envelope());
            QVERIFY(!entry.acceptance().empty());
        }
    }

    void pagesEndWhereTheyAreToldTo()
    {
        ServiceBench bench;
        bench.hello();
        sync::Pull pull;
        pull.set_max_commits(1);
        std::uint64_t after = 0;
        int pages = 0;
        for (bool more = true; more; ++pages) {
            pull.mutable_after()->set_epoch(after == 0 ? 0 : 1);
            pull.mutable_after()->set_n(after);
            const auto reply = bench.ask(bench.signedRequest("/v1/pull", pull, bench.session, ++bench.counter));
            const auto page = parseBody<sync::PullReply>(reply.body);
            QCOMPARE(page->entry_size(), 1);
            after = page->up_to().n();
            more = page->more();
        }
        QCOMPARE(static_cast<std::uint64_t>(pages), need(bench.pair.server->head()).n());
    }

    void aQuarantinedCommitDelaysNoOther()
    {
        ServiceBench bench;
        bench.hello();
        auto& till = bench.pair.till;
        // Nobody's commit: the server finds no right to it.
        need(till.store->execute([](const Reader& shop, const Context& context) {
            NewProduct product;
            product.name = "Smuggled";
            product.sku = "X1";
            return addProduct(shop, context, Actor::founder(), product);
        }));
        till.product("Mug", "M1", "2.00");
        sync::Push push;
        for (const auto& commit : need(till.store->pending(500, 1U << 20U)))
            *push.add_commit() = commit.envelope();
        const auto reply = bench.ask(bench.signedRequest("/v1/push", push, bench.session, ++bench.counter));
        QCOMPARE(reply.status, 200U);
        const auto answer = parseBody<sync::PushReply>(reply.body);
        QCOMPARE(answer->entry_size(), 2);
        schema::Acceptance first;
        schema::Acceptance second;
        QVERIFY(first.ParseFromString(answer->entry(0).acceptance()));
        QVERIFY(second.ParseFromString(answer->entry(1).acceptance()));
        QCOMPARE(first.verdict(), schema::QUARANTINED);
        QCOMPARE(second.verdict(), schema::ACCEPTED);
        QVERIFY(!bench.pair.server->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "X1"));
        QVERIFY(bench.pair.server->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, "M1"));
    }

    void aCommitOfAnotherStoreAnswersNobodyWhoWaits()
    {
        ServiceBench bench;
        auto& founder = bench.pair.till;
        const Id<schema::Store> elsewhere(
            need(founder.run([](const Reader& shop, const Context& context, const Actor& actor) {
                return addStore(shop, context, actor, {"Market Hall", "", ""});
            })).mainId);
        auto other = openStore(bench.pair.path("elsewhere"));
        StoreIdentity identity = founder.store->identity();
        identity.terminal = Id<schema::Terminal>(RawId::of(World::real().random(16)));
        identity.origin = RawId::of(World::real().random(16));
        identity.store = elsewhere;
        need(founder.run([&](const Reader& shop, const Context& context, const Actor& actor) {
            const EnrolTerminal input{identity.terminal.raw, schema::TILL, {}, elsewhere, other->publicKey()};
            return enrolTerminal(shop, context, actor, input);
        }));
        need(addSomething(*founder.store, founder.administrator, "X1"));
        need(applyAcceptances(*founder.store,
                              need(bench.pair.server->accept(need(founder.store->pending(500, 1U << 20U)), judge))));
        need(other->setIdentity(identity, founder.store->pepper(), bench.pair.server->publicKey()));
        const auto all =
            need(bench.pair.server->log({0, 1000, 1U << 20U, identity.terminal, elsewhere, identity.origin}));
        need(other->applyLog(all.entries, all.upTo));

        const auto sellThere = [&](const std::string& number) {
            need(other->execute(
                founder.administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
                    ImportedOrder order;
                    order.source = "old";
                    order.number = number;
                    order.at = World::real().now();
                    order.lines.push_back({1,
                                           shop.all<schema::Variant>().empty()
                                               ? Id<schema::Variant>{}
                                               : Id<schema::Variant>(shop.all<schema::Variant>().front().id()),
                                           "", Quantity::whole(1), UnitPrice{20'000}});
                    return importOrder(shop, context, actor, order);
                }));
            need(
                applyAcceptances(*other, need(bench.pair.server->accept(need(other->pending(500, 1U << 20U)), judge))));
            bench.drain();
        };
        sellThere("1"); // It begins that till's life, which is everybody's.
        bench.hello();
        const auto head = need(bench.pair.server->head()).n();
        std::array<std::optional<SyncReply>, 40> replies;
        for (auto& reply : replies)
            bench.pull(head, 25, reply);
        const auto before = bench.service.logReads();
        sellThere("2");
        sellThere("3");
        QCOMPARE(bench.service.waitingPulls(), replies.size());
        QCOMPARE(bench.service.logReads(), before + 2); // Each stretch once, by whoever came first.

        // What they have been spared they do not get later either.
        need(addSomething(*bench.pair.server, founder.administrator, "X2"));
        bench.drain();
        QCOMPARE(bench.service.waitingPulls(), 0U);
        const auto page = parseBody<sync::PullReply>(replies.back()->body);
        QCOMPARE(page->entry_size(), 2); // And the server's begin-origin.
        QCOMPARE(page->up_to().n(), need(bench.pair.server->head()).n());
    }

    void oneReadOfTheLogServesAllWhoWaitAtOnePlace()
    {
        ServiceBench bench;
        bench.hello();
        const auto head = need(bench.pair.server->head()).n();
        std::array<std::optional<SyncReply>, 40> replies;
        for (auto& reply : replies)
            bench.pull(head, 25, reply);
        QCOMPARE(bench.service.waitingPulls(), replies.size());
        const auto before = bench.service.logReads();
        need(addSomething(*bench.pair.server, bench.pair.till.administrator, "X1"));
        bench.drain();
        QCOMPARE(bench.service.waitingPulls(), 0U);
        QCOMPARE(bench.service.logReads(), before + 1);
        for (const auto& reply : replies)
            QCOMPARE(need(parseBody<sync::PullReply>(reply->body)).up_to().n(), need(bench.pair.server->head()).n());
    }

    void aWakeThatWasLostIsMadeUpForAtTheEndOfTheWait()
    {
        ServiceBench bench;
        bench.hello();
        std::optional<SyncReply> reply;
        bench.pull(need(bench.pair.server->head()).n(), 25, reply);
        need(addSomething(*bench.pair.server, bench.pair.till.administrator, "X1"));
        bench.posted.clear();
        QVERIFY(!reply);
        bench.now += 25'000;
        bench.service.tick(bench.now);
        QVERIFY(reply);
        QVERIFY(need(parseBody<sync::PullReply>(reply->body)).entry_size() > 0);
    }

    void thePushOfAForkedOriginIsToldSo()
    {
        ServiceBench bench;
        bench.hello();
        auto& till = bench.pair.till;
        const auto push = [&](const std::vector<SignedCommit>& run) {
            sync::Push body;
            for (const auto& commit : run)
                *body.add_commit() = commit.envelope();
            return need(parseBody<sync::PushReply>(
                bench.ask(bench.signedRequest("/v1/push", body, bench.session, ++bench.counter)).body));
        };
        // The till's folder is copied with its keys, and both go on.
        till.store.reset();
        std::filesystem::copy(bench.pair.path("till"), bench.pair.path("clone"),
                              std::filesystem::copy_options::recursive);
        std::filesystem::copy(bench.pair.path("till.key"), bench.pair.path("clone.key"));
        till.store = openStore(bench.pair.path("till"));
        const auto clone = openStore(bench.pair.path("clone"));
        need(addSomething(*till.store, till.administrator, "T1"));
        need(addSomething(*clone, till.administrator, "C1"));
        const auto first = need(till.store->pending(500, 1U << 20U));
        QVERIFY(!push(first).forked());
        QVERIFY(push(need(clone->pending(500, 1U << 20U))).forked());
        QVERIFY(push(first).forked()); // The other branch hears of it with its next push.
    }

    void whoHoldsAnotherCourseOfTheLogIsToldSo()
    {
        ServiceBench bench;
        need(addSomething(*bench.pair.till.store, bench.pair.till.administrator, "T1"));
        need(addSomething(*bench.pair.till.store, bench.pair.till.administrator, "T2"));
        const auto run = need(bench.pair.till.store->pending(500, 1U << 20U));
        need(applyAcceptances(*bench.pair.till.store, need(bench.pair.server->accept(run, judge))));
        const auto head = need(bench.pair.server->head());
        const auto page = need(bench.pair.server->log({0, 1000, 1U << 22U, {}, {}, {}}));
        QCOMPARE(page.entries.size(), head.n());
        const auto markOf = [&](std::uint64_t n, bool isOurs) {
            sync::Mark mark;
            mark.mutable_cursor()->set_epoch(1);
            mark.mutable_cursor()->set_n(n);
            mark.set_acceptance(isOurs ? blake2b256(page.entries[n - 1].acceptance) : Bytes(32, 'x'));
            return mark;
        };
        const auto isOther = [&](const sync::Mark& mark) {
            const auto nonce = bench.nonce();
            sync::Hello hello;
            hello.set_protocol(syncProtocol);
            hello.set_nonce(nonce);
            hello.set_terminal(bench.pair.till.store->identity().terminal.string());
            hello.set_origin(bench.pair.till.store->identity().origin.string());
            *hello.mutable_mark() = mark;
            const auto reply =
                need(parseBody<sync::HelloReply>(bench.ask(bench.signedRequest("/v1/hello", hello, nonce, 0)).body));
            bench.session = reply.session();
            bench.counter = 0;
            return reply.other_course();
        };
        QVERIFY(!isOther(markOf(head.n(), true)));
        QVERIFY(isOther(markOf(head.n(), false)));
        auto ahead = markOf(head.n(), true);
        ahead.mutable_cursor()->set_n(head.n() + 1);
        QVERIFY(isOther(ahead));
        QCOMPARE(need(bench.pair.server->head()).epoch(), 1ULL); // Whatever anybody says.

        const auto agreed = [&](const std::vector<sync::Mark>& marks) {
            sync::Heads ask;
            *ask.mutable_cursor() = head;
            for (const auto& mark : marks)
                *ask.add_mark() = mark;
            return need(parseBody<sync::HeadsReply>(
                bench.ask(bench.signedRequest("/v1/heads", ask, bench.session, ++bench.counter)).body));
        };
        QVERIFY(!agreed({}).has_agreed());
        QVERIFY(!agreed({markOf(head.n(), true)}).has_agreed());
        const auto parted = agreed({markOf(head.n(), false), markOf(head.n() - 1, false), markOf(2, true)});
        QCOMPARE(parted.agreed().n(), 2ULL);
        QCOMPARE(parted.common().n(), 2ULL);
        QVERIFY(agreed({markOf(head.n(), false)}).has_agreed());
        QCOMPARE(agreed({markOf(head.n(), false)}).common().n(), 0ULL);
    }

    void onlyTheBeginningOfAnOrganisationIsARootOfTrust_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("good");
        QTest::newRow("as founded") << "" << true;
        QTest::newRow("another organisation") << "organisation" << false;
        QTest::newRow("begin-origin alone") << "short" << false;
        QTest::newRow("from the middle") << "middle" << false;
        QTest::newRow("a signature of nobody") << "signature" << false;
        QTest::newRow("no commits") << "empty" << false;
    }
    void onlyTheBeginningOfAnOrganisationIsARootOfTrust()
    {
        QFETCH(QString, what);
        QFETCH(bool, good);
        QTemporaryDir dir;
        ShopFixture till(std::filesystem::path(dir.path().toStdString()) / "till");
        till.product("Mug", "M1", "2.00");
        auto run = need(till.store->pending(500, 1U << 20U));
        auto organisation = till.store->identity().organisation;
        if (what == QLatin1String("organisation"))
            organisation = Id<schema::Organisation>(RawId::of(Bytes(16, 'x')));
        else if (what == QLatin1String("short"))
            run.resize(1);
        else if (what == QLatin1String("middle"))
            run.erase(run.begin());
        else if (what == QLatin1String("signature"))
            run.back().signature[0] = static_cast<char>(run.back().signature[0] ^ 1);
        else if (what == QLatin1String("empty"))
            run.clear();
        const auto root = checkRootOfTrust(run, organisation);
        QCOMPARE(root.has_value(), good);
        if (good)
            QCOMPARE(*root, till.store->publicKey());
    }
};
QTEST_GUILESS_MAIN(SyncServiceTest)
#include "tst_sync_service.moc"
