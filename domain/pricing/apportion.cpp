#include "domain/pricing/apportion.h"

#include <algorithm>
#include <numeric>

namespace kontor {

namespace {

std::vector<std::size_t> byRemainder(const std::vector<Rational>& remainders)
{
    std::vector<std::size_t> order(remainders.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    return order;
}

} // namespace

std::vector<Rational> settleTo(const Rational& total, std::span<const Rational> exact, const Rational& unit)
{
    std::vector<Rational> settled;
    settled.reserve(exact.size());
    Rational sum;
    for (const Rational& value : exact) {
        settled.push_back(roundTo(value, unit, Rounding::Down));
        sum += settled.back();
    }
    Rational rest = total - sum;
    if (rest.isZero())
        return settled;
    const bool below = rest.sign() < 0;
    const Rational step = below ? -unit : unit;
    std::vector<Rational> remainders;
    remainders.reserve(exact.size());
    for (std::size_t i = 0; i < exact.size(); ++i)
        remainders.push_back(below ? settled[i] - exact[i] : exact[i] - settled[i]);
    for (const std::size_t i : byRemainder(remainders)) {
        if (rest.isZero())
            break;
        settled[i] += step;
        rest -= step;
    }
    KONTOR_ASSERT(rest.isZero());
    return settled;
}

std::vector<Rational> shareOut(const Rational& total, std::span<const Rational> weights, std::span<const Rational> most,
                               const Rational* unit)
{
    const Rational weight = std::accumulate(weights.begin(), weights.end(), Rational());
    std::vector<Rational> shares(weights.size());
    if (weight.isZero() || total.isZero())
        return shares;
    if (total >= std::accumulate(most.begin(), most.end(), Rational()))
        return {most.begin(), most.end()};
    std::vector<Rational> remainders(weights.size());
    const Rational perWeight = total / weight;
    Rational rest = total;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        remainders[i] = perWeight * weights[i];
        shares[i] = unit == nullptr ? remainders[i] : roundTo(remainders[i], *unit, Rounding::Down);
        if (shares[i] > most[i])
            shares[i] = most[i];
        remainders[i] -= shares[i];
        rest -= shares[i];
    }
    if (rest.isZero())
        return shares;
    KONTOR_ASSERT(unit != nullptr);
    // A share that a unit would lift above its most leaves it to the next. More than one round only where that happened.
    const auto order = byRemainder(remainders);
    for (bool given = true; given && rest >= *unit;) {
        given = false;
        for (const std::size_t i : order)
            if (rest >= *unit && shares[i] + *unit <= most[i]) {
                shares[i] += *unit;
                rest -= *unit;
                given = true;
            }
    }
    return shares;
}

} // namespace kontor
