#include "domain/promotions/effect.h"

#include "domain/pricing/apportion.h"

#include <algorithm>

namespace kontor {

namespace {

/// A line or shipping the effect works on.
struct Place {
    std::size_t item = 0;
    Rational units; ///< How many of it have room.
    Rational room;  ///< What may be taken by the rules, exactly.
    Rational left;  ///< What its price, rounded or not, still holds.
    Rational all;   ///< What taking the whole room takes: all that is left, if every unit has room.
    Rational take;  ///< Worked out, not rounded yet; then rounded.
};

std::vector<std::uint8_t> targetMarks(const CartFacts& facts, const ReadyPromotion& ready, const Progress& progress)
{
    const Effect& effect = ready.promotion->effect;
    const bool onShipping = effect.target == Effect::Target::Shipping;
    const std::size_t first = onShipping ? facts.lineCount() : 0;
    const std::size_t end = onShipping ? facts.itemCount() : facts.lineCount();
    std::vector<std::uint8_t> marks(end, 0);
    for (std::size_t i = first; i < end; ++i)
        marks[i] = facts.item(i).isSeen ? 1 : 0;
    if (effect.target != Effect::Target::Order)
        facts.keepMatching(ready.targetConditions, progress, first, marks);
    return marks;
}

/// The first `count` units in the order of prices keep their room, the others lose it.
void pickUnits(const CartFacts& facts, Effect::Pick pick, Rational count, std::vector<Place>& places)
{
    std::vector<Place*> order;
    order.reserve(places.size());
    for (Place& place : places)
        order.push_back(&place);
    std::stable_sort(order.begin(), order.end(), [&](const Place* a, const Place* b) {
        const auto& left = facts.item(a->item).reducedUnitPrice;
        const auto& right = facts.item(b->item).reducedUnitPrice;
        return pick == Effect::Pick::Cheapest ? left < right : right < left;
    });
    for (Place* place : order) {
        place->units = std::min(place->units, count);
        count -= place->units;
    }
}

std::vector<Place> placesOf(const CartFacts& facts, const ReadyPromotion& ready, const Progress& progress)
{
    const Effect& effect = ready.promotion->effect;
    const auto marks = targetMarks(facts, ready, progress);
    std::vector<Place> places;
    places.reserve(static_cast<std::size_t>(std::count(marks.begin(), marks.end(), std::uint8_t{1})));
    const bool picksOnce = effect.allocation == Effect::Allocation::Once && effect.target != Effect::Target::Order;
    // Units of an item without room count where units are picked; elsewhere it has nothing to give and is passed over.
    const bool countsAll = effect.groupSize || picksOnce;
    for (std::size_t i = 0; i < marks.size(); ++i)
        if (marks[i] != 0 && (countsAll || progress.taken[i] < facts.wholeRoom(i))) {
            places.emplace_back();
            places.back().item = i;
            places.back().units = facts.item(i).quantity;
        }
    if (effect.groupSize) {
        Rational units;
        for (const Place& place : places)
            units += place.units;
        pickUnits(facts, effect.pick, roundTo(units, *effect.groupSize, Rounding::Down), places);
    }
    if (picksOnce)
        pickUnits(facts, effect.pick, effect.maxQuantity.value_or(1), places);
    else if (effect.maxQuantity)
        for (Place& place : places)
            place.units = std::min(place.units, Rational(*effect.maxQuantity));
    for (Place& place : places) {
        const ListedItem& item = facts.item(place.item);
        const Rational& taken = progress.taken[place.item];
        const bool isWhole = place.units == item.quantity;
        const Rational room = (isWhole ? facts.wholeRoom(place.item) : item.reducedUnitPrice * place.units) - taken;
        if (room.sign() <= 0)
            continue;
        place.room = room;
        place.left = std::max(Rational(), item.listed - taken);
        // A price finer than the minor unit must not leave one to pay where everything was taken off.
        place.all = isWhole ? place.left : std::min(facts.cart().rounding.discount(place.room), place.left);
    }
    std::erase_if(places, [](const Place& place) { return place.room.isZero(); });
    return places;
}

/// The effect's value, or that of the last tier reached; nothing where neither is.
std::optional<Rational> valueOf(const CartFacts& facts, const ReadyPromotion& ready, const Progress& progress)
{
    const Effect& effect = ready.promotion->effect;
    std::optional<Rational> value = effect.value;
    if (!value && effect.type == Effect::Type::BuyGet)
        value = 100;
    if (!value && effect.type == Effect::Type::FirstAdditional)
        value = 0;
    if (!effect.tiers)
        return value;
    const Tiers& tiers = *effect.tiers;
    const bool ofShipping = tiers.of == Tiers::Of::Shipping;
    const std::size_t first = ofShipping ? facts.lineCount() : 0;
    const std::size_t end = ofShipping ? facts.itemCount() : facts.lineCount();
    std::vector<std::uint8_t> marks(end, 0);
    for (std::size_t i = first; i < end; ++i)
        marks[i] = facts.item(i).isSeen ? 1 : 0;
    facts.keepMatching(ready.tierConditions, progress, first, marks);
    Rational measured;
    for (std::size_t i = first; i < end; ++i)
        if (marks[i] != 0)
            measured += tiers.measure == Tiers::Measure::Quantity ? facts.item(i).quantity
                                                                  : facts.item(i).listed - progress.taken[i];
    for (const auto& [threshold, stepValue] : tiers.steps)
        if (measured >= threshold)
            value = stepValue;
    return value;
}

Rational exactTake(const Effect& effect, const Rational& value, const Place& place)
{
    Rational take;
    switch (effect.type) {
    case Effect::Type::Percentage: take = place.room * value / 100; break;
    case Effect::Type::Fixed: take = effect.allocation == Effect::Allocation::Line ? value : value * place.units; break;
    case Effect::Type::FixedPrice: take = place.room - value * place.units; break;
    case Effect::Type::FirstAdditional: {
        const Rational firstUnits = std::min(place.units, Rational(1));
        take = value * firstUnits + effect.additional * (place.units - firstUnits);
        break;
    }
    case Effect::Type::BuyGet:
    case Effect::Type::Gift: break;
    }
    return std::clamp(take, Rational(), place.room);
}

void takeRounded(const RoundingRules& rounding, const Rational& exact, Place& place)
{
    place.take = exact >= place.room ? place.all : std::min(rounding.discount(exact), place.left);
}

/// `total` over the places in proportion to their rooms.
void share(const RoundingRules& rounding, const Rational& total, std::vector<Place>& places)
{
    std::vector<Rational> rooms;
    std::vector<Rational> most;
    rooms.reserve(places.size());
    most.reserve(places.size());
    for (const Place& place : places) {
        rooms.push_back(place.room);
        most.push_back(place.all);
    }
    const auto shares = shareOut(total, rooms, most, rounding.areExact() ? nullptr : &rounding.unit);
    for (std::size_t i = 0; i < places.size(); ++i)
        places[i].take = shares[i];
}

/// The most a promotion may take, in whole units of rounding.
Rational mostOf(const RoundingRules& rounding, const Rational& most)
{
    return rounding.areExact() ? most : roundTo(most, rounding.unit, Rounding::Down);
}

void takeAcross(const RoundingRules& rounding, const Effect& effect, const Rational& value, std::vector<Place>& places)
{
    Rational total;
    Rational rooms;
    Rational all;
    for (const Place& place : places) {
        total += exactTake(effect, value, place);
        rooms += place.room;
        all += place.all;
    }
    if (effect.type == Effect::Type::Fixed)
        total = value;
    // So that the order ends at the price to the minor unit.
    if (effect.type == Effect::Type::FixedPrice && effect.target == Effect::Target::Order)
        total = std::max(Rational(), all - value);
    total = total >= std::min(rooms, all) ? all : std::min(rounding.discount(total), all);
    if (effect.maxAmount && total > *effect.maxAmount)
        total = mostOf(rounding, *effect.maxAmount);
    share(rounding, total, places);
}

void limitTo(const RoundingRules& rounding, const Rational& most, std::vector<Place>& places)
{
    Rational total;
    for (const Place& place : places)
        total += place.take;
    if (total <= most)
        return;
    std::erase_if(places, [](const Place& place) { return place.take.isZero(); });
    share(rounding, mostOf(rounding, most), places);
}

} // namespace

ReadyPromotion ReadyPromotion::of(const Promotion& promotion, CartFacts& facts)
{
    const Effect& effect = promotion.effect;
    return {&promotion, facts.ready(promotion.conditions), facts.ready(effect.targetConditions),
            facts.ready(effect.buyConditions),
            effect.tiers ? facts.ready(effect.tiers->conditions) : ReadyConditions()};
}

std::vector<std::size_t> byUnitPrice(const CartFacts& facts, const std::vector<std::uint8_t>& marks, Effect::Pick pick)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < marks.size(); ++i)
        if (marks[i] != 0)
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto& left = facts.item(a).reducedUnitPrice;
        const auto& right = facts.item(b).reducedUnitPrice;
        return pick == Effect::Pick::Cheapest ? left < right : right < left;
    });
    return order;
}

