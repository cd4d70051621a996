#include "simulation/run.h"
#include "storage/backup.h"
#include "storage/journal_read.h"

#include <algorithm>
#include <utility>

// What goes wrong, and how it ends.

namespace kontor::simulation {

namespace fs = std::filesystem;

namespace {

/// While somebody looks, the disk does as it is told.
struct Quiet {
    explicit Quiet(Disk& of) : disk(of), faults(std::exchange(of.faults, {})) {}
    ~Quiet() { disk.faults = faults; }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
    Disk& disk;
    Disk::Faults faults;
};

std::set<Bytes> journalOf(const fs::path& folder)
{
    std::set<Bytes> all;
    if (const auto journal = JournalRead::open(folder))
        (void)(*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
            all.insert(entry.commit.hash);
            return true;
        });
    return all;
}

/// What of a journal can be given back: whole commits.
void noteWhole(const fs::path& folder, std::map<RawId, std::map<std::uint64_t, std::set<Bytes>>>& byOrigin)
{
    if (const auto journal = JournalRead::open(folder))
        (void)(*journal)->each(JournalRead::Order::OldestFirst, [&](const JournalEntry& entry) {
            if (!lacksPlainParts(entry.commit))
                byOrigin[entry.commit.origin()][entry.commit.header.sequence()].insert(entry.commit.hash);
            return true;
        });
}

} // namespace

std::optional<std::size_t> Run::anyUp(Dice& dice)
{
    std::vector<std::size_t> up;
    for (std::size_t node = 0; node < m_terminals.size(); ++node)
        if (m_terminals[node]->isUp() && !m_terminals[node]->disk.isDead())
            up.push_back(node);
    return up.empty() ? std::nullopt : std::optional(up[dice.pick(up.size())]);
}

