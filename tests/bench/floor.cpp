#include "floor.h"

#include "bench.h"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kontor::bench {

namespace {

void must(bool good, sqlite3* database)
{
    if (good)
        return;
    std::fprintf(stderr, "floor: %s\n", sqlite3_errmsg(database));
    std::abort();
}

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Connection = std::unique_ptr<sqlite3, CloseDatabase>;
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
struct FreeValue {
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Row = std::vector<std::unique_ptr<sqlite3_value, FreeValue>>;

Connection open(const std::filesystem::path& file)
{
    sqlite3* database = nullptr;
    must(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                         nullptr) == SQLITE_OK,
         database);
    return Connection(database);
}

void run(const Connection& database, const std::string& sql)
{
    must(sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, database.get());
}

Statement prepare(const Connection& database, const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    must(sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr) == SQLITE_OK, database.get());
    return Statement(statement);
}

std::vector<Row> rowsOf(const Connection& database, const std::string& sql)
{
    std::vector<Row> rows;
    const auto statement = prepare(database, sql);
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        Row& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
            row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), i)));
    }
    return rows;
}

std::string textOf(const Row& row, std::size_t column)
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(row[column].get()));
    return text == nullptr ? std::string() : text;
}

/// The rows of one table that the sales wrote, by the commit that wrote them.
struct Table {
    std::string name;
    std::string mark; ///< SQL: the commit of a row.
    std::map<std::int64_t, std::vector<Row>> byCommit;
    Statement insert;
};

