#pragma once

#include "domain/base/money.h"
#include "domain/base/quantity.h"
#include "domain/identity/actor.h"
#include "domain/journal/context.h"
#include "domain/journal/envelope.h"
#include "domain/orders/cart.h"
#include "domain/schema/catalog.pb.h"
#include "support/memory_reader.h"

#include <type_traits>

namespace kontor::testing {

/// A shop on one till: founded, with an administrator (every permission) and a cashier (the built-in role). Ids are counted and
/// the clock stands still until told otherwise, so each run is the same.
class TestShop
{
public:
    TestShop();

    MemoryReader reader;
    Context context;
    KeyPair key;
    Id<schema::Staff> administratorId;
    Id<schema::Staff> cashierId;

    [[nodiscard]] Actor administrator() const { return Actor::load(reader, administratorId).value(); }
    [[nodiscard]] Actor cashier() const { return Actor::load(reader, cashierId).value(); }
    /// A new person whose role has just these permissions.
    Actor personWith(const std::vector<schema::Permission>& permissions);

    void tick(std::int64_t seconds) { context.now += seconds * 1'000'000; }

    /// Runs a command as the store would: what it returns is applied, or nothing is. Returns the commit.
    template <typename Input>
    Result<Commit> run(Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                       const Actor& actor, const std::type_identity_t<Input>& input)
    {
        return take(command(reader, context, actor, input));
    }
    /// Applies a commit that was made.
    Result<Commit> take(Result<Commit> commit);
    /// Applies it and signs it as the next of this till's chain: what the server is sent.
    SignedCommit seal(const Commit& commit);

    [[nodiscard]] Currency currency() const;
    [[nodiscard]] Money money(std::string_view text) const;
    [[nodiscard]] UnitPrice price(std::string_view text) const;
    [[nodiscard]] schema::Store store() const;
    [[nodiscard]] Id<schema::Location> location() const;

    /// A published product with a price; returns its variant.
    Id<schema::Variant> addGoods(const std::string& sku, std::string_view priceText, const std::string& barcode = {});
    Id<schema::Variant> addService(const std::string& sku, std::string_view priceText);
    [[nodiscard]] Id<schema::Product> productOf(Id<schema::Variant> variant) const;

    [[nodiscard]] CartView cart() const;
    /// Sells what is in the cart for exact cash, as `actor`.
    Result<Commit> sellExactly(const Actor& actor);
    /// "Invalid price": kind and about of an error, for rows of expected ones.
    [[nodiscard]] static std::string errorOf(const Result<Commit>& result);

private:
    std::uint64_t m_nextId = 0;
    std::uint64_t m_nextKey = 0;
    std::uint32_t m_people = 0;
    ChainHead m_head;
};

} // namespace kontor::testing
