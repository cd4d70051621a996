#include "domain/pricing/unit_price.h"

#include "domain/base/decimal.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"

namespace kontor {

namespace {

Result<std::int64_t> rounded(const Rational& exact, const char* about)
{
    return parseDecimal(roundTo(exact, 1, Rounding::HalfUp).toDecimal(0, 0), 0, about);
}

Id<schema::Unit> baseOf(const Reader& shop, Id<schema::Unit> id)
{
    const auto unit = id.isNil() ? std::nullopt : shop.get(id);
    return unit && unit->has_base() ? Id<schema::Unit>(unit->base()) : id;
}

} // namespace

std::optional<ShelfPrice> shelfPrice(const Reader& shop, const schema::Product& product, const schema::Variant& variant,
                                     const ListPrice& price, Currency currency)
{
    const bool says = variant.content() > 0;
    const Id<schema::Unit> measured(says ? variant.content_unit() : product.unit());
    const auto base = baseOf(shop, measured);
    const auto ratio = unitRatio(shop, measured, base);
    if (!ratio || (base.isNil() && !says))
        return std::nullopt;
    const Rational content = ratio->rational() * (says ? Rational(variant.content(), 1000) : Rational(1));
    const auto minor = rounded(price.perUnitE4() / Rational(10'000) / content, "price");
    if (!minor)
        return std::nullopt;
    return ShelfPrice{Money(*minor, currency), base};
}

std::optional<Quantity> quantityFor(Money amount, const ListPrice& price)
{
    if (price.price.e4 <= 0)
        return std::nullopt;
    // The nearest is the one when there is one: its line differs from the amount by less than any other's.
    const auto near =
        rounded(Rational(amount.minor()) * Rational(10'000) * Rational(1000) / price.perUnitE4(), "quantity");
    if (!near || *near == 0)
        return std::nullopt;
    const Quantity quantity{*near};
    const auto total = lineTotal(price.price, price.perUnit, quantity, Money(0, amount.currency()), amount.currency());
    return total && *total == amount ? std::optional(quantity) : std::nullopt;
}

Result<Quantity> inUnit(Quantity quantity, UnitRatio ratio)
{
    if (ratio.isOne())
        return quantity;
    return rounded(Rational(quantity.thousandths) * ratio.rational(), "quantity").map([](std::int64_t thousandths) {
        return Quantity{thousandths};
    });
}

} // namespace kontor
