#include "storage/journal_read.h"

#include "storage/journal_tables.h"

namespace kontor {

struct JournalRead::Impl {
    explicit Impl(const std::filesystem::path& file) : database(file, Database::Access::ReadOnly)
    {
        database.run("BEGIN");
    }
    Database database; // Closing it ends the transaction.

    /// Errors: Storage naming the commit when its header does not parse: then its place in the chain is all that is known.
    Result<JournalEntry> load(std::int64_t n)
    {
        auto commit = journal::load(database, n);
        const auto stored = journal::byNumber(database, n);
        if (stored && journal::isCompacted(database, n))
            return fail(Error::Kind::NotFound, "commit " + hex(stored->key.hash),
                        "came compacted in a base and is whole only at the server and where it was made");
        if (!commit || !stored)
            return fail(Error::Kind::Storage,
                        "commit " + (stored ? hex(stored->key.hash) : "number " + std::to_string(n)),
                        "its header does not parse: run `kontorctl journal verify`");
        JournalEntry entry;
        entry.commit = std::move(*commit);
        entry.verdict = stored->verdict;
        if (auto acceptance = journal::acceptance(database, n)) {
            entry.acceptance = std::move(acceptance->acceptance);
            entry.batch = acceptance->batch;
            entry.index = acceptance->place;
        }
        return entry;
    }
    std::vector<std::int64_t> page(Order order, std::int64_t from)
    {
        Query query(database, order == Order::OldestFirst
                                  ? "SELECT n FROM journal WHERE n > ? ORDER BY n LIMIT 1000"
                                  : "SELECT n FROM journal WHERE n < ? ORDER BY n DESC LIMIT 1000");
        std::vector<std::int64_t> numbers;
        query.bind(from);
        while (query.step())
            numbers.push_back(query.integer(0));
        return numbers;
    }
};

JournalRead::JournalRead(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
JournalRead::~JournalRead() = default;

Result<std::unique_ptr<JournalRead>> JournalRead::open(const std::filesystem::path& dataFolder)
{
    const auto file = dataFolder / "kontor.db";
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(Error::Kind::NotFound, dataFolder.string(), "there is no shop in it");
    return guarded(file.string(), [&]() -> Result<std::unique_ptr<JournalRead>> {
        return std::unique_ptr<JournalRead>(new JournalRead(std::make_unique<Impl>(file)));
    });
}

Result<Done> JournalRead::each(Order order, const std::function<bool(const JournalEntry&)>& visit)
{
    return guarded("kontor.db", [&]() -> Result<Done> {
        std::int64_t from = order == Order::OldestFirst ? 0 : INT64_MAX;
        for (auto page = m_impl->page(order, from); !page.empty(); page = m_impl->page(order, from)) {
            for (const std::int64_t n : page) {
                if (journal::isCompacted(m_impl->database, n))
                    continue;
                const auto entry = m_impl->load(n);
                if (!entry)
                    return tl::unexpected(entry.error());
                if (!visit(*entry))
                    return Done{};
            }
            from = page.back();
        }
        return Done{};
    });
}

Result<JournalEntry> JournalRead::find(BytesView hashBegin)
{
    return guarded("kontor.db", [&]() -> Result<JournalEntry> {
        if (hashBegin.empty() || hashBegin.size() > 32)
            return fail(Error::Kind::NotFound, "commit", "a hash has up to 32 bytes");
        Bytes last(hashBegin);
        last.resize(32, '\xff');
        std::vector<std::int64_t> numbers;
        Query query(m_impl->database,
                    "SELECT n FROM journal WHERE substr(hash, 1, 8) BETWEEN substr(?1, 1, 8) AND substr(?2, 1, 8) "
                    "AND hash BETWEEN ?1 AND ?2 LIMIT 2");
        query.blob(hashBegin).blob(last);
        while (query.step())
            numbers.push_back(query.integer(0));
        if (numbers.empty())
            return fail(Error::Kind::NotFound, "commit", "there is none with the hash " + hex(hashBegin));
        if (numbers.size() > 1)
            return invalid("commit", "there is more than one whose hash begins with " + hex(hashBegin));
        return m_impl->load(numbers.front());
    });
}

Result<std::vector<JournalEntry>> JournalRead::find(const RawId& origin, std::uint64_t sequence)
{
    return guarded("kontor.db", [&]() -> Result<std::vector<JournalEntry>> {
        std::vector<std::int64_t> numbers;
        Query query(
            m_impl->database,
            "SELECT j.n FROM journal j JOIN chain c ON c.ref = j.origin WHERE c.id=? AND j.sequence=? ORDER BY j.n");
        query.blob(origin.bytes()).bind(sequence);
        while (query.step())
            numbers.push_back(query.integer(0));
        std::vector<JournalEntry> entries;
        for (const std::int64_t n : numbers) {
            auto entry = m_impl->load(n);
            if (!entry)
                return tl::unexpected(entry.error());
            entries.push_back(std::move(*entry));
        }
        return entries;
    });
}

Result<std::vector<JournalOrigin>> JournalRead::origins()
{
    return guarded("kontor.db", [&]() -> Result<std::vector<JournalOrigin>> {
        std::vector<JournalOrigin> origins;
        for (const Chain& chain : journal::chains(m_impl->database)) {
            Query query(m_impl->database, "SELECT count(*) FROM journal WHERE origin=?");
            const std::uint64_t commits = query.bind(chain.ref).step() ? query.natural(0) : 0;
            origins.push_back({chain.origin, chain.terminal, chain.publicKey, chain.sequence, chain.hash, commits});
        }
        return origins;
    });
}

Result<schema::AcceptBatch> JournalRead::batch(std::int64_t number)
{
    return guarded("kontor.db",
                   [&]() -> Result<schema::AcceptBatch> { return journal::batch(m_impl->database, number); });
}

Result<std::uint64_t> JournalRead::count()
{
    return guarded("kontor.db", [&]() -> Result<std::uint64_t> {
        Query query(m_impl->database, "SELECT count(*) FROM journal");
        return query.step() ? query.natural(0) : 0;
    });
}

Result<JournalState> JournalRead::state()
{
    return guarded("kontor.db", [&]() -> Result<JournalState> { return journal::state(m_impl->database); });
}

} // namespace kontor
