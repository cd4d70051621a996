#include "simulation/plan.h"

#include <array>
#include <string_view>

namespace kontor::simulation {

std::string namesOf(std::uint32_t faults)
{
    static constexpr std::array<std::string_view, faultKinds> names{
        "loss",   "delay",  "repeat",  "partition", "crash",          "server-crash", "disk-errors",
        "full",   "clock",  "restore", "clone",     "server-restore", "edits",        "move",
        "rekey",  "rights", "poison",  "base",      "small-limits",   "shifts",       "goods",
        "offers", "newer",  "rot",     "hint",      "upgrade"};
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        if ((faults & (1U << i)) != 0)
            text.append(text.empty() ? "" : " ").append(names[i]);
    return text.empty() ? "none" : text;
}

Weather Weather::draw(const Plan& plan)
{
    Weather w;
    const Dice root(plan.seed);
    // One pair of dice a kind: whether it is there at all, and how much of it.
    const auto count = [&](Fault fault, std::uint64_t oneInRuns, std::uint64_t most) -> std::uint32_t {
        Dice dice = root.fork(fault + 1000U);
        const bool there = dice.oneIn(oneInRuns);
        const auto many = static_cast<std::uint32_t>(dice.between(1, most));
        return there && plan.has(fault) ? many : 0;
    };
    Dice shape = root.fork(1);
    const bool tiny = plan.size == 0;
    const std::uint32_t size = tiny ? 1 : plan.size;
    w.terminals = shape.between(2, tiny ? 3 : 5);
    w.actions = static_cast<std::uint32_t>(shape.between(tiny ? 4 : 8, tiny ? 12 : 36)) * size;
    w.durationMs = shape.between(20'000, tiny ? 60'000 : 240'000) * size;
    w.lossPerMille = count(Loss, 2, 300);
    w.repeatPerMille = count(Repeat, 2, 500);
    w.longestDelayMs = count(Delay, 2, 5000);
    w.longestDelayMs = w.longestDelayMs == 0 ? 5 : w.longestDelayMs;
    w.cuts = count(Partition, 2, 4) * size;
    w.crashes = count(Crash, 2, 4) * size;
    w.serverCrashes = count(ServerCrash, 3, 3) * size;
    w.damagePerMille = 800 + static_cast<std::uint32_t>(shape.upTo(200));
    w.diskErrorPerMille = count(DiskErrors, 5, 20);
    w.diskFull = count(Full, 6, 2);
    w.clockChanges = count(Clock, 3, 3) * size;
    w.restores = count(Restore, 5, 2) * size;
    w.clones = count(Clone, 8, 1);
    w.serverRestores = count(ServerRestore, 5, 2) * size;
    w.moves = count(Move, 6, 2) * size;
    w.rekeys = count(Rekey, 6, 2) * size;
    w.poisons = count(Poison, 8, 2);
    w.bases = count(Base, 8, 1);
    w.shifts = count(Shifts, 2, 8) * size;
    w.goods = count(Goods, 2, 12) * size;
    w.offers = count(Offers, 3, 3) * size;
    w.newer = count(Newer, 8, 2);
    w.rots = count(Rot, 6, 1);
    w.losesHints = count(Hint, 3, 1) > 0;
    w.upgrades = count(Upgrade, 5, 2);
    w.editsPerMille = count(Edits, 2, 1) > 0 ? 500 : 0;
    if (count(SmallLimits, 2, 1) > 0) {
        w.pushCommits = shape.between(1, 4);
        w.pullCommits = shape.between(1, 5);
        w.sliceCommits = shape.between(1, 3);
        w.waitSeconds = static_cast<std::uint32_t>(shape.between(1, 10));
    }
    return w;
}

std::string Weather::describe() const
{
    std::string text;
    const auto say = [&](std::string_view name, std::uint64_t value) {
        if (value != 0)
            text.append(text.empty() ? "" : " ").append(name).append("=").append(std::to_string(value));
    };
    say("terminals", terminals);
    say("actions", actions);
    say("ms", durationMs);
    say("loss", lossPerMille);
    say("repeat", repeatPerMille);
    say("delay", longestDelayMs);
    say("cuts", cuts);
    say("crashes", crashes);
    say("server-crashes", serverCrashes);
    say("disk-errors", diskErrorPerMille);
    say("full", diskFull);
    say("clocks", clockChanges);
    say("restores", restores);
    say("clones", clones);
    say("server-restores", serverRestores);
    say("moves", moves);
    say("rekeys", rekeys);
    say("poisons", poisons);
    say("bases", bases);
    say("shifts", shifts);
    say("goods", goods);
    say("offers", offers);
    say("newer", newer);
    say("rots", rots);
    say("upgrades", upgrades);
    say("loses-hints", losesHints ? 1 : 0);
    say("edits", editsPerMille);
    say("push", pushCommits);
    say("pull", pullCommits);
    say("slice", sliceCommits);
    return text;
}

} // namespace kontor::simulation
