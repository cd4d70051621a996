#include "domain/inventory/reorder.h"

#include "domain/base/exact.h"
#include "domain/identity/actor.h"
#include "domain/inventory/ledger.h"
#include "domain/inventory/location.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/stock_sums.h"
#include "domain/inventory/supplier.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace kontor {

namespace {

constexpr TimeUs dayUs = TimeUs{86'400} * 1'000'000;

/// What is sold in so many days at the speed of the window, rounded up.
Quantity soldIn(const ReorderFacts& facts, std::uint32_t days)
{
    if (facts.soldInWindow.thousandths <= 0 || facts.windowDays == 0)
        return {};
    const Int128 all = static_cast<Int128>(facts.soldInWindow.thousandths) * days;
    return Quantity{static_cast<std::int64_t>((all + facts.windowDays - 1) / facts.windowDays)};
}

Quantity roundedUp(Quantity quantity, Quantity pack)
{
    if (pack.thousandths <= 0)
        return quantity;
    return Quantity{(quantity.thousandths + pack.thousandths - 1) / pack.thousandths * pack.thousandths};
}

void takeRule(const schema::ReorderRule& rule, ReorderFacts& facts)
{
    if (rule.has_least())
        facts.least = Quantity{rule.least()};
    if (rule.has_up_to())
        facts.upTo = Quantity{rule.up_to()};
    if (rule.has_cover_days())
        facts.coverDays = rule.cover_days();
    facts.never = rule.never();
}

void takeItem(const schema::SupplierItem& item, ReorderFacts& facts)
{
    facts.pack = Quantity{item.pack()};
    facts.orderLeast = Quantity{item.least()};
}

/// What is on its way to a location is few orders of many products: read once.
using Incoming = std::unordered_map<RawId, Quantity>;
Incoming incomingTo(const Reader& shop, Id<schema::Location> location, TimeUs at)
{
    Incoming incoming;
    for (const auto& transfer : transfersTo(shop, location, true))
        for (std::size_t i = 0; i < transfer.lines.size(); ++i) {
            auto& sum = incoming[RawId::of(transfer.transfer.line(static_cast<int>(i)).variant())];
            sum = sum + transfer.lines[i].onTheWay();
        }
    for (const auto& order : purchasesFor(shop, location, at, true))
        for (std::size_t i = 0; i < order.received.size(); ++i) {
            auto& sum = incoming[RawId::of(order.order.line(static_cast<int>(i)).variant())];
            sum = sum + order.stillToCome(i);
        }
    return incoming;
}

Quantity of(const Incoming& incoming, const RawId& variant)
{
    const auto found = incoming.find(variant);
    return found == incoming.end() ? Quantity{} : found->second;
}

/// Of what is archived, or made of parts by now, nothing more comes in.
bool isBought(const Reader& shop, Id<schema::Variant> id)
{
    const auto variant = shop.get(id);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    return !product || (product->status() != schema::ARCHIVED && variant->part_size() == 0);
}

ReorderProposal propose(const Reader& shop, Id<schema::Variant> variant, Id<schema::Location> location, TimeUs at,
                        const Incoming& incoming)
{
    ReorderProposal proposal{variant, bestSupplierItem(shop, variant), {}, {}};
    auto& facts = proposal.facts;
    facts.available = shop.stockLevel(variant, location) - reservedOf(shop, variant, location, at);
    facts.incoming = of(incoming, variant.raw);
    schema::StockMovement movement;
    shop.eachWhere(schema::StockMovement::kVariantFieldNumber, variant.bytes(), movement, [&] {
        if (movement.location() == location.bytes() && movement.at_us() <= at &&
            movement.at_us() > at - facts.windowDays * dayUs &&
            (movement.reason() == schema::SOLD || movement.reason() == schema::RETURNED))
            facts.soldInWindow = facts.soldInWindow - Quantity{movement.quantity()};
        return true;
    });
    if (const auto rule = shop.get(reorderRuleId(variant, location)))
        takeRule(*rule, facts);
    if (proposal.item) {
        takeItem(*proposal.item, facts);
        if (const auto supplier = shop.get(Id<schema::Supplier>(proposal.item->supplier()));
            supplier && supplier->has_lead_days())
            facts.leadDays = supplier->lead_days();
    }
    proposal.advice = adviseReorder(facts);
    return proposal;
}

/// What is kept of each of half a million offers: a row of its own takes four times as much.
struct Offer {
    RawId variant;
    bool notPreferred = false;
    std::int64_t costE4 = 0;
    RawId item; ///< The order of these is bestSupplierItem's.
    RawId supplier;
    friend auto operator<=>(const Offer&, const Offer&) = default;
};

/// The best of each product, by variant.
std::vector<Offer> bestOffers(const Reader& shop)
{
    std::set<RawId> archived; // Nothing is bought from them any more.
    for (const auto& supplier : shop.all<schema::Supplier>())
        if (supplier.archived())
            archived.insert(RawId::of(supplier.id()));
    std::vector<Offer> offers;
    schema::SupplierItem item;
    shop.each(item, [&] {
        if (!item.removed() && !archived.contains(RawId::of(item.supplier())))
            offers.push_back({RawId::of(item.variant()), !item.preferred(), item.cost_e4(), RawId::of(item.id()),
                              RawId::of(item.supplier())});
        return true;
    });
    std::sort(offers.begin(), offers.end());
    const auto sameProduct = [](const Offer& a, const Offer& b) { return a.variant == b.variant; };
    offers.erase(std::unique(offers.begin(), offers.end(), sameProduct), offers.end());
    return offers;
}

/// Facts as far as rules of the location have them, by variant.
std::vector<std::pair<RawId, ReorderFacts>> rulesAt(const Reader& shop, Id<schema::Location> location)
{
    std::vector<std::pair<RawId, ReorderFacts>> rules;
    schema::ReorderRule rule;
    shop.each(rule, [&] {
        if (rule.location() == location.bytes()) {
            rules.emplace_back(RawId::of(rule.variant()), ReorderFacts{});
            if (rule.id() == reorderRuleId(Id<schema::Variant>(rules.back().first), location).bytes())
                takeRule(rule, rules.back().second);
            else
                rules.pop_back(); // Its id follows from what it is about; another's is nobody's.
        }
        return true;
    });
    std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return rules;
}

/// Goods of which something was ever kept: only they are asked how much still is.
std::unordered_set<RawId> everReserved(const Reader& shop, Id<schema::Location> location)
{
    std::unordered_set<RawId> variants;
    schema::Reservation row;
    shop.each(row, [&] {
        if (row.location() == location.bytes())
            variants.insert(RawId::of(row.variant()));
        return true;
    });
    return variants;
}

/// All in one pass over four lists that are in the order of variants.
std::vector<ReorderProposal> proposeAll(const Reader& shop, Id<schema::Location> location, TimeUs at,
                                        const std::vector<StockSum>& sums)
{
    const auto offers = bestOffers(shop);
    const auto rules = rulesAt(shop, location);
    const auto reserved = everReserved(shop, location);
    const auto incoming = incomingTo(shop, location, at);
    std::unordered_map<RawId, std::uint32_t> leadDays; // Of few suppliers, those who say it.
    for (const auto& supplier : shop.all<schema::Supplier>())
        if (supplier.has_lead_days())
            leadDays.emplace(RawId::of(supplier.id()), supplier.lead_days());
    std::vector<ReorderProposal> proposals;
    auto offer = offers.begin();
    auto rule = rules.begin();
    auto sum = sums.begin();
    while (offer != offers.end() || rule != rules.end()) {
        const bool isOffered = offer != offers.end() && (rule == rules.end() || offer->variant <= rule->first);
        const RawId id = isOffered ? offer->variant : rule->first;
        ReorderProposal proposal{Id<schema::Variant>(id), {}, {}, {}};
        auto& facts = proposal.facts;
        if (rule != rules.end() && rule->first == id)
            facts = rule++->second;
        while (sum != sums.end() && sum->variant < id)
            ++sum;
        if (sum != sums.end() && sum->variant == id) {
            facts.available = sum->onHand;
            facts.soldInWindow = sum->sold;
        }
        if (reserved.contains(id))
            facts.available = facts.available - reservedOf(shop, proposal.variant, location, at);
        facts.incoming = of(incoming, id);
        const auto best = isOffered ? offer++ : offers.end();
        if (best != offers.end())
            if (const auto days = leadDays.find(best->supplier); days != leadDays.end())
                facts.leadDays = days->second;
        proposal.advice = adviseReorder(facts);
        if (!proposal.advice.isLow || !isBought(shop, proposal.variant))
            continue;
        // Packs change how much is ordered, not whether it is low: only what is low reads its offer whole.
        if (best != offers.end())
            proposal.item = shop.get(Id<schema::SupplierItem>(best->item));
        if (proposal.item) {
            takeItem(*proposal.item, facts);
            proposal.advice = adviseReorder(facts);
        }
        proposals.push_back(std::move(proposal));
    }
    return proposals;
}

} // namespace

Id<schema::ReorderRule> reorderRuleId(Id<schema::Variant> variant, Id<schema::Location> location)
{
    return Id<schema::ReorderRule>(RawId::imported("reorder-rule", variant.string() + location.string(), 0));
}

ReorderAdvice adviseReorder(const ReorderFacts& facts)
{
    ReorderAdvice advice;
    if (facts.never)
        return advice;
    advice.least = facts.least.value_or(soldIn(facts, facts.leadDays));
    const Quantity there = facts.available + facts.incoming;
    advice.isLow = there < advice.least || (!facts.least && there.thousandths < 0);
    if (!advice.isLow)
        return advice;
    const Quantity target =
        std::max(advice.least, facts.upTo.value_or(soldIn(facts, facts.leadDays + facts.coverDays.value_or(28))));
    advice.order = roundedUp(std::max(target - there, facts.orderLeast), facts.pack);
    return advice;
}

Result<Commit> setReorderRule(const Reader& shop, const Context& context, const Actor& actor,
                              const SetReorderRule& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto place = placeOfWork(shop, context, input.location);
    if (!place)
        return tl::unexpected(place.error());
    if (!shop.get(input.variant))
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    for (const auto& quantity : {input.least, input.upTo})
        if (quantity && (quantity->thousandths < 0 || quantity->thousandths > maxLineThousandths))
            return invalid("quantity", "it is zero or more");
    if (input.least && input.upTo && *input.upTo < *input.least)
        return invalid("quantity", "it is bought up to more than the least");
    if (input.coverDays.value_or(0) > 1000)
        return invalid("days", "at most 1000");
    schema::ReorderRule row;
    row.set_id(reorderRuleId(input.variant, place->location).string());
    row.set_variant(input.variant.string());
    row.set_location(place->location.string());
    if (input.least)
        row.set_least(input.least->thousandths);
    if (input.upTo)
        row.set_up_to(input.upTo->thousandths);
    if (input.coverDays)
        row.set_cover_days(*input.coverDays);
    if (input.never)
        row.set_never(true);
    Commit commit{"set-reorder-rule", context, actor};
    if (const auto before = shop.get(Id<schema::ReorderRule>(row.id()))) {
        commit.update(*before, row);
        if (commit.changes().empty())
            return fail(Error::Kind::Conflict, "rule", "it is so already");
    } else {
        commit.insert(row);
    }
    return commit;
}

std::vector<ReorderProposal> proposeReorders(const Reader& shop, Id<schema::Location> location, TimeUs at,
                                             std::span<const Id<schema::Variant>> variants)
{
    std::set<RawId> wanted;
    if (variants.empty()) {
        if (const auto* all = dynamic_cast<const StockSums*>(&shop))
            if (const auto sums = all->stockSums(location, at - ReorderFacts{}.windowDays * dayUs, at))
                return proposeAll(shop, location, at, *sums);
        for (const auto& offer : bestOffers(shop))
            wanted.insert(offer.variant);
        for (const auto& rule : rulesAt(shop, location))
            wanted.insert(rule.first);
    }
    for (const auto variant : variants)
        wanted.insert(variant.raw);
    const auto incoming = incomingTo(shop, location, at);
    std::vector<ReorderProposal> proposals;
    for (const auto& id : wanted)
        if (auto proposal = propose(shop, Id<schema::Variant>(id), location, at, incoming);
            proposal.advice.isLow && isBought(shop, proposal.variant))
            proposals.push_back(std::move(proposal));
    return proposals;
}

} // namespace kontor
