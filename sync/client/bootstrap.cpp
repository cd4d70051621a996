#include "sync/client/bootstrap.h"

#include "domain/base/crypto.h"
#include "sync/client/exchange.h"
#include "sync/protocol/codec.h"
#include "sync/protocol/enrolment_file.h"
#include "sync/protocol/limits.h"

#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace kontor {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds stallPatience{15'000}; ///< Of one request without a byte.

Error networkError(const std::string& detail)
{
    return {Error::Kind::Network, "server", detail};
}

void pause(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

/// A session of its own with the server, one request at a time.
class Caller
{
public:
    Caller(Store& store, const ServerAddress& server, Id<schema::Terminal> terminal)
        : m_store(store),
          m_exchange(server),
          m_terminal(terminal)
    {
        QObject::connect(&m_exchange, &Exchange::replied, &m_exchange,
                         [this](std::uint64_t of, const SyncReply& reply) {
                             if (of == m_number)
                                 end(reply);
                         });
        QObject::connect(&m_exchange, &Exchange::failed, &m_exchange, [this](std::uint64_t of, const std::string& why) {
            if (of == m_number)
                end(tl::unexpected(networkError(why)));
        });
        QObject::connect(&m_exchange, &Exchange::progressed, &m_exchange, [this](std::uint64_t of) {
            if (of == m_number)
                m_stall.start(stallPatience);
        });
        m_stall.setSingleShot(true);
        QObject::connect(&m_stall, &QTimer::timeout, &m_exchange,
                         [this] { end(tl::unexpected(networkError("no answer in time"))); });
    }

    /// Opens the session; how far the server's log is.
    Result<schema::Cursor> hello()
    {
        SyncRequest ask;
        ask.method = "GET";
        ask.target = "/v1/nonce";
        const auto nonceReply = parsed<sync::NonceReply>(send(std::move(ask)));
        if (!nonceReply)
            return tl::unexpected(nonceReply.error());
        const auto nonce = nonceReply->nonce();
        sync::Hello hello;
        hello.set_protocol(syncProtocol);
        hello.set_nonce(nonce);
        hello.set_terminal(m_terminal.string());
        hello.set_program("kontor base");
        SyncRequest request;
        request.method = "POST";
        request.target = "/v1/hello";
        request.body = hello.SerializeAsString();
        sign(request, nonce, 0);
        const auto reply = parsed<sync::HelloReply>(send(std::move(request)));
        if (!reply)
            return tl::unexpected(reply.error());
        m_session = reply->session();
        m_counter = 0;
        return reply->head();
    }
    /// Any status is an answer.
    Result<SyncReply> get(const std::string& target)
    {
        SyncRequest request;
        request.method = "GET";
        request.target = target;
        sign(request, m_session, ++m_counter);
        return send(std::move(request));
    }

private:
    void sign(SyncRequest& request, const Bytes& session, std::uint64_t counter) const
    {
        RequestAuth auth{m_terminal.string(), session, counter, {}};
        auth.signature = m_store.signWith(
            requestTag, requestMessage(session, counter, request.method, request.target, request.body));
        request.auth = std::move(auth);
    }
    template <typename T>
    static Result<T> parsed(Result<SyncReply> reply)
    {
        if (!reply)
            return tl::unexpected(reply.error());
        if (reply->status != 200)
            return tl::unexpected(errorIn(*reply));
        return parseBody<T>(reply->body);
    }
    Result<SyncReply> send(SyncRequest request)
    {
        request.correlation = "base-" + std::to_string(++m_number);
        m_result.reset();
        m_stall.start(stallPatience);
        m_exchange.send(m_number, request);
        if (!m_result)
            m_loop.exec();
        m_stall.stop();
        m_exchange.abort(m_number);
        return *m_result;
    }
    void end(Result<SyncReply> result)
    {
        m_result = std::move(result);
        m_loop.quit();
    }

public:
    static Error errorIn(const SyncReply& reply)
    {
        const auto error = errorOf(reply);
        const auto kind = reply.status == 403 || reply.status == 401 ? Error::Kind::Denied
                          : reply.status < 500                       ? Error::Kind::Invalid
                                                                     : Error::Kind::Network;
        return {kind, error.about(), error.detail()};
    }

private:
    Store& m_store;
    Exchange m_exchange;
    Id<schema::Terminal> m_terminal;
    Bytes m_session;
    std::uint64_t m_counter = 0;
    std::uint64_t m_number = 0;
    std::optional<Result<SyncReply>> m_result;
    QTimer m_stall;
    QEventLoop m_loop;
};

/// The download, from manifest to whole file.
class Download
{
public:
    Download(Caller& caller, fs::path folder, SnapshotScope scope, Bytes serverKey, const BootstrapOptions& options)
        : m_caller(caller),
          m_folder(std::move(folder)),
          m_scope(scope),
          m_serverKey(std::move(serverKey)),
          m_options(options),
          m_root("/v1/snapshot/" + (scope.store.isNil() ? std::string("all") : scope.store.raw.toHex())),
          m_lastProgress(std::chrono::steady_clock::now())
    {}

    [[nodiscard]] fs::path file() const { return m_folder / "base.db"; }
    [[nodiscard]] const storage::SnapshotManifest& manifest() const { return m_manifest; }
    void forget() const
    {
        std::error_code ignored;
        fs::remove(manifestFile(), ignored);
        fs::remove(file(), ignored);
    }

    /// False when the server has no bases.
    Result<bool> run()
    {
        bool resumed = loadManifest();
        while (true) {
            if (!resumed) {
                const auto asked = askForManifest();
                if (!asked || !*asked)
                    return asked;
            }
            const auto done = fetchSlices();
            if (!done)
                return tl::unexpected(done.error());
            if (*done)
                return true;
            resumed = false; // The server keeps that base no longer.
        }
    }

private:
    [[nodiscard]] fs::path manifestFile() const { return m_folder / "base.manifest"; }

    bool loadManifest()
    {
        std::ifstream in(manifestFile(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        return !bytes.empty() && m_signed.ParseFromString(bytes) && open().has_value();
    }
    Result<Done> open()
    {
        auto manifest = openManifest(m_signed, m_serverKey, m_scope);
        if (!manifest)
            return tl::unexpected(manifest.error());
        m_manifest = std::move(*manifest);
        return Done{};
    }
    Result<bool> askForManifest()
    {
        const auto reply = ask(m_root);
        if (!reply)
            return tl::unexpected(reply.error());
        if (reply->status == 404)
            return false; // An older server.
        if (reply->status != 200)
            return tl::unexpected(Caller::errorIn(*reply));
        if (!m_signed.ParseFromString(reply->body))
            return invalid("manifest", "does not parse");
        if (auto sound = open(); !sound)
            return tl::unexpected(sound.error());
        if (auto kept = writeSecretly(manifestFile(), m_signed.SerializeAsString()); !kept)
            return tl::unexpected(kept.error());
        return true;
    }
    /// False when the server does not have it any more.
    Result<bool> fetchSlices()
    {
        auto incoming = IncomingBase::open(file(), m_manifest);
        if (!incoming)
            return tl::unexpected(incoming.error());
        const std::string prefix = m_root + "/" + hex(blake2b256(m_signed.manifest())).substr(0, 32) + "/";
        int damaged = 0;
        for (auto next = incoming->missing(); next; next = incoming->missing(*next)) {
            const auto reply = ask(prefix + std::to_string(*next));
            if (!reply)
                return tl::unexpected(reply.error());
            if (reply->status == 404)
                return false;
            if (reply->status != 200)
                return tl::unexpected(Caller::errorIn(*reply));
            if (auto taken = incoming->take(*next, reply->body); !taken) {
                if (taken.error().kind != Error::Kind::Invalid || ++damaged > 3)
                    return tl::unexpected(taken.error());
                continue;
            }
            if (m_options.progress)
                m_options.progress(incoming->present(), static_cast<std::size_t>(m_manifest.packed_size()));
            if (m_options.stop && m_options.stop())
                return tl::unexpected(networkError("stopped; it goes on where it was"));
        }
        if (auto whole = incoming->finish(); !whole) {
            forget();
            return tl::unexpected(whole.error());
        }
        return true;
    }

    /// Sends until there is an answer that is neither "later" nor a lost session.
    Result<SyncReply> ask(const std::string& target)
    {
        std::chrono::milliseconds wait{250};
        while (true) {
            auto reply = m_caller.get(target);
            if (reply && reply->status == 200) {
                m_lastProgress = std::chrono::steady_clock::now();
                return reply;
            }
            if (std::chrono::steady_clock::now() - m_lastProgress > m_options.patience)
                return reply && reply->status >= 500 ? tl::unexpected(Caller::errorIn(*reply)) : reply;
            if (reply && reply->status == 401) {
                if (const auto again = m_caller.hello(); !again && again.error().kind != Error::Kind::Network)
                    return tl::unexpected(again.error());
            } else if (reply && reply->status != 503 && reply->status != 429) {
                return reply;
            }
            const auto hard = std::chrono::seconds(reply ? reply->retryAfterSeconds : 0);
            pause(std::max<std::chrono::milliseconds>(wait, hard));
            wait = std::min(wait * 2, std::chrono::milliseconds(8'000));
            if (!reply)
                (void)m_caller.hello(); // The server may have been started again.
        }
    }

    Caller& m_caller;
    fs::path m_folder;
    SnapshotScope m_scope;
    Bytes m_serverKey;
    const BootstrapOptions& m_options;
    std::string m_root;
    std::chrono::steady_clock::time_point m_lastProgress;
    storage::SignedManifest m_signed;
    storage::SnapshotManifest m_manifest;
};

} // namespace

Result<bool> beginFromBase(Store& store, const ServerAddress& server, const StoreIdentity& identity, bool isNew,
                           BytesView pepper, BytesView serverKey, const BootstrapOptions& options)
{
    Caller caller(store, server, identity.terminal);
    const auto head = caller.hello();
    if (!head)
        return tl::unexpected(head.error());
    const auto state = store.syncState();
    if (!state)
        return tl::unexpected(state.error());
    // A server that was set back may have lost what only this terminal still holds, and a base has no place for it.
    const auto& seen = state->seen;
    if (!isNew && seen.n() > 0 && (seen.epoch() != head->epoch() || seen.n() > head->n()))
        return fail(Error::Kind::Conflict, "server",
                    "has been restored since: give it back what it lost first, with `kontorctl sync --until-idle`");
    const std::uint64_t here = state->seen.epoch() == head->epoch() ? state->seen.n() : 0;
    if (head->n() < here + options.worthAfter)
        return false;
    Download download(caller, store.folder(), {identity.organisation, identity.store}, Bytes(serverKey), options);
    const auto whole = download.run();
    if (!whole || !*whole)
        return whole;
    auto installed = store.installBase(download.file(), download.manifest(),
                                       isNew ? std::optional(identity) : std::nullopt, pepper, serverKey);
    if (!installed) {
        if (installed.error().kind == Error::Kind::Conflict)
            download.forget();
        return tl::unexpected(installed.error());
    }
    download.forget();
    return true;
}

} // namespace kontor
