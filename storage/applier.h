#pragma once

#include "domain/journal/commit.h"
#include "domain/journal/envelope.h"
#include "domain/journal/fold.h"
#include "storage/commit_cache.h"
#include "storage/database.h"
#include "storage/journal_tables.h"

#include <google/protobuf/message.h>

#include <set>
#include <vector>

namespace kontor {

/// Keeps the tables equal to the fold of the commits that count. Works inside the writer's transaction; whatever the order in
/// which commits and acceptances come, the tables end the same.
class Applier
{
public:
    explicit Applier(Database& database) : m_database(database), m_commits(database) {}

    /// Tables, indexes and bookkeeping; what a newer schema adds is added.
    static void createTables(Database& database);
    /// Empties every derived table.
    static void clearTables(Database& database);

    /// Writes what a commit in the journal changes.
    void apply(const StoredCommit& commit, const std::vector<schema::Change>& changes);
    /// An acceptance came: other effective time or verdict. `before` as it was applied, `after` as it is in the journal now.
    void reapply(const StoredCommit& before, const StoredCommit& after);
    void applyLocal(const Commit::Local& local);

    /// What was touched since the last call.
    struct Touched {
        std::set<std::uint32_t> types;
        std::vector<RawId> rows;
        bool tooMany = false;
    };
    [[nodiscard]] Touched takeTouched();

private:
    void applyFact(const RowType& type, const schema::Change& change, const StoredCommit& commit);
    void electFact(const RowType& type, const RawId& row);
    void applyEntity(const RowType& type, const schema::Change& change, const StoredCommit& commit);
    void refold(const RowType& type, const RawId& row);
    void project(const google::protobuf::Message& fact, int sign);
    void touch(std::uint32_t type, const RawId& row);

    Database& m_database;
    CommitCache m_commits; ///< Empty between two calls.
    Touched m_touched;
};

/// The changes of one entity row that count, with their keys: what foldRow takes. Used by the applier, by reading as an author
/// saw it, and by history.
[[nodiscard]] std::vector<KeyedChange> changesOfRow(Database& database, CommitCache& commits, std::uint32_t type,
                                                    const RawId& row,
                                                    const std::function<bool(const StoredCommit&)>& counts);

} // namespace kontor
