#pragma once

#include "domain/schema/shifts.pb.h"

#include <string>
#include <vector>

namespace kontor {

struct ClosingFault {
    std::string receipt; ///< Of an order; empty: of the closing itself.
    std::string what;
};
/// What does not add up in one of a till's `closings`, which are in the order of their numbers: the orders it lists itself, and a number
/// or perpetual sums that do not follow from the closing before it.
[[nodiscard]] std::vector<ClosingFault> closingFaults(const std::vector<schema::ShiftClosing>& closings,
                                                      const schema::ShiftClosing& closing);

} // namespace kontor
