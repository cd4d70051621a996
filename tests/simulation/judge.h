#pragma once

#include "domain/commands/review.h"
#include "simulation/disk.h"

#include <utility>

namespace kontor::simulation {

/// The judge of kontor-server.
inline std::pair<schema::Verdict, std::vector<schema::Reason>> judge(const Reader& asTheAuthorSaw, const Reader& now,
                                                                     const SignedCommit& commit,
                                                                     const std::vector<schema::Change>& changes)
{
    auto made = review(asTheAuthorSaw, now, commit, changes);
    return {made.verdict, std::move(made.reasons)};
}

inline void resetSqliteForFounding()
{
    resetSqliteRandomness(1);
}

} // namespace kontor::simulation
