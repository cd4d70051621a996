#include "storage/pack.h"

#include "domain/base/result.h"
#include "domain/journal/envelope.h"
#include "storage/dictionary.h"

#include <zstd.h>

#include <memory>

namespace kontor {

namespace {

constexpr char plain = 0;
constexpr char withDictionary1 = 1;
constexpr int level = 1; // Level 3 gains a hundredth on commits and takes twice the time.

struct Contexts {
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> compress{ZSTD_createCCtx(), &ZSTD_freeCCtx};
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> decompress{ZSTD_createDCtx(), &ZSTD_freeDCtx};
};

Contexts& contexts()
{
    thread_local Contexts own;
    return own;
}

const ZSTD_CDict* compressDictionary()
{
    static const ZSTD_CDict* const dictionary = ZSTD_createCDict(dictionary1().data(), dictionary1().size(), level);
    return dictionary;
}

const ZSTD_DDict* decompressDictionary()
{
    static const ZSTD_DDict* const dictionary = ZSTD_createDDict(dictionary1().data(), dictionary1().size());
    return dictionary;
}

} // namespace

Bytes pack(BytesView raw)
{
    ZSTD_CCtx* context = contexts().compress.get();
    KONTOR_ASSERT(context != nullptr && compressDictionary() != nullptr);
    Bytes packed(ZSTD_compressBound(raw.size()) + 1, withDictionary1);
    const std::size_t size = ZSTD_compress_usingCDict(context, packed.data() + 1, packed.size() - 1, raw.data(),
                                                      raw.size(), compressDictionary());
    if (ZSTD_isError(size) != 0U || size >= raw.size()) {
        packed.assign(1, plain);
        packed.append(raw);
        return packed;
    }
    packed.resize(size + 1);
    return packed;
}

std::optional<Bytes> unpack(BytesView packed)
{
    if (packed.empty())
        return std::nullopt;
    const BytesView body = packed.substr(1);
    if (packed.front() == plain)
        return Bytes(body);
    if (packed.front() != withDictionary1)
        return std::nullopt;
    const auto size = ZSTD_getFrameContentSize(body.data(), body.size());
    if (size > maxCommitBytes) // Errors are the largest values.
        return std::nullopt;
    ZSTD_DCtx* context = contexts().decompress.get();
    KONTOR_ASSERT(context != nullptr && decompressDictionary() != nullptr);
    Bytes raw(size, '\0');
    const std::size_t got =
        ZSTD_decompress_usingDDict(context, raw.data(), raw.size(), body.data(), body.size(), decompressDictionary());
    if (ZSTD_isError(got) != 0U || got != size)
        return std::nullopt;
    return raw;
}

} // namespace kontor
