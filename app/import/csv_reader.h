#pragma once

#include "app/import/byte_source.h"
#include "domain/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kontor {

/// Reads comma-separated records (RFC 4180, UTF-8; LF or CRLF) one by one. What separates the fields is told by the header: a
/// comma, semicolon, tab or upright bar, whichever stands there most often.
///
/// A record that is broken (unclosed quote, text after a closing quote, wrong number of fields, not UTF-8) is one refused
/// line: reading goes on at the next line of the file, so that one stray quote does not swallow the rest. Empty lines are
/// passed over.
class CsvReader
{
public:
    enum class Step { Record, Refused, End };

    /// Reads the header line.
    /// Errors: Storage as ByteSource's; Invalid about "header" when there is none that can be read.
    [[nodiscard]] static Result<CsvReader> open(std::unique_ptr<ByteSource> source);

    [[nodiscard]] const std::vector<std::string>& header() const { return m_header; }
    /// Goes to the next record. Errors: as ByteSource's; the reader is of no use after one.
    [[nodiscard]] Result<Step> next();

    /// Of the current record or refused line: the number of its (first) line, the header being line 1.
    [[nodiscard]] std::uint64_t line() const { return m_line; }
    /// Of the current record, as many as the header has; valid until next().
    [[nodiscard]] const std::vector<std::string>& fields() const { return m_fields; }
    /// Of the refused line: what is wrong, and its text up to the first comma (all that is left to tell whose it was).
    [[nodiscard]] const std::string& reason() const { return m_reason; }
    [[nodiscard]] const std::string& refusedStart() const { return m_refusedStart; }
    /// Whether fields() are those of the refused line: it is whole, but for bytes that are no text.
    [[nodiscard]] bool refusedHasFields() const { return m_refusedHasFields; }
    /// The whole of the refused line, at most 64 KiB, whatever bytes it has.
    [[nodiscard]] const std::string& refusedLine() const { return m_refusedLine; }
    [[nodiscard]] char separator() const { return m_separator; }

    /// True when the last line of the file had no line end: allowed, but it may have been cut.
    [[nodiscard]] bool endsWithoutLineEnd() const { return m_endsWithoutLineEnd; }
    [[nodiscard]] const ByteSource& source() const { return *m_source; }

private:
    enum class Parsed { Good, NeedsMore, Broken };

    explicit CsvReader(std::unique_ptr<ByteSource> source) : m_source(std::move(source)) {}
    [[nodiscard]] Result<Step> step(std::size_t expectedFields);
    [[nodiscard]] Result<Parsed> parseAgainWithMore(Parsed parsed);
    [[nodiscard]] Parsed parse();
    [[nodiscard]] Parsed broken(std::string reason);
    [[nodiscard]] Result<bool> fill();
    [[nodiscard]] Result<Done> leaveLine();

    std::unique_ptr<ByteSource> m_source;
    std::vector<std::string> m_header;
    std::vector<std::string> m_fields;
    std::size_t m_fieldCount = 0;
    std::string m_reason;
    std::string m_refusedStart;
    std::string m_refusedLine;
    bool m_refusedHasFields = false;
    char m_separator = ',';
    std::string m_buffer;
    std::size_t m_begin = 0; ///< Of the current record in the buffer.
    std::size_t m_end = 0;   ///< Behind it, its line end included.
    std::uint64_t m_line = 0;
    std::uint64_t m_nextLine = 1;
    std::uint64_t m_linesOfRecord = 0;
    bool m_sourceAtEnd = false;
    bool m_endsWithoutLineEnd = false;
};

/// True for well-formed UTF-8 (RFC 3629) without control characters other than tab and line ends.
[[nodiscard]] bool isCleanUtf8(std::string_view text);

} // namespace kontor
