#include "sync/protocol/codec.h"
#include "sync/protocol/log_marks_wire.h"
#include "sync/protocol/sync_machine.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

// What the machine does when the server's log has taken another course, or this terminal's life has to end.
//
// Recovery: ask for the head of every chain, page by page; give back everything held above them, page by page; ask where both
// logs part, and go on from there. Every step is a request with a deadline, and every step may be repeated: after a failure the
// recovery goes on where it was, after a new session too.

namespace kontor {

namespace {

constexpr std::uint64_t patienceMs = 30'000;
constexpr std::int64_t toleratedSkewMs = 60'000; ///< As far ahead as the server lets a commit take effect.

} // namespace

void SyncMachine::onHello(const sync::HelloReply& hello, std::uint64_t nowMs, Actions& actions)
{
    const auto state = m_port.state();
    if (!state)
        return; // The next request says what is wrong.
    const std::int64_t serverMs = hello.server_time_us() / 1000;
    ServerNote note;
    note.skewMs = m_port.nowUs() / 1000 - serverMs;
    note.durable = hello.durable().n() > 0 ? hello.durable() : state->durable;
    m_note = note;
    actions.noteServer = note;
    const bool knowsServer = state->seen.epoch() != 0 || state->hasAccepted;
    const bool isOtherEpoch = hello.head().epoch() != 0 && hello.head().epoch() != state->seen.epoch();
    if (knowsServer && (isOtherEpoch || hello.other_course()))
        startRecovery(nowMs, actions);
    // This machine's clock is right again, and the chain still lives in the future: nothing it makes would be in its place for
    // as long. A new life's clock begins at what was accepted; where that is in the future too, since it was the server's clock
    // that was wrong, nothing is won by one.
    if (std::abs(note.skewMs) <= toleratedSkewMs &&
        static_cast<std::int64_t>(state->hlcMs) > serverMs + toleratedSkewMs &&
        state->hlcMs > state->othersMs + static_cast<std::uint64_t>(toleratedSkewMs))
        askForNewOrigin("its clock was " + std::to_string(static_cast<std::int64_t>(state->hlcMs) - serverMs) +
                            " ms ahead of the server's",
                        actions);
}

void SyncMachine::noteDurable(const schema::Cursor& durable, Actions& actions)
{
    if (durable.n() == 0 || (durable.n() == m_note.durable.n() && durable.epoch() == m_note.durable.epoch()))
        return;
    m_note.durable = durable;
    actions.noteServer = m_note;
}

void SyncMachine::askForNewOrigin(std::string why, Actions& actions)
{
    if (std::exchange(m_startingOrigin, true))
        return;
    actions.startNewOrigin = std::move(why);
}

SyncMachine::Actions SyncMachine::originStarted(const Result<Done>& result, std::uint64_t nowMs)
{
    m_startingOrigin = false; // After a failure the next hello or push asks again.
    if (!m_running)
        return {};
    if (result) {
        // Pages leave out what the session's origin made, so a session has one origin.
        m_session.clear();
        m_nonce.clear();
        m_mayHavePending = true;
    }
    return advance(nowMs);
}

void SyncMachine::countPending()
{
    // Unreadable: what was known stands, and the push that follows says what is wrong.
    if (const auto state = m_port.state()) {
        m_parked = state->parked;
        m_pending = state->pending;
    }
    m_mayHavePending = m_mayHavePending || m_pending > 0;
}

void SyncMachine::startRecovery(std::uint64_t nowMs, Actions& actions)
{
    for (const auto purpose : {PushRun, PullPage, Compare}) {
        auto& resting = channel(purpose);
        if (resting.state != Channel::State::Out)
            continue;
        actions.abort.push_back(resting.request);
        resting.state = Channel::State::Idle;
        resting.notBeforeMs = nowMs;
    }
    dropNextPage(nowMs, actions);
    endSearch(Search::PutOff, {}); // Of a log that is no more.
    m_report.Clear();
    m_pushedFirst.clear();
    m_caughtUp = false;
    if (m_step != Step::None)
        return;
    beginCourse();
    channel(Recovery).notBeforeMs = nowMs;
}

void SyncMachine::beginCourse()
{
    m_step = Step::AskHeads;
    m_course = {};
    m_heldFrom = {};
}

void SyncMachine::beginRecovery(std::uint64_t nowMs, Actions& actions)
{
    SyncRequest request;
    request.method = "POST";
    if (m_step == Step::GiveBack) {
        auto held = m_port.heldAbove(m_course, m_heldFrom, m_pushCommits, m_pushBytes);
        if (!held)
            return giveUp(Recovery, held.error().about + ": " + held.error().detail, nowMs);
        m_heldMore = held->more;
        m_heldNext = held->next;
        if (!held->entries.empty()) {
            sync::GiveBack body;
            encodeEntries(held->entries, *body.mutable_entry());
            request.target = "/v1/give-back";
            request.body = body.SerializeAsString();
            return send(Recovery, std::move(request), m_session, ++m_counter, patienceMs, nowMs, actions);
        }
        m_step = Step::AskPlace;
    }
    const auto state = m_port.state();
    if (!state)
        return giveUp(Recovery, state.error().about + ": " + state.error().detail, nowMs);
    sync::Heads ask;
    *ask.mutable_cursor() = state->seen;
    for (const EpochEnd& end : state->epochs) {
        auto& known = *ask.add_known();
        known.set_number(end.number);
        known.set_last(end.last);
    }
    encodeMarks(m_port, ask);
    if (m_step == Step::AskHeads && !m_course.heads.empty())
        ask.set_after(m_course.heads.back().origin.string());
    request.target = "/v1/heads";
    request.body = ask.SerializeAsString();
    send(Recovery, std::move(request), m_session, ++m_counter, patienceMs, nowMs, actions);
}

void SyncMachine::onRecoveryReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions)
{
    if (m_step == Step::GiveBack) {
        const auto taken = parseBody<sync::GiveBackReply>(reply.body);
        if (!taken)
            return giveUp(Recovery, "the server did not say what it took back", nowMs);
        succeed(Recovery, nowMs);
        if (taken->refused() > 0)
            channel(Recovery).error = "the server did not take back " + std::to_string(taken->refused()) +
                                      " commits; the first: " + taken->why();
        m_heldFrom = m_heldNext;
        if (!m_heldMore)
            m_step = Step::AskPlace;
        return;
    }
    const auto heads = parseBody<sync::HeadsReply>(reply.body);
    if (!heads)
        return giveUp(Recovery, "the server's heads cannot be read", nowMs);
    const bool hasBegun = m_step == Step::AskPlace || !m_course.heads.empty();
    if (hasBegun && heads->log_head().epoch() != m_course.head.epoch()) {
        // Its log has taken another course since: it was restored once more, and lacks again what it was given. Or that began an
        // epoch, and then it says it has everything.
        beginCourse();
        return succeed(Recovery, nowMs);
    }
    std::vector<EpochEnd> epochs;
    for (const auto& end : heads->epoch())
        epochs.push_back({end.number(), end.last()});
    if (m_step == Step::AskPlace) {
        channel(Recovery).state = Channel::State::Applying;
        channel(Recovery).deadlineMs = nowMs + patienceMs;
        actions.resume = Resumption{heads->common(), heads->log_head(), std::move(epochs)};
        return;
    }
    if ((heads->more() && heads->head_size() == 0) || m_course.heads.size() > maxHeadsKept)
        return giveUp(Recovery, "the server has no end of heads", nowMs);
    for (const auto& head : heads->head())
        m_course.heads.push_back({RawId::of(head.origin()), head.sequence(), head.hash()});
    m_course.epochs = std::move(epochs);
    m_course.head = heads->log_head();
    if (heads->has_agreed()) { // Of that epoch it has nothing behind this: what it put there since is something else.
        m_course.epochs.push_back({heads->agreed().epoch(), heads->agreed().n()});
        if (m_course.head.epoch() == heads->agreed().epoch())
            m_course.head.set_n(std::min(m_course.head.n(), heads->agreed().n()));
    }
    if (!heads->more())
        m_step = Step::GiveBack;
    succeed(Recovery, nowMs);
}

SyncMachine::Actions SyncMachine::resumed(const Result<Done>& result, std::uint64_t nowMs)
{
    if (channel(Recovery).state != Channel::State::Applying)
        return {};
    countPending();
    if (result) {
        m_step = Step::None;
        m_mayHavePending = true;
        const auto error = channel(Recovery).error;
        succeed(Recovery, nowMs);
        channel(Recovery).error = error; // What was not taken back stays known.
    } else {
        giveUp(Recovery, result.error().about + ": " + result.error().detail, nowMs);
    }
    return advance(nowMs);
}

} // namespace kontor