void Run::schedule()
{
    const auto begin = FoundedShop::endMs;
    const auto span = m_weather.durationMs;
    const auto several = [&](Fault fault, std::uint32_t count, const std::function<void(Dice&)>& what) {
        Dice dice = m_root.fork(3000 + fault);
        for (std::uint32_t i = 0; i < count; ++i) {
            auto own = std::make_shared<Dice>(dice.fork(i)); // Shared: std::function copies.
            at(begin + own->upTo(span), [what, own] { what(*own); });
        }
    };
    Dice when = m_root.fork(10);
    for (std::uint32_t i = 0; i < m_weather.actions; ++i) {
        const auto moment = begin + when.upTo(span);
        if (i < m_plan.maxActions)
            at(moment, [this, i] { act(i); });
    }
    several(Partition, m_weather.cuts, [this](Dice& dice) {
        const auto node = dice.pick(m_terminals.size());
        const auto until = m_now + dice.between(500, 40'000);
        const auto which = dice.upTo(2); // One way, the other, or both.
        say(m_terminals[node]->name, "is cut off");
        if (which != 0)
            m_network.cut(node, Network::Up, until);
        if (which != 1)
            m_network.cut(node, Network::Down, until);
    });
    several(Crash, m_weather.crashes, [this](Dice& dice) {
        if (const auto node = anyUp(dice))
            crash(*m_terminals[*node], dice);
    });
    several(ServerCrash, m_weather.serverCrashes, [this](Dice& dice) {
        if (m_server->isUp())
            crash(*m_server, dice);
    });
    several(DiskErrors, m_weather.diskErrorPerMille > 0 ? 2 : 0, [this](Dice& dice) {
        const auto node = dice.pick(m_terminals.size() + 1);
        Disk& disk = node == m_terminals.size() ? m_server->disk : m_terminals[node]->disk;
        disk.faults.readErrorPerMille = m_weather.diskErrorPerMille / 4;
        disk.faults.writeErrorPerMille = m_weather.diskErrorPerMille;
        disk.faults.syncErrorPerMille = m_weather.diskErrorPerMille;
        say(node == m_terminals.size() ? "server" : m_terminals[node]->name, "has a bad disk for a while");
        after(dice.between(2'000, 30'000), [&disk] { disk.faults = {0, 0, 0, disk.faults.damagePerMille, false}; });
    });
    several(Full, m_weather.diskFull, [this](Dice& dice) {
        const auto node = dice.pick(m_terminals.size());
        Disk& disk = m_terminals[node]->disk;
        disk.setSize(UINT64_MAX);
        disk.setSize(UINT64_MAX - disk.freeSpace() + dice.upTo(64U << 10U));
        say(m_terminals[node]->name, "has a full disk for a while");
        after(dice.between(2'000, 40'000), [&disk] { disk.setSize(0); });
    });
    several(Clock, m_weather.clockChanges, [this](Dice& dice) {
        auto& terminal = *m_terminals[dice.pick(m_terminals.size())];
        constexpr std::int64_t minute = 60'000;
        constexpr std::int64_t year = 365LL * 24 * 60 * minute;
        const bool years = dice.oneIn(2);
        const std::int64_t most = years ? 10 * year : 10 * minute;
        const auto before = terminal.skewMs;
        terminal.skewMs =
            dice.oneIn(3) ? 0 : static_cast<std::int64_t>(dice.upTo(static_cast<std::uint64_t>(2 * most))) - most;
        if (terminal.skewMs != 0 && years)
            m_coverage.note(Sometimes::ClockYearsOff);
        if (terminal.skewMs < before)
            m_coverage.note(Sometimes::ClockJumpedBack);
        say(terminal.name, "has a clock that is " + std::to_string(terminal.skewMs / 1000) + " s off");
    });
    several(Restore, m_weather.restores, [this](Dice& dice) {
        const auto node = anyUp(dice);
        if (!node)
            return;
        auto& terminal = *m_terminals[*node];
        const bool whole = dice.oneIn(3);
        const auto later = dice.between(1'000, 60'000);
        if (whole) {
            terminal.keepImage(0);
            say(terminal.name, "is kept as an image");
            return after(later, [this, node] { setBackTerminal(*node); });
        }
        const auto file = terminal.disk.folder() / ("backup-" + std::to_string(terminal.backups.size()) + ".db");
        if (const auto made = terminal.store->backup(file); !made)
            return;
        terminal.backups.push_back(file);
        say(terminal.name, "is backed up");
        after(later, [this, node] { restoreTerminal(*node); });
    });
    several(Clone, m_weather.clones, [this](Dice& dice) {
        if (const auto node = anyUp(dice))
            cloneTerminal(*node);
    });
    several(ServerRestore, m_weather.serverRestores, [this](Dice& dice) {
        if (!m_server->isUp() || m_server->disk.isDead())
            return;
        const auto file = m_server->disk.folder() / ("backup-" + std::to_string(m_server->backups.size()) + ".db");
        const auto head = m_server->store->head();
        if (head && dice.oneIn(3)) {
            m_server->keepImage(head->n());
            say("server", "is kept as an image at " + std::to_string(head->n()));
            return after(dice.between(1'000, 60'000), [this] { setBackServer(); });
        }
        if (!head || !m_server->store->backup(file))
            return;
        m_server->backups.push_back(file);
        m_serverHeads.push_back(head->n());
        say("server", "is backed up at " + std::to_string(head->n()));
        after(dice.between(1'000, 60'000), [this] { restoreServer(); });
    });
    const auto somewhere = [this](Dice& dice, const std::function<std::string(Terminal&, std::size_t)>& what) {
        const auto node = anyUp(dice);
        if (!node)
            return;
        auto& terminal = *m_terminals[*node];
        m_shopkeeper.faulty = m_weather.diskErrorPerMille > 0 || m_weather.diskFull > 0;
        say(terminal.name, what(terminal, *node));
        lookAfterDisks();
        if (terminal.machine)
            take(*node, terminal.machine->localCommitMade(m_now));
    };
    several(Move, m_weather.moves, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) {
            auto& moved = *m_terminals[dice.pick(m_terminals.size())];
            return moved.index == 4 || &moved == &terminal ? std::string("nobody moves")
                                                           : m_shopkeeper.move(terminal, node, moved);
        });
    });
    several(Rekey, m_weather.rekeys, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) {
            // Whoever has the old key is not heard any more, and that is as it should be.
            const bool cloned = std::any_of(m_terminals.begin(), m_terminals.end(), [&](const auto& other) {
                return other.get() != &terminal && other->id == terminal.id;
            });
            return cloned ? std::string("keeps its key") : m_shopkeeper.rotateKey(terminal, node);
        });
    });
    several(Poison, m_weather.poisons, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) { return m_shopkeeper.poison(terminal, node); });
    });
    several(Shifts, m_weather.shifts, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) { return m_shopkeeper.shift(terminal, node); });
    });
    several(Goods, m_weather.goods, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) {
            return dice.oneIn(2) ? m_shopkeeper.transfer(terminal, node) : m_shopkeeper.count(terminal, node);
        });
    });
    several(Offers, m_weather.offers, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) { return m_shopkeeper.promote(terminal, node); });
    });
    several(Newer, m_weather.newer, [this, somewhere](Dice& dice) {
        somewhere(dice, [&](Terminal& terminal, std::size_t node) { return m_shopkeeper.newer(terminal, node); });
    });
    several(Rot, m_weather.rots, [this](Dice& dice) {
        if (const auto node = anyUp(dice))
            rot(*node, dice);
    });
    several(Upgrade, m_weather.upgrades, [this](Dice& dice) {
        if (const auto node = anyUp(dice))
            upgrade(*node);
    });
    several(Base, m_weather.bases, [this](Dice& dice) {
        if (const auto node = anyUp(dice))
            installBase(*node);
    });
    Dice audits = m_root.fork(11);
    for (int i = 0; i < 3; ++i) {
        auto own = std::make_shared<Dice>(audits.fork(static_cast<std::uint64_t>(i)));
        at(begin + own->upTo(span), [this, own] { audit(*own); });
    }
}

