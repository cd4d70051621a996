#include "storage/search_index.h"

namespace kontor::search {

namespace {

using google::protobuf::Message;

void updateOne(Database& database, const RowTable& table, const Message* before, const Message* after, bool personal)
{
    const std::string was = before != nullptr ? table.searchText(*before, personal) : std::string();
    const std::string is = after != nullptr ? table.searchText(*after, personal) : std::string();
    if (was == is)
        return;
    const std::string fts = personal ? "search_personal" : "search_text";
    const Message& any = before != nullptr ? *before : *after;
    const Bytes row = any.GetReflection()->GetString(any, table.type().idField);

    std::int64_t doc = 0;
    if (!was.empty()) {
        Query find(database, "SELECT doc FROM search_doc WHERE type=? AND row=? AND personal=?");
        if (find.bind(table.type().type).blob(row).bind(personal ? 1 : 0).step())
            doc = find.integer(0);
    }
    if (doc != 0)
        Query(database, "INSERT INTO " + fts + "(" + fts + ", rowid, words) VALUES('delete', ?, ?)").bind(doc).text(was).exec();
    if (is.empty()) {
        Query(database, "DELETE FROM search_doc WHERE doc=?").bind(doc).exec();
        return;
    }
    if (doc == 0) {
        Query(database, "INSERT INTO search_doc(type, row, personal) VALUES(?,?,?)")
            .bind(table.type().type)
            .blob(row)
            .bind(personal ? 1 : 0)
            .exec();
        doc = database.raw().getLastInsertRowid();
    }
    Query(database, "INSERT INTO " + fts + "(rowid, words) VALUES(?,?)").bind(doc).text(is).exec();
}

} // namespace

void create(Database& database)
{
    database.run(R"sql(
CREATE TABLE IF NOT EXISTS search_doc(doc INTEGER PRIMARY KEY, type INTEGER NOT NULL, row BLOB NOT NULL,
    personal INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS search_doc_row ON search_doc(type, row, personal);
CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(words, content='', detail=none, columnsize=0,
    tokenize="unicode61 remove_diacritics 2", prefix='1 2 3');
CREATE VIRTUAL TABLE IF NOT EXISTS search_personal USING fts5(words, content='', detail=none, columnsize=0,
    tokenize="unicode61 remove_diacritics 2");
)sql");
}

void clear(Database& database)
{
    database.run("INSERT INTO search_text(search_text) VALUES('delete-all');"
                 "INSERT INTO search_personal(search_personal) VALUES('delete-all');"
                 "DELETE FROM search_doc;");
}

void update(Database& database, const RowTable& table, const Message* before, const Message* after)
{
    if (!table.isSearched())
        return;
    updateOne(database, table, before, after, false);
    updateOne(database, table, before, after, true);
}

std::string prefixQuery(std::string_view text)
{
    std::string query;
    std::string word;
    const auto flush = [&] {
        if (word.empty())
            return;
        query += (query.empty() ? "\"" : " \"") + word + "\"*";
        word.clear();
    };
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        // The tokenizer splits at everything that is neither letter nor digit; beyond ASCII it decides itself.
        const bool keep = byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (keep)
            word += c;
        else
            flush();
    }
    flush();
    return query;
}

} // namespace kontor::search
