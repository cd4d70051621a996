#pragma once

#include "domain/commands/command.h"
#include "domain/schema/journal.pb.h"
#include "domain/schema/shifts.pb.h"

#include <vector>

namespace kontor {

/// What is wrong with the closings of a commit, as their author saw the shop: their number is the next of the terminal, their
/// series go on where the last closing ended, and the sums that are never set back are that one's with theirs added. The orders
/// themselves are not summed up again here (`kontorctl shift` does): ten thousand of them would hold up every other terminal.
[[nodiscard]] std::vector<schema::Reason> checkClosings(const Reader& asTheAuthorSaw,
                                                        const std::vector<schema::ShiftClosing>& closings);

} // namespace kontor
