#include "app/founding/found_demo.h"

#include "app/clock/open_shop.h"
#include "app/founding/demo_shelves.h"
#include "app/founding/found_shop.h"
#include "app/import/import_file.h"
#include "domain/identity/staff.h"
#include "storage/store.h"

namespace kontor {
namespace {

constexpr const char* demoName = "Demo Gifts";

Result<Done> checkIsDemo(const Store& store, const std::filesystem::path& data)
{
    const auto organisation = store.read()->get(store.identity().organisation);
    if (!organisation || organisation->name() != demoName)
        return fail(Error::Kind::Conflict, data.string(), "is a shop already and not the demo's; nothing was changed");
    return Done{};
}

} // namespace

Result<Done> foundDemo(const std::filesystem::path& data, const DemoWish& wish, const World& world)
{
    std::error_code error;
    if (!std::filesystem::exists(data / "kontor.db", error)) {
        Founding founding;
        founding.organisation = demoName;
        founding.store = "Harbour Street";
        founding.administrator = "Mira Okafor";
        founding.pin = wish.pin;
        founding.currency = "GBP";
        founding.zone = "Europe/London";
        founding.country = "GB";
        if (auto founded = foundShop(data, founding, world); !founded)
            return founded;
    }
    StoreOptions options;
    options.directory = data;
    options.world = world;
    const auto store = openShop(std::move(options));
    if (!store)
        return tl::unexpected(store.error());
    if (auto demo = checkIsDemo(**store, data); !demo)
        return demo;
    const auto staff = activeStaff(*(*store)->read());
    if (staff.empty())
        return fail(Error::Kind::NotFound, "staff", "nobody works here");
    const Id<schema::Staff> administrator(staff.front().id());
    const auto shelves = demoShelves(**store, administrator);
    if (!shelves)
        return tl::unexpected(shelves.error());
    ImportJob job;
    job.kind = TableKind::Sales;
    job.file = wish.sales;
    ImportOptions importing;
    importing.staff = administrator;
    importing.progress = wish.progress;
    importing.isCancelled = wish.isCancelled;
    importing.shelfOf = [&](std::string_view name) { return shelves->find(demoShelf(name))->second; };
    const auto imported = runImport(**store, job, importing);
    return imported ? Result<Done>(Done{}) : tl::unexpected(imported.error());
}

} // namespace kontor
