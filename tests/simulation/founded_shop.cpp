#include "simulation/founded_shop.h"

#include "domain/base/result.h"
#include "domain/catalog/category.h"
#include "domain/catalog/product.h"
#include "domain/identity/permission.h"
#include "domain/identity/staff.h"
#include "domain/identity/terminal.h"
#include "domain/settings/add_store.h"
#include "domain/settings/founding.h"
#include "simulation/judge.h"
#include "storage/tables_made.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace kontor::simulation {

namespace fs = std::filesystem;

namespace {

template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "the founding failed: %s: %s\n", result.error().about.c_str(),
                     result.error().detail.c_str());
        std::abort();
    }
    return std::move(*result);
}

/// Founds a shop by the commands of the house, on one thread.
class Founding
{
public:
    explicit Founding(FoundedShop& shop) : m_shop(shop) {}

    [[nodiscard]] World world()
    {
        World world;
        world.now = [this] { return (FoundedShop::epochMs + m_nowMs) * 1000; };
        world.random = [this](std::size_t size) { return m_dice.bytes(size); };
        world.utcOffsetSeconds = [](TimeUs) { return 0; };
        world.sliceCommits = 1000;
        return world;
    }
    [[nodiscard]] RawId newId() { return RawId::of(m_dice.bytes(16)); }
    void tick() { m_nowMs += 100; }

    template <typename Input>
    Committed run(Store& store, Result<Commit> (*command)(const Reader&, const Context&, const Actor&, const Input&),
                  const std::type_identity_t<Input>& input)
    {
        tick();
        return need(
            store.execute(m_shop.administrator, [&](const Reader& reader, const Context& context, const Actor& actor) {
                return command(reader, context, actor, input);
            }));
    }

private:
    FoundedShop& m_shop;
    Dice m_dice{7};
    std::int64_t m_nowMs = 0;
};

