#include "domain/inventory/goods_back.h"

#include "domain/base/exact.h"
#include "domain/inventory/stock.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"

#include <algorithm>

namespace kontor {

namespace {

/// quantity × upTo / whole, halves away from zero.
std::int64_t shareUpTo(Int128 quantity, std::int64_t upTo, std::int64_t whole)
{
    return static_cast<std::int64_t>(divideHalfUp(quantity * upTo, whole));
}

using Place = std::pair<Bytes, Bytes>; ///< Product and lot.

/// What came back of a line already, by product and lot.
std::map<Place, std::int64_t> cameBack(const Reader& shop, Id<schema::OrderLine> line)
{
    std::vector<Id<schema::OrderLine>> lines;
    schema::OrderLine row;
    shop.eachWhere(schema::OrderLine::kReturnsFieldNumber, line.bytes(), row, [&] {
        lines.emplace_back(row.id());
        return true;
    });
    std::map<Place, std::int64_t> sums;
    for (const auto id : lines)
        for (const auto& movement : movementsOf(shop, id))
            sums[{movement.variant(), movement.lot()}] += movement.quantity();
    return sums;
}

} // namespace

std::vector<schema::StockMovement> movementsOf(const Reader& shop, Id<schema::OrderLine> line)
{
    std::vector<schema::StockMovement> movements;
    schema::StockMovement movement;
    shop.eachBeside(line.raw, movement, [&] {
        if (movement.line() == line.bytes())
            movements.push_back(movement);
        return true;
    });
    return movements;
}

std::map<Id<schema::Variant>, Quantity> goodsBack(const std::vector<schema::StockMovement>& left, Quantity whole,
                                                  Quantity before, Quantity back)
{
    std::map<Id<schema::Variant>, Quantity> goods;
    if (whole.thousandths <= 0 || back.thousandths <= 0)
        return goods;
    std::map<Id<schema::Variant>, Int128> sold;
    for (const auto& movement : left)
        sold[Id<schema::Variant>(movement.variant())] -= movement.quantity();
    for (const auto& [variant, quantity] : sold)
        if (quantity > 0)
            goods[variant] = Quantity{shareUpTo(quantity, before.thousandths + back.thousandths, whole.thousandths) -
                                      shareUpTo(quantity, before.thousandths, whole.thousandths)};
    return goods;
}

std::vector<schema::StockMovement> movementsBack(const Reader& shop, const ComingBack& goods,
                                                 const std::vector<schema::StockMovement>& left,
                                                 Id<schema::Location> location, TimeUs at,
                                                 std::map<RawId, std::int64_t>& taken)
{
    std::vector<schema::StockMovement> movements;
    const auto sold = shop.get(goods.returns);
    if (!sold)
        return movements;
    auto& here = taken[RawId::imported("came back", goods.returns.bytes(), 0)]; // By other lines of this order.
    const auto before = returnedOf(shop, goods.returns) + Quantity{here};
    here += goods.back.thousandths;
    const auto earlier = cameBack(shop, goods.returns);
    for (const auto& [variant, quantity] : goodsBack(left, Quantity{sold->quantity()}, before, goods.back)) {
        std::int64_t due = quantity.thousandths;
        const auto add = [&](std::int64_t part, const Bytes& lot) {
            if (part <= 0)
                return;
            auto movement = movementOfLine(variant, Quantity{-part}, location, goods.line, at);
            if (!lot.empty())
                movement.set_lot(lot);
            movements.push_back(std::move(movement));
            taken[RawId::imported("came back", goods.returns.string() + variant.string() + lot, 1)] += part;
            due -= part;
        };
        if (!goods.chosen.empty() && variant.bytes() == sold->variant()) {
            add(due, goods.chosen);
            continue;
        }
        std::map<Bytes, std::int64_t> passed; // Of a lot that was picked twice by one line.
        for (const auto& movement : left) {
            if (movement.variant() != variant.bytes() || movement.quantity() >= 0)
                continue;
            const auto known = earlier.find({movement.variant(), movement.lot()});
            const auto now =
                taken.find(RawId::imported("came back", goods.returns.string() + variant.string() + movement.lot(), 1));
            const auto gone = (known == earlier.end() ? 0 : known->second) + (now == taken.end() ? 0 : now->second);
            auto& behind = passed[movement.lot()];
            const auto away = -movement.quantity() - std::clamp<std::int64_t>(gone - behind, 0, -movement.quantity());
            behind += -movement.quantity();
            add(std::min(due, away), movement.lot());
        }
        add(due, {}); // More than it is known to have moved: another till's part of it is still on its way.
    }
    return movements;
}

} // namespace kontor
