#include "domain/settings/add_store.h"

#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/settings.pb.h"

#include <algorithm>

namespace kontor {

Result<Commit> addStore(const Reader& shop, const Context& context, const Actor& actor, const AddStore& input)
{
    if (auto allowed = actor.may(schema::MANAGE_SETTINGS); !allowed)
        return tl::unexpected(allowed.error());
    const auto name = requiredText(input.name, "name");
    if (!name)
        return tl::unexpected(name.error());
    const auto locationName = optionalText(input.locationName, "location_name");
    if (!locationName)
        return tl::unexpected(locationName.error());
    const auto stores = shop.all<schema::Store>();
    if (stores.empty())
        return fail(Error::Kind::NotFound, "store", "the organisation has no first store yet");
    for (const auto& store : stores)
        if (store.name() == *name)
            return fail(Error::Kind::Conflict, "name", "a store is called so already");
    const auto& first = stores.front();
    const std::string zone = input.zone.empty() ? first.zone() : input.zone;
    if (!looksLikeZone(zone))
        return invalid("zone", "'" + zone.substr(0, 64) + "' is no name of a time zone such as Europe/London");

    Commit commit{"add-store", context, actor};
    schema::Store store;
    store.set_id(commit.nextRowId().string());
    schema::Location location;
    location.set_store(store.id());
    location.set_name(locationName->empty() ? "Shop floor" : *locationName);
    commit.insert(location);
    store.set_name(*name);
    store.set_currency(first.currency());
    store.set_zone(zone);
    store.set_price_list(first.price_list());
    store.set_location(location.id());
    commit.insert(store);
    return commit;
}

bool looksLikeZone(std::string_view zone)
{
    return !zone.empty() && zone.size() <= 64 && std::all_of(zone.begin(), zone.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
               c == '-' || c == '+';
    });
}

} // namespace kontor
