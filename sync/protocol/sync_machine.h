#pragma once

#include "domain/base/result.h"
#include "storage/store.h"
#include "sync/protocol/backoff.h"
#include "sync/protocol/circuit_breaker.h"
#include "sync/protocol/digest_search.h"
#include "sync/protocol/limits.h"
#include "sync/protocol/request.h"
#include "sync/protocol/sync.pb.h"
#include "sync/protocol/sync_port.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kontor {

/// How it stands with the server, for the sync pill.
struct SyncStatus {
    enum class Link {
        Offline,  ///< The last attempt got no answer, or there was none yet.
        Syncing,  ///< Connected, and something is still on its way up or down.
        Synced,   ///< Everything is up, and everything the server had is here.
        NoServer, ///< This shop has never been enrolled with one. Not the machine's to say.
        Outdated, ///< The server no longer speaks this program's protocol: selling goes on, sync waits for an update.
    };
    Link link = Link::Offline;
    std::uint64_t pending = 0; ///< Own commits the server has not accepted yet.
    std::int64_t skewMs = 0;   ///< This machine's clock less the server's, at the last hello.
    std::uint64_t parked = 0;  ///< Accepted commits this program could not apply: an alarm.
    std::string lastError;     ///< For the log and a tooltip; empty when the last attempts went well.
    std::string digest;        ///< What became of a difference from the server's rows; empty while there was none.
    bool counting = false;     ///< The own rows are being counted; what that finds is not known yet.
    friend bool operator==(const SyncStatus&, const SyncStatus&) = default;
};

/// The client of the sync protocol as a state machine: events go in, actions come out; no sockets, no clock, no threads.
///
/// Six channels, each with at most one request out: the handshake (nonce, hello), push and pull, which run side by side, the
/// next page while one is being applied (one, not more), the search for rows that differ from the server's (see
/// comparison.cpp), beside these, and the recovery (see recovery.cpp), during which all others rest. A reply for a request that
/// is not out any more is ignored, so late and doubled replies do no harm. Whatever it waits for, wakeAtMs() names a moment at
/// which tick() ends the wait. Used from one thread. Times are milliseconds of a monotonic clock.
class SyncMachine
{
public:
    struct Request {
        std::uint64_t number = 0;
        SyncRequest request;
    };
    struct LogPage {
        std::vector<LogEntry> entries;
        schema::Cursor upTo;
        digest::Totals digests; ///< The server's, at the end of its log.
    };
    /// Rows to be made again, after these commits have been taken in.
    struct Mending {
        std::vector<LogEntry> commits;
        Repair repair;
    };
    /// What is to be done after an event, in any order.
    struct Actions {
        std::vector<Request> send;
        std::vector<std::uint64_t> abort;                      ///< Requests nobody waits for any more.
        std::optional<LogPage> applyLog;                       ///< Answer with logApplied().
        std::optional<std::vector<LogEntry>> applyAcceptances; ///< Answer with acceptancesApplied().
        std::optional<Resumption> resume;                      ///< Answer with resumed().
        std::optional<std::string> startNewOrigin;             ///< Why. Answer with originStarted().
        std::optional<ServerNote> noteServer;                  ///< To be kept; nobody waits for it.
        std::optional<Mending> mend;                           ///< Answer with mended().
        bool recount = false;                                  ///< Answer with recounted().
        bool statusChanged = false;
    };
    struct Options {
        std::string program = "kontor";
        std::size_t pushCommits = maxPushCommits;
        std::size_t pullCommits = maxPullCommits;
        std::uint32_t waitSeconds = maxWaitSeconds;
    };

    SyncMachine(const SyncPort& port, RandomUpTo random) : SyncMachine(port, std::move(random), Options{}) {}
    SyncMachine(const SyncPort& port, RandomUpTo random, Options options);

