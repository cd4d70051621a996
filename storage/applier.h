#pragma once

#include "domain/journal/commit.h"
#include "domain/journal/envelope.h"
#include "domain/journal/fold.h"
#include "storage/commit_cache.h"
#include "storage/database.h"
#include "storage/digest.h"
#include "storage/erasure.h"
#include "storage/journal_tables.h"
#include "storage/projections/category_tree.h"
#include "storage/projections/segment_members.h"
#include "storage/projections/stock_cost.h"
#include "storage/projections/stock_level.h"
#include "storage/projections/unique_value.h"
#include "storage/seldom.h"

#include <google/protobuf/message.h>

#include <set>
#include <vector>

namespace kontor {

class RememberingView;
class RowTable;
class WriteMarks;

/// Keeps the tables equal to the fold of the commits that count. Works inside the writer's transaction; whatever the order in
/// which commits and acceptances come, the tables end the same.
class Applier
{
public:
    /// The memories are told of each row that is written, and `marks` of each kind.
    explicit Applier(Database& database, std::vector<RememberingView*> memories = {}, WriteMarks* marks = nullptr)
        : m_database(database),
          m_memories(std::move(memories)),
          m_marks(marks),
          m_commits(database),
          m_digests(database),
          m_uniqueValues(database),
          m_categories(database),
          m_counts(database),
          m_costs(database),
          m_segments(database),
          m_erasures(database)
    {}

    /// Tables, indexes and bookkeeping; what a newer schema adds is added.
    static void createTables(Database& database);
    /// Empties every derived table, but for the facts of commits that came compacted in a base (snapshot.h): no journal could
    /// make them again.
    void clearTables();
    /// After clearTables: what follows from those facts (digests, projections, search).
    void takeUpBase();
    /// Takes what some commits wrote of a type out of the tables, as when a terminal leaves a store. The journal is the
    /// caller's.
    void withdraw(const RowType& type, const std::function<bool(std::int64_t commit)>& leaves);
    /// Before anything is applied, and again when it becomes known.
    void setOrganisation(const RawId& organisation) { m_digests.setOrganisation(organisation); }
    /// What journal::append is given.
    [[nodiscard]] ScopeRef storeOf(const schema::Header& header) { return m_digests.storeOf(header); }

    /// Writes what a commit in the journal changes.
    void apply(const StoredCommit& commit, const std::vector<schema::Change>& changes);
    /// An acceptance came: other effective time or verdict. `before` as it was applied, `after` as it is in the journal now.
    void reapply(const StoredCommit& before, const StoredCommit& after);
    /// Makes rows again from the journal, whatever became of them and of what is kept about them, and counts the digests of
    /// their types from the rows. Reads these commits, or all of them when none are named: for repairs. Facts of compacted
    /// commits stay as they are, since no journal could make them again; returns them.
    [[nodiscard]] std::vector<std::pair<std::uint32_t, RawId>>
    makeAgain(const std::vector<std::pair<std::uint32_t, RawId>>& rows, const std::set<std::int64_t>* commits);
    /// Makes the rows again that a commit wrote which counts no more and cannot be read: each row is asked whose it is, once
    /// after a fault of the disk.
    void takeOut(std::int64_t commit);
    void applyLocal(const Commit::Local& local);
    /// What is written once for all changes of a transaction: digests, exceptions. Before it commits.
    void finish();

    /// What was touched since the last call.
    struct Touched {
        std::set<std::uint32_t> types;
        std::vector<RawId> rows;
        bool tooMany = false;
        bool erased = false; ///< Somebody's data was: it is still in the write-ahead log.
    };
    [[nodiscard]] Touched takeTouched();

private:
    void withdrawChanges(const RowType& type, const std::function<bool(std::int64_t commit)>& leaves);
    void applyFact(const RowType& type, const schema::Change& change, const StoredCommit& commit);
    void electFact(const RowType& type, const RawId& row);
    void applyEntity(const RowType& type, const schema::Change& change, const StoredCommit& commit);
    [[nodiscard]] bool hasChanges(const RowType& type, const RawId& row);
    [[nodiscard]] bool isNewest(const RowType& type, const RawId& row, const std::vector<std::uint32_t>& groups,
                                bool isInsert, const StoredCommit& commit);
    void refold(const RowType& type, const RawId& row);
    void project(const google::protobuf::Message& fact, int sign);
    /// A row and the scope it is in.
    struct Row {
        google::protobuf::Message* row = nullptr; ///< nullptr: there is none.
        ScopeRef scope = organisationScope;
    };
    /// Everything that follows a row: digest, search index.
    void changed(const RowTable& table, Row before, Row after);
    [[nodiscard]] ScopeRef scopeOf(const RowType& type, std::int64_t commit);
    void touch(std::uint32_t type, const RawId& row);
    void renewSeldom()
    {
        if (m_seldomTouched)
            seldom::renew(m_database);
        m_seldomTouched = false;
    }

    void forgetAll();

    Database& m_database;
    std::vector<RememberingView*> m_memories;
    WriteMarks* m_marks;
    CommitCache m_commits; ///< Empty between two calls.
    DigestBook m_digests;
    projections::UniqueValues m_uniqueValues;
    projections::CategoryTree m_categories;
    projections::StockCounts m_counts;
    projections::StockCostBook m_costs;
    projections::SegmentBook m_segments;
    Erasures m_erasures;
    Touched m_touched;
    bool m_seldomTouched = false; ///< Rows with option `seldom`: what was worked out of them is worth nothing any more.
};

/// Of the changes of one entity row that count those that foldRow needs, with their keys: per group the newest that can be
/// read. However long the row's history is, only so many commits are read. Used by the applier and by reading as an author
/// saw it.
[[nodiscard]] std::vector<KeyedChange> changesOfRow(Database& database, CommitCache& commits, const RowType& type,
                                                    const RawId& row,
                                                    const std::function<bool(const StoredCommit&)>& counts);

} // namespace kontor
