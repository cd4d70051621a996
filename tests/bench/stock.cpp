#include "bench.h"
#include "domain/inventory/known_cost.h"
#include "domain/inventory/reorder.h"
#include "domain/inventory/stock_cost.h"
#include "domain/inventory/supplier.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/purchasing.pb.h"
#include "storage/applier.h"
#include "storage/sqlite_view.h"
#include "unsigned_commit.h"

#include <cstdlib>

namespace kontor::bench {

namespace {

constexpr std::uint64_t perCommit = 8'000;
constexpr std::uint64_t commitsTogether = 25;
constexpr int samplesWanted = 200;
constexpr TimeUs minuteUs = TimeUs{60} * 1'000'000;

/// The indexes of a table while many rows come: off, and made again in one go, as they are in every other shop.
class IndexesAside
{
public:
    IndexesAside(Database& database, const std::string& table) : m_database(database)
    {
        Query query(database,
                    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?");
        query.text(table);
        while (query.step()) {
            m_names.emplace_back(query.bytes(0));
            m_statements.emplace_back(query.bytes(1));
        }
    }
    void drop()
    {
        for (const auto& name : m_names)
            m_database.run("DROP INDEX " + name);
    }
    void makeAgain()
    {
        for (const auto& statement : m_statements)
            m_database.run(statement);
    }

private:
    Database& m_database;
    std::vector<std::string> m_names;
    std::vector<std::string> m_statements;
};

/// Movements of a shop over its time, ten for each product: a delivery with what it cost, then sales, by which every fifth product is
/// sold out. Each has somebody to buy it from.
struct Ledger {
    Database database;
    Applier applier;
    RawId organisation = RawId::imported("bench", "organisation", 0);
    RawId store = RawId::imported("bench", "store", 0);
    std::uint64_t products;
    std::uint64_t sequence = 0;
    std::uint64_t made = 0;
    double filledS = 0;