    // Events.
    [[nodiscard]] Actions started(std::uint64_t nowMs);
    [[nodiscard]] Actions stopped(); ///< Nothing is out afterwards, and every later event is ignored until started().
    [[nodiscard]] Actions tick(std::uint64_t nowMs);
    /// Wakes the push at once, unless the server asked for patience by Retry-After.
    [[nodiscard]] Actions localCommitMade(std::uint64_t nowMs);
    [[nodiscard]] Actions replied(std::uint64_t number, const SyncReply& reply, std::uint64_t nowMs);
    /// No reply came: refused, reset, timed out, unreadable.
    [[nodiscard]] Actions failed(std::uint64_t number, const std::string& why, std::uint64_t nowMs);
    /// Bytes moved: a slow transfer is not a stalled one.
    void progressed(std::uint64_t number, std::uint64_t nowMs);
    [[nodiscard]] Actions logApplied(const Result<Done>& result, std::uint64_t nowMs);
    [[nodiscard]] Actions acceptancesApplied(const Result<Done>& result, std::uint64_t nowMs);
    [[nodiscard]] Actions resumed(const Result<Done>& result, std::uint64_t nowMs);
    [[nodiscard]] Actions originStarted(const Result<Done>& result, std::uint64_t nowMs);
    [[nodiscard]] Actions mended(const Result<Repaired>& result, std::uint64_t nowMs);
    /// Where the own rows are not what is kept of them.
    [[nodiscard]] Actions recounted(const Result<std::vector<digest::Place>>& places, std::uint64_t nowMs);

    /// When tick() is due. Nothing only when stopped.
    [[nodiscard]] std::optional<std::uint64_t> wakeAtMs() const;
    [[nodiscard]] const SyncStatus& status() const { return m_status; }
    /// Whether the last pull said that there is no more, and it has been applied.
    [[nodiscard]] bool isCaughtUp() const { return m_caughtUp; }

private:
    enum Purpose { Handshake, PushRun, PullPage, Prefetch, Recovery, Compare };
    static constexpr std::array<Purpose, 6> purposes{Handshake, PushRun, PullPage, Prefetch, Recovery, Compare};
    struct Channel {
        enum class State { Idle, Out, Applying } state = State::Idle;
        std::uint64_t request = 0;
        std::uint64_t deadlineMs = 0;  ///< While Out or Applying.
        std::uint64_t notBeforeMs = 0; ///< While Idle.
        std::uint32_t failures = 0;
        std::uint64_t failingSinceMs = 0;
        bool linkFailed = false; ///< The last failure was a silence, which an answer on another channel disproves.
        bool hangs = false;      ///< What is Out is answered when something happens, so nothing waits for that.
        std::string error;

        /// Idle until the back-off is over.
        void fail(std::uint64_t nowMs, const RandomUpTo& random)
        {
            if (failures++ == 0)
                failingSinceMs = nowMs;
            state = State::Idle;
            notBeforeMs = nowMs + backoffMs(failures - 1, nowMs - failingSinceMs, random);
        }
    };

    [[nodiscard]] Channel& channel(Purpose purpose) { return m_channels[purpose]; }
    [[nodiscard]] const Channel& channel(Purpose purpose) const { return m_channels[purpose]; }
    [[nodiscard]] std::size_t out() const; ///< Requests that wait for an answer soon: not a pull that hangs.
    [[nodiscard]] bool hasWork(Purpose purpose) const;
    [[nodiscard]] std::uint64_t dueMs(Purpose purpose) const;

    Actions advance(std::uint64_t nowMs) { return advance(nowMs, Actions{}); }
    Actions advance(std::uint64_t nowMs, Actions actions);
    void begin(Purpose purpose, std::uint64_t nowMs, Actions& actions);
    void beginHandshake(std::uint64_t nowMs, Actions& actions);
    void beginPush(std::uint64_t nowMs, Actions& actions);
    void beginPull(Purpose purpose, std::uint64_t nowMs, Actions& actions);
    void takeNextPage(std::uint64_t nowMs, Actions& actions);
    void dropNextPage(std::uint64_t nowMs, Actions& actions);
    void beginRecovery(std::uint64_t nowMs, Actions& actions);
    void beginCompare(std::uint64_t nowMs, Actions& actions);
    void send(Purpose purpose, SyncRequest request, BytesView session, std::uint64_t counter, std::uint64_t patienceMs,
              std::uint64_t nowMs, Actions& actions);

