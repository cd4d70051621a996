#include "storage/write_guard.h"

#include <string>
#include <vector>

namespace kontor::write_guard {

void create(Database& database)
{
    std::vector<std::string> tables;
    {
        // Not SQLite's own, nor the full-text index and its inner tables: a search finds nothing by them that is not in a row.
        Query query(database,
                    "SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND "
                    "substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 12) <> 'search_text_' AND "
                    "substr(name, 1, 16) <> 'search_personal_'");
        while (query.step())
            tables.emplace_back(query.bytes(0));
    }
    for (const std::string& table : tables)
        for (const char* verb : {"INSERT", "UPDATE", "DELETE"})
            database.run(
                "CREATE TRIGGER IF NOT EXISTS \"guard_" + table + "_" + verb + "\" BEFORE " + verb + " ON \"" + table +
                "\" BEGIN SELECT RAISE(ABORT, 'only Kontor may write here, or tables and journal would differ: use "
                "kontorctl or the program'); END");
}

} // namespace kontor::write_guard
