#include "domain/inventory/count.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/inventory/ledger.h"
#include "domain/inventory/location.h"
#include "domain/inventory/lot.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"

#include <algorithm>
#include <map>
#include <set>

namespace kontor {

namespace {

constexpr std::size_t maxEntries = 500;
constexpr std::size_t maxVariants = 1000;

std::vector<schema::CountClosing> closingsOf(const Reader& shop, BytesView count)
{
    return shop.where<schema::CountClosing>(schema::CountClosing::kCountFieldNumber, count);
}

Result<schema::StockCount> openOne(const Reader& shop, Id<schema::StockCount> id)
{
    auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "count", "there is no such count");
    if (!closingsOf(shop, id.bytes()).empty())
        return fail(Error::Kind::Conflict, "count", "it is closed");
    return *std::move(row);
}

Result<Done> checkEntry(const Reader& shop, const schema::StockCount& count, const CountStock::Entry& entry)
{
    const auto variant = shop.get(entry.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (product->kind() != schema::GOODS || (variant->part_size() > 0 && entry.quantity != Quantity{}))
        return invalid("product", product->name() + " has no stock of its own: none of it can be counted");
    if (count.variant_size() > 0 &&
        std::find(count.variant().begin(), count.variant().end(), entry.variant.bytes()) == count.variant().end())
        return invalid("product", product->name() + " is not in this count");
    if (entry.quantity.thousandths < 0 || entry.quantity.thousandths > maxLineThousandths)
        return invalid("quantity", "what is counted is zero or more");
    const auto lot = entry.lot.isNil() ? std::nullopt : shop.get(entry.lot);
    if (!entry.lot.isNil() && (!lot || lot->variant() != entry.variant.bytes()))
        return fail(Error::Kind::NotFound, "lot", "the product has no such lot");
    if (lot && lot->serial() && entry.quantity != Quantity{} && entry.quantity != Quantity::whole(1))
        return invalid("quantity", "of a piece there is one or none");
    if (product->tracking() != schema::BY_QUANTITY && !lot && entry.quantity != Quantity{})
        return invalid("lot", "of " + product->name() + " say which lot");
    return Done{};
}

schema::CountEntry entryOf(const Context& context, const Actor& actor, const schema::StockCount& count,
                           const CountStock::Entry& entry)
{
    schema::CountEntry row;
    row.set_count(count.id());
    row.set_variant(entry.variant.string());
    row.set_location(count.location());
    if (!entry.lot.isNil())
        row.set_lot(entry.lot.string());
    row.set_quantity(entry.quantity.thousandths);
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    return row;
}

/// The last entry of each product and lot.
std::map<std::pair<Bytes, Bytes>, schema::CountEntry> lastEntries(const Reader& shop, BytesView count)
{
    std::map<std::pair<Bytes, Bytes>, schema::CountEntry> last;
    for (auto& entry : shop.where<schema::CountEntry>(schema::CountEntry::kCountFieldNumber, count)) {
        auto& kept = last[{entry.variant(), entry.lot()}];
        if (kept.id().empty() || std::pair(kept.at_us(), kept.id()) < std::pair(entry.at_us(), entry.id()))
            kept = std::move(entry);
    }
    return last;
}

std::vector<Id<schema::Variant>> uncounted(const schema::StockCount& count,
                                           const std::map<std::pair<Bytes, Bytes>, schema::CountEntry>& entries)
{
    std::vector<Id<schema::Variant>> left;
    for (const auto& variant : count.variant()) {
        const auto found = entries.lower_bound({variant, {}});
        if (found == entries.end() || found->first.first != variant)
            left.emplace_back(variant);
    }
    return left;
}

/// None of what was to be counted and was not: of a product nobody counted, and of each lot, or of no lot, that the books still have.
std::vector<CountStock::Entry> restOf(const Reader& shop, const schema::StockCount& count,
                                      const std::map<std::pair<Bytes, Bytes>, schema::CountEntry>& entries)
{
    const Id<schema::Location> location(count.location());
    std::vector<CountStock::Entry> rest;
    for (const auto variant : uncounted(count, entries))
        rest.push_back({variant, Quantity{}, {}});
    for (const auto& bytes : count.variant()) {
        const Id<schema::Variant> variant(bytes);
        Quantity ofNone = shop.stockLevel(variant, location);
        for (const auto& view : lotsOf(shop, variant, location)) {
            ofNone = ofNone - view.level;
            if (!entries.contains({bytes, view.lot.id()}))
                rest.push_back({variant, Quantity{}, Id<schema::Lot>(view.lot.id())});
        }
        const auto counted = entries.lower_bound({bytes, {}});
        const bool isCounted = counted != entries.end() && counted->first.first == bytes;
        if (isCounted && !counted->first.second.empty() && ofNone != Quantity{})
            rest.push_back({variant, Quantity{}, {}});
    }
    return rest;
}

} // namespace

Result<Commit> openCount(const Reader& shop, const Context& context, const Actor& actor, const OpenCount& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto place = placeOfWork(shop, context, input.location);
    if (!place)
        return tl::unexpected(place.error());
    const auto name = optionalText(input.name, "name", 100);
    if (!name)
        return tl::unexpected(name.error());
    if (input.variants.size() > maxVariants)
        return invalid("variants", "at most " + std::to_string(maxVariants) + " in one cycle count");
    schema::StockCount row;
    row.set_location(place->location.string());
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    if (input.blind)
        row.set_blind(true);
    if (!name->empty())
        row.set_name(*name);
    std::set<RawId> seen;
    for (const auto variant : input.variants) {
        if (!shop.get(variant))
            return fail(Error::Kind::NotFound, "product", "there is no such product");
        if (seen.insert(variant.raw).second)
            row.add_variant(variant.string());
    }
    Commit commit{"open-count", context, actor};
    commit.writeInto(place->store);
    commit.insert(row);
    return commit;
}

Result<Commit> countStock(const Reader& shop, const Context& context, const Actor& actor, const CountStock& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto count = openOne(shop, input.count);
    if (!count)
        return tl::unexpected(count.error());
    const auto place = placeOfWork(shop, context, Id<schema::Location>(count->location()));
    if (!place)
        return tl::unexpected(place.error());
    if (input.entries.empty() || input.entries.size() > maxEntries)
        return invalid("entries", "from 1 to " + std::to_string(maxEntries) + " at once");
    Commit commit{"count-stock", context, actor};
    commit.writeInto(place->store);
    std::set<std::pair<RawId, RawId>> seen;
    for (const auto& entry : input.entries) {
        if (auto sound = checkEntry(shop, *count, entry); !sound)
            return tl::unexpected(sound.error());
        if (!seen.emplace(entry.variant.raw, entry.lot.raw).second)
            return invalid("entries", "one product is there twice");
        auto row = entryOf(context, actor, *count, entry);
        commit.insert(row);
    }
    return commit;
}

Result<Commit> closeCount(const Reader& shop, const Context& context, const Actor& actor, const CloseCount& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto count = openOne(shop, input.count);
    if (!count)
        return tl::unexpected(count.error());
    const auto place = placeOfWork(shop, context, Id<schema::Location>(count->location()));
    if (!place)
        return tl::unexpected(place.error());
    const auto note = optionalText(input.note, "note");
    if (!note)
        return tl::unexpected(note.error());
    const auto entries = lastEntries(shop, count->id());
    if (input.restIsZero && count->variant_size() == 0)
        return invalid("rest", "a full count does not say what it should have held: make it a cycle count of those");
    if (!input.discard && entries.empty() && !input.restIsZero)
        return invalid("count", "nothing was counted: discard it");
    schema::CountClosing row;
    row.set_count(count->id());
    row.set_at_us(context.now);
    row.set_staff(actor.staff().string());
    if (input.discard)
        row.set_discarded(true);
    if (!note->empty())
        row.set_note(*note);
    Commit commit{"close-count", context, actor};
    commit.writeInto(place->store);
    commit.insert(row);
    if (input.restIsZero && !input.discard)
        for (const auto& gone : restOf(shop, *count, entries)) {
            auto entry = entryOf(context, actor, *count, gone);
            commit.insert(entry);
        }
    return commit;
}

Result<CountView> readCount(const Reader& shop, Id<schema::StockCount> id)
{
    auto row = shop.get(id);
    if (!row)
        return fail(Error::Kind::NotFound, "count", "there is no such count");
    CountView view;
    const auto closings = closingsOf(shop, id.bytes());
    const auto entries = lastEntries(shop, id.bytes());
    if (!closings.empty()) {
        schema::CountEntry early; // Whether anything of it stands.
        view.state = isCountInForce(closings, early) ? CountView::State::Closed : CountView::State::Discarded;
    }
    for (const auto& [key, entry] : entries) {
        auto before =
            readLedger(shop, Id<schema::Variant>(key.first), Id<schema::Location>(row->location()), entry.at_us());
        // Of that moment, itself left out: what was counted in it before is covered like anything else.
        std::erase_if(before, [at = entry.at_us()](const StockEvent& event) {
            return event.kind == StockEvent::Kind::Counted && event.at == at;
        });
        const auto levels = tally(before).byLot;
        const auto level = levels.find(key.second);
        view.lines.push_back({Id<schema::Variant>(key.first), key.second, Quantity{entry.quantity()},
                              level == levels.end() ? Quantity{} : level->second, entry.at_us()});
    }
    view.notYet = uncounted(*row, entries);
    view.count = *std::move(row);
    return view;
}

std::vector<schema::StockCount> countsBetween(const Reader& shop, TimeUs from, TimeUs to)
{
    std::vector<schema::StockCount> counts;
    schema::StockCount row;
    shop.eachBetween(schema::StockCount::kAtUsFieldNumber, from, to, row, [&] {
        counts.push_back(row);
        return true;
    });
    return counts;
}

} // namespace kontor
