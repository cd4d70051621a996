#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"

#include <filesystem>
#include <string>

namespace kontor {

/// Where a server has its TLS key and certificate.
struct TlsFiles {
    std::filesystem::path certificate; ///< PEM; the server's first, then those it was issued by.
    std::filesystem::path key;         ///< PEM, readable by its owner only.
};

/// What terminals know a server by: the SHA-256 of its TLS public key (SubjectPublicKeyInfo, as in RFC 7469), 32 bytes. A renewed
/// certificate over the same key keeps it.
using TlsPin = Bytes;

/// Files beside a data folder: "<folder>.tls.key" and "<folder>.tls.crt", made when there is no key: P-256, self-signed, valid for
/// thirty years, since terminals look at the key and at nothing else. The key file is 0600 and made whole or not at all.
/// Errors: Storage.
[[nodiscard]] Result<TlsFiles> ownTlsFiles(const std::filesystem::path& dataFolder);

/// Reads the certificate and checks that the key is its. Errors: Invalid about "tls" (unreadable, or not a pair).
[[nodiscard]] Result<TlsPin> readTlsPin(const TlsFiles& files);

/// Says in the data folder which key the server shows, for whoever makes enrolments beside it, and reads it again.
/// Errors: Storage; NotFound about "tls" before a server has ever served TLS here.
[[nodiscard]] Result<Done> rememberTlsPin(const std::filesystem::path& dataFolder, const TlsPin& pin);
[[nodiscard]] Result<TlsPin> rememberedTlsPin(const std::filesystem::path& dataFolder);

} // namespace kontor
