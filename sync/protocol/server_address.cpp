#include "sync/protocol/server_address.h"

#include "sync/protocol/enrolment_file.h"

namespace kontor {

namespace {

constexpr std::string_view plain = "http://";
constexpr std::string_view secure = "https://";
// Keys of Store::setLocal, beside serverAddressKey.
constexpr const char* tlsPinKey = "sync.server.tls-pin";
constexpr const char* insecureKey = "sync.server.insecure";

/// Host of a URL, without port; empty when there is none, or there is more to it than a host.
std::string_view hostOf(std::string_view url)
{
    const auto begin = url.find("://");
    if (begin == std::string_view::npos)
        return {};
    auto host = url.substr(begin + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (host.find('@') != std::string_view::npos)
        return {};
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        return end == std::string_view::npos ? std::string_view() : host.substr(0, end + 1);
    }
    return host.substr(0, host.find(':'));
}

} // namespace

bool isOnThisMachine(std::string_view url)
{
    const auto host = hostOf(url);
    if (host == "localhost" || host == "[::1]")
        return true;
    // Digits only: "127.evil.example" is somewhere else.
    return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

Result<Done> checkUrl(std::string_view url, bool insecure)
{
    if (!url.starts_with(plain) && !url.starts_with(secure))
        return invalid("address", "must begin with http:// or https://");
    if (hostOf(url).empty())
        return invalid("address", "names no host");
    if (url.starts_with(plain) && !insecure && !isOnThisMachine(url))
        return fail(Error::Kind::Denied, "address",
                    "others on the network could read and change what is sent over http://; use https://, or say "
                    "--insecure");
    return Done{};
}

Result<Done> checkAddress(const ServerAddress& address)
{
    if (auto checked = checkUrl(address.url, address.insecure); !checked)
        return checked;
    if (address.url.starts_with(secure) && address.tlsPin.size() != 32)
        return fail(Error::Kind::Denied, "address",
                    "this terminal does not know the key of the server's TLS; enrol it again");
    return Done{};
}

std::optional<ServerAddress> serverOf(const Store& store)
{
    // What cannot be read counts as not there: the disk's trouble is said by whatever writes to it.
    const auto kept = [&](const char* key) { return store.local(key).value_or(std::nullopt); };
    const auto url = kept(serverAddressKey);
    if (!url)
        return std::nullopt;
    return ServerAddress{*url, kept(tlsPinKey).value_or(Bytes()), kept(insecureKey) == "1"};
}

Result<Done> keepServer(Store& store, const ServerAddress& address)
{
    if (auto checked = checkAddress(address); !checked)
        return checked;
    if (auto kept = store.setLocal(tlsPinKey, address.tlsPin); !kept)
        return kept;
    if (auto kept = store.setLocal(insecureKey, address.insecure ? "1" : "0"); !kept)
        return kept;
    return store.setLocal(serverAddressKey, address.url);
}

} // namespace kontor
