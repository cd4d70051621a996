#pragma once

#include "domain/base/rational.h"
#include "domain/base/time.h"

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
        Gift,            ///< Something comes along for nothing. It is no line of the cart: the shop adds it.
    };
    /// What the shop knows it by, and how much of it.
    struct Gift {
        std::string product;
        Rational quantity = 1;
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
    Gift gift;
};

/// When something is on. Days and hours are those of the shop's wall clock.
struct Schedule {
    struct Hours {
        int fromMinute = 0;  ///< Of the day.
        int untilMinute = 0; ///< Not included; before `fromMinute` when it is on the next day.
    };
    std::optional<TimeUs> from;
    std::optional<TimeUs> until; ///< Not included.
    unsigned weekdays = 0;       ///< Bit 0 is Monday; 0: every day.
    std::vector<Hours> hours;    ///< None: all day.
};

/// A part of all customers, or orders, for trying something out: those whose hash falls into it.
struct Variant {
    std::string of;                  ///< The attribute of the order that is hashed: "customer.id", "order.id".
    std::string salt;                ///< One experiment's, so that another one divides them anew.
    std::int64_t fromHundredths = 0; ///< Of a percent.
    std::int64_t untilHundredths = 10'000;
};

/// One of the codes that open a promotion beside its own: of a batch, for a customer, for so many uses.
struct PromotionCode {
    std::string code;
    std::string customer;              ///< The only customer.id it is good for; empty: anyone's.
    std::optional<std::int64_t> limit; ///< Uses, of which
    std::int64_t used = 0;             ///< so many are over.
};

struct Promotion {
    enum class Combination {
        Stack,
        Exclusive, ///< Only if nothing has applied, and then nothing after it.
        Best,      ///< Of these with one priority and target, the one that takes most.
    };
    std::string code;
    std::string name; ///< For receipts; empty: the code.
    bool automatic = false;
    std::optional<std::size_t> campaign; ///< Position in QuoteRequest::campaigns.
    std::int64_t priority = 0;           ///< Lowest first.
    Combination combination = Combination::Stack;
    std::string
        group; ///< Stacking group: of the promotions of one only the first that takes anything applies. Empty: none.
    std::vector<PromotionCode> codes;
    std::optional<Schedule> schedule;
    std::optional<Variant> variant;
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
    std::string name;
    std::optional<Budget> budget;
    std::optional<Schedule> schedule;
};

} // namespace kontor
