#include "storage/commit_cache.h"

#include <algorithm>
#include <tuple>

namespace kontor {

namespace {
/// Commits are at most 1 MiB each.
constexpr std::size_t kept = 8;

std::pair<std::uint32_t, BytesView> keyOf(const schema::Change& change)
{
    return {change.type(), change.row()};
}
} // namespace

const CommitCache::Loaded& CommitCache::load(std::int64_t n)
{
    const auto found =
        std::find_if(m_commits.begin(), m_commits.end(), [&](const Loaded& loaded) { return loaded.n == n; });
    if (found != m_commits.end()) {
        std::rotate(found, found + 1, m_commits.end());
        return m_commits.back();
    }
    Loaded loaded{n, journal::changes(m_database, n)};
    std::stable_sort(loaded.changes.begin(), loaded.changes.end(),
                     [](const schema::Change& a, const schema::Change& b) { return keyOf(a) < keyOf(b); });
    if (m_commits.size() == kept)
        m_commits.erase(m_commits.begin());
    m_commits.push_back(std::move(loaded));
    return m_commits.back();
}

std::vector<schema::Change> CommitCache::of(std::int64_t n, std::uint32_t type, const RawId& row)
{
    const auto& changes = load(n).changes;
    const auto key = std::pair(type, row.bytes());
    auto at = std::lower_bound(changes.begin(), changes.end(), key,
                               [](const schema::Change& change, const auto& wanted) { return keyOf(change) < wanted; });
    std::vector<schema::Change> found;
    for (; at != changes.end() && keyOf(*at) == key; ++at)
        found.push_back(*at);
    return found;
}

} // namespace kontor
