#pragma once

#include "simulation/run.h"

namespace kontor::simulation {

struct Shortened {
    Plan plan;
    Outcome outcome;
};

/// Leaves out of a failing run what the failure does not need: kinds of faults one by one, then actions from the end.
/// The failure that is left is of the same invariant.
[[nodiscard]] Shortened shorten(const Plan& plan, const Outcome& outcome);

} // namespace kontor::simulation
