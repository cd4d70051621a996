#pragma once

#include "domain/catalog/product.h"
#include "support/shop_fixture.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace kontor::bench {

/// The price of a product by its number; nothing: it has none.
using PriceOf = std::function<std::optional<UnitPrice>(int)>;

/// 100 prices from 2.50 on, one minor unit apart.
inline std::optional<UnitPrice> hundredPrices(int i)
{
    return UnitPrice{(250 + i % 100) * 10'000LL};
}

/// Adds products number 0 to `products` - 1, a thousand a commit; their variants by number.
inline std::vector<Id<schema::Variant>> addCatalogue(test::ShopFixture& till, int products,
                                                     const PriceOf& price = hundredPrices)
{
    constexpr int perCommit = 1'000;
    std::vector<Id<schema::Variant>> variants;
    for (int start = 0; start < products; start += perCommit) {
        AddProducts batch;
        for (int i = start; i < std::min(start + perCommit, products); ++i) {
            NewProduct product;
            product.id = RawId::imported("bench", "product", static_cast<std::uint64_t>(i));
            product.name = "Product number " + std::to_string(i);
            product.sku = "SKU-" + std::to_string(i);
            product.price = price(i);
            variants.push_back(importedVariant(*product.id));
            batch.products.push_back(std::move(product));
        }
        test::need(till.run(
            [&](const Reader& r, const Context& c, const Actor& actor) { return addProducts(r, c, actor, batch); }));
    }
    return variants;
}

} // namespace kontor::bench
