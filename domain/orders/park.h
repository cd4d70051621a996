#pragma once

#include "domain/base/id.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/settings.pb.h"

#include <string>
#include <vector>

namespace kontor {

// Carts set aside. A parked cart is an entity of the store: every till of it may go on with it, offline too once it has come. Two
// tills that both did are two sales and one exception, since goods have left the shop twice; an order names its parked cart.

struct ParkCart {
    std::string label = {}; ///< What people call it; at most 100 bytes.
};
/// "park-cart"; SELL. The open cart with all its lines becomes a parked one and the till is free. Prices are not kept: they are
/// looked up again when it goes on. The commit's mainId is the parked cart's id.
/// Errors: Invalid about "cart" (empty), "label"; Conflict about "paid" while a part of it is paid (cart_payment.h).
[[nodiscard]] Result<Commit> parkCart(const Reader& shop, const Context& context, const Actor& actor,
                                      const ParkCart& input);

struct RecallCart {
    Id<schema::ParkedCart> cart;
};
/// "recall-cart"; SELL, and RETURN_GOODS where goods come back in it; what else its lines need is asked when they are sold. Its lines
/// go behind those of the open cart: recalling two merges them. Errors: NotFound about "cart"; Conflict about "cart" when it was taken
/// already; Invalid about "cart" when it has expired or there would be too many lines.
[[nodiscard]] Result<Commit> recallCart(const Reader& shop, const Context& context, const Actor& actor,
                                        const RecallCart& input);

struct DiscardParkedCart {
    Id<schema::ParkedCart> cart;
};
/// "discard-cart"; SELL. Expired ones too. Errors: NotFound, Conflict about "cart".
[[nodiscard]] Result<Commit> discardParkedCart(const Reader& shop, const Context& context, const Actor& actor,
                                               const DiscardParkedCart& input);

struct SplitCart {
    struct Item {
        Id<schema::CartLine> line;
        Quantity quantity; ///< Of the line's sign; at most all of it.
    };
    std::vector<Item> items;
    std::string label = {};
};
/// "split-cart"; SELL. Moves goods of the open cart into a parked one, to be paid on their own. By amount a bill is split with
/// several payments instead (sell.h). Errors: Invalid about "quantity", "label", "items" (none, or nothing would stay); NotFound
/// about "line".
[[nodiscard]] Result<Commit> splitCart(const Reader& shop, const Context& context, const Actor& actor,
                                       const SplitCart& input);

struct ParkedCartView {
    Id<schema::ParkedCart> cart;
    std::string label;
    std::string note;
    std::string terminal; ///< Names; empty where the row has not come yet.
    std::string staff;
    TimeUs parked = 0;
    TimeUs expires = 0; ///< 0: never.
    std::size_t lines = 0;
    Quantity items;
};
enum class ParkedCarts {
    Waiting, ///< They can be recalled.
    Expired, ///< Nobody took them in time: they can only be discarded.
};
/// Those of a store at an instant, the oldest first; parked within a year.
[[nodiscard]] std::vector<ParkedCartView> parkedCarts(const Reader& shop, Id<schema::Store> store, TimeUs at,
                                                      ParkedCarts which = ParkedCarts::Waiting);

} // namespace kontor
