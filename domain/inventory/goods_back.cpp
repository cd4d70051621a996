#include "domain/inventory/goods_back.h"

#include "domain/base/exact.h"
#include "domain/inventory/stock.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"

#include <algorithm>

namespace kontor {

namespace {

/// Of quantity × upTo / whole, halves away from zero, what lies between `before` and `before` + `back`. Another till may claim any of
/// them: what is beyond all bounds is wrong anyway, and must not be undefined.
std::int64_t shareBetween(Int128 quantity, std::int64_t before, std::int64_t back, std::int64_t whole)
{
    constexpr std::int64_t most = INT64_MAX / 4;
    const auto upTo = [&](Int128 part) {
        return divideHalfUp(std::clamp<Int128>(quantity, 0, most) * std::clamp<Int128>(part, -most, most), whole);
    };
    const Int128 share = upTo(static_cast<Int128>(before) + back) - upTo(before);
    return static_cast<std::int64_t>(std::clamp<Int128>(share, -most, most));
}

using Place = std::pair<Bytes, Bytes>; ///< Product and lot.

/// What came back of a line already, by product and lot.
std::map<Place, Int128> cameBack(const Reader& shop, Id<schema::OrderLine> line, LineMovements& movements)
{
    std::vector<Id<schema::OrderLine>> lines;
    schema::OrderLine row;
    shop.eachWhere(schema::OrderLine::kReturnsFieldNumber, line.bytes(), row, [&] {
        lines.emplace_back(row.id());
        return true;
    });
    std::map<Place, Int128> sums;
    for (const auto id : lines)
        for (const auto& movement : movements.of(id))
            sums[{movement.variant(), movement.lot()}] += movement.quantity();
    return sums;
}

} // namespace

const std::vector<schema::StockMovement>& LineMovements::of(Id<schema::OrderLine> line)
{
    const auto made = m_families.try_emplace(Bytes(line.bytes().substr(0, RawId::familySize)));
    auto& family = made.first->second;
    if (made.second) {
        schema::StockMovement movement;
        m_shop.eachBeside(line.raw, movement, [&] {
            if (movement.has_line())
                family[movement.line()].push_back(movement);
            return true;
        });
    }
    const auto found = family.find(Bytes(line.bytes()));
    return found == family.end() ? m_none : found->second;
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
            goods[variant] = Quantity{shareBetween(quantity, before.thousandths, back.thousandths, whole.thousandths)};
    return goods;
}

std::vector<schema::StockMovement> movementsBack(const Reader& shop, const ComingBack& goods,
                                                 const std::vector<schema::StockMovement>& left,
                                                 Id<schema::Location> location, TimeUs at, GoodsMoved& order)
{
    std::vector<schema::StockMovement> movements;
    const auto sold = shop.get(goods.returns);
    if (!sold)
        return movements;
    auto& here = order.back[goods.returns]; // By other lines of this order.
    const auto before = returnedOf(shop, goods.returns) + Quantity{here};
    here += goods.back.thousandths;
    const auto earlier = cameBack(shop, goods.returns, order.movements);
    for (const auto& [variant, quantity] : goodsBack(left, Quantity{sold->quantity()}, before, goods.back)) {
        std::int64_t due = quantity.thousandths;
        const auto add = [&, variant = variant](std::int64_t part, const Bytes& lot) {
            if (part <= 0)
                return;
            auto movement = movementOfLine(variant, Quantity{-part}, location, goods.line, at);
            if (!lot.empty())
                movement.set_lot(lot);
            movements.push_back(std::move(movement));
            order.backByLot[{goods.returns, variant, lot}] += part;
            due -= part;
        };
        if (!goods.chosen.empty() && variant.bytes() == sold->variant()) {
            add(due, goods.chosen);
            continue;
        }
        std::map<Bytes, Int128> passed; // Of a lot that was picked twice by one line.
        for (const auto& movement : left) {
            if (movement.variant() != variant.bytes() || movement.quantity() >= 0)
                continue;
            const auto known = earlier.find({movement.variant(), movement.lot()});
            const auto now = order.backByLot.find({goods.returns, variant, movement.lot()});
            const Int128 gone =
                (known == earlier.end() ? Int128{0} : known->second) + (now == order.backByLot.end() ? 0 : now->second);
            auto& behind = passed[movement.lot()];
            const Int128 went = -static_cast<Int128>(movement.quantity());
            const Int128 away = went - std::clamp<Int128>(gone - behind, 0, went);
            behind += went;
            add(static_cast<std::int64_t>(std::min<Int128>(due, away)), movement.lot());
        }
        add(due, {}); // More than it is known to have moved: another till's part of it is still on its way.
    }
    return movements;
}

} // namespace kontor
