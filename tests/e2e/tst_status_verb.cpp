#include <QTest> // Keep first: moc 6.4 cannot parse libstdc++'s <concepts> when that comes first.

#include "e2e/program.h"
#include "sync/client/sync_client.h"
#include "sync/client/sync_thread.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/served.h"
#include "sync/sync_fixture.h"

#include <nlohmann/json.hpp>

using namespace kontor;
using namespace kontor::test;

namespace {

nlohmann::json statusOf(const std::filesystem::path& folder)
{
    const auto said = ctl({QStringLiteral("status"), QStringLiteral("--data"), QString::fromStdString(folder.string()),
                           QStringLiteral("--json")});
    if (said.code != 0)
        qFatal("%s", said.err.constData());
    return nlohmann::json::parse(said.out);
}

} // namespace

/// What is wrong with a shop's machines is said by the verb that support asks for first.
class StatusVerbTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCopiedTillIsAForkAtTheServer()
    {
        TillAndServer pair;
        const RawId origin = pair.till.store->identity().origin;
        pair.till.store.reset();
        std::filesystem::copy(pair.path("till"), pair.path("copy"), std::filesystem::copy_options::recursive);
        std::filesystem::copy(pair.path("till.key"), pair.path("copy.key"));
        pair.till.store = openStore(pair.path("till"));
        auto copy = openStore(pair.path("copy"));
        need(addSomething(*pair.till.store, pair.till.administrator, "T1"));
        need(addSomething(*copy, pair.till.administrator, "C1"));
        need(pair.server->accept(need(pair.till.store->pending(500, 1U << 20U)), judge));
        pair.server.reset();
        const auto before = statusOf(pair.path("server"));
        QVERIFY(before["forks"].empty());
        pair.server = openStore(pair.path("server"));
        need(pair.server->accept(need(copy->pending(500, 1U << 20U)), judge));
        pair.server.reset();

        const auto after = statusOf(pair.path("server"));
        QCOMPARE(after["forks"].dump(), nlohmann::json::array({origin.toHex()}).dump());
        QVERIFY(after["flagged"].get<int>() > before["flagged"].get<int>());
        for (const auto& one : after["origins"])
            QCOMPARE(one["forked"].get<bool>(), one["origin"].get<std::string>() == origin.toHex());
    }

    void aTillWhoseClockIsAheadSaysHowFar()
    {
        World ahead = World::real();
        ahead.now = [real = ahead.now] { return real() + 300'000'000; };
        TillAndServer pair(ahead);
        {
            const Served served(*pair.server, pair.path("server"));
            need(pair.till.store->setLocal(serverAddressKey, served.url()));
            SyncThread thread(*pair.till.store);
            thread.start();
            QTRY_COMPARE(thread.status().link, SyncStatus::Link::Synced);
        }
        need(addSomething(*pair.till.store, pair.till.administrator, "T1"));
        pair.till.store.reset();
        const auto status = statusOf(pair.path("till"));
        const auto skew = status["skew_ms"].get<std::int64_t>();
        QVERIFY2(skew > 299'000 && skew < 301'000, std::to_string(skew).c_str());
        QCOMPARE(status["pending"].get<int>(), 1);
        QVERIFY(status.contains("oldest_pending_s"));
        QVERIFY(status["acknowledged"]["n"].get<int>() > 0);
        QVERIFY(status["forks"].empty());
    }
};
QTEST_GUILESS_MAIN(StatusVerbTest)
#include "tst_status_verb.moc"
