#include "app/ctl/founding.h"

#include "app/ctl/shop_access.h"
#include "domain/base/currency.h"
#include "domain/identity/staff.h"
#include "domain/settings/founding.h"
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

Result<Done> addCashier(Store& store, const Founding& founding, const World& world)
{
    const auto administrator = findAuthor(store, {}, schema::MANAGE_STAFF);
    if (!administrator)
        return tl::unexpected(administrator.error());
    const auto pin = newPin(world.random, store.pepper(), founding.cashierPin);
    if (!pin)
        return tl::unexpected(pin.error());
    const auto done =
        store.execute(*administrator, [&](const Reader& shop, const Context& context, const Actor& actor) {
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
    return founding.cashier.empty() ? Result<Done>(Done{}) : addCashier(store, founding, world);
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
        const auto store = openForReading(data);
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
