#pragma once

#include "domain/base/time.h"
#include "domain/pricing/settle.h"
#include "domain/promotions/promotion.h"

#include <span>

namespace kontor {

/// A moment on the wall clock of the shop: what schedules go by.
struct LocalMoment {
    TimeUs wallUs = 0;              ///< As if the wall clock showed UTC.
    std::int32_t offsetSeconds = 0; ///< East of UTC.

    [[nodiscard]] TimeUs utc() const { return wallUs - TimeUs{offsetSeconds} * 1'000'000; }
};

/// A cart and all that is on offer, to be priced. A value: the same request gives the same quote on every machine.
struct QuoteRequest {
    PriceCart cart;
    Attributes attributes;          ///< Of the order and its customer.
    std::vector<std::string> codes; ///< Given by the customer.
    bool automatic = true;          ///< Whether automatic promotions apply.
    std::vector<Campaign> campaigns;
    std::vector<Promotion> promotions;
    std::optional<LocalMoment> at;
    /// More promotions, borrowed: what a shop offers every cart is not copied for each. Their positions come first.
    std::span<const Promotion> standing = {};

    [[nodiscard]] std::size_t promotionCount() const { return standing.size() + promotions.size(); }
    [[nodiscard]] const Promotion& promotion(std::size_t position) const
    {
        return position < standing.size() ? standing[position] : promotions[position - standing.size()];
    }
};

/// What a promotion took from an item; of the item's sign.
struct Discount {
    std::size_t promotion = 0; ///< As QuoteRequest::promotion.
    Rational amount;
};

/// Why a promotion that might have applied did not.
enum class Refusal {
    CodeUnknown,
    Condition, ///< Its conditions do not hold at its turn.
    Nothing,   ///< No line is its target, or nothing is left to take.
    BudgetExceeded,
    Exclusive, ///< It is exclusive and another applied, or an exclusive one ended the work.
    NotBest,   ///< Another of its kind takes more.
    Group,     ///< Another of its stacking group applied.
    Schedule,  ///< It is not on at that moment.
    Variant,   ///< It is for another part of the customers.
    CodeUsedUp,
    CodeOfAnother, ///< The code is another customer's.
};
[[nodiscard]] std::string_view refusalName(Refusal refusal);

/// One promotion's turn, in the order of the work.
struct Turn {
    struct Part {
        std::size_t item = 0;
        Rational base; ///< What there was to take from.
        Rational amount;
    };
    std::size_t promotion = 0;
    std::optional<Refusal> refusal;             ///< Absent: it applied.
    std::optional<std::size_t> failedCondition; ///< Position of the first that did not hold.
    Rational value;                             ///< The effect's, or its tier's.
    Rational amount;                            ///< Taken, or what it would have taken.
    std::vector<Part> parts;
};

/// What comes along for nothing; below zero when it comes back.
struct GivenGift {
    std::size_t promotion = 0;
    std::string product;
    Rational quantity;
};

struct Quote {
    SettledCart settled;
    std::vector<std::vector<Discount>> discounts; ///< By item.
    std::vector<Turn> turns;                      ///< Of promotions that might have applied.
    std::vector<std::string> unknownCodes;
    std::vector<GivenGift> gifts;
};

/// Prices a cart: lists it, applies promotions, taxes what is left, and adds up. See QUOTE.md of kontorctl for the rules.
/// Errors: Invalid as listPrices.
[[nodiscard]] Result<Quote> priceQuote(const QuoteRequest& request);

} // namespace kontor
