#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"
#include "storage/store.h"

#include <optional>
#include <string>
#include <string_view>

namespace kontor {

/// Where a terminal finds its server, and what it knows it by.
struct ServerAddress {
    std::string url; ///< "https://10.0.0.5:8470"; "http://" on this machine only, unless `insecure`.
    Bytes tlsPin;    ///< SHA-256 of the server's TLS public key (SubjectPublicKeyInfo); empty when there is no TLS.
    bool insecure = false; ///< Somebody said that plain HTTP over the network is well.
};

/// Whether the host of a URL is this machine: 127.0.0.0/8, [::1] or localhost.
[[nodiscard]] bool isOnThisMachine(std::string_view url);

/// Whether one may speak with this address. Errors: Invalid about "address" (neither http:// nor https://, or no host); Denied
/// about "address" (plain HTTP over a network, or https:// without a pin).
[[nodiscard]] Result<Done> checkAddress(const ServerAddress& address);
/// The same where the pin is not known yet.
[[nodiscard]] Result<Done> checkUrl(std::string_view url, bool insecure);

/// The address a terminal keeps in its store; nothing before it was enrolled.
[[nodiscard]] std::optional<ServerAddress> serverOf(const Store& store);
/// Errors: as checkAddress; Storage.
[[nodiscard]] Result<Done> keepServer(Store& store, const ServerAddress& address);

} // namespace kontor
