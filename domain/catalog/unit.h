#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/pricing/unit_ratio.h"
#include "domain/schema/catalog.pb.h"

#include <optional>
#include <string>

namespace kontor {

struct AddUnit {
    std::string name = {};                   ///< "100 grams".
    std::string symbol = {};                 ///< "100 g"; empty: the name.
    std::optional<Id<schema::Unit>> of = {}; ///< Its base; nil: pieces; absent: it is a base itself.
    std::uint64_t numerator = 1;             ///< One of it is numerator / denominator of its base.
    std::uint64_t denominator = 1;
    bool whole = false; ///< Only whole ones are sold: a box.
};
/// "add-unit"; EDIT_CATALOG. The unit's id is the commit's mainId; it is never changed, since lines were counted in it.
/// Errors: Invalid about "name", "symbol", "ratio" (from 1 to maxUnitTerm each), "of" (has a base itself); NotFound about "of";
/// Conflict about "name" when a unit is called so.
[[nodiscard]] Result<Commit> addUnit(const Reader& shop, const Context& context, const Actor& actor,
                                     const AddUnit& input);

struct SetProductUnit {
    Id<schema::Product> product;
    Id<schema::Unit> unit; ///< Nil: pieces.
};
/// "set-product-unit"; EDIT_CATALOG. What its quantities count from now on; prices and stock without a unit of their own are per
/// it, and are not converted.
/// Errors: NotFound about "product", "unit"; Conflict about "unit" when it is sold in it already, about "stock" when some of it is there,
/// kept or to come and the units are not one and the same.
[[nodiscard]] Result<Commit> setProductUnit(const Reader& shop, const Context& context, const Actor& actor,
                                            const SetProductUnit& input);

struct SetVariantContent {
    Id<schema::Variant> variant;
    Quantity content; ///< What one of it holds; zero: not said any more.
    Id<schema::Unit> unit;
};
/// "set-variant-content"; EDIT_CATALOG. For the price per base unit on the shelf (unit_price.h).
/// Errors: NotFound about "variant", "unit"; Invalid about "content" (below zero).
[[nodiscard]] Result<Commit> setVariantContent(const Reader& shop, const Context& context, const Actor& actor,
                                               const SetVariantContent& input);

/// A unit by name or symbol; "pieces" is nil. Errors: NotFound about "unit".
[[nodiscard]] Result<Id<schema::Unit>> findUnit(const Reader& shop, const std::string& name);
/// "kg"; "pieces" for nil.
[[nodiscard]] std::string unitSymbol(const Reader& shop, Id<schema::Unit> unit);

} // namespace kontor
