#include "storage/projections/stock_level.h"

namespace kontor::projections {

void createStockLevel(Database& database)
{
    database.run("CREATE TABLE IF NOT EXISTS stock_level(variant BLOB NOT NULL, location BLOB NOT NULL, quantity INTEGER NOT NULL, "
                 "PRIMARY KEY(variant, location)) STRICT, WITHOUT ROWID");
}

void addToStockLevel(Database& database, const schema::StockMovement& movement, int sign)
{
    const std::int64_t change = movement.quantity() * sign;
    if (change == 0)
        return;
    Query add(database, "INSERT INTO stock_level(variant, location, quantity) VALUES(?,?,?) ON CONFLICT(variant, location) DO UPDATE "
                        "SET quantity = quantity + excluded.quantity RETURNING quantity");
    std::int64_t level = 0;
    if (add.blob(movement.variant()).blob(movement.location()).bind(change).step())
        level = add.integer(0);
    (void)add.step();
    if (level == 0)
        Query(database, "DELETE FROM stock_level WHERE variant=? AND location=?")
            .blob(movement.variant())
            .blob(movement.location())
            .exec();
}

std::int64_t stockLevel(Database& database, BytesView variant, BytesView location)
{
    Query query(database, "SELECT quantity FROM stock_level WHERE variant=? AND location=?");
    return query.blob(variant).blob(location).step() ? query.integer(0) : 0;
}

} // namespace kontor::projections
