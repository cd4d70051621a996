#include "sync/server/sync_service.h"

#include "domain/base/crypto.h"
#include "domain/identity/move_terminal.h"
#include "domain/journal/row_type.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/limits.h"
#include "sync/server/health.h"
#include "sync/server/log_course.h"
#include "sync/server/routes.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kontor {

namespace {

using Code = sync::ErrorReply;

SyncReply unknownSession()
{
    return errorReply(401, Code::UNKNOWN_SESSION, "session", "say hello again");
}

SyncReply revoked()
{
    return errorReply(403, Code::REVOKED, "terminal",
                      "this terminal was revoked: it may hand in what it holds and gets nothing");
}

/// Why a terminal gets nothing, if it does not; what it holds it may hand in all the same.
std::optional<SyncReply> mayNotPull(const std::optional<schema::Terminal>& terminal)
{
    if (!terminal || terminal->revoked())
        return revoked();
    if (terminal->store().empty() && terminal->kind() == schema::TILL)
        return errorReply(403, Code::REFUSED, "store",
                          "a till without a store has nothing to follow: move it to one. It may hand in what it holds");
    return std::nullopt;
}

/// "… 17 …" -> 17: what Store::accept says about a gap.
std::uint64_t firstNumberIn(std::string_view text)
{
    const auto at = text.find_first_of("0123456789");
    std::uint64_t number = 0;
    if (at != std::string_view::npos)
        std::from_chars(text.data() + at, text.data() + text.size(), number);
    return number;
}

SyncReply refusalOf(const Error& error)
{
    switch (error.kind) {
    case Error::Kind::Denied: return errorReply(403, Code::BAD_SIGNATURE, error.about, error.detail);
    case Error::Kind::NotFound: return errorReply(403, Code::UNKNOWN_TERMINAL, error.about, error.detail);
    case Error::Kind::Invalid: return errorReply(400, Code::OTHER, error.about, error.detail);
    case Error::Kind::Conflict: {
        auto gap = errorReply(409, Code::GAP, error.about, error.detail);
        auto body = errorOf(gap);
        body.set_expected_sequence(firstNumberIn(error.detail));
        gap.body = body.SerializeAsString();
        return gap;
    }
    case Error::Kind::Storage:
    case Error::Kind::Network: break;
    }
    // What is wrong with the server's disk is for its log, not for whoever asks.
    auto busy = errorReply(503, Code::BUSY, "server", "the server cannot store anything at the moment");
    busy.retryAfterSeconds = 5;
    return busy;
}

/// What the log says of an accepted run.
std::string noteOn(const std::string& origin, std::uint64_t sequence, const std::vector<LogEntry>& entries)
{
    std::size_t flagged = 0;
    std::size_t quarantined = 0;
    for (const auto& entry : entries) {
        schema::Acceptance acceptance;
        if (!acceptance.ParseFromString(entry.acceptance))
            continue;
        flagged += acceptance.verdict() == schema::FLAGGED ? 1 : 0;
        quarantined += acceptance.verdict() == schema::QUARANTINED ? 1 : 0;
    }
    return "origin=" + origin + " first=" + std::to_string(sequence) + " commits=" + std::to_string(entries.size()) +
           " flagged=" + std::to_string(flagged) + " quarantined=" + std::to_string(quarantined);
}

} // namespace

SyncService::SyncService(Store& store, Judge judge, std::filesystem::path dataFolder, World world, Post post)
    : m_store(store),
      m_judge(std::move(judge)),
      m_world(std::move(world)),
      m_post(std::move(post)),
      m_sessions(m_world.random),
      m_waiters([this](PullWaiters::Pull& pull, bool evenIfEmpty) { return makePage(pull, evenIfEmpty); }),
      m_snapshots(store, dataFolder, m_world, m_post),
      m_enrol(store, m_judge, std::move(dataFolder), m_world, m_post),
      m_digests(store, m_world, m_post)
{
    m_watch = m_store.watch([this](const ChangeSet& changes) {
        if (changes.touches(rowTypeOf(schema::Terminal::descriptor()).type))
            m_terminalsChanged = true;
        // Many commits while the service is busy are one wake.
        if (m_wakePosted.exchange(true))
            return;
        m_post([this] {
            m_wakePosted = false;
            if (m_terminalsChanged.exchange(false))
                endChanged();
            wakeWaiters();
        });
    });
}

