#pragma once

#include "domain/base/result.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/envelope.h"
#include "domain/journal/reader.h"
#include "storage/digest.h"
#include "storage/repair.h"
#include "storage/reserve.h"
#include "storage/table_check.h"
#include "storage/view.h"
#include "storage/world.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kontor {

namespace storage {
class SignedManifest;
class SnapshotManifest;
} // namespace storage
struct DigestQuestion;
struct DigestAnswer;

struct StoreOptions {
    std::filesystem::path directory; ///< The data folder; made when it is not there.
    std::filesystem::path
        keyFile; ///< Empty: beside the folder, "<directory>.key", so that a copied folder has no keys.
    World world = World::real();
    bool readOnly = false; ///< Also what happens by itself when another process writes; see Store::isReadOnly.
    /// Held back on the disk for the sale in hand; see storage/reserve.h. 0: nothing is. The programs' is defaultReserveBytes.
    std::uint64_t reserveBytes = 0;
    Reserve::FreeSpace freeSpace = {}; ///< Of the disk; empty: the real one.
};

/// What SQLite's quick check found. It runs by itself, beside the work, when the last writer did not end in order.
struct Integrity {
    enum class State { NotChecked, Checking, Whole, Damaged } state = State::NotChecked;
    std::string detail; ///< Of the damage.
};

/// Whose store this is. All nil in a new data folder, before `init` or enrolment.
struct StoreIdentity {
    Id<schema::Organisation> organisation;
    Id<schema::Store> store; ///< Nil on a server and in a back office of all stores.
    Id<schema::Terminal> terminal;
    RawId origin;
    std::uint32_t ordinal = 0; ///< The terminal's, for people.
    bool isServer = false;
};

/// What a command became.
struct Committed {
    Bytes hash; ///< Empty when the command changed only local rows, or nothing.
    RawId mainId;
    std::uint64_t sequence = 0;
};

/// What watchers are told after a transaction.
struct ChangeSet {
    std::vector<std::uint32_t> types; ///< Numbers of the messages of which rows changed, sorted, each once.
    std::vector<RawId> rows;          ///< Which rows; empty when they are too many to name (over 1,000).
    bool bySync = false;
    [[nodiscard]] bool touches(std::uint32_t type) const;
};

/// One commit of the server's log on its way to a terminal.
struct LogEntry {
    std::optional<schema::Envelope> envelope; ///< Absent when the terminal made the commit itself.
    Bytes acceptance;                         ///< Raw schema::Acceptance.
    schema::AcceptBatch batch; ///< The batch it was signed in; empty when the same as the entry's before.
    std::uint32_t index = 0;   ///< Its place in the batch.
};

/// What of the server's log a terminal asks for.
struct LogQuery {
    std::uint64_t after = 0; ///< Cursor behind which to begin.
    std::size_t maxCommits = 1000;
    std::size_t maxBytes = 1U << 20U; ///< Ends before more, but holds at least one entry if there is any.
    Id<schema::Terminal> terminal;    ///< Who asks: its own commits travel to it whatever their scope.
    Id<schema::Store> store;          ///< Whose parts travel besides the organisation's; nil: everybody's.
    RawId
        origin; ///< The present life of who asks: of its commits it gets the acceptances only. Nil: every commit whole.
    bool ownByPush = false; ///< Not even those, but for what is told of again: they are what a push is answered by.
};

/// A piece of the server's log.
struct LogPage {
    std::vector<LogEntry> entries;
    schema::Cursor upTo;        ///< The position reached, also when entries were left out.
    bool more = false;          ///< Whether there is more behind it.
    bool passedOwn = false;     ///< Something was left out by LogQuery::ownByPush.
    std::vector<Bytes> damaged; ///< Hashes of commits left out, whole or a part of them: the disk gives something else.
    std::vector<RawId> terminals; ///< Whose commits were passed, in scope or not, each once.
    std::vector<RawId> scopes;    ///< Of the parts that were passed, each once: for nobody else there was anything.
    digest::Totals digests;       ///< At the end of the log: what who holds the same scopes compares itself by.
};

