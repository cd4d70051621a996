#include "domain/catalog/product_view.h"

#include "domain/journal/reader.h"
#include "domain/pricing/line_price.h"
#include "domain/settings/settings.h"

namespace kontor {

Result<ProductView> readProduct(const Reader& shop, Id<schema::Store> store, Id<schema::Variant> id, TimeUs at)
{
    const auto terms = storeTerms(shop, store);
    if (!terms)
        return tl::unexpected(terms.error());
    const auto variant = shop.get(id);
    const auto product = variant ? shop.get(Id<schema::Product>(variant->product())) : std::nullopt;
    if (!product)
        return fail(Error::Kind::NotFound, "product", "there is no such product");

    ProductView view(terms->currency);
    view.product = Id<schema::Product>(variant->product());
    view.variant = id;
    view.name = lineName(*product, *variant);
    view.sku = variant->sku();
    view.kind = product->kind();
    view.status = product->status();
    if (const auto price = shop.priceAt(terms->priceList, id, at)) {
        view.price = UnitPrice{price->amount_e4()};
        view.priceFact = Id<schema::Price>(price->id());
    }
    if (view.kind == schema::GOODS)
        view.stock = shop.stockLevel(id, terms->location);
    auto tax = taxOf(shop, *product);
    view.taxRatePpm = tax.ratePpm;
    view.taxName = std::move(tax.name);
    return view;
}

std::string lineName(const schema::Product& product, const schema::Variant& variant)
{
    return variant.name().empty() ? product.name() : product.name() + ", " + variant.name();
}

} // namespace kontor
