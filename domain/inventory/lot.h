#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// Goods that are told apart: lots with an expiry date, and single pieces with a serial number, which are lots of one.

/// The same on every device.
[[nodiscard]] Id<schema::Lot> lotId(Id<schema::Variant> variant, std::string_view number);

/// What is there of a lot. A projection, as the level of its product.
[[nodiscard]] Quantity lotLevel(const Reader& shop, Id<schema::Lot> lot, Id<schema::Location> location);

struct NewLot {
    std::string number;
    std::optional<std::uint32_t> expiresOn = {}; ///< 20101201: the last day it may be sold.
};
/// The row of a lot that goods come in with. Errors: Invalid about "lot" (its number), "expires", "tracking" when the product is
/// not kept by lots; Conflict about "expires" when the lot is known with another date. One that is known without a date takes this one.
[[nodiscard]] Result<schema::Lot> lotRow(const Reader& shop, Id<schema::Variant> variant, const NewLot& input);
/// Inserts it, or its date, unless it is there; returns its id.
[[nodiscard]] Result<Id<schema::Lot>> takeIn(const Reader& shop, Id<schema::Variant> variant, const NewLot& input,
                                             Commit& commit);

struct BlockLot {
    Id<schema::Lot> lot;
    bool blocked = true;
};
/// "block-lot"; ADJUST_STOCK. A recall: it is not sold any more. Errors: NotFound, Conflict about "lot".
[[nodiscard]] Result<Commit> blockLot(const Reader& shop, const Context& context, const Actor& actor,
                                      const BlockLot& input);

struct ChangeLot {
    Id<schema::Lot> lot;
    std::optional<std::uint32_t> expiresOn = {}; ///< None: it keeps for ever.
};
/// "change-lot"; ADJUST_STOCK. Its date was keyed in wrong. Errors: NotFound about "lot"; Invalid about "expires"; Conflict about "lot"
/// when it has that date.
[[nodiscard]] Result<Commit> changeLot(const Reader& shop, const Context& context, const Actor& actor,
                                       const ChangeLot& input);

struct SetTracking {
    Id<schema::Product> product;
    schema::StockTracking tracking = schema::BY_QUANTITY;
};
/// "set-tracking"; EDIT_CATALOG. Errors: NotFound about "product"; Invalid about "product" (no goods); Conflict about "tracking".
[[nodiscard]] Result<Commit> setTracking(const Reader& shop, const Context& context, const Actor& actor,
                                         const SetTracking& input);

struct LotView {
    schema::Lot lot;
    Quantity level;
};
/// Of a product at a location, what expires first before the others, those without a date last. `all`: the used up ones too.
[[nodiscard]] std::vector<LotView> lotsOf(const Reader& shop, Id<schema::Variant> variant,
                                          Id<schema::Location> location, bool all = false);

[[nodiscard]] bool isExpired(const schema::Lot& lot, std::uint32_t today);
/// Conflict about "lot" when it is expired or recalled; NotFound about "lot" when it is none of the product's.
[[nodiscard]] Result<schema::Lot> sellableLot(const Reader& shop, Id<schema::Variant> variant, Id<schema::Lot> lot,
                                              std::uint32_t today);

} // namespace kontor
