#include "app/import/csv_reader.h"

#include "domain/base/text.h"

#include <algorithm>
#include <array>

namespace kontor {
namespace {

/// No record of a shop is longer; an unclosed quote is looked for no further than this.
constexpr std::size_t maxRecordBytes = 64 * 1024;
constexpr std::size_t chunkBytes = 256 * 1024;

/// What stands most often between the fields of the first line; a comma where nothing does.
char separatorOf(std::string_view text)
{
    constexpr std::string_view candidates = ",;\t|";
    std::array<std::size_t, 4> counts{};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (c == '\n' && !quoted)
            break;
        else if (const auto at = candidates.find(c); at != std::string_view::npos && !quoted)
            ++counts[at];
    }
    return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

} // namespace

bool isCleanUtf8(std::string_view text)
{
    const auto isControl = [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r'; };
    return std::none_of(text.begin(), text.end(), isControl) && isUtf8(text);
}

Result<CsvReader> CsvReader::open(std::unique_ptr<ByteSource> source)
{
    CsvReader reader(std::move(source));
    if (auto filled = reader.fill(); !filled)
        return tl::unexpected(filled.error());
    if (reader.m_buffer.starts_with("\xEF\xBB\xBF"))
        reader.m_begin = reader.m_end = 3;
    reader.m_separator = separatorOf(std::string_view(reader.m_buffer).substr(reader.m_begin));
    const auto step = reader.step(0);
    if (!step)
        return tl::unexpected(step.error());
    if (*step == Step::End)
        return invalid("header", "the file is empty");
    if (*step == Step::Refused)
        return invalid("header", reader.m_reason);
    reader.m_header = reader.m_fields;
    return reader;
}

Result<CsvReader::Step> CsvReader::next()
{
    return step(m_header.size());
}

Result<CsvReader::Step> CsvReader::step(std::size_t expectedFields)
{
    while (true) {
        m_begin = m_end;
        const auto parsed = parseAgainWithMore(parse());
        if (!parsed)
            return tl::unexpected(parsed.error());
        if (m_begin == m_buffer.size())
            return Step::End;
        m_line = m_nextLine;
        const bool empty = *parsed == Parsed::Good && m_fieldCount == 1 && m_fields.front().empty();
        if (empty) {
            m_nextLine += m_linesOfRecord;
            continue;
        }
        m_fields.resize(m_fieldCount);
        m_refusedHasFields = *parsed == Parsed::Good && m_fieldCount == expectedFields;
        if (*parsed == Parsed::Good && expectedFields != 0 && m_fieldCount != expectedFields)
            m_reason = "has " + std::to_string(m_fieldCount) + " fields, not " + std::to_string(expectedFields);
        else if (*parsed == Parsed::Good && !isCleanUtf8(std::string_view(m_buffer).substr(m_begin, m_end - m_begin)))
            m_reason = "is not clean UTF-8 text";
        else if (*parsed == Parsed::Good) {
            m_nextLine += m_linesOfRecord;
            return Step::Record;
        }
        if (auto left = leaveLine(); !left)
            return tl::unexpected(left.error());
        return Step::Refused;
    }
}

Result<CsvReader::Parsed> CsvReader::parseAgainWithMore(Parsed parsed)
{
    while (parsed == Parsed::NeedsMore) {
        const auto filled = fill();
        if (!filled)
            return tl::unexpected(filled.error());
        parsed = parse();
    }
    return parsed;
}

/// Drops what has been read from the buffer and appends a chunk; false at the end of the source.
Result<bool> CsvReader::fill()
{
    m_buffer.erase(0, m_begin);
    m_begin = 0;
    const std::size_t kept = m_buffer.size();
    m_buffer.resize(kept + chunkBytes);
    const auto count = m_source->read(std::span(m_buffer).subspan(kept));
    if (!count)
        return tl::unexpected(count.error());
    m_buffer.resize(kept + *count);
    m_sourceAtEnd = *count == 0;
    return !m_sourceAtEnd;
}

CsvReader::Parsed CsvReader::broken(std::string reason)
{
    m_reason = std::move(reason);
    return Parsed::Broken;
}

CsvReader::Parsed CsvReader::parse()
{
    m_fieldCount = 0;
    m_linesOfRecord = 1;
    bool quoted = false; // Inside quotes.
    bool closed = false; // Behind a closing quote.
    bool fresh = true;   // At the beginning of a field.
    const auto field = [this]() -> std::string& { return m_fields[m_fieldCount]; };
    const auto begin = [&] {
        if (m_fieldCount == m_fields.size())
            m_fields.emplace_back();
        field().clear();
        fresh = true;
        closed = false;
    };
    begin();
    for (std::size_t at = m_begin;; ++at) {
        if (at - m_begin > maxRecordBytes)
            return broken(quoted ? "has a quotation mark that is not closed" : "is longer than any record");
        if (at == m_buffer.size()) {
            if (!m_sourceAtEnd)
                return Parsed::NeedsMore;
            if (quoted)
                return broken("has a quotation mark that is not closed");
            m_endsWithoutLineEnd = m_endsWithoutLineEnd || at > m_begin;
            m_end = at;
            ++m_fieldCount;
            return Parsed::Good;
        }
        const char c = m_buffer[at];
        if (quoted) {
            if (c != '"') {
                m_linesOfRecord += c == '\n' ? 1 : 0;
                field() += c;
            } else if (at + 1 == m_buffer.size() && !m_sourceAtEnd) {
                return Parsed::NeedsMore; // The next byte tells a closing quote from a doubled one.
            } else if (at + 1 < m_buffer.size() && m_buffer[at + 1] == '"') {
                field() += '"';
                ++at;
            } else {
                quoted = false;
                closed = true;
            }
            continue;
        }
        if (c == m_separator) {
            ++m_fieldCount;
            begin();
            continue;
        }
        if (c == '\n') {
            if (!closed && !field().empty() && field().back() == '\r')
                field().pop_back();
            ++m_fieldCount;
            m_end = at + 1;
            return Parsed::Good;
        }
        if (closed) {
            if (c != '\r')
                return broken("has text behind a closing quotation mark");
        } else if (c == '"' && fresh) {
            quoted = true;
        } else if (c == '"') {
            return broken("has a quotation mark inside a field that does not begin with one");
        } else {
            field() += c;
        }
        fresh = false;
    }
}

/// Leaves one line of the file, whatever the record was taken for.
Result<Done> CsvReader::leaveLine()
{
    ++m_nextLine;
    std::string_view text = std::string_view(m_buffer).substr(m_begin);
    m_refusedLine.clear();
    const char ends[] = {m_separator, '\r', '\n', '"'};
    text = text.substr(0, text.find_first_of(std::string_view(ends, sizeof ends)));
    m_refusedStart = isCleanUtf8(text) ? std::string(text) : std::string();
    while (true) {
        const auto lineEnd = m_buffer.find('\n', m_begin);
        const auto piece =
            std::string_view(m_buffer).substr(m_begin, lineEnd == std::string::npos ? lineEnd : lineEnd - m_begin);
        m_refusedLine += piece.substr(0, maxRecordBytes - std::min(maxRecordBytes, m_refusedLine.size()));
        if (lineEnd != std::string::npos) {
            m_end = lineEnd + 1;
            if (m_refusedLine.ends_with('\r'))
                m_refusedLine.pop_back();
            return Done{};
        }
        m_begin = m_end = m_buffer.size();
        const auto filled = fill();
        if (!filled)
            return tl::unexpected(filled.error());
        m_end = m_begin;
        if (!*filled)
            return Done{};
    }
}

} // namespace kontor
