#include "domain/catalog/price.h"

#include "domain/catalog/price_terms.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"
#include "domain/pricing/unit_ratio.h"

namespace kontor {

namespace {

Result<Done> checkTerms(const Reader& shop, const schema::Variant& variant, const ChangePrice& input, TimeUs from)
{
    if (input.validUntil && *input.validUntil <= from)
        return invalid("until", "the price ends before it begins, on " + formatTime(from));
    if (input.minQuantity.thousandths < 0)
        return invalid("quantity", "the least quantity is zero or more");
    if (input.per) {
        if (!input.per->isNil() && !shop.get(*input.per))
            return fail(Error::Kind::NotFound, "unit", "there is no such unit");
        const auto product = shop.get(Id<schema::Product>(variant.product()));
        const Id<schema::Unit> own(product ? BytesView(product->unit()) : BytesView());
        if (!unitRatio(shop, own, *input.per))
            return invalid("unit", "it does not convert to what the product is sold in: set the product's unit first");
    }
    if (!input.store.isNil() && !shop.get(input.store))
        return fail(Error::Kind::NotFound, "store", "there is no such store");
    if (!input.group.isNil() && !shop.get(input.group))
        return fail(Error::Kind::NotFound, "customer_group", "there is no such customer group");
    if (!input.customer.isNil() && !shop.get(input.customer))
        return fail(Error::Kind::NotFound, "customer", "there is no such customer");
    return Done{};
}

void setTerms(const ChangePrice& input, schema::Price& price)
{
    if (input.validUntil)
        price.set_valid_until_us(*input.validUntil);
    if (input.per)
        price.set_per(input.per->string());
    if (input.minQuantity.thousandths > 0)
        price.set_min_quantity(input.minQuantity.thousandths);
    if (!input.store.isNil())
        price.set_store(input.store.string());
    if (!input.group.isNil())
        price.set_customer_group(input.group.string());
    if (!input.customer.isNil())
        price.set_customer(input.customer.string());
}

} // namespace

Result<Commit> changePrice(const Reader& shop, const Context& context, const Actor& actor, const ChangePrice& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    if (input.price.e4 < 0)
        return invalid("price", "a price is zero or more");
    const auto terms = priceTerms(shop, context.store, input.list, input.currency);
    if (!terms)
        return tl::unexpected(terms.error());
    const auto variant = shop.get(input.variant);
    if (!variant)
        return fail(Error::Kind::NotFound, "variant", "there is no such product");
    if (auto sound = checkTerms(shop, *variant, input, input.validFrom.value_or(context.now)); !sound)
        return tl::unexpected(sound.error());

    Commit commit{"change-price", context, actor};
    schema::Price price;
    setTerms(input, price);
    price.set_list(terms->list.string());
    price.set_variant(input.variant.string());
    price.set_currency(terms->currency.numeric());
    price.set_amount_e4(input.price.e4);
    price.set_valid_from_us(input.validFrom.value_or(context.now));
    commit.insert(price);
    return commit;
}

Result<Commit> withdrawPrice(const Reader& shop, const Context& context, const Actor& actor, const WithdrawPrice& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.price);
    if (!before || before->has_withdraws())
        return fail(Error::Kind::NotFound, "price", "there is no such price");
    const TimeUs from = input.from.value_or(context.now);
    for (const auto& fact :
         shop.pricesOf(Id<schema::PriceList>(before->list()), Id<schema::Variant>(before->variant())))
        if (fact.withdraws() == input.price.bytes() && fact.valid_from_us() <= from)
            return fail(Error::Kind::Conflict, "price",
                        "it is withdrawn already, from " + formatTime(fact.valid_from_us()));

    Commit commit{"withdraw-price", context, actor};
    schema::Price withdrawal;
    withdrawal.set_list(before->list());
    withdrawal.set_variant(before->variant());
    withdrawal.set_currency(before->currency());
    withdrawal.set_valid_from_us(from);
    withdrawal.set_withdraws(input.price.string());
    commit.insert(withdrawal);
    return commit;
}

Result<PriceTerms> priceTerms(const Reader& shop, Id<schema::Store> store,
                              const std::optional<Id<schema::PriceList>>& chosen, std::string_view letters)
{
    Id<schema::PriceList> list;
    if (chosen)
        list = *chosen;
    else if (const auto row = shop.get(store))
        list = Id<schema::PriceList>(row->price_list());
    const auto row = shop.get(list);
    if (!row)
        return fail(Error::Kind::NotFound, "price_list", "there is no such price list");
    const auto currency = Currency::fromNumeric(row->currency());
    if (!currency)
        return tl::unexpected(currency.error());
    if (!letters.empty()) {
        const auto asked = Currency::fromAlpha(letters);
        if (!asked)
            return tl::unexpected(asked.error());
        if (*asked != *currency)
            return invalid("currency", "the price list is in " + std::string(currency->alpha()));
    }
    return PriceTerms{list, *currency};
}

} // namespace kontor
