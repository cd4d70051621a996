#include "domain/catalog/scan.h"

#include "domain/base/exact.h"
#include "domain/base/text.h"
#include "domain/catalog/gs1.h"
#include "domain/catalog/label_format.h"
#include "domain/journal/reader.h"
#include "domain/settings/settings.h"

#include <algorithm>
#include <map>

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
    const auto code = composed(trimmed(text));
    if (code.empty())
        return invalid("code", "there is nothing to look for");

    std::vector<Id<schema::Variant>> printed;
    std::vector<Id<schema::Variant>> aliases;
    std::map<Id<schema::Variant>, Id<schema::Unit>> units;
    for (const RawId& id :
         shop.claimants(schema::Barcode::default_instance(), schema::Barcode::kCodeFieldNumber, code)) {
        const auto barcode = shop.get(Id<schema::Barcode>(id));
        if (!barcode || !shop.get(Id<schema::Variant>(barcode->variant())))
            continue; // Its variant may still be on its way.
        (barcode->kind() == schema::ALIAS ? aliases : printed).emplace_back(barcode->variant());
        if (barcode->has_unit())
            units.try_emplace(Id<schema::Variant>(barcode->variant()), barcode->unit());
    }
    std::vector<Id<schema::Variant>> skus;
    for (const RawId& id : shop.claimants(schema::Variant::default_instance(), schema::Variant::kSkuFieldNumber, code))
        skus.emplace_back(id);

    const auto withUnit = [&](ScanResult found) {
        if (const auto unit = units.find(found.variant); unit != units.end() && found.by != ScanResult::By::Sku)
            found.unit = unit->second;
        return found;
    };
    std::optional<ScanResult> archived;
    for (const auto& [by, claims] :
         {std::pair(ScanResult::By::Barcode, &printed), std::pair(ScanResult::By::Sku, &skus),
          std::pair(ScanResult::By::Alias, &aliases)}) {
        auto found = result(shop, by, *claims);
        if (found && isLive(shop, found->variant))
            return withUnit(*std::move(found));
        if (found && !archived)
            archived = std::move(found);
    }
    if (archived)
        return withUnit(*std::move(archived));
    return fail(Error::Kind::NotFound, "code", "no product has the code '" + shortened(code, 60) + "'");
}

namespace {

/// A number of 10^-decimals as one of 10^-wanted; nothing when that is not exact or too large.
std::optional<std::int64_t> rescaled(std::int64_t number, int decimals, int wanted)
{
    for (; decimals < wanted; ++decimals)
        if (__builtin_mul_overflow(number, 10, &number))
            return std::nullopt;
    for (; decimals > wanted; --decimals) {
        if (number % 10 != 0)
            return std::nullopt;
        number /= 10;
    }
    return number;
}

/// How many of the product's unit are a kilogram; nothing for goods that are counted otherwise: a weight printed on a pack of pieces is
/// no quantity.
std::optional<std::int64_t> unitsOfAKilogram(const Reader& shop, Id<schema::Variant> variant)
{
    const auto row = shop.get(variant);
    const auto product = row ? shop.get(Id<schema::Product>(row->product())) : std::nullopt;
    const auto unit = product && product->has_unit() ? shop.get(Id<schema::Unit>(product->unit())) : std::nullopt;
    if (!unit || (unit->symbol() != "kg" && unit->symbol() != "g"))
        return std::nullopt;
    return unit->symbol() == "kg" ? 1 : 1000;
}

/// What a GS1 code says of a pack of a measure of its own: what it costs, or else what it weighs, to the thousandth of the product's unit,
/// halves up.
Result<ScanResult> measured(const Reader& shop, Currency currency, const Gs1Label& label, ScanResult found)
{
    const auto tooMuch = [] { return invalid("code", "its weight or price is none: weigh it again"); };
    if (label.amount) {
        if (label.currency && *label.currency != currency.numeric())
            return invalid("currency", "its price is in another currency than the shop's");
        const auto number = rescaled(label.amount->number, label.amount->decimals, currency.exponent() + 4);
        if (!number || *number == 0)
            return tooMuch();
        found.price = UnitPrice{*number};
    } else if (const auto units = label.kilograms ? unitsOfAKilogram(shop, found.variant) : std::nullopt) {
        Int128 scale = 1;
        for (int i = 0; i < label.kilograms->decimals; ++i)
            scale *= 10;
        const auto thousandths = divideHalfUp(Int128{label.kilograms->number} * *units * 1000, scale);
        if (thousandths == 0)
            return tooMuch();
        found.quantity = Quantity{static_cast<std::int64_t>(thousandths)}; // Of six digits.
    }
    if (found.price || found.quantity)
        found.label = "(01)" + label.gtin + label.measure;
    return found;
}

Result<ScanResult> resolveItem(const Reader& shop, const LabelValue& label)
{
    const auto significant = std::min(label.item.find_first_not_of('0'), label.item.size() - 1);
    for (const auto& code : {label.itemCode, label.item, label.item.substr(significant)})
        if (auto found = resolveCode(shop, code))
            return found;
    return fail(Error::Kind::NotFound, "code",
                "no product has the number " + label.item + " that the label names: give one this code or SKU");
}

} // namespace

Result<ScanResult> resolveScan(const Reader& shop, const SettingOwners& owners, Currency currency,
                               std::string_view text)
{
    auto whole = resolveCode(shop, text);
    if (whole || whole.error().kind != Error::Kind::NotFound)
        return whole;
    if (const auto gs1 = readGs1(text)) {
        auto found = resolveGs1(shop, *gs1);
        return found ? measured(shop, currency, *gs1, *std::move(found)) : found;
    }
    const auto formats = parseLabelFormats(readSetting(shop, owners, scanLabelFormats));
    const auto label = formats ? readLabel(*formats, text) : std::nullopt;
    if (!label)
        return whole;
    auto found = resolveItem(shop, *label);
    if (!found)
        return found;
    const auto number = rescaled(label->number, label->decimals, label->isPrice ? currency.exponent() + 4 : 3);
    if (!number || *number == 0)
        return invalid("code",
                       "the label says no " + std::string(label->isPrice ? "price" : "quantity") + ": weigh it again");
    if (label->isPrice)
        found->price = UnitPrice{*number};
    else
        found->quantity = Quantity{*number};
    found->label = trimmed(text);
    return found;
}

bool isOnLabel(const Reader& shop, const SettingOwners& owners, Currency currency, std::string_view label,
               Id<schema::Variant> variant, UnitPrice price)
{
    const auto found = label.empty() ? Result<ScanResult>(invalid("code", "there is no label"))
                                     : resolveScan(shop, owners, currency, label);
    return found && found->price == price &&
           (found->variant == variant ||
            std::find(found->others.begin(), found->others.end(), variant) != found->others.end());
}

} // namespace kontor
