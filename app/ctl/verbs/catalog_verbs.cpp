#include "app/ctl/verbs/stock_verbs.h"
#include "app/ctl/verbs/verb.h"
#include "app/ctl/verbs/write_shop.h"
#include "domain/base/text.h"
#include "domain/catalog/barcode.h"
#include "domain/catalog/category.h"
#include "domain/catalog/product.h"
#include "domain/journal/commit.h"

#include <algorithm>
#include <functional>
#include <map>

// The tree of categories, and what becomes of a product after it was added.

namespace kontor {
namespace {

struct CatalogOptions {
    std::string data;
    std::string name;
    std::string rename;
    std::string parent;
    std::string sku;
    std::string code;
    bool top = false;
    bool archive = false;
    bool restore = false;
    bool all = false;
    bool json = false;
    Author author;
};

using CatalogCommand = std::function<Result<Commit>(const Reader&, const Context&, const Actor&)>;

Result<Done> write(const CatalogOptions& options, const std::string& text, const CatalogCommand& command)
{
    const auto committed = writeShop(options.data, options.author, schema::EDIT_CATALOG, command);
    if (!committed)
        return tl::unexpected(committed.error());
    printWritten(*committed, text, options.json);
    return Done{};
}

Result<Id<schema::Category>> parentOption(const Reader& shop, const std::string& name)
{
    return name.empty() ? Result<Id<schema::Category>>(Id<schema::Category>()) : categoryOption(shop, name);
}

Result<Done> categoryAdd(const CatalogOptions& options)
{
    return write(options, options.name,
                 [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto parent = parentOption(shop, options.parent);
                     if (!parent)
                         return tl::unexpected(parent.error());
                     return addCategory(shop, context, actor, {options.name, *parent, {}});
                 });
}

Result<Done> categoryChange(const CatalogOptions& options)
{
    return write(options, options.name,
                 [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto category = categoryOption(shop, options.name);
                     const auto parent = parentOption(shop, options.parent);
                     if (!category || !parent)
                         return tl::unexpected(!category ? category.error() : parent.error());
                     ChangeCategory input{*category, {}, {}, {}};
                     if (!options.rename.empty())
                         input.name = options.rename;
                     if (options.top || !options.parent.empty())
                         input.parent = *parent;
                     if (options.archive || options.restore)
                         input.archived = options.archive;
                     return changeCategory(shop, context, actor, input);
                 });
}

/// One category and what is below it, its own parent the tree's: two tills may have made a circle, which that opens again.
void list(const View& view, const std::map<RawId, std::vector<schema::Category>>& below, const RawId& parent,
          std::size_t depth, nlohmann::ordered_json& rows, const CatalogOptions& options)
{
    const auto found = below.find(parent);
    if (found == below.end())
        return;
    for (const auto& row : found->second) {
        if (row.archived() && !options.all)
            continue;
        const auto above = view.parentOf(Id<schema::Category>(row.id()));
        rows.push_back({{"id", hex(row.id())},
                        {"name", row.name()},
                        {"parent", above && !above->isNil() ? hex(above->bytes()) : std::string()},
                        {"depth", depth},
                        {"archived", row.archived()}});
        if (!options.json)
            fmt::print("{}{}{}\n", std::string(depth * 2, ' '), row.name(), row.archived() ? " (archived)" : "");
        list(view, below, RawId::of(row.id()), depth + 1, rows, options);
    }
}

Result<Done> categoryList(const CatalogOptions& options)
{
    const auto store = openForReading(options.data);
    if (!store)
        return tl::unexpected(store.error());
    const auto view = (*store)->read();
    std::map<RawId, std::vector<schema::Category>> below;
    for (auto& row : view->all<schema::Category>())
        below[view->parentOf(Id<schema::Category>(row.id())).value_or(Id<schema::Category>()).raw].push_back(
            std::move(row));
    for (auto& [parent, rows] : below)
        std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
            return std::pair(a.name(), a.id()) < std::pair(b.name(), b.id());
        });
    auto rows = nlohmann::ordered_json::array();
    list(*view, below, RawId(), 0, rows, options);
    if (options.json)
        fmt::print("{}\n", rows.dump(2));
    return Done{};
}

/// Of the product that has an SKU or barcode.
Result<Done> ofProduct(const CatalogOptions& options,
                       const std::function<Result<Commit>(const Reader&, const Context&, const Actor&,
                                                          Id<schema::Product>, Id<schema::Variant>)>& command)
{
    return write(options, options.sku,
                 [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto variant = variantOption(shop, options.sku);
                     if (!variant)
                         return tl::unexpected(variant.error());
                     const auto row = shop.get(*variant);
                     return command(shop, context, actor,
                                    Id<schema::Product>(row ? BytesView(row->product()) : BytesView()), *variant);
                 });
}

