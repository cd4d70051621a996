#include "domain/settings/founding.h"

#include "domain/base/currency.h"
#include "domain/base/text.h"
#include "domain/identity/actor.h"
#include "domain/identity/permission.h"
#include "domain/identity/terminal.h"
#include "domain/journal/commit.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/settings/add_store.h"

#include <algorithm>

namespace kontor {

namespace {

Result<Done> checkIds(const Reader& shop, const Context& context, const FoundOrganisation& input)
{
    if (!shop.all<schema::Organisation>().empty())
        return fail(Error::Kind::Conflict, "organisation", "there is an organisation already");
    if (input.organisation.isNil() || input.organisation != context.organisation)
        return invalid("organisation", "its id has to be the one the commit is made for");
    if (input.store.isNil() || input.store != context.store)
        return invalid("store", "its id has to be the one the commit is made for");
    if (input.terminal.isNil() || input.terminal != context.terminal)
        return invalid("terminal", "its id has to be the one the commit is made on");
    if (input.publicKey.size() != 32)
        return invalid("public_key", "a terminal's public key has 32 bytes");
    if (!looksLikeZone(input.zone))
        return invalid("zone", "'" + input.zone.substr(0, 64) + "' is no name of a time zone such as Europe/London");
    if (input.administratorPin.salt.size() != 16 || input.administratorPin.hash.size() != 32)
        return invalid("pin", "the first administrator needs a PIN");
    return Done{};
}

schema::Role roleOf(const char* name, std::span<const schema::Permission> permissions)
{
    schema::Role role;
    role.set_name(name);
    for (const auto permission : permissions)
        role.add_permission(permission);
    return role;
}

} // namespace

Result<Commit> foundOrganisation(const Reader& shop, const Context& context, const Actor& actor,
                                 const FoundOrganisation& input)
{
    for (const auto permission : allPermissions())
        if (auto allowed = actor.may(permission); !allowed)
            return tl::unexpected(allowed.error());
    if (auto sound = checkIds(shop, context, input); !sound)
        return tl::unexpected(sound.error());
    const auto organisationName = requiredText(input.organisationName, "organisation_name");
    const auto storeName = requiredText(input.storeName, "store_name");
    const auto terminalName = optionalText(input.terminalName, "terminal_name", 60);
    const auto administratorName = requiredText(input.administratorName, "administrator_name");
    for (const auto* text : {&organisationName, &storeName, &terminalName, &administratorName})
        if (!*text)
            return tl::unexpected(text->error());
    const auto currency = Currency::fromAlpha(input.currency);
    if (!currency)
        return tl::unexpected(currency.error());

    Commit commit{"found-organisation", context, actor};
    schema::Organisation organisation;
    organisation.set_id(input.organisation.string());
    organisation.set_name(*organisationName);
    organisation.set_currency(currency->numeric());
    commit.insert(organisation);

    schema::PriceList list;
    list.set_name("Retail");
    list.set_currency(currency->numeric());
    commit.insert(list);
    schema::Location location;
    location.set_store(input.store.string());
    location.set_name("Shop floor");
    commit.insert(location);

    schema::Store store;
    store.set_id(input.store.string());
    store.set_name(*storeName);
    store.set_currency(currency->numeric());
    store.set_zone(input.zone);
    store.set_price_list(list.id());
    store.set_location(location.id());
    commit.insert(store);

    schema::Terminal terminal;
    terminal.set_id(input.terminal.string());
    terminal.set_store(input.store.string());
    terminal.set_name(terminalName->empty() ? defaultTerminalName(input.terminalKind, 1) : *terminalName);
    terminal.set_ordinal(1);
    terminal.set_kind(input.terminalKind);
    terminal.set_public_key(input.publicKey);
    commit.insert(terminal);

    auto administrator = roleOf("Administrator", allPermissions());
    commit.insert(administrator);
    auto cashier = roleOf("Cashier", cashierPermissions());
    commit.insert(cashier);
    schema::Staff staff;
    staff.set_name(*administratorName);
    staff.set_role(administrator.id());
    staff.set_pin_salt(input.administratorPin.salt);
    staff.set_pin_hash(input.administratorPin.hash);
    commit.insert(staff);
    return commit;
}

} // namespace kontor
