#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace kontor {

namespace seldom {
class Cache;
}

/// One SQLite connection with its prepared statements. Not thread-safe; SQLiteCpp's exceptions pass through and are caught
/// where the store's public functions begin (see guarded()).
class Database
{
public:
    enum class Access { ReadWrite, ReadOnly };
    Database(const std::filesystem::path& file, Access access);

    void run(const std::string& sql) { m_db.exec(sql); }
    SQLite::Statement& statement(const std::string& sql); ///< Prepared once, kept, reset.
    /// The same for a string literal, found by its address: a sale asks some sixty questions, and to hash their texts is a tenth
    /// of its time.
    SQLite::Statement& literal(const char* sql);
    SQLite::Database& raw() { return m_db; }
    seldom::Cache& seldom() { return *m_seldom; }

    /// Between the beginning of a transaction and its COMMIT or ROLLBACK nothing is committed. An error of the disk, be it of a read
    /// whose caller goes on, makes SQLite take everything back and end the transaction by itself, and from there on each statement
    /// would be committed alone: they fail instead (SQLITE_CONSTRAINT_COMMITHOOK).
    void holdCommits(bool hold) { *m_holdsCommits = hold; }
    void noteRollback() { ++m_rollbacks; }
    /// Another one as soon as rows may be other ones than this connection has written: somebody else wrote, or what was written was
    /// taken back. Inside a transaction.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> generation();

private:
    SQLite::Database m_db;
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> m_statements;
    std::unordered_map<const char*, SQLite::Statement*> m_literals;
    std::unique_ptr<bool> m_holdsCommits; ///< Where SQLite finds it.
    std::int64_t m_rollbacks = 0;
    std::shared_ptr<seldom::Cache> m_seldom; ///< Shared only because the type is told of elsewhere.
};

/// One use of a prepared statement: binds in order, resets when it goes, so that no read lock outlives the question.
class Query
{
public:
    Query(Database& database, const std::string& sql) : m_statement(database.statement(sql)) {}
    template <std::size_t size>
    Query(Database& database, const char (&sql)[size]) // NOLINT: a literal's type.
        : m_statement(database.literal(sql))
    {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Query& bind(std::int64_t value)
    {
        m_statement.bind(++m_next, value);
        return *this;
    }
    Query& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(std::uint32_t value) { return bind(static_cast<std::int64_t>(value)); }
    Query& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    /// As a blob; `bytes` must live until the statement has run.
    Query& blob(BytesView bytes);
    /// As a blob that SQLite copies.
    Query& ownedBlob(const Bytes& bytes)
    {
        m_statement.bind(++m_next, static_cast<const void*>(bytes.data()), static_cast<int>(bytes.size()));
        return *this;
    }
    /// As text; likewise must live on.
    Query& text(const std::string& text)
    {
        m_statement.bindNoCopy(++m_next, text);
        return *this;
    }
    Query& ownedText(std::string_view text)
    {
        m_statement.bind(++m_next, std::string(text));
        return *this;
    }
    Query& null()
    {
        m_statement.bind(++m_next);
        return *this;
    }

    [[nodiscard]] bool step() { return m_statement.executeStep(); }
    int exec() { return m_statement.exec(); } ///< Rows changed.

    [[nodiscard]] std::int64_t integer(int column) { return m_statement.getColumn(column).getInt64(); }
    [[nodiscard]] std::uint64_t natural(int column) { return static_cast<std::uint64_t>(integer(column)); }
    [[nodiscard]] BytesView bytes(int column); ///< Blob or text; valid until the next step.
    [[nodiscard]] bool isNull(int column) { return m_statement.isColumnNull(column); }
    [[nodiscard]] int columns() const { return m_statement.getColumnCount(); }

private:
    SQLite::Statement& m_statement;
    int m_next = 0;
};

/// Runs `body`, which returns a Result, and makes a Storage error of what SQLite throws.
template <typename Body>
auto guarded(std::string_view about, Body&& body) -> decltype(body())
{
    try {
        return body();
    } catch (const SQLite::Exception& e) {
        constexpr int heldBack = 531; // SQLITE_CONSTRAINT_COMMITHOOK.
        return fail(
            Error::Kind::Storage, std::string(about),
            std::string(e.getExtendedErrorCode() == heldBack ? "the disk failed halfway, and nothing was written"
                                                             : e.what()) +
                " (SQLite " + std::to_string(e.getExtendedErrorCode()) + "): check the disk and its free space");
    } catch (const std::filesystem::filesystem_error& e) {
        return fail(Error::Kind::Storage, std::string(about), e.what());
    }
}

} // namespace kontor
