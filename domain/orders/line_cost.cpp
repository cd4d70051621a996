#include "domain/orders/line_cost.h"

#include "domain/inventory/line_goods.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"

namespace kontor {

std::optional<std::int64_t> LineCosts::of(const CartLineView& line)
{
    if (line.kind != schema::GOODS)
        return std::nullopt;
    return line.returns.isNil() ? of(line.variant, line.stockQuantity) : comingBack(line);
}

std::optional<std::int64_t> LineCosts::of(Id<schema::Variant> id, Quantity quantity)
{
    const auto variant = m_shop.get(id); // Read for the price, and remembered.
    if (!variant || variant->part_size() == 0)
        return m_leaving.of(id, quantity);
    const auto parts = goodsTaken(m_shop, id, quantity);
    if (!parts)
        return std::nullopt;
    std::int64_t sum = 0;
    for (const auto& [part, each] : *parts) {
        const auto row = m_shop.get(part);
        const auto product = row ? m_shop.get(Id<schema::Product>(row->product())) : std::nullopt;
        if (each.thousandths == 0 || (product && product->kind() != schema::GOODS))
            continue;
        const auto cost = m_leaving.of(part, each);
        if (!cost || __builtin_add_overflow(sum, *cost, &sum))
            return std::nullopt;
    }
    return sum;
}

std::optional<std::int64_t> LineCosts::comingBack(const CartLineView& line)
{
    const auto source = readSourceLine(m_shop, line.returns);
    if (!source || !source->row.has_cost_e4())
        return std::nullopt;
    auto& here = m_back[line.returns.raw];
    const auto before = returnedOf(m_shop, line.returns) + Quantity{here};
    here -= line.quantity.thousandths;
    if (line.details.condition() == schema::SCRAPPED)
        return 0;
    const auto share = lineShare(*source, before, line.quantity);
    return share ? share->costE4 : std::nullopt;
}

} // namespace kontor
