#include "storage/store.h"

#include "storage/backup.h"
#include "storage/base_install.h"
#include "storage/canonical_dump.h"
#include "storage/chain_check.h"
#include "storage/core.h"
#include "storage/data_folder.h"
#include "storage/epochs.h"
#include "storage/failed_view.h"
#include "storage/snapshot.h"
#include "storage/sqlite_view.h"
#include "storage/writer.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>

namespace kontor {

bool ChangeSet::touches(std::uint32_t type) const
{
    return std::binary_search(types.begin(), types.end(), type);
}

class Store::Impl
{
public:
    Impl(DataFolder dataFolder, World w) : folder(std::move(dataFolder)), world(std::move(w)) {}

    DataFolder folder;
    World world;
    std::unique_ptr<Core> core; ///< Absent on a read-only store. Only the writer thread touches it.
    std::optional<KeyFile> readOnlyKeys;

    mutable std::mutex identityMutex; ///< Guards the copies below, which any thread may ask for.
    StoreIdentity identity;
    KeyPair keys;
    Bytes pepper;
    Bytes serverKey;

    std::recursive_mutex watchMutex; ///< Recursive: a watcher may unwatch itself.
    int nextWatcher = 1;
    std::map<int, Store::Watcher> watchers;

    mutable std::mutex poolMutex;
    mutable std::vector<std::unique_ptr<Database>> pool;

    std::atomic<int> pages = 0; ///< On their way into the tables; each holds on to the core.

    std::unique_ptr<Writer> writer; ///< Last: its destructor runs what is queued while all the rest is still there.

