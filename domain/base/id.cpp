#include "domain/base/id.h"

#include "domain/base/crypto.h"
#include "domain/base/result.h"

#include <cstdio>
#include <cstdlib>

namespace kontor {

void assertionFailed(const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
    std::abort();
}

std::string hex(BytesView bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

Bytes unhex(std::string_view digits)
{
    const auto value = [](char c) -> int {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
            return c - 'A' + 10;
        return -1;
    };
    if (digits.size() % 2 != 0)
        return {};
    Bytes out;
    out.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = value(digits[i]);
        const int low = value(digits[i + 1]);
        if (high < 0 || low < 0)
            return {};
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::optional<RawId> RawId::fromBytes(BytesView bytes)
{
    if (bytes.size() != size)
        return std::nullopt;
    RawId id;
    std::memcpy(id.m_bytes.data(), bytes.data(), size);
    return id;
}

RawId RawId::v7(std::uint64_t unixMs, const std::array<std::uint8_t, 10>& random)
{
    RawId id;
    for (std::size_t i = 0; i < 6; ++i)
        id.m_bytes[i] = static_cast<std::uint8_t>(unixMs >> (8U * (5U - i)));
    std::memcpy(id.m_bytes.data() + 6, random.data(), random.size());
    id.m_bytes[6] = static_cast<std::uint8_t>(0x70U | (id.m_bytes[6] & 0x0fU));
    id.m_bytes[8] = static_cast<std::uint8_t>(0x80U | (id.m_bytes[8] & 0x3fU));
    return id;
}

RawId RawId::imported(BytesView source, BytesView number, std::uint64_t ordinal)
{
    // Lengths in front, so that ("ab", "c") and ("a", "bc") differ.
    Bytes input = "kontor-import:" + std::to_string(source.size()) + ":" + std::to_string(number.size()) + ":";
    input += source;
    input += number;
    input += std::to_string(ordinal);
    RawId id;
    std::memcpy(id.m_bytes.data(), blake2b256(input).data(), size);
    id.m_bytes[6] = static_cast<std::uint8_t>(0x80U | (id.m_bytes[6] & 0x0fU));
    id.m_bytes[8] = static_cast<std::uint8_t>(0x80U | (id.m_bytes[8] & 0x3fU));
    return id;
}

RawId RawId::derived(std::uint32_t ordinal) const
{
    RawId id = *this;
    std::uint32_t low = 0;
    for (std::size_t i = 12; i < size; ++i)
        low = low << 8U | id.m_bytes[i];
    low += ordinal; // Wraps on purpose.
    for (std::size_t i = 0; i < 4; ++i)
        id.m_bytes[15 - i] = static_cast<std::uint8_t>(low >> (8U * i));
    return id;
}

} // namespace kontor
