#include "domain/inventory/ledger.h"

#include "domain/inventory/receipt.h"
#include "domain/journal/reader.h"
#include "domain/schema/purchasing.pb.h"

#include <algorithm>
#include <tuple>

namespace kontor {

bool isBefore(const StockEvent& a, const StockEvent& b)
{
    return std::tie(a.at, a.kind, a.id) < std::tie(b.at, b.kind, b.id);
}

bool isCountInForce(std::span<const schema::CountClosing> closings, const schema::CountEntry& entry)
{
    const schema::CountClosing* first = nullptr;
    for (const auto& closing : closings)
        if (first == nullptr || std::pair(closing.at_us(), closing.id()) < std::pair(first->at_us(), first->id()))
            first = &closing;
    return first != nullptr && !first->discarded() && entry.at_us() <= first->at_us();
}

namespace {

/// Of the counts that stand the last entry of each lot. Whoever counts again corrects what was written: nothing moved in between, so
/// the mistake must not come out of the cost and go in again, at no instant.
std::vector<schema::CountEntry> entriesInForce(const Reader& shop, Id<schema::Variant> variant,
                                               Id<schema::Location> location)
{
    std::map<Bytes, std::vector<schema::CountClosing>> closings; // By count.
    std::map<std::pair<Bytes, Bytes>, schema::CountEntry> last;  // By count and lot.
    for (auto& entry : shop.where<schema::CountEntry>(schema::CountEntry::kVariantFieldNumber, variant.bytes())) {
        if (entry.location() != location.bytes())
            continue;
        const auto [found, isNew] = closings.try_emplace(entry.count());
        if (isNew)
            found->second = shop.where<schema::CountClosing>(schema::CountClosing::kCountFieldNumber, entry.count());
        if (!isCountInForce(found->second, entry))
            continue;
        auto& kept = last[{entry.count(), entry.lot()}];
        if (kept.id().empty() || std::pair(kept.at_us(), kept.id()) < std::pair(entry.at_us(), entry.id()))
            kept = std::move(entry);
    }
    std::vector<schema::CountEntry> entries;
    for (auto& [key, entry] : last)
        entries.push_back(std::move(entry));
    return entries;
}

} // namespace

std::vector<StockEvent> readLedger(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location,
                                   TimeUs until)
{
    std::vector<StockEvent> events;
    schema::StockMovement movement;
    shop.eachWhere(schema::StockMovement::kVariantFieldNumber, variant.bytes(), movement, [&] {
        if (movement.location() == location.bytes() && movement.at_us() <= until) {
            StockEvent event;
            event.at = movement.at_us();
            event.id = RawId::of(movement.id());
            event.lot = movement.lot();
            event.quantity = movement.quantity();
            if (movement.has_cost_minor())
                event.cost = movement.cost_minor();
            event.reason = movement.reason();
            event.line = movement.line();
            events.push_back(std::move(event));
        }
        return true;
    });
    readCountsAndCosts(shop, variant, location, until, events);
    std::sort(events.begin(), events.end(), isBefore);
    return events;
}

void readCountsAndCosts(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, TimeUs until,
                        std::vector<StockEvent>& events)
{
    for (const auto& entry : entriesInForce(shop, variant, location)) {
        if (entry.at_us() > until)
            continue;
        StockEvent event;
        event.at = entry.at_us();
        event.kind = StockEvent::Kind::Counted;
        event.id = RawId::of(entry.id());
        event.lot = entry.lot();
        event.quantity = entry.quantity();
        event.reason = schema::COUNTED;
        events.push_back(std::move(event));
    }
    for (const auto& cost : shop.where<schema::LandedCost>(schema::LandedCost::kVariantFieldNumber, variant.bytes())) {
        if (cost.location() != location.bytes() || cost.at_us() > until)
            continue;
        StockEvent event;
        event.at = cost.at_us();
        event.kind = StockEvent::Kind::Valued;
        event.id = RawId::of(cost.id());
        event.cost = cost.amount_minor();
        events.push_back(event);
        // Billed for goods that did not come. Not written with the undoing: another till may bill it meanwhile, or later be heard of.
        const auto undone = shop.get(receiptUndoneId(RawId::of(cost.receipt())));
        if (!undone || undone->receipt() != cost.receipt())
            continue;
        event.at = std::max(cost.at_us(), undone->at_us());
        event.id = RawId::imported("freight-undone", cost.id(), 0);
        event.cost = -std::max<std::int64_t>(cost.amount_minor(), -INT64_MAX);
        if (event.at <= until)
            events.push_back(std::move(event));
    }
}

StockTally tally(std::span<const StockEvent> events)
{
    std::map<Bytes, std::uint64_t> sums;
    for (const auto& event : events)
        if (event.kind == StockEvent::Kind::Moved)
            sums[event.lot] += static_cast<std::uint64_t>(event.quantity);
        else if (event.kind == StockEvent::Kind::Counted)
            sums[event.lot] = static_cast<std::uint64_t>(event.quantity);
    StockTally result;
    std::uint64_t total = 0;
    for (const auto& [lot, sum] : sums) {
        total += sum;
        if (sum != 0)
            result.byLot[lot] = Quantity{static_cast<std::int64_t>(sum)};
    }
    result.total = Quantity{static_cast<std::int64_t>(total)};
    return result;
}

} // namespace kontor
