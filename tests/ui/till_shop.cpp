#include "ui/till_shop.h"

#include "domain/catalog/price.h"
#include "domain/identity/staff.h"
#include "domain/inventory/stock.h"
#include "domain/settings/founding.h"

#include <array>
#include <cstring>
#include <map>

namespace kontor {
namespace {

RawId newId(const World& world)
{
    const Bytes random = world.random(10);
    std::array<std::uint8_t, 10> bytes{};
    std::memcpy(bytes.data(), random.data(), bytes.size());
    return RawId::v7(static_cast<std::uint64_t>(world.now() / 1000), bytes);
}

template <typename T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s: %s", result.error().about.c_str(), result.error().detail.c_str());
    return *std::move(result);
}

const Bytes& pepper()
{
    static const Bytes bytes = World::real().random(32);
    return bytes;
}

/// Hashing takes tens of milliseconds on purpose: once per test program, not once per test.
const PinSecret& secretOf(const char* pin)
{
    static std::map<std::string, PinSecret> known;
    auto& secret = known[pin];
    if (secret.hash.empty())
        secret = must(newPin(World::real().random, pepper(), pin));
    return secret;
}

} // namespace

TillShop::TillShop()
{
    open();
    const auto world = World::real();
    StoreIdentity identity;
    identity.organisation = Id<schema::Organisation>(newId(world));
    identity.store = Id<schema::Store>(newId(world));
    identity.terminal = Id<schema::Terminal>(newId(world));
    identity.ordinal = 1;
    must(m_store->setIdentity(identity, pepper(), {}));
    FoundOrganisation input;
    input.organisation = identity.organisation;
    input.store = identity.store;
    input.terminal = identity.terminal;
    input.organisationName = "Harbour Goods";
    input.storeName = "Harbour Street";
    input.zone = "UTC";
    input.currency = "GBP";
    input.terminalName = "Till 1";
    input.publicKey = m_store->publicKey();
    input.administratorName = "Mira Okafor";
    input.administratorPin = secretOf("2468");
    must(m_store->execute([&](const Reader& shop, const Context& context) {
        return foundOrganisation(shop, context, Actor::founder(), input);
    }));
    for (const auto& staff : activeStaff(*m_store->read()))
        m_administrator = Id<schema::Staff>(staff.id());
    run(addStaff, {"Jan Berg", Id<schema::Role>(findRole(*m_store->read(), "Cashier")->id()), secretOf("1357")});
}

void TillShop::open()
{
    StoreOptions options;
    options.directory = std::filesystem::path(directory().toStdString());
    m_store = must(Store::open(std::move(options)));
}

void TillShop::reopen()
{
    m_store.reset();
    open();
}

TimeUs TillShop::now()
{
    return World::real().now();
}

Id<schema::Variant> TillShop::add(const std::string& name, const std::string& sku, const std::string& barcode,
                                  const std::string& price)
{
    NewProduct product;
    product.name = name;
    product.sku = sku;
    if (!barcode.empty())
        product.barcodes = {barcode};
    product.price = must(UnitPrice::parse(price, must(Currency::fromAlpha("GBP")), "price"));
    run(addProduct, product);
    return *m_store->read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku);
}

RawId TillShop::runAs(Id<schema::Staff> actor, const Store::ActorCommand& command)
{
    return must(m_store->execute(actor, command)).mainId;
}

void TillShop::changePrice(Id<schema::Variant> variant, const std::string& price)
{
    ChangePrice input;
    input.variant = variant;
    input.price = must(UnitPrice::parse(price, must(Currency::fromAlpha("GBP")), "price"));
    run(kontor::changePrice, input);
}

void TillShop::receive(Id<schema::Variant> variant, int count)
{
    AdjustStock input;
    input.changes.push_back({variant, Quantity::whole(count), schema::RECEIVED, {}, {}});
    run(adjustStock, input);
}

} // namespace kontor
