#include "storage/product_lists.h"

#include "domain/base/sort_key.h"
#include "domain/base/text.h"
#include "domain/journal/row_type.h"
#include "storage/journal_tables.h"
#include "storage/lists/listing_file.h"
#include "storage/lists/listing_maker.h"
#include "storage/store.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace kontor {

namespace {

constexpr std::size_t rowsPerTransaction = 2'000;

/// Read transactions are short, or the store's log could not be brought into its file.
class Reading
{
public:
    explicit Reading(Database& database) : m_database(database) { m_database.run("BEGIN"); }
    ~Reading()
    {
        try {
            m_database.run("ROLLBACK");
        } catch (const SQLite::Exception&) {
            // SQLite has rolled back by itself, as after a failed read.
        }
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

private:
    Database& m_database;
};

/// All or nothing: rolls back unless commit() was reached.
class Writing
{
public:
    explicit Writing(Database& database) : m_database(database)
    {
        m_database.run("BEGIN IMMEDIATE");
        m_database.holdCommits(true);
    }
    ~Writing()
    {
        m_database.holdCommits(false);
        try {
            if (m_open)
                m_database.run("ROLLBACK");
        } catch (const SQLite::Exception&) {
            // As above.
        }
    }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    void commit()
    {
        m_database.holdCommits(false);
        m_database.run("COMMIT");
        m_open = false;
    }

private:
    Database& m_database;
    bool m_open = true;
};

void removeFile(const std::filesystem::path& file)
{
    std::error_code error;
    for (const char* end : {"", "-wal", "-shm"})
        std::filesystem::remove(file.string() + end, error);
}

} // namespace

class ProductLists::Impl
{
public:
    explicit Impl(Store& s) : store(s), path(s.folder() / lists::file::name) {}
    ~Impl()
    {
        if (watch != 0)
            store.unwatch(watch);
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake.notify_all();
        if (thread.joinable())
            thread.join();
    }

    [[nodiscard]] Result<Done> open()
    {
        return guarded(lists::file::name, [&]() -> Result<Done> {
            try {
                writing = std::make_unique<Database>(path, Database::Access::ReadWrite);
                lists::file::create(*writing);
            } catch (const SQLite::Exception&) {
                writing.reset(); // Whatever that was: it is made again.
                removeFile(path);
                writing = std::make_unique<Database>(path, Database::Access::ReadWrite);
                lists::file::create(*writing);
            }
            writing->run(
                "PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=2000"); // What a power cut takes is made again.
            ready = lists::file::isComplete(*writing);
            if (store.isReadOnly())
                return Done{};
            watch = store.watch([this](const ChangeSet& changes) { noteChange(changes); });
            thread = std::thread([this] { run(); });
            return Done{};
        });
    }

    void noteChange(const ChangeSet& changes)
    {
        {
            const std::lock_guard lock(mutex);
            changed = true;
            // What a commit writes is found in the journal. An acceptance that comes later may fold rows of an older one again.
            if (changes.bySync) {
                types.insert(changes.types.begin(), changes.types.end());
                rows.insert(rows.end(), changes.rows.begin(), changes.rows.end());
            }
        }
        wake.notify_all();
    }

    void run()
    {
        setpriority(PRIO_PROCESS, 0, 10); // Of this thread alone: the till goes first.
        std::unique_lock lock(mutex);
        while (!stopping) {
            changed = false;
            auto someTypes = std::exchange(types, {});
            auto someRows = std::exchange(rows, {});
            const auto began = asked;
            lock.unlock();
            auto done = guarded(lists::file::name, [&]() -> Result<Done> {
                work(someTypes, someRows);
                return Done{};
            });
            lock.lock();
            if (!done)
                failed = done.error();
            finished = began;
            settled.notify_all();
            const auto next = done ? due : 0;
            const auto stirred = [this] { return stopping || changed; };
            if (next == 0)
                wake.wait(lock, stirred);
            else
                wake.wait_for(lock, std::chrono::microseconds(std::max<TimeUs>(next - store.now(), 1'000'000)),
                              stirred);
        }
    }

    void work(const std::set<std::uint32_t>& someTypes, const std::vector<RawId>& someRows)
    {
        Database shop(store.folder() / "kontor.db", Database::Access::ReadOnly);
        const auto mark = lists::JournalMark::parse(lists::file::note(*writing, "mark").value_or(Bytes()));
        bool sound = lists::file::isComplete(*writing) && mark.has_value();
        if (sound) {
            const Reading reading(shop);
            sound = mark->isIn(shop);
        }
        if (!sound)
            makeAll(shop);
        else
            follow(shop, *mark, someTypes, someRows);
        refreshDue(shop);
    }

