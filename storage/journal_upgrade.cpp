#include "storage/journal_upgrade.h"

#include "domain/schema/journal.pb.h"
#include "storage/journal_tables.h"
#include "storage/pack.h"

#include <charconv>

namespace kontor::journal {

namespace {

bool hasTable(Database& database, const std::string& name)
{
    Query query(database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
    return query.text(name).step();
}

void addColumn(Database& database, const char* table, const std::string& name, const char* declaration)
{
    for (Query info(database, std::string("PRAGMA table_info(") + table + ")"); info.step();)
        if (info.bytes(1) == name)
            return;
    database.run(std::string("ALTER TABLE ") + table + " ADD COLUMN " + name + " " + declaration);
}

std::vector<std::int64_t> numbersIn(Database& database, const char* table, const char* key)
{
    std::vector<std::int64_t> numbers;
    for (Query query(database, std::string("SELECT ") + key + " FROM " + table + " ORDER BY 1"); query.step();)
        numbers.push_back(query.integer(0));
    return numbers;
}

void packColumn(Database& database, const char* table, const char* key, const char* column)
{
    const std::string select = std::string("SELECT ") + column + " FROM " + table + " WHERE " + key + "=?";
    const std::string update = std::string("UPDATE ") + table + " SET " + column + "=? WHERE " + key + "=?";
    for (const std::int64_t number : numbersIn(database, table, key)) {
        Bytes packed;
        {
            Query query(database, select);
            if (!query.bind(number).step())
                continue;
            packed = pack(query.bytes(0));
        }
        Query(database, update).blob(packed).bind(number).exec();
    }
}

void moveAcceptances(Database& database)
{
    for (const std::int64_t n : numbersIn(database, "acceptance", "n")) {
        StoredAcceptance stored;
        schema::Acceptance parsed;
        {
            Query query(database, "SELECT body, batch, place FROM acceptance WHERE n=?");
            if (!query.bind(n).step())
                continue;
            stored = {Bytes(query.bytes(0)), query.integer(1), static_cast<std::uint32_t>(query.integer(2))};
        }
        if (parsed.ParseFromString(stored.acceptance))
            setAcceptance(database, n, parsed, stored);
    }
}

void moveReceipts(Database& database)
{
    constexpr std::string_view prefix = "receipt.";
    std::vector<std::pair<Bytes, std::uint64_t>> receipts; // Origin in hexadecimal, last number.
    for (Query query(database, "SELECT key, value FROM meta WHERE key LIKE 'receipt.%'"); query.step();) {
        const BytesView text = query.bytes(1);
        std::uint64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        receipts.emplace_back(query.bytes(0).substr(prefix.size()), number);
    }
    for (const Chain& chain : chains(database))
        for (const auto& [origin, number] : receipts)
            if (chain.origin.toHex() == origin)
                setReceipt(database, chain.origin, number);
    database.run("DELETE FROM meta WHERE key LIKE 'receipt.%'");
}

} // namespace

void upgradeFromSchema1(Database& database)
{
    if (!hasTable(database, "acceptance"))
        return;
    database.run("DROP INDEX IF EXISTS journal_hash");
    addColumn(database, "journal", "store", "INTEGER NOT NULL DEFAULT 0");
    for (const char* name : {"received_us", "batch", "place"})
        addColumn(database, "journal", name, "INTEGER");
    addColumn(database, "journal", "acceptance", "BLOB");
    addColumn(database, "chain", "receipt", "INTEGER NOT NULL DEFAULT 0");
    addColumn(database, "chain", "cursor", "INTEGER NOT NULL DEFAULT 0");
    packColumn(database, "journal", "n", "header");
    packColumn(database, "journal_part", "id", "body");
    moveAcceptances(database);
    moveReceipts(database);
    database.run("DROP TABLE acceptance");
}

} // namespace kontor::journal
