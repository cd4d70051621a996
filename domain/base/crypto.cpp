#include "domain/base/crypto.h"

#include <sodium.h>

namespace kontor {

namespace {

const unsigned char* raw(BytesView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(Bytes& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// libsodium wants it once; a function-local static is thread-safe.
void ready()
{
    static const int state = sodium_init();
    KONTOR_ASSERT(state >= 0);
}

Bytes tagged(BytesView tag, BytesView message)
{
    Bytes all(tag);
    all += message;
    return all;
}

} // namespace

Bytes blake2b256(BytesView data)
{
    ready();
    Bytes out(32, '\0');
    crypto_generichash(raw(out), out.size(), raw(data), data.size(), nullptr, 0);
    return out;
}

Bytes blake2b256Keyed(BytesView key, BytesView data)
{
    ready();
    KONTOR_ASSERT(key.size() >= crypto_generichash_KEYBYTES_MIN && key.size() <= crypto_generichash_KEYBYTES_MAX);
    Bytes out(32, '\0');
    crypto_generichash(raw(out), out.size(), raw(data), data.size(), raw(key), key.size());
    return out;
}

KeyPair KeyPair::fromSeed(BytesView seed)
{
    ready();
    KONTOR_ASSERT(seed.size() == crypto_sign_SEEDBYTES);
    KeyPair pair{Bytes(crypto_sign_PUBLICKEYBYTES, '\0'), Bytes(crypto_sign_SECRETKEYBYTES, '\0')};
    crypto_sign_seed_keypair(raw(pair.publicKey), raw(pair.secretKey), raw(seed));
    return pair;
}

Bytes sign(const KeyPair& key, BytesView tag, BytesView message)
{
    ready();
    KONTOR_ASSERT(key.secretKey.size() == crypto_sign_SECRETKEYBYTES);
    const Bytes all = tagged(tag, message);
    Bytes signature(crypto_sign_BYTES, '\0');
    crypto_sign_detached(raw(signature), nullptr, raw(all), all.size(), raw(key.secretKey));
    return signature;
}

bool verifySignature(BytesView publicKey, BytesView tag, BytesView message, BytesView signature)
{
    ready();
    if (publicKey.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES)
        return false;
    const Bytes all = tagged(tag, message);
    return crypto_sign_verify_detached(raw(signature), raw(all), all.size(), raw(publicKey)) == 0;
}

Result<Bytes> hashPin(BytesView pin, BytesView pepper, BytesView salt)
{
    ready();
    KONTOR_ASSERT(salt.size() == crypto_pwhash_SALTBYTES);
    const Bytes peppered = blake2b256Keyed(pepper, pin);
    Bytes out(32, '\0');
    // 2 passes over 19 MiB: OWASP's first choice for Argon2id; a till has the memory, a thief needs it per guess.
    constexpr unsigned long long passes = 2;
    constexpr std::size_t memory = 19U * 1024U * 1024U;
    if (crypto_pwhash(raw(out), out.size(), peppered.data(), peppered.size(), raw(salt), passes, memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(Error::Kind::Storage, "pin", "not enough memory to check a PIN: close other programs");
    return out;
}

bool equalBytes(BytesView a, BytesView b)
{
    ready();
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace kontor
