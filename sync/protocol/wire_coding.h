#pragma once

#include "domain/base/bytes.h"
#include "domain/base/result.h"
#include "sync/protocol/wire_packing.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace kontor {

/// How a body travels: an HTTP content coding. Requests and replies say in `Accept-Encoding` what their sender takes (the server
/// too: RFC 7694), so a peer that knows none of it is sent plain bodies. What is signed is the body before it is coded.
enum class WireCoding {
    None,
    Zstd,           ///< "zstd", RFC 8878.
    ZstdDictionary, ///< "kontor-zstd-1": with dictionary 1, wire_dictionary_1.zdict. A new dictionary is a new name.
    Packed,         ///< "kontor-pack-2": the same of a body without the hashes its receiver computes; wire_packing.h.
};

/// What is taken here, best first; the value of Accept-Encoding.
inline constexpr std::string_view acceptedCodings = "kontor-pack-2, kontor-zstd-1, zstd";

/// As it stands in Content-Encoding; empty for None.
[[nodiscard]] std::string_view nameOf(WireCoding coding);
/// None for no header or "identity"; nothing for a coding that is not spoken here.
[[nodiscard]] std::optional<WireCoding> codingNamed(std::string_view contentEncoding);
/// The best of ours in an Accept-Encoding; None when it has none.
[[nodiscard]] WireCoding bestCoding(std::string_view acceptEncoding);

/// Codes and decodes bodies; keeps what zstd needs between them (about a megabyte after a large one). Used from one thread.
class WireCoder
{
public:
    static constexpr std::size_t smallestCoded = 256;      ///< Shorter bodies go as they are.
    static constexpr std::size_t mostDecoded = 16U << 20U; ///< Whatever a frame declares.
    static constexpr std::size_t mostExpansion = 8;        ///< A frame may declare at most so many times its own size.
    static constexpr std::size_t alwaysAllowed = 16U << 10U; ///< Except that so much is no bomb.

    WireCoder();
    ~WireCoder();
    WireCoder(const WireCoder&) = delete;
    WireCoder& operator=(const WireCoder&) = delete;

    /// `kind` and `commits` are for packing. The body in the best way up to `coding`, which becomes what was used: None when the body is short, does not shrink, or
    /// shrinks so much that the other side would take it for a bomb.
    [[nodiscard]] Bytes encode(BytesView body, WireCoding& coding, WireBody kind = WireBody::Other,
                               const std::vector<Bytes>& commits = {});

    /// Bytes the decoded body has, from its frame's header: known before any memory is used for it.
    /// Errors: Invalid about "body": no frame, no size declared, larger than `limit` or than the bounds above.
    [[nodiscard]] static Result<std::size_t> decodedSize(BytesView wire, std::size_t limit);
    /// Errors: as decodedSize; damaged; a dictionary we do not have; not the size that was declared.
    [[nodiscard]] Result<Bytes> decode(BytesView wire, WireCoding coding, std::size_t limit,
                                       WireBody kind = WireBody::Other, const std::vector<Bytes>& commits = {});

private:
    struct Contexts;
    std::unique_ptr<Contexts> m_zstd;
};

} // namespace kontor
