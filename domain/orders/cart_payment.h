#pragma once

#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/payments/cash.h"
#include "domain/payments/tender.h"
#include "domain/schema/cart_payments.pb.h"
#include "domain/schema/identity.pb.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace kontor {

// What was taken for the open cart before all of it is paid: local rows beside the cart's lines, kept by a command each, so that a
// till that loses power still knows which notes lie in its drawer. A card's money is a PaymentAttempt already and none of these.

inline constexpr std::size_t maxCartPayments = 50;

/// One part: cash of which nothing goes back, or a tender that is no card.
struct CartPart {
    Id<schema::CartPayment> id = {}; ///< Nil: not taken yet.
    std::optional<CashPayment> cash = {};
    std::optional<Tender> tender = {};
};

/// "take-part"; SELL. Whether it is a part of what is due is judged by `sell`, since the cart may still grow.
/// The commit's mainId is the part's. Errors: Invalid about "part" (neither or both, not above zero, with change, a card; too many),
/// "cart" (nothing in it).
[[nodiscard]] Result<Commit> takePart(const Reader& shop, const Context& context, const Actor& actor,
                                      const CartPart& input);

struct GivePartBack {
    Id<schema::CartPayment> part;
};
/// "give-part-back"; SELL. Errors: NotFound about "part".
[[nodiscard]] Result<Commit> givePartBack(const Reader& shop, const Context& context, const Actor& actor,
                                          const GivePartBack& input);

/// In the order in which they were taken; of rows that no program of today could have written none.
[[nodiscard]] std::vector<CartPart> cartParts(const Reader& shop, Id<schema::Terminal> terminal);

/// Conflict about "paid" while there is a part: the cart cannot go away without its money.
[[nodiscard]] Result<Done> checkNothingTaken(const Reader& shop, Id<schema::Terminal> terminal);

/// For dropCart.
void dropCartPayments(const Reader& shop, Id<schema::Terminal> terminal, Commit& commit);

} // namespace kontor
