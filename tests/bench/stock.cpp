#include "bench.h"
#include "domain/base/crypto.h"
#include "domain/inventory/stock_cost.h"
#include "domain/schema/inventory.pb.h"
#include "storage/applier.h"
#include "storage/sqlite_view.h"

#include <cstdlib>

namespace kontor::bench {

namespace {

constexpr std::uint64_t perCommit = 8'000;
constexpr int samplesWanted = 200;
constexpr TimeUs minuteUs = TimeUs{60} * 1'000'000;

/// Movements of a shop over its time, ten for each product on average; every twentieth is a delivery with what it cost.
struct Ledger {
    Database database;
    Applier applier;
    RawId organisation = RawId::imported("bench", "organisation", 0);
    RawId store = RawId::imported("bench", "store", 0);
    std::uint64_t products;
    std::uint64_t sequence = 0;
    std::uint64_t made = 0;

    Ledger(const std::filesystem::path& folder, std::uint64_t movements)
        : database(folder / "kontor.db", Database::Access::ReadWrite),
          applier(database),
          products(movements / 10)
    {
        journal::create(database);
        Applier::createTables(database);
        applier.setOrganisation(organisation);
        database.run("PRAGMA synchronous=NORMAL");
        while (made < movements)
            add(perCommit, {}, {});
    }
    [[nodiscard]] RawId product(std::uint64_t i) const { return RawId::imported("bench", "variant", i % products); }
    /// `at`, `of`: absent: the next minute, of the next products in a scattered order.
    void add(std::uint64_t count, std::optional<TimeUs> at, std::optional<RawId> of)
    {
        schema::Part part;
        const auto type = rowTypeOf(schema::StockMovement::descriptor()).type;
        for (std::uint64_t i = 0; i < count; ++i, ++made) {
            schema::StockMovement movement;
            movement.set_variant(of ? of->string() : product(made * 7919).string());
            movement.set_location(store.string());
            movement.set_quantity(made % 20 == 0 ? 30'000 : -1'000);
            if (made % 20 == 0)
                movement.set_cost_minor(9'000);
            movement.set_at_us(at.value_or(static_cast<TimeUs>(made) * minuteUs / 10));
            schema::Change& change = *part.add_change();
            change.set_type(type);
            change.set_row(RawId::imported("bench", "movement", made).string());
            change.set_body(movement.SerializeAsString());
        }
        SignedCommit commit;
        commit.parts = {part.SerializeAsString()};
        commit.header.set_origin(organisation.string());
        commit.header.set_sequence(++sequence);
        commit.header.set_hlc_ms(sequence);
        commit.header.add_part()->set_scope(store.string());
        commit.headerBytes = commit.header.SerializeAsString();
        commit.hash = blake2b256(commit.headerBytes);
        database.run("BEGIN IMMEDIATE");
        applier.apply(journal::append(database, commit, commit.hlc(), schema::PENDING, applier.storeOf(commit.header)),
                      *changesOf(commit));
        applier.finish();
        database.run("COMMIT");
    }
};

std::vector<Figure> run(const std::filesystem::path& folder)
{
    Ledger ledger(folder, static_cast<std::uint64_t>(stockMovements()));
    const Id<schema::Location> location(ledger.store);
    const SqliteView view(ledger.database);
    std::vector<double> levels;
    std::vector<double> late;
    constexpr TimeUs monthUs = 30 * 24 * 60 * minuteUs;
    const auto now = static_cast<TimeUs>(ledger.made) * minuteUs / 10;
    for (int i = 0; i < samplesWanted; ++i) {
        const Id<schema::Variant> variant(ledger.product(static_cast<std::uint64_t>(i) * 104'729));
        auto start = Clock::now();
        (void)view.stockLevel(variant, location);
        levels.push_back(millisecondsSince(start));
        // A movement from a month ago comes, and level and cost are those of now.
        start = Clock::now();
        ledger.add(1, now - monthUs, variant.raw);
        const auto cost = costOf(readLedger(view, variant, location), CostMethod::Fifo);
        late.push_back(millisecondsSince(start));
        if (view.stockLevel(variant, location).thousandths != cost.quantity)
            std::abort();
    }
    return {{"stock_level_ms", percentile(levels, 99), "ms", "1"}, {"late_fact_ms", percentile(late, 99), "ms", "20"}};
}

} // namespace

int& stockMovements()
{
    static int movements = 5'000'000;
    return movements;
}

Bench stockLedger()
{
    return {{"stock_level_ms", "late_fact_ms"}, run};
}

} // namespace kontor::bench
