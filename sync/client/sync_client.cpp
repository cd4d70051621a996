#include "sync/client/sync_client.h"

#include "sync/client/exchange.h"
#include "sync/protocol/server_address.h"

#include <QRandomGenerator>

#include <algorithm>
#include <chrono>
#include <utility>

namespace kontor {

namespace {

/// What others have sold stays in this till's journal for a season: long enough to bring back what a server loses.
constexpr TimeUs keptFor = 90LL * 24 * 3600 * 1'000'000;

std::uint64_t randomUpTo(std::uint64_t bound)
{
    return bound == UINT64_MAX ? QRandomGenerator::global()->generate64()
                               : QRandomGenerator::global()->generate64() % (bound + 1);
}

} // namespace

SyncClient::SyncClient(Store& store, SyncMachine::Options options, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_port(store),
      m_machine(m_port, randomUpTo, std::move(options)),
      m_recounter(store)
{
    m_status.link = SyncStatus::Link::NoServer;
    m_timer.setParent(this); // Moves to another thread with this.
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { run(m_machine.tick(nowMs())); });
    m_watch = m_store.watch([this](const ChangeSet& changes) {
        if (changes.bySync || m_changePosted.exchange(true))
            return;
        QMetaObject::invokeMethod(this, &SyncClient::onStoreChanged, Qt::QueuedConnection);
    });
}

SyncClient::~SyncClient()
{
    m_store.unwatch(m_watch);
}

std::uint64_t SyncClient::nowMs()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

void SyncClient::start()
{
    const auto address = serverOf(m_store);
    if (!address || m_store.serverKey().empty() || m_store.identity().organisation.isNil()) {
        SyncStatus alone;
        alone.link = SyncStatus::Link::NoServer;
        return report(alone);
    }
    stop();
    m_exchange = std::make_unique<Exchange>(*address);
    connect(m_exchange.get(), &Exchange::replied, this,
            [this](std::uint64_t number, const SyncReply& reply) { run(m_machine.replied(number, reply, nowMs())); });
    connect(m_exchange.get(), &Exchange::failed, this,
            [this](std::uint64_t number, const std::string& why) { run(m_machine.failed(number, why, nowMs())); });
    connect(m_exchange.get(), &Exchange::progressed, this,
            [this](std::uint64_t number) { m_machine.progressed(number, nowMs()); });
    run(m_machine.started(nowMs()));
    report(m_machine.status());
}

void SyncClient::stop()
{
    if (!m_exchange)
        return;
    run(m_machine.stopped());
    m_exchange.reset();
}

void SyncClient::onStoreChanged()
{
    m_changePosted = false;
    if (m_exchange)
        run(m_machine.localCommitMade(nowMs()));
}

void SyncClient::run(SyncMachine::Actions actions)
{
    for (const auto number : actions.abort)
        m_exchange->abort(number);
    for (const auto& out : actions.send)
        m_exchange->send(out.number, out.request);
    if (actions.applyAcceptances)
        m_store.applyAcceptances(
            std::move(*actions.applyAcceptances), [this, pass = m_gate.pass()](Result<Done> result) {
                QMetaObject::invokeMethod(
                    this, [this, result] { run(m_machine.acceptancesApplied(result, nowMs())); }, Qt::QueuedConnection);
            });
    if (actions.resume)
        m_store.resume(std::move(*actions.resume), [this, pass = m_gate.pass()](Result<Done> result) {
            QMetaObject::invokeMethod(
                this, [this, result] { run(m_machine.resumed(result, nowMs())); }, Qt::QueuedConnection);
        });
    if (actions.startNewOrigin)
        m_store.startNewOrigin(*actions.startNewOrigin, [this, pass = m_gate.pass()](Result<Done> result) {
            QMetaObject::invokeMethod(
                this, [this, result] { run(m_machine.originStarted(result, nowMs())); }, Qt::QueuedConnection);
        });
    if (actions.noteServer)
        m_store.noteServer(*actions.noteServer, [](const Result<Done>&) {}); // Said again at the next hello.
    if (actions.applyLog)
        m_store.applyLog(
            std::move(actions.applyLog->entries), actions.applyLog->upTo,
            [this, pass = m_gate.pass()](Result<Done> result) {
                QMetaObject::invokeMethod(
                    this, [this, result] { run(m_machine.logApplied(result, nowMs())); }, Qt::QueuedConnection);
            },
            std::move(actions.applyLog->digests));
    if (actions.mend)
        mend(std::move(*actions.mend));
    if (actions.recount)
        m_recounter.start([this, pass = m_gate.pass()](Result<std::vector<digest::Place>> places) {
            QMetaObject::invokeMethod(
                this, [this, places = std::move(places)] { run(m_machine.recounted(places, nowMs())); },
                Qt::QueuedConnection);
            // Once a day, when everything is sent and nothing is pulled: on this thread, which nobody waits for.
            (void)m_store.prune(m_store.clock() - keptFor, [this] { return m_recounter.isStopping(); });
        });
    const auto wake = m_machine.wakeAtMs();
    if (!wake) {
        m_timer.stop();
    } else {
        const auto now = nowMs();
        m_timer.start(std::chrono::milliseconds(*wake > now ? *wake - now : 0));
    }
    if (actions.statusChanged)
        report(m_machine.status());
}

void SyncClient::mend(SyncMachine::Mending work)
{
    const auto answer = [this, pass = m_gate.pass()](const Result<Repaired>& result) {
        QMetaObject::invokeMethod(
            this, [this, result] { run(m_machine.mended(result, nowMs())); }, Qt::QueuedConnection);
    };
    // The commits first: one that was lost is what the rows are made of. Their tables alone would not change, for one that is
    // still in the journal is known.
    m_store.applyAcceptances(std::move(work.commits),
                             [this, repair = std::move(work.repair), answer](const Result<Done>& taken) {
                                 if (!taken)
                                     return answer(tl::unexpected(taken.error()));
                                 m_store.repair(repair, answer);
                             });
}

void SyncClient::report(const SyncStatus& status)
{
    if (status == m_status)
        return;
    m_status = status;
    Q_EMIT statusChanged(m_status);
}

} // namespace kontor