SyncService::~SyncService()
{
    m_store.unwatch(m_watch);
}

tl::expected<std::size_t, SyncReply> SyncService::admit(const SyncRequest& head, std::uint64_t nowMs)
{
    const auto* route = routeOf(head.target);
    if (route == nullptr)
        return tl::unexpected(errorReply(404, Code::OTHER, "path", "there is nothing here"));
    if (route->method != head.method)
        return tl::unexpected(errorReply(405, Code::OTHER, "method", "use " + std::string(route->method)));
    if (route->inSession) {
        const auto* session = head.auth ? m_sessions.find(head.auth->session, nowMs) : nullptr;
        if (!session || session->terminal.bytes() != head.auth->terminal)
            return tl::unexpected(unknownSession());
    }
    return route->maxBody;
}

void SyncService::handle(SyncRequest request, std::uint64_t nowMs, Answer answer)
{
    const auto limit = admit(request, nowMs);
    if (!limit)
        return answer(limit.error());
    if (request.body.size() > *limit)
        return answer(errorReply(413, Code::TOO_LARGE, "body", "at most " + std::to_string(*limit) + " bytes"));

    const auto path = pathOf(request.target);
    if (path == "/v1/health") {
        const auto startedMs = m_startedMs == 0 ? nowMs : m_startedMs;
        return answer(healthReply(m_store, (nowMs - startedMs) / 1000));
    }
    if (path == "/v1/nonce") {
        sync::NonceReply reply;
        reply.set_nonce(m_sessions.makeNonce(nowMs));
        return answer(okReply(reply));
    }
    if (path == "/v1/hello")
        return answer(hello(request, nowMs));
    if (path == "/v1/enrol")
        return m_enrol.enrol(request, nowMs, answer);
    if (path == "/v1/enrol-code")
        return answer(m_enrol.redeem(request, nowMs));
    if (path == "/v1/adopt")
        return m_enrol.adopt(request, nowMs, answer);

    const auto session = authenticate(request, nowMs);
    if (!session)
        return answer(session.error());
    if (path == "/v1/push")
        return push(request, answer);
    if (path == "/v1/heads")
        return answer(heads(request, **session));
    if (path == "/v1/give-back")
        return giveBack(request, answer);
    if (!(*session)->mayPull) {
        const auto terminal = rowOf((*session)->terminal);
        return answer(terminal ? mayNotPull(*terminal).value_or(unknownSession()) : refusalOf(terminal.error()));
    }
    if (path == "/v1/digest") {
        const auto follows = followedBy((*session)->terminal);
        return follows ? m_digests.handle(request, (*session)->terminal, *follows, nowMs, answer)
                       : answer(refusalOf(follows.error()));
    }
    if (path.starts_with(SnapshotService::root))
        return snapshot(path, **session, answer);
    pull(request, **session, nowMs, std::move(answer));
}

void SyncService::tick(std::uint64_t nowMs)
{
    if (m_startedMs == 0)
        m_startedMs = nowMs;
    if (m_terminalsChanged.exchange(false))
        endChanged();
    m_waiters.tick(nowMs);
    m_digests.tick(nowMs);
}

