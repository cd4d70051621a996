#include "sync/protocol/sync_machine.h"

#include "domain/base/planted.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/log_marks_wire.h"

#include <algorithm>
#include <utility>

namespace kontor {

namespace {

constexpr std::uint64_t patienceMs = 30'000;         ///< Silence after which a request is given up.
constexpr std::uint64_t outdatedRetryMs = 3'600'000; ///< The server may be set back, too.
constexpr std::uint64_t longestRetryAfterMs = 3'600'000;
/// Acceptances of more than these come by the push alone; of a sale now and then a second time by the pull, which then also
/// brings what to compare with.
constexpr std::uint64_t fewCommits = 8;

bool isAt(const schema::Cursor& a, const schema::Cursor& b)
{
    return a.epoch() == b.epoch() && a.n() == b.n();
}

std::string describe(const sync::ErrorReply& error)
{
    return error.about().empty() ? error.detail() : error.about() + ": " + error.detail();
}

} // namespace

SyncMachine::SyncMachine(const SyncPort& port, RandomUpTo random, Options options)
    : m_port(port),
      m_random(std::move(random)),
      m_breaker(m_random),
      m_options(std::move(options)),
      m_pushCommits(m_options.pushCommits),
      m_waitSeconds(m_options.waitSeconds)
{}

// --- events

SyncMachine::Actions SyncMachine::started(std::uint64_t nowMs)
{
    m_running = true;
    m_mayHavePending = true;
    m_breaker.reset();
    for (auto& channel : m_channels)
        channel.notBeforeMs = nowMs;
    countPending();
    return advance(nowMs);
}

SyncMachine::Actions SyncMachine::stopped()
{
    Actions actions;
    for (auto& channel : m_channels) {
        if (channel.state == Channel::State::Out)
            actions.abort.push_back(channel.request);
        channel = {};
    }
    m_running = m_online = m_caughtUp = m_outdated = false;
    m_session.clear();
    m_nonce.clear();
    m_step = Step::None;
    m_startingOrigin = false;
    m_nextPage.reset();
    m_searchedAt.reset();
    m_report.Clear();
    m_counting = false;
    m_countDueMs = m_searchNotBeforeMs = m_searchWaitMs = 0;
    endSearch(Search::Done, m_digest);
    m_suspects.clear();
    const auto status = makeStatus();
    actions.statusChanged = std::exchange(m_status, status) != status;
    assertInvariants();
    return actions;
}

SyncMachine::Actions SyncMachine::tick(std::uint64_t nowMs)
{
    Actions actions;
    for (const auto purpose : purposes) {
        auto& waiting = channel(purpose);
        if (waiting.state == Channel::State::Idle || nowMs < waiting.deadlineMs)
            continue;
        if (waiting.state == Channel::State::Applying) {
            // The store answers every call, so the wait goes on; but it does not go on in silence.
            waiting.error = "the store is slow to take a page in";
            waiting.deadlineMs = nowMs + patienceMs;
            continue;
        }
        actions.abort.push_back(waiting.request);
        waiting.linkFailed = true;
        m_online = false;
        m_breaker.failed(nowMs);
        giveUp(purpose, "no answer in time", nowMs);
    }
    if (m_outdated && nowMs >= m_hardNotBeforeMs)
        m_outdated = false;
    return advance(nowMs, std::move(actions));
}

SyncMachine::Actions SyncMachine::localCommitMade(std::uint64_t nowMs)
{
    m_mayHavePending = true;
    countPending();
    // A till that sells while the server is away tries once a second at most, however much it sells.
    const auto at = std::max(nowMs, m_wokenMs == 0 ? nowMs : m_wokenMs + backoffFloorMs);
    bool woken = m_breaker.notBeforeMs() > at;
    for (const auto purpose : {Handshake, PushRun}) {
        if (channel(purpose).state == Channel::State::Idle && channel(purpose).notBeforeMs > at) {
            channel(purpose).notBeforeMs = at;
            woken = true;
        }
    }
    if (woken) {
        m_wokenMs = at;
        m_breaker.probeBy(at);
    }
    return advance(nowMs);
}

SyncMachine::Actions SyncMachine::replied(std::uint64_t number, const SyncReply& reply, std::uint64_t nowMs)
{
    Actions actions;
    for (const auto purpose : purposes) {
        auto& waiting = channel(purpose);
        if (waiting.state != Channel::State::Out || waiting.request != number)
            continue;
        m_online = reply.status < 500;
        m_breaker.answered();
        if (reply.status != 200)
            onRefusal(purpose, reply, nowMs, actions);
        else if (purpose == Handshake)
            onHandshakeReply(reply, nowMs, actions);
        else if (purpose == PushRun)
            onPushReply(reply, nowMs, actions);
        else if (purpose == Recovery)
            onRecoveryReply(reply, nowMs, actions);
        else if (purpose == Compare)
            onCompareReply(reply, nowMs, actions);
        else if (purpose == Prefetch) {
            m_nextPage = reply;
            succeed(Prefetch, nowMs);
        } else
            onPullReply(reply, nowMs, actions);
        break;
    }
    return advance(nowMs, std::move(actions));
}

SyncMachine::Actions SyncMachine::failed(std::uint64_t number, const std::string& why, std::uint64_t nowMs)
{
    for (const auto purpose : purposes) {
        auto& waiting = channel(purpose);
        if (waiting.state != Channel::State::Out || waiting.request != number)
            continue;
        waiting.linkFailed = true;
        m_online = false;
        if (!isPlanted(Planted::RetryStorm))
            m_breaker.failed(nowMs);
        giveUp(purpose, why, nowMs);
    }
    return advance(nowMs);
}

void SyncMachine::progressed(std::uint64_t number, std::uint64_t nowMs)
{
    for (auto& waiting : m_channels)
        if (waiting.state == Channel::State::Out && waiting.request == number)
            waiting.deadlineMs = std::max(waiting.deadlineMs, nowMs + patienceMs);
}

SyncMachine::Actions SyncMachine::logApplied(const Result<Done>& result, std::uint64_t nowMs)
{
    if (channel(PullPage).state != Channel::State::Applying)
        return {};
    Actions actions;
    countPending();
    if (result) {
        m_caughtUp = !m_moreToPull;
        m_pullWhole = false;
        succeed(PullPage, nowMs);
        if (const auto state = m_port.state(); state && state->seen.n() < m_applyingUpTo.n()) {
            // The page moved this terminal to another store, whose past comes from the beginning of the log.
            m_caughtUp = false;
            dropNextPage(nowMs, actions);
        } else {
            takeNextPage(nowMs, actions);
            searchIfDifferent(nowMs);
        }
    } else {
        m_pullWhole = result.error().kind == Error::Kind::Conflict;
        giveUp(PullPage, result.error().about + ": " + result.error().detail, nowMs);
        dropNextPage(nowMs, actions); // It begins where this one would have ended.
    }
    return advance(nowMs, std::move(actions));
}

SyncMachine::Actions SyncMachine::acceptancesApplied(const Result<Done>& result, std::uint64_t nowMs)
{
    if (channel(PushRun).state != Channel::State::Applying)
        return {};
    countPending();
    Actions actions;
    if (!result) {
        giveUp(PushRun, result.error().about + ": " + result.error().detail, nowMs);
    } else {
        succeed(PushRun, nowMs);
        if (m_step == Step::None && (m_pushForked || (m_pending == 0 && m_pushed > fewCommits)))
            compareSoon(nowMs, actions); // The pulls went past these before they were taken in.
    }
    return advance(nowMs, std::move(actions));
}

// --- what is due

bool SyncMachine::hasWork(Purpose purpose) const
{
    if (purpose == Handshake)
        return m_session.empty();
    if (m_session.empty())
        return false;
    if (purpose == Recovery)
        return m_step != Step::None && channel(PushRun).state != Channel::State::Applying &&
               channel(PullPage).state != Channel::State::Applying;
    if (purpose == Prefetch)
        return m_step == Step::None && channel(PullPage).state == Channel::State::Applying && m_moreToPull &&
               !m_nextPage;
    if (purpose == Compare)
        return m_step == Step::None && (m_search || m_report.differing_size() > 0);
    return m_step == Step::None && (purpose == PullPage || m_mayHavePending);
}

std::size_t SyncMachine::out() const
{
    return static_cast<std::size_t>(std::count_if(m_channels.begin(), m_channels.end(), [](const Channel& channel) {
        return channel.state == Channel::State::Out && !channel.hangs;
    }));
}

std::uint64_t SyncMachine::dueMs(Purpose purpose) const
{
    return std::max({channel(purpose).notBeforeMs, m_hardNotBeforeMs, m_breaker.notBeforeMs()});
}

std::optional<std::uint64_t> SyncMachine::wakeAtMs() const
{
    if (!m_running)
        return std::nullopt;
    std::optional<std::uint64_t> wake;
    for (const auto purpose : purposes) {
        const auto& waiting = channel(purpose);
        const bool idle = waiting.state == Channel::State::Idle;
        // While the link is dead only its probe is waited for; the others are due when that has ended.
        if (idle && (!hasWork(purpose) || (m_breaker.isOpen() && out() > 0)))
            continue;
        const auto at = idle ? dueMs(purpose) : waiting.deadlineMs;
        wake = std::min(wake.value_or(at), at);
    }
    KONTOR_ASSERT(wake); // Without a session the handshake has work, with one the pull has.
    return wake;
}

SyncMachine::Actions SyncMachine::advance(std::uint64_t nowMs, Actions actions)
{
    if (m_running && !m_outdated) {
        countIfDue(nowMs, actions);
        for (const auto purpose : purposes)
            if (channel(purpose).state == Channel::State::Idle && hasWork(purpose) && nowMs >= dueMs(purpose) &&
                m_breaker.mayBegin(nowMs, out()))
                begin(purpose, nowMs, actions);
    }
    const auto status = makeStatus();
    if (status != m_status) {
        m_status = status;
        actions.statusChanged = true;
    }
    assertInvariants();
    return actions;
}

void SyncMachine::begin(Purpose purpose, std::uint64_t nowMs, Actions& actions)
{
    switch (purpose) {
    case Handshake: return beginHandshake(nowMs, actions);
    case PushRun: return beginPush(nowMs, actions);
    case PullPage:
    case Prefetch: return beginPull(purpose, nowMs, actions);
    case Recovery: return beginRecovery(nowMs, actions);
    case Compare: return beginCompare(nowMs, actions);
    }
}

void SyncMachine::beginHandshake(std::uint64_t nowMs, Actions& actions)
{
    SyncRequest request;
    if (m_nonce.empty()) {
        request.method = "GET";
        request.target = "/v1/nonce";
        m_helloOut = false;
        return send(Handshake, std::move(request), {}, 0, patienceMs, nowMs, actions);
    }
    const auto identity = m_port.identity();
    sync::Hello hello;
    hello.set_protocol(syncProtocol);
    hello.set_nonce(m_nonce);
    hello.set_terminal(identity.terminal.string());
    hello.set_origin(identity.origin.string());
    hello.set_program(m_options.program);
    encodeMarks(m_port, hello);
    request.method = "POST";
    request.target = "/v1/hello";
    request.body = hello.SerializeAsString();
    const auto nonce = std::exchange(m_nonce, {});
    m_helloOut = true;
    send(Handshake, std::move(request), nonce, 0, patienceMs, nowMs, actions);
}

void SyncMachine::beginPush(std::uint64_t nowMs, Actions& actions)
{
    const auto unaccepted = m_port.pending(m_pushCommits, m_pushBytes);
    if (!unaccepted)
        return giveUp(PushRun, unaccepted.error().about + ": " + unaccepted.error().detail, nowMs);
    const auto& run = *unaccepted;
    if (run.empty()) {
        m_mayHavePending = false;
        m_pushedFirst.clear();
        return;
    }
    if (run.front().hash == m_pushedFirst) {
        // Accepted, and taken in, and still pending: sending it again at once would go on for ever.
        m_pushedFirst.clear();
        giveUp(PushRun, "an accepted commit is still waiting", nowMs);
        return;
    }
    sync::Push push;
    for (const auto& commit : run)
        *push.add_commit() = commit.envelope();
    m_pushed = run.size();
    m_pushedFirst = run.front().hash;
    m_pushedOrigin = run.front().origin();

    SyncRequest request;
    request.method = "POST";
    request.target = "/v1/push";
    request.body = push.SerializeAsString();
    send(PushRun, std::move(request), m_session, ++m_counter, patienceMs, nowMs, actions);
}

void SyncMachine::beginPull(Purpose purpose, std::uint64_t nowMs, Actions& actions)
{
    sync::Pull pull;
    if (purpose == Prefetch) {
        *pull.mutable_after() = m_applyingUpTo;
    } else {
        const auto state = m_port.state();
        if (!state)
            return giveUp(PullPage, state.error().about + ": " + state.error().detail, nowMs);
        *pull.mutable_after() = state->seen;
        m_pullAfter = state->seen;
    }
    pull.set_max_commits(static_cast<std::uint32_t>(m_options.pullCommits));
    pull.set_max_bytes(static_cast<std::uint32_t>(m_pullBytes));
    // Until it is known that nothing is left, an answer is wanted at once; and of a probe, which all others wait for.
    const auto wait = m_caughtUp && purpose == PullPage && !m_breaker.isOpen() ? m_waitSeconds : 0;
    if (purpose == PullPage)
        m_restMs = m_caughtUp ? nowMs + backoffFloorMs : nowMs;
    pull.set_wait_seconds(wait);
    pull.set_whole(m_pullWhole);
    pull.set_own_by_push(m_pending > fewCommits); // If a push's answer is lost on the way, the push is sent again.

    SyncRequest request;
    request.method = "POST";
    request.target = "/v1/pull";
    request.body = pull.SerializeAsString();
    send(purpose, std::move(request), m_session, ++m_counter, patienceMs + wait * 1000ULL, nowMs, actions);
    channel(purpose).hangs = wait > 0;
}

/// After a page was applied: the next one is here, or on its way.
void SyncMachine::takeNextPage(std::uint64_t nowMs, Actions& actions)
{
    auto& next = channel(Prefetch);
    m_pullAfter = m_applyingUpTo;
    if (m_nextPage) {
        const auto reply = *std::exchange(m_nextPage, std::nullopt);
        onPullReply(reply, nowMs, actions);
    } else if (next.state == Channel::State::Out) {
        channel(PullPage) = std::exchange(next, Channel{});
    }
}

void SyncMachine::dropNextPage(std::uint64_t nowMs, Actions& actions)
{
    m_nextPage.reset();
    auto& next = channel(Prefetch);
    if (next.state == Channel::State::Out)
        actions.abort.push_back(next.request);
    next = {};
    next.notBeforeMs = nowMs;
}

void SyncMachine::send(Purpose purpose, SyncRequest request, BytesView session, std::uint64_t counter,
                       std::uint64_t patience, std::uint64_t nowMs, Actions& actions)
{
    if (!session.empty()) {
        RequestAuth auth;
        auth.terminal = m_port.identity().terminal.string();
        auth.session = Bytes(session);
        auth.counter = counter;
        auth.signature =
            m_port.sign(requestMessage(session, counter, request.method, request.target, request.body), m_signsWith);
        request.auth = std::move(auth);
    }
    auto& out = channel(purpose);
    out.state = Channel::State::Out;
    out.hangs = false;
    out.request = ++m_lastNumber;
    out.deadlineMs = nowMs + patience;
    request.correlation = std::to_string(m_random(UINT64_MAX >> 16U)) + '-' + std::to_string(m_lastNumber);
    actions.send.push_back({m_lastNumber, std::move(request)});
}

// --- what came of it

void SyncMachine::succeed(Purpose purpose, std::uint64_t nowMs)
{
    auto& done = channel(purpose);
    done = {};
    done.notBeforeMs = nowMs;
    for (auto& other : m_channels) {
        if (!other.linkFailed || other.state != Channel::State::Idle)
            continue;
        other.linkFailed = false;
        other.notBeforeMs = nowMs;
    }
}

void SyncMachine::giveUp(Purpose purpose, std::string why, std::uint64_t nowMs)
{
    auto& failing = channel(purpose);
    failing.fail(nowMs, m_random);
    if (isPlanted(Planted::RetryStorm))
        failing.notBeforeMs = nowMs;
    failing.error = std::move(why);
    if (purpose == PushRun)
        m_pushedFirst.clear();
    if (purpose == PushRun && isPlanted(Planted::NoRetryAfterFailedUpload))
        m_mayHavePending = false;
    if (purpose == Compare)
        giveUpComparing();
}

void SyncMachine::onRefusal(Purpose purpose, const SyncReply& reply, std::uint64_t nowMs, Actions& actions)
{
    const auto error = errorOf(reply);
    const bool first = channel(purpose).failures == 0;
    giveUp(purpose, describe(error), nowMs);
    if (reply.retryAfterSeconds > 0)
        m_hardNotBeforeMs = nowMs + std::min<std::uint64_t>(reply.retryAfterSeconds * 1000ULL, longestRetryAfterMs);

    if (reply.status == 426) {
        m_outdated = true;
        m_hardNotBeforeMs = nowMs + outdatedRetryMs;
    } else if (reply.status == 401 && purpose != Handshake) {
        // The server forgot the session (it was restarted), or saw the counter twice (a proxy sent the request again).
        m_session.clear();
        m_nonce.clear();
        if (first)
            channel(purpose).notBeforeMs = nowMs;
    } else if (reply.status == 401 && error.code() == sync::ErrorReply::BAD_SIGNATURE && m_port.hasFormerKey()) {
        // It has not heard of the new key yet, or just has. The other one is tried at once, and then slower and slower.
        m_signsWith = m_signsWith == WhichKey::Present ? WhichKey::Former : WhichKey::Present;
        if (first)
            channel(purpose).notBeforeMs = nowMs;
    } else if (reply.status == 413 && purpose == PushRun && m_pushCommits > 1) {
        m_pushCommits /= 2;
        channel(purpose).notBeforeMs = nowMs;
    } else if ((reply.status == 410 && purpose == PullPage) ||
               (reply.status == 409 && purpose == PushRun && error.code() == sync::ErrorReply::GAP)) {
        // The log is another one, or the server lacks something it had accepted. Soon again if it was the first time.
        startRecovery(nowMs, actions);
        if (!first)
            channel(Recovery).notBeforeMs = channel(purpose).notBeforeMs;
    }
}

void SyncMachine::onHandshakeReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions)
{
    if (!m_helloOut) {
        const auto nonce = parseBody<sync::NonceReply>(reply.body);
        if (!nonce || nonce->nonce().size() != 16)
            return giveUp(Handshake, "the server's nonce cannot be read", nowMs);
        m_nonce = nonce->nonce();
        // No success yet: a hello that is refused for ever must wait longer and longer.
        channel(Handshake).state = Channel::State::Idle;
        channel(Handshake).notBeforeMs = nowMs;
        return;
    }
    const auto hello = parseBody<sync::HelloReply>(reply.body);
    if (!hello || hello->session().size() != 16)
        return giveUp(Handshake, "the server's reply to hello cannot be read", nowMs);
    m_session = hello->session();
    m_counter = 0;
    const auto smaller = [](auto ours, std::uint32_t announced) {
        return announced == 0 ? ours : std::min<decltype(ours)>(ours, announced);
    };
    const auto& limits = hello->limits();
    m_pushCommits = smaller(m_options.pushCommits, limits.push_commits());
    m_pushBytes = smaller(maxPushBytes, limits.push_bytes());
    m_pullBytes = smaller(maxPullBytes, limits.pull_bytes());
    m_waitSeconds = smaller(m_options.waitSeconds, limits.wait_seconds());
    m_mayHavePending = true;
    succeed(Handshake, nowMs);
    onHello(*hello, nowMs, actions);
    if (m_signsWith == WhichKey::Former && m_port.isKeyUntold())
        askForNewOrigin("the server was not told of its change of key", actions);
}

