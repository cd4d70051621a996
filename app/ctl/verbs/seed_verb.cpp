#include "app/ctl/console.h"
#include "app/ctl/seed/seed_shop.h"
#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "app/founding/found_shop.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct SeedOptions {
    std::string data;
    std::string names;
    SeedWish wish;
    bool json = false;
    Author author;
};

Result<Done> seed(const SeedOptions& options)
{
    if (std::error_code error; !std::filesystem::exists(options.data, error)) {
        Founding founding;
        founding.organisation = "Bench shop";
        founding.store = "Harbour Street";
        founding.administrator = "Mira Okafor";
        founding.pin = "2468";
        founding.zone = "Europe/London";
        if (auto founded = foundShop(options.data, founding, World::real()); !founded)
            return founded;
        printNote(options.data + " is a new shop; the PIN of Mira Okafor is 2468");
    }
    auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto author = findAuthor(**store, options.author, schema::IMPORT_DATA);
    if (!author)
        return tl::unexpected(author.error());
    ProgressLine progress("seed");
    SeedWish wish = options.wish;
    wish.names = options.names;
    const auto made =
        seedShop(**store, wish, {*author, 1000, [&](const char* stage, std::uint64_t done, std::uint64_t total) {
                                     progress.update(stage, done, total);
                                 }});
    if (!made)
        return tl::unexpected(made.error());
    progress.finish(fmt::format("{} products and {} orders are new", made->products, made->orders));
    if (options.json)
        fmt::print("{}\n", nlohmann::ordered_json{{"products", made->products}, {"orders", made->orders}}.dump(2));
    return Done{};
}

} // namespace

void addSeedVerb(CLI::App& app, Chosen& chosen)
{
    VerbOptions<SeedOptions> verb(app, "seed", "Fill a shop with products and orders to measure by");
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("--products", verb->wish.products, "So many in all")->capture_default_str();
    verb.app->add_option("--orders", verb->wish.orders, "So many in all")->capture_default_str();
    verb.app->add_option("--days", verb->wish.days, "The orders are of the last so many days")->capture_default_str();
    verb.app
        ->add_option("--names", verb->names,
                     "CSV with gtin and name, packed with zstd or not; else that of KONTOR_SEED_NAMES, else made up")
        ->envname("KONTOR_SEED_NAMES");
    verb.app->add_flag("--json", verb->json, "Report as JSON");
    addAuthorOptions(*verb.app, verb->author);
    verb.runs(chosen, seed);
}

} // namespace kontor
