#pragma once

#include "simulation/dice.h"

#include <cstdint>
#include <string>
#include <vector>

namespace kontor::simulation {

/// Kinds of faults that can be left out of a run one by one: each throws dice of its own.
enum Fault : std::uint32_t {
    Loss = 1U << 0U,
    Delay = 1U << 1U,
    Repeat = 1U << 2U,
    Partition = 1U << 3U,
    Crash = 1U << 4U,
    ServerCrash = 1U << 5U,
    DiskErrors = 1U << 6U,
    Full = 1U << 7U,
    Clock = 1U << 8U,
    Restore = 1U << 9U,
    Clone = 1U << 10U,
    ServerRestore = 1U << 11U,
    Edits = 1U << 12U, ///< Conflicting ones: everything that is no sale.
    Move = 1U << 13U,
    Rekey = 1U << 14U,
    Rights = 1U << 15U,
    Poison = 1U << 16U,
    Base = 1U << 17U, ///< Beginning again from a base.
    SmallLimits = 1U << 18U,
    Shifts = 1U << 19U, ///< From here on: what else belongs to a shop's day.
    Goods = 1U << 20U,  ///< Transfers between the stores, and counts.
    Offers = 1U << 21U,
    Newer = 1U << 22U,   ///< Fields of a program to come.
    Rot = 1U << 23U,     ///< From here on: rows that are written past the journal,
    Hint = 1U << 24U,    ///< news of which nobody is told,
    Upgrade = 1U << 25U, ///< a program of the next schema from the next start on.
};
inline constexpr std::uint32_t faultKinds = 26;
/// Of seeds that have a name: later kinds would make other runs of them.
inline constexpr std::uint32_t firstKinds = (1U << 19U) - 1;
inline constexpr std::uint32_t secondKinds = (1U << 23U) - 1;
inline constexpr std::uint32_t thirdKinds = (1U << 26U) - 1;
inline constexpr std::uint32_t allFaults = (1U << faultKinds) - 1;
[[nodiscard]] std::string namesOf(std::uint32_t faults);

/// One run: a seed, and what of it is left out.
struct Plan {
    std::uint64_t seed = 1;
    std::uint32_t faults = allFaults;
    std::uint32_t maxActions = UINT32_MAX; ///< Only so many of the shop's actions.
    std::uint32_t size =
        1; ///< 1: a short run. Actions and time grow with it; 0: a very short one with two or three tills.
    /// All that is compared at the end. False: each of the dear comparisons in every other run; whatever fails then fails so, too.
    bool thorough = true;
    [[nodiscard]] bool has(Fault fault) const { return (faults & fault) != 0; }
};

/// How bad it is in one run, drawn from its seed; each kind is absent from many runs, so that the others are not always met by
/// ruins. Ranges: sync-notes of the design, after VOPR.
struct Weather {
    std::size_t terminals = 3;
    std::uint32_t actions = 30;
    std::uint64_t durationMs = 120'000;
    std::uint32_t lossPerMille = 0;
    std::uint32_t repeatPerMille = 0;
    std::uint64_t longestDelayMs = 5;
    std::uint32_t cuts = 0; ///< Links cut, of all terminals together; one direction or both, for up to 40 s.
    std::uint32_t crashes = 0;
    std::uint32_t serverCrashes = 0;
    std::uint32_t damagePerMille = 900;
    std::uint32_t diskErrorPerMille = 0; ///< Of reads, writes and syncs at tills.
    std::uint32_t diskFull = 0;
    std::uint32_t clockChanges = 0;
    std::uint32_t restores = 0;
    std::uint32_t clones = 0;
    std::uint32_t serverRestores = 0;
    std::uint32_t moves = 0;
    std::uint32_t rekeys = 0;
    std::uint32_t poisons = 0;
    std::uint32_t bases = 0;
    std::uint32_t shifts = 0; ///< Steps of them, as of the next two.
    std::uint32_t goods = 0;
    std::uint32_t offers = 0;
    std::uint32_t newer = 0;
    std::uint32_t rots = 0;
    std::uint32_t upgrades = 0;
    bool losesHints = false;
    std::uint32_t editsPerMille = 0; ///< Of actions that are no sale or return.
    std::size_t pushCommits = 500;
    std::size_t pullCommits = 1000;
    std::size_t sliceCommits = 1000;
    std::uint32_t waitSeconds = 25;

    [[nodiscard]] static Weather draw(const Plan& plan);
    [[nodiscard]] std::string describe() const;
};

} // namespace kontor::simulation
