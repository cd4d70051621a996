#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/settings/add_store.h"
#include "domain/settings/rename.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct StoreVerbOptions {
    std::string data;
    std::string name;
    std::string store; ///< The one that is renamed, by name.
    std::string zone;
    std::string location;
    bool json = false;
    Author author;
};

Result<Done> add(const StoreVerbOptions& options)
{
    const AddStore input{options.name, options.zone, options.location};
    const auto added = writeShop(options.data, options.author, schema::MANAGE_SETTINGS,
                                 [&](const Reader& reader, const Context& context, const Actor& actor) {
                                     return addStore(reader, context, actor, input);
                                 });
    if (!added)
        return tl::unexpected(added.error());
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json({{"name", options.name}, {"id", added->mainId.toHex()}}).dump(2));
    else
        fmt::print("{}: {}\n", options.name, added->mainId.toHex());
    return Done{};
}

Result<Done> rename(const StoreVerbOptions& options)
{
    const auto opened = openAs(options.data, options.author, schema::MANAGE_SETTINGS);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto store = storeOption(*opened->store, *opened->store->read(), options.store);
    if (!store)
        return tl::unexpected(store.error());
    const auto done = opened->run([&](const Reader& shop, const Context& context, const Actor& actor) {
        return renameStore(shop, context, actor, {*store, options.name});
    });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name, options.json);
    return Done{};
}

Result<Done> renameAll(const StoreVerbOptions& options)
{
    const auto done = writeShop(options.data, options.author, schema::MANAGE_SETTINGS,
                                [&](const Reader& shop, const Context& context, const Actor& actor) {
                                    return renameOrganisation(shop, context, actor, {options.name});
                                });
    if (!done)
        return tl::unexpected(done.error());
    printWritten(*done, options.name, options.json);
    return Done{};
}

Result<Done> list(const StoreVerbOptions& options)
{
    const auto shop = openForReading(options.data);
    if (!shop)
        return tl::unexpected(shop.error());
    const auto view = (*shop)->read();
    auto rows = nlohmann::ordered_json::array();
    for (const auto& store : view->all<schema::Store>()) {
        std::size_t terminals = 0;
        for (const auto& terminal : view->all<schema::Terminal>())
            terminals += terminal.store() == store.id() && !terminal.revoked() ? 1 : 0;
        if (options.json)
            rows.push_back(
                {{"name", store.name()}, {"zone", store.zone()}, {"terminals", terminals}, {"id", hex(store.id())}});
        else
            fmt::print("{:<30} {:<20} {:>3} terminals  {}\n", store.name(), store.zone(), terminals, hex(store.id()));
    }
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

} // namespace

void addStoreVerbs(CLI::App& app, Chosen& chosen)
{
    auto* store = app.add_subcommand("store", "The organisation's shops");
    store->require_subcommand(1);

    VerbOptions<StoreVerbOptions> add_(*store, "add", "One more, with the first one's currency and price list");
    addDataOption(*add_.app, add_->data);
    add_.app->add_option("--name", add_->name, "Its name")->required();
    add_.app->add_option("--zone", add_->zone, "Its time zone, e.g. Europe/London (default: the first store's)");
    add_.app->add_option("--location", add_->location, "Where its sales take their stock from (default: Shop floor)");
    add_.app->add_flag("--json", add_->json, "As JSON");
    addAuthorOptions(*add_.app, add_->author);
    add_.runs(chosen, add);

    VerbOptions<StoreVerbOptions> rename_(*store, "rename",
                                          "Give one another name; receipts that are written keep theirs");
    addDataOption(*rename_.app, rename_->data);
    rename_.app->add_option("--store", rename_->store, "Which, by its name (default: this terminal's)");
    rename_.app->add_option("--name", rename_->name, "Its new name")->required();
    rename_.app->add_flag("--json", rename_->json, "As JSON");
    addAuthorOptions(*rename_.app, rename_->author);
    rename_.runs(chosen, rename);

    auto* organisation = app.add_subcommand("organisation", "Who owns the stores");
    organisation->require_subcommand(1);
    VerbOptions<StoreVerbOptions> whole(*organisation, "rename", "Give it another name");
    addDataOption(*whole.app, whole->data);
    whole.app->add_option("--name", whole->name, "Its new name")->required();
    whole.app->add_flag("--json", whole->json, "As JSON");
    addAuthorOptions(*whole.app, whole->author);
    whole.runs(chosen, renameAll);

    VerbOptions<StoreVerbOptions> list_(*store, "list", "All of them");
    addDataOption(*list_.app, list_->data);
    list_.app->add_flag("--json", list_->json, "As JSON");
    list_.runs(chosen, list);
}

} // namespace kontor
