#include "domain/pricing/settle.h"

#include "domain/pricing/apportion.h"

#include <numeric>

namespace kontor {

namespace {

Rational signedAmount(const ListedItem& item, Rational amount)
{
    return item.sign < 0 ? -amount : amount;
}

/// Net, gross and bases of an item, from its price and its taxes as they are to be shown.
void complete(const PriceCart& cart, SettledItem& item)
{
    item.net = item.listed - item.discount;
    item.gross = item.net;
    for (const TaxAmount& tax : item.taxes)
        if (cart.taxes[tax.tax].included)
            item.net -= tax.amount;
        else
            item.gross += tax.amount;
    Rational affecting;
    for (TaxAmount& tax : item.taxes) {
        const TaxRule& rule = cart.taxes[tax.tax];
        tax.base = rule.baseAffectedByEarlier ? item.net + affecting : item.net;
        if (rule.affectsLaterBases)
            affecting += tax.amount;
    }
}

/// Listed prices and taxes are rounded once for the order; the items share the odd units.
void settleByOrder(const PriceCart& cart, std::vector<SettledItem>& items)
{
    const Rational& unit = cart.rounding.unit;
    std::vector<Rational> exact;
    exact.reserve(items.size());
    for (const SettledItem& item : items)
        exact.push_back(item.listed);
    const auto total = [&] { return cart.rounding.amount(std::accumulate(exact.begin(), exact.end(), Rational())); };
    auto settled = settleTo(total(), exact, unit);
    for (std::size_t i = 0; i < items.size(); ++i) {
        // Of an item that is given away to its last fraction, all that is shown of it is given away.
        if (!items[i].discount.isZero() && items[i].discount == items[i].listed)
            items[i].discount = settled[i];
        items[i].listed = std::move(settled[i]);
    }
    for (std::size_t tax = 0; tax < cart.taxes.size(); ++tax) {
        std::vector<TaxAmount*> places;
        exact.clear();
        for (SettledItem& item : items)
            for (TaxAmount& amount : item.taxes)
                if (amount.tax == tax) {
                    places.push_back(&amount);
                    exact.push_back(amount.amount);
                }
        settled = settleTo(total(), exact, unit);
        for (std::size_t i = 0; i < places.size(); ++i)
            places[i]->amount = std::move(settled[i]);
    }
}

void addUp(const PriceCart& cart, const std::vector<SettledItem>& items, Totals& totals)
{
    std::vector<TaxAmount> byTax(cart.taxes.size());
    std::vector<bool> used(cart.taxes.size(), false);
    for (const SettledItem& item : items) {
        totals.subtotal += item.listed;
        totals.discount += item.discount;
        totals.net += item.net;
        totals.gross += item.gross;
        for (const TaxAmount& tax : item.taxes) {
            byTax[tax.tax].base += tax.base;
            byTax[tax.tax].amount += tax.amount;
            used[tax.tax] = true;
        }
    }
    for (std::size_t tax = 0; tax < byTax.size(); ++tax) {
        if (!used[tax])
            continue;
        byTax[tax].tax = tax;
        totals.tax += byTax[tax].amount;
        totals.taxes.push_back(std::move(byTax[tax]));
    }
    // Cash is rounded half up whatever else is chosen, and only what is handed over.
    totals.payable =
        cart.rounding.cashUnit ? roundTo(totals.gross, *cart.rounding.cashUnit, Rounding::HalfUp) : totals.gross;
    totals.cashRounding = totals.payable - totals.gross;
}

} // namespace

SettledCart settle(const PriceCart& cart, const ListedCart& listed, std::span<const Rational> taken)
{
    const RoundingRules& rounding = cart.rounding;
    const bool byOrder = rounding.taxes == TaxRounding::Order;
    SettledCart settled;
    settled.items.resize(cart.items.size());
    for (std::size_t i = 0; i < cart.items.size(); ++i) {
        const ListedItem& item = listed.items[i];
        SettledItem& made = settled.items[i];
        made.unitPrice = item.unitPrice;
        made.listed = signedAmount(item, item.listed);
        made.discount = signedAmount(item, taken[i]);
        auto apart = listed.plans[item.plan].apart(item.listed - taken[i], item.quantity);
        made.taxes.reserve(apart.amounts.size());
        for (std::size_t t = 0; t < apart.amounts.size(); ++t) {
            const Rational amount = signedAmount(item, std::move(apart.amounts[t]));
            made.taxes.push_back({cart.items[i].taxes[t], {}, byOrder ? amount : rounding.amount(amount)});
        }
    }
    if (byOrder)
        settleByOrder(cart, settled.items);
    for (SettledItem& item : settled.items)
        complete(cart, item);
    addUp(cart, settled.items, settled.totals);
    return settled;
}

} // namespace kontor
