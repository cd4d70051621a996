#include "support/test_shop.h"

#include "domain/catalog/product.h"
#include "domain/identity/staff.h"
#include "domain/identity/terminal.h"
#include "domain/orders/sell.h"
#include "domain/settings/founding.h"

namespace kontor::testing {

namespace {

/// Argon2id takes tens of milliseconds; a test that does not sign in does not need it.
PinSecret aSecret()
{
    return {Bytes(16, 's'), Bytes(32, 'h')};
}

RawId countedId(std::uint64_t n)
{
    // Not in the low 32 bits: those count the rows of a commit.
    std::array<std::uint8_t, 10> random{};
    for (std::size_t i = 0; i < 4; ++i)
        random[2 + i] = static_cast<std::uint8_t>(n >> (8U * (3U - i)));
    return RawId::v7(1'291'000'000'000, random);
}

} // namespace

TestShop::TestShop()
{
    key = KeyPair::fromSeed(Bytes(32, 'k'));
    context.now = parseTime("2010-12-01 08:00:00", "now").value();
    context.newId = [this] { return countedId(++m_nextId); };
    context.randomBytes = [](std::size_t count) { return Bytes(count, 'r'); };
    context.organisation = Id<schema::Organisation>(context.newId());
    context.store = Id<schema::Store>(context.newId());
    context.terminal = Id<schema::Terminal>(context.newId());
    context.origin = context.newId();
    context.originCode = "K7Q2";
    m_head.origin = context.origin;

    (void)take(beginOrigin(reader, context, key.publicKey)).value();
    FoundOrganisation founding;
    founding.organisation = context.organisation;
    founding.store = context.store;
    founding.terminal = context.terminal;
    founding.organisationName = "Kontor Trading";
    founding.storeName = "High Street";
    founding.zone = "Europe/London";
    founding.publicKey = key.publicKey;
    founding.administratorName = "Ada";
    founding.administratorPin = aSecret();
    (void)run(foundOrganisation, Actor::founder(), founding).value();
    administratorId = Id<schema::Staff>(reader.all<schema::Staff>().front().id());
    const auto cashierRole = findRole(reader, "Cashier").value();
    cashierId = Id<schema::Staff>(
        run(addStaff, administrator(), {"Cas", Id<schema::Role>(cashierRole.id()), aSecret()}).value().mainId());
}

Actor TestShop::personWith(const std::vector<schema::Permission>& permissions)
{
    const std::string name = "Person " + std::to_string(++m_people);
    const auto role = run(addRole, administrator(), {name, permissions}).value().mainId();
    const auto person = run(addStaff, administrator(), {name, Id<schema::Role>(role), aSecret()}).value().mainId();
    return Actor::load(reader, Id<schema::Staff>(person)).value();
}

Result<Commit> TestShop::take(Result<Commit> commit)
{
    if (!commit)
        return commit;
    ++m_nextKey;
    reader.apply(*commit, {{m_nextKey, 0}, context.origin, m_nextKey, {}});
    for (const auto& change : commit->changes()) {
        schema::Order order;
        if (change.type == rowTypeOf(schema::Order::descriptor()).type && order.ParseFromString(change.body) &&
            order.has_series())
            ++context.nextReceiptNumber;
    }
    return commit;
}

SignedCommit TestShop::seal(const Commit& commit)
{
    auto sealed =
        kontor::seal(commit, context, m_head, m_head.hlc.next(static_cast<std::uint64_t>(context.now / 1000)), {}, key)
            .value();
    m_head.sequence = sealed.header.sequence();
    m_head.hash = sealed.hash;
    m_head.hlc = sealed.hlc();
    return sealed;
}

Currency TestShop::currency() const
{
    return Currency::fromAlpha("GBP").value();
}

Money TestShop::money(std::string_view text) const
{
    return Money::parse(text, currency(), "money").value();
}

UnitPrice TestShop::price(std::string_view text) const
{
    return UnitPrice::parse(text, currency(), "price").value();
}

schema::Store TestShop::store() const
{
    return reader.get(context.store).value();
}

Id<schema::Location> TestShop::location() const
{
    return Id<schema::Location>(store().location());
}

Id<schema::Variant> TestShop::addGoods(const std::string& sku, std::string_view priceText, const std::string& barcode)
{
    NewProduct product;
    product.name = "Product " + sku;
    product.sku = sku;
    product.price = price(priceText);
    if (!barcode.empty())
        product.barcodes = {barcode};
    const auto commit = run(addProduct, administrator(), product).value();
    return Id<schema::Variant>(commit.changes().at(1).row);
}

Id<schema::Variant> TestShop::addService(const std::string& sku, std::string_view priceText)
{
    NewProduct product;
    product.name = "Service " + sku;
    product.sku = sku;
    product.kind = schema::SERVICE;
    product.price = price(priceText);
    const auto commit = run(addProduct, administrator(), product).value();
    return Id<schema::Variant>(commit.changes().at(1).row);
}

Id<schema::Product> TestShop::productOf(Id<schema::Variant> variant) const
{
    return Id<schema::Product>(reader.get(variant).value().product());
}

CartView TestShop::cart() const
{
    return readCart(reader, context.store, context.terminal, context.now).value();
}

Result<Commit> TestShop::sellExactly(const Actor& actor)
{
    const Money total = cart().total;
    return run(sell, actor, {total, {cashPayment(total, total).value()}});
}

std::string TestShop::errorOf(const Result<Commit>& result)
{
    static const char* const kinds[] = {"NotFound", "Invalid", "Denied", "Conflict", "Storage", "Network"};
    if (result)
        return "no error";
    return std::string(kinds[static_cast<std::size_t>(result.error().kind)]) + " " + result.error().about;
}

} // namespace kontor::testing
