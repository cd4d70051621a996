#pragma once

#include "domain/base/id.h"
#include "domain/base/rational.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"

#include <cstdint>
#include <optional>

namespace kontor {

/// How many of one unit another is, exactly: n / d, both above zero, in lowest terms.
struct UnitRatio {
    std::int64_t n = 1;
    std::int64_t d = 1;
    friend bool operator==(const UnitRatio&, const UnitRatio&) = default;

    [[nodiscard]] bool isOne() const { return n == d; }
    [[nodiscard]] Rational rational() const { return {n, d}; }
};

/// The largest numerator and denominator of a unit: a ratio of two units then fits an int64.
inline constexpr std::uint64_t maxUnitTerm = 1'000'000'000;

/// How many of `to` one of `from` is: 12 for a box of 12 and pieces, 1/10 for 100 g and kg. A nil id is pieces.
/// Nothing when one of them is unknown or they measure different things.
[[nodiscard]] std::optional<UnitRatio> unitRatio(const Reader& shop, Id<schema::Unit> from, Id<schema::Unit> to);

} // namespace kontor
