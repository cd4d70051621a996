#include "app/import/import_products.h"

#include "app/clock/shop_zone.h"
#include "domain/catalog/product.h"
#include "domain/catalog/scan.h"
#include "storage/store.h"

#include <algorithm>
#include <span>

namespace kontor {
namespace {

NewProduct newProduct(const ProductPlan& plan, const ShopZone& zone, const std::string& source)
{
    NewProduct product;
    product.id = importedProductId(plan.key, source);
    product.name = plan.name;
    product.kind = plan.kind;
    product.sku = plan.sku;
    product.aliases = plan.aliases;
    product.price = plan.price;
    product.priceValidFrom = zone.utcOf(plan.firstSeen);
    return product;
}

/// The variant a plan is in the shop already: by the id of an earlier import, else by its code.
std::optional<Id<schema::Variant>> findProduct(const Reader& shop, const ProductPlan& plan, const std::string& source)
{
    const auto id = importedProductId(plan.key, source);
    if (shop.get(Id<schema::Product>(id)))
        return importedVariant(id);
    const auto found = resolveCode(shop, plan.sku);
    return found ? std::optional(found->variant) : std::nullopt;
}

Result<std::uint64_t> addSpellings(Store& store, const ImportOptions& options, Id<schema::Variant> variant,
                                   std::span<const std::string> spellings, const std::string& source)
{
    std::uint64_t added = 0;
    for (const auto& spelling : spellings) {
        if (resolveCode(*store.read(), spelling))
            continue;
        const AddBarcode input{variant, spelling, schema::ALIAS, RawId::imported(source + "/alias", spelling, 0)};
        const auto done =
            store.execute(options.staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return addBarcode(shop, context, actor, input);
            });
        if (!done)
            return tl::unexpected(done.error());
        ++added;
    }
    return added;
}

} // namespace

tl::unexpected<Error> importStopped(std::uint64_t written)
{
    return fail(Error::Kind::Conflict, "import",
                "was stopped after " + std::to_string(written) + " rows: run it again to go on");
}

Result<ProductsReport> importProducts(Store& store, const SalesFile& file, const ImportOptions& options)
{
    const auto plans = planProducts(file);
    ProductsReport report;
    report.products = plans.size();
    std::vector<NewProduct> fresh;
    std::vector<std::pair<Id<schema::Variant>, std::vector<std::string>>> known;
    {
        const auto view = store.read();
        const auto zone = ShopZone::of(*view, store.identity().store);
        for (const auto& plan : plans) {
            if (const auto variant = findProduct(*view, plan, file.source)) {
                auto spellings = plan.aliases;
                spellings.push_back(plan.sku);
                known.emplace_back(*variant, std::move(spellings));
            } else {
                report.withoutPrice += plan.price ? 0 : 1;
                fresh.push_back(newProduct(plan, zone, file.source));
                if (options.shelfOf && plan.kind == schema::GOODS)
                    fresh.back().category = options.shelfOf(plan.name);
            }
        }
    }
    report.there = known.size();
    if (options.dryRun) {
        report.added = fresh.size();
        return report;
    }

    const std::size_t batch = std::clamp<std::size_t>(options.batch, 1, maxProductsPerCommit);
    for (std::size_t at = 0; at < fresh.size(); at += batch) {
        if (options.isCancelled && options.isCancelled())
            return importStopped(report.added);
        const auto end = std::min(at + batch, fresh.size());
        AddProducts input;
        input.products.assign(fresh.begin() + static_cast<std::ptrdiff_t>(at),
                              fresh.begin() + static_cast<std::ptrdiff_t>(end));
        const auto done =
            store.execute(options.staff, [&](const Reader& shop, const Context& context, const Actor& actor) {
                return addProducts(shop, context, actor, input);
            });
        if (!done)
            return tl::unexpected(done.error());
        report.added += input.products.size();
        if (options.progress)
            options.progress("products", end, fresh.size());
    }
    for (const auto& [variant, spellings] : known) {
        const auto added = addSpellings(store, options, variant, spellings, file.source);
        if (!added)
            return tl::unexpected(added.error());
        report.aliasesAdded += *added;
    }
    return report;
}

} // namespace kontor
