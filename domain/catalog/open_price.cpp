#include "domain/catalog/open_price.h"

#include "domain/identity/actor.h"
#include "domain/identity/permission.h"
#include "domain/journal/commit.h"
#include "domain/settings/settings.h"

namespace kontor {

namespace {

bool isWithin(const schema::OpenPrice& open, UnitPrice price, Currency currency)
{
    if (!open.has_least_e4() && !open.has_most_e4())
        return true;
    return open.currency() == currency.numeric() && price.e4 >= open.least_e4() &&
           (!open.has_most_e4() || price.e4 <= open.most_e4());
}

std::string limitsText(const schema::OpenPrice& open)
{
    const auto currency = Currency::fromNumeric(open.currency());
    if (!currency)
        return "at no price this program knows";
    const auto text = [&](std::int64_t e4) {
        return UnitPrice{e4}.toString(*currency) + " " + std::string(currency->alpha());
    };
    std::string limits = "from " + text(open.least_e4());
    if (open.has_most_e4())
        limits += " to " + text(open.most_e4());
    return limits;
}

} // namespace

std::vector<schema::Permission> openPriceNeeds(const schema::Product& product, UnitPrice price, Currency currency)
{
    std::vector<schema::Permission> needs;
    const auto& open = product.open_price();
    if (!open.everybody())
        needs.push_back(schema::OPEN_PRICE);
    if (!isWithin(open, price, currency))
        needs.push_back(schema::CHANGE_PRICE);
    return needs;
}

Result<Done> mayKeyIn(const Actor& actor, const schema::Product& product, UnitPrice price, Currency currency)
{
    for (const auto permission : openPriceNeeds(product, price, currency))
        if (auto allowed = actor.may(permission); !allowed) {
            if (permission != schema::CHANGE_PRICE)
                return allowed;
            return fail(Error::Kind::Denied, std::string(permissionName(permission)),
                        product.name() + " is sold " + limitsText(product.open_price()) +
                            "; another price needs somebody who may change prices");
        }
    return Done{};
}

Result<Commit> setOpenPrice(const Reader& shop, const Context& context, const Actor& actor, const SetOpenPrice& input)
{
    if (auto allowed = actor.may(schema::CHANGE_PRICE); !allowed)
        return tl::unexpected(allowed.error());
    const auto before = shop.get(input.product);
    if (!before)
        return fail(Error::Kind::NotFound, "product", "there is no such product");
    if (input.least && input.least->e4 < 0)
        return invalid("least", "a price is zero or more");
    if (input.most && input.most->e4 < (input.least ? input.least->e4 : 0))
        return invalid("most", "the highest price is below the lowest");

    schema::Product after = *before;
    after.clear_open_price();
    if (input.least || input.most || input.everybody) {
        auto& open = *after.mutable_open_price();
        if (input.least)
            open.set_least_e4(input.least->e4);
        if (input.most)
            open.set_most_e4(input.most->e4);
        if (input.everybody)
            open.set_everybody(true);
        if (input.currency.empty()) {
            const auto terms = storeTerms(shop, context.store);
            if (!terms)
                return tl::unexpected(terms.error());
            open.set_currency(terms->currency.numeric());
        } else {
            const auto currency = Currency::fromAlpha(input.currency);
            if (!currency)
                return tl::unexpected(currency.error());
            open.set_currency(currency->numeric());
        }
    }
    Commit commit{"set-open-price", context, actor};
    commit.update(*before, after);
    return commit;
}

} // namespace kontor
