#pragma once

#include "app/ctl/shop_access.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/inventory/lot.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/inventory.pb.h"

#include <CLI/App.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

struct Chosen;

void addStockVerbs(CLI::App& app, Chosen& chosen);    ///< location, stock
void addCountVerbs(CLI::App& app, Chosen& chosen);    ///< count, transfer
void addPurchaseVerbs(CLI::App& app, Chosen& chosen); ///< supplier, purchase, reorder
void addCatalogVerbs(CLI::App& app, Chosen& chosen);  ///< category; product rename, publish, archive, add-barcode

/// A product by SKU or barcode. Errors: resolveCode's.
[[nodiscard]] Result<Id<schema::Variant>> variantOption(const Reader& shop, const std::string& code);
/// Its SKU; the id of one that is not here.
[[nodiscard]] std::string skuOf(const Reader& shop, BytesView variant);
/// 20101231. Invalid about `about`; the command asks whether there is such a day.
[[nodiscard]] Result<std::uint32_t> dateOption(const std::string& text, std::string_view about);
/// `KEY=QUANTITY`, `KEY=QUANTITY@LOT` or `KEY=QUANTITY@LOT:20101231`; a KEY that is a GS1 code names lot and date itself. Errors: Invalid about `about`.
struct GoodsOption {
    std::string key;
    Quantity quantity;
    std::optional<NewLot> lot = {};
};
[[nodiscard]] Result<GoodsOption> goodsOption(const std::string& text, std::string_view about);
/// A lot of a product by number; nil for nothing. NotFound about "lot".
[[nodiscard]] Result<Id<schema::Lot>> lotOption(const Reader& shop, Id<schema::Variant> variant,
                                                const std::optional<NewLot>& lot);
/// A category by name, or by id where several are called so. Errors: NotFound, Invalid about "category".
[[nodiscard]] Result<Id<schema::Category>> categoryOption(const Reader& shop, const std::string& name);
/// A location by name, of `store` before any other; empty: where that store sells from.
[[nodiscard]] Result<Id<schema::Location>> locationOption(const Store& store, const Reader& shop,
                                                          const std::string& name);
/// An id in hex. NotFound about `about`.
[[nodiscard]] Result<RawId> idOption(const std::string& text, std::string_view about);

} // namespace kontor
