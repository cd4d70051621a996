#include "simulation/exhaustive.h"

#include "simulation/actions.h"
#include "simulation/invariants.h"
#include "simulation/judge.h"
#include "simulation/machine.h"

#include <unistd.h>

#include <algorithm>
#include <numeric>

namespace kontor::simulation {

namespace fs = std::filesystem;

namespace {

/// Where the power fails: at the so-manieth change of a machine's disk; machine `tills` is the server.
struct CrashPoint {
    std::size_t machine = 0;
    std::uint64_t change = 0; ///< 0: nowhere.
};

/// One history, by plain calls: what a till makes, sends and fetches, as the protocol does it, with nothing lost on the way.
class History
{
public:
    History(std::size_t tills, CrashPoint crash)
        : m_folder(scratchFolder() / ("kontor-simulation-" + std::to_string(::getpid()) + "-history")),
          m_shopkeeper(m_auditor, m_coverage, Dice(5))
    {
        fs::remove_all(m_folder);
        resetSqliteRandomness(3);
        const FoundedShop& shop = FoundedShop::instance();
        m_server = std::make_unique<Server>("server", m_folder / "server", Dice(50), m_now);
        shop.copyTo(m_server->disk.folder(), FoundedShop::terminals);
        for (std::size_t i = 0; i < tills; ++i) {
            const std::string name = "till" + std::to_string(i);
            m_tills.push_back(std::make_unique<Terminal>(name, m_folder / name, Dice(60 + i), m_now));
            shop.copyTo(m_tills[i]->disk.folder(), i);
            m_tills[i]->id = shop.terminal[i];
            m_tills[i]->sliceCommits = 1;
        }
        open(*m_server);
        for (auto& till : m_tills)
            open(*till);
        if (crash.change > 0)
            machine(crash.machine).disk.crashAfter(crash.change);
    }
    ~History()
    {
        for (auto& till : m_tills)
            till->stop();
        m_server->stop();
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    History(const History&) = delete;
    History& operator=(const History&) = delete;

    void act(std::size_t node, std::size_t action)
    {
        m_now += 1000;
        auto& till = *m_tills[node];
        m_shopkeeper.faulty = true;
        switch (action % 4) {
        case 0: (void)m_shopkeeper.sell(till, node); break;
        case 1: push(till); break;
        case 2: (void)m_shopkeeper.edit(till, node, true); break;
        default: pull(till); break;
        }
        lookAfterDisks();
    }

    /// Everything sent and fetched; what is wrong then.
    [[nodiscard]] std::optional<std::string> end()
    {
        for (auto& till : m_tills)
            till->disk.crashAfter(0);
        m_server->disk.crashAfter(0);
        for (int round = 0; round < 4; ++round)
            for (auto& till : m_tills) {
                m_now += 1000;
                push(*till);
                pull(*till);
            }
        if (auto wrong = m_auditor.checkServer(*m_server->store, m_coverage))
            return wrong;
        if (auto wrong = invariants::always(*m_server->store))
            return wrong;
        for (std::size_t node = 0; node < m_tills.size(); ++node) {
            auto& till = *m_tills[node];
            if (auto wrong = m_auditor.checkTill(node, till.store->folder(), till.id.raw))
                return wrong;
            if (auto wrong = invariants::always(*till.store))
                return wrong;
            const auto state = till.store->syncState();
            if (!state || state->pending > 0)
                return "L2: " + till.name + " could not send everything";
        }
        if (m_tills.size() > 1) { // Two of one store.
            const auto one = dumpOf(*m_tills[0]->store);
            const auto other = dumpOf(*m_tills[1]->store);
            if (one != other)
                return "S6: two tills of one store differ: " + difference(one, other);
        }
        return std::nullopt;
    }
    [[nodiscard]] bool hasCrashed() const { return m_crashed; }
    [[nodiscard]] std::string trace() const { return m_trace; }

private:
    [[nodiscard]] Machine& machine(std::size_t index)
    {
        return index < m_tills.size() ? static_cast<Machine&>(*m_tills[index]) : *m_server;
    }
    void open(Machine& what)
    {
        if (const auto started = what.start(); !started)
            m_trace += " " + what.name + " does not start: " + started.error().detail;
    }
    void push(Terminal& till)
    {
        auto run = till.store->pending(500, 1U << 20U);
        if (!run || run->empty())
            return;
        std::vector<LogEntry> entries;
        if (auto taken = m_server->store->accept(std::move(*run), judge))
            entries = std::move(*taken);
        if (m_server->disk.isDead())
            return; // Nobody answers.
        till.store->applyAcceptances(std::move(entries), [](const Result<Done>&) {});
    }
    void pull(Terminal& till)
    {
        const auto state = till.store->syncState();
        const auto identity = till.store->identity();
        if (!state || m_server->disk.isDead())
            return;
        auto page = m_server->store->log(
            {state->seen.n(), 1000, 1U << 22U, identity.terminal, identity.store, identity.origin});
        if (page)
            (void)till.store->applyLog(std::move(page->entries), page->upTo);
    }
    void lookAfterDisks()
    {
        for (std::size_t i = 0; i <= m_tills.size(); ++i) {
            auto& fallen = machine(i);
            if (!fallen.disk.isDead())
                continue;
            m_crashed = true;
            fallen.stop();
            fallen.disk.restart();
            open(fallen);
        }
    }

    fs::path m_folder;
    std::uint64_t m_now = FoundedShop::endMs;
    Coverage m_coverage;
    Auditor m_auditor;
    Shopkeeper m_shopkeeper;
    std::unique_ptr<Server> m_server;
    std::vector<std::unique_ptr<Terminal>> m_tills;
    bool m_crashed = false;
    std::string m_trace;
};

std::string inWords(const std::vector<std::size_t>& order)
{
    std::string text = "in the order ";
    for (const auto node : order)
        text += std::to_string(node);
    return text;
}

std::optional<std::string> play(const std::vector<std::size_t>& order, std::size_t tills, CrashPoint crash,
                                bool& crashed)
{
    History history(tills, crash);
    std::vector<std::size_t> done(tills, 0);
    for (const auto node : order)
        history.act(node, done[node]++);
    crashed = history.hasCrashed();
    auto wrong = history.end();
    if (wrong)
        *wrong += "; " + inWords(order) +
                  (crash.change > 0 ? ", the power failing at change " + std::to_string(crash.change) + " of machine " +
                                          std::to_string(crash.machine)
                                    : std::string()) +
                  history.trace();
    return wrong;
}

} // namespace

ExhaustiveOutcome everyOrder(const Exhaustive& wish, const std::function<bool()>& more)
{
    ExhaustiveOutcome outcome;
    std::vector<std::size_t> order;
    for (std::size_t node = 0; node < wish.tills; ++node)
        order.insert(order.end(), wish.actions, node);
    std::uint64_t number = 0;
    do {
        if (number++ % wish.parts != wish.part)
            continue;
        if (!more())
            break;
        bool crashed = false;
        outcome.failure = play(order, wish.tills, {}, crashed);
        ++outcome.histories;
    } while (!outcome.failure && std::next_permutation(order.begin(), order.end()));
    return outcome;
}

ExhaustiveOutcome everyCrash(const Exhaustive& wish, const std::function<bool()>& more)
{
    ExhaustiveOutcome outcome;
    std::vector<std::size_t> turns; // Each: make something, then send or fetch.
    for (std::size_t node = 0; node < wish.tills; ++node)
        turns.insert(turns.end(), (wish.actions + 1) / 2, node);
    std::uint64_t number = 0;
    do {
        if (number++ % wish.parts != wish.part)
            continue;
        std::vector<std::size_t> order;
        for (const std::size_t node : turns)
            for (int half = 0; half < 2; ++half)
                if (static_cast<std::size_t>(std::count(order.begin(), order.end(), node)) < wish.actions)
                    order.push_back(node);
        for (std::size_t machine = 0; machine <= wish.tills; ++machine) {
            bool crashed = true;
            for (std::uint64_t change = 1; crashed; ++change) { // Until there is no such change any more.
                if (!more())
                    return outcome;
                outcome.failure = play(order, wish.tills, {machine, change}, crashed);
                ++outcome.histories;
                outcome.crashPoints += crashed ? 1 : 0;
                if (outcome.failure)
                    return outcome;
            }
        }
    } while (std::next_permutation(turns.begin(), turns.end()));
    return outcome;
}

} // namespace kontor::simulation
