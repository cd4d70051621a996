#pragma once

#include "domain/base/result.h"
#include "storage/core.h"

#include <cstdint>
#include <vector>

namespace kontor::prune {

/// What a till forgets of other terminals' journals, in place: a commit that only made facts leaves its rows, its hash and its
/// place in the chain, as in a base (snapshot_copy.h); header, signature, parts and acceptance go. Kept whole for ever are own
/// commits, of former lives too; those with changes of entities, contested facts, unknown types or a newer schema's fields; the
/// first of each origin; flagged, quarantined and parked ones. The server keeps everything: its log is the shop's memory.
struct Wish {
    TimeUs before = 0; ///< Only what the server received earlier,
    SyncState state;   ///< and only what its last backup holds: mayPrune().
};

struct Progress {
    std::int64_t after = 0; ///< Number of the last commit that was looked at; kept for the next time.
    std::uint64_t commits = 0;
    std::uint64_t bytes = 0;
    bool more = true;
};

/// Where the last pruning ended.
[[nodiscard]] std::int64_t place(Database& database);
/// Works for a few milliseconds in one transaction. Errors: Storage.
[[nodiscard]] Result<Done> slice(Core& core, const Wish& wish, Progress& progress);
/// Accept batches that no commit refers to any more. Reads the whole journal: not on the writer.
[[nodiscard]] std::vector<std::int64_t> idleBatches(Database& database);
[[nodiscard]] Result<Done> dropBatches(Core& core, const std::vector<std::int64_t>& ids);

} // namespace kontor::prune
