#pragma once

#include "domain/base/bytes.h"
#include "storage/database.h"

#include <functional>
#include <string_view>

namespace kontor {

/// What two stores are compared by: a line per row, by type number and id, fields by number; then a line per projection entry.
/// Nothing that is local to a store (numbers of arrival, local rows) is in it. Inside the caller's read transaction.
void canonicalDump(Database& database, const std::function<void(std::string_view line)>& line);
/// BLAKE2b-256 over the lines.
[[nodiscard]] Bytes canonicalDigest(Database& database);

} // namespace kontor
