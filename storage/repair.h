#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/journal/commit.h"
#include "storage/exceptions.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

struct Core;

/// Rows to be made again from the journal: what a comparison with the server found, or a count of one's own.
struct Repair {
    /// Type number and id, at most 256. With a nil id only the digest of the type is counted anew.
    std::vector<std::pair<std::uint32_t, RawId>> rows;
    std::vector<Bytes> commits = {}; ///< Hashes of commits that wrote them, as somebody else says.
    bool wholeJournal =
        true; ///< Every commit is read; else those that the own tables and `commits` name, which is quick.
    bool differFromServer = false; ///< So those that come out as they were are wrong there.
    std::string gaveUp = {};       ///< Why a search for rows ended before it had all of them; kept for people.
};

/// What became of them.
struct Repaired {
    std::vector<std::pair<std::uint32_t, RawId>> rows;  ///< Were wrong, and are now what the journal says.
    std::vector<std::pair<std::uint32_t, RawId>> same;  ///< Were what the journal says.
    std::vector<std::pair<std::uint32_t, RawId>> stuck; ///< Came compacted in a base: only a new base mends them.
    bool sums = false; ///< The digests of some types were not those of their rows, and are now.
};

namespace core {
/// Counts the digests of the named types anew, about 2 microseconds a row, while sales wait: for after a fault. What it finds
/// is noted; see damage.
[[nodiscard]] Result<Repaired> repair(Core& core, const Repair& wish);
} // namespace core

/// What was found wrong with the rows of this device, or with the server's, and what was done about it: a few lines that stay on
/// this device and are shown among the exceptions.
namespace damage {

/// The commits that wrote rows, as far as the tables name them.
[[nodiscard]] std::set<std::int64_t> writersOf(Database& database, std::uint32_t type, const std::vector<RawId>& rows);
/// Newest last; at most 16 are kept.
[[nodiscard]] std::vector<ShopException> list(Database& database);

} // namespace damage
} // namespace kontor
