#include "storage/projections/stock_level.h"

#include "domain/inventory/ledger.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace kontor::projections {

namespace {

using Key = std::tuple<Bytes, Bytes, Bytes>; ///< Variant, location, lot.
/// When it was counted last, and what there was. Of counts of one instant the last by id.
struct Counted {
    std::int64_t at = 0;
    Bytes id;
    std::uint64_t quantity = 0;
};

void put(Database& database, BytesView subject, BytesView location, std::int64_t level)
{
    if (level != 0)
        Query(database, "INSERT INTO stock_level(variant, location, quantity) VALUES(?,?,?) ON CONFLICT(variant, "
                        "location) DO UPDATE "
                        "SET quantity = excluded.quantity")
            .blob(subject)
            .blob(location)
            .bind(level)
            .exec();
    else
        Query(database, "DELETE FROM stock_level WHERE variant=? AND location=?").blob(subject).blob(location).exec();
}

void add(Database& database, BytesView subject, BytesView location, std::uint64_t quantity)
{
    // Modulo 2^64, not in SQL, where an overflow is an error: absurd quantities must not stop who pulls them, and the sum must
    // not depend on the order.
    const auto before = static_cast<std::uint64_t>(stockLevel(database, subject, location));
    put(database, subject, location, static_cast<std::int64_t>(before + quantity));
}

bool isCovered(Database& database, const schema::StockMovement& movement)
{
    Query query(database, "SELECT at_us FROM stock_counted WHERE variant=? AND location=? AND lot=?");
    query.blob(movement.variant()).blob(movement.location()).ownedBlob(movement.lot());
    return query.step() && movement.at_us() <= query.integer(0);
}

Bytes blobOf(SQLite::Statement& query, int column)
{
    const auto value = query.getColumn(column);
    return {static_cast<const char*>(value.getBlob()), static_cast<std::size_t>(value.getBytes())};
}

void bindBlob(SQLite::Statement& statement, int index, const Bytes& bytes)
{
    statement.bind(index, static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
}

/// The last count that stands of each product, location and lot; of one product and location where they are given.
std::map<Key, Counted> lastCounts(SQLite::Database& database, const Bytes* variant, const Bytes* location)
{
    const std::string one = variant != nullptr ? " AND e.variant=?1 AND e.location=?2" : "";
    // Of several closings the first stands.
    SQLite::Statement query(database,
                            "SELECT e.variant, e.location, coalesce(e.lot, x''), e.at_us, e.id, e.quantity FROM "
                            "main.count_entry e WHERE (SELECT coalesce(c.discarded, 0) = 0 AND coalesce(e.at_us, 0) <= "
                            "coalesce(c.at_us, 0) FROM main.count_closing c WHERE c.count = e.count ORDER BY "
                            "coalesce(c.at_us, 0), c.id LIMIT 1)" +
                                one);
    if (variant != nullptr) {
        bindBlob(query, 1, *variant);
        bindBlob(query, 2, *location);
    }
    std::map<Key, Counted> counts;
    while (query.executeStep()) {
        Counted counted{query.getColumn(3).getInt64(), blobOf(query, 4),
                        static_cast<std::uint64_t>(query.getColumn(5).getInt64())};
        const auto [found, isNew] = counts.try_emplace({blobOf(query, 0), blobOf(query, 1), blobOf(query, 2)}, counted);
        if (!isNew && std::pair(found->second.at, found->second.id) < std::pair(counted.at, counted.id))
            found->second = std::move(counted);
    }
    return counts;
}

std::map<Key, std::uint64_t> levels(SQLite::Database& database, const std::map<Key, Counted>& counts,
                                    const Bytes* variant, const Bytes* location)
{
    std::map<Key, std::uint64_t> sums;
    for (const auto& [key, counted] : counts)
        sums[key] = counted.quantity;
    SQLite::Statement query(database, "SELECT variant, location, coalesce(lot, x''), at_us, quantity FROM "
                                      "main.stock_movement WHERE quantity IS NOT NULL" +
                                          std::string(variant != nullptr ? " AND variant=?1 AND location=?2" : ""));
    if (variant != nullptr) {
        bindBlob(query, 1, *variant);
        bindBlob(query, 2, *location);
    }
    while (query.executeStep()) {
        Key key{blobOf(query, 0), blobOf(query, 1), blobOf(query, 2)};
        const auto counted = counts.find(key);
        if (counted == counts.end() || query.getColumn(3).getInt64() > counted->second.at)
            sums[std::move(key)] += static_cast<std::uint64_t>(query.getColumn(4).getInt64());
    }
    return sums;
}

/// Totals of products and levels of lots, by (id, location).
std::map<std::pair<Bytes, Bytes>, std::uint64_t> placesOf(const std::map<Key, std::uint64_t>& sums)
{
    std::map<std::pair<Bytes, Bytes>, std::uint64_t> places;
    for (const auto& [key, sum] : sums) {
        const auto& [variant, location, lot] = key;
        places[{variant, location}] += sum;
        if (!lot.empty())
            places[{lot, location}] += sum;
    }
    return places;
}

} // namespace

void createStockLevel(Database& database)
{
    database.run("CREATE TABLE IF NOT EXISTS stock_level(variant BLOB NOT NULL, location BLOB NOT NULL, quantity "
                 "INTEGER NOT NULL, "
                 "PRIMARY KEY(variant, location)) STRICT, WITHOUT ROWID;"
                 "CREATE TABLE IF NOT EXISTS stock_counted(variant BLOB NOT NULL, location BLOB NOT NULL, lot BLOB NOT "
                 "NULL, at_us INTEGER NOT NULL, PRIMARY KEY(variant, location, lot)) STRICT, WITHOUT ROWID;"
                 // What costs, counts and proposals read of one product.
                 "CREATE INDEX IF NOT EXISTS stock_movement_of ON stock_movement(variant, at_us);"
                 "CREATE INDEX IF NOT EXISTS count_entry_of ON count_entry(variant);"
                 "CREATE INDEX IF NOT EXISTS landed_cost_of ON landed_cost(variant);"
                 "CREATE INDEX IF NOT EXISTS reservation_of ON reservation(variant)");
}

void clearStockLevel(Database& database)
{
    database.run("DELETE FROM stock_level; DELETE FROM stock_counted");
}

void addToStockLevel(Database& database, const schema::StockMovement& movement, int sign)
{
    if (movement.quantity() == 0 || isCovered(database, movement))
        return;
    const auto quantity = static_cast<std::uint64_t>(movement.quantity());
    add(database, movement.variant(), movement.location(), sign > 0 ? quantity : 0 - quantity);
    if (!movement.lot().empty())
        add(database, movement.lot(), movement.location(), sign > 0 ? quantity : 0 - quantity);
}

void makeStockLevelAgain(SQLite::Database& database)
{
    const auto counts = lastCounts(database, nullptr, nullptr);
    database.exec("DELETE FROM main.stock_level; DELETE FROM main.stock_counted");
    SQLite::Statement level(database, "INSERT INTO main.stock_level(variant, location, quantity) VALUES(?,?,?)");
    for (const auto& [place, sum] : placesOf(levels(database, counts, nullptr, nullptr))) {
        if (sum == 0)
            continue;
        bindBlob(level, 1, place.first);
        bindBlob(level, 2, place.second);
        level.bind(3, static_cast<std::int64_t>(sum));
        level.exec();
        level.reset();
    }
    SQLite::Statement last(database, "INSERT INTO main.stock_counted(variant, location, lot, at_us) VALUES(?,?,?,?)");
    for (const auto& [key, counted] : counts) {
        bindBlob(last, 1, std::get<0>(key));
        bindBlob(last, 2, std::get<1>(key));
        bindBlob(last, 3, std::get<2>(key));
        last.bind(4, counted.at);
        last.exec();
        last.reset();
    }
}

std::int64_t stockLevel(Database& database, BytesView variant, BytesView location)
{
    Query query(database, "SELECT quantity FROM stock_level WHERE variant=? AND location=?");
    return query.blob(variant).blob(location).step() ? query.integer(0) : 0;
}

void dumpStockLevel(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database, "SELECT variant, location, quantity FROM stock_level ORDER BY variant, location");
         query.step();)
        line("stock_level " + hex(query.bytes(0)) + " " + hex(query.bytes(1)) + " " + std::to_string(query.integer(2)));
    for (Query query(database,
                     "SELECT variant, location, lot, at_us FROM stock_counted ORDER BY variant, location, lot");
         query.step();)
        line("stock_counted " + hex(query.bytes(0)) + " " + hex(query.bytes(1)) + " " + hex(query.bytes(2)) + " " +
             std::to_string(query.integer(3)));
}

