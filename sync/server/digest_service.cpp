#include "sync/server/digest_service.h"

#include "storage/digest_question.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/limits.h"

#include <utility>

namespace kontor {

namespace {

using Code = sync::ErrorReply;

/// Not 503: selling and pulling need not wait for it.
SyncReply busy()
{
    return errorReply(429, Code::BUSY, "digest", "others are comparing at the moment");
}

SyncReply failure(const Error& error)
{
    // What is wrong with the server's disk is for its log, not for whoever asks.
    auto reply = errorReply(500, Code::OTHER, "digest", "the server cannot read its rows");
    reply.note += " why=\"" + error.about + '"';
    return reply;
}

} // namespace

DigestService::DigestService(Store& store, const World& world, Post post)
    : m_store(store),
      m_post(std::move(post)),
      m_desk(world.isOneThread() ? DigestDesk::Threads::None : DigestDesk::Threads::One),
      m_recounter(store, world)
{}

void DigestService::handle(const SyncRequest& request, Id<schema::Terminal> terminal, Id<schema::Store> follows,
                           std::uint64_t nowMs, const Answer& answer)
{
    constexpr int mostRows = static_cast<int>(digest::mostRowsNamed);
    const auto body = parseBody<sync::DigestAsk>(request.body);
    if (!body)
        return answer(errorReply(400, Code::OTHER, body.error().about, body.error().detail));
    if (body->row_size() > mostRows || body->differing_size() > mostRows)
        return answer(errorReply(413, Code::TOO_LARGE, "row", "at most " + std::to_string(mostRows) + " rows"));
    if (body->differing_size() > 0) {
        Repair reported;
        reported.wholeJournal = false;
        for (const auto& row : body->differing())
            reported.rows.emplace_back(row.type(), RawId::of(row.id()));
        return takeReport(std::move(reported), terminal, nowMs, answer);
    }
    DigestQuestion question = decodeQuestion(*body);
    const RawId organisation = m_store.identity().organisation.raw;
    if (question.scope != organisation && !follows.isNil() && question.scope != follows.raw)
        return answer(errorReply(403, Code::REFUSED, "scope", "it is not this terminal's"));
    const LogQuery asks{0, maxPullCommits, maxPullBytes, terminal, follows, {}};
    // Moved on, since the connection behind it belongs to the service's thread.
    const bool taken = m_desk.post(terminal.raw, [this, pass = m_gate.pass(), question = std::move(question), asks,
                                                  at = body->at(), answer = answer]() mutable {
        auto found = m_store.answer(question, asks);
        if (found && at.epoch() == found->at.epoch() && at.n() < found->at.n()) {
            // Behind its place there may be nothing for this terminal. Read after the rows: what is not there now was not then.
            LogQuery since = asks;
            since.after = at.n();
            if (const auto news = m_store.log(since); news && news->entries.empty() && !news->more)
                found->at = at;
        }
        m_post([answer = std::move(answer), found = std::move(found), rows = question.rows.size()] {
            if (!found)
                return answer(failure(found.error()));
            sync::DigestReply reply;
            encodeAnswer(*found, reply);
            auto ok = okReply(reply);
            if (rows > 0)
                ok.note = "differing=" + std::to_string(rows) + " commits=" + std::to_string(found->commits.size());
            answer(std::move(ok));
        });
    });
    if (!taken)
        answer(busy());
}

void DigestService::takeReport(Repair reported, Id<schema::Terminal> terminal, std::uint64_t nowMs,
                               const Answer& answer)
{
    const std::string note = "reported=" + std::to_string(reported.rows.size());
    if (nowMs < m_reportsFromMs) {
        auto noted = okReply(sync::DigestReply());
        noted.note = note;
        return answer(std::move(noted));
    }
    const bool taken = m_desk.post(
        terminal.raw, [this, pass = m_gate.pass(), reported = std::move(reported), note, answer = answer]() mutable {
            auto mended = m_store.repair(reported);
            m_post([answer = std::move(answer), mended = std::move(mended), note] {
                if (!mended)
                    return answer(failure(mended.error()));
                auto ok = okReply(sync::DigestReply());
                ok.note = note + " made_again=" + std::to_string(mended->rows.size());
                answer(std::move(ok));
            });
        });
    if (!taken)
        return answer(busy());
    m_reportsFromMs = nowMs + reportsEveryMs;
}

void DigestService::tick(std::uint64_t nowMs)
{
    if (m_countDueMs == 0)
        m_countDueMs = nowMs + firstCountMs;
    if (nowMs < m_countDueMs)
        return;
    m_countDueMs = nowMs + countEveryMs;
    m_recounter.start([this, pass = m_gate.pass()](Result<std::vector<digest::Place>> places) {
        if (!places || places->empty())
            return;
        m_post([this, places = std::move(*places)] {
            (void)m_desk.post(RawId{}, [this, places] { checkRows(places); }); // Else tomorrow.
        });
    });
}

void DigestService::checkRows(const std::vector<digest::Place>& places)
{
    constexpr int mostRounds = 4; // A check names a hundred rows.
    for (int round = 0; round < mostRounds; ++round) {
        const auto check = m_store.checkTables(false);
        if (!check || check->isGood())
            return;
        Repair repair;
        repair.wholeJournal = round > 0; // What the tables name of the journal may be wrong as well.
        for (const auto& row : check->wrong)
            repair.rows.emplace_back(row.type, row.row);
        for (const auto& place : places)
            repair.rows.emplace_back(place.type, RawId{});
        if (!m_store.repair(repair))
            return;
    }
}

} // namespace kontor
