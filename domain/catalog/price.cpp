#include "domain/catalog/price.h"

#include "domain/catalog/price_terms.h"
#include "domain/identity/actor.h"
#include "domain/journal/commit.h"

namespace kontor {

Result<Commit> changePrice(const Reader& shop, const Context& context, const Actor& actor, const ChangePrice& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    if (input.price.e4 < 0)
        return invalid("price", "a price is zero or more");
    const auto terms = priceTerms(shop, context.store, input.list, input.currency);
    if (!terms)
        return tl::unexpected(terms.error());
    if (!shop.get(input.variant))
        return fail(Error::Kind::NotFound, "variant", "there is no such product");

    Commit commit{"change-price", context, actor};
    schema::Price price;
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

    Commit commit{"withdraw-price", context, actor};
    schema::Price withdrawal;
    withdrawal.set_list(before->list());
    withdrawal.set_variant(before->variant());
    withdrawal.set_currency(before->currency());
    withdrawal.set_valid_from_us(context.now);
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
