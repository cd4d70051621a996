#include "domain/inventory/stock.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/identity/move_terminal.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

namespace kontor {

namespace {

Result<Done> checkReason(const StockChange& change)
{
    const auto quantity = change.quantity.thousandths;
    if (quantity == 0)
        return invalid("quantity", "a movement is not of zero");
    if (quantity > maxLineThousandths || quantity < -maxLineThousandths)
        return invalid("quantity", "this is more than a movement may hold");
    switch (change.reason) {
    case schema::WRITTEN_OFF:
    case schema::DAMAGED:
    case schema::PAST_DATE:
    case schema::STOLEN:
    case schema::USED:
    case schema::SENT_BACK:
        if (quantity > 0)
            return invalid("quantity", "what is written off goes out: below zero");
        return Done{};
    case schema::FOUND:
    case schema::RECEIVED:
        if (quantity < 0)
            return invalid("quantity", "what is found or received comes in: above zero");
        return Done{};
    case schema::COUNTED:
    case schema::MADE: return Done{};
    default: return invalid("reason", "sold and returned goods belong to an order, and what is sent to a transfer");
    }
}

/// Where the books may not go below zero, what is written off has to be there. What was counted is what there is, and an import its own past.
Result<Done> checkThere(const Reader& shop, const schema::StockMovement& movement, const SettingOwners& owners,
                        std::map<RawId, Quantity>& taken)
{
    if (movement.quantity() >= 0 || movement.reason() == schema::COUNTED ||
        readBoolSetting(shop, owners, stockAllowNegative))
        return Done{};
    const Id<schema::Variant> variant(movement.variant());
    const Id<schema::Location> location(movement.location());
    const auto check = [&](const RawId& of, Quantity level) -> Result<Done> {
        auto& sum = taken[of];
        if (level + sum + Quantity{movement.quantity()} < Quantity{})
            return fail(Error::Kind::Conflict, "stock",
                        "there are " + (level + sum).toString() + " left: count them, or allow stock below zero");
        sum = sum + Quantity{movement.quantity()};
        return Done{};
    };
    if (movement.has_lot()) {
        const Id<schema::Lot> lot(movement.lot());
        if (auto there = check(lot.raw, lotLevel(shop, lot, location)); !there)
            return there;
    }
    return check(variant.raw, shop.stockLevel(variant, location));
}

/// `made`: the lot it comes in with, written in the same commit.
Result<schema::StockMovement> movementOf(const Reader& shop, const StockChange& change, Id<schema::Location> location,
                                         TimeUs at, std::optional<Id<schema::Lot>> made)
{
    if (auto sound = checkReason(change); !sound)
        return tl::unexpected(sound.error());
    const auto note = optionalText(change.note, "note");
    if (!note)
        return tl::unexpected(note.error());
    const auto variant = shop.get(change.variant);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (product->kind() != schema::GOODS)
        return invalid("product", product->name() + " is a service and has no stock");
    if (variant->part_size() > 0 && change.quantity.thousandths > 0)
        return invalid("product", product->name() + " is made of parts and has no stock of its own");
    const auto lot = change.lot.isNil() ? std::nullopt : shop.get(change.lot);
    if (!change.lot.isNil() && (!lot || lot->variant() != change.variant.bytes()))
        return fail(Error::Kind::NotFound, "lot", "the product has no such lot");
    if (product->tracking() != schema::BY_QUANTITY && !lot && !made && change.quantity.thousandths > 0)
        return invalid("lot", "of " + product->name() + " say which lot comes in");
    if (change.costMinor && (change.quantity.thousandths < 0 || *change.costMinor < 0))
        return invalid("cost", "is said of what comes in: zero or more");

    schema::StockMovement movement;
    if (lot || made)
        movement.set_lot(lot ? lot->id() : made->string());
    if (change.costMinor)
        movement.set_cost_minor(*change.costMinor);
    if (change.id)
        movement.set_id(change.id->string());
    movement.set_variant(change.variant.string());
    movement.set_location(location.string());
    movement.set_quantity(change.quantity.thousandths);
    movement.set_reason(change.reason);
    movement.set_at_us(at);
    if (!note->empty())
        movement.set_note(*note);
    return movement;
}

} // namespace

Result<schema::StockMovement> stockMovement(const Reader& shop, const StockChange& change,
                                            Id<schema::Location> location, TimeUs at)
{
    return movementOf(shop, change, location, at, {});
}

Result<Commit> adjustStock(const Reader& shop, const Context& context, const Actor& actor, const AdjustStock& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const bool imported = input.at || std::any_of(input.changes.begin(), input.changes.end(),
                                                  [](const StockChange& change) { return change.id.has_value(); });
    if (imported)
        if (auto allowed = actor.may(schema::IMPORT_DATA); !allowed)
            return tl::unexpected(allowed.error());
    if (input.changes.empty())
        return invalid("changes", "there is nothing to adjust");
    const auto source = optionalText(input.source, "source", 60);
    if (!source)
        return tl::unexpected(source.error());
    const auto reference = optionalText(input.reference, "reference", 60);
    if (!reference)
        return tl::unexpected(reference.error());

    const auto named = input.location && context.store.isNil() ? shop.get(*input.location) : std::nullopt;
    const auto store = storeOfWork(shop, context, Id<schema::Store>(named ? BytesView(named->store()) : BytesView()));
    if (!store)
        return tl::unexpected(store.error());
    const auto location = input.location.value_or(Id<schema::Location>(shop.get(*store)->location()));
    const auto place = shop.get(location);
    if (!place || place->store() != store->bytes())
        return fail(Error::Kind::NotFound, "location", "the store has no such location");

    Commit commit{"adjust-stock", context, actor};
    commit.writeInto(*store);
    std::map<RawId, Quantity> taken;
    for (const auto& change : input.changes) {
        if (change.id && shop.get(Id<schema::StockMovement>(*change.id)))
            continue;
        std::optional<Id<schema::Lot>> made;
        if (input.newLot && change.lot.isNil()) {
            const auto lot = takeIn(shop, change.variant, *input.newLot, commit);
            if (!lot)
                return tl::unexpected(lot.error());
            made = *lot;
        }
        auto movement = movementOf(shop, change, location, input.at.value_or(context.now), made);
        if (!movement)
            return tl::unexpected(movement.error());
        if (!imported)
            if (auto there = checkThere(shop, *movement, {context.organisation, *store, context.terminal}, taken);
                !there)
                return tl::unexpected(there.error());
        if (!source->empty())
            movement->set_source(*source);
        if (!reference->empty())
            movement->set_reference(*reference);
        commit.insert(*movement);
    }
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "movement", "all of them are there already");
    return commit;
}

schema::StockMovement movementOfLine(Id<schema::Variant> variant, Quantity quantity, Id<schema::Location> location,
                                     const Bytes& line, TimeUs at)
{
    schema::StockMovement movement;
    movement.set_variant(variant.string());
    movement.set_location(location.string());
    movement.set_quantity(-quantity.thousandths);
    movement.set_reason(quantity.thousandths > 0 ? schema::SOLD : schema::RETURNED);
    movement.set_line(line);
    movement.set_at_us(at);
    return movement;
}

} // namespace kontor
