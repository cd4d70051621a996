#pragma once

#include "storage/journal_tables.h"

#include <vector>

namespace kontor {

/// The parsed changes of the commits asked for last, by row. Rows that are folded one after the other mostly stand in the same
/// few commits, and to parse a commit of thousands of rows for each of them is quadratic: an import by a till whose clock was
/// wrong stopped the writer for minutes. Not to be kept across transactions: a number is given again after a rollback.
class CommitCache
{
public:
    explicit CommitCache(Database& database) : m_database(database) {}

    /// The changes of one row in one commit, in the order of its parts.
    [[nodiscard]] std::vector<schema::Change> of(std::int64_t n, std::uint32_t type, const RawId& row);
    void clear() { m_commits.clear(); }

private:
    struct Loaded {
        std::int64_t n = 0;
        std::vector<schema::Change> changes; ///< By type and row, then by place.
    };
    const Loaded& load(std::int64_t n);

    Database& m_database;
    std::vector<Loaded> m_commits; ///< The last one used stands last.
};

} // namespace kontor
