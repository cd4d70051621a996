#pragma once

#include "domain/journal/reader.h"
#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"

#include <google/protobuf/message.h>

#include <optional>
#include <vector>

namespace kontor {

/// One change of an entity's row and the key it merges by.
struct KeyedChange {
    MergeKey key;
    schema::Change change;
};

/// The row that these changes of one row make: in merge-key order, each change writes the groups it holds (an insert all plain
/// ones), so per group the last by merge key stands. Nothing when no insert is among them. The order of `changes` does not
/// matter; a change that is there twice counts once.
///
/// `into` is cleared first and gets the id too.
[[nodiscard]] bool foldRow(const RowType& type, const RawId& row, std::vector<KeyedChange> changes,
                           google::protobuf::Message& into);

/// Writes one change into a row: the one step of the fold. Also what storage does when a change is the newest.
/// False when the body does not parse.
[[nodiscard]] bool applyChange(const RowType& type, const schema::Change& change, google::protobuf::Message& into);

/// The groups a change writes: for an insert 0 (all plain groups at once), for an update each group with a field in the body or
/// in `cleared`. Groups a newer program knows and this one does not are named by their field numbers.
[[nodiscard]] std::vector<std::uint32_t> groupsOf(const RowType& type, const schema::Change& change);

} // namespace kontor
