#pragma once

#include "domain/commands/command.h"
#include "domain/schema/journal.pb.h"
#include "domain/schema/shifts.pb.h"

#include <vector>

namespace kontor {

/// What is wrong with the closings of a commit, as their author saw the shop: their number is the next of the terminal, their
/// series go on where the last closing ended, the sums that are never set back are that one's with theirs added, and all they say of
/// a shift is what its orders and movements come to; of a period, what its shifts do.
[[nodiscard]] std::vector<schema::Reason> checkClosings(const Reader& asTheAuthorSaw,
                                                        const std::vector<schema::ShiftClosing>& closings,
                                                        const std::vector<schema::PeriodClosing>& periods);

} // namespace kontor
