#include "domain/pricing/listing.h"

#include <algorithm>
#include <map>
#include <optional>

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

/// The same taxes in another order are not others.
bool differ(std::vector<std::size_t> a, std::vector<std::size_t> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a != b;
}

/// A cart of negative lines is a refund, and priced as its positive twin. Without lines that cost something its shipping tells.
void markSeen(const PriceCart& cart, std::vector<ListedItem>& items)
{
    const auto isFreeShipping = [&](std::size_t i) { return i >= cart.lineCount && cart.items[i].unitPrice.isZero(); };
    const auto isRefund = [&](std::size_t from, std::size_t to) -> std::optional<bool> {
        std::optional<bool> refund;
        for (std::size_t i = from; i < to; ++i)
            if (items[i].sign != 0 && !isFreeShipping(i))
                refund = refund.value_or(true) && items[i].sign < 0;
        return refund;
    };
    const auto byLines = isRefund(0, cart.lineCount);
    const int way = byLines.value_or(isRefund(cart.lineCount, items.size()).value_or(false)) ? -1 : 1;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (isFreeShipping(i) && way < 0) {
            items[i].sign = -items[i].sign;
            items[i].unitPrice = -items[i].unitPrice;
        }
        items[i].isSeen = items[i].sign == way;
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
        made.quantity = item.quantity.magnitude();
        made.unitPrice = item.unitPrice;
        if (item.pricedWith && differ(*item.pricedWith, item.taxes)) {
            const auto before = plans.of(*item.pricedWith);
            if (!before)
                return on(cart, i, "priced_with", before.error());
            if (plans.plans[*before].allIncluded()) {
                const Rational untaxed = plans.plans[*before].untaxed(item.unitPrice.magnitude(), 1);
                const Rational price = cart.rounding.amount(plans.plans[*plan].priceWith(untaxed, 1));
                made.unitPrice = item.unitPrice.sign() < 0 ? -price : price;
            }
        }
        const Rational reduced =
            item.discountPercent.isZero() ? made.unitPrice : made.unitPrice * (100 - item.discountPercent) / 100;
        made.sign = reduced.sign() * item.quantity.sign();
        if (reduced
                .isZero()) // A shipping has no quantity to come back with: its sign is that of the price it was given.
            made.sign = i >= cart.lineCount && !item.unitPrice.isZero() ? item.unitPrice.sign() : item.quantity.sign();
        made.reducedUnitPrice = reduced.magnitude();
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