    Ledger(const std::filesystem::path& folder, std::uint64_t movements)
        : database(folder / "kontor.db", Database::Access::ReadWrite),
          applier(database),
          products(movements / 10)
    {
        journal::create(database);
        Applier::createTables(database);
        applier.setOrganisation(organisation);
        // Filled by the applier, commit by commit, as a pull is; what makes it quicker changes no row: many commits in one disk
        // transaction, no sync, a larger cache, and the table's further indexes made at the end.
        database.run("PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA wal_autocheckpoint=16384");
        const auto start = Clock::now();
        IndexesAside aside(database, "stock_movement");
        bool isAside = false;
        database.run("BEGIN IMMEDIATE");
        for (std::uint64_t n = 1; made < movements; ++n) {
            if (made >= products &&
                !isAside) { // Deliveries fold what a product costs, and read its ledger; sales do not.
                aside.drop();
                isAside = true;
            }
            add(std::min<std::uint64_t>(perCommit, movements - made), {}, {});
            if (n % commitsTogether == 0)
                database.run("COMMIT; BEGIN IMMEDIATE");
        }
        aside.makeAgain();
        addOffers();
        addBusy();
        database.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
        database.run("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=0");
        filledS = millisecondsSince(start) / 1000;
    }
    [[nodiscard]] RawId product(std::uint64_t i) const { return RawId::imported("bench", "variant", i % products); }
    /// Within a transaction. `at`, `of`: absent: the next moment, of the next products in a scattered order.
    void add(std::uint64_t count, std::optional<TimeUs> at, std::optional<RawId> of)
    {
        schema::Part part;
        const auto type = rowTypeOf(schema::StockMovement::descriptor()).type;
        for (std::uint64_t i = 0; i < count; ++i, ++made) {
            schema::StockMovement movement;
            const bool isDelivery = made < products;
            movement.set_variant(of ? of->string() : product(made * 7919).string());
            movement.set_location(store.string());
            movement.set_reason(isDelivery ? schema::RECEIVED : schema::SOLD);
            movement.set_quantity(!isDelivery ? -1'000 : made * 7919 % products % 5 == 0 ? 9'000 : 30'000);
            if (isDelivery)
                movement.set_cost_minor(9'000);
            movement.set_at_us(at.value_or(static_cast<TimeUs>(made) * minuteUs / 10));
            schema::Change& change = *part.add_change();
            change.set_type(type);
            // As a till makes them: by time, those of a commit side by side.
            change.set_row(RawId::v7(sequence + 1, {}).derived(static_cast<std::uint32_t>(i)).string());
            change.set_body(movement.SerializeAsString());
        }
        write(part);
    }
    /// One product that half the town buys: 50,000 movements over the shop's time, a delivery of a hundred with every hundredth.
    [[nodiscard]] static RawId busy() { return RawId::imported("bench", "busy", 0); }
    void addBusy()
    {
        constexpr std::uint64_t count = 50'000;
        constexpr std::uint64_t batch = 100;
        const auto type = rowTypeOf(schema::StockMovement::descriptor()).type;
        const TimeUs between = static_cast<TimeUs>(made) * minuteUs / 10 / static_cast<TimeUs>(count);
        for (std::uint64_t first = 0; first < count; first += perCommit) {
            schema::Part part;
            for (std::uint64_t i = first; i < std::min(count, first + perCommit); ++i) {
                schema::StockMovement movement;
                movement.set_variant(busy().string());
                movement.set_location(store.string());
                const bool isDelivery = i % batch == 0;
                movement.set_reason(isDelivery ? schema::RECEIVED : schema::SOLD);
                movement.set_quantity(isDelivery ? std::int64_t{batch} * 1'000 : -1'000);
                if (isDelivery)
                    movement.set_cost_minor(9'000 + static_cast<std::int64_t>(i % 700));
                movement.set_at_us(static_cast<TimeUs>(i) * between);
                schema::Change& change = *part.add_change();
                change.set_type(type);
                change.set_row(RawId::v7(sequence + 1, {}).derived(static_cast<std::uint32_t>(i - first)).string());
                change.set_body(movement.SerializeAsString());
            }
            write(part);
        }
    }
    void addOffers()
    {
        const Id<schema::Supplier> supplier(RawId::imported("bench", "supplier", 0));
        const auto type = rowTypeOf(schema::SupplierItem::descriptor()).type;
        for (std::uint64_t first = 0; first < products; first += perCommit) {
            schema::Part part;
            for (std::uint64_t i = first; i < std::min(products, first + perCommit); ++i) {
                schema::SupplierItem item;
                item.set_supplier(supplier.string());
                item.set_variant(product(i).string());
                item.set_cost_e4(3'000'000);
                item.set_pack(6'000);
                schema::Change& change = *part.add_change();
                change.set_type(type);
                change.set_row(supplierItemId(supplier, Id<schema::Variant>(product(i))).string());
                change.set_body(item.SerializeAsString());
            }
            write(part);
        }
    }
    void write(const schema::Part& part) { writeUnsigned(database, applier, organisation, store, ++sequence, part); }
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
        ledger.database.run("BEGIN IMMEDIATE");
        ledger.add(1, now - monthUs, variant.raw);
        ledger.database.run("COMMIT");
        const auto cost = costOf(readLedger(view, variant, location), CostMethod::Fifo);
        late.push_back(millisecondsSince(start));
        if (view.stockLevel(variant, location).thousandths != cost.quantity)
            std::abort();
    }
    // The same of a product with many movements: from the checkpoints before it, not from the beginning.
    std::vector<double> busy;
    const Id<schema::Variant> much(Ledger::busy());
    for (int i = 0; i < 50; ++i) {
        const auto start = Clock::now();
        ledger.database.run("BEGIN IMMEDIATE");
        ledger.add(1, now - monthUs - i, much.raw);
        ledger.database.run("COMMIT");
        const auto cost = costUntil(view, much, location, CostMethod::Fifo, now).result();
        busy.push_back(millisecondsSince(start));
        if (view.stockLevel(much, location).thousandths != cost.quantity)
            std::abort();
    }
    const auto start = Clock::now();
    const auto proposals = proposeReorders(view, location, now);
    const double reorderS = millisecondsSince(start) / 1000;
    if (view.error() || proposals.empty())
        std::abort();
    return {{"stock_level_ms", percentile(levels, 99), "ms", "1"},
            {"late_fact_ms", percentile(late, 99), "ms", "20"},
            {"late_busy_ms", percentile(busy, 99), "ms", "20"},
            {"reorder_s", reorderS, "s", "5"},
            {"reorder_proposals", static_cast<double>(proposals.size()), "rows", "-"},
            {"stock_filling_s", ledger.filledS, "s", "-"}};
}

} // namespace

int& stockMovements()
{
    static int movements = 5'000'000;
    return movements;
}

Bench stockLedger()
{
    return {{"stock_level_ms", "late_fact_ms", "late_busy_ms", "reorder_s", "reorder_proposals", "stock_filling_s"},
            run};
}

} // namespace kontor::bench
