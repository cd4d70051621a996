#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/inventory/goods_back.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <map>
#include <string>
#include <vector>

namespace kontor {

// Which goods really leave, or come back, by a line of an order. Of most products it is the product itself, and nothing here is asked:
// isPlain() says so from the rows a line is priced by anyway.

[[nodiscard]] inline bool isPlain(const schema::Product& product, const schema::Variant& variant)
{
    return product.tracking() == schema::BY_QUANTITY && variant.part_size() == 0;
}

/// What a line takes out of the stock: of a bundle or recipe its parts, theirs in turn (five deep at most), else itself. Quantities
/// in each one's own unit, summed. Errors: Invalid about "parts" when it is a part of itself or too deep, "quantity" beyond bounds.
[[nodiscard]] Result<std::map<Id<schema::Variant>, Quantity>>
goodsTaken(const Reader& shop, Id<schema::Variant> variant, Quantity quantity);

struct LineOfGoods {
    Id<schema::Variant> variant;
    Quantity quantity;    ///< In the product's unit; below zero: comes back.
    Bytes line;           ///< The order line.
    Bytes lot = {};       ///< Chosen by somebody; empty: first expired, first out.
    Bytes returns = {};   ///< The line of an earlier order that comes back,
    Quantity ofLine = {}; ///< and how much of it, in that line's own unit; below zero.
};
/// The movements of one line that is not plain, or comes back, without ids. Lots: the chosen one, or what expires first of what is there
/// and may be sold, then what is of no lot since it was there before lots were kept. What is beyond that goes out of no lot too, where
/// the stock may be below zero and no lot was passed over. What comes back is what its line took
/// (goods_back.h); of a line whose movements are not here what it would take today, to the lot that is said or to none.
/// `order`: what other lines of the same order took and brought back, added to.
///
/// Errors: Conflict about "lot" when the chosen one is expired, recalled or (a piece) not there; Conflict about "stock" when all that
/// is left is expired, or less than wanted where `mayRunOut` is false; goodsTaken's.
[[nodiscard]] Result<std::vector<schema::StockMovement>> movementsOfLine(const Reader& shop, const LineOfGoods& line,
                                                                         Id<schema::Location> location, TimeUs at,
                                                                         std::uint32_t today, bool mayRunOut,
                                                                         GoodsMoved& order);

struct SetParts {
    Id<schema::Variant> variant;
    struct Part {
        Id<schema::Variant> variant;
        Quantity quantity;
    };
    std::vector<Part> parts = {}; ///< None: an ordinary product again.
};
/// "set-parts"; EDIT_CATALOG. Errors: NotFound about "product"; Invalid about "parts" (more than 50, one twice, no goods, itself or a
/// circle), "quantity"; Conflict about "parts" when nothing would change, about "stock" when there is, is kept or is to come some of what
/// had no parts.
[[nodiscard]] Result<Commit> setParts(const Reader& shop, const Context& context, const Actor& actor,
                                      const SetParts& input);

/// How many of it could be sold: of a bundle as many as its parts make, else the level.
[[nodiscard]] Quantity sellableLevel(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location);

} // namespace kontor
