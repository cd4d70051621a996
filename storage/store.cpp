#include "storage/store.h"

#include "storage/backup.h"
#include "storage/digest.h"
#include "storage/digest_question.h"
#include "storage/epochs.h"
#include "storage/failed_view.h"
#include "storage/log_room.h"
#include "storage/sqlite_view.h"
#include "storage/store_impl.h"

#include <sqlite3.h>

#include <algorithm>

namespace kontor {

bool ChangeSet::touches(std::uint32_t type) const
{
    return std::binary_search(types.begin(), types.end(), type);
}

namespace {

/// A view that owns a read transaction on a pooled connection.
template <typename Impl>
class PooledView : public MindfulView
{
public:
    using Owned = std::unique_ptr<typename Impl::Reading>;
    PooledView(const Impl& impl, Owned owned)
        : MindfulView(owned->database,
                      impl.folder.isWriter() ? &owned->memory : nullptr), // Of others' writes nothing is heard.
          m_impl(impl),
          m_owned(std::move(owned))
    {
        m_owned->memory.begin(m_impl.marks);
        Query(m_owned->database, "BEGIN").exec(); // What it throws, Store::read() catches.
    }
    ~PooledView() override { m_impl.endReading(std::move(m_owned)); }
    PooledView(const PooledView&) = delete;
    PooledView& operator=(const PooledView&) = delete;

private:
    const Impl& m_impl;
    Owned m_owned;
};

} // namespace

Store::Store(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Store::~Store()
{
    m_impl->closes = true;
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
        // A writer that ended in order, and last, has taken its log with it. A reader may have kept it: then the check is for
        // nothing, which costs nobody anything.
        std::error_code error;
        const auto log = raw->folder.database().string() + "-wal";
        const bool unclean = std::filesystem::exists(log, error) && std::filesystem::file_size(log, error) > 0;
        raw->reserveBytes = options.reserveBytes;
        raw->freeSpace = options.freeSpace;
        if (auto core = raw->openCore(std::move(*keys)); !core)
            return core;
        if (unclean)
            raw->checkInBackground();
        raw->writer = std::make_unique<Writer>(
            [raw](bool pauses) {
                if (!raw->core) // Its disk failed while a base was put in its place.
                    return;
                // Passive: never waits for readers. Only here, on the one connection that writes.
                raw->core->restedAt = raw->core->logPages;
                sqlite3_wal_checkpoint_v2(raw->core->database.raw().getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                          nullptr, nullptr);
                if (pauses)
                    giveLogRoom(raw->core->database);
            },
            // An import without a pause would else write a log many times as large as the shop.
            [raw] { return raw->core && raw->core->isLogLong(); }, [raw] { return raw->core && raw->core->isAtWork(); },
            raw->world.isOneThread() ? Writer::Runs::AtOnce : Writer::Runs::OnItsThread);
        if (segment_lists::wait(*raw->core)) // Nobody works on it yet.
            raw->writer->post([raw] { raw->fillSegments(); });
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

TimeUs Store::now() const
{
    return m_impl->world.now() + (m_impl->core ? m_impl->core->shift.load() : 0);
}

StoreIdentity Store::identity() const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return m_impl->identity;
}
TimeUs Store::clock() const
{
    return m_impl->world.now();
}
std::int32_t Store::utcOffsetSeconds(TimeUs at) const
{
    return m_impl->world.utcOffsetSeconds(at);
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
Bytes Store::signWith(BytesView tag, BytesView message, WhichKey which) const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return sign(which == WhichKey::Former ? m_impl->formerKeys.value_or(m_impl->keys) : m_impl->keys, tag, message);
}
bool Store::hasFormerKey() const
{
    const std::lock_guard lock(m_impl->identityMutex);
    return m_impl->formerKeys.has_value();
}

Result<Done> Store::rotateKey(Id<schema::Staff> author)
{
    return m_impl->wait<Done>([&] {
        auto done = core::rotateKey(*m_impl->core, author);
        m_impl->copyIdentity();
        return done;
    });
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

void Store::applyLog(std::vector<LogEntry> entries, schema::Cursor upTo, std::function<void(Result<Done>)> answer,
                     digest::Totals theirs)
{
    m_impl->postPage(std::move(entries), std::move(upTo), std::move(answer), std::move(theirs));
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

Result<std::map<Id<schema::Terminal>, TimeUs>> Store::lastHeard() const
{
    return m_impl->asking<std::map<Id<schema::Terminal>, TimeUs>>([](Database& database) {
        std::map<Id<schema::Terminal>, TimeUs> heard;
        for (const Chain& chain : journal::chains(database)) {
            const auto ms = std::max(chain.effective, chain.hlc).ms; // Its own are not accepted yet.
            auto& last = heard[Id<schema::Terminal>(chain.terminal)];
            last = std::max(last, static_cast<TimeUs>(ms) * 1'000);
        }
        return heard;
    });
}

} // namespace kontor
