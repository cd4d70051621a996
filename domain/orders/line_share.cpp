#include "domain/orders/line_share.h"

#include "domain/base/exact.h"
#include "domain/journal/reader.h"

namespace kontor {

namespace {

/// Of one amount of the line.
class Telescope
{
public:
    Telescope(std::int64_t quantity, std::int64_t before, std::int64_t part)
        : m_quantity(quantity),
          m_before(before),
          m_after(before + (part < 0 ? -part : part)),
          m_comesBack(part < 0)
    {}
    [[nodiscard]] std::int64_t of(std::int64_t amount) const
    {
        // |amount| and the quantities are within 10^15 (line_price.h), a cost within an int64: the products fit 128 bits, the result
        // the amount's range.
        const Int128 share = divideHalfUp(static_cast<Int128>(amount) * m_after, m_quantity) -
                             divideHalfUp(static_cast<Int128>(amount) * m_before, m_quantity);
        return static_cast<std::int64_t>(m_comesBack ? -share : share);
    }

private:
    std::int64_t m_quantity;
    std::int64_t m_before;
    std::int64_t m_after;
    bool m_comesBack;
};

Quantity taken(const Reader& shop, int field, Id<schema::OrderLine> line)
{
    // Modulo 2^64: absurd quantities of others stop nobody.
    std::uint64_t sum = 0;
    schema::OrderLine row;
    shop.eachWhere(field, line.bytes(), row, [&] {
        const auto quantity = static_cast<std::uint64_t>(row.quantity());
        sum += field == schema::OrderLine::kReturnsFieldNumber ? 0 - quantity : quantity;
        return true;
    });
    return {static_cast<std::int64_t>(sum)};
}

} // namespace

Result<SourceLine> readSourceLine(const Reader& shop, Id<schema::OrderLine> id)
{
    SourceLine line;
    auto row = shop.get(id);
    auto order = row ? shop.get(Id<schema::Order>(row->order())) : std::nullopt;
    if (!order)
        return fail(Error::Kind::NotFound, "line", "there is no such line of an order here");
    line.row.Swap(&*row);
    line.order.Swap(&*order);
    for (auto& tax : shop.where<schema::LineTax>(schema::LineTax::kOrderFieldNumber, line.order.id()))
        if (tax.line() == line.row.ordinal())
            line.taxes.push_back(std::move(tax));
    for (auto& discount : shop.where<schema::LineDiscount>(schema::LineDiscount::kOrderFieldNumber, line.order.id()))
        if (discount.line() == line.row.ordinal())
            line.discounts.push_back(std::move(discount));
    return line;
}

Quantity returnedOf(const Reader& shop, Id<schema::OrderLine> line)
{
    return taken(shop, schema::OrderLine::kReturnsFieldNumber, line);
}

Quantity fulfilledOf(const Reader& shop, Id<schema::OrderLine> line)
{
    return taken(shop, schema::OrderLine::kFulfilsFieldNumber, line);
}

Result<Done> checkWholeUnits(const Reader& shop, Id<schema::Variant> id, Id<schema::Unit> countedIn, Quantity quantity)
{
    if (quantity.thousandths % 1000 == 0)
        return Done{};
    const auto variant = shop.get(id);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    const auto unit = shop.get(countedIn.isNil() && product ? Id<schema::Unit>(product->unit()) : countedIn);
    if (unit && unit->whole())
        return invalid("quantity", "of " + unit->name() + " only whole ones are sold");
    return Done{};
}

Result<Done> checkPart(const Reader& shop, const SourceLine& line, Quantity before, Quantity part)
{
    const Int128 magnitude = part.thousandths < 0 ? -static_cast<Int128>(part.thousandths) : part.thousandths;
    if (line.row.has_issues() && magnitude != line.row.quantity())
        return invalid("quantity", "a gift card comes back whole");
    if (line.row.quantity() % 1000 != 0 || before.thousandths + magnitude == line.row.quantity())
        return Done{};
    return checkWholeUnits(shop, Id<schema::Variant>(line.row.variant()), Id<schema::Unit>(line.row.counted_in()),
                           part);
}

Result<LineShare> lineShare(const SourceLine& line, Quantity before, Quantity part)
{
    const std::int64_t whole = line.row.quantity();
    const Int128 magnitude = part.thousandths < 0 ? -static_cast<Int128>(part.thousandths) : part.thousandths;
    if (whole <= 0 || before.thousandths < 0 || magnitude == 0 || before.thousandths + magnitude > whole)
        return invalid("quantity", Quantity{whole - before.thousandths}.toString() + " of " +
                                       Quantity{whole}.toString() + " " + line.row.name() + " are left");
    const Telescope share(whole, before.thousandths, part.thousandths);
    LineShare made;
    made.totalMinor = share.of(line.row.total_minor());
    made.taxMinor = share.of(line.row.tax_minor());
    made.discountMinor = share.of(line.row.discount_minor());
    if (line.row.has_cost_e4())
        made.costE4 = share.of(line.row.cost_e4());
    for (auto tax : line.taxes) {
        tax.clear_id();
        tax.clear_order();
        tax.clear_line();
        tax.set_base_minor(share.of(tax.base_minor()));
        tax.set_amount_minor(share.of(tax.amount_minor()));
        made.taxes.push_back(std::move(tax));
    }
    for (auto discount : line.discounts) {
        discount.clear_id();
        discount.clear_order();
        discount.clear_line();
        discount.set_amount_minor(share.of(discount.amount_minor()));
        made.discounts.push_back(std::move(discount));
    }
    return made;
}

} // namespace kontor
