#include "storage/projections/sales_hour.h"

#include <map>
#include <tuple>

namespace kontor::projections {

namespace {

using Key = std::tuple<Bytes, std::int64_t, std::int64_t, std::int64_t>; ///< Terminal, date, hour, currency.

/// Modulo 2^64, as stock_level.
struct Sums {
    std::uint64_t sales = 0;
    std::uint64_t returns = 0;
    std::uint64_t total = 0;
    std::uint64_t tax = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
};

/// Absurd times of absurd clocks included.
std::int64_t hourOf(std::int64_t atUs, std::int64_t offsetSeconds)
{
    constexpr std::int64_t perSecond = 1'000'000;
    const std::int64_t seconds = atUs / perSecond - (atUs % perSecond < 0 ? 1 : 0);
    constexpr std::int64_t day = 24 * 60 * 60;
    const std::int64_t ofDay = (seconds % day + offsetSeconds % day + 2 * day) % day;
    return ofDay / 3600;
}

void put(SQLite::Statement& statement, const Key& key, const Sums& sums)
{
    const auto& [terminal, date, hour, currency] = key;
    statement.bind(1, terminal.data(), static_cast<int>(terminal.size()));
    statement.bind(2, date);
    statement.bind(3, hour);
    statement.bind(4, currency);
    statement.bind(5, static_cast<std::int64_t>(sums.sales));
    statement.bind(6, static_cast<std::int64_t>(sums.returns));
    statement.bind(7, static_cast<std::int64_t>(sums.total));
    statement.bind(8, static_cast<std::int64_t>(sums.tax));
    statement.exec();
    statement.reset();
}

} // namespace

void createSalesHour(Database& database)
{
    {
        Query query(database, "SELECT 1 FROM sqlite_schema WHERE type='table' AND name='sales_hour'");
        if (query.step())
            return;
    }
    database.run(
        "CREATE TABLE sales_hour(terminal BLOB NOT NULL, date INTEGER NOT NULL, hour INTEGER NOT NULL, currency "
        "INTEGER NOT NULL, sales INTEGER NOT NULL, returns INTEGER NOT NULL, total INTEGER NOT NULL, tax "
        "INTEGER NOT NULL, PRIMARY KEY(date, hour, terminal, currency)) STRICT, WITHOUT ROWID");
    makeSalesHourAgain(database.raw());
}

void addToSalesHour(Database& database, const schema::Order& order, int sign)
{
    if (order.training() || order.kind() > schema::RETURN)
        return;
    const std::int64_t hour = hourOf(order.at_us(), order.utc_offset_s());
    const auto currency = static_cast<std::int64_t>(order.total().currency());
    Sums sums;
    {
        Query query(database,
                    "SELECT sales, returns, total, tax FROM sales_hour WHERE date=? AND hour=? AND terminal=? "
                    "AND currency=?");
        if (query.bind(order.business_date()).bind(hour).blob(order.terminal()).bind(currency).step())
            sums = {query.natural(0), query.natural(1), query.natural(2), query.natural(3)};
    }
    const auto add = [sign](std::uint64_t& sum, std::int64_t value) {
        sum += sign > 0 ? static_cast<std::uint64_t>(value) : -static_cast<std::uint64_t>(value);
    };
    add(order.kind() == schema::RETURN ? sums.returns : sums.sales, 1);
    add(sums.total, order.total().minor());
    add(sums.tax, order.tax().minor());
    if (sums == Sums{})
        Query(database, "DELETE FROM sales_hour WHERE date=? AND hour=? AND terminal=? AND currency=?")
            .bind(order.business_date())
            .bind(hour)
            .blob(order.terminal())
            .bind(currency)
            .exec();
    else
        Query(database, "INSERT INTO sales_hour(date, hour, terminal, currency, sales, returns, total, tax) "
                        "VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(date, hour, terminal, currency) DO UPDATE SET "
                        "sales=excluded.sales, returns=excluded.returns, total=excluded.total, tax=excluded.tax")
            .bind(order.business_date())
            .bind(hour)
            .blob(order.terminal())
            .bind(currency)
            .bind(sums.sales)
            .bind(sums.returns)
            .bind(sums.total)
            .bind(sums.tax)
            .exec();
}

void makeSalesHourAgain(SQLite::Database& database)
{
    std::map<Key, Sums> hours;
    SQLite::Statement query(
        database, "SELECT terminal, business_date, at_us, utc_offset_s, total_currency, kind, "
                  "total_minor, tax_minor FROM main.\"order\" WHERE IFNULL(kind, 0) <= 1 AND training IS NOT 1");
    while (query.executeStep()) {
        const auto number = [&](int column) { return query.getColumn(column).getInt64(); };
        Sums& sums = hours[{query.getColumn(0).getString(), number(1), hourOf(number(2), number(3)), number(4)}];
        ++(number(5) == schema::RETURN ? sums.returns : sums.sales);
        sums.total += static_cast<std::uint64_t>(number(6));
        sums.tax += static_cast<std::uint64_t>(number(7));
    }
    database.exec("DELETE FROM main.sales_hour");
    SQLite::Statement insert(database, "INSERT INTO main.sales_hour(terminal, date, hour, currency, sales, returns, "
                                       "total, tax) VALUES(?,?,?,?,?,?,?,?)");
    for (const auto& [key, sums] : hours)
        put(insert, key, sums);
}

std::vector<View::SalesHour> salesHours(Database& database, std::uint32_t from, std::uint32_t to)
{
    std::vector<View::SalesHour> hours;
    Query query(database,
                "SELECT terminal, date, hour, currency, sales, returns, total, tax FROM sales_hour WHERE date "
                "BETWEEN ? AND ? ORDER BY date, hour, terminal, currency");
    query.bind(from).bind(to);
    while (query.step())
        hours.push_back({Id<schema::Terminal>(RawId::of(query.bytes(0))), static_cast<std::uint32_t>(query.integer(1)),
                         static_cast<std::uint32_t>(query.integer(2)), static_cast<std::uint32_t>(query.integer(3)),
                         query.natural(4), query.natural(5), query.integer(6), query.integer(7)});
    return hours;
}

void dumpSalesHour(Database& database, const std::function<void(std::string_view line)>& line)
{
    for (Query query(database, "SELECT hex(terminal), date, hour, currency, sales, returns, total, tax FROM sales_hour "
                               "ORDER BY date, hour, terminal, currency");
         query.step();) {
        std::string text = "sales_hour";
        for (int column = 0; column < 8; ++column)
            text.append(" ").append(query.bytes(column));
        line(text);
    }
}

} // namespace kontor::projections
