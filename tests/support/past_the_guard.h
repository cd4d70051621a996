#pragma once

#include <sqlite3.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace kontor::test {

/// Somebody who writes into a shop's database and knows how: without the triggers that refuse it.
class PastTheGuard : public SQLite::Database
{
public:
    explicit PastTheGuard(const std::filesystem::path& file) : SQLite::Database(file.string(), SQLite::OPEN_READWRITE)
    {
        sqlite3_db_config(getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    }
};

} // namespace kontor::test
