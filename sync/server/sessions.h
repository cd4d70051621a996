#pragma once

#include "domain/base/id.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <unordered_map>

namespace kontor {

/// Refuses a counter that was used before, or that is more than 63 behind the highest: one push and one hanging pull are out at
/// once and may overtake each other. Source: the anti-replay window of RFC 4303, 3.4.3.
class ReplayWindow
{
public:
    /// True once per counter. Counter 0 is never fresh.
    [[nodiscard]] bool take(std::uint64_t counter);

private:
    std::uint64_t m_highest = 0;
    std::uint64_t m_seen = 0; ///< Bit i: m_highest - i.
};

/// Who is connected: nonces that wait for their hello, and sessions. Both tables are bounded; the oldest makes room. Used from
/// the service's thread only. Times are milliseconds of a monotonic clock.
class Sessions
{
public:
    using Random = std::function<Bytes(std::size_t)>;
    static constexpr std::size_t maxNonces = 4096;
    static constexpr std::uint64_t nonceLifeMs = 60'000;
    static constexpr std::size_t maxSessions = 10'000;
    static constexpr std::uint64_t sessionIdleMs = 3'600'000;

    struct Session {
        RawId id;
        Id<schema::Terminal> terminal;
        Id<schema::Store> store;
        RawId origin; ///< Its present life; nil when it did not say.
        bool mayPull =
            true; ///< False for one that may hand in what it holds and gets nothing: revoked, or without a store.
        Bytes publicKey;
        ReplayWindow window;
        std::uint64_t lastUsedMs = 0;
    };

    explicit Sessions(Random random) : m_random(std::move(random)) {}

    [[nodiscard]] Bytes makeNonce(std::uint64_t nowMs);
    /// True once for a nonce that was made less than a minute ago.
    [[nodiscard]] bool takeNonce(BytesView nonce, std::uint64_t nowMs);

    /// Opens a session; the returned id is also the entry's.
    [[nodiscard]] RawId open(Id<schema::Terminal> terminal, Id<schema::Store> store, RawId origin, Bytes publicKey,
                             std::uint64_t nowMs);
    /// Null when there is none, or it has been idle for an hour. Valid until the next call.
    [[nodiscard]] Session* find(BytesView id, std::uint64_t nowMs);
    void end(const std::function<bool(const Session&)>& which);
    [[nodiscard]] std::size_t count() const { return m_sessions.size(); }

private:
    struct Nonce {
        RawId value;
        std::uint64_t madeMs = 0;
    };
    Random m_random;
    std::deque<Nonce> m_nonces;    ///< Oldest first.
    std::list<Session> m_sessions; ///< Least recently used first.
    std::unordered_map<RawId, std::list<Session>::iterator> m_byId;
};

} // namespace kontor
