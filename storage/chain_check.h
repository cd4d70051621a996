#pragma once

#include "domain/base/result.h"
#include "storage/database.h"

#include <cstdint>

namespace kontor {

/// Every chain in the journal: dense sequences, links, header and part hashes, all signatures. Returns how many commits there are.
/// Errors: Storage naming origin, sequence and what is wrong.
[[nodiscard]] Result<std::uint64_t> checkChains(Database& database);

} // namespace kontor
