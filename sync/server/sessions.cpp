#include "sync/server/sessions.h"

#include <algorithm>
#include <utility>

namespace kontor {

bool ReplayWindow::take(std::uint64_t counter)
{
    constexpr std::uint64_t width = 64;
    if (counter == 0)
        return false;
    if (counter > m_highest) {
        const auto ahead = counter - m_highest;
        m_seen = ahead >= width ? 0 : m_seen << ahead;
        m_seen |= 1U;
        m_highest = counter;
        return true;
    }
    const auto behind = m_highest - counter;
    if (behind >= width || (m_seen >> behind & 1U) != 0)
        return false;
    m_seen |= std::uint64_t{1} << behind;
    return true;
}

Bytes Sessions::makeNonce(std::uint64_t nowMs)
{
    while (!m_nonces.empty() && (m_nonces.size() >= maxNonces || nowMs - m_nonces.front().madeMs >= nonceLifeMs))
        m_nonces.pop_front();
    m_nonces.push_back({RawId::of(m_random(RawId::size)), nowMs});
    return m_nonces.back().value.string();
}

bool Sessions::takeNonce(BytesView nonce, std::uint64_t nowMs)
{
    const auto value = RawId::of(nonce);
    const auto found = std::find_if(m_nonces.begin(), m_nonces.end(), [&](const Nonce& n) { return n.value == value; });
    if (value.isNil() || found == m_nonces.end())
        return false;
    const bool alive = nowMs - found->madeMs < nonceLifeMs;
    m_nonces.erase(found);
    return alive;
}

RawId Sessions::open(Id<schema::Terminal> terminal, Id<schema::Store> store, RawId origin, Bytes publicKey,
                     std::uint64_t nowMs)
{
    while (!m_sessions.empty() &&
           (m_sessions.size() >= maxSessions || nowMs - m_sessions.front().lastUsedMs >= sessionIdleMs)) {
        m_byId.erase(m_sessions.front().id);
        m_sessions.pop_front();
    }
    Session session;
    session.id = RawId::of(m_random(RawId::size));
    session.terminal = terminal;
    session.store = store;
    session.origin = origin;
    session.publicKey = std::move(publicKey);
    session.lastUsedMs = nowMs;
    const auto id = session.id;
    m_byId[id] = m_sessions.insert(m_sessions.end(), std::move(session));
    return id;
}

Sessions::Session* Sessions::find(BytesView id, std::uint64_t nowMs)
{
    const auto found = m_byId.find(RawId::of(id));
    if (found == m_byId.end())
        return nullptr;
    const auto session = found->second;
    if (nowMs - session->lastUsedMs >= sessionIdleMs) {
        m_byId.erase(found);
        m_sessions.erase(session);
        return nullptr;
    }
    session->lastUsedMs = nowMs;
    m_sessions.splice(m_sessions.end(), m_sessions, session);
    return &*session;
}

void Sessions::end(const std::function<bool(const Session&)>& which)
{
    for (auto it = m_sessions.begin(); it != m_sessions.end();) {
        if (!which(*it)) {
            ++it;
            continue;
        }
        m_byId.erase(it->id);
        it = m_sessions.erase(it);
    }
}

} // namespace kontor
