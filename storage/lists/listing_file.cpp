#include "storage/lists/listing_file.h"

#include "domain/base/sort_key.h"
#include "storage/search_index.h"

#include <sqlite3.h>

namespace kontor::lists::file {

namespace {

constexpr const char* version = "2";

const char* columns = "doc, product, variant, name, sku, category, status, kind, price, on_hand, sold";

ListingRow rowOf(Query& query)
{
    ListingRow row;
    row.place = query.integer(0);
    row.product = Id<schema::Product>(RawId::of(query.bytes(1)));
    row.variant = Id<schema::Variant>(RawId::of(query.bytes(2)));
    row.name = std::string(query.bytes(3));
    row.sku = std::string(query.bytes(4));
    row.category = Id<schema::Category>(RawId::of(query.bytes(5)));
    row.status = static_cast<schema::ProductStatus>(query.integer(6));
    row.kind = static_cast<schema::ProductKind>(query.integer(7));
    if (query.integer(8) >= 0)
        row.priceE4 = query.integer(8);
    row.onHand = Quantity{query.integer(9)};
    row.sold = query.natural(10);
    return row;
}

void addWords(Database& database, std::int64_t doc, const std::string& words)
{
    Query(database, "INSERT INTO listing_words(rowid, words) VALUES(?,?)").bind(doc).text(words).exec();
}

void dropWords(Database& database, std::int64_t doc, const std::string& words)
{
    Query(database, "INSERT INTO listing_words(listing_words, rowid, words) VALUES('delete', ?, ?)")
        .bind(doc)
        .text(words)
        .exec();
}

} // namespace

void create(Database& database)
{
    // No price is -1: NULL would not be found again behind a row in the order of an index.
    database.run(R"sql(
CREATE TABLE IF NOT EXISTS listing(doc INTEGER PRIMARY KEY, product BLOB NOT NULL, variant BLOB NOT NULL, name TEXT NOT NULL,
    name_key TEXT NOT NULL, sku TEXT NOT NULL, category BLOB NOT NULL, status INTEGER NOT NULL, kind INTEGER NOT NULL,
    price INTEGER NOT NULL, on_hand INTEGER NOT NULL, sold INTEGER NOT NULL, variants INTEGER NOT NULL,
    price_until INTEGER NOT NULL, words TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS listing_words USING fts5(words, content='', detail=none, columnsize=0,
    tokenize="unicode61 remove_diacritics 2", prefix='1 2 3');
CREATE TABLE IF NOT EXISTS note(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
)sql");
}

void createIndexes(Database& database)
{
    database.run(R"sql(
CREATE UNIQUE INDEX IF NOT EXISTS listing_product ON listing(product);
CREATE INDEX IF NOT EXISTS listing_name ON listing(name_key);
CREATE INDEX IF NOT EXISTS listing_sku ON listing(sku);
CREATE INDEX IF NOT EXISTS listing_price ON listing(price);
CREATE INDEX IF NOT EXISTS listing_on_hand ON listing(on_hand);
CREATE INDEX IF NOT EXISTS listing_sold ON listing(sold);
CREATE INDEX IF NOT EXISTS listing_status ON listing(status, name_key);
CREATE INDEX IF NOT EXISTS listing_category ON listing(category, name_key);
CREATE INDEX IF NOT EXISTS listing_facets ON listing(category, status, kind, on_hand, price);
CREATE INDEX IF NOT EXISTS listing_until ON listing(price_until) WHERE price_until > 0;
)sql");
}

std::optional<Bytes> note(Database& database, const std::string& key)
{
    Query query(database, "SELECT value FROM note WHERE key=?");
    if (!query.text(key).step())
        return std::nullopt;
    return Bytes(query.bytes(0));
}

void setNote(Database& database, const std::string& key, BytesView value)
{
    Query(database, "INSERT INTO note(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value")
        .text(key)
        .blob(value)
        .exec();
}

bool isComplete(Database& database)
{
    return note(database, "version") == Bytes(version);
}

void setComplete(Database& database)
{
    setNote(database, "version", version);
}

void insert(Database& database, std::int64_t doc, const Entry& entry)
{
    const ListingRow& row = entry.row;
    const std::string nameKey = sortKey(row.name);
    Query(database,
          "INSERT INTO listing(doc, product, variant, name, name_key, sku, category, status, kind, price, on_hand, "
          "sold, variants, price_until, words) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .bind(doc)
        .blob(row.product.bytes())
        .blob(row.variant.bytes())
        .text(row.name)
        .text(nameKey)
        .text(row.sku)
        .blob(row.category.bytes())
        .bind(static_cast<int>(row.status))
        .bind(static_cast<int>(row.kind))
        .bind(row.priceE4.value_or(-1))
        .bind(row.onHand.thousandths)
        .bind(row.sold)
        .bind(entry.variants)
        .bind(entry.priceUntil)
        .text(entry.words)
        .exec();
    addWords(database, doc, entry.words);
}

void put(Database& database, const Entry& entry)
{
    std::int64_t doc = 0;
    std::int64_t sold = 0;
    std::string words;
    bool isThere = false;
    {
        Query query(database, "SELECT doc, sold, words FROM listing WHERE product=?");
        if (query.blob(entry.row.product.bytes()).step()) {
            isThere = true;
            doc = query.integer(0);
            sold = query.integer(1);
            words = std::string(query.bytes(2));
        }
    }
    if (!isThere) {
        Query first(database, "SELECT coalesce(min(doc), 1) - 1 FROM listing");
        doc = first.step() ? first.integer(0) : 0;
        insert(database, doc, entry);
        return;
    }
    const ListingRow& row = entry.row;
    const std::string nameKey = sortKey(row.name);
    Query(database, "UPDATE listing SET variant=?, name=?, name_key=?, sku=?, category=?, status=?, kind=?, price=?, "
                    "on_hand=?, sold=?, variants=?, price_until=?, words=? WHERE doc=?")
        .blob(row.variant.bytes())
        .text(row.name)
        .text(nameKey)
        .text(row.sku)
        .blob(row.category.bytes())
        .bind(static_cast<int>(row.status))
        .bind(static_cast<int>(row.kind))
        .bind(row.priceE4.value_or(-1))
        .bind(row.onHand.thousandths)
        .bind(sold)
        .bind(entry.variants)
        .bind(entry.priceUntil)
        .text(entry.words)
        .bind(doc)
        .exec();
    if (words != entry.words) {
        dropWords(database, doc, words);
        addWords(database, doc, entry.words);
    }
}

void remove(Database& database, const RawId& product)
{
    std::int64_t doc = 0;
    std::string words;
    {
        Query query(database, "SELECT doc, words FROM listing WHERE product=?");
        if (!query.blob(product.bytes()).step())
            return;
        doc = query.integer(0);
        words = std::string(query.bytes(1));
    }
    dropWords(database, doc, words);
    Query(database, "DELETE FROM listing WHERE doc=?").bind(doc).exec();
}

void addSold(Database& database, const RawId& product, std::int64_t lines)
{
    Query(database, "UPDATE listing SET sold = sold + ? WHERE product=?").bind(lines).blob(product.bytes()).exec();
}

std::vector<RawId> due(Database& database, TimeUs now)
{
    std::vector<RawId> products;
    Query query(database, "SELECT product FROM listing WHERE price_until > 0 AND price_until <= ?");
    query.bind(now);
    while (query.step())
        products.push_back(RawId::of(query.bytes(0)));
    return products;
}

TimeUs nextDue(Database& database)
{
    Query query(database, "SELECT min(price_until) FROM listing WHERE price_until > 0");
    return query.step() && !query.isNull(0) ? query.integer(0) : 0;
}

std::uint64_t size(Database& database)
{
    Query query(database, "SELECT count(*) FROM listing");
    return query.step() ? query.natural(0) : 0;
}

namespace {

/// A condition and the index that finds its rows.
struct Filter {
    std::string sql; ///< With ? for each value.
    std::vector<std::int64_t> numbers;
    Bytes blob;
    const char* index = nullptr;
    bool ordersByName = false; ///< Its index gives the rows in the order of names too.
};

struct Plan {
    std::string from;
    std::vector<Filter> filters;
    std::string match;          ///< Of the full-text index; empty: none.
    bool filtersInFrom = false; ///< `from` has applied them.
};

const char* sortColumn(ListingQuery::Sort sort)
{
    switch (sort) {
    case ListingQuery::Sort::Name: return "name_key";
    case ListingQuery::Sort::Sku: return "sku";
    case ListingQuery::Sort::Price: return "price";
    case ListingQuery::Sort::OnHand: return "on_hand";
    case ListingQuery::Sort::Sold: return "sold";
    }
    return "name_key";
}

const char* sortIndex(ListingQuery::Sort sort)
{
    switch (sort) {
    case ListingQuery::Sort::Name: return "listing_name";
    case ListingQuery::Sort::Sku: return "listing_sku";
    case ListingQuery::Sort::Price: return "listing_price";
    case ListingQuery::Sort::OnHand: return "listing_on_hand";
    case ListingQuery::Sort::Sold: return "listing_sold";
    }
    return "listing_name";
}

std::vector<Filter> filtersOf(const ListingQuery& query)
{
    std::vector<Filter> filters;
    if (query.status)
        filters.push_back({"l.status = ?", {static_cast<int>(*query.status)}, {}, "listing_status", true});
    if (!query.category.isNil())
        filters.push_back({"l.category = ?", {}, query.category.string(), "listing_category", true});
    if (query.priceFromE4 || query.priceToE4)
        filters.push_back({"l.price BETWEEN ? AND ?",
                           {query.priceFromE4.value_or(0), query.priceToE4.value_or(INT64_MAX)},
                           {},
                           "listing_price"});
    if (query.stock == ListingQuery::Stock::In)
        filters.push_back({"l.on_hand > 0", {}, {}, "listing_on_hand"});
    if (query.stock == ListingQuery::Stock::Out)
        filters.push_back({"l.on_hand <= 0 AND l.kind = ?", {static_cast<int>(schema::GOODS)}, {}, "listing_on_hand"});
    return filters;
}

void bind(Query& query, const Plan& plan)
{
    if (!plan.match.empty())
        query.text(plan.match);
    for (const Filter& filter : plan.filters) {
        if (!filter.blob.empty())
            query.ownedBlob(filter.blob);
        for (const std::int64_t number : filter.numbers)
            query.bind(number);
    }
}

std::string whereOf(const Plan& plan)
{
    std::string sql = " WHERE 1";
    if (!plan.filtersInFrom)
        for (const Filter& filter : plan.filters)
            sql += " AND " + filter.sql;
    return sql;
}

std::uint64_t countUpTo(Database& database, const Plan& plan, std::uint64_t most)
{
    Query query(database, "SELECT count(*) FROM (SELECT 1 FROM " + plan.from + whereOf(plan) + " LIMIT ?)");
    bind(query, plan);
    query.bind(most);
    return query.step() ? query.natural(0) : 0;
}

std::string listingBy(const char* index)
{
    return std::string("listing l INDEXED BY ") + index;
}

/// Which index to go by. A sort's own gives the first page at once, unless a filter leaves so few rows that they lie far apart in
/// it: then those few are found by the filter's and sorted.
Plan planOf(Database& database, const ListingQuery& query, bool sorted, const Few& few)
{
    constexpr int mostHits = 5'000; // Of a text: whoever wants to see more types another letter.
    Plan plan;
    plan.filters = filtersOf(query);
    if (!query.text.empty()) {
        plan.match = search::prefixQuery(query.text);
        if (plan.match.empty())
            plan.match = "\"\"";
        plan.from = "(SELECT rowid AS hit FROM listing_words WHERE listing_words MATCH ? ORDER BY rowid LIMIT " +
                    std::to_string(mostHits) + ") CROSS JOIN listing l ON l.doc = hit";
        return plan;
    }
    const Filter* best = nullptr;
    std::uint64_t least = few.alone + 1;
    for (const Filter& filter : plan.filters) {
        const bool inOrder = sorted && query.sort == ListingQuery::Sort::Name && filter.ordersByName;
        const auto rows = inOrder && plan.filters.size() == 1
                              ? 0
                              : countUpTo(database, {listingBy(filter.index), {filter}, {}}, few.alone + 1);
        if (rows < least) {
            least = rows;
            best = &filter;
        }
    }
    // Each leaves many and all together few: those are told from the others by an index that has all that is asked for.
    if (best == nullptr && plan.filters.size() > 1) {
        const auto rows = countUpTo(database, {listingBy("listing_facets"), plan.filters, {}}, few.together + 1);
        if (rows <= few.together) {
            plan.from = "(SELECT l.doc AS hit FROM " + listingBy("listing_facets") + whereOf(plan) +
                        ") CROSS JOIN listing l ON l.doc = hit";
            plan.filtersInFrom = true;
            return plan;
        }
    }
    if (best == nullptr && query.sort == ListingQuery::Sort::Name)
        for (const Filter& filter : plan.filters)
            if (filter.ordersByName)
                best = &filter;
    const char* index = best != nullptr ? best->index : sortIndex(query.sort);
    if (best == nullptr && !sorted && !plan.filters.empty())
        index = plan.filters.front().index;
    plan.from = listingBy(index);
    return plan;
}

/// A text that no tokenizer takes apart finds nothing, and is no failure.
template <typename T, typename Work>
T orNothing(Work&& work)
{
    try {
        return work();
    } catch (const SQLite::Exception& e) {
        if (e.getErrorCode() != SQLITE_ERROR)
            throw;
        return T();
    }
}

} // namespace

std::vector<ListingRow> page(Database& database, const ListingQuery& query, std::size_t limit,
                             const std::optional<ListingRow>& after, const Few& few)
{
    return orNothing<std::vector<ListingRow>>([&] {
        const Plan plan = planOf(database, query, true, few);
        const std::string column = std::string("l.") + sortColumn(query.sort);
        const char* direction = query.descending ? " DESC" : " ASC";
        std::string sql = std::string("SELECT ") + columns + " FROM " + plan.from + whereOf(plan);
        if (after)
            sql += " AND (" + column + ", l.doc) " + (query.descending ? "<" : ">") + " (?, ?)";
        sql += " ORDER BY " + column + direction + ", l.doc" + direction + " LIMIT ?";

        std::vector<ListingRow> rows;
        rows.reserve(limit);
        const std::string nameKey = after ? sortKey(after->name) : std::string();
        Query select(database, sql);
        bind(select, plan);
        if (after) {
            switch (query.sort) {
            case ListingQuery::Sort::Name: select.text(nameKey); break;
            case ListingQuery::Sort::Sku: select.text(after->sku); break;
            case ListingQuery::Sort::Price: select.bind(after->priceE4.value_or(-1)); break;
            case ListingQuery::Sort::OnHand: select.bind(after->onHand.thousandths); break;
            case ListingQuery::Sort::Sold: select.bind(after->sold); break;
            }
            select.bind(after->place);
        }
        select.bind(static_cast<std::int64_t>(limit));
        while (select.step())
            rows.push_back(rowOf(select));
        return rows;
    });
}

std::uint64_t count(Database& database, const ListingQuery& query, std::uint64_t most)
{
    return orNothing<std::uint64_t>([&] { return countUpTo(database, planOf(database, query, false, {}), most); });
}

std::vector<Hit> search(Database& database, const std::string& text, std::size_t limit)
{
    const auto read = [&](Query& query) {
        std::vector<Hit> hits;
        while (query.step())
            hits.push_back({RawId::of(query.bytes(0)), RawId::of(query.bytes(1)), std::string(query.bytes(2)),
                            static_cast<std::uint32_t>(query.integer(3))});
        return hits;
    };
    const auto published = static_cast<int>(schema::PUBLISHED);
    if (text.empty()) {
        Query query(database, "SELECT product, variant, name_key, variants FROM listing INDEXED BY listing_sold WHERE "
                              "status=? AND kind=? AND price > 0 ORDER BY sold DESC, doc DESC LIMIT ?");
        query.bind(published).bind(static_cast<int>(schema::GOODS)).bind(static_cast<std::int64_t>(limit));
        return read(query);
    }
    const std::string match = search::prefixQuery(text);
    if (match.empty())
        return {};
    return orNothing<std::vector<Hit>>([&] {
        Query query(database,
                    "SELECT product, variant, name_key, variants FROM listing_words w CROSS JOIN listing l ON "
                    "l.doc = w.rowid WHERE listing_words MATCH ? AND status=? ORDER BY w.rowid LIMIT ?");
        query.text(match).bind(published).bind(static_cast<std::int64_t>(limit));
        return read(query);
    });
}

} // namespace kontor::lists::file
