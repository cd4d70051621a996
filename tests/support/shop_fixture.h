#pragma once

#include "domain/catalog/product.h"
#include "domain/identity/staff.h"
#include "domain/orders/cart.h"
#include "domain/orders/sell.h"
#include "domain/payments/cash.h"
#include "domain/settings/founding.h"
#include "storage/store.h"

#include <filesystem>
#include <memory>
#include <string>

namespace kontor::test {

inline std::string message(const Error& error)
{
    return error.about + ": " + error.detail;
}

/// The value of a result a test needs; stops the test program with the error where there is none.
template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "unexpected error: %s\n", message(result.error()).c_str());
        std::abort();
    }
    return std::move(*result);
}

/// A real store in a folder of its own, founded: organisation, shop, first till, one administrator.
struct ShopFixture {
    std::unique_ptr<Store> store;
    Id<schema::Staff> administrator;

    static constexpr const char* pin = "4711";

    explicit ShopFixture(const std::filesystem::path& directory, World world = World::real())
        : store(need(Store::open({directory, {}, world, false})))
    {
        if (!store->identity().organisation.isNil()) {
            findAdministrator();
            return;
        }
        const Bytes pepper = world.random(32);
        StoreIdentity identity;
        identity.organisation = Id<schema::Organisation>(RawId::of(world.random(16)));
        identity.store = Id<schema::Store>(RawId::of(world.random(16)));
        identity.terminal = Id<schema::Terminal>(RawId::of(world.random(16)));
        identity.ordinal = 1;
        need(store->setIdentity(identity, pepper, {}));
        FoundOrganisation founding;
        founding.organisation = identity.organisation;
        founding.store = identity.store;
        founding.terminal = identity.terminal;
        founding.organisationName = "Harbour Trading";
        founding.storeName = "Harbour Street";
        founding.zone = "UTC";
        founding.publicKey = store->publicKey();
        founding.administratorName = "Mira Okafor";
        founding.administratorPin = need(newPin(world.random, pepper, pin));
        need(store->execute([&](const Reader& shop, const Context& context) {
            return foundOrganisation(shop, context, Actor::founder(), founding);
        }));
        findAdministrator();
    }

    /// A shop that was founded before.
    explicit ShopFixture(std::unique_ptr<Store> opened) : store(std::move(opened)) { findAdministrator(); }

    void findAdministrator()
    {
        const auto view = store->read();
        const auto staff = activeStaff(*view);
        if (staff.empty())
            std::abort();
        administrator = Id<schema::Staff>(staff.front().id());
    }

    /// A published product at a price in pounds; returns its variant.
    Id<schema::Variant> product(const std::string& name, const std::string& sku, const std::string& price,
                                std::vector<std::string> barcodes = {})
    {
        NewProduct input;
        input.name = name;
        input.sku = sku;
        input.barcodes = std::move(barcodes);
        input.price = need(UnitPrice::parse(price, need(Currency::fromAlpha("GBP")), "price"));
        need(run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return addProduct(shop, context, actor, input);
        }));
        return store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku).value();
    }

    Result<Committed> run(Store::ActorCommand command) { return store->execute(administrator, std::move(command)); }

    /// Adds one unit to the open cart.
    Result<Committed> scan(Id<schema::Variant> variant, Quantity quantity = Quantity::whole(1))
    {
        return run([&](const Reader& shop, const Context& context, const Actor& actor) {
            return addToCart(shop, context, actor, {variant, quantity, {}});
        });
    }
    CartView cart() const
    {
        const auto identity = store->identity();
        return need(readCart(*store->read(), identity.store, identity.terminal, store->now()));
    }
    /// Sells the open cart for exact cash.
    Result<Committed> payCash()
    {
        const Money total = cart().total;
        return run([&](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
            auto payment = cashPayment(total, total);
            if (!payment)
                return tl::unexpected(payment.error());
            return sell(shop, context, actor, {total, {*payment}, {}});
        });
    }

    std::string dump() const
    {
        std::string text;
        need(store->dump([&](std::string_view line) { text.append(line).append("\n"); }));
        return text;
    }
};

} // namespace kontor::test
