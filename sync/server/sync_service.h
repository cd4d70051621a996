#pragma once

#include "storage/store.h"
#include "sync/protocol/call_gate.h"
#include "sync/protocol/request.h"
#include "sync/server/digest_service.h"
#include "sync/server/enrol_service.h"
#include "sync/server/enrolments.h"
#include "sync/server/pull_waiters.h"
#include "sync/server/sessions.h"
#include "sync/server/snapshot_service.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace kontor {

/// The server of the sync protocol without its sockets: requests in, replies out. Everything but the store's callbacks happens on
/// one thread, the one `post` runs things on. Never throws.
class SyncService
{
public:
    using Answer = std::function<void(SyncReply)>;
    /// Runs a function on the service's thread, later. Called from any thread; what is posted is not run any more when the service
    /// is gone.
    using Post = std::function<void(std::function<void()>)>;

    SyncService(Store& store, Judge judge, std::filesystem::path dataFolder, World world, Post post);
    ~SyncService();
    SyncService(const SyncService&) = delete;
    SyncService& operator=(const SyncService&) = delete;

    /// Most bytes of a body that a request with this head may bring; or the refusal of a request that cannot succeed, before any
    /// of its body is read.
    [[nodiscard]] tl::expected<std::size_t, SyncReply> admit(const SyncRequest& head, std::uint64_t nowMs);
    /// Answers once, now or later, on the service's thread.
    void handle(SyncRequest request, std::uint64_t nowMs, Answer answer);
    /// To be called a few times a second: ends the waits whose time is over.
    void tick(std::uint64_t nowMs);

    /// How often the log was read for a page: one read serves all who wait at one place for one store.
    [[nodiscard]] std::uint64_t logReads() const { return m_logReads; }
    [[nodiscard]] std::size_t waitingPulls() const { return m_waiters.count(); }

private:
    /// Its row of now, since it may have been changed since its hello; none: there is none. Errors: Storage, which is no reason to
    /// take it for unknown or to leave out of a page what its cursor then passes.
    [[nodiscard]] Result<std::optional<schema::Terminal>> rowOf(Id<schema::Terminal> id) const;
    /// Whose parts travel to a terminal besides the organisation's; nil: all stores'. Errors: Storage.
    [[nodiscard]] Result<Id<schema::Store>> followedBy(Id<schema::Terminal> id) const;
    [[nodiscard]] SyncReply hello(const SyncRequest& request, std::uint64_t nowMs);
    void push(const SyncRequest& request, const Answer& answer);
    [[nodiscard]] SyncReply heads(const SyncRequest& request, const Sessions::Session& session) const;
    void giveBack(const SyncRequest& request, const Answer& answer);
    void snapshot(std::string_view path, const Sessions::Session& session, const Answer& answer);
    void pull(const SyncRequest& request, const Sessions::Session& session, std::uint64_t nowMs, Answer answer);
    /// The session of a signed request whose counter is fresh, or the refusal.
    [[nodiscard]] tl::expected<Sessions::Session*, SyncReply> authenticate(const SyncRequest& request,
                                                                           std::uint64_t nowMs);
    [[nodiscard]] std::optional<SyncReply> makePage(PullWaiters::Pull& pull, bool evenIfEmpty);
    /// A stretch of the log that was read, and whom it concerns.
    struct Passed {
        std::uint64_t upTo = 0;
        bool isLast = false; ///< Nothing was behind it.
        std::vector<RawId> scopes;
        std::vector<RawId> terminals;
        [[nodiscard]] bool concerns(const PullWaiters::Pull& pull, RawId organisation) const;
    };
    /// What everybody gets who waits at the same place for the same store, and of whose commits there are none.
    struct SharedPage {
        std::optional<SyncReply> reply; ///< Nothing when there is nothing for them.
        Passed passed;
    };
    [[nodiscard]] const SharedPage& sharedPage(const PullWaiters::Pull& pull);
    [[nodiscard]] std::optional<SyncReply> readPage(PullWaiters::Pull& pull, bool evenIfEmpty, Passed* passed);
    void wakeWaiters();
    /// Ends what terminals have open that may pull no longer, or only now.
    void endChanged();

    Store& m_store;
    Judge m_judge;
    World m_world;
    Post m_post;
    Sessions m_sessions;
    PullWaiters m_waiters;
    SnapshotService m_snapshots;
    EnrolService m_enrol;
    std::atomic<bool> m_wakePosted = false;
    using SharedKey = std::tuple<std::uint64_t, std::size_t, std::size_t, RawId>; ///< Place, commits, bytes, store.
    std::map<SharedKey, SharedPage> m_shared;                                     ///< Of the wake that is going on.
    std::map<std::uint64_t, Passed> m_passed; ///< By where it begins; of the wake that is going on.
    bool m_waking = false;
    std::uint64_t m_logReads = 0;
    std::atomic<bool> m_terminalsChanged = false;
    std::uint64_t m_startedMs = 0; ///< Of the first tick.
    int m_watch = 0;
    DigestService m_digests;
    CallGate m_gate; ///< Last, so that it waits first.
};

} // namespace kontor
