#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "domain/base/currency.h"
#include "domain/catalog/price.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"

#include <fmt/core.h>

namespace kontor {
namespace {

struct PriceOptions {
    std::string data;
    std::string sku;
    std::string price;
    std::string from;
    Author author;
};

Result<Done> changePriceOf(const PriceOptions& options)
{
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto currency = organisationCurrency(**store);
    if (!currency)
        return tl::unexpected(currency.error());
    const auto found = resolveCode(*(*store)->read(), options.sku);
    if (!found)
        return tl::unexpected(found.error());
    const auto price = UnitPrice::parse(options.price, *currency, "price");
    if (!price)
        return tl::unexpected(price.error());
    ChangePrice input{found->variant, *price, {}, std::nullopt, std::nullopt};
    if (!options.from.empty()) {
        const auto from = parseTime(options.from, "from");
        if (!from)
            return tl::unexpected(from.error());
        input.validFrom = *from;
    }
    const auto author = findAuthor(**store, options.author, schema::CHANGE_PRICE);
    if (!author)
        return tl::unexpected(author.error());
    const auto changed =
        (*store)->execute(*author, [&](const Reader& shop, const Context& context, const Actor& actor) {
            return changePrice(shop, context, actor, input);
        });
    if (!changed)
        return tl::unexpected(changed.error());
    const auto view = (*store)->read();
    const auto fact = view->get(Id<schema::Price>(changed->mainId));
    fmt::print("{}: {} {} from {}\n", options.sku, price->toString(*currency), currency->alpha(),
               fact ? formatTime(fact->valid_from_us()) : std::string("now"));
    return Done{};
}

} // namespace

void addPriceVerbs(CLI::App& app, Chosen& chosen)
{
    VerbOptions<PriceOptions> verb(app, "change-price", "Give a product a new list price");
    addDataOption(*verb.app, verb->data);
    verb.app->add_option("--sku", verb->sku, "SKU or barcode")->required();
    verb.app->add_option("--price", verb->price, "Per unit, tax included, e.g. 12.50")->required();
    verb.app->add_option("--from", verb->from, "UTC, e.g. 2026-12-01T06:00:00 (default: now)");
    addAuthorOptions(*verb.app, verb->author);
    verb.runs(chosen, changePriceOf);
}

} // namespace kontor