/// Copies schema and everything before the sales; takes the sales' rows into memory.
class Floor
{
public:
    Floor(const std::filesystem::path& store, const std::filesystem::path& scratch, const FloorWay& way)
        : m_source(open(store)),
          m_target(open(scratch)),
          m_way(way)
    {
        run(m_target, "PRAGMA journal_mode=WAL; PRAGMA temp_store=MEMORY; "
                      "PRAGMA cache_size=-32768; PRAGMA cell_size_check=1; PRAGMA mmap_size=0");
        const auto first = rowsOf(m_source, "SELECT min(commit_n) FROM \"order\"");
        m_first = sqlite3_value_int64(first.front().front().get());
        copySchema();
        for (const char* name : {"order", "order_line", "payment", "stock_movement"})
            take(name, "commit_n");
        take("journal", "n");
        take("journal_part", "id / 64");
        m_stock = prepare(m_target, "INSERT INTO stock_level(variant, location, quantity) VALUES(?1, ?2, ?3) ON "
                                    "CONFLICT(variant, location) DO UPDATE SET quantity = quantity + ?3");
        m_movements = movementsByCommit();
        m_chain = prepare(m_target, "UPDATE chain SET sequence = sequence + 1, hash = ?1, hlc_ms = hlc_ms + 1 "
                                    "WHERE ref = ?2");
        m_accept = prepare(m_target, "UPDATE journal SET effective_ms = ?2, verdict = 1, epoch = 1, cursor = ?1, "
                                     "received_us = ?2, batch = 1, place = 1 WHERE n = ?1");
        run(m_target, m_way.full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    }

    double milliseconds()
    {
        const auto& commits = m_tables.front().byCommit;
        const auto start = Clock::now();
        std::size_t open = 0;
        for (const auto& [commit, orders] : commits) {
            if (open == 0)
                run(m_target, "BEGIN IMMEDIATE");
            write(commit);
            if (++open == m_way.salesPerTransaction) {
                run(m_target, "COMMIT");
                open = 0;
            }
        }
        if (open > 0)
            run(m_target, "COMMIT");
        if (m_way.acceptedLater)
            acceptAll();
        return millisecondsSince(start);
    }

private:
    void copySchema()
    {
        for (const Row& row :
             rowsOf(m_source, "SELECT sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS "
                              "NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%' "
                              "ORDER BY type DESC"))
            run(m_target, textOf(row, 0));
        run(m_target, "BEGIN");
        for (const Row& row :
             rowsOf(m_source, "SELECT name, (SELECT group_concat('\"' || name || '\"') FROM "
                              "pragma_table_info(s.name)) FROM sqlite_schema s WHERE type = 'table' AND "
                              "name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'")) {
            const std::string name = textOf(row, 0);
            const std::string columns = textOf(row, 1);
            m_columns[name] = columns;
            std::string before;
            if (columns.find("\"commit_n\"") != std::string::npos)
                before = " WHERE commit_n IS NULL OR commit_n < " + std::to_string(m_first);
            else if (name == "journal")
                before = " WHERE n < " + std::to_string(m_first);
            else if (name == "journal_part")
                before = " WHERE id / 64 < " + std::to_string(m_first);
            else if (name == "stock_level")
                before = " WHERE 0";
            const auto insert = insertInto(name);
            for (const Row& copied : rowsOf(m_source, "SELECT " + columns + " FROM \"" + name + "\"" + before))
                put(insert, copied);
        }
        run(m_target, "COMMIT");
    }
    Statement insertInto(const std::string& name)
    {
        const std::string& columns = m_columns.at(name);
        std::string marks = "?";
        for (std::size_t at = columns.find(','); at != std::string::npos; at = columns.find(',', at + 1))
            marks += ",?";
        return prepare(m_target, "INSERT INTO \"" + name + "\"(" + columns + ") VALUES(" + marks + ")");
    }
    void put(const Statement& insert, const Row& row)
    {
        for (std::size_t i = 0; i < row.size(); ++i)
            sqlite3_bind_value(insert.get(), static_cast<int>(i) + 1, row[i].get());
        must(sqlite3_step(insert.get()) == SQLITE_DONE, m_target.get());
        sqlite3_reset(insert.get());
    }
    void take(const std::string& name, const std::string& mark)
    {
        Table table{name, mark, {}, insertInto(name)};
        for (Row& row : rowsOf(m_source, "SELECT " + mark + ", " + m_columns.at(name) + " FROM \"" + name +
                                             "\" WHERE " + mark + " IN (SELECT commit_n FROM \"order\")")) {
            const std::int64_t commit = sqlite3_value_int64(row.front().get());
            row.erase(row.begin());
            table.byCommit[commit].push_back(std::move(row));
        }
        m_tables.push_back(std::move(table));
    }
    std::map<std::int64_t, std::vector<Row>> movementsByCommit()
    {
        std::map<std::int64_t, std::vector<Row>> all;
        for (Row& row : rowsOf(
                 m_source, "SELECT commit_n, variant, location, quantity FROM stock_movement WHERE commit_n IN (SELECT "
                           "commit_n FROM \"order\")")) {
            const std::int64_t commit = sqlite3_value_int64(row.front().get());
            row.erase(row.begin());
            all[commit].push_back(std::move(row));
        }
        return all;
    }
    void write(std::int64_t commit)
    {
        for (const Table& table : m_tables)
            for (const Row& row : table.byCommit.at(commit))
                put(table.insert, row);
        for (const Row& movement : m_movements.at(commit))
            put(m_stock, movement);
        sqlite3_bind_zeroblob(m_chain.get(), 1, 32);
        sqlite3_bind_int64(m_chain.get(), 2, 1);
        must(sqlite3_step(m_chain.get()) == SQLITE_DONE, m_target.get());
        sqlite3_reset(m_chain.get());
    }
    void acceptAll()
    {
        run(m_target, "PRAGMA synchronous=NORMAL");
        std::size_t open = 0;
        for (const auto& [commit, orders] : m_tables.front().byCommit) {
            if (open == 0)
                run(m_target, "BEGIN IMMEDIATE");
            sqlite3_bind_int64(m_accept.get(), 1, commit);
            sqlite3_bind_int64(m_accept.get(), 2, 1'700'000'000'000 + commit);
            must(sqlite3_step(m_accept.get()) == SQLITE_DONE, m_target.get());
            sqlite3_reset(m_accept.get());
            if (++open == 500) {
                run(m_target, "COMMIT");
                open = 0;
            }
        }
        if (open > 0)
            run(m_target, "COMMIT");
    }

    Connection m_source;
    Connection m_target;
    FloorWay m_way;
    std::int64_t m_first = 0;
    std::map<std::string, std::string> m_columns;
    std::vector<Table> m_tables; ///< The orders' first: a commit is a sale where it has one.
    std::map<std::int64_t, std::vector<Row>> m_movements;
    Statement m_stock;
    Statement m_chain;
    Statement m_accept;
};

} // namespace

double floorOf(const std::filesystem::path& store, const std::filesystem::path& scratch, const FloorWay& way)
{
    return Floor(store, scratch, way).milliseconds();
}

} // namespace kontor::bench
