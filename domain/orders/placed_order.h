#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/orders/refund.h"
#include "domain/payments/tender.h"
#include "domain/schema/orders.pb.h"
#include "domain/schema/promotions.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

// What is promised and not sold yet: layaways, pre-orders, quotations, orders to be got ready. Prices are those of the day it was
// placed; stock and receipt number go with the sale that hands it over, whole or in parts.

struct PlaceOrder {
    schema::OrderKind kind = schema::LAYAWAY; ///< LAYAWAY, PRE_ORDER, QUOTATION or ORDERED.
    Money expectedTotal;
};
/// "place-order"; SELL. Makes the open cart an order that waits. Goods of a quotation that were handed over into the cart are accepted
/// at its prices; the quotation is delivered with the last of them. Its own number is no receipt's: "L-K7Q2-9F03A1".
/// Errors: as sell; Invalid about "kind", "customer" (who it is for is not named), "cart" (goods that come back, or are of an order that is no quotation); Conflict about "paid" while a part of it is paid.
[[nodiscard]] Result<Commit> placeOrder(const Reader& shop, const Context& context, const Actor& actor,
                                        const PlaceOrder& input);

struct PayDeposit {
    Id<schema::Order> order;
    std::optional<Money> cash = {}; ///< Above zero.
    std::vector<Tender> tenders = {};
};
/// "pay-deposit"; SELL. Cash goes into the drawer as a movement of the open shift, or of the next where none is open, in coins there
/// are: the odd rest is paid, and rounded, with the sale. At least layaway.deposit-percent of a layaway's
/// total the first time. Errors: as checkTenders; NotFound about "order"; Conflict about "state"; Invalid about "deposit" (more
/// than is due, or too little; a quotation takes none; no coins for it).
[[nodiscard]] Result<Commit> payDeposit(const Reader& shop, const Context& context, const Actor& actor,
                                        const PayDeposit& input);

struct AdvanceOrder {
    Id<schema::Order> order;
    schema::OrderState state = schema::ORDER_CONFIRMED; ///< CANCELLED: cancelOrder.
    std::string reason = {};
};
/// "advance-order"; SELL. DELIVERED comes with the sale of its last goods, and is said by hand only where nothing waits.
/// Errors: NotFound about "order"; Conflict about "state" when it cannot follow; Conflict about "goods" or "deposit" (checkAdvance).
[[nodiscard]] Result<Commit> advanceOrder(const Reader& shop, const Context& context, const Actor& actor,
                                          const AdvanceOrder& input);

struct HandOver {
    struct Item {
        Id<schema::OrderLine> line;
        Quantity quantity;
    };
    Id<schema::Order> order;
    std::vector<Item> items = {}; ///< Empty: all that is left.
};
/// "hand-over"; SELL. Puts goods of a placed order into the open cart, at its prices; `sell` hands them over and takes the deposit
/// into account. Errors: NotFound about "order", "line"; Conflict about "state" (cancelled, delivered) or "order" (the cart is
/// for another); Invalid about "quantity", "order" (it has expired).
[[nodiscard]] Result<Commit> handOver(const Reader& shop, const Context& context, const Actor& actor,
                                      const HandOver& input);

struct CancelOrder {
    Id<schema::Order> order;
    std::string reason;
    RefundChoice refund = {};         ///< How the deposit goes back, where not as it came.
    std::vector<Tender> tenders = {}; ///< Below zero: what the payment terminal paid back to cards.
};
/// "cancel-order"; SELL, RETURN_GOODS with a deposit. What is left of the deposit goes back by the rules of a refund (refund.h). One
/// that was shipped becomes RETURNED; of one that can no longer be cancelled only the deposit goes back, if there is any.
/// What promotions gave for it counts as not used again, as long as nothing was handed over.
/// Errors: NotFound about "order"; Conflict about "state"; Invalid about "reason"; those of checkPaidBack and wayBack.
[[nodiscard]] Result<Commit> cancelOrder(const Reader& shop, const Context& context, const Actor& actor,
                                         const CancelOrder& input);

[[nodiscard]] bool isPlaced(schema::OrderKind kind);
/// What goes back of a placed order's deposit when it is cancelled, and how. NotFound about "order"; as wayBack.
[[nodiscard]] Result<SettlementPlan> planCancellation(const Reader& shop, const SettingOwners& owners,
                                                      const Actor& actor, Id<schema::Order> order,
                                                      const RefundChoice& choice, TimeUs at);
/// Whether nothing keeps it from a state said by hand: DELIVERED leaves neither goods nor deposit behind, RETURNED no deposit.
/// Conflict about "goods", "deposit".
[[nodiscard]] Result<Done> checkAdvance(const Reader& shop, Id<schema::Order> order, schema::OrderState to);
/// What may still be paid on it: the rest of what its goods cost, and what sales took of its deposit beyond it. NotFound about "order".
[[nodiscard]] Result<Money> depositDue(const Reader& shop, Id<schema::Order> order);
/// The uses of promotions that a cancellation gives back: its own with the sign turned; none once goods were handed over.
[[nodiscard]] std::vector<schema::PromotionUse> usesGivenBack(const Reader& shop, Id<schema::Order> order);
/// What was paid on a placed order, less what went back and what sales have used. NotFound about "order".
[[nodiscard]] Result<Money> depositLeft(const Reader& shop, Id<schema::Order> order);
/// What it pays of a cart that hands goods of it over: for those and nothing else, as far as it reaches and something is left to
/// pay beside `paidOtherwise`. Errors: as depositLeft.
[[nodiscard]] Result<Money> depositFor(const Reader& shop, const CartView& cart, Money paidOtherwise);

} // namespace kontor