SyncReply SyncService::hello(const SyncRequest& request, std::uint64_t nowMs)
{
    const auto hello = parseBody<sync::Hello>(request.body);
    if (!hello)
        return refusalOf(hello.error());
    if (hello->protocol() < oldestSyncProtocol || hello->protocol() > syncProtocol)
        return errorReply(426, Code::TOO_OLD, "protocol",
                          "this server speaks versions " + std::to_string(oldestSyncProtocol) + " to " +
                              std::to_string(syncProtocol));
    if (m_store.identity().organisation.isNil()) {
        auto notReady = errorReply(503, Code::NOT_READY, "organisation", "this server has no organisation yet");
        notReady.retryAfterSeconds = 10;
        return notReady;
    }
    if (!request.auth || request.auth->session != hello->nonce() || !m_sessions.takeNonce(hello->nonce(), nowMs))
        return errorReply(401, Code::REPLAYED, "nonce", "it is not one of the last minute, or was used");

    const Id<schema::Terminal> id{BytesView(request.auth->terminal)};
    const auto view = m_store.read();
    const auto terminal = view->get(id);
    const auto head = m_store.head();
    if (const auto unread = view->error(); unread || !head)
        return refusalOf(unread ? *unread : head.error());
    if (!terminal || request.auth->terminal != hello->terminal())
        return errorReply(403, Code::UNKNOWN_TERMINAL, "terminal", "this server does not know it; enrol it again");
    const auto message =
        requestMessage(request.auth->session, request.auth->counter, request.method, request.target, request.body);
    if (!verifySignature(terminal->public_key(), requestTag, message, request.auth->signature))
        return errorReply(401, Code::BAD_SIGNATURE, "signature", "it is not this terminal's");

    sync::HelloReply reply;
    reply.set_session(m_sessions
                          .open(id, Id<schema::Store>(BytesView(terminal->store())), RawId::of(hello->origin()),
                                terminal->public_key(), nowMs)
                          .string());
    m_sessions.find(reply.session(), nowMs)->mayPull = !mayNotPull(terminal);
    *reply.mutable_head() = *head;
    *reply.mutable_durable() = m_store.durable();
    reply.set_server_time_us(m_world.now());
    reply.set_other_course(hello->has_mark() && !log_course::holds(m_store, hello->mark()));
    auto& limits = *reply.mutable_limits();
    limits.set_push_commits(maxPushCommits);
    limits.set_push_bytes(maxPushBytes);
    limits.set_pull_bytes(maxPullBytes);
    limits.set_wait_seconds(maxWaitSeconds);
    m_enrol.sweep();
    return okReply(reply);
}

void SyncService::endChanged()
{
    const auto view = m_store.read();
    m_sessions.end([&](const Sessions::Session& session) {
        const auto terminal = view->get(session.terminal);
        return terminal && (session.mayPull != !mayNotPull(terminal) || session.publicKey != terminal->public_key());
    });
    m_waiters.refuse([&](Id<schema::Terminal> id) {
        const auto terminal = view->get(id);
        return terminal ? mayNotPull(terminal) : std::nullopt;
    });
    if (view->error()) // Somebody who was revoked would go on: once more with the next tick.
        m_terminalsChanged = true;
}

tl::expected<Sessions::Session*, SyncReply> SyncService::authenticate(const SyncRequest& request, std::uint64_t nowMs)
{
    auto* session = request.auth ? m_sessions.find(request.auth->session, nowMs) : nullptr;
    if (!session || session->terminal.bytes() != request.auth->terminal)
        return tl::unexpected(unknownSession());
    const auto message =
        requestMessage(request.auth->session, request.auth->counter, request.method, request.target, request.body);
    if (!verifySignature(session->publicKey, requestTag, message, request.auth->signature))
        return tl::unexpected(errorReply(401, Code::BAD_SIGNATURE, "signature", "it is not this terminal's"));
    // After the signature: a stranger must not use up counters.
    if (!session->window.take(request.auth->counter))
        return tl::unexpected(errorReply(401, Code::REPLAYED, "counter", "it was used before"));
    return session;
}

