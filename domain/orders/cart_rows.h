#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/pricing/line_price.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"

#include <vector>

namespace kontor {

// The local rows of a terminal's open cart, for the commands that change it (cart.cpp, park.cpp, return_goods.cpp).

/// In the order in which they came.
[[nodiscard]] std::vector<schema::CartLine> cartLines(const Reader& shop, Id<schema::Terminal> terminal);

/// The terminal's cart, or a new one.
[[nodiscard]] schema::Cart openCart(const Reader& shop, const Context& context, const Actor& actor);

/// Invalid about "cart" when so many lines are more than a cart may have (setting cart.max-lines).
[[nodiscard]] Result<Done> checkLineCount(const Reader& shop, const Context& context, std::size_t lines);

/// What the engine is asked about a line.
[[nodiscard]] LineRequest requestOf(const schema::CartLine& line, const Buyer& buyer, TimeUs at);

/// Once none of `lines` hands over goods of the placed order any more, the cart is of none.
void keepPlaced(const std::vector<schema::CartLine>& lines, schema::Cart& cart);

/// Gives `line` an id and the next place in `cart`; both are kept by `commit`.
void appendLine(schema::Cart& cart, schema::CartLine& line, Commit& commit);

} // namespace kontor
