#include "domain/pricing/listing.h"

#include <map>

namespace kontor {

namespace {

/// Plans by their list of taxes: a cart has many lines and few lists.
class Plans
{
public:
    explicit Plans(const PriceCart& cart) : m_cart(cart) {}

    Result<std::size_t> of(const std::vector<std::size_t>& taxes)
    {
        if (const auto known = m_known.find(taxes); known != m_known.end())
            return known->second;
        std::vector<const TaxRule*> rules;
        rules.reserve(taxes.size());
        for (const auto tax : taxes)
            rules.push_back(&m_cart.taxes.at(tax));
        auto plan = TaxPlan::of(rules);
        if (!plan)
            return tl::unexpected(plan.error());
        plans.push_back(std::move(*plan));
        m_known.emplace(taxes, plans.size() - 1);
        return plans.size() - 1;
    }

    std::vector<TaxPlan> plans;

private:
    const PriceCart& m_cart;
    std::map<std::vector<std::size_t>, std::size_t> m_known;
};

/// A cart of negative items alone is a refund, and priced as its positive twin.
void markSeen(const PriceCart& cart, std::vector<ListedItem>& items)
{
    const auto isFreeShipping = [&](std::size_t i) { return i >= cart.lineCount && cart.items[i].unitPrice.isZero(); };
    bool anyAbove = false;
    bool anyBelow = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        anyAbove = anyAbove || (items[i].sign > 0 && !isFreeShipping(i));
        anyBelow = anyBelow || items[i].sign < 0;
    }
    const bool isRefund = anyBelow && !anyAbove;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (isRefund && isFreeShipping(i))
            items[i].sign = -1;
        items[i].isSeen = items[i].sign == (isRefund ? -1 : 1);
    }
}

tl::unexpected<Error> on(const PriceCart& cart, std::size_t item, const char* field, const Error& error)
{
    const bool isLine = item < cart.lineCount;
    const auto position = isLine ? item : item - cart.lineCount;
    return invalid((isLine ? "lines[" : "shipping[") + std::to_string(position) + "]." + field, error.detail);
}

} // namespace

Result<ListedCart> listPrices(const PriceCart& cart)
{
    ListedCart listed;
    Plans plans(cart);
    listed.items.reserve(cart.items.size());
    for (std::size_t i = 0; i < cart.items.size(); ++i) {
        const CartItem& item = cart.items[i];
        const auto plan = plans.of(item.taxes);
        if (!plan)
            return on(cart, i, "taxes", plan.error());
        ListedItem made;
        made.plan = *plan;
        made.sign = item.unitPrice.isZero() ? item.quantity.sign() : item.unitPrice.sign() * item.quantity.sign();
        made.quantity = item.quantity.magnitude();
        made.unitPrice = item.unitPrice.magnitude();
        if (item.pricedWith && *item.pricedWith != item.taxes) {
            const auto before = plans.of(*item.pricedWith);
            if (!before)
                return on(cart, i, "priced_with", before.error());
            if (plans.plans[*before].allIncluded()) {
                const Rational untaxed = plans.plans[*before].untaxed(made.unitPrice, 1);
                made.unitPrice = cart.rounding.amount(plans.plans[*plan].priceWith(untaxed, 1));
            }
        }
        made.reducedUnitPrice =
            item.discountPercent.isZero() ? made.unitPrice : made.unitPrice * (100 - item.discountPercent) / 100;
        made.listed = made.reducedUnitPrice * made.quantity;
        if (cart.rounding.taxes == TaxRounding::Line)
            made.listed = cart.rounding.amount(made.listed);
        listed.items.push_back(std::move(made));
    }
    markSeen(cart, listed.items);
    listed.plans = std::move(plans.plans);
    return listed;
}

} // namespace kontor