    /// From the tables, with searches ranked by what was sold until now.
    void makeAll(Database& shop)
    {
        ready = false;
        made = 0;
        {
            const std::lock_guard lock(readersMutex);
            readers.clear();
            ++generation;
            writing.reset();
            removeFile(path);
            writing = std::make_unique<Database>(path, Database::Access::ReadWrite);
        }
        writing->run("PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=2000");
        lists::file::create(*writing);
        std::vector<std::pair<RawId, std::uint64_t>> ranked;
        lists::JournalMark mark;
        {
            const Reading reading(shop);
            mark = lists::JournalMark::newest(shop);
            ranked = lists::byRank(shop);
        }
        for (std::size_t at = 0; at < ranked.size() && !isStopping(); at += rowsPerTransaction) {
            const Reading reading(shop);
            Writing transaction(*writing);
            lists::Maker maker(shop, store.identity().store, store.now());
            const auto end = std::min(at + rowsPerTransaction, ranked.size());
            for (std::size_t i = at; i < end; ++i)
                if (auto entry = maker.entry(ranked[i].first)) {
                    entry->row.sold = ranked[i].second;
                    lists::file::insert(*writing, static_cast<std::int64_t>(i + 1), *entry);
                }
            transaction.commit();
            made = end;
        }
        if (isStopping())
            return;
        Writing transaction(*writing);
        lists::file::createIndexes(*writing);
        lists::file::setNote(*writing, "mark", mark.text());
        lists::file::setComplete(*writing);
        transaction.commit();
        ready = true;
        tell();
        follow(shop, mark, {}, {}); // What happened meanwhile.
    }

    void follow(Database& shop, lists::JournalMark mark, const std::set<std::uint32_t>& someTypes,
                const std::vector<RawId>& someRows)
    {
        bool any = false;
        bool more = true;
        bool first = true;
        while (more && !isStopping()) {
            constexpr int commits = 100;
            const Reading reading(shop);
            lists::Touched touched;
            if (std::exchange(first, false))
                lists::collectRows(shop, someTypes, someRows, touched);
            std::vector<std::int64_t> numbers;
            {
                Query query(shop, "SELECT n, hash FROM journal WHERE n > ? ORDER BY n LIMIT ?");
                query.bind(mark.n).bind(commits);
                while (query.step()) {
                    numbers.push_back(query.integer(0));
                    mark = {query.integer(0), Bytes(query.bytes(1))};
                }
            }
            more = numbers.size() == commits;
            for (const std::int64_t n : numbers)
                lists::collect(shop, journal::changes(shop, n), touched);
            if (numbers.empty() && touched.products.empty())
                break;
            Writing transaction(*writing);
            refresh(shop, touched.products);
            for (const auto& [product, lines] : touched.soldLines)
                lists::file::addSold(*writing, product, lines);
            lists::file::setNote(*writing, "mark", mark.text());
            transaction.commit();
            any = any || !touched.products.empty();
        }
        ready = true;
        if (any)
            tell();
    }

    void refresh(Database& shop, const std::set<RawId>& products)
    {
        lists::Maker maker(shop, store.identity().store, store.now());
        for (const RawId& product : products) {
            if (const auto entry = maker.entry(product))
                lists::file::put(*writing, *entry);
            else
                lists::file::remove(*writing, product);
        }
    }

    /// Prices that begin or end by themselves.
    void refreshDue(Database& shop)
    {
        const auto products = lists::file::due(*writing, store.now());
        if (!products.empty()) {
            const Reading reading(shop);
            Writing transaction(*writing);
            refresh(shop, {products.begin(), products.end()});
            transaction.commit();
            tell();
        }
        due = lists::file::nextDue(*writing);
    }

    [[nodiscard]] bool isStopping()
    {
        const std::lock_guard lock(mutex);
        return stopping;
    }
    void tell()
    {
        std::function<void()> call;
        {
            const std::lock_guard lock(mutex);
            call = watcher;
        }
        if (call)
            call();
    }

    template <typename T, typename Work>
    [[nodiscard]] Result<T> reading(Work&& work) const
    {
        return guarded(lists::file::name, [&]() -> Result<T> {
            std::unique_ptr<Database> database;
            int of = 0;
            {
                const std::lock_guard lock(readersMutex);
                of = generation;
                if (!readers.empty()) {
                    database = std::move(readers.back());
                    readers.pop_back();
                }
                if (!database)
                    database = std::make_unique<Database>(path, Database::Access::ReadOnly);
            }
            T answer = work(*database);
            const std::lock_guard lock(readersMutex);
            if (of == generation)
                readers.push_back(std::move(database));
            return answer;
        });
    }

