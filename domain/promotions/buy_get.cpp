#include "domain/promotions/effect.h"

#include <algorithm>
#include <optional>

namespace kontor {

namespace {

/// Units taken from items in the order given, until `wanted` are there. False, and no difference, when they do not suffice.
bool takeUnits(const std::vector<std::size_t>& order, Rational wanted, std::vector<Rational>& free,
               std::vector<Rational>& taken)
{
    for (const std::size_t i : order) {
        if (wanted.isZero())
            break;
        const Rational units = std::min(free[i], wanted);
        free[i] -= units;
        taken[i] += units;
        wanted -= units;
    }
    return wanted.isZero();
}

std::vector<std::uint8_t> seenLines(const CartFacts& facts)
{
    std::vector<std::uint8_t> marks(facts.lineCount(), 0);
    for (std::size_t i = 0; i < marks.size(); ++i)
        marks[i] = facts.item(i).isSeen ? 1 : 0;
    return marks;
}

/// How often a round that took these units can be repeated just so: while every item it touched has all of them again.
Rational repeats(const std::vector<Rational>& bought, const std::vector<Rational>& got,
                 const std::vector<Rational>& before)
{
    std::optional<Rational> least;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Rational used = bought[i] + got[i];
        if (used.isZero())
            continue;
        const Rational rounds = roundTo(before[i] / used, 1, Rounding::Down);
        if (!least || rounds < *least)
            least = rounds;
    }
    return least.value_or(0);
}

} // namespace

std::vector<Taking> buyAndGet(const CartFacts& facts, const ReadyPromotion& ready, const Progress& progress)
{
    const Effect& effect = ready.promotion->effect;
    auto buyers = seenLines(facts);
    facts.keepMatching(ready.buyConditions, progress, 0, buyers);
    auto targets = seenLines(facts);
    facts.keepMatching(ready.targetConditions, progress, 0, targets);
    const auto buyOrder = byUnitPrice(facts, buyers, Effect::Pick::Dearest);
    const auto getOrder = byUnitPrice(facts, targets, effect.pick);

    std::vector<Rational> free(facts.lineCount());
    for (std::size_t i = 0; i < free.size(); ++i)
        if (buyers[i] != 0 || targets[i] != 0)
            free[i] = facts.item(i).quantity - progress.served[i];
    std::vector<Rational> allBought(free.size());
    std::vector<Rational> allGot(free.size());
    auto roundsLeft = effect.times ? std::optional<Rational>(*effect.times) : std::nullopt;
    while (!roundsLeft || roundsLeft->sign() > 0) {
        const auto before = free;
        std::vector<Rational> bought(free.size());
        std::vector<Rational> got(free.size());
        if (!takeUnits(buyOrder, effect.buyQuantity, free, bought) ||
            !takeUnits(getOrder, effect.getQuantity, free, got))
            break;
        // A round is repeated in one go while nothing runs out, so that a pallet of screws costs no more time than one box.
        const Rational can = repeats(bought, got, before);
        const Rational times = roundsLeft ? std::min(can, *roundsLeft) : can;
        for (std::size_t i = 0; i < free.size(); ++i) {
            free[i] = before[i] - (bought[i] + got[i]) * times;
            allBought[i] += bought[i] * times;
            allGot[i] += got[i] * times;
        }
        if (roundsLeft)
            *roundsLeft -= times;
    }

    std::vector<Taking> takings;
    for (std::size_t i = 0; i < free.size(); ++i) {
        const Rational used = allBought[i] + allGot[i];
        if (!used.isZero())
            takings.push_back({i, facts.item(i).reducedUnitPrice * allGot[i], {}, used});
    }
    return takings;
}

} // namespace kontor