    std::unique_ptr<Database> takeReader() const
    {
        {
            const std::lock_guard lock(poolMutex);
            if (!pool.empty()) {
                auto database = std::move(pool.back());
                pool.pop_back();
                return database;
            }
        }
        return std::make_unique<Database>(folder.database(), Database::Access::ReadOnly);
    }
    void giveBack(std::unique_ptr<Database> database) const
    {
        constexpr std::size_t kept = 8;
        int moved = 0; // A base took the file's place: this connection reads what was.
        sqlite3_file_control(database->raw().getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
        const std::lock_guard lock(poolMutex);
        if (moved != 0)
            return;
        if (pool.size() < kept)
            pool.push_back(std::move(database));
    }

    /// Never throws, since destructors call it: a connection whose transaction does not end is not used again.
    void endReading(std::unique_ptr<Database> database) const
    {
        try {
            database->run("ROLLBACK");
        } catch (const SQLite::Exception&) {
            return; // SQLite has rolled back by itself, as after a failed read.
        }
        giveBack(std::move(database));
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
        pepper = core->keys.pepper();
        serverKey = core->keys.serverKey();
    }

    /// The one connection that writes, and what hangs on it.
    [[nodiscard]] Result<Done> openCore(KeyFile keyFile)
    {
        core = std::make_unique<Core>(folder.database(), std::move(keyFile), world);
        if (auto loaded = core::load(*core); !loaded)
            return loaded;
        core->announce = [this](const ChangeSet& changes) { tell(changes); };
        copyIdentity();
        return Done{};
    }

    /// On the writer thread. Nothing is lost on the way: the shop that is here is checkpointed before its files go.
    [[nodiscard]] Result<Done> swapIn(const std::filesystem::path& base)
    {
        {
            const std::lock_guard lock(poolMutex);
            pool.clear();
        }
        if (pages > 0)
            return fail(Error::Kind::Conflict, "data folder", "is being synchronised at the moment: stop that first");
        {
            Query checkpoint(core->database, "PRAGMA wal_checkpoint(TRUNCATE)");
            if (!checkpoint.step() || checkpoint.integer(0) != 0)
                return fail(Error::Kind::Conflict, "data folder", "is being read at the moment: try again");
        }
        KeyFile keyFile = std::move(core->keys);
        core.reset();
        const auto replaced = replaceDatabase(base, folder.database());
        // Whichever of the two it is now: without a database to write there is nothing this process could do.
        const auto opened = openCore(std::move(keyFile));
        KONTOR_ASSERT(opened.has_value());
        {
            const std::lock_guard lock(poolMutex); // Who gave one back while the file was changed.
            pool.clear();
        }
        if (!replaced)
            return replaced;
        ChangeSet all;
        for (const RowType* type : rowTypes())
            all.types.push_back(type->type);
        all.bySync = true;
        tell(all);
        return Done{};
    }

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
    /// Runs `work` with a read connection inside a read transaction.
    template <typename Work>
    auto reading(Work&& work) const
    {
        auto database = takeReader();
        database->run("BEGIN");
        struct End {
            const Impl& impl;
            std::unique_ptr<Database>& database;
            ~End() { impl.endReading(std::move(database)); }
        } end{*this, database};
        return work(*database);
    }

    /// The same, with what SQLite throws as an Error.
    template <typename T, typename Work>
    Result<T> asking(Work&& work) const
    {
        return guarded("kontor.db", [&]() -> Result<T> { return reading(std::forward<Work>(work)); });
    }

    void postPage(std::vector<LogEntry> entries, std::optional<schema::Cursor> upTo,
                  std::function<void(Result<Done>)> answer)
    {
        if (!writer) {
            answer(tl::unexpected(notWriter()));
            return;
        }
        auto page = std::make_shared<sync_log::Page>(*core, std::move(entries),
                                                     std::move(upTo)); // Shared: std::function copies.
        ++pages;
        writer->postSliced([this, page, answer = std::move(answer)] {
            const bool done = page->slice();
            if (core->identity.origin != ownIdentity().origin) // Moved to another store.
                copyIdentity();
            if (!done)
                return false;
            --pages;
            answer(page->result());
            return true;
        });
    }
};

namespace {

/// A view that owns a read transaction on a pooled connection.
template <typename Impl>
class PooledView : public SqliteView
{
public:
    PooledView(const Impl& impl, std::unique_ptr<Database> database)
        : SqliteView(*database),
          m_impl(impl),
          m_owned(std::move(database))
    {
        m_owned->run("BEGIN"); // What it throws, Store::read() catches.
    }
    ~PooledView() override { m_impl.endReading(std::move(m_owned)); }
    PooledView(const PooledView&) = delete;
    PooledView& operator=(const PooledView&) = delete;

private:
    const Impl& m_impl;
    std::unique_ptr<Database> m_owned;
};

} // namespace

Store::Store(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Store::~Store()
{
    m_impl->writer.reset();
}

Result<std::unique_ptr<Store>> Store::open(StoreOptions options)
{
    if (options.keyFile.empty()) {
        // "shop/" and "shop" are one folder.
        auto folder = options.directory.lexically_normal();
        if (!folder.has_filename())
            folder = folder.parent_path();
        options.keyFile = folder.string() + ".key";
    }
    auto folder = DataFolder::open(options.directory, options.readOnly);
    if (!folder)
        return tl::unexpected(folder.error());
    const bool writes = folder->isWriter();
    auto impl = std::make_unique<Impl>(std::move(*folder), options.world);
    Impl* raw = impl.get();
    auto opened = guarded(impl->folder.database().string(), [&]() -> Result<Done> {
        auto keys = KeyFile::open(options.keyFile, writes ? &options.world.random : nullptr);
        if (!writes) {
            if (keys) {
                raw->keys = keys->keys();
                raw->pepper = keys->pepper();
                raw->serverKey = keys->serverKey();
            }
            return raw->reading([&](Database& database) -> Result<Done> {
                if (auto known = core::checkVersion(database); !known)
                    return tl::unexpected(known.error());
                core::readIdentity(database, raw->identity);
                return Done{};
            });
        }
        if (!keys)
            return tl::unexpected(keys.error());
        if (auto core = raw->openCore(std::move(*keys)); !core)
            return core;
        raw->writer = std::make_unique<Writer>([raw] {
            // Passive: never waits for readers. Only here, on the one connection that writes.
            sqlite3_wal_checkpoint_v2(raw->core->database.raw().getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                      nullptr, nullptr);
        });
        return Done{};
    });
    if (!opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

const std::filesystem::path& Store::folder() const
{
    return m_impl->folder.path();
}

bool Store::isReadOnly() const
{
    return m_impl->writer == nullptr;
}

StoreIdentity Store::identity() const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return m_impl->identity;
}
TimeUs Store::now() const
{
    return m_impl->world.now();
}
Bytes Store::publicKey() const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return m_impl->keys.publicKey;
}
Bytes Store::pepper() const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return m_impl->pepper;
}
Bytes Store::serverKey() const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return m_impl->identity.isServer ? m_impl->keys.publicKey : m_impl->serverKey;
}
Bytes Store::signWith(BytesView tag, BytesView message) const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return sign(m_impl->keys, tag, message);
}

