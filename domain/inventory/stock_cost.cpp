#include "domain/inventory/stock_cost.h"

#include "domain/base/exact.h"
#include "domain/inventory/goods_back.h"
#include "domain/inventory/known_cost.h"
#include "domain/inventory/location.h"
#include "domain/journal/reader.h"
#include "domain/schema/orders.pb.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <set>
#include <utility>

namespace kontor {

namespace {

/// Absurd amounts of hostile facts: what is beyond this is nobody's stock, and its products would not fit.
constexpr std::int64_t most = 1'000'000'000'000'000;
/// And no layer grows beyond this.
constexpr std::int64_t mostTogether = 1'000'000'000'000'000'000;

std::int64_t bounded(std::int64_t value)
{
    return std::clamp(value, -most, most);
}

std::int64_t narrowed(Int128 value)
{
    return static_cast<std::int64_t>(std::clamp<Int128>(value, -INT64_MAX, INT64_MAX));
}

/// value × part / whole, halves to even; 0 <= part <= whole, whole > 0.
Int128 shareOf(Int128 value, Int128 part, Int128 whole)
{
    if (part == whole)
        return value;
    // In two steps, so that no product is beyond 128 bits: value may be as large as the sum of a shop's history.
    const bool negative = value < 0;
    const Int128 magnitude = negative ? -value : value;
    const Int128 rest = magnitude % whole;
    const Int128 product = rest * part;
    Int128 share = magnitude / whole * part + product / whole;
    const Int128 twice = product % whole * 2;
    if (twice > whole || (twice == whole && share % 2 != 0))
        ++share;
    return negative ? -share : share;
}

} // namespace

CostFold::Wide CostFold::atLastCost(Wide quantity) const
{
    // In whole and part, as shareOf; beyond the layer it was known of too.
    const Wide times = quantity / m_last.quantity;
    return m_last.value * times + shareOf(m_last.value, quantity % m_last.quantity, m_last.quantity);
}

void CostFold::noteLast()
{
    if (m_first < m_layers.size())
        m_last = m_method == CostMethod::Fifo ? m_layers.back() : m_layers[m_first];
}

void CostFold::comesIn(Wide quantity, const std::optional<Wide>& cost, std::size_t place)
{
    if (!cost)
        noteLast();
    const Wide value = cost ? *cost : atLastCost(quantity);
    m_received += value;
    m_steps.push_back({place, narrowed(quantity), narrowed(value)});
    Layer layer{quantity, value};
    if (m_short.quantity > 0) {
        const Wide covered = std::min(quantity, m_short.quantity);
        const Wide really = shareOf(layer.value, covered, layer.quantity);
        const Wide before = shareOf(m_short.value, covered, m_short.quantity);
        m_corrected += really - before;
        m_short = {m_short.quantity - covered, m_short.value - before};
        layer = {layer.quantity - covered, layer.value - really};
    }
    if (cost)
        m_last = {quantity, value};
    if (layer.quantity == 0)
        return;
    if (m_method == CostMethod::MovingAverage && m_first < m_layers.size()) {
        m_layers[m_first].quantity = std::min<Wide>(m_layers[m_first].quantity + layer.quantity, mostTogether);
        m_layers[m_first].value += layer.value;
    } else {
        m_layers.push_back(layer);
    }
    noteLast();
}

void CostFold::goesOut(Wide quantity, std::size_t place)
{
    noteLast();
    Wide left = quantity;
    Wide cost = 0;
    while (left > 0 && m_first < m_layers.size()) {
        Layer& layer = m_layers[m_first];
        const Wide taken = std::min(left, layer.quantity);
        const Wide share = shareOf(layer.value, taken, layer.quantity);
        layer = {layer.quantity - taken, layer.value - share};
        cost += share;
        left -= taken;
        if (layer.quantity == 0)
            ++m_first;
    }
    if (m_first > 64 && m_first * 2 > m_layers.size()) {
        m_layers.erase(m_layers.begin(), m_layers.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
    if (left > 0) {
        const Wide provisional = atLastCost(left);
        m_short = {std::min<Wide>(m_short.quantity + left, mostTogether), m_short.value + provisional};
        cost += provisional;
    }
    m_issued += cost;
    m_steps.push_back({place, narrowed(-quantity), narrowed(cost)});
}

void CostFold::moves(std::int64_t quantity, const std::optional<std::int64_t>& costMinor, std::size_t place)
{
    const auto cost =
        costMinor ? std::optional(Wide{std::max<std::int64_t>(bounded(*costMinor), 0)} * 10'000) : std::nullopt;
    if (quantity > 0)
        return comesIn(bounded(quantity), cost, place);
    if (quantity == 0)
        return;
    goesOut(-Wide{bounded(quantity)}, place);
    if (cost) // A receipt that was none: what it brought into the value goes out of it again, whatever the goods cost by now.
        isValued(Wide{m_steps.back().costE4} - *cost);
}

void CostFold::isValued(Wide value)
{
    m_received += value;
    const bool isThere = m_first < m_layers.size();
    // Goods are worth nothing at the least: what was taken for a receipt may have been sold at its cost since.
    for (auto i = m_layers.size(); value < 0 && i > m_first; --i) {
        const Wide taken = std::min(-value, m_layers[i - 1].value);
        m_layers[i - 1].value -= taken;
        value += taken;
    }
    if (isThere && value > 0)
        m_layers.back().value += std::exchange(value, 0);
    if (isThere)
        noteLast();
    m_corrected += value;
}

void CostFold::add(const StockEvent& event, std::size_t place)
{
    switch (event.kind) {
    case StockEvent::Kind::Moved:
        m_byLot[event.lot] = static_cast<std::int64_t>(static_cast<std::uint64_t>(m_byLot[event.lot]) +
                                                       static_cast<std::uint64_t>(event.quantity));
        moves(event.quantity, event.cost, place);
        return;
    case StockEvent::Kind::Counted: {
        auto& level = m_byLot[event.lot];
        const auto off =
            static_cast<std::int64_t>(static_cast<std::uint64_t>(event.quantity) - static_cast<std::uint64_t>(level));
        level = event.quantity;
        moves(off, std::nullopt, place);
        return;
    }
    case StockEvent::Kind::Valued: return isValued(Wide{bounded(event.cost.value_or(0))} * 10'000);
    }
}

StockCost CostFold::result() const
{
    Wide quantity = -m_short.quantity;
    Wide value = -m_short.value;
    for (std::size_t i = m_first; i < m_layers.size(); ++i) {
        quantity += m_layers[i].quantity;
        value += m_layers[i].value;
    }
    StockCost cost;
    cost.quantity = narrowed(quantity);
    cost.valueE4 = narrowed(value);
    cost.receivedE4 = narrowed(m_received);
    cost.issuedE4 = narrowed(m_issued);
    cost.correctedE4 = narrowed(m_corrected);
    cost.steps = m_steps;
    return cost;
}

std::int64_t CostFold::quantity() const
{
    Wide sum = -m_short.quantity;
    for (std::size_t i = m_first; i < m_layers.size(); ++i)
        sum += m_layers[i].quantity;
    return narrowed(sum);
}

std::int64_t CostFold::costOfNext(std::int64_t quantity, std::int64_t gone) const
{
    CostFold next(m_method); // Only for its last cost: nothing is taken out of this one.
    next.m_last = m_last;
    if (m_first < m_layers.size())
        next.m_last = m_method == CostMethod::Fifo ? m_layers.back() : m_layers[m_first];
    Wide left = bounded(quantity);
    if (m_method == CostMethod::MovingAverage)
        return narrowed(next.atLastCost(left));
    Wide skip = gone;
    Wide cost = 0;
    for (std::size_t i = m_first; i < m_layers.size() && left > 0; ++i) {
        const Layer& layer = m_layers[i];
        if (skip >= layer.quantity) {
            skip -= layer.quantity;
            continue;
        }
        const Wide taken = std::min(left, layer.quantity - skip);
        cost += shareOf(layer.value, taken, layer.quantity);
        left -= taken;
        skip = 0;
    }
    return narrowed(cost + next.atLastCost(left));
}

StockCost costOf(std::span<const StockEvent> ledger, CostMethod method)
{
    CostFold fold(method);
    for (std::size_t i = 0; i < ledger.size(); ++i)
        fold.add(ledger[i], i);
    return fold.result();
}

StockValue valueAt(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, CostMethod method,
                   TimeUs at)
{
    const auto cost = costUntil(shop, variant, location, method, at).result();
    return {variant, Quantity{cost.quantity}, narrowed(divideHalfUp(cost.valueE4, 10'000))};
}

std::int64_t costOfTaking(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location,
                          CostMethod method, Quantity quantity, TimeUs at)
{
    auto fold = costUntil(shop, variant, location, method, at);
    StockEvent taking;
    taking.at = at;
    taking.quantity = -quantity.thousandths;
    fold.add(taking, 0);
    const auto cost = fold.result();
    return cost.steps.empty() ? 0 : narrowed(divideHalfUp(cost.steps.back().costE4, 10'000));
}

Result<LineMargin> marginOf(const Reader& shop, const RawId& id, CostMethod method)
{
    const auto line = shop.get(Id<schema::OrderLine>(id));
    const auto order = line ? shop.get(Id<schema::Order>(line->order())) : std::nullopt;
    if (!order)
        return fail(Error::Kind::NotFound, "line", "there is no such line of an order here");
    std::set<std::pair<Bytes, Bytes>> places;
    std::set<Bytes> variants{line->variant()};
    if (const auto variant = shop.get(Id<schema::Variant>(line->variant())))
        for (const auto& part : variant->part())
            variants.insert(part.variant());
    LineMargin margin;
    margin.revenueMinor = line->total_minor() - line->tax_minor();
    Int128 costE4 = 0;
    // What a bundle was then need not be what it is today; imported lines are not beside their movements.
    LineMovements moved(shop);
    for (const auto& movement : moved.of(Id<schema::OrderLine>(id)))
        places.insert({movement.variant(), movement.location()});
    if (places.empty())
        for (const auto& variant : variants) {
            schema::StockMovement movement;
            shop.eachWhere(schema::StockMovement::kVariantFieldNumber, variant, movement, [&] {
                if (movement.line() == line->id())
                    places.insert({variant, movement.location()});
                return true;
            });
        }
    for (const auto& [variant, location] : places) {
        const auto ledger = readLedger(shop, Id<schema::Variant>(variant), Id<schema::Location>(location));
        for (const auto& step : costOf(ledger, method).steps)
            if (ledger[step.event].line == line->id())
                costE4 += step.quantity < 0 ? step.costE4 : -step.costE4;
    }
    margin.costMinor = narrowed(divideHalfUp(costE4, 10'000));
    return margin;
}

CostMethod costMethodOf(const Reader& shop, Id<schema::Location> location)
{
    SettingOwners owners;
    if (const auto row = shop.get(location))
        owners.store = Id<schema::Store>(row->store());
    if (const auto organisations = shop.all<schema::Organisation>(); !organisations.empty())
        owners.organisation = Id<schema::Organisation>(organisations.front().id());
    return readSetting(shop, owners, stockCostMethod) == "fifo" ? CostMethod::Fifo : CostMethod::MovingAverage;
}

} // namespace kontor
