#include "domain/inventory/reorder.h"

#include "domain/base/exact.h"
#include "domain/identity/actor.h"
#include "domain/inventory/ledger.h"
#include "domain/inventory/location.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/reservation.h"
#include "domain/inventory/supplier.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"

#include <algorithm>
#include <map>
#include <set>

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
    for (const auto variant : variants)
        wanted.insert(variant.raw);
    if (variants.empty()) {
        for (const auto& rule : shop.all<schema::ReorderRule>())
            if (rule.location() == location.bytes())
                wanted.insert(RawId::of(rule.variant()));
        for (const auto& item : shop.all<schema::SupplierItem>())
            if (!item.removed())
                wanted.insert(RawId::of(item.variant()));
    }
    // What is on its way is few orders of many products: read once.
    std::map<Bytes, Quantity> incoming;
    for (const auto& transfer : transfersTo(shop, location, true))
        for (std::size_t i = 0; i < transfer.lines.size(); ++i) {
            auto& sum = incoming[transfer.transfer.line(static_cast<int>(i)).variant()];
            sum = sum + transfer.lines[i].onTheWay();
        }
    for (const auto& order : purchasesFor(shop, location, at, true))
        for (std::size_t i = 0; i < order.received.size(); ++i) {
            auto& sum = incoming[order.order.line(static_cast<int>(i)).variant()];
            sum = sum + order.stillToCome(i);
        }
    std::vector<ReorderProposal> proposals;
    for (const auto& id : wanted) {
        const Id<schema::Variant> variant(id);
        ReorderProposal proposal{variant, bestSupplierItem(shop, variant), {}, {}};
        auto& facts = proposal.facts;
        facts.available = shop.stockLevel(variant, location) - reservedOf(shop, variant, location, at);
        if (const auto found = incoming.find(variant.string()); found != incoming.end())
            facts.incoming = found->second;
        schema::StockMovement movement;
        shop.eachWhere(schema::StockMovement::kVariantFieldNumber, variant.bytes(), movement, [&] {
            if (movement.location() == location.bytes() && movement.at_us() <= at &&
                movement.at_us() > at - facts.windowDays * dayUs &&
                (movement.reason() == schema::SOLD || movement.reason() == schema::RETURNED))
                facts.soldInWindow = facts.soldInWindow - Quantity{movement.quantity()};
            return true;
        });
        if (const auto rule = shop.get(reorderRuleId(variant, location))) {
            if (rule->has_least())
                facts.least = Quantity{rule->least()};
            if (rule->has_up_to())
                facts.upTo = Quantity{rule->up_to()};
            if (rule->has_cover_days())
                facts.coverDays = rule->cover_days();
            facts.never = rule->never();
        }
        if (proposal.item) {
            facts.pack = Quantity{proposal.item->pack()};
            facts.orderLeast = Quantity{proposal.item->least()};
            if (const auto supplier = shop.get(Id<schema::Supplier>(proposal.item->supplier()));
                supplier && supplier->has_lead_days())
                facts.leadDays = supplier->lead_days();
        }
        proposal.advice = adviseReorder(facts);
        if (proposal.advice.isLow)
            proposals.push_back(std::move(proposal));
    }
    return proposals;
}

} // namespace kontor
