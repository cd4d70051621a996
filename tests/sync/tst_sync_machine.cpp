#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "sync/protocol/codec.h"
#include "sync/protocol/sync_machine.h"

#include <algorithm>

using namespace kontor;

namespace {

/// A shop of which only counts matter.
class FakePort final : public SyncPort
{
public:
    StoreIdentity identity() const override
    {
        StoreIdentity identity;
        identity.terminal = Id<schema::Terminal>(RawId::of(Bytes(16, 't')));
        identity.origin = RawId::of(Bytes(16, 'o'));
        return identity;
    }
    Result<SyncState> state() const override
    {
        SyncState state;
        state.seen.set_epoch(seen == 0 ? 0 : 1);
        state.seen.set_n(seen);
        state.pending = commits.size();
        state.hasAccepted = seen > 0;
        state.hlcMs = hlcMs;
        state.othersMs = othersMs;
        return state;
    }
    Result<std::vector<SignedCommit>> pending(std::size_t maxCommits, std::size_t) const override
    {
        const auto many = static_cast<std::ptrdiff_t>(std::min(maxCommits, commits.size()));
        return std::vector<SignedCommit>(commits.begin(), commits.begin() + many);
    }
    Result<Held> heldAbove(const LogCourse& server, const HeldPlace& from, std::size_t, std::size_t) const override
    {
        askedAbove = server;
        Held page;
        if (from.sequence < held) {
            page.entries.resize(1);
            page.entries[0].acceptance = "acceptance " + std::to_string(from.sequence + 1);
            page.next.sequence = from.sequence + 1;
        }
        page.more = from.sequence + 1 < held;
        return page;
    }
    TimeUs nowUs() const override { return clockUs; }
    Bytes sign(BytesView message, WhichKey which) const override
    {
        signedMessages.emplace_back(message);
        signedWith = which;
        return Bytes(64, 's');
    }
    bool hasFormerKey() const override { return formerKey; }
    bool isKeyUntold() const override { return keyUntold; }

    void addCommit()
    {
        SignedCommit commit;
        commit.hash = Bytes(32, static_cast<char>('a' + ++made % 26));
        commit.headerBytes = "header " + std::to_string(made);
        commits.push_back(commit);
    }

    std::vector<SignedCommit> commits;
    std::uint64_t seen = 0;
    std::uint64_t held = 0; ///< Commits the server has lost.
    std::uint64_t hlcMs = 0;
    std::uint64_t othersMs = 0;
    TimeUs clockUs = 0;
    mutable LogCourse askedAbove;
    int made = 0;
    mutable std::vector<Bytes> signedMessages;
    mutable WhichKey signedWith = WhichKey::Present; ///< The last one.
    bool formerKey = false;
    bool keyUntold = false;
};

SyncReply status(unsigned code, std::uint32_t retryAfter = 0)
{
    auto reply = errorReply(code, sync::ErrorReply::OTHER, "test", "status " + std::to_string(code));
    reply.retryAfterSeconds = retryAfter;
    return reply;
}

SyncReply nonceReply()
{
    sync::NonceReply reply;
    reply.set_nonce(Bytes(16, 'n'));
    return okReply(reply);
}

SyncReply helloReply()
{
    sync::HelloReply reply;
    reply.set_session(Bytes(16, 'x'));
    return okReply(reply);
}

/// Of a server in epoch 2, `common` positions of which are as they were.
SyncReply headsReply(std::uint64_t common, int heads = 1, bool more = false)
{
    sync::HeadsReply reply;
    for (int i = 0; i < heads; ++i) {
        auto& head = *reply.add_head();
        head.set_origin(Bytes(16, static_cast<char>('a' + i)));
        head.set_sequence(7);
    }
    reply.set_more(more);
    reply.mutable_common()->set_epoch(2);
    reply.mutable_common()->set_n(common);
    reply.mutable_log_head()->set_epoch(2);
    reply.mutable_log_head()->set_n(common + 3);
    reply.add_epoch()->set_number(1);
    reply.mutable_epoch(0)->set_last(common);
    return okReply(reply);
}

SyncReply helloOf(std::uint64_t epoch, TimeUs serverTimeUs = 0)
{
    sync::HelloReply reply;
    reply.set_session(Bytes(16, 'x'));
    reply.mutable_head()->set_epoch(epoch);
    reply.set_server_time_us(serverTimeUs);
    return okReply(reply);
}

SyncReply pushReply(int entries)
{
    sync::PushReply reply;
    for (int i = 0; i < entries; ++i)
        reply.add_entry()->set_acceptance("accepted");
    return okReply(reply);
}

SyncReply pullReply(std::uint64_t upTo, int entries, bool more = false)
{
    sync::PullReply reply;
    for (int i = 0; i < entries; ++i)
        reply.add_entry()->set_acceptance("accepted");
    reply.mutable_up_to()->set_epoch(upTo == 0 ? 0 : 1);
    reply.mutable_up_to()->set_n(upTo);
    reply.set_more(more);
    return okReply(reply);
}

/// A machine with what has come out of it.
struct Bench {
    explicit Bench(SyncMachine::Options machineOptions = {}) : options(std::move(machineOptions)) {}

