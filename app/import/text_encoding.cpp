#include "app/import/text_encoding.h"

#include "app/import/byte_source.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace kontor {
namespace {

using Byte = unsigned char;

/// 0x80 to 0x9F of Windows-1252; 0: no character. From 0xA0 on it is Latin-1.
constexpr std::array<std::uint16_t, 32> windowsUpper{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

unsigned windowsCharacter(Byte byte)
{
    return byte < 0x80 || byte >= 0xA0 ? byte : windowsUpper[std::size_t(byte) - 0x80];
}

void appendUtf8(unsigned character, std::string& into)
{
    const auto put = [&](unsigned byte) { into += static_cast<char>(byte); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | (character >> 6));
        put(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        put(0xE0 | (character >> 12));
        put(0x80 | ((character >> 6) & 0x3F));
        put(0x80 | (character & 0x3F));
    } else {
        put(0xF0 | (character >> 18));
        put(0x80 | ((character >> 12) & 0x3F));
        put(0x80 | ((character >> 6) & 0x3F));
        put(0x80 | (character & 0x3F));
    }
}

/// Looks at bytes one after the other for what they may be.
class Guess
{
public:
    /// False when nothing further can change the answer.
    bool take(Byte byte)
    {
        if (m_needed > 0 && (byte & 0xC0) == 0x80) {
            if (--m_needed == 0)
                m_isUtf8 = true;
        } else {
            m_needed = byte >= 0xC2 && byte <= 0xDF   ? 1
                       : byte >= 0xE0 && byte <= 0xEF ? 2
                       : byte >= 0xF0 && byte <= 0xF4 ? 3
                                                      : 0;
        }
        if (byte >= 0x80) {
            m_isPlain = false;
            const bool capital = byte >= 0xC0 && byte <= 0xDE && byte != 0xD7;
            const bool insideWord = m_before >= 'a' && m_before <= 'z';
            if (windowsCharacter(byte) == 0 || byte == 0xFF || (capital && insideWord))
                m_isUnlikely = true;
        } else if (byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') {
            m_isUnlikely = true;
        }
        m_before = byte;
        return !m_isUtf8 && !m_isUnlikely;
    }
    [[nodiscard]] TextEncoding answer() const
    {
        return m_isPlain || m_isUtf8 || m_isUnlikely ? TextEncoding::Utf8 : TextEncoding::Windows1252;
    }

private:
    int m_needed = 0; ///< Bytes that the sequence under way still asks for.
    Byte m_before = 0;
    bool m_isPlain = true;
    bool m_isUtf8 = false;
    bool m_isUnlikely = false;
};

} // namespace

std::string_view encodingName(TextEncoding encoding)
{
    switch (encoding) {
    case TextEncoding::Utf16Little:
    case TextEncoding::Utf16Big: return "UTF-16";
    case TextEncoding::Windows1252: return "Windows-1252";
    case TextEncoding::Utf8: break;
    }
    return "UTF-8";
}

Result<TextEncoding> recogniseEncoding(ByteSource& source)
{
    std::vector<char> chunk(256 * 1024);
    Guess guess;
    for (bool first = true;; first = false) {
        const auto count = source.read(chunk);
        if (!count)
            return tl::unexpected(count.error());
        const std::string_view bytes(chunk.data(), *count);
        if (first && bytes.starts_with("\xFF\xFE"))
            return TextEncoding::Utf16Little;
        if (first && bytes.starts_with("\xFE\xFF"))
            return TextEncoding::Utf16Big;
        if (first && bytes.starts_with("\xEF\xBB\xBF"))
            return TextEncoding::Utf8;
        if (bytes.empty() ||
            !std::all_of(bytes.begin(), bytes.end(), [&](char c) { return guess.take(static_cast<Byte>(c)); }))
            return guess.answer();
    }
}

void TextDecoder::takeUnit(unsigned unit, std::string& into)
{
    constexpr unsigned lost = 0xFFFD;
    if (std::exchange(m_atBeginning, false) && unit == 0xFEFF)
        return;
    const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (m_high != 0) {
        appendUtf8(low ? 0x10000 + ((m_high - 0xD800) << 10) + (unit - 0xDC00) : lost, into);
        m_high = 0;
        if (low)
            return;
    }
    if (unit >= 0xD800 && unit <= 0xDBFF)
        m_high = unit;
    else
        appendUtf8(low ? lost : unit, into);
}

void TextDecoder::decode(std::string_view bytes, std::string& into)
{
    if (m_encoding == TextEncoding::Utf8) {
        into += bytes;
        return;
    }
    if (m_encoding == TextEncoding::Windows1252) {
        for (const char c : bytes) {
            const auto character = windowsCharacter(static_cast<Byte>(c));
            appendUtf8(character == 0 ? 0xFFFD : character, into);
        }
        return;
    }
    for (const char c : bytes) {
        m_rest += c;
        if (m_rest.size() < 2)
            continue;
        const auto a = static_cast<Byte>(m_rest[0]);
        const auto b = static_cast<Byte>(m_rest[1]);
        m_rest.clear();
        takeUnit(m_encoding == TextEncoding::Utf16Little ? unsigned(a | (b << 8)) : unsigned((a << 8) | b), into);
    }
}

void TextDecoder::finish(std::string& into)
{
    if (m_high != 0 || !m_rest.empty())
        appendUtf8(0xFFFD, into);
    m_high = 0;
    m_rest.clear();
}

} // namespace kontor
