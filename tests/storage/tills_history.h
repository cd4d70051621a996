#pragma once

#include "made_up_history.h"
#include "support/several_tills.h"

namespace kontor::test {

/// What several tills did, with the rows they were furnished with in front.
inline std::vector<Judged> commitsOf(const testing::SeveralTills& tills)
{
    std::vector<Judged> commits{crafted(77, 1, tills.beginning())};
    for (const auto& entry : tills.log)
        commits.push_back({entry.commit, entry.key.effective, schema::ACCEPTED});
    return commits;
}

} // namespace kontor::test
