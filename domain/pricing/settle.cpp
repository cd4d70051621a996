#include "domain/pricing/settle.h"

#include "domain/pricing/apportion.h"

#include <numeric>

namespace kontor {

namespace {

Rational signedAmount(const ListedItem& item, Rational amount)
{
    return item.sign < 0 ? -amount : amount;
}

/// Net, gross and bases of an item, from its price and its taxes' amounts as they are to be shown.
void complete(const PriceCart& cart, std::size_t at, const Rational& price, SettledItem& item)
{
    item.net = price;
    item.gross = price;
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
    // The sign as it came: two units at -1.00 stay that, and do not become minus two at 1.00.
    const CartItem& given = cart.items[at];
    item.unitPrice = given.unitPrice.sign() < 0 ? -item.unitPrice : item.unitPrice;
}

/// Rounded once for the order; the items share the odd units.
void settleByOrder(const PriceCart& cart, std::vector<Rational>& prices, const Rational& total,
                   std::vector<SettledItem>& items)
{
    const Rational& unit = cart.rounding.unit;
    prices = settleTo(total, prices, unit);
    for (std::size_t tax = 0; tax < cart.taxes.size(); ++tax) {
        std::vector<TaxAmount*> places;
        std::vector<Rational> exact;
        for (SettledItem& item : items)
            for (TaxAmount& amount : item.taxes)
                if (amount.tax == tax) {
                    places.push_back(&amount);
                    exact.push_back(amount.amount);
                }
        const Rational sum = std::accumulate(exact.begin(), exact.end(), Rational());
        const auto settled = settleTo(cart.rounding.amount(sum), exact, unit);
        for (std::size_t i = 0; i < places.size(); ++i)
            places[i]->amount = settled[i];
    }
}

void addUp(const PriceCart& cart, const std::vector<SettledItem>& items, Totals& totals)
{
    std::vector<TaxAmount> byTax(cart.taxes.size());
    std::vector<bool> used(cart.taxes.size(), false);
    for (const SettledItem& item : items) {
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
    std::vector<Rational> prices;
    prices.reserve(cart.items.size());
    Rational listedSum;
    Rational takenWhole; // In whole units of rounding,
    Rational takenRest;  // and where an item held less than the unit.
    for (std::size_t i = 0; i < cart.items.size(); ++i) {
        const ListedItem& item = listed.items[i];
        const Rational price = item.listed - taken[i];
        const TaxedPrice apart = listed.plans[item.plan].apart(price, item.quantity);
        SettledItem& made = settled.items[i];
        made.unitPrice = item.unitPrice;
        made.listed = signedAmount(item, item.listed);
        made.taxes.reserve(apart.amounts.size());
        for (std::size_t t = 0; t < apart.amounts.size(); ++t) {
            const Rational amount = signedAmount(item, apart.amounts[t]);
            made.taxes.push_back({cart.items[i].taxes[t], {}, byOrder ? amount : rounding.amount(amount)});
        }
        prices.push_back(signedAmount(item, price));
        listedSum += signedAmount(item, item.listed);
        const Rational whole = byOrder ? roundTo(taken[i], rounding.unit, Rounding::Down) : taken[i];
        takenWhole += signedAmount(item, whole);
        takenRest += signedAmount(item, taken[i] - whole);
    }
    Totals& totals = settled.totals;
    totals.subtotal = listedSum;
    totals.discount = takenWhole;
    if (byOrder) {
        totals.subtotal = rounding.amount(listedSum);
        const Rational total = rounding.amount(listedSum - takenRest) - takenWhole;
        totals.discount = totals.subtotal - total;
        settleByOrder(cart, prices, total, settled.items);
    }
    for (std::size_t i = 0; i < cart.items.size(); ++i)
        complete(cart, i, prices[i], settled.items[i]);
    addUp(cart, settled.items, totals);
    return settled;
}

} // namespace kontor
