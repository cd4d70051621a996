#include "app/ctl/demo/demo_shop.h"

#include "app/ctl/demo/demo_clock.h"
#include "app/ctl/shop_access.h"
#include "app/founding/found_shop.h"
#include "app/import/import_sales.h"
#include "domain/identity/pin.h"
#include "domain/identity/staff.h"
#include "storage/store.h"
#include "sync/client/take_enrolment.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/server/enrolments.h"

namespace kontor {
namespace {

constexpr const char* pin = "2468";

/// The evening before the first line, since prices hold from the first sale on.
DemoClock eveningBefore(const SalesFile& file)
{
    TimeUs first = file.numbers.front().rows.front().at;
    for (const auto& number : file.numbers)
        first = std::min(first, number.rows.front().at);
    return {first - TimeUs{12} * 3600 * 1'000'000, ShopZone(demoZone)};
}

Result<std::unique_ptr<Store>> openWith(const std::filesystem::path& data, const DemoClock& clock)
{
    StoreOptions options;
    options.directory = data;
    options.world = clock.world();
    return Store::open(std::move(options));
}

Result<Done> hire(Store& store, DemoShop& shop)
{
    const auto role =
        store.execute(shop.administrator, [&](const Reader& reader, const Context& context, const Actor& actor) {
            // As at a counter without a price list: of 2,822 codes in the month 1,977 were sold at more than one price.
            return addRole(reader, context, actor,
                           {"Senior cashier",
                            {schema::SELL, schema::RETURN_GOODS, schema::OPEN_PRICE, schema::ADJUST_STOCK,
                             schema::EDIT_CUSTOMERS}});
        });
    if (!role)
        return tl::unexpected(role.error());
    constexpr std::array<const char*, DemoShop::tills> names{"Ama", "Ben", "Chloe"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto secret = newPin(World::real().random, store.pepper(), pin);
        if (!secret)
            return tl::unexpected(secret.error());
        const AddStaff input{names[i], Id<schema::Role>(role->mainId), *secret};
        const auto hired =
            store.execute(shop.administrator, [&](const Reader& reader, const Context& context, const Actor& actor) {
                return addStaff(reader, context, actor, input);
            });
        if (!hired)
            return tl::unexpected(hired.error());
        shop.cashiers[i] = Id<schema::Staff>(hired->mainId);
    }
    return Done{};
}

} // namespace

Result<DemoShop> foundDemoShop(const std::filesystem::path& directory, const SalesFile& file)
{
    DemoShop shop;
    shop.directory = directory;
    const auto clock = eveningBefore(file);
    Founding founding;
    founding.organisation = "Demo Gifts";
    founding.store = "Harbour Street";
    founding.administrator = "Mira Okafor";
    founding.pin = pin;
    founding.zone = demoZone;
    if (auto founded = foundShop(shop.tillData(0), founding, clock.world()); !founded)
        return tl::unexpected(founded.error());
    const auto store = openWith(shop.tillData(0), clock);
    if (!store)
        return tl::unexpected(store.error());
    const auto administrator = findAuthor(**store, {}, schema::MANAGE_STAFF);
    if (!administrator)
        return tl::unexpected(administrator.error());
    shop.administrator = *administrator;
    if (auto hired = hire(**store, shop); !hired)
        return tl::unexpected(hired.error());
    const ImportOptions options{shop.administrator, 1000, {}};
    if (const auto products = importProducts(**store, file, options); !products)
        return tl::unexpected(products.error());
    if (const auto customers = importCustomers(**store, file, options); !customers)
        return tl::unexpected(customers.error());
    return shop;
}

Result<std::filesystem::path> inviteFirstTill(const DemoShop& shop, const std::string& address)
{
    StoreOptions options;
    options.directory = shop.serverData();
    const auto server = Store::open(std::move(options));
    if (!server)
        return tl::unexpected(server.error());
    EnrolmentWish wish;
    wish.address = address;
    const auto enrolment = makeEnrolment(**server, shop.serverData(), wish, World::real());
    if (!enrolment)
        return tl::unexpected(enrolment.error());
    const auto file = shop.directory / "till-1.enrolment";
    if (auto written = writeEnrolmentFile(*enrolment, file); !written)
        return tl::unexpected(written.error());
    return file;
}

Result<std::filesystem::path> inviteTill(const DemoShop& shop, std::size_t till, const std::string& address)
{
    StoreOptions options;
    options.directory = shop.serverData();
    options.readOnly = true;
    const auto server = Store::open(std::move(options));
    if (!server)
        return tl::unexpected(server.error());
    const auto store = findStore(*(*server)->read(), {});
    if (!store)
        return tl::unexpected(store.error());
    EnrolmentWish wish;
    wish.address = address;
    wish.name = "Till " + std::to_string(till + 1);
    wish.store = *store;
    wish.madeBy = shop.administrator;
    const auto enrolment = makeEnrolment(**server, shop.serverData(), wish, World::real());
    if (!enrolment)
        return tl::unexpected(enrolment.error());
    const auto file = shop.directory / ("till-" + std::to_string(till + 1) + ".enrolment");
    if (auto written = writeEnrolmentFile(*enrolment, file); !written)
        return tl::unexpected(written.error());
    return file;
}

Result<Done> takeInvitation(const DemoShop& shop, std::size_t till, const std::filesystem::path& file,
                            const std::string& address, const SalesFile& sales)
{
    auto enrolment = readEnrolmentFile(file);
    if (!enrolment)
        return tl::unexpected(enrolment.error());
    enrolment->set_address(address);
    const auto store = openWith(shop.tillData(till), eveningBefore(sales));
    if (!store)
        return tl::unexpected(store.error());
    return takeEnrolment(**store, *enrolment);
}

} // namespace kontor
