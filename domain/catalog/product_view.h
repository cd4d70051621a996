#pragma once

#include "domain/base/id.h"
#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/base/result.h"
#include "domain/base/time.h"
#include "domain/commands/command.h"
#include "domain/schema/catalog.pb.h"
#include "domain/schema/settings.pb.h"

#include <optional>
#include <string>

namespace kontor {

/// A variant as a tile, a search hit or a line shows it.
struct ProductView {
    explicit ProductView(Currency storeCurrency) : currency(storeCurrency) {}

    Id<schema::Product> product;
    Id<schema::Variant> variant;
    std::string name; ///< With the variant's own name behind a comma, if it has one.
    std::string sku;
    schema::ProductKind kind = schema::GOODS;
    schema::ProductStatus status = schema::DRAFT;
    Currency currency;              ///< The store's.
    std::optional<UnitPrice> price; ///< What anybody pays for one of its unit; nothing: no price yet.
    std::optional<Id<schema::Price>> priceFact;
    Quantity stock;               ///< At the store's location; zero for services.
    std::uint32_t taxRatePpm = 0; ///< Of its only tax, if that is a plain percentage.
    std::string taxName;

    [[nodiscard]] bool isSellable() const { return status == schema::PUBLISHED && price.has_value(); }
};

/// The variant in a store at an instant. Errors: NotFound about "product" or "store".
[[nodiscard]] Result<ProductView> readProduct(const Reader& shop, Id<schema::Store> store, Id<schema::Variant> variant,
                                              TimeUs at);

/// What a line calls it: "Mug, indigo".
[[nodiscard]] std::string lineName(const schema::Product& product, const schema::Variant& variant);

} // namespace kontor
