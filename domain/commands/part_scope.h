#pragma once

#include "domain/commands/command.h"
#include "domain/schema/journal.pb.h"

#include <vector>

namespace kontor {

struct SignedCommit;

struct PartScopeReview {
    std::vector<schema::Reason> grave;   ///< The commit is QUARANTINED.
    std::vector<schema::Reason> strange; ///< It is FLAGGED.
};

/// What is wrong with the parts a commit's changes travel in; empty when nothing is. A part decides which terminals get a
/// change and what an erasure drops, so a change in the wrong one would reach who must not have it, or outlive its person:
///
/// - an organisation's row travels in a part of the organisation, a store's row in one of the terminal's store, as the author
///   saw it or as it is now (a terminal's move is known to the server first);
/// - a personal part holds personal fields only, all of one row, and no plain part holds any.
///
/// Before the organisation is founded any one scope will do, and so it will for a terminal nobody has written down yet: both
/// are there in the root origin's first commits only. A terminal's move may be among what a restored server lacks (sight.h): then a
/// part of any store is strange, not grave. Types of a newer schema are not judged. `changes` is changesOf(commit).
[[nodiscard]] PartScopeReview checkPartScopes(const Reader& asTheAuthorSaw, const Reader& now,
                                              const SignedCommit& commit, const std::vector<schema::Change>& changes);

} // namespace kontor
