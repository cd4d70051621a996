#pragma once

#include "domain/base/rational.h"

#include <span>
#include <string>
#include <vector>

namespace kontor {

/// One tax as it is charged on a line. Which taxes a line has, and in which order, is the line's.
struct TaxRule {
    enum class Kind {
        Percent,        ///< `rate` percent of its base.
        PercentOfGross, ///< `rate` percent of the price with this tax in it.
        FixedPerUnit,   ///< `rate` in the currency for each unit.
    };
    std::string id;
    Kind kind = Kind::Percent;
    Rational rate;
    bool included = false; ///< In the listed price.
    bool affectsLaterBases = false;
    bool baseAffectedByEarlier = true;
    bool reverseCharge = false; ///< Owed by the customer: shown with its base, and an amount of 0.
};

/// A price taken apart, exactly. `amounts` in the order of the taxes.
struct TaxedPrice {
    Rational untaxed;
    std::vector<Rational> amounts;
};

/// A list of taxes, solved once for all prices.
///
/// With B the untaxed amount, each tax is a share of B plus a sum per unit: what it stands on is B and earlier taxes, which are so
/// too. So B follows exactly from a price that includes any mixture of them.
class TaxPlan
{
public:
    TaxPlan() = default;
    /// Errors: Invalid about "taxes" when no price can contain them: `percent_of_gross` rates of 100 or more in sum, or included
    /// taxes that take away all of the price.
    [[nodiscard]] static Result<TaxPlan> of(std::span<const TaxRule* const> taxes);

    /// `quantity` is zero or more; a negative line is taken apart as its positive twin.
    [[nodiscard]] TaxedPrice apart(const Rational& price, const Rational& quantity) const;
    [[nodiscard]] Rational untaxed(const Rational& price, const Rational& quantity) const;
    /// The price that holds `untaxed` and these taxes' included ones.
    [[nodiscard]] Rational priceWith(const Rational& untaxed, const Rational& quantity) const;
    [[nodiscard]] bool allIncluded() const { return m_allIncluded; }

private:
    struct Term {
        Rational ofUntaxed; ///< Share of B.
        Rational perUnit;
    };
    std::vector<Term> m_terms;
    Term m_price{1, 0}; ///< What one of B and one unit make of a price.
    bool m_allIncluded = true;
};

} // namespace kontor
