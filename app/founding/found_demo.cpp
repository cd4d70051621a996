#include "app/founding/found_demo.h"

#include "app/clock/open_shop.h"
#include "app/founding/demo_shelves.h"
#include "app/founding/found_shop.h"
#include "app/import/import_file.h"
#include "domain/catalog/product_view.h"
#include "domain/identity/staff.h"
#include "domain/inventory/stock.h"
#include "domain/settings/settings.h"
#include "storage/store.h"
#include "storage/view.h"

#include <algorithm>
#include <vector>

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

constexpr std::size_t changesPerCommit = 500;
constexpr TimeUs opening = 1'291'075'200'000'000; ///< 30 November 2010: before the first sale of the data.
constexpr std::int64_t costPercent = 55;          ///< Of the price: what a shop of gifts pays about.

/// What is left on the shelf: a third of what the month sold, and here and there nearly nothing, as in any shop.
std::int64_t leftOf(std::int64_t sold, std::size_t place)
{
    return place % 9 == 4 ? std::int64_t(place % 5) : std::max<std::int64_t>(6, sold / 3);
}

/// The data has sales and no deliveries: so that the shelves are not short of everything, what was sold and something more came in
/// before. Running it again changes nothing.
Result<Done> fillShelves(Store& store, Id<schema::Staff> staff)
{
    const auto view = store.read();
    const auto identity = store.identity();
    const auto terms = storeTerms(*view, identity.store);
    if (!terms)
        return tl::unexpected(terms.error());
    std::vector<StockChange> changes;
    std::size_t place = 0;
    for (const auto& variant : view->all<schema::Variant>()) {
        const Id<schema::Variant> id(variant.id());
        const auto product = view->get(Id<schema::Product>(variant.product()));
        const auto row = RawId::imported("demo/opening", variant.sku(), 0);
        ++place;
        if (!product || product->kind() != schema::GOODS || demoShelf(product->name()).empty() ||
            view->get(Id<schema::StockMovement>(row)))
            continue;
        const auto sold = std::max<std::int64_t>(0, -view->stockLevel(id, terms->location).thousandths / 1000);
        StockChange change{id, Quantity::whole(sold + leftOf(sold, place)), schema::RECEIVED, {}, row, {}, {}};
        if (change.quantity.thousandths == 0)
            continue;
        if (const auto priced = readProduct(*view, identity.store, id, store.now()); priced && priced->price)
            change.costMinor = change.quantity.thousandths / 1000 * priced->price->e4 * costPercent / 1'000'000;
        changes.push_back(std::move(change));
    }
    for (std::size_t from = 0; from < changes.size(); from += changesPerCommit) {
        AdjustStock input;
        input.changes.assign(changes.begin() + std::ptrdiff_t(from),
                             changes.begin() + std::ptrdiff_t(std::min(from + changesPerCommit, changes.size())));
        input.source = "demo";
        input.reference = "opening-" + std::to_string(from);
        input.at = opening;
        if (auto done =
                store.execute(staff, [&](const Reader& shop, const Context& context,
                                         const Actor& actor) { return adjustStock(shop, context, actor, input); });
            !done)
            return tl::unexpected(done.error());
    }
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
    return imported ? fillShelves(**store, administrator) : tl::unexpected(imported.error());
}

} // namespace kontor
