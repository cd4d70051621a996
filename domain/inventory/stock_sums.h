#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/time.h"
#include "domain/schema/inventory.pb.h"

#include <optional>
#include <vector>

namespace kontor {

/// What there is of a product at a location, and what of it was sold in a time.
struct StockSum {
    RawId variant;
    Quantity onHand;
    Quantity sold; ///< What came back taken off.
};

/// A Reader may be one as well: it reads all products of a location in one pass, where asking for one after the other would take
/// minutes for half a million.
class StockSums
{
public:
    StockSums() = default;
    StockSums(const StockSums&) = delete;
    StockSums& operator=(const StockSums&) = delete;
    virtual ~StockSums() = default;

    /// By variant: those that are there or were sold or came back in (after, until]; ids of lots may be among them. Memory goes by
    /// products, not by movements. Nothing: it cannot, ask for one after the other.
    [[nodiscard]] virtual std::optional<std::vector<StockSum>> stockSums(Id<schema::Location> location, TimeUs after,
                                                                         TimeUs until) const = 0;
};

} // namespace kontor
