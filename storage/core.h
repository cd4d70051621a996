#pragma once

#include "domain/schema/identity.pb.h"
#include "storage/applier.h"
#include "storage/database.h"
#include "storage/key_file.h"
#include "storage/poison.h"
#include "storage/remembering_view.h"
#include "storage/reserve.h"
#include "storage/store.h"
#include "storage/write_marks.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace kontor {

inline constexpr int mostLogPages = 16'384; ///< 64 MB: then the log is brought into the file, pause or not.

/// What the writer thread works on. The files core.cpp, sync_log.cpp and server_log.cpp are its verbs.
struct Core {
    /// `m` is told of what is written; it outlives the core.
    Core(const std::filesystem::path& file, KeyFile keyFile, World w, WriteMarks& m)
        : database(file, Database::Access::ReadWrite),
          marks(m),
          applier(database, {&memory, &memoryOfThen}, &marks),
          keys(std::move(keyFile)),
          world(std::move(w))
    {
        listen();
    }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;
    void listen(); ///< To what is committed, from here on: for logPages and marks.
    [[nodiscard]] bool isLogLong()
    {
        if (logPages < restedAt) // It has begun again from its start.
            restedAt = 0;
        return logPages - restedAt > mostLogPages;
    }

    Database database;
    RememberingView memory; ///< Of the rows as they are, for commands and judgements; the applier says what to forget.
    /// The same as an author saw them: of `sight`, that author and what they had seen.
    RememberingView memoryOfThen{RememberingView::Uses::KeepUnseen};
    std::string sight;
    WriteMarks& marks;
    Applier applier;
    KeyFile keys;
    World world;
    StoreIdentity identity;
    Hlc clock;             ///< High-water of everything seen.
    schema::Cursor seen;   ///< For headers: what the author has seen. After a resumption ahead of `pulled` for a while.
    schema::Cursor pulled; ///< The place in the server's log; on the server its head.
    std::uint64_t seenFrom = 0;    ///< `seen` follows `pulled` again when that is here; 0: it does.
    TimeUs accepted = 0;           ///< What the server's clock said at its latest acceptance.
    std::atomic<TimeUs> shift = 0; ///< Added to this machine's clock while that is known to be behind. See timeOf().
    TimeUs told = 0;               ///< The last time that a command was given. See timeOf().
    bool moved = false;            ///< To another store, whose past the next page's end goes back for. See scopes.h.
    Reserve reserve{{}, 0, {}};    ///< Held back for the sale in hand.
    int logPages = 0;              ///< Of the write-ahead log, after the last transaction;
    int restedAt = 0;              ///< and when it was last brought into the file.
    std::chrono::steady_clock::time_point lastCommand;
    /// Whether somebody works here: sync then takes little of the writer at a time.
    [[nodiscard]] bool isAtWork() const
    {
        return std::chrono::steady_clock::now() - lastCommand < std::chrono::seconds(10);
    }
    std::function<void(const ChangeSet&)> announce;
    std::function<bool()> isWaitedFor = [] { return false; }; ///< Whether a sale waits for the writer.
};

/// BEGIN IMMEDIATE … COMMIT; rolls back unless commit() was reached.
class Transaction
{
public:
    explicit Transaction(Database& database) : m_database(database)
    {
        Query(m_database, "BEGIN IMMEDIATE").exec();
        m_database.holdCommits(true);
    }
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    void cover();
    Database& m_database;
    bool m_open = true;
};

namespace core {

/// Tables, identity, clock; finds restores. Errors: Storage.
[[nodiscard]] Result<Done> load(Core& core);
[[nodiscard]] Result<Done> setIdentity(Core& core, const StoreIdentity& identity, BytesView pepper,
                                       BytesView serverKey);
/// The schema's version of the file; 0 of a new one. Errors: Storage when a newer program wrote it.
[[nodiscard]] Result<std::int64_t> checkVersion(Database& database);
void readIdentity(Database& database, StoreIdentity& identity);
void writeIdentity(Database& database, const StoreIdentity& identity); ///< Inside the open transaction.

/// Besides tells of a change of key that was lost by a restore. Errors: Storage; of that as tellKeyAgain(), the origin begins then.
[[nodiscard]] Result<Done> startNewOrigin(Core& core, const std::string& why);
/// See Store::rotateKey().
[[nodiscard]] Result<Done> rotateKey(Core& core, Id<schema::Staff> author);
/// Ends a rotation that was interrupted: the keys follow what the terminal's row says.
[[nodiscard]] Result<Done> finishRotation(Core& core);
/// Whether nobody has been told of the present key: this terminal's row names the one before, since the folder was set back to
/// before the change. The server may have heard of it all the same.
[[nodiscard]] Result<bool> isKeyUntold(Core& core);
/// Tells of it again, by an origin of its own that the key before signs and that is sent before what the present one signed.
/// A new origin has to begin behind it, whatever came of it.
/// Errors: as rotateKey(); Conflict about "key" when it is not known who had ordered it.
[[nodiscard]] Result<Done> tellKeyAgain(Core& core);
[[nodiscard]] Result<Committed> execute(Core& core, const Store::Command& command);
/// Errors: Storage when the disk has so little space that only the work in hand may be finished.
[[nodiscard]] Result<Done> requireRoom(Core& core);
[[nodiscard]] Result<Done> rebuild(Core& core);
void announce(Core& core, bool bySync);
/// The row of its own origin in an origin's first commit: whose it is and its key. The one place that reads it, since who
/// checks it and who notes it must take the same.
[[nodiscard]] std::optional<schema::Origin> originBegunBy(const SignedCommit& commit,
                                                          const std::vector<schema::Change>& changes);
/// If this commit begins an origin: notes whose it is and its key.
void noteOrigin(Core& core, const SignedCommit& commit, const std::vector<schema::Change>& changes);
[[nodiscard]] std::uint64_t nowMs(const Core& core);
/// The time commands work with, microseconds: this machine's clock, unless it is known to be behind. A till whose battery died
/// lives in 1970, where nothing has a price yet; it goes on from the latest time it knows of: the server's at its last
/// acceptance, or that of its own last commit (`own`) unless that was made by a clock that has been set right since.
TimeUs timeOf(Core& core, const Hlc& own);
/// What this terminal makes from here on is another life's. Inside the open transaction.
void beginNewLife(Core& core, const std::string& why);
/// Every derived table from the journal, inside the open transaction. What came compacted in a base has no journal to be made
/// from: its facts stay as they are.
void makeTablesAgain(Core& core);

} // namespace core

