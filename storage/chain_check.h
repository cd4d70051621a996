#pragma once

#include "domain/base/result.h"
#include "storage/database.h"

#include <cstdint>

namespace kontor {

/// Every chain in the journal: dense sequences, links, header and part hashes, and the signature wherever nothing follows: at heads,
/// at a fork's other end, in front of a gap. What is behind a good one is proved by its hash, whatever its own signature; an
/// archive's verifier checks each (packaging/verify-archive.py). Returns how many commits there are.
/// Errors: Storage naming origin, sequence and what is wrong.
[[nodiscard]] Result<std::uint64_t> checkChains(Database& database);

} // namespace kontor
