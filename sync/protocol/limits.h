#pragma once

#include <cstddef>
#include <cstdint>

namespace kontor {

/// Version of sync.proto that is spoken here, and the oldest still understood.
inline constexpr std::uint32_t syncProtocol = 1;
inline constexpr std::uint32_t oldestSyncProtocol = 1;

/// Bounds both sides keep to. The server announces its own in the reply to hello.
inline constexpr std::size_t maxPushCommits = 500;
inline constexpr std::size_t maxPushBytes = 1U << 20U; ///< A run ends before this, but holds at least one commit.
inline constexpr std::size_t maxPullCommits = 1000;
inline constexpr std::size_t maxHeads = 1000;        ///< In one reply.
inline constexpr std::size_t maxHeadsKept = 100'000; ///< Of all replies, at a terminal.
inline constexpr std::size_t maxPullBytes = 1U << 20U;
inline constexpr std::uint32_t maxWaitSeconds = 25; ///< A hanging pull; below the 30 s at which proxies lose patience.

/// What the server reads before it knows who asks.
inline constexpr std::size_t maxHttpHeaderBytes = 16U << 10U;
inline constexpr std::size_t maxBodyBytes = 4U << 20U; ///< One commit may have 1 MiB; a run of 1 MiB and one such fit.
inline constexpr std::size_t maxSmallBodyBytes = 16U << 10U; ///< Of everything that is neither push nor adopt.

/// Largest reply a client reads: a page ends at maxPullBytes but holds at least one commit, and acceptances come on top.
inline constexpr std::size_t maxReplyBytes = 8U << 20U;

} // namespace kontor