    void succeed(Purpose purpose, std::uint64_t nowMs);
    void giveUp(Purpose purpose, std::string why, std::uint64_t nowMs);
    void onRefusal(Purpose purpose, const SyncReply& reply, std::uint64_t nowMs, Actions& actions);
    void onHandshakeReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions);
    void onHello(const sync::HelloReply& hello, std::uint64_t nowMs, Actions& actions);
    void onPushReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions);
    void onPullReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions);
    void onRecoveryReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions);
    void onCompareReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions);
    void searchIfDifferent(std::uint64_t nowMs);
    void noteFound();
    void giveUpComparing();
    enum class Search { PutOff, Done };
    void endSearch(Search how, std::string outcome);
    void compareSoon(std::uint64_t nowMs, Actions& actions);
    void countIfDue(std::uint64_t nowMs, Actions& actions);
    void startRecovery(std::uint64_t nowMs, Actions& actions);
    void beginCourse();
    void askForNewOrigin(std::string why, Actions& actions);
    void noteDurable(const schema::Cursor& durable, Actions& actions);
    void countPending();
    [[nodiscard]] SyncStatus makeStatus() const;
    /// What holds between any two events; see sync_machine_invariants.cpp.
    void assertInvariants() const;

    const SyncPort& m_port;
    RandomUpTo m_random;
    CircuitBreaker m_breaker;
    Options m_options;
    std::array<Channel, purposes.size()> m_channels;
    bool m_running = false;
    bool m_outdated = false;
    bool m_online = false;
    bool m_caughtUp = false;
    bool m_moreToPull = false;
    schema::Cursor m_comparedAt; ///< Where the digests were compared last.
    bool m_mayHavePending = false;
    std::uint64_t m_pending = 0;
    std::uint64_t m_hardNotBeforeMs = 0; ///< Retry-After, for all channels.
    std::uint64_t m_wokenMs = 0;         ///< When a local commit last cut a wait short.
    std::uint64_t m_restMs = 0;          ///< Not before this the next pull, when the one that is out brings nothing.
    std::uint64_t m_lastNumber = 0;
    Bytes m_nonce;
    bool m_helloOut = false; ///< Which of the handshake's two requests is out.
    Bytes m_session;
    WhichKey m_signsWith = WhichKey::Present; ///< The one the server knows this terminal by.
    std::uint64_t m_counter = 0;
    std::size_t m_pushCommits = 0; ///< What is tried now: halved when the server says too large.
    std::size_t m_pushBytes = maxPushBytes;
    std::size_t m_pullBytes = maxPullBytes;
    std::uint32_t m_waitSeconds = 0;
    std::size_t m_pushed = 0;            ///< Commits in the run that is out.
    Bytes m_pushedFirst;                 ///< Hash of its first.
    schema::Cursor m_pullAfter;          ///< What the pull that is out began behind.
    schema::Cursor m_applyingUpTo;       ///< Where the page that is being applied ends, and the next begins.
    std::optional<SyncReply> m_nextPage; ///< Came while that one was being applied.
    RawId m_pushedOrigin;
    bool m_pushForked = false;     ///< Another folder's branch of it lies behind the pulls' place, perhaps.
    bool m_startingOrigin = false; ///< Asked for, and not answered yet.
    bool m_pullWhole = false;      ///< The store lacks what its own origin made.
    ServerNote m_note;             ///< What was last handed out to be kept.
    std::uint64_t m_parked = 0;

    /// What a recovery does next: ask for the heads of all chains, give back what is missing, ask where to go on.
    enum class Step { None, AskHeads, GiveBack, AskPlace };
    Step m_step = Step::None;
    LogCourse m_course;
    HeldPlace m_heldFrom;
    bool m_heldMore = false;
    HeldPlace m_heldNext;

    std::optional<DigestSearch> m_search;
    std::optional<DigestQuestion> m_question; ///< The one that is out, or was.
    std::vector<DigestQuestion> m_fetches;    ///< For the commits of what was found.
    bool m_found = false;                     ///< The search is over; its commits are fetched.
    Mending m_mending;
    sync::DigestAsk m_report;                 ///< For the server: what is wrong there. Empty: nothing.
    std::vector<digest::Place> m_suspects;    ///< What the last count of the own rows found.
    std::vector<digest::Place> m_underSearch; ///< Those of them that the present search looks at.
    bool m_counting = false;
    std::uint64_t m_countDueMs = 0;
    std::optional<schema::Cursor> m_searchedAt; ///< One search per place,
    std::uint64_t m_searchNotBeforeMs = 0;      ///< and not one after another.
    std::uint64_t m_searchWaitMs = 0;
    std::string m_digest;
    SyncStatus m_status;
};

} // namespace kontor
