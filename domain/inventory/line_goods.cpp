#include "domain/inventory/line_goods.h"

#include "domain/base/exact.h"
#include "domain/identity/actor.h"
#include "domain/inventory/goods_back.h"
#include "domain/inventory/lot.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/stock.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"
#include "domain/schema/orders.pb.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr int deepest = 5;
constexpr std::size_t maxParts = 50;

/// quantity × per one, halves away from zero: a third of a gram is nobody's stock.
Result<Quantity> timesPart(Quantity quantity, std::int64_t perOne)
{
    const auto product = divideHalfUp(static_cast<Int128>(quantity.thousandths) * perOne, 1000);
    if (product > maxLineThousandths || product < -maxLineThousandths)
        return invalid("quantity", "this is more than a movement may hold");
    return Quantity{static_cast<std::int64_t>(product)};
}

Result<Done> addGoods(const Reader& shop, Id<schema::Variant> id, Quantity quantity, int depth,
                      std::map<Id<schema::Variant>, Quantity>& goods)
{
    const auto variant = shop.get(id);
    if (!variant || variant->part_size() == 0) {
        auto& sum = goods[id];
        const Int128 all = static_cast<Int128>(sum.thousandths) + quantity.thousandths;
        if (all > maxLineThousandths || all < -maxLineThousandths)
            return invalid("quantity", "this is more than a movement may hold");
        sum = sum + quantity;
        return Done{};
    }
    if (depth == deepest)
        return invalid("parts", "its parts have parts more than " + std::to_string(deepest) +
                                    " deep, or it is a part of itself");
    for (const auto& part : variant->part()) {
        const auto each = timesPart(quantity, part.quantity());
        if (!each)
            return tl::unexpected(each.error());
        if (auto done = addGoods(shop, Id<schema::Variant>(part.variant()), *each, depth + 1, goods); !done)
            return done;
    }
    return Done{};
}

/// Whether `wanted` is `variant` or somewhere among its parts.
bool holds(const Reader& shop, Id<schema::Variant> variant, Id<schema::Variant> wanted, int depth)
{
    if (variant == wanted || depth > deepest)
        return true;
    const auto row = shop.get(variant);
    return row && std::any_of(row->part().begin(), row->part().end(), [&](const schema::BundlePart& part) {
               return holds(shop, Id<schema::Variant>(part.variant()), wanted, depth + 1);
           });
}

/// Goods of one product with lots that leave.
class Picking
{
public:
    Picking(const Reader& shop, Id<schema::Location> location, TimeUs at, std::uint32_t today, bool mayRunOut,
            std::map<RawId, std::int64_t>& taken)
        : m_shop(shop),
          m_location(location),
          m_at(at),
          m_today(today),
          m_mayRunOut(mayRunOut),
          m_taken(taken)
    {}

    Result<Done> pick(const LineOfGoods& line, const schema::Product& product,
                      std::vector<schema::StockMovement>& movements)
    {
        if (!line.lot.empty() || line.quantity.thousandths < 0)
            return pickChosen(line, product, movements);
        std::int64_t left = line.quantity.thousandths;
        std::int64_t ofNone = m_shop.stockLevel(line.variant, m_location).thousandths;
        bool passedOver = false;
        for (const auto& [lot, level] : lotsOf(m_shop, line.variant, m_location)) {
            ofNone -= level.thousandths;
            auto& taken = m_taken[RawId::of(lot.id())];
            const std::int64_t there = level.thousandths - taken;
            if (left == 0 || there <= 0)
                continue;
            if (isExpired(lot, m_today) || lot.blocked()) {
                passedOver = true;
                continue;
            }
            const auto part = std::min(left, there);
            add(line, Quantity{part}, lot.id(), movements);
            taken += part;
            left -= part;
        }
        // Then what was there before it was kept by lots.
        auto& taken = m_taken[line.variant.raw];
        const std::int64_t missing = left - std::max<std::int64_t>(0, ofNone - taken);
        if (missing > 0 && passedOver)
            return fail(Error::Kind::Conflict, "stock",
                        "all that is left of " + product.name() +
                            " has expired or was recalled: write it off with `stock adjust`, and count what lies there "
                            "besides by its lots with `count open`");
        if (missing > 0 && !m_mayRunOut)
            return fail(Error::Kind::Conflict, "stock",
                        "of " + product.name() + " " + Quantity{missing}.toString() +
                            " are missing: count what lies there by its lots with `count open`");
        if (left > 0)
            add(line, Quantity{left}, {}, movements);
        taken += left;
        return Done{};
    }

private:
    Result<Done> pickChosen(const LineOfGoods& line, const schema::Product& product,
                            std::vector<schema::StockMovement>& movements)
    {
        const bool leaves = line.quantity.thousandths > 0;
        if (leaves) {
            const Id<schema::Lot> id(line.lot);
            const auto lot = sellableLot(m_shop, line.variant, id, m_today);
            if (!lot)
                return tl::unexpected(lot.error());
            auto& taken = m_taken[id.raw];
            const auto there = lotLevel(m_shop, id, m_location).thousandths - taken;
            const bool short_ = there < line.quantity.thousandths;
            if (short_ && (!m_mayRunOut || product.tracking() == schema::BY_SERIAL))
                return fail(Error::Kind::Conflict, "lot",
                            "of " + lot->number() + " " + Quantity{std::max<std::int64_t>(there, 0)}.toString() +
                                " are here");
            taken += line.quantity.thousandths;
        } else if (!line.lot.empty()) {
            const auto lot = m_shop.get(Id<schema::Lot>(line.lot));
            if (!lot || lot->variant() != line.variant.bytes())
                return fail(Error::Kind::NotFound, "lot", "the product has no such lot");
        }
        add(line, line.quantity, line.lot, movements);
        return Done{};
    }

