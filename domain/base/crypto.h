#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"

namespace kontor {

/// BLAKE2b with 32 bytes of output. Source: RFC 7693, through libsodium.
[[nodiscard]] Bytes blake2b256(BytesView data);
/// The same keyed (16 to 64 bytes of key).
[[nodiscard]] Bytes blake2b256Keyed(BytesView key, BytesView data);

/// An Ed25519 key pair. The secret is libsodium's 64 bytes (seed and public key).
struct KeyPair {
    Bytes publicKey;
    Bytes secretKey;
    /// From a seed of 32 random bytes: the domain has no randomness of its own.
    [[nodiscard]] static KeyPair fromSeed(BytesView seed);
};

/// 64 bytes over tag and message; `tag` keeps a signature for one purpose from serving another.
[[nodiscard]] Bytes sign(const KeyPair& key, BytesView tag, BytesView message);
[[nodiscard]] bool verifySignature(BytesView publicKey, BytesView tag, BytesView message, BytesView signature);

inline constexpr BytesView commitTag = "kontor-commit-0:";
inline constexpr BytesView acceptTag = "kontor-accept-0:";
inline constexpr BytesView requestTag = "kontor-request-0:";

/// Argon2id over BLAKE2b keyed with the organisation's pepper. `salt` is 16 bytes. Takes tens of milliseconds on purpose: never
/// on the GUI thread.
/// Errors: Storage when there is not the memory for it.
[[nodiscard]] Result<Bytes> hashPin(BytesView pin, BytesView pepper, BytesView salt);
/// Compares in constant time.
[[nodiscard]] bool equalBytes(BytesView a, BytesView b);

} // namespace kontor
