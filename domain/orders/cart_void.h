#pragma once

#include "domain/base/bytes.h"
#include "domain/base/currency.h"
#include "domain/base/quantity.h"
#include "domain/commands/command.h"
#include "domain/schema/orders.pb.h"

namespace kontor {

// Goods that are keyed in and taken out again before they are paid: the oldest way to sell past a till. The open cart counts them, and
// with its end they are a fact (schema::CartVoid), which fraud rules and the Z count; a sale without any writes nothing for it.

/// Counts in `cart` that `taken` of a line of the open cart goes out of it (below zero: comes back in, by an undo), at what it costs
/// before promotions. Goods that come back, and practice, are not counted.
void countVoid(const Reader& shop, const Context& context, const schema::CartLine& line, Quantity taken,
               schema::Cart& cart);

/// The fact of all that `cart` has counted; nothing when it has counted nothing. `order` is what was sold of it; empty: nothing was.
void insertVoid(const Context& context, const Actor& actor, const schema::Cart& cart, const Bytes& order,
                Currency currency, Commit& commit);

} // namespace kontor