    Store& store;
    std::filesystem::path path;
    std::unique_ptr<Database> writing; ///< The lists' thread's, but for its making.

    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable settled;
    bool stopping = false;
    bool changed = false;
    std::uint64_t asked = 0;    ///< By settle().
    std::uint64_t finished = 0; ///< Up to which what was asked has been done.
    std::optional<Error> failed;
    std::set<std::uint32_t> types;
    std::vector<RawId> rows;
    std::function<void()> watcher;

    std::atomic<bool> ready = false;
    std::atomic<std::uint64_t> made = 0;
    TimeUs due = 0; ///< The lists' thread's.

    mutable std::mutex readersMutex;
    mutable std::vector<std::unique_ptr<Database>> readers;
    int generation = 0; ///< Of the file.

    int watch = 0;
    std::thread thread;
};

ProductLists::ProductLists(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ProductLists::~ProductLists() = default;

Result<std::unique_ptr<ProductLists>> ProductLists::open(Store& store)
{
    auto impl = std::make_unique<Impl>(store);
    if (auto opened = impl->open(); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<ProductLists>(new ProductLists(std::move(impl)));
}

Result<std::vector<ListingRow>> ProductLists::page(const ListingQuery& query, std::size_t limit,
                                                   const std::optional<ListingRow>& after) const
{
    using Rows = std::vector<ListingRow>;
    if (!isReady())
        return Rows();
    return m_impl->reading<Rows>([&](Database& database) { return lists::file::page(database, query, limit, after); });
}

Result<std::uint64_t> ProductLists::count(const ListingQuery& query, std::uint64_t most) const
{
    if (!isReady())
        return std::uint64_t{0};
    return m_impl->reading<std::uint64_t>(
        [&](Database& database) { return lists::file::count(database, query, most); });
}

Result<std::vector<Id<schema::Variant>>> ProductLists::search(const std::string& typed, std::size_t limit) const
{
    constexpr std::size_t candidates = 240; // Of which the best are shown.
    const std::string text = composed(typed);
    const auto shop = m_impl->store.read();
    if (!isReady())
        return text.empty() ? shop->someVariants(limit) : shop->searchVariants(text, limit);
    std::vector<Id<schema::Variant>> found;
    std::set<RawId> seen;
    const auto take = [&](const RawId& id) {
        if (!id.isNil() && found.size() < limit && seen.insert(id).second)
            found.emplace_back(id);
    };
    if (!text.empty()) {
        for (const RawId& id :
             shop->claimants(schema::Variant::default_instance(), schema::Variant::kSkuFieldNumber, text))
            take(id);
        for (const RawId& id :
             shop->claimants(schema::Barcode::default_instance(), schema::Barcode::kCodeFieldNumber, text))
            if (const auto barcode = shop->get(Id<schema::Barcode>(id)))
                take(RawId::of(barcode->variant()));
    }
    using Hits = std::vector<lists::file::Hit>;
    auto hits = m_impl->reading<Hits>(
        [&](Database& database) { return lists::file::search(database, text, text.empty() ? limit : candidates); });
    if (!hits)
        return tl::unexpected(hits.error());
    if (const std::string key = sortKey(trimmed(text)); !key.empty())
        std::stable_sort(hits->begin(), hits->end(), [&](const auto& a, const auto& b) {
            return a.nameKey.starts_with(key) && !b.nameKey.starts_with(key);
        });
    for (const auto& hit : *hits) {
        take(hit.variant);
        if (hit.variants > 1)
            for (const auto& variant :
                 shop->where<schema::Variant>(schema::Variant::kProductFieldNumber, hit.product.bytes()))
                take(RawId::of(variant.id()));
        if (found.size() >= limit)
            break;
    }
    return found;
}

bool ProductLists::isReady() const
{
    return m_impl->ready;
}

std::uint64_t ProductLists::prepared() const
{
    return m_impl->made;
}

Result<Done> ProductLists::settle()
{
    std::unique_lock lock(m_impl->mutex);
    if (!m_impl->thread.joinable())
        return Done{};
    const auto wanted = ++m_impl->asked;
    m_impl->changed = true;
    m_impl->wake.notify_all();
    m_impl->settled.wait(lock, [&] { return m_impl->finished >= wanted || m_impl->stopping; });
    if (m_impl->failed)
        return tl::unexpected(*std::exchange(m_impl->failed, std::nullopt));
    return Done{};
}

void ProductLists::setWatcher(std::function<void()> watcher)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->watcher = std::move(watcher);
}

} // namespace kontor
