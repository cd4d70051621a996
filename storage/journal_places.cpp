#include "storage/journal_places.h"

#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"

#include <string>

namespace kontor {

namespace {

// One that was given back since counts where its author saw it.
constexpr const char* select =
    "SELECT j.n, c.id, j.sequence, coalesce(g.epoch, j.epoch), coalesce(g.cursor, j.cursor), j.verdict FROM journal j "
    "JOIN chain c ON c.ref = j.origin LEFT JOIN given_back g ON g.n = j.n";

JournalPlaces::Place placeIn(Query& query)
{
    return {RawId::of(query.bytes(1)), query.natural(2), query.natural(3), query.natural(4),
            query.integer(5) != schema::QUARANTINED};
}

} // namespace

JournalPlaces::JournalPlaces(Database& database) : m_seldom(seldomIn(database))
{
    Query query(database, std::string(select) + " ORDER BY j.n");
    while (query.step()) {
        const auto n = static_cast<std::size_t>(query.natural(0));
        if (n >= m_places.size())
            m_places.resize(n + 1);
        m_places[n] = placeIn(query);
    }
}

std::vector<JournalPlaces::Place> JournalPlaces::seldomIn(Database& database)
{
    static const std::string sql = [] {
        std::string types;
        for (const RowType* type : rowTypes())
            if (type->seldom)
                types += (types.empty() ? "" : ",") + std::to_string(type->type);
        return std::string(select) + " WHERE j.n IN (SELECT DISTINCT commit_n FROM change WHERE type IN (" + types +
               ")) ORDER BY j.n";
    }();
    std::vector<Place> places;
    for (Query query(database, sql); query.step();)
        places.push_back(placeIn(query));
    return places;
}

const JournalPlaces::Place& JournalPlaces::of(std::int64_t commit) const
{
    static const Place none;
    const auto n = static_cast<std::size_t>(commit);
    return commit >= 0 && n < m_places.size() ? m_places[n] : none;
}

} // namespace kontor
