#pragma once

#include "storage/database.h"
#include "storage/row_table.h"

namespace kontor::search {

/// Full-text tables over the fields with option search: one for plain text, one for personal data, so that an erasure can empty
/// and optimise the second alone. Contentless: the words are kept once, in the rows.
void create(Database& database);
void clear(Database& database);

/// Brings the index from a row's old state to its new one; nullptr for no row. Nothing is written when the words are the same.
void update(Database& database, const RowTable& table, const google::protobuf::Message* before,
            const google::protobuf::Message* after);

/// A query of prefixes: `"mug"* "ind"*`; empty when `text` has no word. Quotes and operators in `text` are only words.
[[nodiscard]] std::string prefixQuery(std::string_view text);

} // namespace kontor::search
