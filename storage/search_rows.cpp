#include "domain/base/text.h"
#include "domain/journal/row_type.h"
#include "storage/row_table.h"
#include "storage/search_index.h"
#include "storage/sqlite_view.h"

#include <sqlite3.h>

#include <set>

// Searches for rows that are no products: few thousands of them, so no best-of lists are prepared.

namespace kontor {

namespace {

/// Of everything with these words, whatever its kind: enough for a word that half a million products share not to take long.
constexpr std::int64_t mostHits = 20'000;

const char* queryOf(bool personal)
{
    return personal
               ? "SELECT d.row FROM (SELECT rowid FROM search_personal WHERE search_personal MATCH ? LIMIT ?) AS hit "
                 "JOIN search_doc d ON d.doc = hit.rowid WHERE d.type = ? AND d.personal = 1 ORDER BY d.doc LIMIT ?"
               : "SELECT d.row FROM (SELECT rowid FROM search_text WHERE search_text MATCH ? LIMIT ?) AS hit "
                 "JOIN search_doc d ON d.doc = hit.rowid WHERE d.type = ? AND d.personal = 0 ORDER BY d.doc LIMIT ?";
}

} // namespace

std::vector<RawId> SqliteView::searchRows(const google::protobuf::Message& prototype, std::string_view typed,
                                          std::size_t limit) const
{
    const std::string text = composed(typed);
    return asked(std::vector<RawId>(), [&]() -> std::vector<RawId> {
        std::vector<RawId> found;
        std::set<RawId> seen;
        const auto take = [&](const RawId& id) {
            if (!id.isNil() && found.size() < limit && seen.insert(id).second)
                found.push_back(id);
        };
        const auto& type = rowTypeOf(prototype.GetDescriptor());
        const std::string match = search::prefixQuery(text);
        if (match.empty())
            return found;
        for (int i = 0; i < type.descriptor->field_count(); ++i)
            if (const auto* field = type.descriptor->field(i); field->options().GetExtension(schema::unique))
                for (const RawId& id : claimants(prototype, field->number(), text))
                    take(id);
        try {
            for (const bool personal : {true, false}) {
                Query query(m_database, queryOf(personal));
                query.text(match).bind(mostHits).bind(std::int64_t{type.type}).bind(static_cast<std::int64_t>(limit));
                while (query.step())
                    take(RawId::of(query.bytes(0)));
            }
        } catch (const SQLite::Exception& e) {
            if (e.getErrorCode() != SQLITE_ERROR)
                throw;
            // A rare character that the tokenizer splits at after all: no phrases, so no words found.
        }
        return found;
    });
}

} // namespace kontor
