#include "domain/inventory/known_cost.h"

#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

namespace {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr char stateFormat = 1;

void put(Bytes& out, Wide value)
{
    // Zigzag, then seven bits a byte: most are small.
    auto rest = (static_cast<UnsignedWide>(value) << 1U) ^ static_cast<UnsignedWide>(value < 0 ? -1 : 0);
    do {
        const auto low = static_cast<unsigned>(rest & 0x7FU);
        rest >>= 7U;
        out += static_cast<char>(rest != 0 ? low | 0x80U : low);
    } while (rest != 0);
}

/// Reads what put() wrote; `failed` from the first that is not there.
class Taking
{
public:
    explicit Taking(BytesView from) : m_from(from) {}
    Wide number()
    {
        UnsignedWide value = 0;
        for (unsigned shift = 0;; shift += 7) {
            if (m_at == m_from.size() || shift > 127) {
                m_failed = true;
                return 0;
            }
            const auto byte = static_cast<unsigned char>(m_from[m_at++]);
            value |= static_cast<UnsignedWide>(byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0)
                break;
        }
        return static_cast<Wide>(value >> 1U) ^ -static_cast<Wide>(value & 1U);
    }
    std::size_t size()
    {
        const Wide value = number();
        m_failed = m_failed || value < 0 || value > static_cast<Wide>(m_from.size());
        return m_failed ? 0 : static_cast<std::size_t>(value);
    }
    Bytes bytes(std::size_t length)
    {
        if (m_failed || length > m_from.size() - m_at) {
            m_failed = true;
            return {};
        }
        m_at += length;
        return Bytes(m_from.substr(m_at - length, length));
    }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] bool isAtEnd() const { return m_at == m_from.size(); }

private:
    BytesView m_from;
    std::size_t m_at = 0;
    bool m_failed = false;
};

} // namespace

bool isCosted(const StockEvent& event)
{
    return event.kind == StockEvent::Kind::Valued ||
           (event.kind == StockEvent::Kind::Moved && event.quantity != 0 && event.cost.has_value());
}

void CostCheckpoint::add(const StockEvent& event)
{
    average.add(event, 0);
    fifo.add(event, 0);
    ordinal += isCosted(event) ? 1 : 0;
    after = event;
}

Bytes CostFold::state() const
{
    Bytes out(1, stateFormat);
    put(out, static_cast<int>(m_method));
    for (const Wide value :
         {m_short.quantity, m_short.value, m_last.quantity, m_last.value, m_received, m_issued, m_corrected})
        put(out, value);
    put(out, static_cast<Wide>(m_layers.size() - m_first));
    for (std::size_t i = m_first; i < m_layers.size(); ++i) {
        put(out, m_layers[i].quantity);
        put(out, m_layers[i].value);
    }
    put(out, std::count_if(m_byLot.begin(), m_byLot.end(), [](const auto& lot) { return lot.second != 0; }));
    for (const auto& [lot, level] : m_byLot) {
        if (level == 0)
            continue; // As if there never was any.
        put(out, static_cast<Wide>(lot.size()));
        out += lot;
        put(out, level);
    }
    return out;
}

std::optional<CostFold> CostFold::fromState(BytesView state)
{
    if (state.empty() || state.front() != stateFormat)
        return std::nullopt;
    Taking from(state.substr(1));
    const Wide method = from.number();
    if (method != 0 && method != 1)
        return std::nullopt;
    CostFold fold(static_cast<CostMethod>(static_cast<int>(method)));
    for (Wide* value : {&fold.m_short.quantity, &fold.m_short.value, &fold.m_last.quantity, &fold.m_last.value,
                        &fold.m_received, &fold.m_issued, &fold.m_corrected})
        *value = from.number();
    for (std::size_t left = from.size(); left > 0 && !from.failed(); --left) {
        const Wide quantity = from.number();
        fold.m_layers.push_back({quantity, from.number()});
        if (quantity <= 0)
            return std::nullopt;
    }
    for (std::size_t left = from.size(); left > 0 && !from.failed(); --left) {
        Bytes lot = from.bytes(from.size());
        fold.m_byLot[std::move(lot)] = static_cast<std::int64_t>(from.number());
    }
    if (from.failed() || !from.isAtEnd() || fold.m_last.quantity <= 0)
        return std::nullopt;
    return fold;
}

const StockCosts* stockCostsOf(const Reader& shop)
{
    const auto* costs = dynamic_cast<const StockCosts*>(&shop);
    return costs != nullptr && costs->keepsCosts() ? costs : nullptr;
}

std::optional<SaleCosts::Known> SaleCosts::read(Id<schema::Variant> variant) const
{
    std::optional<CostFold> fold;
    if (const auto* costs = stockCostsOf(m_shop)) {
        fold = costs->lastCost(variant, m_location, m_method);
    } else {
        // As the checkpoint would be: up to the last event that says what something cost.
        const auto ledger = readLedger(m_shop, variant, m_location);
        const auto last = std::find_if(ledger.rbegin(), ledger.rend(), isCosted);
        if (last != ledger.rend()) {
            fold.emplace(m_method);
            std::for_each(ledger.begin(), last.base(), [&](const StockEvent& event) { fold->add(event, 0); });
        }
    }
    if (!fold)
        return std::nullopt;
    Known known{std::move(*fold), 0};
    if (m_method == CostMethod::Fifo) // Only there it matters which of the goods they are.
        known.gone = static_cast<std::int64_t>(std::clamp<Wide>(static_cast<Wide>(known.fold.quantity()) -
                                                                    m_shop.stockLevel(variant, m_location).thousandths,
                                                                0, INT64_MAX / 2));
    return known;
}

std::optional<std::int64_t> SaleCosts::of(Id<schema::Variant> variant, Quantity quantity)
{
    auto found = m_known.find(variant.raw);
    if (found == m_known.end())
        found = m_known.emplace(variant.raw, read(variant)).first;
    if (!found->second)
        return std::nullopt;
    auto& known = *found->second;
    if (quantity.thousandths < 0)
        return -known.fold.costOfNext(-quantity.thousandths, INT64_MAX); // What comes back costs what one cost last.
    const auto cost = known.fold.costOfNext(quantity.thousandths, known.gone);
    known.gone = std::min(known.gone, INT64_MAX / 2) + std::min(quantity.thousandths, INT64_MAX / 2);
    return cost;
}

CostFold costUntil(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, CostMethod method,
                   TimeUs until)
{
    CostFold fold(method);
    std::vector<StockEvent> ledger;
    if (const auto* costs = stockCostsOf(shop)) {
        StockEvent begin{INT64_MIN, StockEvent::Kind::Moved, {}, {}, 0, {}, {}, {}};
        if (const auto checkpoint = costs->costCheckpoint(variant, location, until)) {
            fold = checkpoint->of(method);
            begin = checkpoint->after;
        }
        ledger = costs->ledgerAfter(variant, location, begin, until);
    } else {
        ledger = readLedger(shop, variant, location, until);
    }
    for (const auto& event : ledger)
        fold.add(event, 0);
    return fold;
}

} // namespace kontor
