#pragma once

#include "app/import/text_encoding.h"
#include "domain/base/result.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <vector>

namespace kontor {

/// The bytes of a file from its beginning; what is packed with zstd is unpacked on the way, so that nothing is written to
/// disk and no more than a window of it is in memory. Packed or not is told by the file's first bytes, not by its name.
class ByteSource
{
public:
    /// Errors: Storage about the file when it cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<ByteSource>> open(const std::filesystem::path& file);
    /// The same as text: read() gives UTF-8, whatever encoding() the file was recognised to have. Errors: those of reading too.
    [[nodiscard]] static Result<std::unique_ptr<ByteSource>> openText(const std::filesystem::path& file);
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    /// Fills as much of `into` as there is; 0 at the end.
    /// Errors: Storage about the file when reading fails, or when the packed stream is damaged or ends too early.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);

    /// Of openText.
    [[nodiscard]] TextEncoding encoding() const { return m_encoding; }
    /// Bytes taken from the file and how many it has: for progress.
    [[nodiscard]] std::uint64_t taken() const { return m_taken; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    struct Unpacker;
    explicit ByteSource(std::filesystem::path file);
    [[nodiscard]] Result<std::size_t> readFile(std::span<char> into);
    [[nodiscard]] Result<std::size_t> readPlain(std::span<char> into);
    [[nodiscard]] Result<std::size_t> decode(std::span<char> into);
    [[nodiscard]] Result<std::size_t> unpack(std::span<char> into);

    std::filesystem::path m_file;
    std::ifstream m_stream;
    std::unique_ptr<Unpacker> m_unpacker; ///< Null for a file that is not packed.
    TextEncoding m_encoding = TextEncoding::Utf8;
    TextDecoder m_decoder{TextEncoding::Utf8};
    std::string m_decoded; ///< Turned into UTF-8 and not read yet, from m_given on.
    std::size_t m_given = 0;
    bool m_decodedAll = false;
    std::uint64_t m_taken = 0;
    std::uint64_t m_size = 0;
};

} // namespace kontor
