#include "storage/digest_question.h"

#include "storage/journal_tables.h"
#include "storage/row_table.h"

#include <algorithm>
#include <cstdlib>

namespace kontor::digest {

namespace {

bool isWellFormed(const DigestQuestion& question, const RowType* type)
{
    if (type == nullptr || type->kind == schema::LOCAL || question.bounds.size() < 2 ||
        question.bounds.size() > mostRanges + 1)
        return false;
    for (std::size_t i = 0; i + 1 < question.bounds.size(); ++i) {
        const Bytes& below = question.bounds[i + 1];
        const bool last = i + 2 == question.bounds.size();
        if (!(last && below.empty()) && below <= question.bounds[i])
            return false;
    }
    return true;
}

__extension__ using Wide = unsigned __int128;

Wide wideOf(const Bytes& id)
{
    Wide value = 0;
    for (std::size_t i = 0; i < RawId::size; ++i)
        value = value << 8U | (i < id.size() ? static_cast<unsigned char>(id[i]) : 0U);
    return value;
}

Bytes bytesOf(Wide value)
{
    Bytes id(RawId::size, '\0');
    for (std::size_t i = RawId::size; i-- > 0; value >>= 8U)
        id[i] = static_cast<char>(value & 0xFFU);
    return id;
}

} // namespace

schema::Cursor placeOf(Database& database)
{
    if (journal::meta(database, "server"))
        return journal::lastCursor(database);
    schema::Cursor place;
    const auto number = [&](const char* key) {
        const auto text = journal::meta(database, key);
        return text ? std::strtoull(text->c_str(), nullptr, 10) : 0ULL;
    };
    place.set_epoch(number("seen.epoch"));
    place.set_n(number("seen.n"));
    return place;
}

DigestAnswer answer(Database& database, const RawId& organisation, const DigestQuestion& question)
{
    DigestAnswer answer;
    answer.schema = schemaVersion;
    answer.at = placeOf(database);
    if (question.marks > 0) {
        answer.marks = log_marks::held(database, question.marks);
        return answer;
    }
    if (question.type == 0) {
        for (ScopeDigest& scope : kept(database, organisation))
            if (scope.scope == question.scope)
                answer.types = std::move(scope.types);
        return answer;
    }
    const RowType* type = rowType(question.type);
    if (!isWellFormed(question, type))
        return answer;
    answer.ranges.resize(question.bounds.size() - 1);
    answer.hasRows = true;
    const auto scope = refOf(database, organisation, question.scope);
    if (!scope)
        return answer;
    std::size_t range = 0;
    eachRow(database, *type, scope, question.bounds.front(), question.bounds.back(),
            [&](const RawId& row, ScopeRef, const Sum128& hash) {
                while (range + 1 < answer.ranges.size() && row.bytes() >= question.bounds[range + 1])
                    ++range;
                ++answer.ranges[range].rows;
                answer.ranges[range].sum += hash;
                answer.hasRows = answer.hasRows && answer.rows.size() < mostRowsListed;
                if (answer.hasRows)
                    answer.rows.push_back({row, hash});
                return true;
            });
    if (!answer.hasRows)
        answer.rows.clear();
    return answer;
}

std::vector<Bytes> evenBounds(Database& database, const RawId& organisation, const DigestQuestion& within,
                              const Bytes& from, const Bytes& below)
{
    std::vector<Bytes> bounds{from};
    const RowType* type = rowType(within.type);
    const auto scope = refOf(database, organisation, within.scope);
    if (type != nullptr && scope) {
        std::vector<RawId> ids;
        eachRow(database, *type, scope, from, below, [&](const RawId& row, ScopeRef, const Sum128&) {
            ids.push_back(row);
            return true;
        });
        // With few rows of one's own in it, it is the other side that has many: the span itself is cut.
        const bool byRows = ids.size() >= mostRanges;
        const Wide first = wideOf(from);
        const Wide step = ((below.empty() ? ~Wide{0} : wideOf(below)) - first) / mostRanges;
        for (std::size_t i = 1; i < mostRanges; ++i) {
            Bytes bound = byRows ? ids[i * ids.size() / mostRanges].string() : bytesOf(first + step * i);
            if (bound > bounds.back() && (below.empty() || bound < below))
                bounds.push_back(std::move(bound));
        }
    }
    bounds.push_back(below);
    return bounds;
}

} // namespace kontor::digest