void SyncService::push(const SyncRequest& request, const Answer& answer)
{
    const auto body = parseBody<sync::Push>(request.body);
    if (!body)
        return answer(refusalOf(body.error()));
    if (static_cast<std::size_t>(body->commit_size()) > maxPushCommits)
        return answer(
            errorReply(413, Code::TOO_LARGE, "commit", "at most " + std::to_string(maxPushCommits) + " commits"));
    if (body->commit_size() == 0)
        return answer(okReply(sync::PushReply()));
    auto run = openRun(body->commit());
    if (!run)
        return answer(refusalOf(run.error()));

    const auto origin = run->front().origin();
    const auto sequence = run->front().header.sequence();
    m_store.accept(
        std::move(*run), m_judge,
        [this, pass = m_gate.pass(), answer = answer, origin, sequence](Result<std::vector<LogEntry>> entries) mutable {
            // Moved on, since the connection behind it belongs to the service's thread.
            m_post([this, answer = std::move(answer), origin, sequence, entries = std::move(entries)] {
                if (!entries)
                    return answer(refusalOf(entries.error()));
                sync::PushReply reply;
                encodeEntries(*entries, *reply.mutable_entry());
                for (auto& entry : *reply.mutable_entry())
                    entry.clear_envelope(); // Whoever pushes it has it.
                reply.set_forked(m_store.isForked(origin).value_or(false));
                auto ok = okReply(reply);
                ok.note = noteOn(origin.toHex(), sequence, *entries);
                answer(std::move(ok));
            });
        });
}

Result<std::optional<schema::Terminal>> SyncService::rowOf(Id<schema::Terminal> id) const
{
    const auto view = m_store.read();
    auto row = view->get(id);
    if (auto unread = view->error())
        return tl::unexpected(*std::move(unread));
    return row;
}

Result<Id<schema::Store>> SyncService::followedBy(Id<schema::Terminal> id) const
{
    return rowOf(id).map([&](const std::optional<schema::Terminal>& terminal) {
        const Id<schema::Store> store{BytesView(terminal ? terminal->store() : Bytes())};
        if (store.isNil() && !(terminal && worksForAllStores(*terminal)))
            return Id<schema::Store>(m_store.identity().organisation.raw); // No store's: the organisation's parts only.
        return store;
    });
}

void SyncService::snapshot(std::string_view path, const Sessions::Session& session, const Answer& answer)
{
    const auto terminal = rowOf(session.terminal);
    if (!terminal)
        return answer(refusalOf(terminal.error()));
    if (!*terminal || (*terminal)->revoked())
        return answer(errorReply(403, Code::REFUSED, "terminal", "it is revoked"));
    if ((*terminal)->store().empty() && !worksForAllStores(**terminal))
        return answer(errorReply(403, Code::REFUSED, "scope", "this terminal follows no store"));
    m_snapshots.handle(path, Id<schema::Store>(BytesView((*terminal)->store())), answer);
}

void SyncService::pull(const SyncRequest& request, const Sessions::Session& session, std::uint64_t nowMs, Answer answer)
{
    const auto body = parseBody<sync::Pull>(request.body);
    if (!body)
        return answer(refusalOf(body.error()));
    const auto& after = body->after();
    const auto place = m_store.checkCursor(after);
    if (!place)
        return answer(refusalOf(place.error()));
    if (!place->isValid) {
        auto gone = errorReply(410, Code::EPOCH, "cursor", "this server's log does not reach there: ask for its heads");
        auto error = errorOf(gone);
        *error.mutable_cursor() = place->common;
        gone.body = error.SerializeAsString();
        return answer(std::move(gone));
    }
    const auto follows = followedBy(session.terminal);
    if (!follows)
        return answer(refusalOf(follows.error()));
    const auto orAll = [](std::uint32_t wish, std::size_t most) {
        return wish == 0 ? most : std::min<std::size_t>(wish, most);
    };
    PullWaiters::Pull pull;
    pull.after = after.n();
    pull.maxCommits = orAll(body->max_commits(), maxPullCommits);
    pull.maxBytes = orAll(body->max_bytes(), maxPullBytes);
    pull.terminal = session.terminal;
    pull.store = *follows;
    pull.origin = body->whole() ? RawId{} : session.origin;
    pull.ownByPush = body->own_by_push();
    pull.untilMs = nowMs + std::min(body->wait_seconds(), maxWaitSeconds) * 1000ULL;
    pull.answer = std::move(answer);
    m_waiters.add(std::move(pull), nowMs);
}

