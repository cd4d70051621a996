#pragma once

#include "domain/journal/sight.h"
#include "support/memory_reader.h"

#include <utility>

namespace kontor::testing {

/// What an author saw, at a restored server that lacks some of it.
struct TornSight : MemoryReader, Sight {
    explicit TornSight(MemoryReader shop) : MemoryReader(std::move(shop)) {}
    [[nodiscard]] bool isWhole() const override { return false; }
};

} // namespace kontor::testing