    void add(const LineOfGoods& line, Quantity quantity, const Bytes& lot,
             std::vector<schema::StockMovement>& movements) const
    {
        auto movement = movementOfLine(line.variant, quantity, m_location, line.line, m_at);
        if (!lot.empty())
            movement.set_lot(lot);
        movements.push_back(std::move(movement));
    }

    const Reader& m_shop;
    Id<schema::Location> m_location;
    TimeUs m_at;
    std::uint32_t m_today;
    bool m_mayRunOut;
    std::map<RawId, std::int64_t>& m_taken;
};

} // namespace

Result<std::map<Id<schema::Variant>, Quantity>> goodsTaken(const Reader& shop, Id<schema::Variant> variant,
                                                           Quantity quantity)
{
    std::map<Id<schema::Variant>, Quantity> goods;
    if (auto done = addGoods(shop, variant, quantity, 0, goods); !done)
        return tl::unexpected(done.error());
    return goods;
}

Result<std::vector<schema::StockMovement>> movementsOfLine(const Reader& shop, const LineOfGoods& line,
                                                           Id<schema::Location> location, TimeUs at,
                                                           std::uint32_t today, bool mayRunOut, GoodsMoved& order)
{
    if (!line.returns.empty() && line.quantity.thousandths < 0) {
        const ComingBack back{line.line, Id<schema::OrderLine>(line.returns), Quantity{} - line.ofLine, line.lot};
        if (const auto& left = order.movements.of(back.returns); !left.empty()) {
            if (!line.lot.empty())
                if (const auto lot = shop.get(Id<schema::Lot>(line.lot));
                    !lot || lot->variant() != line.variant.bytes())
                    return fail(Error::Kind::NotFound, "lot", "the product has no such lot");
            return movementsBack(shop, back, left, location, at, order);
        }
    }
    const auto goods = goodsTaken(shop, line.variant, line.quantity);
    if (!goods)
        return tl::unexpected(goods.error());
    std::vector<schema::StockMovement> movements;
    Picking picking(shop, location, at, today, mayRunOut, order.taken);
    for (const auto& [id, quantity] : *goods) {
        if (quantity.thousandths == 0)
            continue;
        const auto variant = shop.get(id);
        const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (product && product->kind() != schema::GOODS)
            continue;
        LineOfGoods part = line;
        part.quantity = quantity;
        if (id != line.variant)
            part.lot.clear(); // What was chosen is of the bundle.
        part.variant = id;
        if (!product || product->tracking() == schema::BY_QUANTITY) {
            auto& soFar = order.taken[id.raw];
            if (!mayRunOut && quantity.thousandths > 0 &&
                shop.stockLevel(id, location).thousandths - soFar < quantity.thousandths)
                return fail(Error::Kind::Conflict, "stock",
                            "of " + (product ? product->name() : std::string("a part")) + " there are not enough left");
            soFar += quantity.thousandths;
            movements.push_back(movementOfLine(id, quantity, location, line.line, at));
            continue;
        }
        if (auto done = picking.pick(part, *product, movements); !done)
            return tl::unexpected(done.error());
    }
    return movements;
}

Result<Commit> setParts(const Reader& shop, const Context& context, const Actor& actor, const SetParts& input)
{
    if (auto allowed = actor.may(schema::EDIT_CATALOG); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.variant);
    if (!before)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (input.parts.size() > maxParts)
        return invalid("parts", "at most " + std::to_string(maxParts));
    auto after = *before;
    after.clear_part();
    for (const auto& part : input.parts) {
        const auto variant = shop.get(part.variant);
        const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (!product || product->kind() != schema::GOODS)
            return invalid("parts", "a part is goods that the shop has");
        if (part.quantity.thousandths <= 0 || part.quantity.thousandths > maxLineThousandths)
            return invalid("quantity", "of a part there is more than none");
        for (const auto& other : after.part())
            if (other.variant() == part.variant.bytes())
                return invalid("parts", variant->sku() + " is there twice");
        if (holds(shop, part.variant, input.variant, 0))
            return invalid("parts", variant->sku() + " is, or holds, what it would be a part of");
        auto& row = *after.add_part();
        row.set_variant(part.variant.string());
        row.set_quantity(part.quantity.thousandths);
    }
    // What is made of parts has no stock of its own: what there is could be sold by nobody.
    if (before->part_size() == 0 && after.part_size() > 0)
        if (const auto there = goodsInTheWay(shop, input.variant, context.now); !there.empty())
            return fail(Error::Kind::Conflict, "stock",
                        there + ": sell them, write them off with `stock adjust` or wait for them first");
    Commit commit{"set-parts", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "parts", "it has these already");
    return commit;
}

Quantity sellableLevel(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location)
{
    const auto parts = goodsTaken(shop, variant, Quantity::whole(1));
    if (!parts)
        return {};
    std::int64_t least = INT64_MAX;
    for (const auto& [part, each] : *parts) {
        const auto level = shop.stockLevel(part, location);
        if (part == variant && parts->size() == 1)
            return level;
        if (each.thousandths > 0) // Whole bundles only.
            least = std::min(least, level.thousandths / each.thousandths);
    }
    return least == INT64_MAX ? Quantity{} : Quantity::whole(least);
}

} // namespace kontor