namespace server_log {
/// Gives an own commit of the server its acceptance, inside the open transaction.
void acceptOwn(Core& core, const StoredCommit& commit);
/// Whose word an origin nobody knows is taken on.
enum class Trust {
    Enrolled, ///< Its terminal's row must be here with its key.
    Adoption, ///< The first origin of an empty journal is its own root: an enrolment secret has vouched for it.
};
[[nodiscard]] Result<std::vector<LogEntry>> accept(Core& core, const std::vector<SignedCommit>& run, const Judge& judge,
                                                   Trust trust);
[[nodiscard]] bool isForked(Database& database, const RawId& origin);
[[nodiscard]] LogPage read(Database& database, const LogQuery& query, RawId organisation);
[[nodiscard]] Result<GivenBack> giveBack(Core& core, const std::vector<LogEntry>& entries);
/// Takes in what was given back before this run came and waits for it, inside the open transaction.
void takeWaiting(Core& core, const std::vector<SignedCommit>& run, const Poison& poison, Bytes& inHand);
/// In the key file, which no restored data folder takes back.
void noteHead(Core& core);
/// As accept(): gives the present epoch an end and begins the next, inside the open transaction.
void beginEpoch(Core& core, std::uint64_t last, std::uint64_t above);
void setForked(Database& database, const RawId& origin);
/// The entries of all commits that wrote these rows, as `asks` may have them: whole, its own too.
[[nodiscard]] std::vector<LogEntry> commitsOf(Database& database, std::uint32_t type, const std::vector<RawId>& rows,
                                              const LogQuery& asks, RawId organisation);
} // namespace server_log

namespace sync_log {
/// A page on its way into the tables, slice by slice.
class Page
{
public:
    Page(Core& core, std::vector<LogEntry> entries, std::optional<schema::Cursor> upTo, digest::Totals theirs);
    /// Works for a few milliseconds in one transaction. True when it is done or has failed; see result().
    [[nodiscard]] bool slice();
    [[nodiscard]] const Result<Done>& result() const { return m_result; }

private:
    void check();
    [[nodiscard]] Result<Done> applyEntry(const LogEntry& entry);
    [[nodiscard]] Result<Done> apply(const SignedCommit& commit, const schema::Acceptance& acceptance,
                                     const journal::StoredAcceptance& stored);
    void takeFromPark(const StoredCommit& parked);
    [[nodiscard]] Result<Done> work();

    Core& m_core;
    std::vector<LogEntry> m_entries;
    std::optional<schema::Cursor> m_upTo;
    digest::Totals m_theirs;
    std::size_t m_next = 0;
    schema::AcceptBatch m_batch;
    std::int64_t m_batchId = 0;
    bool m_checked = false;
    Poison m_poison;            ///< Parked instead of applied.
    std::set<Bytes> m_unproven; ///< Heads of runs whose signature is not their terminal's.
    Bytes m_inHand;             ///< Hash of what is being applied.
    bool m_again = false;
    Result<Done> m_result = Done{};
};

/// Errors: Storage about the commit that is first in line, when it cannot be read.
[[nodiscard]] Result<std::vector<SignedCommit>> pending(Database& database, std::size_t maxCommits,
                                                        std::size_t maxBytes);
[[nodiscard]] SyncState state(Database& database);
[[nodiscard]] Held heldAbove(Database& database, const LogCourse& server, const HeldPlace& from, std::size_t maxCommits,
                             std::size_t maxBytes);
[[nodiscard]] Result<Done> resume(Core& core, const Resumption& resumption);
[[nodiscard]] Result<Done> noteServer(Core& core, const ServerNote& note);
/// Moves the cursor inside the open transaction, forwards only and within its epoch.
[[nodiscard]] Result<Done> advance(Core& core, const schema::Cursor& upTo);
void readCursors(Core& core);
[[nodiscard]] bool isParked(Database& database, std::int64_t n);
/// Tries what is parked again, each by itself, as at each start: this program may know what the one before did not.
void retryParked(Core& core);
} // namespace sync_log

} // namespace kontor
