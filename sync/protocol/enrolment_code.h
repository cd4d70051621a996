#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"
#include "sync/protocol/sync.pb.h"

#include <functional>
#include <string>
#include <string_view>

namespace kontor {

/// A one-time code that a person types beside the server's address, in place of an enrolment file: "7K2M-Q9XT-…", five groups of
/// four from Crockford's alphabet (no I, L, O, U). 95 random bits, and a last character that tells most typing mistakes.
///
/// The code is a secret both sides know; nothing about the server can be known from an address that was typed. So the terminal takes
/// whatever TLS key it is shown, and sends a keyed hash over that key, its own public key and a nonce. The server compares with
/// the TLS key it has; a man in the middle has to show another, cannot make the hash anew, and is told from its difference. What
/// the server answers (its signing key, the organisation, the pepper) is sealed by a key of the code, bound to that hash: only
/// who knows the code can have made it or read it. A listener gets nothing to guess at: 95 bits are not guessed. The terminal then
/// has what a file would have brought, and enrols with a secret that also comes of the code and never travels before that.
[[nodiscard]] std::string newEnrolmentCode(const std::function<Bytes(std::size_t)>& random);

/// As typed: small letters, other gaps, O for 0, I or L for 1 are the same code. Errors: Invalid about "code".
[[nodiscard]] Result<std::string> readEnrolmentCode(std::string_view typed);

/// What comes of a code, each by its own keyed hash, so that one tells nothing about another.
struct CodeKeys {
    Bytes name;   ///< 16 bytes; what the server finds it by. Public.
    Bytes proof;  ///< 32 bytes; for the terminal's keyed hash.
    Bytes seal;   ///< 32 bytes; for the server's answer.
    Bytes secret; ///< 32 bytes; the one-time secret of the enrolment. The server keeps its hash only.

    /// `code` as newEnrolmentCode() or readEnrolmentCode() give it.
    [[nodiscard]] static CodeKeys of(std::string_view code);
};

/// The keyed hash that belongs to a request: over everything in it but itself.
[[nodiscard]] Bytes codeProof(BytesView proofKey, const sync::EnrolCode& request);

/// Seals the server's answer to the request of this proof (XChaCha20-Poly1305). `nonce` is 24 random bytes and goes in front.
[[nodiscard]] Bytes sealCodeAnswer(BytesView sealKey, BytesView proof, const sync::EnrolmentFile& answer,
                                   BytesView nonce);
/// Errors: Denied about "code": it was made by nobody who knows the code, or for another request.
[[nodiscard]] Result<sync::EnrolmentFile> openCodeAnswer(BytesView sealKey, BytesView proof, BytesView sealed);

} // namespace kontor
