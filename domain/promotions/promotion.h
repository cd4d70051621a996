#pragma once

#include "domain/base/rational.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kontor {

/// What must be true of the order, the customer, a line: `attribute` `comparison` any of `values`.
///
/// Built in are order.subtotal, order.quantity, order.currency, shipping.subtotal, line.unit_price and line.quantity; every other
/// name is an attribute of the line or of the cart.
struct Condition {
    enum class Operator { Eq, Ne, In, NotIn, Gt, Gte, Lt, Lte };
    std::string attribute;
    Operator comparison = Operator::Eq;
    std::vector<std::string> values;
};
using Conditions = std::vector<Condition>; ///< All of them; none hold always.

/// A value that grows with what is bought.
struct Tiers {
    enum class Measure { Amount, Quantity };
    enum class Of { Lines, Shipping };
    Measure measure = Measure::Amount;
    Of of = Of::Lines;
    Conditions conditions;                            ///< Which lines are measured.
    std::vector<std::pair<Rational, Rational>> steps; ///< Threshold, value. The last one reached counts.
};

struct Effect {
    enum class Type {
        Percentage,
        Fixed,           ///< An amount off.
        FixedPrice,      ///< An amount to pay instead.
        FirstAdditional, ///< `value` off the first unit of a line, `additional` off each further one.
        BuyGet,          ///< `value` percent off what is got.
    };
    enum class Target { Lines, Order, Shipping };
    enum class Allocation {
        Each,   ///< From every unit.
        Line,   ///< Once from every line.
        Across, ///< Once in all, shared in proportion.
        Once,   ///< From one unit of the cart, or `maxQuantity`.
    };
    enum class Pick { Cheapest, Dearest };
    Type type = Type::Percentage;
    std::optional<Rational> value;
    Rational additional;
    Target target = Target::Lines;
    Allocation allocation = Allocation::Each;
    Conditions targetConditions; ///< Which lines or shippings; for the order they are all.
    std::optional<std::int64_t> maxQuantity;
    std::optional<Rational> maxAmount;     ///< The most it takes from one order.
    std::optional<std::int64_t> groupSize; ///< Only whole groups of so many units count.
    Pick pick = Pick::Cheapest;
    std::optional<Tiers> tiers; ///< Instead of `value`, once a step is reached.
    Conditions buyConditions;
    Rational buyQuantity; ///< Units set aside for each round.
    Rational getQuantity = 1;
    std::optional<std::int64_t> times; ///< The most rounds.
};

struct Promotion {
    enum class Combination {
        Stack,
        Exclusive, ///< Only if nothing has applied, and then nothing after it.
        Best,      ///< Of these with one priority and target, the one that takes most.
    };
    std::string code;
    bool automatic = false;
    std::optional<std::size_t> campaign; ///< Position in QuoteRequest::campaigns.
    std::int64_t priority = 0;           ///< Lowest first.
    Combination combination = Combination::Stack;
    Conditions conditions;
    Effect effect;
};

/// What several promotions may spend together. All or nothing: a discount that would pass the limit is not given at all.
struct Budget {
    enum class Kind { Spend, Use, SpendPerCustomer, UsePerCustomer };
    Kind kind = Kind::Spend;
    Rational limit;
    Rational used; ///< Before this order; of its customer, for the kinds per customer.

    [[nodiscard]] bool countsUses() const { return kind == Kind::Use || kind == Kind::UsePerCustomer; }
};

struct Campaign {
    std::string id;
    std::optional<Budget> budget;
};

} // namespace kontor
