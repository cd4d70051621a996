#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/schema/journal.pb.h"
#include "domain/schema/settings.pb.h"

#include <cstdint>
#include <filesystem>

namespace kontor {

/// Whose parts a base holds besides the organisation's; nil: all stores'.
struct SnapshotScope {
    Id<schema::Organisation> organisation;
    Id<schema::Store> store;
};

struct CopiedShop {
    schema::Cursor cursor; ///< The server's log is in it up to here.
    std::uint64_t rows = 0;
};

/// Copies a server's shop of one scope into a new SQLite file, compacted, out of one read transaction on a connection that can
/// only read, so that the writer never waits.
///
/// - Commits that only made facts keep their place (n, origin, sequence, hash, effective time, verdict, cursor) and lose header,
///   signature, parts and acceptance. Commits with entity changes, contested facts, unknown types or fields of a newer schema,
///   flagged and quarantined ones and the first of each origin stay whole: rows are folded, elected, upgraded and exceptions
///   explained from them.
/// - What is in no followed scope is left out: parts, rows, claims, whole commits, what projections made of them.
/// - Local tables, `meta` and what is the server's own are empty.
///
/// Errors: Storage; Invalid about a table that this function was not told about, so that a new one cannot be forgotten.
[[nodiscard]] Result<CopiedShop> copyShop(const std::filesystem::path& database, const SnapshotScope& scope,
                                          const std::filesystem::path& base);

} // namespace kontor
