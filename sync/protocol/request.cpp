#include "sync/protocol/request.h"

#include "domain/base/crypto.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace kontor {

namespace {

constexpr std::string_view scheme = "Kontor ";

/// The text up to the next space, taken off `rest`.
std::string_view takeWord(std::string_view& rest)
{
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

std::optional<Bytes> takeHex(std::string_view& rest, std::size_t size)
{
    const auto word = takeWord(rest);
    if (word.size() != 2 * size)
        return std::nullopt;
    auto bytes = unhex(word);
    if (bytes.size() != size)
        return std::nullopt;
    return bytes;
}

} // namespace

std::string RequestAuth::toHeader() const
{
    return std::string(scheme) + hex(terminal) + ' ' + hex(session) + ' ' + std::to_string(counter) + ' ' +
           hex(signature);
}

std::optional<RequestAuth> RequestAuth::fromHeader(std::string_view value)
{
    if (!value.starts_with(scheme))
        return std::nullopt;
    value.remove_prefix(scheme.size());
    RequestAuth auth;
    auto terminal = takeHex(value, 16);
    auto session = takeHex(value, 16);
    const auto counter = takeWord(value);
    auto signature = takeHex(value, 64);
    if (!terminal || !session || !signature || !value.empty() || counter.empty())
        return std::nullopt;
    const auto* end = counter.data() + counter.size();
    const auto [at, error] = std::from_chars(counter.data(), end, auth.counter);
    if (error != std::errc{} || at != end)
        return std::nullopt;
    auth.terminal = std::move(*terminal);
    auth.session = std::move(*session);
    auth.signature = std::move(*signature);
    return auth;
}

Bytes requestMessage(BytesView session, std::uint64_t counter, std::string_view method, std::string_view target,
                     BytesView body)
{
    Bytes message(session);
    for (int shift = 56; shift >= 0; shift -= 8)
        message.push_back(static_cast<char>((counter >> static_cast<unsigned>(shift)) & 0xFFU));
    // Neither method nor target can hold a line feed, so no two requests have one message.
    message.append(method).push_back('\n');
    message.append(target).push_back('\n');
    message += blake2b256(body);
    return message;
}

std::optional<std::string> safeCorrelation(std::string_view id)
{
    const auto safe = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    if (id.empty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), safe))
        return std::nullopt;
    return std::string(id);
}

std::string_view pathOf(std::string_view target)
{
    return target.substr(0, target.find('?'));
}

} // namespace kontor
