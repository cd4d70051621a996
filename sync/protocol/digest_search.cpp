#include "sync/protocol/digest_search.h"

#include <algorithm>
#include <set>

namespace kontor {

DigestSearch::DigestSearch(Own own, const std::vector<digest::Place>& places) : m_own(std::move(own))
{
    for (const digest::Place& place : places) {
        if (place.type == 0) {
            m_todo.push_back({place.scope, 0, {}, {}});
            continue;
        }
        m_types.insert(place.type);
        divide({place.scope, place.type, {}, {}}, {}, {});
    }
}

void DigestSearch::endOfTooMuch(std::string why)
{
    m_tooMuch = true;
    end(std::move(why));
}

void DigestSearch::end(std::string why)
{
    m_gaveUp = std::move(why);
    m_todo.clear();
}

std::optional<DigestQuestion> DigestSearch::next()
{
    if (m_todo.empty())
        return std::nullopt;
    if (++m_questions > mostQuestions) {
        endOfTooMuch("too much differs to name it: make the tables again");
        return std::nullopt;
    }
    return m_todo.front();
}

void DigestSearch::take(const DigestAnswer& theirs)
{
    if (m_todo.empty())
        return;
    const DigestQuestion question = std::move(m_todo.front());
    m_todo.pop_front();
    const DigestAnswer ours = m_own.answer(question);
    if (theirs.schema != ours.schema)
        return end("the other side has another schema");
    if (theirs.at.n() != ours.at.n()) // An epoch may begin without a commit.
        return end("one side moved on meanwhile");
    if (question.type == 0) {
        std::set<std::uint32_t> types;
        for (const auto* side : {&ours.types, &theirs.types})
            for (const auto& [type, sum] : *side)
                types.insert(type);
        for (const std::uint32_t type : types) {
            const auto of = [&](const auto& sums) {
                const auto found = sums.find(type);
                return found == sums.end() ? RowSum{} : found->second;
            };
            if (of(ours.types) == of(theirs.types))
                continue;
            m_types.insert(type);
            divide({question.scope, type, {}, {}}, {}, {});
        }
        return;
    }
    if (ours.ranges.size() != question.bounds.size() - 1 || theirs.ranges.size() != ours.ranges.size() ||
        theirs.rows.size() > digest::mostRowsListed)
        return end("the other side did not answer the question");
    if (ours.hasRows && theirs.hasRows)
        return compareRows(question, ours, theirs);
    for (std::size_t i = 0; i < ours.ranges.size(); ++i)
        if (ours.ranges[i] != theirs.ranges[i])
            divide(question, question.bounds[i], question.bounds[i + 1]);
}

void DigestSearch::divide(const DigestQuestion& question, const Bytes& from, const Bytes& below)
{
    DigestQuestion inner{question.scope, question.type, {}, {}};
    inner.bounds = m_own.evenBounds(inner, from, below);
    if (inner.bounds == question.bounds && inner.bounds.size() == 2)
        return endOfTooMuch("the other side has more rows between two of ours than it can list");
    m_todo.push_back(std::move(inner));
}

void DigestSearch::compareRows(const DigestQuestion& question, const DigestAnswer& ours, const DigestAnswer& theirs)
{
    std::map<RawId, std::pair<Sum128, Sum128>> both;
    for (const auto& row : ours.rows)
        both[row.id].first = row.hash;
    for (const auto& row : theirs.rows)
        both[row.id].second = row.hash;
    for (const auto& [id, hashes] : both) {
        if (hashes.first == hashes.second)
            continue;
        if (m_rows.size() == mostRows)
            return endOfTooMuch("more rows differ than are named: make the tables again");
        m_rows.push_back({question.scope, question.type, id});
    }
}

} // namespace kontor