/// How the last comparison with the server's digests ended.
struct DigestState {
    enum class Outcome { NotCompared, Equal, Differs } outcome = Outcome::NotCompared;
    schema::Cursor at;         ///< Where both were.
    std::vector<RawId> scopes; ///< Which differ.
};

/// Where an epoch of the server's log ended. The positions go on across epochs: the next one begins behind `last`.
struct EpochEnd {
    std::uint64_t number = 0;
    std::uint64_t last = 0;
};

/// How it stands with the server.
struct SyncState {
    schema::Cursor seen;       ///< Pulled and applied up to here.
    std::uint64_t pending = 0; ///< Own commits without an acceptance.
    TimeUs oldestPendingUs = 0;
    DigestState digest;
    bool hasAccepted = false;     ///< The server has taken something of this terminal's or given it something.
    std::uint64_t hlcMs = 0;      ///< Header time of the present origin's last commit.
    std::uint64_t othersMs = 0;   ///< Latest effective time of all other origins: a new life would begin there.
    schema::Cursor durable;       ///< What the server's last backup holds, as it said.
    std::int64_t skewMs = 0;      ///< This machine's clock less the server's, at the last hello.
    std::uint64_t parked = 0;     ///< Accepted commits that could not be applied; somebody must look.
    std::uint64_t unproven = 0;   ///< Commits the server accepted whose signature is not their terminal's: they count.
    std::vector<EpochEnd> epochs; ///< Ends of the server's epochs that are known here.
    std::string outboxFault; ///< Why the first of the pending cannot be sent: which it is and what to do; mostly empty.
};

/// What a terminal keeps of what the server says of itself.
struct ServerNote {
    schema::Cursor durable;
    std::int64_t skewMs = 0;
};

/// Where a terminal goes on after the server's log took another course.
struct Resumption {
    schema::Cursor from; ///< The greatest position both have had.
    schema::Cursor head; ///< The server's: behind it everything is new to both.
    std::vector<EpochEnd> epochs;
};

struct JournalHead {
    RawId origin;
    std::uint64_t sequence = 0;
    Bytes hash;
};

/// The server's log as far as a terminal needs to know to find what it has lost.
struct LogCourse {
    std::vector<JournalHead> heads;
    std::vector<EpochEnd> epochs; ///< Before the present one.
    schema::Cursor head;
};

/// A position in the journal of a terminal that looks for what the server has lost.
struct HeldPlace {
    RawId origin;
    std::uint64_t sequence = 0;
    std::int64_t n = 0;
};
struct Held {
    std::vector<LogEntry> entries; ///< Whole, with acceptances, each chain in order.
    HeldPlace next;                ///< Where to ask on.
    bool more = false;
};

/// What the server did with what was given back.
struct GivenBack {
    std::uint64_t taken = 0;   ///< Were lost and are here again, or had a later acceptance here.
    std::uint64_t known = 0;   ///< Were here.
    std::uint64_t waiting = 0; ///< Are kept until the commit in front of them comes.
    std::uint64_t refused = 0; ///< `why` says of the first what was wrong with it.
    std::string why;
};

/// Which of a terminal's keys signs; see Store::rotateKey().
enum class WhichKey { Present, Former };

/// What Store::prune() has forgotten.
struct Pruned {
    std::uint64_t commits = 0;
    std::uint64_t bytes = 0; ///< Of the journal, as packed on disk; the file keeps its size and uses them again.
};

/// What the server says to a cursor.
struct CursorCheck {
    bool isValid = false;
    schema::Cursor head;
    schema::Cursor common; ///< The greatest position up to which both have the same log.
};

/// What the server's judgement of one commit is made by; called on the writer thread inside its transaction.
using Judge = std::function<std::pair<schema::Verdict, std::vector<schema::Reason>>(
    const Reader& asTheAuthorSaw, const Reader& now, const SignedCommit& commit,
    const std::vector<schema::Change>& changes)>;

/// The shop on this machine: journal and tables in one SQLite file, one writer thread, readers elsewhere.
///
/// All members may be called from any thread. Callbacks run on the writer thread and must be short (post to your own thread).
/// Nothing throws: a disk that fails is an Error of kind Storage, also where none is named below.
class Store
{
public:
    using Command = std::function<Result<Commit>(const Reader& shop, const Context& context)>;
    /// A command by somebody: the store loads the actor inside the transaction.
    using ActorCommand = std::function<Result<Commit>(const Reader& shop, const Context& context, const Actor& actor)>;
    using Answer = std::function<void(Result<Committed>)>;
    using Watcher = std::function<void(const ChangeSet&)>;

