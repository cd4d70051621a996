#include "sync/server/enrol_service.h"

#include "domain/base/crypto.h"
#include "domain/identity/actor.h"
#include "domain/identity/terminal.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/enrolment_code.h"
#include "sync/protocol/limits.h"
#include "sync/server/root_of_trust.h"

#include <utility>

namespace kontor {

namespace {

using Code = sync::ErrorReply;

std::optional<schema::Terminal> terminalWithKey(const Reader& shop, BytesView publicKey)
{
    for (auto& terminal : shop.all<schema::Terminal>())
        if (terminal.public_key() == publicKey)
            return std::move(terminal);
    return std::nullopt;
}

SyncReply notReady(std::string detail)
{
    auto reply = errorReply(503, Code::NOT_READY, "organisation", std::move(detail));
    reply.retryAfterSeconds = 2;
    return reply;
}

std::optional<SyncReply> refuseVersion(std::uint32_t protocol)
{
    if (protocol >= oldestSyncProtocol && protocol <= syncProtocol)
        return std::nullopt;
    return errorReply(426, Code::TOO_OLD, "protocol", "this server speaks version " + std::to_string(syncProtocol));
}

} // namespace

EnrolService::EnrolService(Store& store, const Judge& judge, std::filesystem::path dataFolder, const World& world,
                           Post post)
    : m_store(store),
      m_judge(judge),
      m_world(world),
      m_post(std::move(post)),
      m_enrolments(std::move(dataFolder))
{}

void EnrolService::sweep()
{
    m_enrolments.sweep(m_world.now());
}

std::optional<SyncReply> EnrolService::refuseGuessing(const std::string& peer, std::uint64_t nowMs)
{
    const auto wait = m_attempts.waitSeconds(peer, nowMs);
    if (wait == 0)
        return std::nullopt;
    auto reply = errorReply(429, Code::BUSY, "secret", "too many wrong ones");
    reply.retryAfterSeconds = wait;
    return reply;
}

SyncReply EnrolService::refuse(const Error& error, const std::string& peer, std::uint64_t nowMs)
{
    if (error.kind == Error::Kind::Denied) {
        m_attempts.countWrong(peer, nowMs);
        return errorReply(403, Code::REFUSED, error.about, error.detail);
    }
    if (error.kind == Error::Kind::Storage)
        return errorReply(503, Code::BUSY, "server", "the server cannot store anything at the moment");
    return errorReply(400, Code::OTHER, error.about, error.detail);
}

void EnrolService::answerFor(const Bytes& publicKey, const Answer& answer) const
{
    const auto terminal = terminalWithKey(*m_store.read(), publicKey);
    if (!terminal)
        return answer(notReady("the terminal is not made yet"));
    sync::EnrolReply reply;
    reply.set_organisation(m_store.identity().organisation.string());
    reply.set_store(terminal->store());
    reply.set_terminal(terminal->id());
    reply.set_ordinal(terminal->ordinal());
    answer(okReply(reply));
}

void EnrolService::enrol(const SyncRequest& request, std::uint64_t nowMs, const Answer& answer)
{
    if (auto guessing = refuseGuessing(request.peer, nowMs))
        return answer(std::move(*guessing));
    const auto wish = parseBody<sync::Enrol>(request.body);
    if (!wish)
        return answer(refuse(wish.error(), request.peer, nowMs));
    if (auto refusal = refuseVersion(wish->protocol()))
        return answer(std::move(*refusal));
    const auto identity = m_store.identity();
    if (identity.organisation.isNil())
        return answer(notReady("this server has no organisation yet"));
    // Until the first terminal has pushed the server's own row, nobody could check what the server writes.
    if (!m_store.read()->get(identity.terminal))
        return answer(notReady("this server's adoption is not finished"));
    if (wish->public_key().size() != 32)
        return answer(errorReply(400, Code::OTHER, "public_key", "has 32 bytes"));

    const auto enrolment = m_enrolments.claim(wish->secret(), wish->public_key(), m_world.now());
    if (!enrolment)
        return answer(refuse(enrolment.error(), request.peer, nowMs));

    EnrolTerminal input;
    input.kind = enrolment->kind();
    input.name = wish->name().empty() ? enrolment->name() : wish->name();
    input.store = Id<schema::Store>(BytesView(enrolment->store()));
    input.publicKey = wish->public_key();
    const auto command = [input](const Reader& shop, const Context& context, const Actor& actor) -> Result<Commit> {
        if (terminalWithKey(shop, input.publicKey))
            return fail(Error::Kind::Conflict, "terminal", "it is enrolled already");
        return enrolTerminal(shop, context, actor, input);
    };
    const auto done = [this, pass = m_gate.pass(), key = input.publicKey, answer = answer, peer = request.peer,
                       nowMs](Result<Committed> made) mutable {
        m_post([this, key, answer = std::move(answer), peer, nowMs, made = std::move(made)] {
            if (!made && made.error().kind != Error::Kind::Conflict) {
                // A command's Denied is about the person who made the enrolment, not about a wrong secret.
                if (made.error().kind == Error::Kind::Denied)
                    return answer(errorReply(403, Code::REFUSED, made.error().about, made.error().detail));
                return answer(refuse(made.error(), peer, nowMs));
            }
            answerFor(key, answer);
        });
    };
    const Id<schema::Staff> author{BytesView(enrolment->made_by())};
    if (author.isNil())
        m_store.execute(
            [command](const Reader& shop, const Context& context) { return command(shop, context, Actor::founder()); },
            done);
    else
        m_store.execute(author, command, done);
}

SyncReply EnrolService::redeem(const SyncRequest& request, std::uint64_t nowMs)
{
    if (auto guessing = refuseGuessing(request.peer, nowMs))
        return std::move(*guessing);
    const auto asked = parseBody<sync::EnrolCode>(request.body);
    if (!asked)
        return refuse(asked.error(), request.peer, nowMs);
    if (auto refusal = refuseVersion(asked->protocol()))
        return std::move(*refusal);
    const auto code = m_enrolments.claimCode(*asked, m_world.now());
    if (!code)
        return refuse(code.error(), request.peer, nowMs);
    auto answer = whatATerminalNeeds(m_store);
    answer.set_name(code->label());
    answer.set_expires_us(code->expires_us());
    sync::EnrolCodeReply reply;
    reply.set_sealed(sealCodeAnswer(code->seal_key(), asked->proof(), answer, m_world.random(24)));
    return okReply(reply);
}

void EnrolService::adopt(const SyncRequest& request, std::uint64_t nowMs, const Answer& answer)
{
    if (auto guessing = refuseGuessing(request.peer, nowMs))
        return answer(std::move(*guessing));
    const auto offer = parseBody<sync::Adopt>(request.body);
    if (!offer)
        return answer(refuse(offer.error(), request.peer, nowMs));
    if (auto refusal = refuseVersion(offer->protocol()))
        return answer(std::move(*refusal));
    const auto identity = m_store.identity();
    if (!identity.organisation.isNil() && identity.organisation.bytes() != offer->organisation())
        return answer(errorReply(409, Code::REFUSED, "organisation", "this server has one already"));
    if (static_cast<std::size_t>(offer->commit_size()) > maxPushCommits)
        return answer(
            errorReply(413, Code::TOO_LARGE, "commit", "at most " + std::to_string(maxPushCommits) + " commits"));
    if (offer->pepper().size() < 16 || offer->pepper().size() > 64 || offer->server_terminal().size() != RawId::size)
        return answer(errorReply(400, Code::OTHER, "pepper", "pepper or terminal id are not of their size"));

    auto run = openRun(offer->commit());
    if (!run)
        return answer(refuse(run.error(), request.peer, nowMs));
    const auto rootKey = checkRootOfTrust(*run, Id<schema::Organisation>(BytesView(offer->organisation())));
    if (!rootKey)
        return answer(errorReply(400, Code::OTHER, rootKey.error().about, rootKey.error().detail));
    if (const auto claimed = m_enrolments.claim(offer->secret(), *rootKey, m_world.now()); !claimed)
        return answer(refuse(claimed.error(), request.peer, nowMs));

    if (identity.organisation.isNil()) {
        StoreIdentity adopted;
        adopted.organisation = Id<schema::Organisation>(BytesView(offer->organisation()));
        adopted.terminal = Id<schema::Terminal>(BytesView(offer->server_terminal()));
        adopted.ordinal = offer->server_ordinal();
        adopted.isServer = true;
        if (auto set = m_store.setIdentity(adopted, offer->pepper(), m_store.publicKey()); !set)
            return answer(refuse(set.error(), request.peer, nowMs));
    }
    m_store.adopt(std::move(*run), m_judge,
                  [this, pass = m_gate.pass(), answer = answer,
                   organisation = offer->organisation()](Result<std::vector<LogEntry>> entries) mutable {
                      // Moved on, since the connection behind it belongs to the service's thread.
                      m_post([answer = std::move(answer), organisation, entries = std::move(entries)] {
                          if (!entries)
                              return answer(
                                  errorReply(400, Code::OTHER, entries.error().about, entries.error().detail));
                          sync::AdoptReply reply;
                          reply.set_organisation(organisation);
                          answer(okReply(reply));
                      });
                  });
}

} // namespace kontor
