#pragma once

#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/orders/cart.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/settings/settings.h"

namespace kontor {

class LineCosts;

// The rows of an order out of a priced cart, for what sells it and what only promises it (sell.cpp, placed_order.cpp).

/// With the next number of the till's series, or, where it is practised, without one.
[[nodiscard]] schema::Order orderOf(const Context& context, const Actor& actor, const CartView& cart,
                                    const schema::Terminal& terminal, bool training = false);
[[nodiscard]] schema::OrderLine lineOf(const CartLineView& line, const Bytes& order, std::uint32_t ordinal);
/// Further taxes of a line and what was taken from it.
void insertCharges(const CartLineView& line, const Bytes& order, std::uint32_t ordinal, Commit& commit);
/// Further parked carts it was made of.
void insertCarts(const CartView& cart, const Bytes& order, Commit& commit);
void insertUses(const CartView& cart, const Bytes& order, Commit& commit);
/// What comes along for nothing: lines without a price behind `ordinal`. `costs`: goods move, and that is what they had cost; nullptr:
/// nothing moves yet.
void insertGifts(const Reader& shop, const CartView& cart, const StoreTerms& terms, TimeUs at, const Bytes& order,
                 std::uint32_t ordinal, Commit& commit, LineCosts* costs);

} // namespace kontor
