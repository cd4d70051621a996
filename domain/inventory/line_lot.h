#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

namespace kontor {

struct PrintedLot;

struct SetLineLot {
    Id<schema::CartLine> line;
    Id<schema::Lot> lot = {}; ///< Nil: what expires first again.
};
/// "set-line-lot"; SELL. Which lot, or which piece, lies on the counter: local, as all of the open cart. Of what comes back too.
/// Errors: NotFound about "line", "lot"; Conflict about "lot" when what is to be sold of it has expired or was recalled.
[[nodiscard]] Result<Commit> setLineLot(const Reader& shop, const Context& context, const Actor& actor,
                                        const SetLineLot& input);

/// The lot or piece of a product that a scanned code names (catalog/gs1.h); nil where it names none, or goods are not kept by them.
/// `leaves`: it is to be sold. A lot that was never taken in here is passed over, so that goods whose delivery nobody keyed in are sold as
/// any: what expires first.
/// Errors: Conflict about "lot" when what is to be sold has expired, by its row or by the code itself, or was recalled; NotFound about
/// "lot" for a piece that is not known.
[[nodiscard]] Result<Id<schema::Lot>> lotOfCode(const Reader& shop, Id<schema::Variant> variant,
                                                const PrintedLot& printed, bool leaves, std::uint32_t today);

} // namespace kontor
