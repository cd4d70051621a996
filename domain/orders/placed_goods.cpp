#include "domain/orders/placed_goods.h"

#include "domain/base/exact.h"
#include "domain/journal/reader.h"
#include "domain/orders/line_share.h"

#include <algorithm>
#include <set>

namespace kontor {

namespace {

std::int64_t of(const std::map<RawId, std::int64_t>& sums, const RawId& line)
{
    const auto found = sums.find(line);
    return found == sums.end() ? 0 : found->second;
}

std::vector<schema::OrderLine> linesOf(const Reader& shop, Id<schema::Order> order)
{
    return shop.where<schema::OrderLine>(schema::OrderLine::kOrderFieldNumber, order.bytes());
}

} // namespace

GoodsHere goodsIn(const std::vector<schema::OrderLine>& lines)
{
    GoodsHere here;
    const auto add = [](std::int64_t& sum, std::int64_t more) { // Wrapped: what another till claims stops nobody.
        sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(more));
    };
    for (const auto& line : lines) {
        if (line.has_fulfils())
            add(here.handedOver[RawId::of(line.fulfils())], line.quantity());
        if (line.has_returns() && line.quantity() != INT64_MIN)
            add(here.back[RawId::of(line.returns())], -line.quantity());
    }
    return here;
}

bool isAllHandedOver(const Reader& shop, Id<schema::Order> placed, const GoodsHere& here)
{
    const auto lines = linesOf(shop, placed);
    return std::all_of(lines.begin(), lines.end(), [&](const auto& row) {
        const Id<schema::OrderLine> id(row.id());
        return Int128{fulfilledOf(shop, id).thousandths} + of(here.handedOver, id.raw) >= row.quantity();
    });
}

bool isAllBack(const Reader& shop, Id<schema::Order> placed, const GoodsHere& here)
{
    const auto lines = linesOf(shop, placed);
    return !lines.empty() && std::all_of(lines.begin(), lines.end(), [&](const auto& row) {
        Int128 back = 0;
        for (const auto& sold : shop.where<schema::OrderLine>(schema::OrderLine::kFulfilsFieldNumber, row.id()))
            back += Int128{returnedOf(shop, Id<schema::OrderLine>(sold.id())).thousandths} +
                    of(here.back, RawId::of(sold.id()));
        return fulfilledOf(shop, Id<schema::OrderLine>(row.id())).thousandths >= row.quantity() &&
               back >= row.quantity();
    });
}

std::vector<Id<schema::Order>> comingBack(const Reader& shop, const GoodsHere& here)
{
    std::set<Id<schema::Order>> orders;
    for (const auto& [line, quantity] : here.back) {
        const auto row = shop.get(Id<schema::OrderLine>(line));
        const auto source = row && row->has_fulfils() ? shop.get(Id<schema::OrderLine>(row->fulfils())) : std::nullopt;
        if (source)
            orders.insert(Id<schema::Order>(source->order()));
    }
    return {orders.begin(), orders.end()};
}

} // namespace kontor
