#include "simulation/run.h"
#include "storage/recount.h"

// What the client's adapter does in the programs: actions of the machine are carried out, answers come back as events.

namespace kontor::simulation {

namespace {
constexpr std::size_t mostTries = 10; ///< Of one kind in a second, all in vain.
} // namespace

void Run::startServer()
{
    if (const auto started = m_server->start(); !started) {
        m_server->failedStarts += 1;
        if (m_server->failedStarts > 20)
            return fail("L4: the server does not start: " + started.error().about + ": " + started.error().detail);
        after(500, [this] { startServer(); });
        return lookAfterDisks();
    }
    m_server->failedStarts = 0;
    m_serverUpSince = m_now;
    m_server->startService();
    const auto head = m_server->store->head();
    say("server", "is up" + (head ? " at " + std::to_string(head->epoch()) + ":" + std::to_string(head->n()) : ""));
    if (head && head->epoch() > 1)
        m_coverage.note(Sometimes::EpochChanged);
}

void Run::startTerminal(std::size_t node)
{
    auto& terminal = *m_terminals[node];
    if (terminal.isUp())
        return;
    if (const auto started = terminal.start(); !started) {
        if (terminal.disk.freeSpace() == UINT64_MAX) // Of a full one nobody expects it (L8).
            terminal.failedStarts += 1;
        say(terminal.name, "does not start: " + started.error().detail);
        // A new program makes its tables again: of so many reads one always fails on a disk that fails one of a hundred.
        if (terminal.failedStarts == 40)
            terminal.disk.faults = {};
        if (terminal.failedStarts > 42)
            return fail("L4: " + terminal.name + " does not start: " + started.error().about + ": " +
                        started.error().detail);
        after(500, [this, node] { startTerminal(node); });
        return lookAfterDisks();
    }
    terminal.failedStarts = 0;
    const auto faults = std::exchange(terminal.disk.faults, {});
    if (m_now > FoundedShop::endMs) // Opening a journal takes longer than all else here.
        failIf(m_auditor.checkTill(node, terminal.store->folder(), terminal.id.raw), terminal.name);
    checkPast(node);
    if (const auto state = terminal.store->syncState(); state && state->pending > 0)
        m_coverage.note(Sometimes::ResumedPendingAfterCrash);
    terminal.disk.faults = faults;
    terminal.lastSeen = 0;
    SyncMachine::Options options;
    options.pushCommits = m_weather.pushCommits;
    options.pullCommits = m_weather.pullCommits;
    options.waitSeconds = m_weather.waitSeconds;
    terminal.startSync(options);
    say(terminal.name, "is up as origin " + terminal.store->identity().origin.toHex().substr(0, 8));
    take(node, terminal.machine->started(m_now));
}

void Run::send(std::size_t node, const SyncMachine::Request& out)
{
    auto& terminal = *m_terminals[node];
    // S19: nothing is sent that the server announced it would not take, and no refusal is answered by a storm.
    if (out.request.body.size() > (4U << 20U))
        fail("S19: " + terminal.name + " sends " + std::to_string(out.request.body.size()) + " bytes at once");
    auto& tries = terminal.tries[out.request.target];
    tries.push_back(m_now);
    while (tries.size() > mostTries)
        tries.pop_front();
    if (tries.size() == mostTries && tries.front() + 1000 > m_now)
        fail("S19: " + terminal.name + " asks " + out.request.target + " again and again, and is refused each time");
    const auto life = terminal.life;
    const auto refused = [this, node, life, number = out.number] {
        auto& sender = *m_terminals[node];
        if (sender.life == life && sender.machine)
            take(node, sender.machine->failed(number, "the connection was refused", m_now));
    };
    const auto heard = [this, node, target = out.request.target](const SyncReply& reply) {
        if (reply.status == 200)
            m_terminals[node]->tries[target].clear();
    };
    if (out.request.target == "/v1/push" && m_weather.pushCommits < 10)
        if (const auto state = terminal.store->syncState(); state && state->pending > m_weather.pushCommits)
            m_coverage.note(Sometimes::SentInSeveralRuns);
    const bool sent = m_network.carry(
        node, Network::Up,
        [this, node, life, number = out.number, request = out.request, refused, heard] {
            if (!m_server->service) {
                m_coverage.note(Sometimes::ServerRefusedConnection);
                m_network.carry(node, Network::Down, refused, m_now);
                return;
            }
            const bool isPush = request.target == "/v1/push";
            if (request.target == "/v1/give-back")
                m_coverage.note(Sometimes::GaveBack);
            m_server->service->handle(request, m_now, [this, node, life, number, isPush, heard](SyncReply reply) {
                if (reply.status == 200 && reply.note.find("forked") != std::string::npos)
                    m_coverage.note(Sometimes::ForkSeen);
                const bool arrives = m_network.carry(
                    node, Network::Down,
                    [this, node, life, number, heard, answer = std::move(reply)] {
                        heard(answer);
                        auto& asker = *m_terminals[node];
                        if (asker.life == life && asker.machine)
                            take(node, asker.machine->replied(number, answer, m_now));
                    },
                    m_now);
                if (isPush && !arrives)
                    m_coverage.note(Sometimes::ReplyLostAfterCommit);
            });
        },
        m_now);
    if (!sent && m_network.dice().oneIn(2)) // Some losses show at once.
        after(1 + m_network.dice().upTo(2000), refused);
}

void Run::take(std::size_t node, SyncMachine::Actions actions)
{
    auto& terminal = *m_terminals[node];
    const auto life = terminal.life;
    /// The answer of the store, a little later and if this life is still going on.
    const auto answer = [this, node, life](std::function<SyncMachine::Actions(SyncMachine&)> event) {
        after(m_delayDice.upTo(20), [this, node, life, event = std::move(event)] {
            auto& asker = *m_terminals[node];
            if (asker.life == life && asker.machine)
                take(node, event(*asker.machine));
        });
    };
    for (const auto& out : actions.send)
        send(node, out);
    Store& store = *terminal.store;
    if (actions.noteServer)
        store.noteServer(*actions.noteServer, [](const Result<Done>&) {});
    if (actions.applyAcceptances)
        store.applyAcceptances(std::move(*actions.applyAcceptances), [&](const Result<Done>& result) {
            answer([this, result](SyncMachine& machine) { return machine.acceptancesApplied(result, m_now); });
        });
    if (actions.resume) {
        terminal.lastSeen = 0;
        say(terminal.name, "resumes at " + std::to_string(actions.resume->from.n()));
        store.resume(std::move(*actions.resume), [&](const Result<Done>& result) {
            answer([this, result](SyncMachine& machine) { return machine.resumed(result, m_now); });
        });
    }
    if (actions.startNewOrigin) {
        say(terminal.name, "starts a new origin: " + *actions.startNewOrigin);
        if (actions.startNewOrigin->find("clock") != std::string::npos)
            m_coverage.note(Sometimes::NewOriginByClock);
        if (actions.startNewOrigin->find("change of key") !=
            std::string::npos) // Which the store tells once more by itself.
            m_auditor.doubtful(node, {"rotate-key", {}, 0, false});
        if (actions.startNewOrigin->find("another data folder") != std::string::npos)
            m_coverage.note(Sometimes::ForkSeen);
        store.startNewOrigin(*actions.startNewOrigin, [&](const Result<Done>& result) {
            answer([this, result](SyncMachine& machine) { return machine.originStarted(result, m_now); });
        });
    }
    if (actions.applyLog)
        say(terminal.name, "takes " + std::to_string(actions.applyLog->entries.size()) + " up to " +
                               std::to_string(actions.applyLog->upTo.epoch() % 100'000) + ":" +
                               std::to_string(actions.applyLog->upTo.n()));
    if (actions.applyLog)
        maybeCutInPage(terminal, actions.applyLog->entries.size());
    if (actions.applyLog)
        store.applyLog(
            std::move(actions.applyLog->entries), actions.applyLog->upTo,
            [&](const Result<Done>& result) {
                if (!result)
                    say(terminal.name, "a page does not apply: " + result.error().about + ": " + result.error().detail);
                answer([this, result](SyncMachine& machine) { return machine.logApplied(result, m_now); });
            },
            std::move(actions.applyLog->digests));
    if (actions.mend) {
        say(terminal.name, "mends rows");
        auto repair = std::move(actions.mend->repair);
        Result<Done> taken = Done{};
        store.applyAcceptances(std::move(actions.mend->commits), [&](const Result<Done>& result) { taken = result; });
        if (taken)
            store.repair(std::move(repair), [&](const Result<Repaired>& result) {
                answer([this, result](SyncMachine& machine) { return machine.mended(result, m_now); });
            });
        else
            answer([this, error = taken.error()](SyncMachine& machine) {
                return machine.mended(tl::unexpected(error), m_now);
            });
    }
    if (actions.recount) {
        Recounter recounter(store, terminal.world());
        recounter.start([&](const Result<std::vector<digest::Place>>& places) {
            answer([this, places](SyncMachine& machine) { return machine.recounted(places, m_now); });
        });
    }
}

} // namespace kontor::simulation