Result<Done> Store::setIdentity(const StoreIdentity& identity, BytesView pepper, BytesView serverKey)
{
    return m_impl->wait<Done>([&]() -> Result<Done> {
        auto done = guarded("kontor.db", [&] { return core::setIdentity(*m_impl->core, identity, pepper, serverKey); });
        m_impl->copyIdentity();
        return done;
    });
}

Result<Done> Store::setServerKey(BytesView serverKey)
{
    return m_impl->wait<Done>([&]() -> Result<Done> {
        auto done = m_impl->core->keys.setSecrets(m_impl->core->keys.pepper(), serverKey);
        m_impl->copyIdentity();
        return done;
    });
}

Result<Done> Store::setLocal(const std::string& key, BytesView value)
{
    return m_impl->wait<Done>([&]() -> Result<Done> {
        return guarded("kontor.db", [&]() -> Result<Done> {
            Transaction transaction(m_impl->core->database);
            journal::setMeta(m_impl->core->database, "local." + key, value);
            transaction.commit();
            return Done{};
        });
    });
}

Result<std::optional<Bytes>> Store::local(const std::string& key) const
{
    return m_impl->asking<std::optional<Bytes>>(
        [&](Database& database) { return journal::meta(database, "local." + key); });
}

void Store::execute(Command command, Answer answer)
{
    m_impl->post<Committed>(
        [impl = m_impl.get(), command = std::move(command)] { return core::execute(*impl->core, command); },
        std::move(answer));
}

Result<Committed> Store::execute(Command command)
{
    return m_impl->wait<Committed>([&] { return core::execute(*m_impl->core, command); });
}

namespace {
Store::Command asActor(Id<schema::Staff> staff, Store::ActorCommand command)
{
    return [staff, command = std::move(command)](const Reader& shop, const Context& context) -> Result<Commit> {
        auto actor = Actor::load(shop, staff);
        if (!actor)
            return tl::unexpected(actor.error());
        return command(shop, context, *actor);
    };
}
} // namespace

void Store::execute(Id<schema::Staff> staff, ActorCommand command, Answer answer)
{
    execute(asActor(staff, std::move(command)), std::move(answer));
}

Result<Committed> Store::execute(Id<schema::Staff> staff, ActorCommand command)
{
    return execute(asActor(staff, std::move(command)));
}

std::unique_ptr<View> Store::read() const
{
    auto view = guarded(m_impl->folder.database().string(), [&]() -> Result<std::unique_ptr<View>> {
        return std::make_unique<PooledView<Impl>>(*m_impl, m_impl->takeReader());
    });
    return view ? std::move(*view) : std::make_unique<FailedView>(std::move(view.error()));
}

int Store::watch(Watcher watcher)
{
    const std::lock_guard lock(m_impl->watchMutex);
    m_impl->watchers.emplace(m_impl->nextWatcher, std::move(watcher));
    return m_impl->nextWatcher++;
}

void Store::unwatch(int number)
{
    const std::lock_guard lock(m_impl->watchMutex);
    m_impl->watchers.erase(number);
}

Result<SyncState> Store::syncState() const
{
    return m_impl->asking<SyncState>([](Database& database) { return sync_log::state(database); });
}

Result<std::vector<SignedCommit>> Store::pending(std::size_t maxCommits, std::size_t maxBytes) const
{
    return m_impl->asking<std::vector<SignedCommit>>(
        [&](Database& database) { return sync_log::pending(database, maxCommits, maxBytes); });
}

void Store::applyLog(std::vector<LogEntry> entries, schema::Cursor upTo, std::function<void(Result<Done>)> answer)
{
    m_impl->postPage(std::move(entries), std::move(upTo), std::move(answer));
}

Result<Done> Store::applyLog(std::vector<LogEntry> entries, schema::Cursor upTo)
{
    std::promise<Result<Done>> promise;
    auto future = promise.get_future();
    applyLog(std::move(entries), std::move(upTo),
             [&promise](Result<Done> result) { promise.set_value(std::move(result)); });
    return future.get();
}

