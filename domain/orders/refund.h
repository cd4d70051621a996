#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/result.h"
#include "domain/commands/command.h"
#include "domain/orders/cart.h"
#include "domain/schema/orders.pb.h"

#include <optional>
#include <string>
#include <vector>

namespace kontor {

struct SettingOwners;

// Where money goes back to. Goods that come back have a value (line_share.h); it leaves the payments of their order, each at most
// what it was, so that refunds in any parts add up to what was paid, payment by payment, and never make value. What is bought for
// it in the same order is carried along: a later return of that goes back to where the money first came from.

/// One means of payment of an order, and how much of it is left. All cash of an order is one.
struct RefundLeg {
    explicit RefundLeg(Currency currency)
        : value(0, currency),
          rounding(value),
          refunded(value),
          wentOut(value),
          inCash(value),
          coins(value)
    {}

    RawId
        payment; ///< What refunds name (Payment.refund_of); of goods given in payment without a receipt, the order itself; of cash
    ///< that rounding left nothing of, the CashRounding.
    schema::PaymentMethod method = schema::CASH; ///< How it goes back: of value carried along, how it was first paid.
    Bytes storedValue;
    Bytes cardAttempt;
    Bytes customer;              ///< Whose account, or points.
    Bytes pointsOrder;           ///< Of points: the order they were paid with for,
    std::int64_t points = 0;     ///< how many they are,
    std::int64_t pointsGone = 0; ///< and how many of them went back, or along.
    Money value;                 ///< Before rounding to coins.
    Money rounding;              ///< What that added.
    Money refunded;              ///< Of `value`, so far.
    Money wentOut;               ///< What that came to, rounded.
    Money inCash;                ///< Of `refunded`, where it was not paid in cash: what went back in cash,
    Money coins;                 ///< and the coins it came to.

    [[nodiscard]] Money left() const { return value - refunded; }
};
/// Without cash first, then cash; each in the order of ids. NotFound about "order", Invalid about "currency".
[[nodiscard]] Result<std::vector<RefundLeg>> refundLegs(const Reader& shop, Id<schema::Order> order);

/// Another way for money to go back than it came, where setting returns.refund-to or MANAGE_TILL allow it.
struct RefundChoice {
    std::optional<schema::PaymentMethod> to = {}; ///< CASH or STORE_CREDIT; absent: how it was paid.
    std::string code = {};                        ///< Of the store credit it goes to; empty: a new one.
};

/// A part of a payment that goes back, or is carried along.
struct PaidBack {
    explicit PaidBack(const RefundLeg& from)
        : of(from.payment),
          paidBy(from.method),
          method(from.method),
          storedValue(from.storedValue),
          cardAttempt(from.cardAttempt),
          customer(from.customer),
          pointsOrder(from.pointsOrder),
          value(0, from.value.currency()),
          rounding(value)
    {}
    RawId of; ///< The leg; nil: goods without a receipt.
    schema::PaymentMethod paidBy;
    schema::PaymentMethod method; ///< How it goes back; EXCHANGE: it pays for other goods of the order.
    Bytes storedValue;
    Bytes cardAttempt;
    Bytes customer;
    Bytes pointsOrder;
    std::int64_t points = 0; ///< Of what was paid with points: how many go back, or along with what is exchanged.
    Money value;             ///< Above zero.
    Money rounding; ///< To coins, for cash; of what was paid in cash and becomes store credit: to what was paid.
};
/// How a leg goes back, as a part of nothing yet: as it was paid, by the setting returns.refund-to or as it is chosen; a debt as a
/// debt, points as points. What a gift card or store credit paid that pays no more `at` that time goes back as store credit.
/// Errors: Denied, Invalid about "refund-to".
[[nodiscard]] Result<PaidBack> wayBack(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                       const RefundLeg& leg, const RefundChoice& choice, TimeUs at);
struct SettlementPlan {
    explicit SettlementPlan(Currency currency) : due(0, currency) {}
    std::vector<PaidBack> back;
    Money due; ///< What the customer pays, before rounding; zero where something goes back.
};
/// What becomes of the value of goods that come back in a cart: first what goes out for them, the rest is paid back.
/// Errors: Conflict about "refund" when more comes back than was paid; Denied about "refund-to"; Invalid about "no-receipt".
[[nodiscard]] Result<SettlementPlan> planSettlement(const Reader& shop, const SettingOwners& owners, const Actor& actor,
                                                    const CartView& cart, const RefundChoice& choice, TimeUs at);

/// The same by the shop's rules for goods without a receipt. Nothing where nothing comes back, and for goods without a receipt that
/// are paid out in plain cash. Errors: as planSettlement; Invalid about "no-receipt" beyond returns.no-receipt-limit.
[[nodiscard]] Result<std::optional<SettlementPlan>> planReturn(const Reader& shop, const SettingOwners& owners,
                                                               const Actor& actor, const CartView& cart,
                                                               const RefundChoice& choice, TimeUs at);

/// What a part of a leg comes to beyond its value when it goes back by `method`, and the leg after it. Parts add up: in coins to all
/// that was taken in cash, as far as there are coins for it; as store credit to just that; what was paid otherwise and goes back in
/// cash to the coins there are for it together.
[[nodiscard]] Result<Money> takeOf(RefundLeg& leg, Money part, schema::PaymentMethod method, Money coin);

/// How many points go with the next `part` of a leg that was paid with some, which is noted on it: all of them with all of it, in
/// whatever parts, and never more than the share of what is gone.
[[nodiscard]] std::int64_t takePointsOf(RefundLeg& leg, Money part);

/// Of the tip that was given with a payment, what has not gone back: zero or more.
[[nodiscard]] std::int64_t tipLeftMinor(const Reader& shop, const RawId& payment);

/// The part of a refund, or of value carried along, that is no rounding: zero or more.
[[nodiscard]] std::int64_t refundedValueMinor(const schema::Payment& refund);
/// Whether the rounding a payment names is in its amount: of what goes back in cash or as store credit. What is exchanged moves nothing.
[[nodiscard]] bool isRounded(const schema::Payment& payment);

} // namespace kontor
