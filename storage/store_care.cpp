#include "storage/backup.h"
#include "storage/canonical_dump.h"
#include "storage/chain_check.h"
#include "storage/digest.h"
#include "storage/digest_question.h"
#include "storage/prune.h"
#include "storage/store.h"
#include "storage/store_impl.h"

// The part of Store that looks after the data: backup, checks, digests, repair.

namespace kontor {

Result<Done> Store::backup(const std::filesystem::path& file) const
{
    return guarded(file.string(), [&]() -> Result<Done> {
        auto reading = m_impl->takeReader(); // Without a transaction of ours: VACUUM INTO brings its own.
        auto done = backupTo(reading->database, file);
        m_impl->giveBack(std::move(reading));
        if (done && identity().isServer)
            return noteDurable(m_impl->folder.path(), file);
        return done;
    });
}

Result<Done> Store::rebuild()
{
    return m_impl->wait<Done>([&] {
        auto done = core::rebuild(*m_impl->core);
        m_impl->fillSegments();
        return done;
    });
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

Result<DigestAnswer> Store::answer(const DigestQuestion& question, const LogQuery& asks) const
{
    const RawId organisation = identity().organisation.raw;
    return m_impl->asking<DigestAnswer>([&](Database& database) -> Result<DigestAnswer> {
        if (question.rows.empty())
            return digest::answer(database, organisation, question);
        DigestAnswer answer;
        answer.schema = schemaVersion;
        answer.at = digest::placeOf(database);
        answer.commits = server_log::commitsOf(database, question.type, question.rows, asks, organisation);
        return answer;
    });
}

Result<std::vector<Bytes>> Store::evenBounds(const DigestQuestion& within, const Bytes& from, const Bytes& below) const
{
    const RawId organisation = identity().organisation.raw;
    return m_impl->asking<std::vector<Bytes>>([&](Database& database) -> Result<std::vector<Bytes>> {
        return digest::evenBounds(database, organisation, within, from, below);
    });
}

Result<Repaired> Store::repair(const Repair& wish)
{
    return m_impl->wait<Repaired>([&] {
        auto done = core::repair(*m_impl->core, wish);
        m_impl->fillSegments();
        return done;
    });
}

void Store::repair(Repair wish, std::function<void(Result<Repaired>)> answer)
{
    m_impl->post<Repaired>(
        [impl = m_impl.get(), wish = std::move(wish)] {
            auto done = core::repair(*impl->core, wish);
            impl->fillSegments();
            return done;
        },
        std::move(answer));
}

Result<TableCheck> Store::checkTables(bool everything) const
{
    return guarded("kontor.db", [&]() -> Result<TableCheck> {
        const RawId organisation = identity().organisation.raw;
        return m_impl->reading(
            [&](Database& database) { return kontor::checkTables(database, organisation, everything); });
    });
}

Result<Pruned> Store::prune(TimeUs before, const std::function<bool()>& stop)
{
    if (identity().isServer)
        return invalid("server", "keeps its whole log: what it forgot would be gone for every till");
    const auto state = syncState();
    if (!state)
        return tl::unexpected(state.error());
    const prune::Wish wish{before, *state};
    prune::Progress progress;
    const auto isStopped = [&] { return stop && stop(); };
    auto from = m_impl->asking<std::int64_t>([](Database& database) { return prune::place(database); });
    if (!from)
        return tl::unexpected(from.error());
    progress.after = *from;
    while (progress.more && !isStopped()) {
        const auto done = m_impl->waitSliced([&] { return prune::slice(*m_impl->core, wish, progress); });
        if (!done)
            return tl::unexpected(done.error());
    }
    auto idle =
        m_impl->asking<std::vector<std::int64_t>>([](Database& database) { return prune::idleBatches(database); });
    constexpr std::size_t atOnce = 200;
    while (idle && !idle->empty() && !isStopped()) {
        const auto first = idle->end() - static_cast<std::ptrdiff_t>(std::min(atOnce, idle->size()));
        const std::vector<std::int64_t> ids(first, idle->end());
        idle->erase(first, idle->end());
        const auto done = m_impl->waitSliced([&] { return prune::dropBatches(*m_impl->core, ids); });
        if (!done)
            return tl::unexpected(done.error());
    }
    if (!idle)
        return tl::unexpected(idle.error());
    return Pruned{progress.commits, progress.bytes};
}

Integrity Store::integrity() const
{
    const std::lock_guard lock(m_impl->integrityMutex);
    return m_impl->integrity;
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
