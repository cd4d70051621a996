#include "app/ctl/shop_access.h"
#include "app/ctl/verbs/verb.h"
#include "domain/base/currency.h"
#include "domain/catalog/product.h"
#include "domain/catalog/product_view.h"
#include "domain/catalog/scan.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace kontor {
namespace {

struct AddOptions {
    std::string data;
    std::string sku;
    std::string name;
    std::string price;
    std::vector<std::string> barcodes;
    bool service = false;
    bool delivery = false;
    bool draft = false;
    bool json = false;
    Author author;
};

struct LookOptions {
    std::string data;
    std::string text;
    std::size_t limit = 20;
    bool json = false;
};

std::string kindName(schema::ProductKind kind)
{
    return kind == schema::GOODS ? "goods" : kind == schema::DELIVERY ? "delivery" : "service";
}

Result<Done> add(const AddOptions& options)
{
    const auto store = openForWriting(options.data);
    if (!store)
        return tl::unexpected(store.error());
    NewProduct input;
    input.name = options.name;
    input.sku = options.sku;
    input.barcodes = options.barcodes;
    input.kind = options.delivery ? schema::DELIVERY : options.service ? schema::SERVICE : schema::GOODS;
    input.status = options.draft ? schema::DRAFT : schema::PUBLISHED;
    if (!options.price.empty()) {
        const auto currency = organisationCurrency(**store);
        if (!currency)
            return tl::unexpected(currency.error());
        const auto price = UnitPrice::parse(options.price, *currency, "price");
        if (!price)
            return tl::unexpected(price.error());
        input.price = *price;
    }
    const auto author = findAuthor(**store, options.author, schema::EDIT_CATALOG);
    if (!author)
        return tl::unexpected(author.error());
    const auto added = (*store)->execute(*author, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return addProduct(shop, context, actor, input);
    });
    if (!added)
        return tl::unexpected(added.error());
    printAnswer(options.json, {{"sku", input.sku}, {"id", added->mainId.toHex()}},
                fmt::format("{}: {}", input.sku, added->mainId.toHex()));
    return Done{};
}

nlohmann::ordered_json jsonOf(const ProductView& product)
{
    constexpr const char* statuses[] = {"draft", "published", "archived"};
    nlohmann::ordered_json json{
        {"sku", product.sku},
        {"name", product.name},
        {"kind", kindName(product.kind)},
        {"status", product.status >= 0 && product.status < 3 ? statuses[product.status] : "unknown"}};
    if (product.price)
        json["price"] = product.price->toString(product.currency);
    json["currency"] = product.currency.alpha();
    json["stock"] = product.stock.toString();
    json["variant"] = product.variant.raw.toHex();
    return json;
}

void print(const ProductView& product)
{
    fmt::print("{:<14} {:<40} {:>10} {} {:>10}\n", product.sku, product.name,
               product.price ? product.price->toString(product.currency) : std::string("-"), product.currency.alpha(),
               product.kind == schema::GOODS ? product.stock.toString() : kindName(product.kind));
}

/// The store whose prices and stock are shown: this terminal's, or on a server the only one.
Result<Id<schema::Store>> shownStore(const Store& store, const Reader& shop)
{
    const auto own = store.identity().store;
    return own.isNil() ? findStore(shop, {}) : Result<Id<schema::Store>>(own);
}

Result<Done> showAll(const LookOptions& options, bool find)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    const auto at = World::real().now();
    const auto of = shownStore(**store, *view);
    if (!of)
        return tl::unexpected(of.error());
    std::vector<Id<schema::Variant>> variants;
    if (find) {
        variants = view->searchVariants(options.text, options.limit);
    } else {
        const auto found = resolveCode(*view, options.text);
        if (!found)
            return tl::unexpected(found.error());
        variants.push_back(found->variant);
    }
    auto list = nlohmann::ordered_json::array();
    for (const auto& variant : variants) {
        const auto product = readProduct(*view, *of, variant, at);
        if (!product)
            return tl::unexpected(product.error());
        if (options.json)
            list.push_back(jsonOf(*product));
        else
            print(*product);
    }
    if (options.json)
        fmt::print("{}\n", (find ? list : list.front()).dump(2));
    else if (variants.empty())
        fmt::print("Nothing found.\n");
    return Done{};
}

Result<Done> show(const LookOptions& options)
{
    return showAll(options, false);
}

Result<Done> find(const LookOptions& options)
{
    return showAll(options, true);
}

void addLookOptions(VerbOptions<LookOptions>& verb, const char* what, const char* meaning)
{
    addDataOption(*verb.app, verb->data);
    verb.app->add_option(what, verb->text, meaning)->required();
    verb.app->add_flag("--json", verb->json, "As JSON");
}

} // namespace

void addProductVerbs(CLI::App& app, Chosen& chosen)
{
    auto* product = app.add_subcommand("product", "Products of the catalogue");
    product->require_subcommand(1);

    VerbOptions<AddOptions> add_(*product, "add", "Add a product");
    addDataOption(*add_.app, add_->data);
    add_.app->add_option("--sku", add_->sku, "SKU")->required();
    add_.app->add_option("--name", add_->name, "Name")->required();
    add_.app->add_option("--price", add_->price, "List price per unit, tax included");
    add_.app->add_option("--barcode", add_->barcodes, "Barcode; may be given several times");
    auto* service = add_.app->add_flag("--service", add_->service, "Something without stock");
    add_.app->add_flag("--delivery", add_->delivery, "Shipping: what promotions on shipping are about")
        ->excludes(service);
    add_.app->add_flag("--draft", add_->draft, "Not for sale yet");
    addAuthorOptions(*add_.app, add_->author);
    addJsonOption(*add_.app, add_->json);
    add_.runs(chosen, add);

    VerbOptions<LookOptions> show_(*product, "show", "The product of a code");
    addLookOptions(show_, "code", "SKU or barcode");
    show_.runs(chosen, show);

    VerbOptions<LookOptions> find_(*product, "find", "Products by the beginnings of words");
    addLookOptions(find_, "text", "Words of name, SKU or barcode");
    find_.app->add_option("--limit", find_->limit, "At most so many")->capture_default_str();
    find_.runs(chosen, find);
}

} // namespace kontor
