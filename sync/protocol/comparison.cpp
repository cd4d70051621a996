#include "sync/protocol/codec.h"
#include "sync/protocol/sync_machine.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

// What the machine does when its rows are not the server's: a page at the end of the log brought other sums, or a count of the own
// rows found others than are kept. It asks for sums of ranges until it has the rows (DigestSearch), asks for the commits that wrote
// them, has the rows made again, tells the server of those that were right here, and compares once more. Pushing and pulling go on
// beside it; a search that is overtaken by them ends, and the next comparison begins another.

namespace kontor {

namespace {

constexpr std::uint64_t patienceMs = 30'000;
constexpr std::uint64_t countEveryMs = 24ULL * 3600 * 1000;
constexpr std::uint64_t shortestRestMs = 60'000; ///< Between searches, doubled up to an hour until all is equal.
constexpr std::uint64_t longestRestMs = 3'600'000;
constexpr std::uint32_t mostTries = 3;
constexpr std::size_t mostRowsTold = 8;
const std::string differs = "the data differ from the server's: ";

bool isAt(const schema::Cursor& a, const schema::Cursor& b)
{
    return a.epoch() == b.epoch() && a.n() == b.n();
}

std::string named(const std::vector<std::pair<std::uint32_t, RawId>>& rows)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), mostRowsTold); ++i)
        text += (i == 0 ? "" : " ") + std::to_string(rows[i].first) + ":" + rows[i].second.toHex();
    return rows.size() > mostRowsTold ? text + " and " + std::to_string(rows.size() - mostRowsTold) + " more" : text;
}

} // namespace

/// The sums that are kept move with every row that is written here, so they say nothing of a row that somebody else wrote.
void SyncMachine::countIfDue(std::uint64_t nowMs, Actions& actions)
{
    if (m_counting || !m_online || !m_caughtUp || m_pending > 0 || nowMs < m_countDueMs)
        return;
    m_counting = actions.recount = true;
    m_countDueMs = nowMs + countEveryMs;
}

SyncMachine::Actions SyncMachine::recounted(const Result<std::vector<digest::Place>>& places, std::uint64_t nowMs)
{
    if (!std::exchange(m_counting, false))
        return {};
    if (places && !places->empty()) {
        m_suspects.insert(m_suspects.end(), places->begin(), places->end());
        m_searchedAt.reset();
        m_digest = differs + "rows were written past the journal";
        searchIfDifferent(nowMs);
    }
    return advance(nowMs);
}

void SyncMachine::searchIfDifferent(std::uint64_t nowMs)
{
    if (m_search || m_report.differing_size() > 0 || !m_caughtUp)
        return;
    const auto state = m_port.state();
    if (!state || state->pending > 0)
        return;
    const bool isCompared = isAt(state->digest.at, state->seen);
    if (isCompared && state->digest.outcome == DigestState::Outcome::Equal) {
        m_searchWaitMs = 0;
        if (m_suspects.empty() && m_digest.starts_with(differs))
            m_digest.clear(); // What was mended stays said until the program ends.
    }
    std::vector<digest::Place> places = m_suspects; // Of a count that ends later the next search has them.
    if (isCompared && state->digest.outcome == DigestState::Outcome::Differs)
        for (const RawId& scope : state->digest.scopes)
            places.push_back({scope, 0});
    if (places.empty() || nowMs < m_searchNotBeforeMs || (m_searchedAt && isAt(*m_searchedAt, state->seen)))
        return;
    m_searchedAt = state->seen;
    m_searchNotBeforeMs = nowMs + m_searchWaitMs;
    m_searchWaitMs = std::clamp(m_searchWaitMs * 2, shortestRestMs, longestRestMs);
    m_underSearch = std::exchange(m_suspects, {});
    m_digest = differs + "looking for the rows";
    m_search.emplace(DigestSearch::Own{[this](const DigestQuestion& question) { return m_port.answer(question); },
                                       [this](const DigestQuestion& within, const Bytes& from, const Bytes& below) {
                                           return m_port.evenBounds(within, from, below);
                                       }},
                     places);
    channel(Compare).notBeforeMs = nowMs;
}

void SyncMachine::endSearch(Search how, std::string outcome)
{
    if (how == Search::PutOff)
        m_suspects.insert(m_suspects.end(), m_underSearch.begin(), m_underSearch.end());
    m_underSearch.clear();
    m_search.reset();
    m_question.reset();
    m_fetches.clear();
    m_found = false;
    m_mending = {};
    m_digest = std::move(outcome);
}

/// The search is over: the commits that wrote what it found may be missing here, so they are asked for.
void SyncMachine::noteFound()
{
    m_found = true;
    Repair& repair = m_mending.repair;
    std::map<std::pair<RawId, std::uint32_t>, std::vector<RawId>> found;
    for (const auto& row : m_search->rows())
        found[{row.scope, row.type}].push_back(row.id);
    for (auto& [place, rows] : found) {
        for (const RawId& row : rows)
            repair.rows.emplace_back(place.second, row);
        m_fetches.push_back({place.first, place.second, {}, std::move(rows)});
    }
    repair.wholeJournal = false;
    repair.differFromServer = true;
    if (m_search->isTooMuch())
        repair.gaveUp = m_search->gaveUp();
    if (!repair.rows.empty() || !m_search->gaveUp().empty())
        return;
    // The rows are the same, so it is what one side keeps of their sums that is wrong.
    for (const std::uint32_t type : m_search->types())
        repair.rows.emplace_back(type, RawId{});
}

