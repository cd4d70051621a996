#pragma once

#include "simulation/actions.h"
#include "simulation/auditor.h"
#include "simulation/invariants.h"
#include "simulation/machine.h"
#include "simulation/network.h"
#include "simulation/plan.h"
#include "simulation/sometimes.h"
#include "simulation/trace.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kontor::simulation {

/// What became of a run.
struct Outcome {
    std::optional<std::string> failure; ///< Begins with the invariant's number where it has one.
    std::uint64_t fingerprint = 0;
    std::uint64_t virtualMs = 0;
    std::size_t promised = 0; ///< Commits that tills said were done.
    Coverage coverage;
    std::vector<std::string> trace;
    std::string weather;
};

/// One run of a plan: a shop lives through its weather (safety), then what is left of it is healed and has to come to rest
/// (liveness), and everything is compared with what was meant.
class Run
{
public:
    explicit Run(Plan plan);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    [[nodiscard]] Outcome go();

private:
    // run.cpp: time
    void at(std::uint64_t when, std::function<void()> what) { m_events.emplace(when, std::move(what)); }
    void after(std::uint64_t ms, std::function<void()> what) { at(m_now + ms, std::move(what)); }
    void step(std::uint64_t until);
    void liveUntil(std::uint64_t until);
    [[nodiscard]] bool settle(std::uint64_t withinMs);
    [[nodiscard]] bool isSettled();
    [[nodiscard]] std::string whyNotSettled();
    [[nodiscard]] std::string serversLog() const; ///< For the trace: what stands where.
    void fail(const std::string& what);
    void failIf(const invariants::Wrong& wrong, const std::string& who);
    void say(const std::string& who, const std::string& what) { m_trace.add(m_now, who, what); }

    // run_sync.cpp: what the client's adapter does
    void take(std::size_t node, SyncMachine::Actions actions);
    void send(std::size_t node, const SyncMachine::Request& out);
    void startTerminal(std::size_t node);
    void startServer();
    void lookAfterDisks();

    // run_faults.cpp
    void schedule();
    void act(std::size_t number);
    void crash(Machine& machine, Dice& dice);
    void restoreTerminal(std::size_t node);
    void restoreServer();
    void setBackTerminal(std::size_t node);
    void setBackServer();
    void takeOtherCourse(std::uint64_t shared);
    void noteGone();
    void cloneTerminal(std::size_t node);
    void installBase(std::size_t node);
    void rot(std::size_t node, Dice& dice);
    void upgrade(std::size_t node);
    void checkPast(std::size_t node);
    void maybeCutInPage(Terminal& terminal, std::size_t entries);
    void audit(Dice& dice);
    void heal();
    void finish();
    [[nodiscard]] std::optional<std::size_t> anyUp(Dice& dice);

    Plan m_plan;
    Weather m_weather;
    Dice m_root;
    std::filesystem::path m_folder;
    std::uint64_t m_now = FoundedShop::endMs;
    std::uint64_t m_nextTick = 0;
    std::uint64_t m_serverUpSince = 0;
    bool m_healed = false;
    bool m_setBackUnseen = false; ///< The server, keys and all: then a till may find out by its digest only.
    std::multimap<std::uint64_t, std::function<void()>> m_events;
    Trace m_trace;
    Coverage m_coverage;
    Auditor m_auditor;
    LogWatch m_log;
    Shopkeeper m_shopkeeper;
    Network m_network;
    std::vector<std::unique_ptr<Terminal>> m_terminals;
    std::unique_ptr<Server> m_server;
    std::vector<std::uint64_t> m_serverHeads; ///< Of its backups, as far as the log there is the log here.
    std::optional<std::string> m_failure;
    Dice m_actionDice;
    Dice m_delayDice;
    Dice m_pageDice;
};

} // namespace kontor::simulation
