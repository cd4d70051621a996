#include "domain/catalog/product_view.h"

#include "domain/journal/reader.h"
#include "domain/pricing/list_price.h"
#include "domain/pricing/tax_tables.h"
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
    const auto buyer = buyerOf(shop, store, {}, at);
    if (!buyer)
        return tl::unexpected(buyer.error());
    const PricedGoods one{id, Quantity::whole(1), {}, Id<schema::Unit>(product->unit())};
    if (const auto price = listPrice(shop, *buyer, one, at, view.name); price) {
        view.price = price->shownPerUnit();
        view.priceFact = price->fact;
    }
    if (view.kind == schema::GOODS)
        view.stock = shop.stockLevel(id, terms->location);
    const auto tables = TaxTables::of(shop);
    const auto& taxes = tables->taxesOf(*product, tables->terms(store).jurisdiction, {});
    if (taxes.size() == 1 && tables->tax(taxes.front()).ratePpm) {
        view.taxRatePpm = *tables->tax(taxes.front()).ratePpm;
        view.taxName = tables->tax(taxes.front()).name;
    }
    return view;
}

std::string lineName(const schema::Product& product, const schema::Variant& variant)
{
    return variant.name().empty() ? product.name() : product.name() + ", " + variant.name();
}

} // namespace kontor
