#include "app/import/byte_source.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace kontor {

struct ByteSource::Unpacker {
    ZSTD_DStream* stream = ZSTD_createDStream();
    std::vector<char> packed = std::vector<char>(ZSTD_DStreamInSize());
    ZSTD_inBuffer in{nullptr, 0, 0};
    bool frameOpen = false;

    Unpacker() = default;
    ~Unpacker() { ZSTD_freeDStream(stream); }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;
};

ByteSource::ByteSource(std::filesystem::path file) : m_file(std::move(file)), m_stream(m_file, std::ios::binary) {}

ByteSource::~ByteSource() = default;

Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::filesystem::path& file)
{
    std::error_code error;
    if (std::filesystem::is_directory(file, error))
        return fail(Error::Kind::Storage, file.string(), "is a folder; name a file");
    std::unique_ptr<ByteSource> source(new ByteSource(file));
    if (!source->m_stream)
        return fail(Error::Kind::Storage, file.string(), "cannot be opened: " + std::string(std::strerror(errno)));
    source->m_size = std::filesystem::file_size(file, error);

    char magic[4] = {};
    source->m_stream.read(magic, sizeof magic);
    constexpr char zstdMagic[4] = {'\x28', '\xb5', '\x2f', '\xfd'};
    if (source->m_stream.gcount() == 4 && std::memcmp(magic, zstdMagic, 4) == 0)
        source->m_unpacker = std::make_unique<Unpacker>();
    source->m_stream.clear();
    source->m_stream.seekg(0);
    return source;
}

Result<std::unique_ptr<ByteSource>> ByteSource::openText(const std::filesystem::path& file)
{
    auto looking = open(file);
    if (!looking)
        return looking;
    const auto encoding = recogniseEncoding(**looking);
    if (!encoding)
        return tl::unexpected(encoding.error());
    auto source = open(file);
    if (source) {
        (*source)->m_encoding = *encoding;
        (*source)->m_decoder = TextDecoder(*encoding);
    }
    return source;
}

Result<std::size_t> ByteSource::read(std::span<char> into)
{
    return m_encoding == TextEncoding::Utf8 ? readPlain(into) : decode(into);
}

Result<std::size_t> ByteSource::readPlain(std::span<char> into)
{
    return m_unpacker ? unpack(into) : readFile(into);
}

Result<std::size_t> ByteSource::decode(std::span<char> into)
{
    while (m_given == m_decoded.size() && !m_decodedAll) {
        std::array<char, 16 * 1024> bytes;
        const auto count = readPlain(bytes);
        if (!count)
            return count;
        m_decoded.clear();
        m_given = 0;
        m_decodedAll = *count == 0;
        if (m_decodedAll)
            m_decoder.finish(m_decoded);
        else
            m_decoder.decode(std::string_view(bytes.data(), *count), m_decoded);
    }
    const auto count = std::min(into.size(), m_decoded.size() - m_given);
    std::memcpy(into.data(), m_decoded.data() + m_given, count);
    m_given += count;
    return count;
}

Result<std::size_t> ByteSource::readFile(std::span<char> into)
{
    m_stream.read(into.data(), static_cast<std::streamsize>(into.size()));
    const auto count = static_cast<std::size_t>(m_stream.gcount());
    if (m_stream.bad())
        return fail(Error::Kind::Storage, m_file.string(), "cannot be read to its end");
    m_taken += count;
    return count;
}

Result<std::size_t> ByteSource::unpack(std::span<char> into)
{
    auto& unpacker = *m_unpacker;
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos < out.size) {
        if (unpacker.in.pos == unpacker.in.size) {
            const auto count = readFile(unpacker.packed);
            if (!count)
                return tl::unexpected(count.error());
            unpacker.in = {unpacker.packed.data(), *count, 0};
            // What the stream still holds back is asked for below, so an empty file buffer is the end only after that.
            if (*count == 0 && unpacker.frameOpen && out.pos == 0) {
                const auto left = ZSTD_decompressStream(unpacker.stream, &out, &unpacker.in);
                if (ZSTD_isError(left) || out.pos == 0)
                    return fail(Error::Kind::Storage, m_file.string(), "the packed file ends too early: it was cut");
                return out.pos;
            }
            if (*count == 0)
                break;
        }
        const auto left = ZSTD_decompressStream(unpacker.stream, &out, &unpacker.in);
        if (ZSTD_isError(left))
            return fail(Error::Kind::Storage, m_file.string(),
                        "the packed file is damaged: " + std::string(ZSTD_getErrorName(left)));
        unpacker.frameOpen = left != 0;
    }
    return out.pos;
}

} // namespace kontor