void SyncMachine::beginCompare(std::uint64_t nowMs, Actions& actions)
{
    sync::DigestAsk ask = m_report;
    if (m_search) {
        if (!m_question && !m_found) {
            m_question = m_search->next();
            if (!m_question)
                noteFound();
        }
        if (m_found && m_mending.repair.rows.empty() && m_mending.repair.gaveUp.empty()) {
            const std::string why = m_search->gaveUp();
            endSearch(why.empty() ? Search::Done : Search::PutOff,
                      differs + (why.empty() ? "no row does any more" : why));
            return searchIfDifferent(nowMs); // What came meanwhile may have made all equal.
        }
        if (!m_question && !m_fetches.empty()) {
            m_question = std::move(m_fetches.back());
            m_fetches.pop_back();
        }
        if (!m_question) {
            channel(Compare).state = Channel::State::Applying;
            channel(Compare).deadlineMs = nowMs + patienceMs;
            actions.mend = std::move(m_mending);
            m_mending = {};
            return;
        }
        encodeQuestion(*m_question, ask);
        *ask.mutable_at() = m_searchedAt.value_or(schema::Cursor{});
    }
    SyncRequest request;
    request.method = "POST";
    request.target = "/v1/digest";
    request.body = ask.SerializeAsString();
    send(Compare, std::move(request), m_session, ++m_counter, patienceMs, nowMs, actions);
}

void SyncMachine::onCompareReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions)
{
    auto body = parseBody<sync::DigestReply>(reply.body);
    if (!body)
        return giveUp(Compare, "the server's digests cannot be read", nowMs);
    succeed(Compare, nowMs);
    if (!m_search && m_report.differing_size() > 0) {
        m_report.Clear();
        return compareSoon(nowMs, actions); // It may have mended itself.
    }
    if (!m_search || !m_question)
        return;
    countPending();
    if (m_pending > 0) // Rows the server does not have yet would be taken for wrong ones.
        return endSearch(Search::PutOff, differs + "the search for the rows was put off by new work");
    DigestAnswer answer = decodeAnswer(*body);
    if (m_question->rows.empty()) {
        m_search->take(answer);
    } else {
        for (const LogEntry& entry : answer.commits)
            if (schema::Acceptance acceptance; acceptance.ParseFromString(entry.acceptance))
                m_mending.repair.commits.push_back(acceptance.commit());
        std::move(answer.commits.begin(), answer.commits.end(), std::back_inserter(m_mending.commits));
    }
    m_question.reset();
}

/// A comparison that fails again and again is let be until the next place of the log.
void SyncMachine::giveUpComparing()
{
    auto& failing = channel(Compare);
    if (failing.failures < mostTries)
        return;
    endSearch(Search::PutOff, differs + "the search for the rows failed: " + failing.error);
    m_report.Clear();
    failing = {};
}

SyncMachine::Actions SyncMachine::mended(const Result<Repaired>& result, std::uint64_t nowMs)
{
    if (channel(Compare).state != Channel::State::Applying)
        return {};
    Actions actions;
    const std::string gaveUp = m_search ? m_search->gaveUp() : std::string();
    std::vector<std::pair<std::uint32_t, RawId>> theirs;
    if (result) {
        theirs = result->same;
        if (m_search && m_search->rows().empty() && gaveUp.empty() && !result->sums)
            for (const std::uint32_t type : m_search->types())
                theirs.emplace_back(type, RawId{});
    }
    succeed(Compare, nowMs);
    if (!result) {
        endSearch(Search::PutOff, differs + result.error().about + ": " + result.error().detail);
        return advance(nowMs);
    }
    if (!gaveUp.empty())
        endSearch(Search::Done, differs + gaveUp);
    else if (!result->stuck.empty())
        endSearch(Search::Done, differs + "only a new base mends " + named(result->stuck));
    else if (!theirs.empty())
        endSearch(Search::Done, differs + "the server has others than its journal makes: " + named(theirs));
    else
        endSearch(Search::Done, "the data differed from the server's, and were made again: " +
                                    (result->rows.empty() ? std::string("the digests") : named(result->rows)));
    for (std::size_t i = 0; i < std::min(theirs.size(), digest::mostRowsNamed); ++i) {
        auto& row = *m_report.add_differing();
        row.set_type(theirs[i].first);
        if (!theirs[i].second.isNil())
            row.set_id(theirs[i].second.string());
    }
    if (theirs.empty())
        compareSoon(nowMs, actions);
    return advance(nowMs, std::move(actions));
}

/// The next page tells whether it helped; one that hangs is asked for again.
void SyncMachine::compareSoon(std::uint64_t nowMs, Actions& actions)
{
    m_comparedAt.Clear();
    auto& pull = channel(PullPage);
    if (pull.state == Channel::State::Out && !pull.hangs)
        return;
    if (pull.state == Channel::State::Out) {
        actions.abort.push_back(pull.request);
        pull = {};
    }
    m_caughtUp = false;
    if (pull.state == Channel::State::Idle)
        pull.notBeforeMs = nowMs;
}

} // namespace kontor
