#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kontor::simulation {

/// Small histories, all of them: tills that each do a few things, in every order in which their doings can fall between each other,
/// and with the power failing at every single change of a disk.
struct Exhaustive {
    std::size_t tills = 2;
    std::size_t actions = 4; ///< Of each: make, send, make, fetch, and again.
    std::uint64_t part = 0;  ///< Only histories whose number modulo `parts` is this.
    std::uint64_t parts = 1;
};

struct ExhaustiveOutcome {
    std::uint64_t histories = 0;
    std::uint64_t crashPoints = 0;
    std::optional<std::string> failure; ///< With the history it is of.
};

/// Every order, without crashes. `more` is asked before each history.
[[nodiscard]] ExhaustiveOutcome everyOrder(const Exhaustive& wish, const std::function<bool()>& more);
/// With the power failing at each change of each disk, the server's too: in every order of what the tills send and fetch. What one
/// makes nobody else sees before that, so where it falls between others' doings makes no other history, but for the time of day.
[[nodiscard]] ExhaustiveOutcome everyCrash(const Exhaustive& wish, const std::function<bool()>& more);

} // namespace kontor::simulation