    /// Opens or makes the data folder. When another process holds the writer's lock the store opens read-only and says so by
    /// isReadOnly(). Finds restores: keys ahead of the database start a new origin.
    /// Errors: Storage (disk, permission, newer schema, damaged file), naming file and remedy.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(StoreOptions options);
    ~Store(); ///< Finishes what is queued.
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] const std::filesystem::path& folder() const; ///< The data folder.
    [[nodiscard]] StoreIdentity identity() const;
    /// The time its commands work with: this machine's clock, or a later one while that is known to be behind. Microseconds.
    [[nodiscard]] TimeUs now() const;
    [[nodiscard]] TimeUs clock() const;                           ///< This machine's, right or wrong. Microseconds.
    [[nodiscard]] std::int32_t utcOffsetSeconds(TimeUs at) const; ///< Of the shop's wall clock, as commands are told.
    [[nodiscard]] Bytes publicKey() const;                        ///< This terminal's; made with the data folder.
    [[nodiscard]] Bytes pepper() const;    ///< The organisation's; empty before init or enrolment.
    [[nodiscard]] Bytes serverKey() const; ///< The server's public key once enrolled; on the server its own.
    /// Signs with the terminal's key, e.g. a request. Without a former key the present one signs.
    [[nodiscard]] Bytes signWith(BytesView tag, BytesView message, WhichKey which = WhichKey::Present) const;

    /// Says whose store this is (init, enrolment, adoption). Only before the first commit, and once: Conflict after.
    /// Keys, pepper and server key go to the key file.
    [[nodiscard]] Result<Done> setIdentity(const StoreIdentity& identity, BytesView pepper, BytesView serverKey);
    /// For a first terminal that is enrolled with a server later on.
    [[nodiscard]] Result<Done> setServerKey(BytesView serverKey);
    /// Small local values: server address, enrolment secrets, window layout. Durable; not in the journal.
    [[nodiscard]] Result<Done> setLocal(const std::string& key, BytesView value);
    [[nodiscard]] Result<std::optional<Bytes>> local(const std::string& key) const;

    /// Runs a command in the writer's transaction: reads, checks, signs, chains, writes tables and projections, syncs the disk.
    /// Sales go before sync work. The first command of an origin is preceded by begin-origin.
    void execute(Command command, Answer answer);
    [[nodiscard]] Result<Committed> execute(Command command); ///< Waits. Not for the GUI thread.
    void execute(Id<schema::Staff> staff, ActorCommand command, Answer answer);
    [[nodiscard]] Result<Committed> execute(Id<schema::Staff> staff, ActorCommand command);

    /// A consistent view of the shop, on a read-only connection; keep it short and on one thread. Never null: one that could not
    /// be opened answers empty and says so by View::error().
    [[nodiscard]] std::unique_ptr<View> read() const;

    /// Called after every transaction that changed something. The number is for unwatch; after unwatch returns the watcher is
    /// not called any more.
    [[nodiscard]] int watch(Watcher watcher);
    void unwatch(int number); ///< Also from inside a watcher.

    /// Ends this life of the terminal: what is made from here on belongs to a new origin, with receipt numbers of its own; what
    /// the old one has not sent yet still is. The clock goes back to what the server has accepted. `why` is kept for people.
    [[nodiscard]] Result<Done> startNewOrigin(const std::string& why);
    void startNewOrigin(const std::string& why, std::function<void(Result<Done>)> answer);

    /// Makes this terminal a new key: a commit signed by the old one names it, and what is made from here on is a new origin's,
    /// signed by the new one. An interrupted rotation is finished, or forgotten, at the next opening.
    /// Errors: as rotateKey() in domain/identity/terminal.h; Storage.
    [[nodiscard]] Result<Done> rotateKey(Id<schema::Staff> author);
    /// Whether there was a key before the present one, which a server that has not heard of the rotation still knows it by.
    [[nodiscard]] bool hasFormerKey() const;

    // --- as a terminal of a server
    [[nodiscard]] Result<SyncState> syncState() const;
    /// Own commits without an acceptance, oldest first, of one origin: at most so many, at least one if there is any.
    [[nodiscard]] Result<std::vector<SignedCommit>> pending(std::size_t maxCommits, std::size_t maxBytes) const;
    /// Applies a page of the server's log and moves the cursor with it, in slices of a few milliseconds between sales. Batch
    /// signatures are checked against serverKey(), commits against the chain of their origin.
    /// Errors: Invalid (a forged or damaged page: nothing of it from there on is applied), Storage.
    /// `theirs`, when the page ended the log: compared with the own digests if nothing is pending then; see SyncState::digest.
    void applyLog(std::vector<LogEntry> entries, schema::Cursor upTo, std::function<void(Result<Done>)> answer,
                  digest::Totals theirs = {});
    [[nodiscard]] Result<Done> applyLog(std::vector<LogEntry> entries, schema::Cursor upTo);
    /// An accepted commit that the tables will not take is parked: kept in the journal, noted, and the rest goes on.
    /// Acceptances that came with a push reply; the cursor stays.
    void applyAcceptances(std::vector<LogEntry> entries, std::function<void(Result<Done>)> answer);

    /// Commits held here with their acceptances that are above the heads of the server's chains, or of chains that end otherwise
    /// there, or whose acceptance has a cursor behind the end of its epoch: what a server that was set back may have lost.
    [[nodiscard]] Result<Held> heldAbove(const LogCourse& server, const HeldPlace& from, std::size_t maxCommits,
                                         std::size_t maxBytes) const;
    /// Sets the cursor where the server's log and this store's part, backwards too. Nothing else ever moves it back.
    void resume(Resumption resumption, std::function<void(Result<Done>)> answer);
    [[nodiscard]] Result<Done> resume(Resumption resumption);
    void noteServer(ServerNote note, std::function<void(Result<Done>)> answer);

    // --- as the server
    /// Takes a run of commits of one origin: verifies the signature at its head and the hashes behind it, stores, judges,
    /// accepts, and signs the batch. Known commits are answered with their old acceptance. Returns an entry per commit.
    /// Errors: Denied (signature, unknown origin), Conflict with the expected sequence in `detail` (a gap), Invalid (shape).
    void accept(std::vector<SignedCommit> run, Judge judge, std::function<void(Result<std::vector<LogEntry>>)> answer);
    [[nodiscard]] Result<std::vector<LogEntry>> accept(std::vector<SignedCommit> run, Judge judge);
    /// The same for the beginning of an organisation's journal, which is its own root of trust: only for a run that an enrolment
    /// secret vouches for, and only while nothing is here yet.
    void adopt(std::vector<SignedCommit> run, Judge judge, std::function<void(Result<std::vector<LogEntry>>)> answer);
    [[nodiscard]] Result<std::vector<LogEntry>> adopt(std::vector<SignedCommit> run, Judge judge);
    /// Whether two folders went on with this origin: both branches are kept, and whoever still writes to it must stop.
    [[nodiscard]] Result<bool> isForked(const RawId& origin) const;
    /// The log after a cursor for a terminal: without envelopes of its present origin, with the parts of `store`'s and the
    /// organisation's scope.
    [[nodiscard]] Result<LogPage> log(const LogQuery& query) const;
    /// The log's epoch and last position.
    [[nodiscard]] Result<schema::Cursor> head() const;
    /// Ends of the epochs before the present one.
    [[nodiscard]] Result<std::vector<EpochEnd>> epochs() const;
    /// `known`: the ends of epochs that the asking terminal knows, for cursors of an epoch nobody here has heard of.
    [[nodiscard]] Result<CursorCheck> checkCursor(const schema::Cursor& cursor,
                                                  const std::vector<EpochEnd>& known = {}) const;
    /// Takes commits back that this server has accepted in a past it has lost. Its own signature proves them: they keep their
    /// acceptances and get new positions. One that proves that the present epoch has another course begins a new epoch. Those
    /// that do not verify or leave a gap are refused one by one.
    void giveBack(std::vector<LogEntry> entries, std::function<void(Result<GivenBack>)> answer);
    [[nodiscard]] Result<GivenBack> giveBack(std::vector<LogEntry> entries);
    /// What the last completed backup holds; zero when there was none.
    [[nodiscard]] schema::Cursor durable() const;
    [[nodiscard]] Result<std::vector<JournalHead>> heads() const; ///< Last commit per origin.
    /// When the last commit that is here of each terminal took effect: nobody has heard of it since.
    [[nodiscard]] Result<std::map<Id<schema::Terminal>, TimeUs>> lastHeard() const;

    // --- bases, from which a terminal begins instead of pulling the log from its start; see snapshot.h
    /// On a server: makes the base of a scope (nil: all stores) into the file `packed`, signed. Takes seconds to minutes on the
    /// calling thread; the writer never waits for it.
    [[nodiscard]] Result<storage::SignedManifest> makeBase(Id<schema::Store> store,
                                                           const std::filesystem::path& packed) const;
    /// On a terminal: puts a base that has come in whole, a file in the data folder, in place of what is here. What this
    /// terminal made itself is carried over, what the server does not have yet stays pending. With `identity` a new data
    /// folder becomes a terminal's; its secrets go to the key file first. Until it returns, or the power fails, the shop is
    /// what it was.
    /// Errors: Conflict about "data folder" (whose it is, somebody reads it) or "base" (older than what is here, or of
    /// another course of the log); Storage.
    [[nodiscard]] Result<Done> installBase(const std::filesystem::path& base, const storage::SnapshotManifest& manifest,
                                           const std::optional<StoreIdentity>& identity, BytesView pepper,
                                           BytesView serverKey);

    // --- care
    /// A checked copy of the shop in one file, while it is open and sells; on a server it moves durable(). See
    /// storage/backup.h.
    [[nodiscard]] Result<Done> backup(const std::filesystem::path& file) const;
    /// Drops every derived table and makes it again from the journal.
    [[nodiscard]] Result<Done> rebuild();
    /// Every chain: hashes, links, dense sequence, signatures at heads; see storage/chain_check.h. The error names the origin and sequence. Returns how many commits.
    [[nodiscard]] Result<std::uint64_t> verify() const;
    /// BLAKE2b-256 over the canonical dump.
    [[nodiscard]] Result<Bytes> digest() const;
    /// The kept digests, the organisation's first: a few numbers for all rows. See storage/digest.h.
    [[nodiscard]] Result<std::vector<digest::ScopeDigest>> digests() const;
    /// What another store that compares itself with this one wants to know. The commits it asks for by rows are those `asks`
    /// may have. Reads each row it is asked about: not for a thread that others wait for.
    [[nodiscard]] Result<DigestAnswer> answer(const DigestQuestion& question, const LogQuery& asks) const;
    /// The same question put to oneself, and how a range is cut; see sync/protocol/digest_search.h.
    [[nodiscard]] Result<std::vector<Bytes>> evenBounds(const DigestQuestion& within, const Bytes& from,
                                                        const Bytes& below) const;
    /// Makes rows again from the own journal, and the digests of their types from the rows; see storage/repair.h.
    [[nodiscard]] Result<Repaired> repair(const Repair& wish);
    void repair(Repair wish, std::function<void(Result<Repaired>)> answer);
    /// Whether the tables are what the journal makes them; see storage/table_check.h.
    [[nodiscard]] Result<TableCheck> checkTables(bool everything) const;
    /// Forgets what of other terminals' journals nobody will ask this till for again; see storage/prune.h. Only what the server
    /// received before `before` (microseconds) and its last backup holds. Between sales, in slices of a few milliseconds; waits
    /// for all of them, so not for the GUI thread. Ends early when `stop` says so, and goes on there next time.
    /// Errors: Invalid about "server", whose log is everybody's memory; Storage.
    [[nodiscard]] Result<Pruned> prune(TimeUs before, const std::function<bool()>& stop = {});
    [[nodiscard]] Integrity integrity() const;
    /// The canonical dump: one line per row and projection entry, by type number and id, fields by number.
    [[nodiscard]] Result<Done> dump(const std::function<void(std::string_view line)>& line) const;

private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace kontor
