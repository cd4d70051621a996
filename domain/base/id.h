#pragma once

#include "domain/base/bytes.h"

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>

namespace kontor {

/// 16 bytes that name a row, an origin or a thing. Made as UUIDv7 where a record is made (Context::newId), as UUIDv8 for
/// imported ones.
class RawId
{
public:
    static constexpr std::size_t size = 16;
    static constexpr std::size_t familySize = 12; ///< The bytes that all ids derived from one have in common.

    constexpr RawId() = default; ///< Nil.
    /// Nothing unless `bytes` has exactly 16.
    [[nodiscard]] static std::optional<RawId> fromBytes(BytesView bytes);
    /// Nil unless `bytes` has exactly 16: for fields of our own rows.
    [[nodiscard]] static RawId of(BytesView bytes) { return fromBytes(bytes).value_or(RawId{}); }
    /// The UUIDv7 of a moment and ten random bytes. Layout: RFC 9562, 5.7.
    [[nodiscard]] static RawId v7(std::uint64_t unixMs, const std::array<std::uint8_t, 10>& random);
    /// UUIDv8 from BLAKE2b over (source, number, ordinal): importing twice names the same rows.
    [[nodiscard]] static RawId imported(BytesView source, BytesView number, std::uint64_t ordinal);
    /// The id of row `ordinal` of a commit whose main row is this: the low 32 bits plus the ordinal, so that the rows of a
    /// commit stay neighbours in every index. Two commits of one millisecond differ in the 42 random bits above.
    [[nodiscard]] RawId derived(std::uint32_t ordinal) const;

    [[nodiscard]] bool isNil() const { return *this == RawId{}; }
    [[nodiscard]] BytesView bytes() const { return {reinterpret_cast<const char*>(m_bytes.data()), size}; }
    [[nodiscard]] Bytes string() const { return Bytes(bytes()); }
    [[nodiscard]] std::string toHex() const { return hex(bytes()); }

    friend auto operator<=>(const RawId&, const RawId&) = default;

private:
    std::array<std::uint8_t, size> m_bytes{};
};

/// The id of a row of message T: an Id<schema::Product> is no Id<schema::Variant>.
template <typename T>
struct Id {
    RawId raw;

    Id() = default;
    explicit Id(RawId id) : raw(id) {}
    explicit Id(BytesView bytes) : raw(RawId::of(bytes)) {}

    [[nodiscard]] bool isNil() const { return raw.isNil(); }
    [[nodiscard]] BytesView bytes() const { return raw.bytes(); }
    [[nodiscard]] Bytes string() const { return raw.string(); }
    friend auto operator<=>(const Id&, const Id&) = default;
};

} // namespace kontor

template <>
struct std::hash<kontor::RawId> {
    std::size_t operator()(const kontor::RawId& id) const noexcept
    {
        std::size_t value;
        std::memcpy(&value, id.bytes().data() + 8, sizeof value); // The random half.
        return value;
    }
};
template <typename T>
struct std::hash<kontor::Id<T>> {
    std::size_t operator()(const kontor::Id<T>& id) const noexcept { return std::hash<kontor::RawId>{}(id.raw); }
};
