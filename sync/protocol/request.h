#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kontor {

/// Who sends a request, and the proof. Carried in the header `Authorization: Kontor <terminal> <session> <counter> <signature>`,
/// bytes in hex, the counter in decimal.
struct RequestAuth {
    Bytes terminal;            ///< 16 bytes.
    Bytes session;             ///< 16 bytes; the nonce in a hello.
    std::uint64_t counter = 0; ///< Never twice in a session.
    Bytes signature;           ///< Ed25519 with requestTag over requestMessage().

    [[nodiscard]] std::string toHeader() const;
    /// Nothing when it is not of that form.
    [[nodiscard]] static std::optional<RequestAuth> fromHeader(std::string_view value);
};

/// A request of the sync protocol, free of any HTTP library: what the client machine makes and the server's service answers.
struct SyncRequest {
    std::string method; ///< "GET" or "POST".
    std::string target; ///< "/v1/push".
    std::optional<RequestAuth> auth;
    Bytes body;
    std::string correlation; ///< Names the request in the logs of both sides.
    std::string peer;        ///< The other side's address, at the server only.
};

struct SyncReply {
    unsigned status = 200;
    Bytes body;
    std::uint32_t retryAfterSeconds = 0; ///< 0: not said.
    std::string contentType = "application/x-protobuf";
    std::string note;                     ///< For the server's log line, as `name=value`; not sent.
    bool isAlarm = false;                 ///< Its line in the server's log is a warning, whatever its status.
    std::shared_ptr<void> untilSent = {}; ///< At the server: let go when the reply has been sent, or cannot be.
};

/// What a request's signature is over: session, counter (8 bytes, big endian), method, target and the BLAKE2b-256 of the body.
/// No time is in it: a till with a wrong clock must still sync. Replays are refused by the counter.
[[nodiscard]] Bytes requestMessage(BytesView session, std::uint64_t counter, std::string_view method,
                                   std::string_view target, BytesView body);

/// `id` if it may stand in a log line (letters, digits, "-", "_", "."; at most 64 of them).
[[nodiscard]] std::optional<std::string> safeCorrelation(std::string_view id);

/// The path of a target, without what follows "?".
[[nodiscard]] std::string_view pathOf(std::string_view target);

} // namespace kontor
