#pragma once

#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "storage/commit_cache.h"
#include "storage/database.h"

#include <set>
#include <tuple>
#include <vector>

namespace kontor::projections {

/// A row that has a value of a unique field now, and the key of the change that gave it to it.
struct Claim {
    MergeKey key;
    RawId row;
    friend auto operator<=>(const Claim&, const Claim&) = default;
};

/// The rows that have `value` (integers in decimal), by the key of their claim: the first holds it, the others are offered.
/// Scope: the row's. Kind: fold.
[[nodiscard]] std::vector<Claim> claimsOf(Database& database, CommitCache& commits, const RowType& type, int field,
                                          BytesView value);
/// The same without keys, as long as there is only one: (row ids in their order).
[[nodiscard]] std::vector<RawId> idsWith(Database& database, const RowType& type, int field, BytesView value);

/// Values that rows have won or lost in a transaction; at its end those that several rows have become exceptions on every
/// replica alike.
class UniqueValues
{
public:
    explicit UniqueValues(Database& database) : m_database(database) {}

    /// A row before and after; nullptr: there is none.
    void note(const RowType& type, const google::protobuf::Message* before, const google::protobuf::Message* after);
    void finish(CommitCache& commits);

private:
    void noteValues(const RowType& type, const google::protobuf::Message& row);

    Database& m_database;
    std::set<std::tuple<std::uint32_t, int, Bytes>> m_values;
};

/// The numbers of a type's fields with option unique.
[[nodiscard]] const std::vector<int>& uniqueFields(const RowType& type);

} // namespace kontor::projections
