#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kontor::simulation {

/// What has to happen in some run: a set of runs in which one of these never does has not tested what it says.
enum class Sometimes : std::uint8_t {
    MessageLost,
    MessageRepeated,
    ReplyLostAfterCommit,
    Partitioned,
    ServerRefusedConnection,
    TillCrashed,
    TillCrashedInTransaction,
    ServerCrashed,
    UnsyncedPagesLost,
    TornWrite,
    DiskErrorMet,
    DiskFull,
    DiskFullSaleFinished,
    ClockYearsOff,
    ClockJumpedBack,
    NewOriginByClock,
    TillRestored,
    TillCloned,
    ForkSeen,
    ServerRestored,
    EpochChanged,
    GaveBack,
    ConflictRowMade,
    CategoryCircle,
    CycleRefused,
    Archived,
    SoldArchived,
    Refunded,
    OverReturned,
    TerminalMoved,
    KeyRotated,
    RightLost,
    Flagged,
    Quarantined,
    PoisonPushed,
    TerminalRevoked,
    RebootstrappedWithPending,
    ResumedPendingAfterCrash,
    SentInSeveralRuns,
    TwoBranchesCount,
    ShiftClosed,
    TransferDiffered,
    CountClosed,
    PromotionUsed,
    NewerField,
    RebuiltWithPending,
    RotMended,
    HintLost,
    Upgraded,
    count
};

/// In the words of the coverage line.
[[nodiscard]] std::string_view nameOf(Sometimes what);

struct Coverage {
    std::array<std::uint64_t, static_cast<std::size_t>(Sometimes::count)> seen{};
    void note(Sometimes what) { ++seen[static_cast<std::size_t>(what)]; }
    [[nodiscard]] bool has(Sometimes what) const { return seen[static_cast<std::size_t>(what)] > 0; }
    void add(const Coverage& other)
    {
        for (std::size_t i = 0; i < seen.size(); ++i)
            seen[i] += other.seen[i];
    }
    [[nodiscard]] std::size_t reached() const;
    /// "38 of 40 reached; never: a, b".
    [[nodiscard]] std::string line() const;
};

} // namespace kontor::simulation
