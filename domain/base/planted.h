#pragma once

namespace kontor {

/// Known faults that the simulator has to find (tests/simulation/README.md). They are only in objects compiled for that, beside the
/// programs': everywhere else isPlanted() is a constant, and nothing of them is left.
enum class Planted {
    None,
    NoRetryAfterFailedUpload,
    AckBeforeCommit,
    CursorBeforeCommit,
    RestoreKeepsOrigin,
    HlcNotPersisted,
    BatchCutInsideCommit,
    AdoptPeerDigest,
    VerdictByPlaceInRun,
    RetryStorm,
    TombstonePurge,
    ReserialisedHash,
};

#ifdef KONTOR_PLANTED
[[nodiscard]] bool isPlanted(Planted fault);
#else
[[nodiscard]] constexpr bool isPlanted(Planted)
{
    return false;
}
#endif

} // namespace kontor
