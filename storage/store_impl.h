#pragma once

#include "storage/core.h"
#include "storage/data_folder.h"
#include "storage/read_memory.h"
#include "storage/segment_lists.h"
#include "storage/store.h"
#include "storage/writer.h"

#include <sqlite3.h>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

namespace kontor {

/// What is behind a Store: the connection that writes, its thread, and the ones that read. Only for store*.cpp.
class Store::Impl
{
public:
    Impl(DataFolder dataFolder, World w) : folder(std::move(dataFolder)), world(std::move(w)) {}

    DataFolder folder;
    World world;
    WriteMarks marks;           ///< Of what the core writes.
    std::unique_ptr<Core> core; ///< Absent on a read-only store. Only the writer thread touches it.
    std::optional<KeyFile> readOnlyKeys;

    mutable std::mutex identityMutex; ///< Guards the copies below, which any thread may ask for.
    StoreIdentity identity;
    KeyPair keys;
    std::optional<KeyPair> formerKeys;
    Bytes pepper;
    Bytes serverKey;

    std::uint64_t reserveBytes = 0; ///< See StoreOptions.
    decltype(StoreOptions::freeSpace) freeSpace;

    mutable std::mutex integrityMutex;
    Integrity integrity;
    std::unique_ptr<Database> checked; ///< What the check reads by.
    std::atomic<bool> stopChecking = false;
    std::thread checker;

    /// Reads the whole file once. Not before the first sale: at 400 MB it takes seconds.
    void checkInBackground()
    {
        integrity.state = Integrity::State::Checking;
        checked = std::make_unique<Database>(folder.database(), Database::Access::ReadOnly);
        sqlite3_progress_handler(
            checked->raw().getHandle(), 10'000,
            [](void* stop) { return static_cast<std::atomic<bool>*>(stop)->load() ? 1 : 0; }, &stopChecking);
        const auto check = [this] {
            Integrity found;
            const auto done = guarded("kontor.db", [&]() -> Result<Done> {
                Query answer(*checked, "PRAGMA quick_check(1)");
                const bool whole = answer.step() && answer.bytes(0) == "ok";
                found.state = whole ? Integrity::State::Whole : Integrity::State::Damaged;
                found.detail = whole ? std::string() : std::string(answer.bytes(0));
                return Done{};
            });
            if (!done) // Interrupted, or it cannot even be read.
                found = {Integrity::State::NotChecked, done.error().detail};
            const std::lock_guard lock(integrityMutex);
            integrity = std::move(found);
        };
        if (world.isOneThread())
            check();
        else
            checker = std::thread(check);
    }
    ~Impl()
    {
        if (!checker.joinable())
            return;
        stopChecking = true;
        checker.join();
    }

    std::recursive_mutex watchMutex; ///< Recursive: a watcher may unwatch itself.
    int nextWatcher = 1;
    std::map<int, Store::Watcher> watchers;

    mutable std::mutex poolMutex;
    /// A connection that reads, and what it remembers.
    struct Reading {
        explicit Reading(const std::filesystem::path& file) : database(file, Database::Access::ReadOnly) {}
        Database database;
        ReadMemory memory;
    };
    mutable std::vector<std::unique_ptr<Reading>> pool;

    std::atomic<bool> closes = false; ///< What can go on at the next start ends.
    std::atomic<int> pages = 0;       ///< On their way into the tables; each holds on to the core.

    std::unique_ptr<Writer> writer; ///< Last: its destructor runs what is queued while all the rest is still there.

