#include "domain/inventory/reservation.h"

#include "domain/base/exact.h"
#include "domain/inventory/line_goods.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"
#include "domain/orders/order_state.h"
#include "domain/pricing/line_price.h"
#include "domain/pricing/unit_price.h"
#include "domain/pricing/unit_ratio.h"

#include <algorithm>

namespace kontor {

namespace {

void reserve(const Reader& shop, schema::Reservation row, Id<schema::Variant> variant, Quantity quantity,
             Commit& commit)
{
    const auto goods = goodsTaken(shop, variant, quantity);
    if (!goods)
        return; // Nobody is kept from parking a cart by what a reservation cannot hold.
    for (const auto& [id, each] : *goods) {
        if (each.thousandths <= 0)
            continue;
        const auto part = shop.get(id);
        const auto product = part ? shop.get(Id<schema::Product>(part->product())) : std::nullopt;
        if (!product || product->kind() != schema::GOODS)
            continue;
        row.clear_id();
        row.set_variant(id.string());
        row.set_quantity(each.thousandths);
        commit.insert(row);
    }
}

/// Whether what it is kept for still waits.
bool isOwnerOpen(const Reader& shop, const schema::Reservation& row)
{
    if (const auto cart = shop.get(Id<schema::ParkedCart>(row.owner())))
        return !cart->has_taken_us() && !cart->discarded();
    if (!shop.get(Id<schema::Order>(row.owner())))
        return false;
    switch (orderHistory(shop, Id<schema::Order>(row.owner())).state) {
    case schema::ORDER_CANCELLED:
    case schema::ORDER_DELIVERED:
    case schema::ORDER_RETURNED: return false;
    default: return true;
    }
}

Quantity leftOf(const Reader& shop, const schema::Reservation& row)
{
    if (!row.has_line() || row.of_line() <= 0)
        return Quantity{row.quantity()};
    const auto gone = fulfilledOf(shop, Id<schema::OrderLine>(row.line())).thousandths;
    const auto rest = std::clamp<std::int64_t>(row.of_line() - gone, 0, row.of_line());
    return Quantity{static_cast<std::int64_t>(divideHalfUp(static_cast<Int128>(row.quantity()) * rest, row.of_line()))};
}

} // namespace

void reserveParked(const Reader& shop, Id<schema::Location> location, const schema::ParkedCart& cart, Commit& commit)
{
    schema::Reservation row;
    row.set_owner(cart.id());
    row.set_location(location.string());
    if (cart.has_expires_us())
        row.set_until_us(cart.expires_us());
    for (const auto& line : cart.line()) {
        if (line.quantity() <= 0 || line.has_returns() || line.has_fulfils())
            continue;
        const auto variant = shop.get(Id<schema::Variant>(line.variant()));
        const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
        if (!product)
            continue;
        Quantity quantity{line.quantity()};
        if (line.has_counted_in())
            if (const auto ratio =
                    unitRatio(shop, Id<schema::Unit>(line.counted_in()), Id<schema::Unit>(product->unit())))
                quantity = inUnit(quantity, *ratio).value_or(quantity);
        reserve(shop, row, Id<schema::Variant>(line.variant()), quantity, commit);
    }
}

void reserveLine(const Reader& shop, Id<schema::Location> location, const schema::Order& order,
                 const schema::OrderLine& line, Quantity inStock, Commit& commit)
{
    const bool isKept =
        order.kind() == schema::LAYAWAY || order.kind() == schema::ORDERED || order.kind() == schema::PRE_ORDER;
    if (!isKept || inStock.thousandths <= 0)
        return; // A quotation promises a price and no goods.
    schema::Reservation row;
    row.set_owner(order.id());
    row.set_line(line.id());
    row.set_location(location.string());
    row.set_of_line(line.quantity());
    if (order.kind() == schema::PRE_ORDER) // What is not there yet cannot be put aside: it is as soon as it comes.
        row.set_when_here(true);
    if (order.details().has_expires_us())
        row.set_until_us(order.details().expires_us());
    reserve(shop, row, Id<schema::Variant>(line.variant()), inStock, commit);
}

std::vector<ReservationView> reservationsOf(const Reader& shop, Id<schema::Variant> variant,
                                            Id<schema::Location> location, TimeUs at)
{
    std::vector<ReservationView> views;
    Quantity firm;
    for (auto& row : shop.where<schema::Reservation>(schema::Reservation::kVariantFieldNumber, variant.bytes())) {
        if (row.location() != location.bytes() || row.quantity() <= 0 || (row.has_until_us() && row.until_us() <= at))
            continue;
        const auto left = leftOf(shop, row); // First: of what was handed over long ago it says all by one look-up.
        if (left.thousandths <= 0 || !isOwnerOpen(shop, row))
            continue;
        firm = row.when_here() ? firm : firm + left;
        views.push_back({std::move(row), left});
    }
    if (std::none_of(views.begin(), views.end(), [](const auto& view) { return view.reservation.when_here(); }))
        return views;
    // Ids are in the order in which they were placed: who ordered first has what came first.
    auto here = std::max(Quantity{}, shop.stockLevel(variant, location) - firm);
    for (auto& view : views)
        if (view.reservation.when_here()) {
            view.left = std::min(view.left, here);
            here = here - view.left;
        }
    std::erase_if(views, [](const auto& view) { return view.left.thousandths <= 0; });
    return views;
}

Quantity reservedOf(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, TimeUs at,
                    const std::vector<RawId>& except)
{
    Quantity sum;
    for (const auto& view : reservationsOf(shop, variant, location, at))
        if (std::find(except.begin(), except.end(), RawId::of(view.reservation.owner())) == except.end())
            sum = sum + view.left;
    return sum;
}

StockPosition stockPosition(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, TimeUs at)
{
    StockPosition position;
    position.onHand = shop.stockLevel(variant, location);
    position.reserved = reservedOf(shop, variant, location, at);
    for (const auto& transfer : transfersTo(shop, location, true))
        for (std::size_t i = 0; i < transfer.lines.size(); ++i)
            if (transfer.transfer.line(static_cast<int>(i)).variant() == variant.bytes())
                position.incoming = position.incoming + transfer.lines[i].onTheWay();
    for (const auto& order : purchasesFor(shop, location, at, true))
        for (std::size_t i = 0; i < order.received.size(); ++i)
            if (order.order.line(static_cast<int>(i)).variant() == variant.bytes())
                position.incoming = position.incoming + order.stillToCome(i);
    return position;
}

std::string goodsInTheWay(const Reader& shop, Id<schema::Variant> variant, TimeUs at)
{
    for (const auto& place : shop.all<schema::Location>()) {
        const auto position = stockPosition(shop, variant, Id<schema::Location>(place.id()), at);
        if (position.onHand != Quantity{})
            return position.onHand.toString() + " are in " + place.name();
        if (position.reserved != Quantity{})
            return position.reserved.toString() + " in " + place.name() + " are kept for customers";
        if (position.incoming != Quantity{})
            return position.incoming.toString() + " are on the way to " + place.name() + " or ordered";
    }
    return {};
}

} // namespace kontor
