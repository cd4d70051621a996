#include "storage/snapshot_copy.h"

#include "domain/journal/envelope.h"
#include "storage/database.h"
#include "storage/exceptions.h"
#include "storage/pack.h"
#include "storage/projections/sales_hour.h"
#include "storage/projections/stock_level.h"
#include "storage/row_table.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace kontor {

namespace {

namespace fs = std::filesystem;

enum class Treatment { Rows, Whole, Journal, Empty, Unknown };

std::string quoted(const std::string& name)
{
    return '"' + name + '"';
}

/// What becomes of a table of the server's file.
Treatment treatmentOf(const std::string& table)
{
    static const std::set<std::string> whole{"chain",
                                             "change",
                                             "fact_claim",
                                             "unknown_type",
                                             "stock_level",
                                             "stock_counted",
                                             "search_doc",
                                             "scope",
                                             "digest",
                                             "exception",
                                             "category_tree",
                                             "epoch_end",
                                             "promotion_use_total",
                                             "sales_hour",
                                             "stock_cost",
                                             "customer_sum",
                                             "segment_list",
                                             "segment_member",
                                             "segment_day",
                                             "segment_past"};
    static const std::set<std::string> journal{"journal", "journal_part", "accept_batch"};
    static const std::set<std::string> empty{
        "meta",   "log_high", "given_back", "log_again",
        "parked", "unproven", "waiting"}; // Keys, counters, cursors: the server's own.
    if (whole.contains(table) || table.starts_with("search_text_") || table.starts_with("search_personal_"))
        return Treatment::Whole;
    if (journal.contains(table))
        return Treatment::Journal;
    if (empty.contains(table))
        return Treatment::Empty;
    for (const RowType* type : rowTypes())
        if (RowTable::of(type->type)->name() == quoted(table))
            return type->kind == schema::LOCAL ? Treatment::Empty : Treatment::Rows;
    return Treatment::Unknown;
}

/// As the path of a URI: SQLite takes a connection's mode from there only.
std::string uriPath(const fs::path& file)
{
    std::string path;
    for (const char c : fs::absolute(file).string()) {
        if (c == '%' || c == '?' || c == '#')
            path += '%' + hex(BytesView(&c, 1));
        else
            path += c;
    }
    return path;
}

class Copy
{
public:
    Copy(const fs::path& source, const SnapshotScope& scope, const fs::path& base)
        : m_scope(scope),
          m_db(base.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_URI, 5000)
    {
        // Thrown away if anything goes wrong, and synced by whoever gives it a name.
        m_db.exec(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536");
        SQLite::Statement attach(m_db, "ATTACH ? AS src");
        attach.bind(1, "file:" + uriPath(source) + "?mode=ro");
        attach.exec();
    }

    Result<CopiedShop> run()
    {
        m_db.exec("BEGIN");
        if (auto made = makeTables(); !made)
            return tl::unexpected(made.error());
        sortCommits();
        copyJournal();
        for (const auto& name : m_whole)
            copyAll(name);
        for (const RowType* type : rowTypes())
            if (type->kind != schema::LOCAL)
                copyRows(*type);
        if (m_hasForeign)
            leaveOutForeign();
        makeIndexes("journal");
        CopiedShop copied;
        copied.rows = m_rows;
        readCursor(copied.cursor);
        m_db.exec("PRAGMA main.user_version=" + std::to_string(m_db.execAndGet("PRAGMA src.user_version").getInt64()));
        m_db.exec("COMMIT");
        return copied;
    }

private:
    /// Tables and, but for the journal's (whose rows are changed on the way), their indexes: with both there SQLite copies whole
    /// b-trees. Virtual tables are written into the schema as VACUUM does, over shadow tables that are copied like others.
    Result<Done> makeTables()
    {
        std::vector<std::string> create;
        std::vector<std::string> journal;
        SQLite::Statement query(m_db, "SELECT name, sql FROM src.sqlite_schema WHERE type='table' AND rootpage<>0 AND "
                                      "name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
        while (query.executeStep()) {
            const std::string name = query.getColumn(0).getString();
            const auto treatment = treatmentOf(name);
            if (treatment == Treatment::Unknown)
                return invalid("table " + name, "has no place in a base yet: name it in snapshot_copy.cpp");
            create.push_back(query.getColumn(1).getString());
            if (treatment == Treatment::Whole)
                m_whole.push_back(name);
            if (treatment == Treatment::Journal)
                journal.push_back(name);
        }
        for (const auto& sql : create)
            m_db.exec(sql);
        makeIndexes("");
        m_db.exec("PRAGMA writable_schema=ON");
        m_db.exec("INSERT INTO main.sqlite_schema SELECT type, name, tbl_name, 0, sql FROM src.sqlite_schema "
                  "WHERE type='table' AND rootpage=0");
        m_db.exec("PRAGMA writable_schema=OFF");
        return Done{};
    }
    /// Of the table `only`; empty: of all others.
    void makeIndexes(const std::string& only)
    {
        std::vector<std::string> create;
        SQLite::Statement query(m_db,
                                "SELECT tbl_name, sql FROM src.sqlite_schema WHERE type='index' AND sql NOT NULL");
        while (query.executeStep()) {
            const std::string table = query.getColumn(0).getString();
            if (only.empty() ? table != "journal" : table == only)
                create.push_back(query.getColumn(1).getString());
        }
        for (const auto& sql : create)
            m_db.exec(sql);
    }

    [[nodiscard]] bool follows(const Bytes& scope) const
    {
        return m_scope.store.isNil() || scope == m_scope.organisation.bytes() || scope == m_scope.store.bytes();
    }

    /// Which commits stay whole, and which are none of this scope's business.
    void sortCommits()
    {
        m_db.exec(
            "CREATE TEMP TABLE whole(n INTEGER PRIMARY KEY); CREATE TEMP TABLE gone(n INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE foreign_rows(n INTEGER PRIMARY KEY); CREATE TEMP TABLE cut(id INTEGER PRIMARY KEY);"
            "CREATE TEMP TABLE foreign_row(type INTEGER, row BLOB, PRIMARY KEY(type, row)) WITHOUT ROWID;"
            "INSERT OR IGNORE INTO whole SELECT DISTINCT commit_n FROM src.change;"
            "INSERT OR IGNORE INTO whole SELECT commit_n FROM src.fact_claim;"
            "INSERT OR IGNORE INTO whole SELECT commit_n FROM src.unknown_type;"
            "INSERT OR IGNORE INTO whole SELECT n FROM src.journal WHERE sequence=1 OR verdict>1");
        SQLite::Statement newer(m_db, "INSERT OR IGNORE INTO whole VALUES(?)");
        SQLite::Statement gone(m_db, "INSERT INTO gone VALUES(?)");
        SQLite::Statement foreignRows(m_db, "INSERT INTO foreign_rows VALUES(?)");
        SQLite::Statement cut(m_db, "INSERT INTO cut VALUES(?)");
        const auto put = [](SQLite::Statement& into, std::int64_t n) {
            into.bind(1, n);
            into.exec();
            into.reset();
        };
        SQLite::Statement query(m_db, "SELECT n, header FROM src.journal");
        schema::Header header;
        while (query.executeStep()) {
            const std::int64_t n = query.getColumn(0).getInt64();
            const auto column = query.getColumn(1);
            const auto bytes =
                unpack({static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())});
            if (!bytes || !header.ParseFromString(*bytes))
                continue;
            if (header.schema() > schemaVersion)
                put(newer, n);
            bool followed = false;
            bool ownStores = false;
            std::vector<std::int64_t> foreign;
            for (int i = 0; i < header.part_size(); ++i) {
                const Bytes& scope = header.part(i).scope();
                if (!follows(scope)) {
                    foreign.push_back(n * static_cast<std::int64_t>(maxParts) + i);
                    continue;
                }
                followed = true;
                ownStores = ownStores || scope != m_scope.organisation.bytes();
            }
            if (foreign.empty())
                continue;
            m_hasForeign = true;
            for (const std::int64_t part : foreign)
                put(cut, part);
            if (!followed)
                put(gone, n);
            if (!ownStores)
                put(foreignRows, n);
            else
                nameRowsOf(foreign);
        }
    }
    /// The rows in some parts: of a commit that wrote into several stores, as a back office does.
    void nameRowsOf(const std::vector<std::int64_t>& parts)
    {
        SQLite::Statement load(m_db, "SELECT body FROM src.journal_part WHERE id=?");
        SQLite::Statement put(m_db, "INSERT OR IGNORE INTO foreign_row VALUES(?,?)");
        for (const std::int64_t id : parts) {
            load.bind(1, id);
            schema::Part part;
            const auto bytes = load.executeStep() ? unpack(load.getColumn(0).getString()) : std::nullopt;
            if (bytes && part.ParseFromString(*bytes))
                for (const schema::Change& change : part.change()) {
                    put.bind(1, static_cast<std::int64_t>(change.type()));
                    put.bind(2, change.row().data(), static_cast<int>(change.row().size()));
                    put.exec();
                    put.reset();
                }
            load.reset();
        }
    }

    void copyJournal()
    {
        // Column by column, so that one that is added here is copied.
        std::string columns;
        SQLite::Statement info(m_db, "SELECT name FROM pragma_table_info('journal', 'main')");
        while (info.executeStep()) {
            const std::string name = info.getColumn(0).getString();
            const bool isBlob = name == "header" || name == "signature";
            const bool drops = isBlob || name == "batch" || name == "place" || name == "acceptance";
            columns += (columns.empty() ? "" : ", ") +
                       (drops ? "CASE WHEN w.n IS NULL THEN " + std::string(isBlob ? "x''" : "NULL") + " ELSE j." +
                                    name + " END"
                              : "j." + quoted(name));
        }
        m_db.exec("INSERT INTO main.journal SELECT " + columns +
                  " FROM src.journal j LEFT JOIN temp.whole w ON w.n=j.n WHERE j.n NOT IN (SELECT n FROM temp.gone)");
        const std::string shift = std::to_string(maxParts);
        m_db.exec(
            "INSERT INTO main.journal_part SELECT p.* FROM temp.whole w JOIN src.journal_part p ON p.id BETWEEN w.n*" +
            shift + " AND w.n*" + shift + "+" + shift + "-1 WHERE p.id NOT IN (SELECT id FROM temp.cut)");
        m_db.exec("INSERT INTO main.accept_batch SELECT * FROM src.accept_batch WHERE id IN "
                  "(SELECT batch FROM main.journal WHERE batch NOT NULL)");
    }
    void copyAll(const std::string& name)
    {
        m_db.exec("DELETE FROM main." + quoted(name)); // Shadow tables are made with rows of their own.
        m_db.exec("INSERT INTO main." + quoted(name) + " SELECT * FROM src." + quoted(name));
    }
    void copyRows(const RowType& type)
    {
        const std::string name = RowTable::of(type.type)->name();
        std::string sql = "INSERT INTO main." + name + " SELECT * FROM src." + name + " AS t";
        if (m_hasForeign && type.scope == schema::STORE) {
            KONTOR_ASSERT(!RowTable::of(type.type)->isSearched());
            sql += " WHERE t.commit_n NOT IN (SELECT n FROM temp.foreign_rows) AND NOT EXISTS "
                   "(SELECT 1 FROM temp.foreign_row f WHERE f.type=" +
                   std::to_string(type.type) + " AND f.row=t.id)";
        }
        m_rows += static_cast<std::uint64_t>(m_db.exec(sql));
    }

    void leaveOutForeign()
    {
        for (const RowType* type : rowTypes())
            if (type->scope == schema::STORE)
                m_db.exec("DELETE FROM main.fact_claim WHERE type=" + std::to_string(type->type) +
                          " AND (commit_n IN (SELECT n FROM temp.foreign_rows) OR row IN (SELECT row FROM "
                          "temp.foreign_row WHERE type=" +
                          std::to_string(type->type) + "))");
        for (const RowType* type : rowTypes()) // Of an entity all changes are its store's: they go with its row.
            if (type->scope == schema::STORE && type->kind == schema::ENTITY)
                m_db.exec("DELETE FROM main.change WHERE type=" + std::to_string(type->type) +
                          " AND (commit_n IN (SELECT n FROM temp.foreign_rows) OR row IN (SELECT row FROM "
                          "temp.foreign_row WHERE type=" +
                          std::to_string(type->type) + "))");
        for (const RowType* type : rowTypes()) // A fact claimed twice in another store is not this one's exception.
            if (type->scope == schema::STORE && type->kind == schema::FACT) {
                SQLite::Statement drop(m_db,
                                       "DELETE FROM main.exception WHERE kind=? AND subject BETWEEN ? AND ? AND NOT "
                                       "EXISTS(SELECT 1 FROM main.fact_claim WHERE type=? AND row=substr(subject, 5))");
                const Bytes from = exceptions::subjectOf(type->type, RawId());
                const Bytes to = from.substr(0, from.size() - RawId::size) + Bytes(RawId::size, '\xff');
                drop.bind(1, static_cast<int>(ShopException::Kind::FactClaimedTwice));
                drop.bind(2, from.data(), static_cast<int>(from.size()));
                drop.bind(3, to.data(), static_cast<int>(to.size()));
                drop.bind(4, static_cast<std::int64_t>(type->type));
                drop.exec();
            }
        m_db.exec("DELETE FROM main.unknown_type WHERE commit_n IN (SELECT n FROM temp.gone)");
        SQLite::Statement digests(m_db, "DELETE FROM main.digest WHERE scope<>0 AND scope NOT IN (SELECT ref FROM "
                                        "main.scope WHERE id=?)");
        digests.bind(1, m_scope.store.bytes().data(), static_cast<int>(RawId::size));
        digests.exec();
        // Chains end here with the last commit that is here.
        m_db.exec(
            "CREATE TEMP TABLE last AS SELECT origin, max(sequence) AS sequence FROM main.journal GROUP BY origin;"
            "CREATE INDEX temp.last_origin ON last(origin);"
            "UPDATE main.chain SET sequence=coalesce((SELECT sequence FROM temp.last WHERE origin=ref), 0), "
            "hash=coalesce((SELECT j.hash FROM temp.last l JOIN main.journal j ON j.origin=l.origin AND "
            "j.sequence=l.sequence WHERE l.origin=ref ORDER BY j.n LIMIT 1), x'')");
        projections::makeStockLevelAgain(m_db);
        projections::makeSalesHourAgain(m_db);
        // Made of the facts that are left, where the base is opened.
        m_db.exec("DROP TABLE main.stock_cost; DROP TABLE main.customer_sum; DROP TABLE main.segment_list; DROP TABLE "
                  "main.segment_member; DROP TABLE main.segment_day; DROP TABLE main.segment_past");
    }
    void readCursor(schema::Cursor& cursor)
    {
        SQLite::Statement last(
            m_db, "SELECT epoch, cursor FROM src.journal WHERE cursor NOT NULL ORDER BY cursor DESC LIMIT 1");
        if (last.executeStep()) {
            cursor.set_epoch(static_cast<std::uint64_t>(last.getColumn(0).getInt64()));
            cursor.set_n(static_cast<std::uint64_t>(last.getColumn(1).getInt64()));
        }
        SQLite::Statement again(m_db, "SELECT max(cursor) FROM src.log_again");
        if (again.executeStep() && !again.isColumnNull(0))
            cursor.set_n(std::max(cursor.n(), static_cast<std::uint64_t>(again.getColumn(0).getInt64())));
        SQLite::Statement epoch(m_db, "SELECT CAST(value AS TEXT) FROM src.meta WHERE key='epoch'");
        if (epoch.executeStep())
            cursor.set_epoch(std::stoull(epoch.getColumn(0).getString()));
    }

    SnapshotScope m_scope;
    SQLite::Database m_db;
    std::vector<std::string> m_whole;
    bool m_hasForeign = false;
    std::uint64_t m_rows = 0;
};

} // namespace

Result<CopiedShop> copyShop(const fs::path& database, const SnapshotScope& scope, const fs::path& base)
{
    return guarded(base.string(), [&]() -> Result<CopiedShop> {
        fs::remove(base);
        return Copy(database, scope, base).run();
    });
}

} // namespace kontor
