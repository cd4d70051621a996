#include "storage/database.h"

#include "storage/seldom.h"

#include <sqlite3.h>

#include <mutex>

namespace kontor {

namespace {
int flags(Database::Access access)
{
    // Memory statistics take a lock at each allocation and nobody reads them; a connection is one thread's at a time.
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
    return SQLite::OPEN_NOMUTEX | (access == Database::Access::ReadOnly ? SQLite::OPEN_READONLY
                                                                        : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
}
} // namespace

Database::Database(const std::filesystem::path& file, Access access) : m_db(file.string(), flags(access), 5000)
{
    m_seldom = std::make_shared<seldom::Cache>();
    m_holdsCommits = std::make_unique<bool>(false);
    sqlite3_commit_hook(
        m_db.getHandle(), [](void* hold) { return *static_cast<bool*>(hold) ? 1 : 0; }, m_holdsCommits.get());
    if (access == Access::ReadWrite) {
        m_db.exec("PRAGMA journal_mode=WAL");
        m_db.exec("PRAGMA wal_autocheckpoint=0"); // The writer checkpoints when it is idle.
        m_db.exec("PRAGMA synchronous=FULL");
        m_db.exec("PRAGMA temp_store=MEMORY");
        // The only triggers are the ones that keep others from writing; see write_guard.h.
        sqlite3_db_config(m_db.getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    } else {
        m_db.exec("PRAGMA query_only=1");
    }
    m_db.exec("PRAGMA cell_size_check=1");
    m_db.exec("PRAGMA mmap_size=0"); // Several processes and WAL: no memory maps of the database itself.
    m_db.exec("PRAGMA cache_size=-32768");
}

SQLite::Statement& Database::statement(const std::string& sql)
{
    auto& slot = m_statements[sql];
    if (!slot)
        slot = std::make_unique<SQLite::Statement>(m_db, sql);
    return *slot;
}

SQLite::Statement& Database::literal(const char* sql)
{
    auto& slot = m_literals[sql];
    if (slot == nullptr)
        slot = &statement(sql);
    return *slot;
}

std::pair<std::int64_t, std::int64_t> Database::generation()
{
    Query query(*this, "PRAGMA data_version");
    return {m_rollbacks, query.step() ? query.integer(0) : 0};
}

Query::~Query()
{
    // tryReset clears errors as well; bindings keep pointers into buffers that are gone, so they go too.
    m_statement.tryReset();
    m_statement.clearBindings();
}

Query& Query::blob(BytesView bytes)
{
    m_statement.bindNoCopy(++m_next, static_cast<const void*>(bytes.data() != nullptr ? bytes.data() : ""),
                           static_cast<int>(bytes.size()));
    return *this;
}

BytesView Query::bytes(int column)
{
    const auto value = m_statement.getColumn(column);
    const void* data = value.getBlob();
    return {static_cast<const char*>(data), static_cast<std::size_t>(value.getBytes())};
}

} // namespace kontor