/// What keeps other programs from writing: three triggers a table, which every connection reads when it is opened. The house's own
/// do not run them, and nobody else is here.
void dropGuards(const fs::path& file)
{
    Database database(file, Database::Access::ReadWrite);
    std::vector<std::string> names;
    for (Query query(database, "SELECT name FROM sqlite_schema WHERE type='trigger' AND name LIKE 'guard_%'");
         query.step();)
        names.emplace_back(query.bytes(0));
    database.run("BEGIN");
    for (const std::string& name : names)
        database.run("DROP TRIGGER \"" + name + "\"");
    database.run("COMMIT; VACUUM");
    database.run("BEGIN");
    tables_made::note(database); // Or the first start would make them again.
    database.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace

fs::path scratchFolder()
{
    std::error_code error;
    const fs::path memory = "/dev/shm";
    return fs::is_directory(memory, error) ? memory : fs::temp_directory_path();
}

fs::path FoundedShop::machine(std::size_t index) const
{
    return m_folder / std::to_string(index);
}

const FoundedShop& FoundedShop::instance()
{
    struct Owner {
        fs::path folder = scratchFolder() / ("kontor-simulation-" + std::to_string(::getpid()) + "-founded");
        FoundedShop shop{folder};
        ~Owner()
        {
            std::error_code ignored;
            fs::remove_all(folder, ignored);
        }
    };
    static const Owner owner;
    return owner.shop;
}

void FoundedShop::copyTo(const fs::path& machine, std::size_t index) const
{
    fs::create_directories(machine.parent_path());
    fs::copy(this->machine(index), machine, fs::copy_options::recursive);
}

void FoundedShop::copyEmptyTo(const fs::path& folder) const
{
    fs::create_directories(folder.parent_path());
    fs::copy(m_folder / "empty", folder, fs::copy_options::recursive);
}

FoundedShop::FoundedShop(fs::path folder) : m_folder(std::move(folder))
{
    resetSqliteForFounding();
    fs::remove_all(m_folder);
    Founding founding(*this);
    std::vector<std::unique_ptr<Store>> opened;
    for (std::size_t i = 0; i <= terminals; ++i) {
        fs::create_directories(machine(i));
        opened.push_back(need(Store::open({shopOf(machine(i)), keyOf(machine(i)), founding.world(), false})));
    }
    Store& first = *opened[0];
    Store& serverStore = *opened[terminals];

    pepper = Bytes(32, 'p');
    serverKey = serverStore.publicKey();
    StoreIdentity identity;
    identity.organisation = organisation = Id<schema::Organisation>(founding.newId());
    identity.store = stores[0] = Id<schema::Store>(founding.newId());
    identity.terminal = terminal[0] = Id<schema::Terminal>(founding.newId());
    identity.ordinal = 1;
    need(first.setIdentity(identity, pepper, serverKey));
    FoundOrganisation input;
    input.organisation = organisation;
    input.store = stores[0];
    input.terminal = terminal[0];
    input.organisationName = "Harbour Trading";
    input.storeName = "Harbour Street";
    input.publicKey = first.publicKey();
    input.administratorName = "Mira Okafor";
    input.administratorPin = {Bytes(16, 's'), Bytes(32, 'h')};
    need(first.execute([&](const Reader& shop, const Context& context) {
        return foundOrganisation(shop, context, Actor::founder(), input);
    }));
    administrator = Id<schema::Staff>(BytesView(activeStaff(*first.read()).front().id()));

    stores[1] = Id<schema::Store>(founding.run(first, addStore, {"Market Hall", "", ""}).mainId);
    std::vector<schema::Permission> may(cashierPermissions().begin(), cashierPermissions().end());
    roles[1] = Id<schema::Role>(founding.run(first, addRole, {"Helper", may}).mainId);
    for (const auto more : {schema::CHANGE_PRICE, schema::EDIT_CATALOG, schema::ADJUST_STOCK})
        may.push_back(more);
    roles[0] = Id<schema::Role>(founding.run(first, addRole, {"Floor manager", may}).mainId);
    cashier = Id<schema::Staff>(
        founding.run(first, addStaff, {"Ann Lee", roles[0], {Bytes(16, 't'), Bytes(32, 'i')}}).mainId);
    for (const char* name : {"Kitchen", "Garden", "Toys", "Books"})
        categories.emplace_back(founding.run(first, addCategory, {name, {}, {}}).mainId);
    for (const auto& [name, sku, price] : {std::tuple("Mug", "M1", 2'000'000), std::tuple("Bowl", "B1", 3'500'000),
                                           std::tuple("Plate", "P1", 990'000)}) {
        NewProduct product;
        product.name = name;
        product.sku = sku;
        product.price = UnitPrice{price};
        products.emplace_back(founding.run(first, addProduct, product).mainId);
        variants.push_back(first.read()->holder<schema::Variant>(schema::Variant::kSkuFieldNumber, sku).value());
    }

    server = Id<schema::Terminal>(founding.newId());
    EnrolTerminal enrol;
    enrol.id = server.raw;
    enrol.kind = schema::SERVER;
    enrol.publicKey = serverKey;
    founding.run(first, enrolTerminal, enrol);
    for (std::size_t i = 1; i < terminals; ++i) {
        terminal[i] = Id<schema::Terminal>(founding.newId());
        const bool office = i == terminals - 1;
        enrol.id = terminal[i].raw;
        enrol.kind = office ? schema::BACK_OFFICE : schema::TILL;
        enrol.store = office ? Id<schema::Store>() : stores[i / 2];
        enrol.publicKey = opened[i]->publicKey();
        founding.run(first, enrolTerminal, enrol);
    }
    auto own = identity;
    own.store = {};
    own.terminal = server;
    own.isServer = true;
    own.origin = {};
    need(serverStore.setIdentity(own, pepper, serverKey));
    KONTOR_ASSERT(need(first.syncState()).pending == foundingCommits);
    const auto accepted = need(serverStore.adopt(need(first.pending(500, 1U << 20U)), judge));
    first.applyAcceptances(accepted, [](const Result<Done>& done) { (void)need(done); });
    for (std::size_t i = 0; i < terminals; ++i) {
        own = identity;
        own.terminal = terminal[i];
        own.store = i == terminals - 1 ? Id<schema::Store>() : stores[i / 2];
        own.ordinal = static_cast<std::uint32_t>(i + 1);
        own.origin = {};
        if (i > 0)
            need(opened[i]->setIdentity(own, pepper, serverKey));
        const auto page = need(serverStore.log({need(opened[i]->syncState()).seen.n(), 1000, 1U << 22U, own.terminal,
                                                own.store, i == 0 ? opened[i]->identity().origin : RawId{}}));
        need(opened[i]->applyLog(page.entries, page.upTo));
    }
    opened.clear();
    (void)need(Store::open({m_folder / "empty", m_folder / "empty.key", founding.world(), false}));
    dropGuards(m_folder / "empty" / "kontor.db");
    for (std::size_t i = 0; i <= terminals; ++i)
        dropGuards(shopOf(machine(i)) / "kontor.db");
}

} // namespace kontor::simulation