    std::unique_ptr<Reading> takeReader() const
    {
        {
            const std::lock_guard lock(poolMutex);
            if (!pool.empty()) {
                auto reading = std::move(pool.back());
                pool.pop_back();
                return reading;
            }
        }
        return std::make_unique<Reading>(folder.database());
    }
    void giveBack(std::unique_ptr<Reading> reading) const
    {
        constexpr std::size_t kept = 8;
        int moved = 0; // A base took the file's place: this connection reads what was.
        sqlite3_file_control(reading->database.raw().getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
        const std::lock_guard lock(poolMutex);
        if (moved != 0)
            return;
        if (pool.size() < kept)
            pool.push_back(std::move(reading));
    }

    /// Never throws, since destructors call it: a connection whose transaction does not end is not used again.
    void endReading(std::unique_ptr<Reading> reading) const
    {
        try {
            Query(reading->database, "ROLLBACK").exec();
        } catch (const SQLite::Exception&) {
            return; // SQLite has rolled back by itself, as after a failed read.
        }
        giveBack(std::move(reading));
    }

    [[nodiscard]] StoreIdentity ownIdentity() const
    {
        const std::lock_guard lock(identityMutex);
        return identity;
    }
    void copyIdentity()
    {
        const std::lock_guard lock(identityMutex);
        identity = core->identity;
        keys = core->keys.keys();
        formerKeys = core->keys.former();
        pepper = core->keys.pepper();
        serverKey = core->keys.serverKey();
    }

    /// The one connection that writes, and what hangs on it.
    [[nodiscard]] Result<Done> openCore(KeyFile keyFile)
    {
        core = std::make_unique<Core>(folder.database(), std::move(keyFile), world, marks);
        core->reserve = Reserve(folder.path() / "kontor.reserve", reserveBytes, freeSpace);
        if (auto loaded = core::load(*core); !loaded)
            return loaded;
        core->announce = [this](const ChangeSet& changes) {
            tell(changes);
            if (segment_lists::areTouchedBy(changes))
                fillSegments();
        };
        core->isWaitedFor = [this] { return writer && writer->isWaitedFor(); };
        copyIdentity();
        return Done{};
    }

    /// Lists of segments that wait to be filled, in the pauses of all else. On the writer thread, or before it works.
    void fillSegments()
    {
        if (writer && segment_lists::wait(*core))
            writer->postSliced([this] { return segment_lists::slice(*core) || closes; }, Writer::Pace::Resting);
    }

    /// Puts a prepared base in the shop's place. On the writer thread. Nothing is lost on the way: the shop that is here is
    /// checkpointed before its files go.
    ///
    /// Errors: Conflict while it is being read or synchronised; Storage.
    [[nodiscard]] Result<Done> swapIn(const std::filesystem::path& base);

    void tell(const ChangeSet& changes)
    {
        const std::lock_guard lock(watchMutex);
        std::vector<int> numbers; // A watcher may watch and unwatch.
        for (const auto& [number, watcher] : watchers)
            numbers.push_back(number);
        for (const int number : numbers) {
            if (const auto found = watchers.find(number); found != watchers.end()) {
                const auto watcher = found->second; // Kept while it runs, should it unwatch itself.
                watcher(changes);
            }
        }
    }

    [[nodiscard]] Error notWriter() const
    {
        return {Error::Kind::Conflict, folder.path().string(),
                "is open for writing in " +
                    (folder.writer().empty() ? std::string("another process") : folder.writer()) +
                    ": close it there first"};
    }

    /// Runs `work` on the writer thread and gives its answer to `answer`.
    template <typename T>
    void post(std::function<Result<T>()> work, std::function<void(Result<T>)> answer)
    {
        if (!writer) {
            answer(tl::unexpected(notWriter()));
            return;
        }
        writer->post([work = std::move(work), answer = std::move(answer)] { answer(work()); });
    }
    template <typename T>
    Result<T> wait(std::function<Result<T>()> work)
    {
        std::promise<Result<T>> promise;
        auto future = promise.get_future();
        post<T>(std::move(work), [&promise](Result<T> result) { promise.set_value(std::move(result)); });
        return future.get();
    }
    /// Waits for one piece of work of the kind that sales go before.
    Result<Done> waitSliced(const std::function<Result<Done>()>& work)
    {
        if (!writer)
            return tl::unexpected(notWriter());
        std::promise<Result<Done>> promise;
        auto future = promise.get_future();
        writer->postSliced([&] {
            promise.set_value(work());
            return true;
        });
        return future.get();
    }
    /// Runs `work` with a read connection inside a read transaction.
    template <typename Work>
    auto reading(Work&& work) const
    {
        auto reader = takeReader();
        Query(reader->database, "BEGIN").exec();
        struct End {
            const Impl& impl;
            std::unique_ptr<Reading>& reader;
            ~End() { impl.endReading(std::move(reader)); }
        } end{*this, reader};
        return work(reader->database);
    }

    /// The same, with what SQLite throws as an Error.
    template <typename T, typename Work>
    Result<T> asking(Work&& work) const
    {
        return guarded("kontor.db", [&]() -> Result<T> { return reading(std::forward<Work>(work)); });
    }

    void postPage(std::vector<LogEntry> entries, std::optional<schema::Cursor> upTo,
                  std::function<void(Result<Done>)> answer, digest::Totals theirs = {})
    {
        if (!writer) {
            answer(tl::unexpected(notWriter()));
            return;
        }
        // Acceptances of own commits empty the outbox; others' commits can wait.
        const auto pace = upTo ? Writer::Pace::Resting : Writer::Pace::Steady;
        auto page = std::make_shared<sync_log::Page>(*core, std::move(entries), std::move(upTo),
                                                     std::move(theirs)); // Shared: std::function copies.
        ++pages;
        writer->postSliced(
            [this, page, answer = std::move(answer)] {
                const bool done = page->slice();
                if (core->identity.origin != ownIdentity().origin) // Moved to another store.
                    copyIdentity();
                if (!done)
                    return false;
                --pages;
                answer(page->result());
                return true;
            },
            pace);
    }
};

} // namespace kontor
