#include "domain/pricing/tax_rule.h"

namespace kontor {

Result<TaxPlan> TaxPlan::of(std::span<const TaxRule* const> taxes)
{
    // What percent_of_gross taxes leave of a price, apart for the included and the others. A reverse-charged one takes nothing.
    Rational leftOfIncluded = 1;
    Rational leftOfOthers = 1;
    for (const TaxRule* tax : taxes)
        if (tax->kind == TaxRule::Kind::PercentOfGross && !tax->reverseCharge)
            (tax->included ? leftOfIncluded : leftOfOthers) -= tax->rate / 100;
    if (leftOfIncluded.isZero() || leftOfOthers.isZero())
        return invalid("taxes", "taxes of the price with tax in it come to 100 percent of it");

    TaxPlan plan;
    Term affecting; // What earlier taxes add to the base of later ones.
    for (const TaxRule* tax : taxes) {
        plan.m_allIncluded = plan.m_allIncluded && tax->included;
        Term base{1, 0};
        if (tax->baseAffectedByEarlier)
            base = {base.ofUntaxed + affecting.ofUntaxed, affecting.perUnit};
        Term term;
        if (!tax->reverseCharge) {
            switch (tax->kind) {
            case TaxRule::Kind::Percent: {
                const Rational share = tax->rate / 100;
                term = {base.ofUntaxed * share, base.perUnit * share};
                break;
            }
            case TaxRule::Kind::PercentOfGross: {
                const Rational share = tax->rate / 100 / (tax->included ? leftOfIncluded : leftOfOthers);
                term = {base.ofUntaxed * share, base.perUnit * share};
                break;
            }
            case TaxRule::Kind::FixedPerUnit: term = {0, tax->rate}; break;
            }
        }
        if (tax->affectsLaterBases)
            affecting = {affecting.ofUntaxed + term.ofUntaxed, affecting.perUnit + term.perUnit};
        if (tax->included)
            plan.m_price = {plan.m_price.ofUntaxed + term.ofUntaxed, plan.m_price.perUnit + term.perUnit};
        plan.m_terms.push_back(std::move(term));
    }
    if (plan.m_price.ofUntaxed.isZero()) // Below zero is strange, and yet has an answer.
        return invalid("taxes", "the included taxes leave no price to stand on");
    return plan;
}

Rational TaxPlan::untaxed(const Rational& price, const Rational& quantity) const
{
    return (price - m_price.perUnit * quantity) / m_price.ofUntaxed;
}

Rational TaxPlan::priceWith(const Rational& untaxedAmount, const Rational& quantity) const
{
    return untaxedAmount * m_price.ofUntaxed + m_price.perUnit * quantity;
}

TaxedPrice TaxPlan::apart(const Rational& price, const Rational& quantity) const
{
    TaxedPrice taken{untaxed(price, quantity), {}};
    taken.amounts.reserve(m_terms.size());
    for (const Term& term : m_terms)
        taken.amounts.push_back(taken.untaxed * term.ofUntaxed + term.perUnit * quantity);
    return taken;
}

} // namespace kontor