SyncReply SyncService::heads(const SyncRequest& request, const Sessions::Session& session) const
{
    const auto body = parseBody<sync::Heads>(request.body);
    if (!body)
        return refusalOf(body.error());
    std::vector<EpochEnd> known;
    for (const auto& end : body->known())
        known.push_back({end.number(), end.last()});
    const auto place = m_store.checkCursor(body->cursor(), known);
    const auto heads = m_store.heads();
    const auto epochs = m_store.epochs();
    if (!place || !heads || !epochs)
        return refusalOf(!place ? place.error() : !heads ? heads.error() : epochs.error());
    // A revoked terminal hands in what it holds, also after this server lost it; of the other terminals it learns nothing.
    const auto view = m_store.read();
    const auto mayKnow = [&](const RawId& origin) {
        if (session.mayPull)
            return true;
        const auto life = view->get(Id<schema::Origin>(origin));
        return life && life->terminal() == session.terminal.bytes();
    };
    sync::HeadsReply reply;
    for (const auto& head : *heads) { // By origin.
        if (!mayKnow(head.origin))
            continue;
        if (body->after().size() == RawId::size && head.origin.string() <= body->after())
            continue;
        if (static_cast<std::size_t>(reply.head_size()) == maxHeads) {
            reply.set_more(true);
            break;
        }
        auto& one = *reply.add_head();
        one.set_origin(head.origin.string());
        one.set_sequence(head.sequence);
        one.set_hash(head.hash);
    }
    if (const auto unread = view->error())
        return refusalOf(*unread);
    *reply.mutable_log_head() = place->head;
    *reply.mutable_common() = place->common;
    for (const auto& end : *epochs) {
        auto& one = *reply.add_epoch();
        one.set_number(end.number);
        one.set_last(end.last);
    }
    log_course::compare(m_store, *body, reply);
    return okReply(reply);
}

void SyncService::giveBack(const SyncRequest& request, const Answer& answer)
{
    auto body = parseBody<sync::GiveBack>(request.body);
    if (!body)
        return answer(refusalOf(body.error()));
    if (static_cast<std::size_t>(body->entry_size()) > maxPushCommits)
        return answer(
            errorReply(413, Code::TOO_LARGE, "entry", "at most " + std::to_string(maxPushCommits) + " commits"));
    const auto before = m_store.head().value_or(schema::Cursor()).epoch();
    m_store.giveBack(decodeEntries(*body->mutable_entry()), [this, pass = m_gate.pass(), before,
                                                             answer = answer](Result<GivenBack> given) mutable {
        m_post([this, before, answer = std::move(answer), given = std::move(given)] {
            if (!given)
                return answer(refusalOf(given.error()));
            // Who may not pull hears of a new epoch by a new hello only, and may hold what is missing.
            if (m_store.head().value_or(schema::Cursor()).epoch() != before)
                m_sessions.end([](const Sessions::Session& session) { return !session.mayPull; });
            sync::GiveBackReply reply;
            reply.set_taken(given->taken);
            reply.set_known(given->known);
            reply.set_refused(given->refused);
            reply.set_why(given->why);
            auto ok = okReply(reply);
            ok.note = "taken=" + std::to_string(given->taken) + " known=" + std::to_string(given->known) +
                      " waiting=" + std::to_string(given->waiting) + " refused=" + std::to_string(given->refused);
            answer(std::move(ok));
        });
    });
}

