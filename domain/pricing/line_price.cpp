#include "domain/pricing/line_price.h"

#include "domain/base/decimal.h"
#include "domain/base/exact.h"
#include "domain/journal/reader.h"

namespace kontor {

Result<Money> lineTotal(UnitPrice price, Quantity quantity, Money discount, Currency currency)
{
    return lineTotal(price, {}, quantity, discount, currency);
}

namespace {

Result<std::int64_t> grossOf(UnitPrice price, UnitRatio perUnit, Quantity quantity)
{
    // The one rounding of a line: ten-thousandths of a minor unit times thousandths of a unit.
    if (perUnit.isOne())
        return narrow(divideHalfUp(static_cast<Int128>(price.e4) * quantity.thousandths, 10'000 * 1'000), "price");
    const Rational exact =
        Rational(price.e4) * Rational(quantity.thousandths) * perUnit.rational() / Rational(10'000 * 1'000);
    return parseDecimal(roundTo(exact, 1, Rounding::HalfUp).toDecimal(0, 0), 0, "price");
}

} // namespace

Result<Money> lineTotal(UnitPrice price, UnitRatio perUnit, Quantity quantity, Money discount, Currency currency)
{
    if (price.e4 < 0)
        return invalid("price", "a price is zero or more; a return has a quantity below zero");
    if (quantity.thousandths == 0)
        return invalid("quantity", "a line's quantity is not zero");
    if (discount.currency() != currency)
        return invalid("currency", "the discount is in another currency than the price");
    const auto gross = grossOf(price, perUnit, quantity);
    if (!gross)
        return tl::unexpected(gross.error());
    const bool within = *gross >= 0 ? discount.minor() >= 0 && discount.minor() <= *gross
                                    : discount.minor() <= 0 && discount.minor() >= *gross;
    if (!within)
        return invalid("discount", "a discount takes at most the whole price off, in the direction of the line");
    return Money(*gross - discount.minor(), currency);
}

Result<LinePrice> priceLine(const Reader& shop, const LineRequest& request)
{
    const auto variant = shop.get(request.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    return priceLine(shop, *product, request);
}

Result<LinePrice> priceLine(const Reader& shop, const schema::Product& product, const LineRequest& request)
{
    UnitPrice price;
    UnitRatio perUnit;
    std::optional<Id<schema::Price>> fact;
    if (request.openPrice) {
        price = *request.openPrice;
    } else {
        const auto held = listPrice(shop, request.buyer,
                                    {request.variant, request.quantity, request.unit, Id<schema::Unit>(product.unit())},
                                    request.at, product.name());
        if (!held)
            return tl::unexpected(held.error());
        price = held->price;
        perUnit = held->perUnit;
        fact = held->fact;
    }
    const Currency currency = request.buyer.currency;
    const auto total = lineTotal(price, perUnit, request.quantity, Money(request.discountMinor, currency), currency);
    if (!total)
        return tl::unexpected(total.error());
    if (request.quantity.thousandths > maxLineThousandths || request.quantity.thousandths < -maxLineThousandths)
        return invalid("quantity", "this is more than a line may hold");
    if (total->minor() > maxLineMinor || total->minor() < -maxLineMinor)
        return invalid("price", "this is more than a line may cost");
    return LinePrice{price, perUnit, fact, *total};
}

} // namespace kontor
