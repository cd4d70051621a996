#include "storage/projections/stock_level.h"

#include <map>
#include <utility>

namespace kontor::projections {

void createStockLevel(Database& database)
{
    database.run("CREATE TABLE IF NOT EXISTS stock_level(variant BLOB NOT NULL, location BLOB NOT NULL, quantity "
                 "INTEGER NOT NULL, "
                 "PRIMARY KEY(variant, location)) STRICT, WITHOUT ROWID");
}

void addToStockLevel(Database& database, const schema::StockMovement& movement, int sign)
{
    if (movement.quantity() == 0)
        return;
    // Modulo 2^64, not in SQL, where an overflow is an error: absurd quantities must not stop who pulls them, and the sum must
    // not depend on the order.
    const auto quantity = static_cast<std::uint64_t>(movement.quantity());
    const auto before = static_cast<std::uint64_t>(stockLevel(database, movement.variant(), movement.location()));
    const auto level = static_cast<std::int64_t>(sign > 0 ? before + quantity : before - quantity);
    if (level != 0)
        Query(database, "INSERT INTO stock_level(variant, location, quantity) VALUES(?,?,?) ON CONFLICT(variant, "
                        "location) DO UPDATE "
                        "SET quantity = excluded.quantity")
            .blob(movement.variant())
            .blob(movement.location())
            .bind(level)
            .exec();
    else
        Query(database, "DELETE FROM stock_level WHERE variant=? AND location=?")
            .blob(movement.variant())
            .blob(movement.location())
            .exec();
}

void makeStockLevelAgain(Database& database)
{
    database.run("DELETE FROM stock_level");
    std::map<std::pair<Bytes, Bytes>, std::uint64_t> levels; // Modulo 2^64, as above.
    for (Query query(database, "SELECT variant, location, quantity FROM stock_movement WHERE quantity IS NOT NULL");
         query.step();)
        levels[{Bytes(query.bytes(0)), Bytes(query.bytes(1))}] += query.natural(2);
    for (const auto& [place, level] : levels)
        if (level != 0)
            Query(database, "INSERT INTO stock_level(variant, location, quantity) VALUES(?,?,?)")
                .blob(place.first)
                .blob(place.second)
                .bind(level)
                .exec();
}

std::int64_t stockLevel(Database& database, BytesView variant, BytesView location)
{
    Query query(database, "SELECT quantity FROM stock_level WHERE variant=? AND location=?");
    return query.blob(variant).blob(location).step() ? query.integer(0) : 0;
}

} // namespace kontor::projections
