#pragma once

#include "domain/base/id.h"
#include "domain/journal/context.h"
#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"

#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace kontor {

class Actor;

/// What one command changes: all of it is written or none. A command returns it and writes nothing itself.
///
/// Rows get their ids here: the first inserted one the commit's main id, the others ids derived from it, unless the message
/// brings an id of its own (imported rows).
class Commit
{
public:
    /// One row's insert or update, on its way into the part of its scope.
    struct Draft {
        std::uint32_t type = 0;
        RawId row;
        schema::Change::Kind kind = schema::Change::INSERT;
        Bytes body; ///< The message without its id.
        std::vector<std::uint32_t> cleared;
        RawId scope;  ///< Organisation or store id.
        RawId person; ///< The row the personal fields are of; nil for plain parts.
    };
    /// A row of LOCAL kind to keep (body) or to drop.
    struct Local {
        std::uint32_t type = 0;
        RawId row;
        bool drop = false;
        Bytes body;
    };

    Commit(std::string command, const Context& context, const Actor& actor);
    /// For the system itself (begin-origin) and for author ids already checked.
    Commit(std::string command, const Context& context, RawId author);

    /// From a back office of all stores, which has none of its own: whose store's part this commit's rows go into. Who may is
    /// asked by storeOfWork() (domain/identity/move_terminal.h). Any other terminal's stays its own.
    void writeInto(Id<schema::Store> store);

    /// Inserts an entity, a fact or a new version; returns the row's id. Personal fields go into a part of their own.
    RawId insert(google::protobuf::Message& row);
    template <typename T>
    Id<T> add(T row)
    {
        return Id<T>(insert(row));
    }
    /// Writes the groups of fields in which `after` differs from `before`; nothing when none does. Of a versioned entity the
    /// whole row.
    void update(const google::protobuf::Message& before, const google::protobuf::Message& after);

    /// Local rows: not in the journal, but in the same transaction.
    void keep(const google::protobuf::Message& localRow);
    void drop(const google::protobuf::Message& localRow);

    /// The main id; the next one asked for is derived from it.
    [[nodiscard]] RawId nextRowId();
    [[nodiscard]] RawId mainId() const { return m_mainId; }

    [[nodiscard]] const std::string& command() const { return m_command; }
    [[nodiscard]] RawId author() const { return m_author; }
    [[nodiscard]] RawId approver() const { return m_approver; }
    [[nodiscard]] const std::vector<Draft>& changes() const { return m_changes; }
    [[nodiscard]] const std::vector<Local>& locals() const { return m_locals; }
    [[nodiscard]] bool isLocalOnly() const { return m_changes.empty(); }

private:
    [[nodiscard]] RawId scopeOf(const RowType& type) const;

    std::string m_command;
    RawId m_author;
    RawId m_approver;
    RawId m_organisation;
    RawId m_store;
    RawId m_mainId;
    std::uint32_t m_nextOrdinal = 0;
    std::vector<Draft> m_changes;
    std::vector<Local> m_locals;
};

} // namespace kontor
