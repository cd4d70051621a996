#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"

namespace kontor {

struct SetLineLot {
    Id<schema::CartLine> line;
    Id<schema::Lot> lot = {}; ///< Nil: what expires first again.
};
/// "set-line-lot"; SELL. Which lot, or which piece, lies on the counter: local, as all of the open cart. Of what comes back too.
/// Errors: NotFound about "line", "lot"; Conflict about "lot" when what is to be sold of it has expired or was recalled.
[[nodiscard]] Result<Commit> setLineLot(const Reader& shop, const Context& context, const Actor& actor,
                                        const SetLineLot& input);

} // namespace kontor
