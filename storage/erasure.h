#pragma once

#include "domain/base/id.h"
#include "domain/journal/row_type.h"
#include "domain/schema/customers.pb.h"
#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <set>
#include <utility>
#include <vector>

namespace kontor {

/// Drops what an erasure names: every personal part of the customer's row, of the notes about them and of free words that are theirs or
/// name them, whenever it comes, and what a merge copied from them into another's row, be it undone since. Headers and hashes stay, so
/// chains verify as before; rows are folded again without those parts.
///
/// Also out of sight: while it works, SQLite writes zeros over what it frees, the search index of personal words is made anew, and
/// the caller empties the write-ahead log afterwards. Backups that were made before keep what they have.
class Erasures
{
public:
    explicit Erasures(Database& database) : m_database(database) {}

    /// An erasure counts.
    void note(const schema::Erasure& erasure);
    /// Whether a change is personal data of somebody erased: then it is not applied, and its part is dropped when the transaction
    /// ends.
    [[nodiscard]] bool refuses(const RowType& type, const schema::Change& change, std::int64_t commit);
    /// Drops the parts; returns the rows to fold again. Before the transaction commits.
    [[nodiscard]] std::vector<std::pair<const RowType*, RawId>> purge();
    /// After those rows were folded.
    void wipe();
    void clear();

private:
    [[nodiscard]] bool isErased(const RowType& type, const RawId& row);
    void dropParts(std::int64_t commit, const RawId& row);
    /// What others took over from them when they were merged, and others from those; returns whose rows that changes.
    [[nodiscard]] std::set<RawId> dropTakenOver();
    [[nodiscard]] bool isEmpty() const { return m_customers.empty() && m_late.empty() && !m_merged; }

    Database& m_database;
    std::set<RawId> m_customers;
    std::set<RawId> m_named;                         ///< Rows an erasure names.
    std::set<std::pair<std::int64_t, RawId>> m_late; ///< Commits with parts that came after the erasure.
    bool m_merged = false;                           ///< Somebody was merged, perhaps after their erasure.
    bool m_tookOver = false;                         ///< What others took over was dropped.
};

} // namespace kontor
