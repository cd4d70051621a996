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
        Query(database, "INSERT INTO " + fts + "(" + fts + ", rowid, words) VALUES('delete', ?, ?)")
            .bind(doc)
            .text(was)
            .exec();
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

namespace {

/// The code point that begins at `at`, and how many bytes it takes; broken UTF-8 counts as single separators.
std::pair<std::uint32_t, std::size_t> codePoint(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t first = byte(at);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1)
        return {first, 1};
    if (at + length > text.size() || first < 0xC2)
        return {0, 1};
    std::uint32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        value = value << 6U | (byte(at + i) & 0x3FU);
    return {value, length};
}

/// What the tokenizer takes for part of a word: letters and digits. Beyond Latin everything but the blocks of punctuation and
/// symbols, since the index holds no phrases and a word must be one token.
bool isWordCharacter(std::uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c < 0xC0)
        return c == 0xAA || c == 0xB5 || c == 0xBA || c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0xBC && c <= 0xBE);
    return c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) &&
           !(c >= 0xE000 && c <= 0xF8FF) && !(c >= 0xFE00 && c <= 0xFE6F) && !(c >= 0xFF00 && c <= 0xFF0F) &&
           c < 0x1F000;
}

} // namespace

std::string prefixQuery(std::string_view text)
{
    std::string query;
    std::string word;
    const auto flush = [&] {
        if (!word.empty())
            query += (query.empty() ? "\"" : " \"") + word + "\"*";
        word.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto [c, length] = codePoint(text, at);
        if (isWordCharacter(c))
            word += text.substr(at, length);
        else
            flush();
        at += length;
    }
    flush();
    return query;
}

} // namespace kontor::search