Result<Held> Store::heldAbove(const LogCourse& server, const HeldPlace& from, std::size_t maxCommits,
                              std::size_t maxBytes) const
{
    return m_impl->asking<Held>(
        [&](Database& database) { return sync_log::heldAbove(database, server, from, maxCommits, maxBytes); });
}

void Store::resume(Resumption resumption, std::function<void(Result<Done>)> answer)
{
    m_impl->post<Done>(
        [impl = m_impl.get(), resumption = std::move(resumption)] { return sync_log::resume(*impl->core, resumption); },
        std::move(answer));
}

Result<Done> Store::resume(Resumption resumption)
{
    return m_impl->wait<Done>([&] { return sync_log::resume(*m_impl->core, resumption); });
}

void Store::noteServer(ServerNote note, std::function<void(Result<Done>)> answer)
{
    m_impl->post<Done>(
        [impl = m_impl.get(), note = std::move(note)] { return sync_log::noteServer(*impl->core, note); },
        std::move(answer));
}

void Store::applyAcceptances(std::vector<LogEntry> entries, std::function<void(Result<Done>)> answer)
{
    m_impl->postPage(std::move(entries), std::nullopt, std::move(answer));
}

void Store::startNewOrigin(const std::string& why, std::function<void(Result<Done>)> answer)
{
    m_impl->post<Done>(
        [impl = m_impl.get(), why]() -> Result<Done> {
            auto done = core::startNewOrigin(*impl->core, why);
            impl->copyIdentity();
            return done;
        },
        std::move(answer));
}

Result<Done> Store::startNewOrigin(const std::string& why)
{
    return m_impl->wait<Done>([&] {
        auto done = core::startNewOrigin(*m_impl->core, why);
        m_impl->copyIdentity();
        return done;
    });
}

void Store::accept(std::vector<SignedCommit> run, Judge judge,
                   std::function<void(Result<std::vector<LogEntry>>)> answer)
{
    m_impl->post<std::vector<LogEntry>>(
        [impl = m_impl.get(), run = std::move(run), judge = std::move(judge)] {
            return server_log::accept(*impl->core, run, judge, server_log::Trust::Enrolled);
        },
        std::move(answer));
}

Result<std::vector<LogEntry>> Store::accept(std::vector<SignedCommit> run, Judge judge)
{
    return m_impl->wait<std::vector<LogEntry>>(
        [&] { return server_log::accept(*m_impl->core, run, judge, server_log::Trust::Enrolled); });
}

void Store::adopt(std::vector<SignedCommit> run, Judge judge, std::function<void(Result<std::vector<LogEntry>>)> answer)
{
    m_impl->post<std::vector<LogEntry>>(
        [impl = m_impl.get(), run = std::move(run), judge = std::move(judge)] {
            return server_log::accept(*impl->core, run, judge, server_log::Trust::Adoption);
        },
        std::move(answer));
}

Result<std::vector<LogEntry>> Store::adopt(std::vector<SignedCommit> run, Judge judge)
{
    return m_impl->wait<std::vector<LogEntry>>(
        [&] { return server_log::accept(*m_impl->core, run, judge, server_log::Trust::Adoption); });
}

Result<bool> Store::isForked(const RawId& origin) const
{
    return m_impl->asking<bool>([&](Database& database) { return server_log::isForked(database, origin); });
}

Result<LogPage> Store::log(const LogQuery& query) const
{
    const RawId organisation = identity().organisation.raw;
    return m_impl->asking<LogPage>([&](Database& database) { return server_log::read(database, query, organisation); });
}

Result<schema::Cursor> Store::head() const
{
    return m_impl->asking<schema::Cursor>([](Database& database) { return epochs::head(database); });
}

Result<std::vector<EpochEnd>> Store::epochs() const
{
    return m_impl->asking<std::vector<EpochEnd>>([](Database& database) { return epochs::ends(database); });
}

Result<CursorCheck> Store::checkCursor(const schema::Cursor& cursor, const std::vector<EpochEnd>& known) const
{
    return m_impl->asking<CursorCheck>([&](Database& database) { return epochs::check(database, cursor, known); });
}

