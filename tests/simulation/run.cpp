#include "simulation/run.h"

#include <unistd.h>

#include <algorithm>

namespace kontor::simulation {

namespace fs = std::filesystem;

namespace {

fs::path folderOf(std::uint64_t seed)
{
    return scratchFolder() / ("kontor-simulation-" + std::to_string(::getpid()) + "-" + std::to_string(seed));
}

} // namespace

Run::Run(Plan plan)
    : m_plan(plan),
      m_weather(Weather::draw(plan)),
      m_root(Dice(plan.seed).fork(2)),
      m_folder(folderOf(plan.seed)),
      m_shopkeeper(m_auditor, m_coverage, m_root.fork(3)),
      m_network(m_weather, m_root.fork(4), m_coverage,
                [this](std::uint64_t ms, std::function<void()> what) { after(ms, std::move(what)); }),
      m_actionDice(m_root.fork(5)),
      m_delayDice(m_root.fork(6)),
      m_pageDice(m_root.fork(15))
{
    const FoundedShop& shop = FoundedShop::instance();
    fs::remove_all(m_folder);
    resetSqliteRandomness(plan.seed);
    m_server = std::make_unique<Server>("server", m_folder / "server", m_root.fork(100), m_now);
    shop.copyTo(m_server->disk.folder(), FoundedShop::terminals);
    m_server->sliceCommits = m_weather.sliceCommits;
    for (std::size_t i = 0; i < m_weather.terminals; ++i) {
        // Two tills of one store and one of the other first, then the second's other, then the back office.
        static constexpr std::size_t order[FoundedShop::terminals] = {0, 1, 2, 4, 3};
        const std::size_t index = order[i];
        auto terminal = std::make_unique<Terminal>("till" + std::to_string(i), m_folder / ("till" + std::to_string(i)),
                                                   m_root.fork(200 + i), m_now);
        shop.copyTo(terminal->disk.folder(), index);
        terminal->index = index;
        terminal->id = shop.terminal[index];
        terminal->sliceCommits = m_weather.sliceCommits;
        terminal->reserveBytes = m_weather.diskFull > 0 ? 256U << 10U : 0;
        m_terminals.push_back(std::move(terminal));
    }
}

Run::~Run()
{
    for (auto& terminal : m_terminals)
        terminal->stop();
    m_server->stop();
    m_terminals.clear();
    m_server.reset();
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
}

void Run::fail(const std::string& what)
{
    if (m_failure)
        return;
    m_failure = what;
    say("FAILED", what);
}

void Run::failIf(const invariants::Wrong& wrong, const std::string& who)
{
    if (wrong)
        fail(*wrong + " (at " + who + ")");
}

void Run::step(std::uint64_t until)
{
    std::uint64_t next = std::min(until, m_nextTick);
    if (!m_events.empty())
        next = std::min(next, m_events.begin()->first);
    for (const auto& terminal : m_terminals)
        if (terminal->machine) {
            const auto wake = terminal->machine->wakeAtMs();
            if (!wake)
                return fail("L2: " + terminal->name + " waits for nothing: no moment at which it goes on");
            next = std::min(next, *wake);
        }
    m_now = std::max(m_now, next);
    if (m_now >= m_nextTick) {
        if (m_server->service)
            m_server->service->tick(m_now);
        m_server->drain();
        m_nextTick = m_now + 500;
    }
    while (!m_events.empty() && m_events.begin()->first <= m_now && !m_failure) {
        const auto what = std::move(m_events.begin()->second);
        m_events.erase(m_events.begin());
        what();
        m_server->drain();
        lookAfterDisks();
    }
    for (std::size_t node = 0; node < m_terminals.size(); ++node) {
        auto& terminal = *m_terminals[node];
        if (terminal.machine && terminal.machine->wakeAtMs().value_or(UINT64_MAX) <= m_now) {
            take(node, terminal.machine->tick(m_now));
            m_server->drain();
            lookAfterDisks();
        }
    }
    lookAfterDisks();
}

void Run::liveUntil(std::uint64_t until)
{
    while (m_now < until && !m_failure)
        step(until);
}

bool Run::isSettled()
{
    if (!m_server->isUp())
        return false;
    const auto isAtRest = [](const Terminal& terminal) {
        return terminal.isUp() && terminal.machine &&
               (terminal.revoked ||
                (terminal.machine->status().link == SyncStatus::Link::Synced && terminal.machine->isCaughtUp()));
    };
    for (const auto& terminal : m_terminals) // Before anything is read.
        if (!terminal->abandoned && !isAtRest(*terminal))
            return false;
    for (const auto& terminal : m_terminals) {
        if (terminal->abandoned)
            continue;
        const auto state = terminal->store->syncState();
        const auto head = m_server->store->head();
        if (!state || state->pending > 0 || !head || state->seen.epoch() != head->epoch())
            return false; // A revoked one, too, gives back what a server has lost.
        if (terminal->revoked)
            continue;
        const auto identity = terminal->store->identity();
        const auto rest = m_server->store->log(
            {state->seen.n(), 1000, 1U << 22U, identity.terminal, identity.store, identity.origin});
        if (!rest || !rest->entries.empty() || rest->more)
            return false;
    }
    return true;
}

std::string Run::whyNotSettled()
{
    std::string text;
    for (const auto& terminal : m_terminals) {
        text += "\n    " + terminal->name + ": ";
        if (!terminal->isUp() || !terminal->machine) {
            text += "down";
            continue;
        }
        const auto status = terminal->machine->status();
        const auto state = terminal->store->syncState();
        text += "link " + std::to_string(static_cast<int>(status.link)) +
                (terminal->machine->isCaughtUp() ? " caught up" : " behind") + ", pending " +
                (state ? std::to_string(state->pending) + ", seen " + std::to_string(state->seen.epoch()) + ":" +
                             std::to_string(state->seen.n())
                       : "unknown") +
                ", " + status.lastError + (terminal->revoked ? " (revoked)" : "");
    }
    if (m_server->isUp())
        if (const auto head = m_server->store->head())
            text += "\n    server: " + std::to_string(head->epoch()) + ":" + std::to_string(head->n());
    return text;
}

bool Run::settle(std::uint64_t withinMs)
{
    const std::uint64_t until = m_now + withinMs;
    std::uint64_t looked = 0;
    while (m_now < until && !m_failure) {
        if (m_now >= looked + 100) {
            looked = m_now;
            if (isSettled())
                return true;
        }
        step(until);
    }
    return false;
}

Outcome Run::go()
{
    startServer();
    for (std::size_t node = 0; node < m_terminals.size(); ++node)
        startTerminal(node);
    schedule();
    liveUntil(FoundedShop::endMs + m_weather.durationMs);
    if (!m_failure)
        heal();
    if (!m_failure)
        finish();
    if (m_failure)
        say("server", serversLog());
    Outcome outcome;
    outcome.failure = m_failure;
    outcome.fingerprint = m_trace.fingerprint();
    outcome.virtualMs = m_now;
    outcome.promised = m_auditor.promised();
    outcome.coverage = m_coverage;
    outcome.trace = m_trace.lines();
    outcome.weather = m_weather.describe();
    return outcome;
}

} // namespace kontor::simulation
