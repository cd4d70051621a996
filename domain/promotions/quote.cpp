#include "domain/promotions/quote.h"

#include "domain/pricing/apportion.h"
#include "domain/promotions/combine.h"

#include <algorithm>
#include <unordered_set>

namespace kontor {

namespace {

/// Discounts as they are shown. Where taxes are rounded by order a line may have held less than the unit of rounding and given it
/// all: then the amounts share the odd units, so that they add up to the total.
void settleDiscounts(const RoundingRules& rounding, const Rational& total,
                     std::vector<std::vector<Discount>>& discounts)
{
    if (rounding.taxes != TaxRounding::Order)
        return;
    std::vector<Rational> exact;
    bool isWhole = true;
    for (const auto& ofItem : discounts)
        for (const Discount& discount : ofItem) {
            exact.push_back(discount.amount);
            isWhole = isWhole && roundTo(discount.amount, rounding.unit, Rounding::Down) == discount.amount;
        }
    if (isWhole)
        return;
    const auto settled = settleTo(total, exact, rounding.unit);
    std::size_t next = 0;
    for (auto& ofItem : discounts)
        for (Discount& discount : ofItem)
            discount.amount = settled[next++];
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
    }
    return "";
}

Result<Quote> priceQuote(const QuoteRequest& request)
{
    const auto listed = listPrices(request.cart);
    if (!listed)
        return tl::unexpected(listed.error());
    Quote quote;
    std::unordered_set<std::string_view> known;
    for (const Promotion& promotion : request.promotions)
        known.insert(promotion.code);
    for (const std::string& code : request.codes)
        if (!known.contains(code))
            quote.unknownCodes.push_back(code);

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
        for (Turn::Part& part : turn.parts) {
            if (isRefund) {
                part.base = -part.base;
                part.amount = -part.amount;
            }
            if (!turn.refusal)
                quote.discounts[part.item].push_back({turn.promotion, part.amount});
        }
    }
    settleDiscounts(request.cart.rounding, quote.settled.totals.discount, quote.discounts);
    return quote;
}

} // namespace kontor