Outcome workOut(const CartFacts& facts, const ReadyPromotion& ready, const Progress& progress)
{
    const Effect& effect = ready.promotion->effect;
    const RoundingRules& rounding = facts.cart().rounding;
    Outcome outcome;
    if (effect.type == Effect::Type::Gift)
        return outcome;
    const auto value = valueOf(facts, ready, progress);
    if (!value)
        return outcome;
    outcome.value = *value;
    std::vector<Taking> served;
    std::vector<Place> places;
    if (effect.type == Effect::Type::BuyGet) {
        served = buyAndGet(facts, ready, progress);
        for (const Taking& got : served) {
            const ListedItem& item = facts.item(got.item);
            const Rational& taken = progress.taken[got.item];
            const Rational units =
                effect.maxQuantity ? std::min(item.quantity, Rational(*effect.maxQuantity)) : item.quantity;
            Place place;
            place.item = got.item;
            place.room = std::clamp(got.base, Rational(), std::max(Rational(), item.reducedUnitPrice * units - taken));
            place.left = std::max(Rational(), item.listed - taken);
            place.all = place.room == item.reducedUnitPrice * item.quantity - taken
                            ? place.left
                            : std::min(rounding.discount(place.room), place.left);
            takeRounded(rounding, std::min(got.base * outcome.value / 100, place.room), place);
            if (place.take.sign() > 0)
                places.push_back(std::move(place));
        }
    } else {
        places = placesOf(facts, ready, progress);
        if (effect.target == Effect::Target::Order || effect.allocation == Effect::Allocation::Across)
            takeAcross(rounding, effect, outcome.value, places);
        else
            for (Place& place : places)
                takeRounded(rounding, exactTake(effect, outcome.value, place), place);
    }
    if (effect.maxAmount)
        limitTo(rounding, *effect.maxAmount, places);
    outcome.takings.reserve(places.size());
    for (Place& place : places) {
        if (place.take.isZero())
            continue;
        outcome.total += place.take;
        outcome.takings.push_back({place.item, std::move(place.room), std::move(place.take), {}});
    }
    // Where the order is rounded, fractions below the unit may be all there is: a discount of 0 is none.
    if (rounding.amount(outcome.total).isZero())
        outcome.takings.clear();
    if (outcome.takings.empty())
        return outcome;
    // Units serve only when the promotion gives something.
    for (Taking& use : served) {
        const auto at = std::lower_bound(outcome.takings.begin(), outcome.takings.end(), use.item,
                                         [](const Taking& taking, std::size_t item) { return taking.item < item; });
        if (at != outcome.takings.end() && at->item == use.item)
            at->served = std::move(use.served);
        else
            outcome.takings.insert(at, Taking{use.item, {}, {}, std::move(use.served)});
    }
    return outcome;
}

} // namespace kontor
