#pragma once

#include "domain/catalog/product.h"
#include "domain/catalog/tax.h"
#include "domain/commands/review.h"
#include "domain/customers/customer.h"
#include "domain/orders/reprice.h"
#include "domain/orders/sell.h"
#include "domain/promotions/publish.h"
#include "domain/settings/settings.h"
#include "support/test_shop.h"

#include <QtGlobal>

namespace kontor::testing {

/// A till with a mug at 2.55 and a plate at 9.99, both with 20 % VAT in the price.
struct PricedTill {
    TestShop shop;
    Id<schema::Tax> vat = addVat();
    Id<schema::Variant> mug = shop.addGoods("MUG", "2.55");
    Id<schema::Variant> plate = shop.addGoods("PLATE", "9.99");

    PricedTill()
    {
        for (const auto variant : {mug, plate})
            need(shop.run(classifyProduct, shop.administrator(), {shop.productOf(variant), {}, {}, {}, {}, vat}));
    }
    Id<schema::Tax> addVat()
    {
        return Id<schema::Tax>(shop.run(addTax, shop.administrator(), {"VAT 20 %", 200'000}).value().mainId());
    }
    static Commit need(Result<Commit> commit)
    {
        if (!commit)
            qFatal("%s: %s", commit.error().about.c_str(), commit.error().detail.c_str());
        return *std::move(commit);
    }
    void publish(std::vector<Promotion> promotions, std::vector<Campaign> campaigns = {})
    {
        need(shop.run(setPromotions, shop.administrator(), {std::move(campaigns), std::move(promotions)}));
    }
    void put(Id<schema::Variant> variant, std::int64_t count = 1)
    {
        need(shop.run(addToCart, shop.administrator(), {variant, Quantity::whole(count)}));
    }
    Id<schema::Customer> customer(const char* number)
    {
        return Id<schema::Customer>(need(shop.run(addCustomer, shop.administrator(), {number, "", {}})).mainId());
    }
    void forCustomer(Id<schema::Customer> customer)
    {
        need(shop.run(setCartCustomer, shop.administrator(), {customer}));
    }
    void give(std::vector<std::string> codes)
    {
        need(shop.run(setCartCodes, shop.administrator(), {std::move(codes)}));
    }
    [[nodiscard]] std::string total() const { return shop.cart().total.toString(); }

    /// Sells the cart; the server must find nothing to say about it, and neither a replay. Returns the order's facts.
    StoredOrder sold()
    {
        const Money due = shop.cart().total;
        const MemoryReader seen = shop.reader;
        const auto commit =
            need(sell(shop.reader, shop.context, shop.administrator(), {due, {cashPayment(due, due).value()}, {}}));
        const auto sealed = shop.seal(commit);
        const auto verdict = review(seen, seen, sealed, changesOf(sealed).value());
        for (const auto& reason : verdict.reasons)
            qWarning("%s: %s", reason.subject().c_str(), reason.detail().c_str());
        if (verdict.verdict != schema::ACCEPTED)
            qFatal("the server objects");
        need(shop.take(commit));
        auto stored = readStoredOrder(shop.reader, Id<schema::Order>(commit.mainId())).value();
        const auto again = repriceOrder(seen, stored);
        if (!again || !differences(seen, stored, *again).empty())
            qFatal("a replay comes to something else");
        return stored;
    }
};

/// So much percent off whatever it is told to.
inline Promotion percent(const char* code, std::int64_t value)
{
    Promotion promotion;
    promotion.code = code;
    promotion.automatic = true;
    promotion.effect.value = value;
    return promotion;
}
inline Condition is(const char* attribute, std::vector<std::string> values)
{
    return {attribute, Condition::Operator::In, std::move(values)};
}

} // namespace kontor::testing
