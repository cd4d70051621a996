#include "sync/client/take_enrolment.h"

#include "domain/identity/actor.h"
#include "domain/identity/terminal.h"
#include "sync/client/exchange.h"
#include "sync/client/sync_client.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/enrolment_code.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/protocol/limits.h"
#include "sync/protocol/server_address.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <memory>
#include <optional>

namespace kontor {

namespace {

constexpr std::chrono::milliseconds firstRetry{500};
constexpr std::chrono::milliseconds onePatience{15'000}; ///< For one attempt.

ServerAddress addressIn(const sync::EnrolmentFile& file)
{
    return {file.address(), file.tls_pin(), file.insecure()};
}

Error errorFrom(const SyncReply& reply)
{
    const auto error = errorOf(reply);
    const auto kind = reply.status == 403   ? Error::Kind::Denied
                      : reply.status == 409 ? Error::Kind::Conflict
                      : reply.status < 500  ? Error::Kind::Invalid
                                            : Error::Kind::Network;
    return {kind, error.about(), error.detail()};
}

/// Where there is no QCoreApplication, one for as long as this lives.
class Application
{
public:
    Application()
    {
        if (!QCoreApplication::instance())
            m_application = std::make_unique<QCoreApplication>(m_count, m_arguments);
    }

private:
    int m_count = 1;
    char m_name[7] = "kontor";
    char* m_arguments[2] = {m_name, nullptr};
    std::unique_ptr<QCoreApplication> m_application;
};

/// How long somebody waits, and whether they still do.
class Patience
{
public:
    explicit Patience(const TakeOptions& options) : m_deadline(options.patience), m_stop(options.stop) {}

    [[nodiscard]] std::chrono::milliseconds left() const
    {
        return std::chrono::milliseconds(std::max<qint64>(m_deadline.remainingTime(), 1));
    }
    [[nodiscard]] bool isStopped() const { return m_stop && m_stop(); }
    /// Runs `loop` until it ends, at most so long.
    void run(QEventLoop& loop, std::chrono::milliseconds most) const
    {
        QTimer::singleShot(most, &loop, &QEventLoop::quit);
        QTimer asking;
        QObject::connect(&asking, &QTimer::timeout, &loop, [&] {
            if (isStopped())
                loop.quit();
        });
        asking.start(std::chrono::milliseconds(100));
        loop.exec();
    }

private:
    QDeadlineTimer m_deadline;
    std::function<bool()> m_stop;
};

/// Sends one request until there is an answer that trying again would not change.
Result<Bytes> ask(Exchange& exchange, SyncRequest request, const Patience& patience)
{
    static std::uint64_t lastNumber = 0;
    Error last{Error::Kind::Network, "server", "no answer in time"};
    for (auto pause = firstRetry;; pause *= 2) {
        const auto number = ++lastNumber;
        request.correlation = "enrol-" + std::to_string(number);
        std::optional<SyncReply> reply;
        QEventLoop loop;
        QObject::connect(&exchange, &Exchange::replied, &loop, [&](std::uint64_t of, const SyncReply& answer) {
            if (of != number)
                return;
            reply = answer;
            loop.quit();
        });
        QObject::connect(&exchange, &Exchange::failed, &loop, [&](std::uint64_t of, const std::string& why) {
            if (of != number)
                return;
            last.detail = why;
            loop.quit();
        });
        exchange.send(number, request);
        if (!reply)
            patience.run(loop, std::min(onePatience, patience.left()));
        exchange.abort(number);
        if (reply && reply->status == 200)
            return std::move(reply->body);
        if (reply)
            last = errorFrom(*reply);
        if (reply && reply->status != 503)
            return tl::unexpected(last);
        if (exchange.isHopeless()) // Another server, or somebody between: it will not be another the next time.
            return fail(Error::Kind::Denied, "server", last.detail);
        if (patience.isStopped())
            return fail(Error::Kind::Conflict, "enrolment", "was stopped");
        if (patience.left() <= pause)
            return tl::unexpected(last);
        patience.run(loop, pause);
    }
}

Result<Bytes> post(Exchange& exchange, const char* target, const google::protobuf::MessageLite& body,
                   const Patience& patience)
{
    SyncRequest request;
    request.method = "POST";
    request.target = target;
    request.body = body.SerializeAsString();
    return ask(exchange, std::move(request), patience);
}

Result<Bytes> get(Exchange& exchange, const char* target, const Patience& patience)
{
    SyncRequest request;
    request.method = "GET";
    request.target = target;
    return ask(exchange, std::move(request), patience);
}

/// Runs the sync until everything is up and everything is here.
Result<Done> syncOnce(Store& store, const Patience& patience)
{
    SyncClient client(store);
    QEventLoop loop;
    QObject::connect(&client, &SyncClient::statusChanged, &loop, [&](const SyncStatus& status) {
        if (status.link == SyncStatus::Link::Synced || status.link == SyncStatus::Link::Outdated)
            loop.quit();
    });
    client.start();
    if (client.status().link != SyncStatus::Link::Synced)
        patience.run(loop, patience.left());
    const auto status = client.status();
    client.stop();
    if (status.link == SyncStatus::Link::Synced)
        return Done{};
    return fail(Error::Kind::Network, "server",
                status.lastError.empty()
                    ? "the first synchronisation did not end in time; it goes on when Kontor is started"
                    : status.lastError);
}

Result<Done> enrol(Store& store, const sync::EnrolmentFile& file, const TakeOptions& options, const Patience& patience)
{
    Exchange exchange(addressIn(file));
    sync::Enrol wish;
    wish.set_protocol(syncProtocol);
    wish.set_secret(file.secret());
    wish.set_public_key(store.publicKey());
    wish.set_name(options.name);
    const auto body = post(exchange, "/v1/enrol", wish, patience);
    if (!body)
        return tl::unexpected(body.error());
    const auto reply = parseBody<sync::EnrolReply>(*body);
    if (!reply || reply->terminal().size() != RawId::size || reply->organisation() != file.organisation())
        return fail(Error::Kind::Network, "server", "its reply is not one to an enrolment");

    if (auto kept = keepServer(store, addressIn(file)); !kept)
        return kept;
    StoreIdentity identity;
    identity.organisation = Id<schema::Organisation>(BytesView(reply->organisation()));
    identity.store = Id<schema::Store>(BytesView(reply->store()));
    identity.terminal = Id<schema::Terminal>(BytesView(reply->terminal()));
    identity.ordinal = reply->ordinal();
    const auto begun =
        beginFromBase(store, addressIn(file), identity, true, file.pepper(), file.server_key(), options.bootstrap);
    if (!begun)
        return tl::unexpected(begun.error());
    if (!*begun)
        if (auto set = store.setIdentity(identity, file.pepper(), file.server_key()); !set)
            return set;
    return syncOnce(store, patience);
}

Result<Id<schema::Staff>> whoMayEnrol(const Reader& shop, Id<schema::Staff> wanted)
{
    if (!wanted.isNil())
        return wanted;
    for (const auto& staff : shop.all<schema::Staff>()) {
        const Id<schema::Staff> id{BytesView(staff.id())};
        const auto actor = Actor::load(shop, id);
        if (actor && actor->may(schema::ENROL_TERMINALS))
            return id;
    }
    return fail(Error::Kind::Denied, "staff", "nobody here may enrol terminals");
}

/// The server's Terminal row in this shop, made by a commit unless it is there.
Result<schema::Terminal> letServerIn(Store& store, const sync::EnrolmentFile& file, const TakeOptions& options)
{
    const auto find = [&]() -> std::optional<schema::Terminal> {
        for (auto& terminal : store.read()->all<schema::Terminal>())
            if (terminal.public_key() == file.server_key())
                return std::move(terminal);
        return std::nullopt;
    };
    if (auto known = find())
        return std::move(*known);
    const auto by = whoMayEnrol(*store.read(), options.by);
    if (!by)
        return tl::unexpected(by.error());
    EnrolTerminal input;
    input.kind = schema::SERVER;
    input.publicKey = file.server_key();
    const auto made = store.execute(*by, [&](const Reader& shop, const Context& context, const Actor& actor) {
        return enrolTerminal(shop, context, actor, input);
    });
    if (!made)
        return tl::unexpected(made.error());
    if (auto server = find())
        return std::move(*server);
    return fail(Error::Kind::Storage, "terminal", "the server's row is not there after it was written");
}

Result<Done> adopt(Store& store, const sync::EnrolmentFile& file, const TakeOptions& options, const Patience& patience)
{
    const auto server = letServerIn(store, file, options);
    if (!server)
        return tl::unexpected(server.error());
    sync::Adopt offer;
    offer.set_protocol(syncProtocol);
    offer.set_secret(file.secret());
    offer.set_organisation(store.identity().organisation.string());
    offer.set_pepper(store.pepper());
    offer.set_server_terminal(server->id());
    offer.set_server_ordinal(server->ordinal());
    const auto run = store.pending(maxPushCommits, maxPushBytes);
    if (!run)
        return tl::unexpected(run.error());
    for (const auto& commit : *run)
        *offer.add_commit() = commit.envelope();

    Exchange exchange(addressIn(file));
    if (const auto body = post(exchange, "/v1/adopt", offer, patience); !body)
        return tl::unexpected(body.error());
    if (auto kept = store.setServerKey(file.server_key()); !kept)
        return kept;
    if (auto kept = keepServer(store, addressIn(file)); !kept)
        return kept;
    return syncOnce(store, patience);
}

} // namespace

Result<Done> takeEnrolment(Store& store, const sync::EnrolmentFile& file, const TakeOptions& options)
{
    if (store.isReadOnly())
        return fail(Error::Kind::Conflict, "data", "another program has this data folder open; close it first");
    if (!store.serverKey().empty())
        return fail(Error::Kind::Conflict, "terminal", "it is enrolled already");
    const bool hasShop = !store.identity().organisation.isNil();
    const bool adoption = file.organisation().empty();
    if (hasShop && !adoption)
        return fail(Error::Kind::Conflict, "terminal", "this data folder has a shop of its own; enrol with a new one");
    if (!hasShop && adoption)
        return fail(Error::Kind::Conflict, "terminal",
                    "the server is empty and this data folder too; found a shop first (init)");
    if (file.expires_us() <= World::real().now())
        return fail(Error::Kind::Denied, "secret", "the enrolment file has expired; make a new one");
    if (auto checked = checkAddress(addressIn(file)); !checked)
        return checked;

    const Application application;
    const Patience patience(options);
    return adoption ? adopt(store, file, options, patience) : enrol(store, file, options, patience);
}

Result<Done> takeEnrolmentCode(Store& store, const ServerAddress& server, std::string_view code,
                               const TakeOptions& options)
{
    const auto typed = readEnrolmentCode(code);
    if (!typed)
        return tl::unexpected(typed.error());
    if (auto checked = checkUrl(server.url, server.insecure); !checked)
        return checked;
    if (store.isReadOnly())
        return fail(Error::Kind::Conflict, "data", "another program has this data folder open; close it first");
    const auto keys = CodeKeys::of(*typed);
    const Application application;
    Exchange exchange(server, Exchange::Key::Learnt);
    const Patience patience(options);
    if (server.url.starts_with("https://")) {
        // A request that says nothing, since the proof needs the key that is shown.
        if (auto shown = get(exchange, "/v1/health", patience); !shown)
            return tl::unexpected(shown.error());
    }
    sync::EnrolCode request;
    request.set_protocol(syncProtocol);
    request.set_name(keys.name);
    request.set_public_key(store.publicKey());
    request.set_tls_pin(exchange.tlsPin());
    request.set_nonce(World::real().random(16));
    request.set_proof(codeProof(keys.proof, request));
    const auto body = post(exchange, "/v1/enrol-code", request, patience);
    if (!body)
        return tl::unexpected(body.error());
    const auto reply = parseBody<sync::EnrolCodeReply>(*body);
    if (!reply)
        return tl::unexpected(reply.error());
    auto file = openCodeAnswer(keys.seal, request.proof(), reply->sealed());
    if (!file)
        return tl::unexpected(file.error());
    file->set_address(server.url);
    file->set_tls_pin(exchange.tlsPin());
    file->set_insecure(server.insecure);
    file->set_secret(keys.secret);
    if (!isWhole(*file))
        return fail(Error::Kind::Network, "server", "its reply is not one to an enrolment");
    auto left = options;
    left.patience = patience.left();
    return takeEnrolment(store, *file, left);
}

} // namespace kontor
