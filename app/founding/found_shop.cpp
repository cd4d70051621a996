#include "app/founding/found_shop.h"

#include "app/clock/open_shop.h"
#include "domain/base/currency.h"
#include "domain/catalog/tax.h"
#include "domain/identity/staff.h"
#include "domain/settings/founding.h"
#include "domain/settings/settings.h"
#include "storage/store.h"

#include <QTimeZone>

#include <array>
#include <cstring>

namespace kontor {
namespace {

RawId newId(const World& world)
{
    const Bytes random = world.random(10);
    std::array<std::uint8_t, 10> bytes{};
    std::memcpy(bytes.data(), random.data(), bytes.size());
    return RawId::v7(static_cast<std::uint64_t>(world.now() / 1000), bytes);
}

/// What can be known to be wrong before anything is on disk.
Result<Done> check(const Founding& founding)
{
    if (auto shape = checkPinShape(founding.pin); !shape)
        return shape;
    if (!founding.cashier.empty()) {
        if (auto shape = checkPinShape(founding.cashierPin); !shape)
            return invalid("cashier_pin", shape.error().detail);
    }
    if (auto currency = Currency::fromAlpha(founding.currency); !currency)
        return tl::unexpected(currency.error());
    if (!founding.zone.empty() && !QTimeZone(QByteArray::fromStdString(founding.zone)).isValid())
        return invalid("zone", "this machine knows no time zone \"" + founding.zone + "\"");
    return Done{};
}

/// The one who was founded with it.
Id<schema::Staff> administratorOf(const Store& store)
{
    const auto staff = activeStaff(*store.read());
    return staff.empty() ? Id<schema::Staff>() : Id<schema::Staff>(staff.front().id());
}

Result<Id<schema::Staff>> run(Store& store, Id<schema::Staff> staff, const Store::ActorCommand& command)
{
    const auto done = store.execute(staff, command);
    if (!done)
        return tl::unexpected(done.error());
    return Id<schema::Staff>(done->mainId);
}

/// What the country says of taxes and coins.
Result<Done> addCustoms(Store& store, const Founding& founding, Id<schema::Staff> administrator)
{
    const auto does = [&](const Store::ActorCommand& command) { return run(store, administrator, command); };
    const auto identity = store.identity();
    if (!founding.country.empty())
        if (auto done = does([&](const Reader& shop, const Context& context, const Actor& actor) {
                return setStoreJurisdiction(shop, context, actor, {identity.store, founding.country});
            });
            !done)
            return tl::unexpected(done.error());
    if (!founding.cashUnits.empty())
        if (auto done = does([&](const Reader& shop, const Context& context, const Actor& actor) {
                return changeSetting(shop, context, actor,
                                     {identity.organisation.raw, std::string(cashUnits), founding.cashUnits});
            });
            !done)
            return tl::unexpected(done.error());
    if (founding.tax.empty())
        return Done{};
    AddTax tax;
    tax.name = founding.tax;
    tax.rate = founding.taxRate;
    tax.included = founding.taxIncluded;
    const auto added = does([&](const Reader& shop, const Context& context, const Actor& actor) {
        return addTax(shop, context, actor, tax);
    });
    if (!added)
        return tl::unexpected(added.error());
    SetTaxTreatment treatment;
    treatment.taxes = {Id<schema::Tax>(added->raw)};
    const auto treated = does([&](const Reader& shop, const Context& context, const Actor& actor) {
        return setTaxTreatment(shop, context, actor, treatment);
    });
    if (!treated)
        return tl::unexpected(treated.error());
    return Done{};
}

Result<Done> addCashier(Store& store, const Founding& founding, const World& world, Id<schema::Staff> administrator)
{
    const auto pin = newPin(world.random, store.pepper(), founding.cashierPin);
    if (!pin)
        return tl::unexpected(pin.error());
    const auto done = store.execute(administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
        const auto role = findRole(shop, "Cashier");
        return addStaff(shop, context, actor,
                        {founding.cashier, role ? Id<schema::Role>(role->id()) : Id<schema::Role>(), *pin});
    });
    if (!done)
        return tl::unexpected(done.error());
    return Done{};
}

Result<Done> found(Store& store, const Founding& founding, const World& world)
{
    StoreIdentity identity;
    identity.organisation = Id<schema::Organisation>(newId(world));
    identity.store = Id<schema::Store>(newId(world));
    identity.terminal = Id<schema::Terminal>(newId(world));
    identity.ordinal = 1;
    const Bytes pepper = world.random(32);
    const auto pin = newPin(world.random, pepper, founding.pin);
    if (!pin)
        return tl::unexpected(pin.error());
    if (auto set = store.setIdentity(identity, pepper, {}); !set)
        return set;

    FoundOrganisation input;
    input.organisation = identity.organisation;
    input.store = identity.store;
    input.terminal = identity.terminal;
    input.organisationName = founding.organisation;
    input.storeName = founding.store;
    input.zone = founding.zone.empty() ? QTimeZone::systemTimeZoneId().toStdString() : founding.zone;
    input.currency = founding.currency;
    input.terminalName = founding.terminal;
    input.publicKey = store.publicKey();
    input.administratorName = founding.administrator;
    input.administratorPin = *pin;
    const auto done = store.execute([&](const Reader& shop, const Context& context) {
        return foundOrganisation(shop, context, Actor::founder(), input);
    });
    if (!done)
        return tl::unexpected(done.error());
    const auto administrator = administratorOf(store);
    if (auto customs = addCustoms(store, founding, administrator); !customs)
        return customs;
    return founding.cashier.empty() ? Result<Done>(Done{}) : addCashier(store, founding, world, administrator);
}

std::string nameOf(const Store& store)
{
    const auto organisation = store.read()->get(store.identity().organisation);
    return organisation ? organisation->name() : store.identity().organisation.raw.toHex();
}

} // namespace

Result<Done> foundShop(const std::filesystem::path& data, const Founding& founding, const World& world)
{
    std::error_code error;
    const bool folderWasThere = std::filesystem::exists(data, error);
    if (std::filesystem::exists(data / "kontor.db", error)) {
        StoreOptions reading;
        reading.directory = data;
        reading.readOnly = true;
        const auto store = openShop(std::move(reading));
        if (!store)
            return tl::unexpected(store.error());
        if (!(*store)->identity().organisation.isNil())
            return fail(Error::Kind::Conflict, data.string(),
                        "is a shop already, of \"" + nameOf(**store) + "\"; nothing was changed");
        return fail(Error::Kind::Conflict, data.string(), "is a data folder already: choose another");
    }
    if (folderWasThere && (!std::filesystem::is_directory(data, error) || !std::filesystem::is_empty(data, error)))
        return fail(Error::Kind::Conflict, data.string(),
                    "is there already and is not an empty folder: choose another");
    if (auto right = check(founding); !right)
        return right;

    const std::filesystem::path keyFile = data.string() + ".key";
    const bool keysWereThere = std::filesystem::exists(keyFile, error);
    Result<Done> result = Done{};
    {
        StoreOptions options;
        options.directory = data;
        options.keyFile = keyFile;
        options.world = world;
        const auto store = Store::open(std::move(options));
        result = store ? found(**store, founding, world) : Result<Done>(tl::unexpected(store.error()));
    }
    if (!result) {
        for (const auto& entry : std::filesystem::directory_iterator(data, error))
            std::filesystem::remove_all(entry, error);
        if (!keysWereThere)
            std::filesystem::remove(keyFile, error);
        if (!folderWasThere)
            std::filesystem::remove(data, error);
    }
    return result;
}

} // namespace kontor
