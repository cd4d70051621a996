#include "simulation/shorten.h"

#include <algorithm>

namespace kontor::simulation {

namespace {

/// "S6", or the first words where there is no number.
std::string kindOf(const std::string& failure)
{
    return failure.substr(0, failure.find(':'));
}

} // namespace

Shortened shorten(const Plan& plan, const Outcome& outcome)
{
    Shortened best{plan, outcome};
    const auto kind = kindOf(*outcome.failure);
    const auto fails = [&](const Plan& candidate) {
        auto tried = Run(candidate).go();
        if (!tried.failure || kindOf(*tried.failure) != kind)
            return false;
        best = {candidate, std::move(tried)};
        return true;
    };
    for (std::uint32_t i = 0; i < faultKinds; ++i) {
        Plan without = best.plan;
        without.faults &= ~(1U << i);
        if (without.faults != best.plan.faults)
            (void)fails(without);
    }
    std::uint32_t high = std::min(best.plan.maxActions, Weather::draw(best.plan).actions);
    std::uint32_t low = 0;
    while (low < high) {
        const auto middle = (low + high) / 2;
        Plan fewer = best.plan;
        fewer.maxActions = middle;
        if (fails(fewer))
            high = middle;
        else
            low = middle + 1;
    }
    return best;
}

} // namespace kontor::simulation
