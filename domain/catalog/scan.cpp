#include "domain/catalog/scan.h"

#include "domain/base/text.h"
#include "domain/journal/reader.h"

#include <algorithm>

namespace kontor {

namespace {

bool isLive(const Reader& shop, Id<schema::Variant> id)
{
    const auto variant = shop.get(id);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    return product && product->status() != schema::ARCHIVED;
}

/// The holder first: live ones before archived ones, else in the order of their claims.
std::optional<ScanResult> result(const Reader& shop, ScanResult::By by, const std::vector<Id<schema::Variant>>& claims)
{
    std::vector<Id<schema::Variant>> variants;
    for (const auto& variant : claims)
        if (std::find(variants.begin(), variants.end(), variant) == variants.end())
            variants.push_back(variant);
    if (variants.empty())
        return std::nullopt;
    if (variants.size() > 1)
        std::stable_partition(variants.begin(), variants.end(),
                              [&](const auto& variant) { return isLive(shop, variant); });
    return ScanResult{by, variants.front(), {variants.begin() + 1, variants.end()}};
}

} // namespace

Result<ScanResult> resolveCode(const Reader& shop, std::string_view text)
{
    const auto code = trimmed(text);
    if (code.empty())
        return invalid("code", "there is nothing to look for");

    std::vector<Id<schema::Variant>> printed;
    std::vector<Id<schema::Variant>> aliases;
    for (const RawId& id :
         shop.claimants(schema::Barcode::default_instance(), schema::Barcode::kCodeFieldNumber, code)) {
        const auto barcode = shop.get(Id<schema::Barcode>(id));
        if (!barcode || !shop.get(Id<schema::Variant>(barcode->variant())))
            continue; // Its variant may still be on its way.
        (barcode->kind() == schema::ALIAS ? aliases : printed).emplace_back(barcode->variant());
    }
    std::vector<Id<schema::Variant>> skus;
    for (const RawId& id : shop.claimants(schema::Variant::default_instance(), schema::Variant::kSkuFieldNumber, code))
        skus.emplace_back(id);

    std::optional<ScanResult> archived;
    for (const auto& [by, claims] :
         {std::pair(ScanResult::By::Barcode, &printed), std::pair(ScanResult::By::Sku, &skus),
          std::pair(ScanResult::By::Alias, &aliases)}) {
        auto found = result(shop, by, *claims);
        if (found && isLive(shop, found->variant))
            return *std::move(found);
        if (found && !archived)
            archived = std::move(found);
    }
    if (archived)
        return *std::move(archived);
    return fail(Error::Kind::NotFound, "code", "no product has the code '" + std::string(code.substr(0, 60)) + "'");
}

} // namespace kontor
