#include "bench.h"
#include "domain/schema/inventory.pb.h"
#include "storage/applier.h"
#include "storage/digest.h"
#include "unsigned_commit.h"

namespace kontor::bench {

namespace {

constexpr std::uint64_t rows = 1'000'000;
constexpr std::uint64_t rowsPerCommit = 8'000;
constexpr int changes = 200;

/// Stock movements of a commit.
schema::Part movements(std::uint64_t sequence, std::uint64_t count, const RawId& store)
{
    schema::Part part;
    const auto type = rowTypeOf(schema::StockMovement::descriptor()).type;
    for (std::uint64_t i = 0; i < count; ++i) {
        schema::StockMovement movement;
        movement.set_variant(RawId::imported("bench", "variant", i % 1'000).string());
        movement.set_location(store.string());
        movement.set_quantity(1'000);
        schema::Change& change = *part.add_change();
        change.set_type(type);
        change.set_row(RawId::imported("bench", std::to_string(sequence), i).string());
        change.set_body(movement.SerializeAsString());
    }
    return part;
}

std::vector<Figure> run(const std::filesystem::path& folder)
{
    Database database(folder / "kontor.db", Database::Access::ReadWrite);
    journal::create(database);
    Applier::createTables(database);
    Applier applier(database);
    const RawId organisation = RawId::imported("bench", "organisation", 0);
    const RawId store = RawId::imported("bench", "store", 0);
    applier.setOrganisation(organisation);
    database.run("PRAGMA synchronous=NORMAL");
    std::uint64_t sequence = 0;
    const auto apply = [&](std::uint64_t count) {
        ++sequence;
        writeUnsigned(database, applier, organisation, store, sequence, movements(sequence, count, store));
    };
    for (std::uint64_t done = 0; done < rows; done += rowsPerCommit) {
        database.run("BEGIN IMMEDIATE");
        apply(rowsPerCommit);
        database.run("COMMIT");
    }
    std::vector<double> samples;
    for (int i = 0; i < changes; ++i) {
        const auto start = Clock::now();
        database.run("BEGIN IMMEDIATE");
        apply(1);
        const auto totals = digest::totals(database, organisation, store);
        database.run("COMMIT");
        samples.push_back(millisecondsSince(start));
        if (totals.scopes.size() != 1)
            std::abort();
    }
    const auto start = Clock::now();
    if (digest::scanned(database, organisation) != digest::kept(database, organisation))
        std::abort();
    const double scan = millisecondsSince(start);
    return {{"digest_update_ms", percentile(samples, 50), "ms", "10"},
            {"digest_scan_s_per_mrow", scan / 1'000, "s", ""}};
}

} // namespace

Bench digestUpdate()
{
    return {{"digest_update_ms", "digest_scan_s_per_mrow"}, run};
}

} // namespace kontor::bench
