#pragma once

#include "domain/base/result.h"
#include "domain/journal/envelope.h"
#include "domain/schema/settings.pb.h"

#include <vector>

namespace kontor {

/// Checks that a run is the beginning of the organisation's first origin: "begin-origin" as commit 1, signed by the key it brings;
/// then "found-organisation" for this organisation with that key's terminal; dense, linked by hashes, the last signed by the
/// same key. Returns the key.
/// Errors: Invalid about "commit 0" and so on, or "run".
[[nodiscard]] Result<Bytes> checkRootOfTrust(const std::vector<SignedCommit>& run,
                                             Id<schema::Organisation> organisation);

} // namespace kontor
