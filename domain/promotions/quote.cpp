#include "domain/promotions/quote.h"

#include "domain/promotions/combine.h"

#include <algorithm>
#include <unordered_set>

namespace kontor {

namespace {

/// Where taxes are rounded by order, an item that was given away to its last fraction shows a whole number of units: then its
/// last discount is what makes them add up.
void matchDiscounts(const std::vector<SettledItem>& items, std::vector<std::vector<Discount>>& discounts)
{
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (discounts[i].empty())
            continue;
        Rational rest = items[i].discount;
        for (const Discount& discount : discounts[i])
            rest -= discount.amount;
        discounts[i].back().amount += rest;
        std::erase_if(discounts[i], [](const Discount& discount) { return discount.amount.isZero(); });
    }
}

std::vector<std::string> unknownCodes(const QuoteRequest& request)
{
    std::unordered_set<std::string_view> known;
    for (std::size_t i = 0; i < request.promotionCount(); ++i) {
        known.insert(request.promotion(i).code);
        for (const PromotionCode& code : request.promotion(i).codes)
            known.insert(code.code);
    }
    std::vector<std::string> unknown;
    for (const std::string& code : request.codes)
        if (!known.contains(code))
            unknown.push_back(code);
    return unknown;
}

} // namespace

std::string_view refusalName(Refusal refusal)
{
    switch (refusal) {
    case Refusal::CodeUnknown: return "code_unknown";
    case Refusal::Condition: return "condition";
    case Refusal::Nothing: return "nothing";
    case Refusal::BudgetExceeded: return "budget_exceeded";
    case Refusal::Exclusive: return "exclusive";
    case Refusal::NotBest: return "not_best";
    case Refusal::Group: return "group";
    case Refusal::Schedule: return "schedule";
    case Refusal::Variant: return "variant";
    case Refusal::CodeUsedUp: return "code_used_up";
    case Refusal::CodeOfAnother: return "code_of_another";
    }
    return "";
}

Result<Quote> priceQuote(const QuoteRequest& request)
{
    const auto listed = listPrices(request.cart);
    if (!listed)
        return tl::unexpected(listed.error());
    Quote quote;
    if (!request.codes.empty())
        quote.unknownCodes = unknownCodes(request);

    CartFacts facts(request.cart, *listed, request.attributes);
    Combined combined = applyPromotions(request, facts);
    quote.settled = settle(request.cart, *listed, combined.taken);
    quote.turns = std::move(combined.turns);
    quote.discounts.resize(request.cart.items.size());
    for (Turn& turn : quote.turns) {
        // Promotions see either what is sold or, in a refund, what comes back: never both.
        const bool isRefund = !turn.parts.empty() && listed->items[turn.parts.front().item].sign < 0;
        if (isRefund)
            turn.amount = -turn.amount;
        if (!turn.refusal && request.promotion(turn.promotion).effect.type == Effect::Type::Gift) {
            const auto& gift = request.promotion(turn.promotion).effect.gift;
            const bool comesBack = facts.isRefund();
            quote.gifts.push_back({turn.promotion, gift.product, comesBack ? -gift.quantity : gift.quantity});
        }
        for (Turn::Part& part : turn.parts) {
            if (isRefund) {
                part.base = -part.base;
                part.amount = -part.amount;
            }
            if (!turn.refusal)
                quote.discounts[part.item].push_back({turn.promotion, part.amount});
        }
    }
    matchDiscounts(quote.settled.items, quote.discounts);
    return quote;
}

} // namespace kontor
