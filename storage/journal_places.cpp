#include "storage/journal_places.h"

#include "domain/journal/row_type.h"
#include "domain/schema/journal.pb.h"
#include "storage/row_table.h"

#include <algorithm>
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
    readDeciding(database);
}

void JournalPlaces::readDeciding(Database& database)
{
    std::string sql = "SELECT commit_n FROM change UNION SELECT commit_n FROM fact_claim";
    for (const RowType* type : rowTypes())
        if (type->kind == schema::FACT && type->scope != schema::STORE)
            sql += " UNION SELECT commit_n FROM " + RowTable::of(type->type)->name();
    for (Query query(database, sql); query.step();) {
        const Place& place = of(query.integer(0));
        if (!place.counts)
            continue;
        Deciding& own = m_decidingOf[place.origin];
        own.sequences.push_back(place.sequence);
        if (place.cursor == 0)
            continue;
        own.positions.emplace_back(place.epoch, place.cursor);
        m_deciding.positions.emplace_back(place.epoch, place.cursor);
    }
    std::sort(m_deciding.positions.begin(), m_deciding.positions.end());
    for (auto& [origin, own] : m_decidingOf) {
        std::sort(own.positions.begin(), own.positions.end());
        std::sort(own.sequences.begin(), own.sequences.end());
    }
}

Bytes JournalPlaces::sight(const Viewpoint& from) const
{
    const auto upTo = [&](const std::vector<Position>& positions) {
        const Position seen(from.seen.epoch(), from.seen.n());
        return std::upper_bound(positions.begin(), positions.end(), seen) - positions.begin();
    };
    // An origin nobody else sees anything of: its own rows make it a sight of its own.
    Bytes name = std::to_string(upTo(m_deciding.positions));
    const auto own = m_decidingOf.find(from.origin);
    if (own == m_decidingOf.end())
        return name;
    const auto& sequences = own->second.sequences;
    const auto made = std::lower_bound(sequences.begin(), sequences.end(), from.sequence) - sequences.begin();
    const bool allMade = static_cast<std::size_t>(made) == sequences.size();
    const bool allSeen = sequences.size() == own->second.positions.size() &&
                         static_cast<std::size_t>(upTo(own->second.positions)) == sequences.size();
    if (!allMade || !allSeen)
        name += " " + std::to_string(made) + " " + from.origin.toHex();
    return name;
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