void SyncMachine::onPushReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions)
{
    auto push = parseBody<sync::PushReply>(reply.body);
    if (!push || static_cast<std::size_t>(push->entry_size()) != m_pushed)
        return giveUp(PushRun, "the server did not answer for every commit", nowMs);
    channel(PushRun).state = Channel::State::Applying;
    channel(PushRun).deadlineMs = nowMs + patienceMs;
    actions.applyAcceptances = decodeEntries(*push->mutable_entry());
    m_pushForked = push->forked();
    if (push->forked() && m_pushedOrigin == m_port.identity().origin)
        askForNewOrigin("another data folder writes under the same origin", actions);
}

void SyncMachine::onPullReply(const SyncReply& reply, std::uint64_t nowMs, Actions& actions)
{
    auto page = parseBody<sync::PullReply>(reply.body);
    if (!page)
        return giveUp(PullPage, "the server's page cannot be read", nowMs);
    noteDurable(page->durable(), actions);
    if (m_pullAfter.n() > 0 && page->up_to().epoch() != m_pullAfter.epoch())
        return startRecovery(nowMs, actions); // The page comes again from where both logs part.
    m_moreToPull = page->more();
    if (page->entry_size() == 0 && page->up_to().epoch() == m_pullAfter.epoch() &&
        page->up_to().n() == m_pullAfter.n()) {
        if (m_moreToPull)
            return giveUp(PullPage, "the server has more and sends nothing", nowMs);
        // Nothing new, and nothing left to send: the moment to compare, once.
        if (page->has_digests() && m_pending == 0 && !isAt(m_comparedAt, page->up_to())) {
            m_comparedAt = m_applyingUpTo = page->up_to();
            channel(PullPage).state = Channel::State::Applying;
            channel(PullPage).deadlineMs = nowMs + patienceMs;
            actions.applyLog = LogPage{{}, page->up_to(), decodeDigests(page->digests())};
            return;
        }
        m_caughtUp = true;
        succeed(PullPage, nowMs);
        searchIfDifferent(nowMs);
        // A server that does not wait when it is asked to must not be asked a thousand times a second.
        channel(PullPage).notBeforeMs = std::max(nowMs, m_restMs);
        return;
    }
    channel(PullPage).state = Channel::State::Applying;
    channel(PullPage).deadlineMs = nowMs + patienceMs;
    // More pages, or news while all was well: the pill does not flicker for the latter.
    m_caughtUp = m_caughtUp && !m_moreToPull;
    if (page->has_digests() && m_pending == 0)
        m_comparedAt = page->up_to();
    m_applyingUpTo = page->up_to();
    actions.applyLog = LogPage{decodeEntries(*page->mutable_entry()), page->up_to(), decodeDigests(page->digests())};
}

SyncStatus SyncMachine::makeStatus() const
{
    SyncStatus status;
    status.pending = m_pending;
    status.skewMs = m_note.skewMs;
    status.parked = m_parked;
    status.digest = m_digest;
    status.counting = m_counting;
    for (const auto& channel : m_channels)
        if (status.lastError.empty())
            status.lastError = channel.error;
    if (m_outdated)
        status.link = SyncStatus::Link::Outdated;
    else if (!m_online)
        status.link = SyncStatus::Link::Offline;
    else if (m_pending > 0 || !m_caughtUp || m_step != Step::None || hasWork(Compare))
        status.link = SyncStatus::Link::Syncing;
    else
        status.link = SyncStatus::Link::Synced;
    return status;
}

} // namespace kontor
