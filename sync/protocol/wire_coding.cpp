#include "sync/protocol/wire_coding.h"

#include <zstd.h>

#include <algorithm>

namespace kontor {

/// Of wire_dictionary_1.zdict: made by the build.
BytesView wireDictionary();

namespace {

constexpr int level = 3;

struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
    void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
    void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

// Digested once for all coders: reading them is safe from any thread.
const ZSTD_CDict* compressionDictionary()
{
    static const std::unique_ptr<ZSTD_CDict, Free> made(
        ZSTD_createCDict(wireDictionary().data(), wireDictionary().size(), level));
    return made.get();
}
const ZSTD_DDict* decompressionDictionary()
{
    static const std::unique_ptr<ZSTD_DDict, Free> made(
        ZSTD_createDDict(wireDictionary().data(), wireDictionary().size()));
    return made.get();
}

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text)
{
    const auto from = text.find_first_not_of(blanks);
    if (from == std::string_view::npos)
        return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

bool isAllowed(std::size_t decoded, std::size_t wire)
{
    return decoded <= WireCoder::mostDecoded &&
           (decoded <= WireCoder::alwaysAllowed || decoded / WireCoder::mostExpansion <= wire);
}

/// Behind a frame that holds more than it may declare by its size, one that is skipped (RFC 8878, 3.1.2).
void pad(Bytes& frame, std::size_t length)
{
    constexpr std::size_t head = 8; // Magic number and size, both little-endian.
    const std::size_t skipped = length > frame.size() + head ? length - frame.size() - head : 0;
    frame += Bytes("\x50\x2a\x4d\x18", 4);
    for (unsigned shift = 0; shift < 32; shift += 8)
        frame += static_cast<char>(skipped >> shift);
    frame.append(skipped, '\0');
}

} // namespace

struct WireCoder::Contexts {
    std::unique_ptr<ZSTD_CCtx, Free> compress{ZSTD_createCCtx()};
    std::unique_ptr<ZSTD_DCtx, Free> decompress{ZSTD_createDCtx()};
};

std::string_view nameOf(WireCoding coding)
{
    switch (coding) {
    case WireCoding::None: break;
    case WireCoding::Zstd: return "zstd";
    case WireCoding::ZstdDictionary: return "kontor-zstd-1";
    case WireCoding::Packed: return "kontor-pack-2";
    }
    return {};
}

std::optional<WireCoding> codingNamed(std::string_view contentEncoding)
{
    const auto name = trimmed(contentEncoding);
    if (name.empty() || name == "identity")
        return WireCoding::None;
    for (const auto coding : {WireCoding::Zstd, WireCoding::ZstdDictionary, WireCoding::Packed})
        if (name == nameOf(coding))
            return coding;
    return std::nullopt;
}

WireCoding bestCoding(std::string_view acceptEncoding)
{
    auto best = WireCoding::None;
    while (!acceptEncoding.empty()) {
        const auto end = std::min(acceptEncoding.find(','), acceptEncoding.size());
        // A coding with a weight (";q=") is not one we send, so it is not one we look for.
        const auto coding = codingNamed(acceptEncoding.substr(0, end));
        best = std::max(best, coding.value_or(WireCoding::None));
        acceptEncoding.remove_prefix(std::min(end + 1, acceptEncoding.size()));
    }
    return best;
}

WireCoder::WireCoder() : m_zstd(std::make_unique<Contexts>())
{
    KONTOR_ASSERT(m_zstd->compress && m_zstd->decompress);
}
WireCoder::~WireCoder() = default;

Bytes WireCoder::encode(BytesView body, WireCoding& coding, WireBody kind, const std::vector<Bytes>& commits)
{
    auto wanted = std::exchange(coding, WireCoding::None);
    if (wanted == WireCoding::None || body.size() < smallestCoded)
        return Bytes(body);
    std::optional<Bytes> packed;
    if (wanted == WireCoding::Packed) {
        if (kind != WireBody::Other)
            packed = packBody(body, kind, commits);
        if (!packed)
            wanted = WireCoding::ZstdDictionary;
    }
    const BytesView source = packed ? BytesView(*packed) : body;
    Bytes out(ZSTD_compressBound(body.size()), '\0');
    auto* context = m_zstd->compress.get();
    const auto size = wanted != WireCoding::Zstd
                          ? ZSTD_compress_usingCDict(context, out.data(), out.size(), source.data(), source.size(),
                                                     compressionDictionary())
                          : ZSTD_compressCCtx(context, out.data(), out.size(), source.data(), source.size(), level);
    if (ZSTD_isError(size) != 0 || size >= body.size() || body.size() > mostDecoded)
        return Bytes(body);
    coding = wanted;
    out.resize(size);
    if (!isAllowed(body.size(), size))
        pad(out, body.size() / mostExpansion);
    return out;
}

Result<std::size_t> WireCoder::decodedSize(BytesView wire, std::size_t limit)
{
    const auto declared = ZSTD_getFrameContentSize(wire.data(), wire.size());
    if (declared == ZSTD_CONTENTSIZE_ERROR || declared == 0)
        return invalid("body", "it is not coded as it says");
    if (declared == ZSTD_CONTENTSIZE_UNKNOWN)
        return invalid("body", "it does not say how large it is");
    if (declared > limit || !isAllowed(static_cast<std::size_t>(declared), wire.size()))
        return invalid("body", "it would become too large");
    return static_cast<std::size_t>(declared);
}

Result<Bytes> WireCoder::decode(BytesView wire, WireCoding coding, std::size_t limit, WireBody kind,
                                const std::vector<Bytes>& commits)
{
    if (coding == WireCoding::None) {
        if (wire.size() > limit)
            return invalid("body", "it is too large");
        return Bytes(wire);
    }
    const auto declared = decodedSize(wire, limit);
    if (!declared)
        return tl::unexpected(declared.error());
    Bytes out(*declared, '\0');
    auto* context = m_zstd->decompress.get();
    // Straight into a buffer of the declared size: neither a window nor what follows the frame can make it more.
    const auto size = coding != WireCoding::Zstd
                          ? ZSTD_decompress_usingDDict(context, out.data(), out.size(), wire.data(), wire.size(),
                                                       decompressionDictionary())
                          : ZSTD_decompressDCtx(context, out.data(), out.size(), wire.data(), wire.size());
    if (ZSTD_isError(size) != 0 || size != *declared)
        return invalid("body", "it is damaged, or coded with a dictionary that is not here");
    return coding == WireCoding::Packed ? unpackBody(out, kind, commits) : out;
}

} // namespace kontor
