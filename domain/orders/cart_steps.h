#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <vector>

namespace kontor {

/// The open cart of a terminal as it stands: what an undo goes back to.
struct CartState {
    std::optional<schema::Cart> cart;
    std::vector<schema::CartLine> lines;
};
[[nodiscard]] CartState cartState(const Reader& shop, Id<schema::Terminal> terminal);

/// "restore-cart"; SELL. The open cart becomes what it was; local rows only, so nothing enters the journal. What its lines need
/// (an open price, a return) is asked again when it is sold.
/// Errors: Invalid about "cart" for a state of another terminal.
[[nodiscard]] Result<Commit> restoreCart(const Reader& shop, const Context& context, const Actor& actor,
                                         const CartState& input);

} // namespace kontor