    SyncMachine::Options options;
    FakePort port;
    std::uint64_t now = 1'000'000;
    std::vector<std::uint64_t> bounds; ///< What was asked of the random source.
    bool longestWait = true;           ///< Jitter at its upper end.
    SyncMachine machine{port,
                        [this](std::uint64_t bound) {
                            bounds.push_back(bound);
                            return longestWait ? bound : 0;
                        },
                        options};
    std::vector<SyncMachine::Request> out;
    int pages = 0;
    int acceptances = 0;
    std::optional<Resumption> resumption;
    std::vector<std::string> newOrigins;
    ServerNote note;
    std::vector<SyncMachine::Mending> mendings;
    int counts = 0;
    bool answersCounts = true;

    void take(SyncMachine::Actions actions)
    {
        for (const auto number : actions.abort)
            std::erase_if(out, [&](const auto& request) { return request.number == number; });
        for (auto& request : actions.send)
            out.push_back(std::move(request));
        pages += actions.applyLog ? 1 : 0;
        acceptances += actions.applyAcceptances ? 1 : 0;
        if (actions.resume)
            resumption = std::move(actions.resume);
        if (actions.startNewOrigin)
            newOrigins.push_back(*actions.startNewOrigin);
        if (actions.noteServer)
            note = *actions.noteServer;
        if (actions.mend)
            mendings.push_back(std::move(*actions.mend));
        counts += actions.recount ? 1 : 0;
        if (actions.recount && answersCounts)
            take(machine.recounted(std::vector<digest::Place>{}, now));
        // The property: whatever it waits for, a timer ends it.
        if (!machine.wakeAtMs())
            qFatal("a wait without a timer");
    }
    /// Takes the oldest request to a path out.
    std::uint64_t sent(const std::string& target)
    {
        const auto found =
            std::find_if(out.begin(), out.end(), [&](const auto& r) { return r.request.target == target; });
        if (found == out.end())
            return 0;
        const auto number = found->number;
        out.erase(found);
        return number;
    }
    void answer(const std::string& target, const SyncReply& reply) { take(machine.replied(sent(target), reply, now)); }
    void lose(const std::string& target) { take(machine.failed(sent(target), "reset", now)); }
    void passTime()
    {
        now = std::max(now, *machine.wakeAtMs());
        take(machine.tick(now));
    }
    void connect()
    {
        take(machine.started(now));
        answer("/v1/nonce", nonceReply());
        answer("/v1/hello", helloReply());
    }
    void connectAndCatchUp()
    {
        connect();
        answer("/v1/pull", pullReply(0, 0));
    }
};

} // namespace

class SyncMachineTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pushAndPullRunSideBySideAfterTheHandshake()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        QCOMPARE(bench.out.size(), 2U);
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Syncing);
        QVERIFY(bench.out[0].request.auth && bench.out[1].request.auth);
        QVERIFY(bench.out[0].request.auth->counter != bench.out[1].request.auth->counter);

        bench.answer("/v1/push", pushReply(1));
        QCOMPARE(bench.acceptances, 1);
        bench.port.commits.clear();
        bench.take(bench.machine.acceptancesApplied(Done{}, bench.now));
        bench.answer("/v1/pull", pullReply(0, 0));
        SyncStatus synced;
        synced.link = SyncStatus::Link::Synced;
        QCOMPARE(bench.machine.status(), synced);
    }

    void whoSendsManyIsToldOfThemByThePushAloneAndComparesWhenAllIsSent()
    {
        const auto leavesOwnOut = [](const Bench& bench) {
            const auto pull = std::find_if(bench.out.begin(), bench.out.end(),
                                           [](const auto& one) { return one.request.target == "/v1/pull"; });
            sync::Pull asked;
            return pull != bench.out.end() && asked.ParseFromString(pull->request.body) && asked.own_by_push();
        };
        Bench bench;
        for (int i = 0; i < 20; ++i)
            bench.port.addCommit();
        bench.connect();
        QVERIFY(leavesOwnOut(bench));
        bench.answer("/v1/pull", pullReply(0, 0)); // Nothing, so the next one hangs.
        QVERIFY(leavesOwnOut(bench));
        const auto hanging = bench.out.size();
        bench.answer("/v1/push", pushReply(20));
        bench.port.commits.clear();
        bench.take(bench.machine.acceptancesApplied(Done{}, bench.now));
        // The one that hung was asked for again, and answers at once.
        QCOMPARE(bench.out.size(), hanging - 1);
        QVERIFY(!leavesOwnOut(bench));
        sync::Pull again;
        QVERIFY(again.ParseFromString(bench.out.front().request.body));
        QCOMPARE(again.wait_seconds(), 0U);

        // A sale now and then does not cost two requests more.
        bench.answer("/v1/pull", pullReply(0, 0));
        const auto number = bench.out.front().number;
        bench.port.addCommit();
        bench.take(bench.machine.localCommitMade(bench.now));
        bench.answer("/v1/push", pushReply(1));
        bench.port.commits.clear();
        bench.take(bench.machine.acceptancesApplied(Done{}, bench.now));
        QCOMPARE(bench.out.front().number, number);
    }

    void theRowsAreCountedWhenAllIsQuietAndOnceADay()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        bench.answer("/v1/pull", pullReply(0, 0));
        QCOMPARE(bench.counts, 0); // Something is still to be sent.
        bench.answer("/v1/push", pushReply(1));
        bench.port.commits.clear();
        bench.take(bench.machine.acceptancesApplied(Done{}, bench.now));
        QCOMPARE(bench.counts, 1);
        QVERIFY(!bench.machine.status().counting);
        for (const auto end = bench.now + 23ULL * 3600 * 1000; bench.now < end; bench.now += 25'000)
            bench.answer("/v1/pull", pullReply(0, 0));
        QCOMPARE(bench.counts, 1);
        bench.now += 3600 * 1000;
        bench.answer("/v1/pull", pullReply(0, 0));
        QCOMPARE(bench.counts, 2);
    }

    void aSearchThatFailsIsLetBeAndNothingElseWaitsForIt()
    {
        Bench bench;
        bench.answersCounts = false;
        bench.connect();
        bench.answer("/v1/pull", pullReply(0, 0));
        QCOMPARE(bench.counts, 1);
        QVERIFY(bench.machine.status().counting);
        const std::vector<digest::Place> wrong{{RawId::of(Bytes(16, 's')), 10}};
        bench.take(bench.machine.recounted(wrong, bench.now));
        QVERIFY(!bench.machine.status().counting);
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Syncing);
        int asked = 0;
        for (int i = 0; i < 20 && bench.machine.status().link != SyncStatus::Link::Synced; ++i) {
            if (const auto question = bench.sent("/v1/digest"); question != 0) {
                ++asked;
                bench.take(bench.machine.replied(question, status(429), bench.now));
            } else {
                bench.now += 10'000;
                bench.take(bench.machine.tick(bench.now));
            }
        }
        QCOMPARE(asked, 3);
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Synced);
        QVERIFY(bench.machine.status().digest.find("failed") != std::string::npos);
        bench.port.addCommit();
        bench.take(bench.machine.localCommitMade(bench.now));
        QVERIFY(bench.sent("/v1/push") != 0);
    }

    void searchesThatEndInNothingBecomeRare()
    {
        Bench bench;
        bench.answersCounts = false;
        bench.connect();
        bench.answer("/v1/pull", pullReply(0, 0));
        bench.take(bench.machine.recounted(std::vector<digest::Place>{{RawId::of(Bytes(16, 's')), 10}}, bench.now));
        int asked = 0;
        std::uint64_t place = 0;
        for (const auto end = bench.now + 3'600'000; bench.now < end;) {
            if (const auto question = bench.sent("/v1/digest"); question != 0) {
                ++asked;
                bench.take(bench.machine.replied(question, status(404), bench.now));
            } else if (const auto pull = bench.sent("/v1/pull"); pull != 0) {
                // News every few seconds: another place of the log each time.
                bench.take(bench.machine.replied(pull, pullReply(++place, 1), bench.now));
                bench.port.seen = place;
                bench.take(bench.machine.logApplied(Done{}, bench.now));
            }
            bench.now += 5'000;
            bench.take(bench.machine.tick(bench.now));
        }
        QVERIFY2(asked >= 6 && asked <= 30, qPrintable(QString::number(asked)));
    }

    void theFirstPullWantsAnAnswerAndLaterOnesHang()
    {
        Bench bench;
        bench.connect();
        const auto waitOf = [&] {
            const auto pull = parseBody<sync::Pull>(bench.out.back().request.body);
            return pull->wait_seconds();
        };
        QCOMPARE(waitOf(), 0U);
        bench.answer("/v1/pull", pullReply(0, 0));
        QCOMPARE(waitOf(), maxWaitSeconds);
    }

    void aLostPushIsSentAgainWithTheSameCommitsAndAnotherCounter()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        const auto first = bench.out.front().request;
        QCOMPARE(first.target, std::string("/v1/push"));
        bench.lose("/v1/push");
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Offline);
        QCOMPARE(bench.sent("/v1/push"), 0ULL);
        bench.passTime();
        const auto again = std::find_if(bench.out.begin(), bench.out.end(),
                                        [](const auto& r) { return r.request.target == "/v1/push"; });
        QVERIFY(again != bench.out.end());
        QCOMPARE(again->request.body, first.body);
        QVERIFY(again->request.auth->counter > first.auth->counter);
    }

    void lateAndDoubledRepliesAreIgnored()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        const auto push = bench.sent("/v1/push");
        bench.take(bench.machine.failed(push, "reset", bench.now));
        bench.take(bench.machine.replied(push, pushReply(1), bench.now)); // It had arrived after all.
        QCOMPARE(bench.acceptances, 0);
        bench.passTime();
        const auto second = bench.sent("/v1/push");
        bench.take(bench.machine.replied(second, pushReply(1), bench.now));
        bench.take(bench.machine.replied(second, pushReply(1), bench.now));
        QCOMPARE(bench.acceptances, 1);
        bench.take(bench.machine.logApplied(Done{}, bench.now)); // Nobody asked for that.
        QCOMPARE(bench.acceptances, 1);
    }

    void repliesMayOvertakeEachOther()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        bench.answer("/v1/pull", pullReply(3, 2));
        bench.answer("/v1/push", pushReply(1));
        QCOMPARE(bench.pages, 1);
        QCOMPARE(bench.acceptances, 1);
        bench.port.commits.clear();
        bench.port.seen = 3;
        bench.take(bench.machine.acceptancesApplied(Done{}, bench.now));
        bench.take(bench.machine.logApplied(Done{}, bench.now));
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Synced);
    }

    void silenceIsGivenUpAndSlowProgressIsNot()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        const auto push = bench.out.front().number;
        bench.now += 29'000;
        bench.machine.progressed(push, bench.now);
        bench.now += 2'000;
        bench.take(bench.machine.tick(bench.now));
        QVERIFY(std::any_of(bench.out.begin(), bench.out.end(), [&](const auto& r) { return r.number == push; }));
        bench.now += 28'000;
        bench.take(bench.machine.tick(bench.now));
        QVERIFY(std::none_of(bench.out.begin(), bench.out.end(), [&](const auto& r) { return r.number == push; }));
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Offline);
    }

    void waitsGrowToFiveMinutesAndStayThere()
    {
        Bench bench;
        bench.take(bench.machine.started(bench.now));
        std::vector<std::uint64_t> waits;
        for (int attempt = 0; attempt < 14; ++attempt) {
            bench.lose("/v1/nonce");
            waits.push_back(*bench.machine.wakeAtMs() - bench.now);
            bench.passTime();
        }
        QCOMPARE(waits.front(), 1000ULL);
        for (std::size_t i = 1; i < waits.size(); ++i)
            QCOMPARE(waits[i], std::min<std::uint64_t>(300'000, waits[i - 1] * 2));
        QCOMPARE(waits.back(), 300'000ULL);
    }

    void jitterMayEndAWaitAtOnce()
    {
        Bench bench;
        bench.longestWait = false;
        bench.take(bench.machine.started(bench.now));
        bench.lose("/v1/nonce");
        QCOMPARE(bench.sent("/v1/nonce") != 0, true);
    }

    void aLocalCommitEndsTheWaitAtOnceButNotMoreThanOnceASecond()
    {
        Bench away;
        away.connectAndCatchUp();
        away.port.addCommit();
        away.take(away.machine.localCommitMade(away.now));
        away.lose("/v1/push");
        away.passTime();
        away.lose("/v1/push"); // Now it would wait two seconds.
        away.take(away.machine.localCommitMade(away.now));
        QVERIFY(away.sent("/v1/push") != 0);

        // Every sale while the server is away: the attempts stay a second apart, also when the link has shown that it is dead.
        Bench busy;
        busy.take(busy.machine.started(busy.now));
        int attempts = 0;
        const auto begin = busy.now;
        while (busy.now < begin + 10'000) {
            if (const auto number = busy.sent("/v1/nonce")) {
                ++attempts;
                busy.take(busy.machine.failed(number, "refused", busy.now));
            }
            busy.port.addCommit();
            busy.take(busy.machine.localCommitMade(busy.now));
            busy.now += 10;
            busy.take(busy.machine.tick(busy.now));
        }
        QVERIFY2(attempts >= 8 && attempts <= 13, qPrintable(QString::number(attempts)));
        // And the network is back: the next sale does not wait for the back-off.
        busy.now += 1000;
        busy.port.addCommit();
        busy.take(busy.machine.localCommitMade(busy.now));
        QVERIFY(busy.sent("/v1/nonce") != 0);
    }

    void aPullThatHangsOnADeadLinkKeepsNoSaleBack()
    {
        Bench bench;
        bench.connectAndCatchUp();
        const auto hanging = bench.sent("/v1/pull");
        QVERIFY(hanging != 0);
        for (std::uint32_t failed = 0; failed < CircuitBreaker::failuresToOpen + 2; ++failed) {
            bench.port.addCommit();
            bench.take(bench.machine.localCommitMade(bench.now));
            const auto push = bench.sent("/v1/push");
            QVERIFY2(push != 0, qPrintable(QString::number(failed)));
            bench.take(bench.machine.failed(push, "unreachable", bench.now));
            bench.now += backoffFloorMs;
            bench.take(bench.machine.tick(bench.now));
        }
    }

    void aProbeWantsItsAnswerAtOnce()
    {
        Bench bench;
        bench.connectAndCatchUp();
        for (std::uint32_t failed = 0; failed < CircuitBreaker::failuresToOpen; ++failed) {
            bench.lose("/v1/pull");
            bench.passTime();
        }
        QCOMPARE(bench.out.size(), 1U);
        QCOMPARE(bench.out.front().request.target, std::string("/v1/pull"));
        sync::Pull probe;
        QVERIFY(probe.ParseFromString(bench.out.front().request.body));
        QCOMPARE(probe.wait_seconds(), 0U);
    }

    void aDeadLinkHasOneProbeAtATimeAndAnAnswerBringsAllBack()
    {
        Bench bench;
        bench.connectAndCatchUp();
        bench.port.addCommit();
        bench.take(bench.machine.localCommitMade(bench.now));
        for (std::uint32_t failed = 0; failed < CircuitBreaker::failuresToOpen;) {
            for (const auto* target : {"/v1/push", "/v1/pull"})
                if (const auto number = bench.sent(target)) {
                    bench.take(bench.machine.failed(number, "reset", bench.now));
                    ++failed;
                }
            bench.now += 100;
            bench.take(bench.machine.tick(bench.now));
        }
        bench.now += backoffCapMs; // Push and pull are both due.
        bench.take(bench.machine.tick(bench.now));
        QCOMPARE(bench.out.size(), 1U);
        bench.take(bench.machine.localCommitMade(bench.now));
        QCOMPARE(bench.out.size(), 1U);
        const auto probe = bench.out.front();
        bench.out.clear();
        // Any answer: it is about the link.
        bench.take(bench.machine.replied(probe.number, status(500), bench.now));
        QVERIFY(bench.out.size() == 1 && bench.out.front().request.target != probe.request.target);
    }

    void retryAfterHoldsEvenWhenSomethingIsSold()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        bench.answer("/v1/pull", pullReply(0, 0));
        bench.answer("/v1/push", status(503, 20));
        bench.port.addCommit();
        bench.now += 19'000;
        bench.take(bench.machine.localCommitMade(bench.now));
        QCOMPARE(bench.sent("/v1/push"), 0ULL);
        bench.now += 1'000;
        bench.take(bench.machine.tick(bench.now));
        QVERIFY(bench.sent("/v1/push") != 0);
    }

    void aServerThatHasNotHeardOfANewKeyIsGreetedWithTheOneBefore()
    {
        const auto notThisTerminals =
            errorReply(401, sync::ErrorReply::BAD_SIGNATURE, "signature", "not this terminal's");
        Bench bench;
        bench.port.formerKey = true;
        bench.take(bench.machine.started(bench.now));
        bench.answer("/v1/nonce", nonceReply());
        QCOMPARE(bench.port.signedWith, WhichKey::Present);
        bench.answer("/v1/hello", notThisTerminals);
        bench.answer("/v1/nonce", nonceReply()); // At once.
        QCOMPARE(bench.port.signedWith, WhichKey::Former);
        bench.answer("/v1/hello", notThisTerminals);
        QCOMPARE(bench.out.size(), 0U); // Neither: with patience from here on.
        QVERIFY(*bench.machine.wakeAtMs() > bench.now);
        bench.passTime();
        bench.answer("/v1/nonce", nonceReply());
        QCOMPARE(bench.port.signedWith, WhichKey::Present);
    }

    void aChangeOfKeyThatNobodyWasToldOfIsToldByANewOrigin()
    {
        const auto notThisTerminals =
            errorReply(401, sync::ErrorReply::BAD_SIGNATURE, "signature", "not this terminal's");
        for (const bool untold : {false, true}) {
            Bench bench;
            bench.port.formerKey = true;
            bench.port.keyUntold = untold;
            bench.take(bench.machine.started(bench.now));
            bench.answer("/v1/nonce", nonceReply());
            bench.answer("/v1/hello", notThisTerminals);
            bench.answer("/v1/nonce", nonceReply());
            bench.answer("/v1/hello", helloReply());
            QCOMPARE(bench.newOrigins.size(), untold ? 1U : 0U);
        }
    }
    void aForgottenSessionIsMadeAgainAtOnceAndARefusedOneWithPatience()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        bench.answer("/v1/push", status(401));
        QVERIFY(bench.sent("/v1/nonce") != 0);

        Bench refused;
        refused.take(refused.machine.started(refused.now));
        refused.answer("/v1/nonce", nonceReply());
        refused.answer("/v1/hello", status(403));
        QCOMPARE(refused.out.size(), 0U);
        QCOMPARE(*refused.machine.wakeAtMs(), refused.now + 1000);
        refused.passTime();
        refused.answer("/v1/nonce", nonceReply());
        refused.answer("/v1/hello", status(403));
        QCOMPARE(*refused.machine.wakeAtMs(), refused.now + 2000); // The nonce that came is no success.
    }

    void anOldProgramStopsAndSaysSo()
    {
        Bench bench;
        bench.port.addCommit();
        bench.connect();
        bench.answer("/v1/push", status(426));
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Outdated);
        bench.out.clear();
        bench.take(bench.machine.localCommitMade(bench.now + 1000));
        QCOMPARE(bench.out.size(), 0U);
    }

    void aRunThatIsTooLargeIsHalved()
    {
        SyncMachine::Options options;
        options.pushCommits = 8;
        Bench bench(options);
        for (int i = 0; i < 8; ++i)
            bench.port.addCommit();
        bench.connect();
        for (int expected : {8, 4, 2, 1}) {
            const auto push = parseBody<sync::Push>(bench.out.front().request.body);
            QCOMPARE(push->commit_size(), expected);
            bench.answer("/v1/push", status(413));
            std::rotate(bench.out.begin(), bench.out.end() - 1, bench.out.end());
        }
        QVERIFY2(bench.out.front().request.target == "/v1/pull" || bench.sent("/v1/push") == 0,
                 "one alone is not halved");
    }

    void pagesFollowEachOtherUntilThereIsNoMore()
    {
        Bench bench;
        bench.connect();
        for (std::uint64_t n = 1; n <= 3; ++n) {
            bench.answer("/v1/pull", pullReply(n, 1, n < 3));
            bench.port.seen = n;
            bench.take(bench.machine.logApplied(Done{}, bench.now));
            QCOMPARE(bench.machine.isCaughtUp(), n == 3);
        }
        QCOMPARE(bench.pages, 3);
    }

    void aForgedPageIsSaidAndNotAskedForAThousandTimes()
    {
        Bench bench;
        bench.connect();
        bench.answer("/v1/pull", pullReply(5, 1));
        bench.take(bench.machine.logApplied(invalid("batch", "forged"), bench.now));
        QCOMPARE(bench.sent("/v1/pull"), 0ULL);
        QVERIFY(bench.machine.status().lastError.find("forged") != std::string::npos);
    }

    void aServerThatDoesNotWaitIsNotAskedInALoop()
    {
        Bench bench;
        bench.connectAndCatchUp();
        bench.answer("/v1/pull", pullReply(0, 0));
        QCOMPARE(bench.sent("/v1/pull"), 0ULL);
        QCOMPARE(*bench.machine.wakeAtMs(), bench.now + 1000);
    }

    void unreadableRepliesAreFailures_data()
    {
        QTest::addColumn<QString>("target");
        for (const char* target : {"/v1/nonce", "/v1/hello", "/v1/push", "/v1/pull"})
            QTest::newRow(target) << QString::fromLatin1(target);
    }
    void unreadableRepliesAreFailures()
    {
        QFETCH(QString, target);
        Bench bench;
        bench.port.addCommit();
        bench.take(bench.machine.started(bench.now));
        SyncReply garbage;
        garbage.body = "\xFF\xFF\xFF garbage";
        if (target != QLatin1String("/v1/nonce"))
            bench.answer("/v1/nonce", nonceReply());
        if (target == QLatin1String("/v1/push") || target == QLatin1String("/v1/pull"))
            bench.answer("/v1/hello", helloReply());
        bench.answer(target.toStdString(), garbage);
        QVERIFY(!bench.machine.status().lastError.empty());
        QCOMPARE(bench.pages + bench.acceptances, 0);
    }

    void stoppingLetsGoOfEverything()
    {
        Bench bench;
        bench.connect();
        const auto actions = bench.machine.stopped();
        QCOMPARE(actions.abort.size(), 1U);
        QVERIFY(!bench.machine.wakeAtMs());
        QVERIFY(bench.machine.localCommitMade(bench.now).send.empty());
    }

    void anotherEpochIsAnsweredByGivingBackWhatIsMissing_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* how : {"hello", "course", "410", "page", "gap"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void anotherEpochIsAnsweredByGivingBackWhatIsMissing()
    {
        QFETCH(QString, how);
        Bench bench;
        bench.port.seen = 9;
        bench.port.held = 2;
        bench.port.addCommit();
        bench.take(bench.machine.started(bench.now));
        bench.answer("/v1/nonce", nonceReply());
        auto hello = *parseBody<sync::HelloReply>(helloOf(how == QStringLiteral("hello") ? 2 : 1).body);
        hello.set_other_course(how == QStringLiteral("course"));
        bench.answer("/v1/hello", okReply(hello));
        if (how == QStringLiteral("410")) {
            bench.answer("/v1/pull", errorReply(410, sync::ErrorReply::EPOCH, "cursor", "gone"));
        } else if (how == QStringLiteral("page")) {
            sync::PullReply page;
            page.mutable_up_to()->set_epoch(2);
            page.mutable_up_to()->set_n(20);
            page.add_entry();
            bench.answer("/v1/pull", okReply(page));
        } else if (how == QStringLiteral("gap")) {
            bench.answer("/v1/push", errorReply(409, sync::ErrorReply::GAP, "origin", "expected sequence 3"));
        }
        QCOMPARE(bench.pages, 0);
        QCOMPARE(bench.out.size(), 1U); // Push and pull rest.
        bench.answer("/v1/heads", headsReply(5, 2, true));
        bench.lose("/v1/heads"); // A step that fails is taken again.
        bench.passTime();
        auto heads = *parseBody<sync::HeadsReply>(headsReply(5).body);
        if (how == QStringLiteral("course")) {
            heads.mutable_agreed()->set_epoch(2);
            heads.mutable_agreed()->set_n(4);
        }
        bench.answer("/v1/heads", okReply(heads));
        QCOMPARE(bench.port.askedAbove.heads.size(), 3U);
        // What it put behind that place since is not what is held here.
        QCOMPARE(bench.port.askedAbove.head.n(), how == QStringLiteral("course") ? 4ULL : 8ULL);
        for (int page = 0; page < 2; ++page) {
            sync::GiveBackReply taken;
            taken.set_taken(1);
            bench.answer("/v1/give-back", okReply(taken));
            QVERIFY(!bench.resumption);
        }
        bench.answer("/v1/heads", headsReply(6)); // What was given back may have moved where both part.
        QVERIFY(bench.resumption);
        QCOMPARE(bench.resumption->from.n(), 6U);
        QCOMPARE(bench.resumption->head.n(), 9U);
        QCOMPARE(bench.resumption->epochs.size(), 1U);
        QCOMPARE(bench.out.size(), 0U);
        QCOMPARE(bench.machine.status().link, SyncStatus::Link::Syncing);
        bench.take(bench.machine.resumed(Done{}, bench.now));
        while (bench.out.size() < 2)
            bench.passTime();
        QVERIFY(bench.sent("/v1/push") != 0);
        QVERIFY(bench.sent("/v1/pull") != 0);
    }

    void aServerThatIsRestoredAgainMeanwhileIsHelpedFromTheBeginning()
    {
        Bench bench;
        bench.port.seen = 9;
        bench.port.held = 1;
        bench.take(bench.machine.started(bench.now));
        bench.answer("/v1/nonce", nonceReply());
        bench.answer("/v1/hello", helloOf(2));
        const auto help = [&] {
            bench.answer("/v1/heads", headsReply(5));
            bench.answer("/v1/give-back", okReply(sync::GiveBackReply()));
        };
        help();
        auto other = *parseBody<sync::HeadsReply>(headsReply(5).body);
        other.mutable_log_head()->set_epoch(other.log_head().epoch() + 1);
        bench.answer("/v1/heads", okReply(other)); // It lacks again what it was given.
        QVERIFY(!bench.resumption);
        help();
        bench.answer("/v1/heads", headsReply(5));
        QVERIFY(bench.resumption);
    }

    void aForkedOriginIsLeftOnceAndTheSessionWithIt()
    {
        Bench bench;
        bench.port.addCommit();
        bench.port.commits.back().header.set_origin(Bytes(16, 'o'));
        bench.connect();
        sync::PushReply reply;
        reply.add_entry()->set_acceptance("accepted");
        reply.set_forked(true);
        bench.answer("/v1/push", okReply(reply));
        QCOMPARE(bench.newOrigins.size(), 1U);
        bench.port.commits.clear();
        bench.take(bench.machine.acceptancesApplied(Done{}, bench.now));
        bench.take(bench.machine.originStarted(Done{}, bench.now));
        QVERIFY(bench.sent("/v1/nonce") != 0); // A session has one origin.
        QCOMPARE(bench.newOrigins.size(), 1U);
    }

    void aLifeInTheFutureEndsWhenTheClockIsRightAgain_data()
    {
        QTest::addColumn<qint64>("skewMs");
        QTest::addColumn<qint64>("aheadMs");
        QTest::addColumn<bool>("othersToo");
        QTest::addColumn<bool>("ends");
        QTest::newRow("all is well") << qint64(0) << qint64(1'000) << false << false;
        QTest::newRow("the clock was wrong and is right") << qint64(-30'000) << qint64(61'000) << false << true;
        QTest::newRow("the clock is wrong still") << qint64(90'000) << qint64(90'000) << false << false;
        QTest::newRow("within what is tolerated") << qint64(0) << qint64(60'000) << false << false;
        QTest::newRow("it was the server's that was wrong") << qint64(0) << qint64(900'000'000) << true << false;
    }
    void aLifeInTheFutureEndsWhenTheClockIsRightAgain()
    {
        QFETCH(qint64, skewMs);
        QFETCH(qint64, aheadMs);
        QFETCH(bool, othersToo);
        QFETCH(bool, ends);
        constexpr std::int64_t serverMs = 1'795'000'000'000;
        Bench bench;
        bench.port.clockUs = (serverMs + skewMs) * 1000;
        bench.port.hlcMs = static_cast<std::uint64_t>(serverMs + aheadMs);
        bench.port.othersMs = othersToo ? bench.port.hlcMs : 0;
        bench.take(bench.machine.started(bench.now));
        bench.answer("/v1/nonce", nonceReply());
        bench.answer("/v1/hello", helloOf(1, serverMs * 1000));
        QCOMPARE(bench.newOrigins.size(), ends ? 1U : 0U);
        QCOMPARE(bench.note.skewMs, skewMs);
        QCOMPARE(bench.machine.status().skewMs, skewMs);
    }

    void aStoreThatLacksItsOwnCommitsAsksForThemWhole()
    {
        Bench bench;
        bench.connect();
        bench.answer("/v1/pull", pullReply(3, 1));
        bench.take(bench.machine.logApplied(fail(Error::Kind::Conflict, "commit", "is this terminal's"), bench.now));
        bench.passTime();
        sync::Pull pull;
        QVERIFY(pull.ParseFromString(bench.out.back().request.body));
        QVERIFY(pull.whole());
    }

    void theNextPageIsAskedForWhileOneIsBeingApplied()
    {
        Bench bench;
        bench.connect();
        bench.answer("/v1/pull", pullReply(4, 2, true));
        QCOMPARE(bench.pages, 1);
        sync::Pull next;
        QCOMPARE(bench.out.size(), 1U);
        QVERIFY(next.ParseFromString(bench.out[0].request.body));
        QCOMPARE(next.after().n(), 4U);
        bench.answer("/v1/pull", pullReply(8, 2, true));
        QCOMPARE(bench.pages, 1); // One is held, and no other asked for.
        QCOMPARE(bench.out.size(), 0U);
        bench.port.seen = 4;
        bench.take(bench.machine.logApplied(Done{}, bench.now));
        QCOMPARE(bench.pages, 2);
        QCOMPARE(bench.out.size(), 1U);
        // What does not apply takes the page behind it along.
        bench.take(bench.machine.logApplied(fail(Error::Kind::Invalid, "page", "forged"), bench.now));
        QCOMPARE(bench.out.size(), 0U);
        bench.passTime();
        QVERIFY(next.ParseFromString(bench.out[0].request.body));
        QCOMPARE(next.after().n(), 4U);
    }

    void aPageThatSendsTheCursorBackIsNotTheEndAndTakesThePageBehindItAlong()
    {
        Bench bench;
        bench.connect();
        bench.answer("/v1/pull", pullReply(4, 2, true));
        bench.answer("/v1/pull", pullReply(8, 2));
        bench.port.seen = 0; // The first moved this terminal to another store.
        bench.take(bench.machine.logApplied(Done{}, bench.now));
        QCOMPARE(bench.pages, 1);
        QVERIFY(bench.machine.status().link != SyncStatus::Link::Synced);
        sync::Pull next;
        QCOMPARE(bench.out.size(), 1U);
        QVERIFY(next.ParseFromString(bench.out[0].request.body));
        QCOMPARE(next.after().n(), 0U);
    }
};
QTEST_GUILESS_MAIN(SyncMachineTest)
#include "tst_sync_machine.moc"
