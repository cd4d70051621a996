#include "sync/protocol/sync_machine.h"

// What holds of the machine between any two events, whatever a server answers: a reply is refused before it can break one of these,
// so where one is broken the fault is ours, and stopping beats a till that syncs something else than it says.

namespace kontor {

void SyncMachine::assertInvariants() const
{
    using State = Channel::State;
    for (const auto purpose : purposes) {
        const Channel& one = channel(purpose);
        if (one.state == State::Out) {
            KONTOR_ASSERT(m_running);
            KONTOR_ASSERT(one.request > 0 && one.request <= m_lastNumber);
            for (const auto other : purposes) // A reply finds one channel.
                KONTOR_ASSERT(other == purpose || channel(other).state != State::Out ||
                              channel(other).request != one.request);
        }
        if (one.state == State::Applying)
            KONTOR_ASSERT(m_running && purpose != Handshake && purpose != Prefetch);
        KONTOR_ASSERT(one.deadlineMs > 0 || one.state == State::Idle); // Every wait ends.
        KONTOR_ASSERT(!one.hangs || purpose == PullPage);
    }

    KONTOR_ASSERT(m_session.empty() || m_session.size() == 16);
    KONTOR_ASSERT(m_nonce.empty() || m_nonce.size() == 16);

    // One page is fetched ahead, of the log that the present one is of, and none while it is not known where to go on.
    const bool fetchesAhead = channel(Prefetch).state == State::Out || m_nextPage.has_value();
    KONTOR_ASSERT(!fetchesAhead || channel(PullPage).state == State::Applying);
    KONTOR_ASSERT(!fetchesAhead || m_step == Step::None);
    if (m_step == Step::None) {
        KONTOR_ASSERT(channel(Recovery).state == State::Idle);
    } else {
        for (const auto resting : {PushRun, PullPage, Compare})
            KONTOR_ASSERT(channel(resting).state != State::Out);
    }

    KONTOR_ASSERT(m_pushCommits >= 1 && m_pushCommits <= m_options.pushCommits);
    KONTOR_ASSERT(m_pushBytes <= maxPushBytes && m_pullBytes <= maxPullBytes);
    KONTOR_ASSERT(m_pushed <= m_options.pushCommits);

    KONTOR_ASSERT(m_search || (!m_question && !m_found && m_fetches.empty()));
    KONTOR_ASSERT(m_found || m_fetches.empty());
    KONTOR_ASSERT(!m_question || !m_question->rows.empty() || !m_found); // Sums are asked for while it searches only.
}

} // namespace kontor