Result<Done> productRename(const CatalogOptions& options)
{
    return ofProduct(options, [&](const Reader& shop, const Context& context, const Actor& actor,
                                  Id<schema::Product> product, Id<schema::Variant>) {
        return renameProduct(shop, context, actor, {product, options.name});
    });
}

Result<Done> productPublish(const CatalogOptions& options)
{
    return ofProduct(options,
                     [](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Product> product,
                        Id<schema::Variant>) { return publishProduct(shop, context, actor, {product}); });
}

Result<Done> productArchive(const CatalogOptions& options)
{
    return ofProduct(options,
                     [](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Product> product,
                        Id<schema::Variant>) { return archiveProduct(shop, context, actor, {product}); });
}

Result<Done> barcodeAdd(const CatalogOptions& options)
{
    return ofProduct(options, [&](const Reader& shop, const Context& context, const Actor& actor, Id<schema::Product>,
                                  Id<schema::Variant> variant) {
        return addBarcode(shop, context, actor, {variant, options.code});
    });
}

Result<Done> barcodeChange(const CatalogOptions& options)
{
    return write(options, options.code,
                 [&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
                     const auto barcode = shop.holder<schema::Barcode>(schema::Barcode::kCodeFieldNumber, options.code);
                     if (!barcode)
                         return fail(Error::Kind::NotFound, "barcode", "nothing has the code '" + options.code + "'");
                     return changeBarcode(shop, context, actor, {*barcode, options.rename});
                 });
}

using Verb = VerbOptions<CatalogOptions>;

} // namespace

Result<Id<schema::Category>> categoryOption(const Reader& shop, const std::string& name)
{
    std::vector<Id<schema::Category>> found;
    for (const auto& row : shop.all<schema::Category>())
        if (row.name() == composed(trimmed(name)) || hex(row.id()) == name)
            found.emplace_back(row.id());
    if (found.empty())
        return fail(Error::Kind::NotFound, "category", "there is no category '" + name + "'");
    if (found.size() > 1)
        return fail(Error::Kind::Invalid, "category",
                    "several are called '" + name + "': name one by its id, `category list --json`");
    return found.front();
}

void addCatalogVerbs(CLI::App& app, Chosen& chosen)
{
    auto* category = app.add_subcommand("category", "The tree of categories");
    category->require_subcommand(1);
    Verb add(*category, "add", "One more");
    addCommonOptions(add, true);
    add.app->add_option("--name", add->name, "Its name")->required();
    add.app->add_option("--parent", add->parent, "Name or id of the one it is below (default: at the top)");
    add.runs(chosen, categoryAdd);
    Verb change(*category, "change", "Renames, moves or archives one");
    addCommonOptions(change, true);
    change.app->add_option("category", change->name, "Its name or id")->required();
    change.app->add_option("--name", change->rename, "What it is called from now on");
    auto* parent = change.app->add_option("--parent", change->parent, "Name or id of the one it is below from now on");
    change.app->add_flag("--top", change->top, "At the top from now on")->excludes(parent);
    auto* archive = change.app->add_flag("--archive", change->archive, "Not used any more");
    change.app->add_flag("--restore", change->restore, "Used again")->excludes(archive);
    change.runs(chosen, categoryChange);
    Verb look(*category, "list", "All of them, as they are below each other");
    addCommonOptions(look, false);
    look.app->add_flag("--all", look->all, "Archived ones too");
    look.runs(chosen, categoryList);

    auto* product = app.get_subcommand("product");
    const auto aboutProduct = [&](const char* name, const char* meaning) {
        Verb verb(*product, name, meaning);
        addCommonOptions(verb, true);
        verb.app->add_option("--sku", verb->sku, "SKU or barcode")->required();
        return verb;
    };
    auto rename = aboutProduct("rename", "Gives a product another name");
    rename.app->add_option("--name", rename->name, "What it is called from now on")->required();
    rename.runs(chosen, productRename);
    aboutProduct("publish", "A draft or an archived product is sold").runs(chosen, productPublish);
    aboutProduct("archive", "A product is not sold any more").runs(chosen, productArchive);
    auto barcode = aboutProduct("add-barcode", "One more code for a product");
    barcode.app->add_option("--barcode", barcode->code, "The code")->required();
    barcode.runs(chosen, barcodeAdd);
    Verb recode(*product, "change-barcode", "Another code instead of one, or none");
    addCommonOptions(recode, true);
    recode.app->add_option("--barcode", recode->code, "The code it has")->required();
    recode.app->add_option("--to", recode->rename, "The new one; without: nothing has this code any more");
    recode.runs(chosen, barcodeChange);
}

} // namespace kontor
