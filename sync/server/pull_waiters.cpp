#include "sync/server/pull_waiters.h"

namespace kontor {

void PullWaiters::add(Pull pull, std::uint64_t nowMs)
{
    if (auto page = m_makePage(pull, nowMs >= pull.untilMs))
        return pull.answer(std::move(*page));
    m_waiting.push_back(std::move(pull));
}

void PullWaiters::wake()
{
    // Answers may bring the next pull of the same terminal in, so they come when the list is in order again.
    std::list<std::pair<Answer, SyncReply>> ready;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        auto page = m_makePage(*it, false);
        if (!page) {
            ++it;
            continue;
        }
        ready.emplace_back(std::move(it->answer), std::move(*page));
        it = m_waiting.erase(it);
    }
    for (auto& [answer, page] : ready)
        answer(std::move(page));
}

void PullWaiters::refuse(const std::function<std::optional<SyncReply>(Id<schema::Terminal>)>& why)
{
    std::list<std::pair<Pull, SyncReply>> refused;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        auto refusal = why(it->terminal);
        if (!refusal) {
            ++it;
            continue;
        }
        refused.emplace_back(std::move(*it), std::move(*refusal));
        it = m_waiting.erase(it);
    }
    for (auto& [pull, refusal] : refused)
        pull.answer(std::move(refusal));
}

void PullWaiters::tick(std::uint64_t nowMs)
{
    std::list<Pull> over;
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        const auto next = std::next(it);
        if (nowMs >= it->untilMs)
            over.splice(over.end(), m_waiting, it);
        it = next;
    }
    for (auto& pull : over)
        if (auto page = m_makePage(pull, true))
            pull.answer(std::move(*page));
}

} // namespace kontor