void Store::giveBack(std::vector<LogEntry> entries, std::function<void(Result<GivenBack>)> answer)
{
    m_impl->post<GivenBack>(
        [impl = m_impl.get(), entries = std::move(entries)] { return server_log::giveBack(*impl->core, entries); },
        std::move(answer));
}

Result<GivenBack> Store::giveBack(std::vector<LogEntry> entries)
{
    return m_impl->wait<GivenBack>([&] { return server_log::giveBack(*m_impl->core, entries); });
}

schema::Cursor Store::durable() const
{
    return readDurable(m_impl->folder.path());
}

Result<std::vector<JournalHead>> Store::heads() const
{
    return m_impl->asking<std::vector<JournalHead>>([](Database& database) {
        std::vector<JournalHead> heads;
        for (const Chain& chain : journal::chains(database))
            heads.push_back({chain.origin, chain.sequence, chain.hash});
        return heads;
    });
}

Result<storage::SignedManifest> Store::makeBase(Id<schema::Store> store, const std::filesystem::path& packed) const
{
    const auto own = identity();
    if (!own.isServer)
        return fail(Error::Kind::Conflict, "data folder", "is no server's");
    auto manifest = packBase(m_impl->folder.database(), {own.organisation, store}, packed);
    if (!manifest)
        return tl::unexpected(manifest.error());
    manifest->set_made_us(m_impl->world.now());
    storage::SignedManifest made;
    made.set_manifest(manifest->SerializeAsString());
    made.set_signature(signWith(baseTag, made.manifest()));
    return made;
}

Result<Done> Store::installBase(const std::filesystem::path& base, const storage::SnapshotManifest& manifest,
                                const std::optional<StoreIdentity>& identity, BytesView pepper, BytesView serverKey)
{
    return m_impl->wait<Done>([&]() -> Result<Done> {
        return guarded("kontor.db", [&]() -> Result<Done> {
            Core& core = *m_impl->core;
            const auto& own = identity ? *identity : core.identity;
            if (identity.has_value() == !core.identity.organisation.isNil() || own.isServer)
                return fail(Error::Kind::Conflict, "data folder",
                            identity ? "already belongs to a shop" : "is no terminal's");
            if (own.organisation.bytes() != manifest.organisation() ||
                (own.store.isNil() ? Bytes() : own.store.string()) != manifest.store())
                return fail(Error::Kind::Conflict, "base", "is another scope's");
            if (identity)
                if (auto written = core.keys.setSecrets(pepper, serverKey); !written)
                    return written;
            if (auto prepared = prepareBase(core, base, manifest, identity); !prepared)
                return prepared;
            return m_impl->swapIn(base);
        });
    });
}

Result<Done> Store::backup(const std::filesystem::path& file) const
{
    return guarded(file.string(), [&]() -> Result<Done> {
        auto database = m_impl->takeReader(); // Without a transaction of ours: VACUUM INTO brings its own.
        auto done = backupTo(*database, file);
        m_impl->giveBack(std::move(database));
        if (done && identity().isServer)
            return noteDurable(m_impl->folder.path(), file);
        return done;
    });
}

Result<Done> Store::rebuild()
{
    return m_impl->wait<Done>([&] { return core::rebuild(*m_impl->core); });
}

Result<std::uint64_t> Store::verify() const
{
    return guarded("kontor.db",
                   [&] { return m_impl->reading([](Database& database) { return checkChains(database); }); });
}

Result<Bytes> Store::digest() const
{
    return guarded("kontor.db", [&]() -> Result<Bytes> {
        return m_impl->reading([](Database& database) { return canonicalDigest(database); });
    });
}

Result<std::vector<digest::ScopeDigest>> Store::digests() const
{
    return guarded("kontor.db", [&]() -> Result<std::vector<digest::ScopeDigest>> {
        const RawId organisation = identity().organisation.raw;
        return m_impl->reading([&](Database& database) { return digest::kept(database, organisation); });
    });
}

Result<Done> Store::dump(const std::function<void(std::string_view line)>& line) const
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        return m_impl->reading([&](Database& database) -> Result<Done> {
            canonicalDump(database, line);
            return Done{};
        });
    });
}

} // namespace kontor