void StockCounts::note(const schema::CountEntry& entry)
{
    m_touched.emplace(entry.variant(), entry.location(), entry.lot());
}

void StockCounts::note(const schema::CountClosing& closing)
{
    Query query(m_database, "SELECT variant, location, coalesce(lot, x'') FROM count_entry WHERE count=?");
    query.blob(closing.count());
    while (query.step())
        m_touched.emplace(Bytes(query.bytes(0)), Bytes(query.bytes(1)), Bytes(query.bytes(2)));
}

void StockCounts::finish()
{
    std::set<std::pair<Bytes, Bytes>> places;
    for (const auto& [variant, location, lot] : std::exchange(m_touched, {})) {
        if (!lot.empty())
            put(m_database, lot, location, 0); // In case nothing of it is left; what is, is put below.
        places.emplace(variant, location);
    }
    for (const auto& [variant, location] : places) {
        const auto counts = lastCounts(m_database.raw(), &variant, &location);
        auto sums = placesOf(levels(m_database.raw(), counts, &variant, &location));
        sums[{variant, location}]; // Perhaps zero, where there was something.
        for (const auto& [place, sum] : sums)
            put(m_database, place.first, place.second, static_cast<std::int64_t>(sum));
        Query(m_database, "DELETE FROM stock_counted WHERE variant=? AND location=?")
            .blob(variant)
            .blob(location)
            .exec();
        for (const auto& [key, counted] : counts)
            Query(m_database, "INSERT INTO stock_counted(variant, location, lot, at_us) VALUES(?,?,?,?)")
                .blob(std::get<0>(key))
                .blob(std::get<1>(key))
                .ownedBlob(std::get<2>(key))
                .bind(counted.at)
                .exec();
    }
}

} // namespace kontor::projections