void SyncService::wakeWaiters()
{
    m_waking = m_waiters.count() > 1; // For one alone there is nothing to share.
    m_waiters.wake();
    m_waking = false;
    m_shared.clear();
    m_passed.clear();
}

bool SyncService::Passed::concerns(const PullWaiters::Pull& pull, RawId organisation) const
{
    const auto has = [](const std::vector<RawId>& list, const RawId& id) {
        return std::find(list.begin(), list.end(), id) != list.end();
    };
    return pull.store.isNil() || has(scopes, pull.store.raw) || has(scopes, organisation) ||
           has(terminals, pull.terminal.raw);
}

std::optional<SyncReply> SyncService::makePage(PullWaiters::Pull& pull, bool evenIfEmpty)
{
    if (m_waking && !evenIfEmpty) {
        // One sale concerns one store of many: one read tells it all the others.
        const auto organisation = m_store.identity().organisation.raw;
        for (auto at = m_passed.find(pull.after); at != m_passed.end() && !at->second.concerns(pull, organisation);
             at = m_passed.find(pull.after)) {
            pull.after = at->second.upTo;
            if (at->second.isLast)
                return std::nullopt;
        }
        const auto& shared = sharedPage(pull);
        const auto& others = shared.passed.terminals;
        if (std::find(others.begin(), others.end(), pull.terminal.raw) == others.end()) {
            if (!shared.reply)
                pull.after = std::max(pull.after, shared.passed.upTo);
            return shared.reply;
        }
    }
    return readPage(pull, evenIfEmpty, nullptr);
}

const SyncService::SharedPage& SyncService::sharedPage(const PullWaiters::Pull& pull)
{
    const SharedKey key{pull.after, pull.maxCommits, pull.maxBytes, pull.store.raw};
    const auto found = m_shared.find(key);
    if (found != m_shared.end())
        return found->second;
    PullWaiters::Pull anybody;
    anybody.after = pull.after;
    anybody.maxCommits = pull.maxCommits;
    anybody.maxBytes = pull.maxBytes;
    anybody.store = pull.store;
    SharedPage shared;
    shared.reply = readPage(anybody, false, &shared.passed);
    if (shared.passed.upTo > pull.after)
        m_passed.emplace(pull.after, shared.passed);
    return m_shared.emplace(key, std::move(shared)).first->second;
}

std::optional<SyncReply> SyncService::readPage(PullWaiters::Pull& pull, bool evenIfEmpty, Passed* passed)
{
    ++m_logReads;
    const auto page = m_store.log(
        {pull.after, pull.maxCommits, pull.maxBytes, pull.terminal, pull.store, pull.origin, pull.ownByPush});
    if (!page)
        return refusalOf(page.error());
    if (passed != nullptr)
        *passed = {page->upTo.n(), !page->more, page->scopes, page->terminals};
    // Commits with no part in the terminal's scopes are no reason to answer; a long way past them is, since it is not gone twice.
    if (page->entries.empty() && !page->more && !page->passedOwn && !evenIfEmpty) {
        pull.after = std::max(pull.after, page->upTo.n());
        return std::nullopt;
    }
    sync::PullReply reply;
    encodeEntries(page->entries, *reply.mutable_entry());
    *reply.mutable_up_to() = page->upTo;
    reply.set_more(page->more);
    *reply.mutable_durable() = m_store.durable();
    if (page->digests.schema != 0)
        encodeDigests(page->digests, *reply.mutable_digests());
    auto ok = okReply(reply);
    ok.isAlarm = !page->damaged.empty();
    if (ok.isAlarm)
        ok.note = "damaged=" + std::to_string(page->damaged.size()) + " first_damaged=" + hex(page->damaged.front());
    return ok;
}

} // namespace kontor
