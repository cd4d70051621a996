#include "domain/inventory/location.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/identity/move_terminal.h"
#include "domain/inventory/purchase.h"
#include "domain/inventory/transfer.h"
#include "domain/journal/commit.h"
#include "domain/journal/context.h"
#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

namespace {

constexpr std::pair<schema::LocationKind, std::string_view> kinds[] = {{schema::SALES_FLOOR, "sales-floor"},
                                                                       {schema::BACK_ROOM, "back-room"},
                                                                       {schema::WAREHOUSE, "warehouse"},
                                                                       {schema::ON_THE_ROAD, "on-the-road"}};
constexpr std::pair<schema::MovementReason, std::string_view> reasons[] = {{schema::SOLD, "sold"},
                                                                           {schema::RETURNED, "returned"},
                                                                           {schema::WRITTEN_OFF, "written-off"},
                                                                           {schema::FOUND, "found"},
                                                                           {schema::RECEIVED, "received"},
                                                                           {schema::COUNTED, "counted"},
                                                                           {schema::TRANSFERRED, "transferred"},
                                                                           {schema::DAMAGED, "damaged"},
                                                                           {schema::PAST_DATE, "past-date"},
                                                                           {schema::STOLEN, "stolen"},
                                                                           {schema::USED, "used"},
                                                                           {schema::SENT_BACK, "sent-back"},
                                                                           {schema::MADE, "made"}};

template <typename T, std::size_t size>
std::string_view nameIn(const std::pair<T, std::string_view> (&table)[size], T value)
{
    for (const auto& [one, name] : table)
        if (one == value)
            return name;
    return "?";
}

template <typename T, std::size_t size>
std::optional<T> valueIn(const std::pair<T, std::string_view> (&table)[size], std::string_view name)
{
    for (const auto& [one, called] : table)
        if (called == name)
            return one;
    return std::nullopt;
}

Result<std::string> freeName(const Reader& shop, Id<schema::Store> store, const std::string& text, BytesView except)
{
    auto name = requiredText(text, "name", 60);
    if (!name)
        return name;
    for (const auto& location : locationsOf(shop, store))
        if (location.id() != except && location.name() == *name)
            return fail(Error::Kind::Conflict, "name", "the store has a location '" + *name + "' already");
    return name;
}

/// What a location is still used for, and what to do about it; empty: nothing.
std::string useOf(const Reader& shop, Id<schema::Location> location, TimeUs at)
{
    if (!transfersTo(shop, location, true).empty())
        return "goods are on the way to it: receive them first, or say that they are missing";
    if (const auto orders = purchasesFor(shop, location, at, true); !orders.empty())
        return "order " + orders.front().order.number() +
               " is to come to it: receive it first, or close it with `purchase close`";
    std::string use;
    schema::Variant variant;
    shop.each(variant, [&] {
        const auto level = shop.stockLevel(Id<schema::Variant>(variant.id()), location);
        if (level != Quantity{})
            use = "there are " + level.toString() + " of " + variant.sku() +
                  ": send them elsewhere, or write them off with `stock adjust`, first";
        return use.empty();
    });
    return use;
}

} // namespace

std::string_view locationKindName(schema::LocationKind kind)
{
    return nameIn(kinds, kind);
}

std::optional<schema::LocationKind> locationKindByName(std::string_view name)
{
    return valueIn(kinds, name);
}

std::string_view movementReasonName(schema::MovementReason reason)
{
    return nameIn(reasons, reason);
}

std::optional<schema::MovementReason> movementReasonByName(std::string_view name)
{
    return valueIn(reasons, name);
}

Result<Commit> addLocation(const Reader& shop, const Context& context, const Actor& actor, const AddLocation& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto store = storeOfWork(shop, context, input.store);
    if (!store)
        return tl::unexpected(store.error());
    const auto name = freeName(shop, *store, input.name, {});
    if (!name)
        return tl::unexpected(name.error());
    schema::Location row;
    row.set_store(store->string());
    row.set_name(*name);
    row.set_kind(input.kind);
    Commit commit{"add-location", context, actor};
    commit.insert(row);
    return commit;
}

Result<Commit> changeLocation(const Reader& shop, const Context& context, const Actor& actor,
                              const ChangeLocation& input)
{
    if (auto allowed = actor.may(schema::ADJUST_STOCK); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.location);
    if (!before)
        return fail(Error::Kind::NotFound, "location", "there is no such location");
    const Id<schema::Store> store(before->store());
    auto after = *before;
    if (input.name) {
        const auto name = freeName(shop, store, *input.name, before->id());
        if (!name)
            return tl::unexpected(name.error());
        after.set_name(*name);
    }
    if (input.kind)
        after.set_kind(*input.kind);
    if (input.archived) {
        const auto row = shop.get(store);
        if (*input.archived && row && row->location() == before->id())
            return invalid("archived", row->name() + " sells from it");
        const auto use = *input.archived ? useOf(shop, input.location, context.now) : std::string();
        if (!use.empty())
            return fail(Error::Kind::Conflict, "archived", use);
        after.set_archived(*input.archived);
    }
    Commit commit{"change-location", context, actor};
    commit.update(*before, after);
    if (commit.changes().empty())
        return fail(Error::Kind::Conflict, "location", "it is so already");
    return commit;
}

std::vector<schema::Location> locationsOf(const Reader& shop, Id<schema::Store> store)
{
    auto rows = shop.where<schema::Location>(schema::Location::kStoreFieldNumber, store.bytes());
    std::sort(rows.begin(), rows.end(),
              [](const auto& a, const auto& b) { return std::tie(a.name(), a.id()) < std::tie(b.name(), b.id()); });
    return rows;
}

Result<Id<schema::Location>> findLocation(const Reader& shop, Id<schema::Store> store, std::string_view name)
{
    const auto wanted = composed(trimmed(name));
    if (wanted.empty()) {
        const auto row = shop.get(store);
        if (!row)
            return invalid("location", "say which one");
        return Id<schema::Location>(row->location());
    }
    std::vector<Id<schema::Location>> found;
    for (const auto& location : shop.all<schema::Location>()) {
        if (location.name() != wanted && hex(location.id()) != wanted)
            continue;
        if (location.store() == store.bytes())
            return Id<schema::Location>(location.id());
        found.emplace_back(location.id());
    }
    if (found.size() == 1)
        return found.front();
    if (found.empty())
        return fail(Error::Kind::NotFound, "location", "there is no location '" + wanted + "'");
    return invalid("location", "several stores have a location '" + wanted + "': give its id");
}

Result<Place> placeOfWork(const Reader& shop, const Context& context, Id<schema::Location> location)
{
    const auto named = location.isNil() ? std::nullopt : shop.get(location);
    if (!location.isNil() && (!named || named->archived()))
        return fail(Error::Kind::NotFound, "location",
                    named ? named->name() + " is archived: `location archive --undo` takes it into use again"
                          : "there is no such location");
    const auto store = storeOfWork(
        shop, context, Id<schema::Store>(named && context.store.isNil() ? BytesView(named->store()) : BytesView()));
    if (!store)
        return tl::unexpected(store.error());
    if (named && named->store() != store->bytes())
        return fail(Error::Kind::NotFound, "location", named->name() + " is another store's");
    return Place{named ? location : Id<schema::Location>(shop.get(*store)->location()), *store};
}

} // namespace kontor