void Run::act(std::size_t number)
{
    Dice dice = m_root.fork(100'000 + number);
    const auto node = anyUp(dice);
    if (!node)
        return;
    auto& terminal = *m_terminals[*node];
    const bool wasFull = terminal.disk.fullMet() > 0;
    m_shopkeeper.faulty = m_weather.diskErrorPerMille > 0 || m_weather.diskFull > 0;
    const bool isOffice = terminal.store->identity().store.isNil();
    std::string told;
    if (isOffice || dice.perMille(m_weather.editsPerMille)) {
        if (m_plan.has(Rights) && m_terminals.size() > 2 && dice.oneIn(60)) {
            auto& other = *m_terminals[1 + dice.pick(m_terminals.size() - 1)];
            told = &other == &terminal || other.isClone ? "nobody is revoked"
                                                        : m_shopkeeper.revoke(terminal, *node, other);
            for (auto& copy : m_terminals) // To the shop they are one.
                copy->revoked = copy->revoked || (copy->id == other.id && other.revoked);
        } else {
            told = m_shopkeeper.edit(terminal, *node, m_plan.has(Rights));
        }
    } else {
        told = dice.oneIn(5) ? m_shopkeeper.takeBack(terminal, *node) : m_shopkeeper.sell(terminal, *node);
    }
    say(terminal.name, told);
    if (!wasFull && terminal.disk.fullMet() > 0 && told.find("sell done") != std::string::npos)
        m_coverage.note(Sometimes::DiskFullSaleFinished);
    if (terminal.disk.isDead())
        m_coverage.note(Sometimes::TillCrashedInTransaction);
    if (!m_shopkeeper.unexpected.empty())
        fail(m_shopkeeper.unexpected);
    lookAfterDisks();
    if (terminal.machine)
        take(*node, terminal.machine->localCommitMade(m_now));
}

void Run::crash(Machine& machine, Dice& dice)
{
    // Killed by the system, nothing is lost that was written.
    machine.disk.faults.damagePerMille = dice.oneIn(4) ? 0 : m_weather.damagePerMille;
    if (dice.oneIn(3))
        machine.disk.cutPower();
    else
        machine.disk.crashAfter(dice.between(1, 60)); // Somewhere inside what it does next.
    say(machine.name, machine.disk.isDead() ? "loses power" : "is going to lose power");
}

/// Between the slices of a page is where a cursor may be ahead of its commits; by chance the power hardly ever fails there.
void Run::maybeCutInPage(Terminal& terminal, std::size_t entries)
{
    if (m_plan.faults <= secondKinds || m_weather.crashes == 0 || m_healed || entries <= terminal.sliceCommits ||
        !m_pageDice.oneIn(4))
        return;
    terminal.disk.faults.damagePerMille = m_pageDice.oneIn(2) ? 0 : m_weather.damagePerMille;
    terminal.disk.crashAfter(m_pageDice.between(1, 60 * entries));
    say(terminal.name, "is going to lose power in a page");
}

void Run::lookAfterDisks()
{
    const auto fallen = [this](Machine& machine) {
        if (!machine.disk.isDead())
            return false;
        const auto lost = machine.disk.lost();
        const auto torn = machine.disk.torn();
        machine.stop();
        machine.disk.restart();
        if (machine.disk.faults.damagePerMille > 0 && m_delayDice.oneIn(3))
            machine.forgetMark();
        if (machine.disk.lost() > lost)
            m_coverage.note(Sometimes::UnsyncedPagesLost);
        if (machine.disk.torn() > torn)
            m_coverage.note(Sometimes::TornWrite);
        say(machine.name, "is down");
        return true;
    };
    bool any = false;
    for (std::size_t node = 0; node < m_terminals.size(); ++node) {
        auto& terminal = *m_terminals[node];
        if (terminal.disk.errors() > 0)
            m_coverage.note(Sometimes::DiskErrorMet);
        if (terminal.disk.fullMet() > 0)
            m_coverage.note(Sometimes::DiskFull);
        if (!fallen(terminal))
            continue;
        any = true;
        m_coverage.note(Sometimes::TillCrashed);
        after(1 + m_delayDice.upTo(3000), [this, node] { startTerminal(node); });
    }
    if (fallen(*m_server)) {
        any = true;
        m_coverage.note(Sometimes::ServerCrashed);
        after(1 + m_delayDice.upTo(3000), [this] {
            if (!m_server->isUp())
                startServer();
        });
    }
    if (!any || (m_weather.serverRestores == 0 && m_weather.restores == 0))
        return;
    noteGone();
}

void Run::restoreTerminal(std::size_t node)
{
    auto& terminal = *m_terminals[node];
    if (!terminal.isUp() || terminal.disk.isDead())
        return;
    const auto file = terminal.backups.back();
    terminal.disk.crashAfter(0); // Who restores stands beside it.
    terminal.stop();
    const auto folder = shopOf(terminal.disk.folder());
    fs::remove_all(folder);
    const Quiet quiet(terminal.disk);
    if (const auto restored = restoreFrom(file, folder); !restored)
        return fail("L4: a backup cannot be restored: " + restored.error().about + ": " + restored.error().detail);
    say(terminal.name, "is restored from its backup");
    m_coverage.note(Sometimes::TillRestored);
    m_auditor.setBack(node, journalOf(folder));
    noteGone();
    startTerminal(node);
}

void Run::noteGone()
{
    std::map<RawId, std::map<std::uint64_t, std::set<Bytes>>> byOrigin;
    noteWhole(shopOf(m_server->disk.folder()), byOrigin);
    for (const auto& terminal : m_terminals)
        noteWhole(shopOf(terminal->disk.folder()), byOrigin);
    // A server takes a chain back without gaps: what is behind one that is gone is gone with it.
    std::set<Bytes> held;
    for (auto& [origin, sequences] : byOrigin)
        for (std::uint64_t next = 1; sequences.contains(next); ++next)
            held.merge(sequences[next]);
    for (const auto& [origin, sequences] : byOrigin) // Who holds such a one finds out that the server has it no more.
        m_setBackUnseen = m_setBackUnseen || sequences.rbegin()->first > sequences.size();
    m_auditor.noteGone(held);
}

void Run::setBackTerminal(std::size_t node)
{
    auto& terminal = *m_terminals[node];
    if (!terminal.isUp() || terminal.disk.isDead() || terminal.store->publicKey() != terminal.image->publicKey)
        return; // Nobody would know it by the key it had.
    terminal.disk.crashAfter(0);
    terminal.stop();
    terminal.setBackToImage();
    m_coverage.note(Sometimes::TillRestored);
    m_auditor.setBack(node, journalOf(shopOf(terminal.disk.folder())));
    noteGone();
    startTerminal(node);
    if (terminal.isUp())
        m_auditor.expectFork(terminal.store->identity().origin);
    say(terminal.name, "was set back to its image");
}

void Run::setBackServer()
{
    if (!m_server->isUp() || m_server->disk.isDead())
        return;
    m_server->disk.crashAfter(0);
    m_server->stop();
    m_server->setBackToImage();
    m_setBackUnseen = true;
    say("server", "is set back to its image of " + std::to_string(m_server->image->head));
    m_coverage.note(Sometimes::ServerRestored);
    takeOtherCourse(m_server->image->shared);
    m_server->image->shared = m_server->image->head;
    startServer();
}

/// The server's log begins anew behind `shared`, and so it differs there from what older copies of it hold.
void Run::takeOtherCourse(std::uint64_t shared)
{
    m_log.setBack(shared);
    for (auto& head : m_serverHeads)
        head = std::min(head, shared);
    if (m_server->image)
        m_server->image->shared = std::min(m_server->image->shared, shared);
    noteGone();
}

void Run::restoreServer()
{
    if (!m_server->isUp() || m_server->disk.isDead())
        return;
    const auto file = m_server->backups.back();
    const auto head = m_serverHeads.back();
    m_server->disk.crashAfter(0);
    m_server->stop();
    const auto folder = shopOf(m_server->disk.folder());
    fs::remove_all(folder);
    const Quiet quiet(m_server->disk);
    if (const auto restored = restoreFrom(file, folder); !restored)
        return fail("L4: the server's backup cannot be restored: " + restored.error().about + ": " +
                    restored.error().detail);
    say("server", "is restored from its backup, and shares " + std::to_string(head));
    m_coverage.note(Sometimes::ServerRestored);
    takeOtherCourse(head);
    startServer();
}

void Run::cloneTerminal(std::size_t node)
{
    auto& original = *m_terminals[node];
    if (original.isClone || m_terminals.size() > 6)
        return;
    m_auditor.expectFork(original.store->identity().origin);
    original.stop();
    const auto copy = m_terminals.size();
    auto clone = std::make_unique<Terminal>("clone" + std::to_string(copy), m_folder / ("clone" + std::to_string(copy)),
                                            m_root.fork(300 + copy), m_now);
    fs::copy(original.disk.folder(), clone->disk.folder(), fs::copy_options::recursive);
    clone->index = original.index;
    clone->id = original.id;
    clone->isClone = true;
    clone->moved = original.moved;
    clone->forks = original.forks;
    clone->revoked = original.revoked;
    clone->rotten = original.rotten;
    clone->sliceCommits = original.sliceCommits;
    clone->reserveBytes = original.reserveBytes;
    m_terminals.push_back(std::move(clone));
    m_auditor.cloned(node, copy);
    say(original.name, "is cloned to " + m_terminals.back()->name);
    m_coverage.note(Sometimes::TillCloned);
    startTerminal(node);
    startTerminal(copy);
}

void Run::audit(Dice& dice)
{
    if (m_server->isUp() && !m_server->disk.isDead()) {
        const Quiet quiet(m_server->disk);
        failIf(m_log.look(*m_server->store, dice), "server");
        if (dice.oneIn(2))
            failIf(invariants::always(*m_server->store), "server");
    }
    const auto node = anyUp(dice);
    if (!node)
        return;
    auto& terminal = *m_terminals[*node];
    const Quiet quiet(terminal.disk);
    if (terminal.rotten)
        return; // Its tables are what somebody made of them, until its check finds that.
    failIf(invariants::always(*terminal.store), terminal.name);
    checkPast(*node);
    const auto state = terminal.store->syncState();
    const auto origin = terminal.store->identity().origin;
    const bool isNewLife = std::exchange(terminal.lastOrigin, origin) != origin;
    if (isNewLife && m_weather.clones + m_weather.restores > 0) // Two folders wrote under one origin, perhaps.
        ++terminal.forks;
    if (state && state->seen.n() < terminal.lastSeen && !terminal.moved && terminal.forks-- <= 0)
        fail("S8: " + terminal.name + " sees less than it has seen: " + std::to_string(state->seen.n()) + " after " +
             std::to_string(terminal.lastSeen));
    if (state)
        terminal.lastSeen = state->seen.n();
    // S7: what is shown with own work that nobody has accepted yet is what the journal makes, that work in it.
    if (m_plan.faults > firstKinds && m_weather.diskFull == 0 && state && state->pending > 0 && !m_failure) {
        const auto wrong = invariants::rebuilt(*terminal.store);
        if (!terminal.disk.isDead()) {
            failIf(wrong, terminal.name);
            m_coverage.note(Sometimes::RebuiltWithPending);
        }
    }
}

} // namespace kontor::simulation
