#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/purchasing.pb.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace kontor {

/// The same on every device.
[[nodiscard]] Id<schema::ReorderRule> reorderRuleId(Id<schema::Variant> variant, Id<schema::Location> location);

struct SetReorderRule {
    Id<schema::Variant> variant;
    Id<schema::Location> location = {}; ///< Nil: where the store sells from.
    std::optional<Quantity> least = {};
    std::optional<Quantity> upTo = {};
    std::optional<std::uint32_t> coverDays = {};
    bool never = false;
};
/// "set-reorder-rule"; ADJUST_STOCK. Errors: NotFound about "product", "location"; Invalid about "quantity" (below zero, up to less
/// than the least), "days"; Conflict about "rule" when nothing would change.
[[nodiscard]] Result<Commit> setReorderRule(const Reader& shop, const Context& context, const Actor& actor,
                                            const SetReorderRule& input);

/// What is known of a product when it is decided whether to buy more of it.
struct ReorderFacts {
    Quantity available;
    Quantity incoming;
    Quantity soldInWindow; ///< In the last `windowDays`, what came back taken off.
    std::uint32_t windowDays = 28;
    std::uint32_t leadDays = 7; ///< Of the supplier.
    Quantity pack = {};         ///< Zero: any quantity.
    Quantity orderLeast = {};
    std::optional<Quantity> least = {};
    std::optional<Quantity> upTo = {};
    std::optional<std::uint32_t> coverDays = {};
    bool never = false;
};
struct ReorderAdvice {
    Quantity least; ///< Below it, it is low: the rule's, or what is sold while a delivery is on its way.
    Quantity order; ///< Zero: none; whole packs, at least the supplier's least.
    bool isLow = false;
};
/// Pure. Sold per day × days, rounded up to whole units of the thousandth; a product that never sold and has no rule is never low.
[[nodiscard]] ReorderAdvice adviseReorder(const ReorderFacts& facts);

struct ReorderProposal {
    Id<schema::Variant> variant;
    std::optional<schema::SupplierItem> item; ///< Who to buy it from.
    ReorderFacts facts;
    ReorderAdvice advice;
};
/// Of a location, what is low at an instant, by variant id. `variants`: these, read one after the other; none: all that have a rule
/// there or a supplier, read in one pass by a shop that is StockSums too, with some hundred bytes for each in memory.
[[nodiscard]] std::vector<ReorderProposal> proposeReorders(const Reader& shop, Id<schema::Location> location, TimeUs at,
                                                           std::span<const Id<schema::Variant>> variants = {});

} // namespace kontor
