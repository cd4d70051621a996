#pragma once

#include "domain/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace kontor {

class ByteSource;

/// How the text of a file is written.
enum class TextEncoding {
    Utf8,        ///< Or told to be nothing else: lines that are no UTF-8 are refused one by one.
    Utf16Little, ///< By its byte order mark, as spreadsheets save "Unicode text".
    Utf16Big,
    Windows1252, ///< Western European, as spreadsheets save "CSV".
};
[[nodiscard]] std::string_view encodingName(TextEncoding encoding); ///< "Windows-1252"

/// Tells it from all of the bytes: a byte order mark decides. Without one a file is Windows-1252 only where all of it fits that: it
/// has bytes above 127, none of them together are UTF-8, each is a character there, and none is an unlikely one (y with diaeresis,
/// an accented capital inside of a word), which is what bytes that were damaged look like. Reads to the end only where it must.
/// Errors: as ByteSource's.
[[nodiscard]] Result<TextEncoding> recogniseEncoding(ByteSource& source);

/// Turns bytes of an encoding into UTF-8, piece by piece; what is half a character waits for the next piece.
class TextDecoder
{
public:
    explicit TextDecoder(TextEncoding encoding) : m_encoding(encoding) {}

    /// Appends to `into`. Half a surrogate pair becomes U+FFFD, which no import takes.
    void decode(std::string_view bytes, std::string& into);
    /// At the end of the file: what still waits is no character.
    void finish(std::string& into);

private:
    void takeUnit(unsigned unit, std::string& into);

    TextEncoding m_encoding;
    std::string m_rest;        ///< Half a unit of UTF-16.
    unsigned m_high = 0;       ///< The first half of a pair.
    bool m_atBeginning = true; ///< The byte order mark is no text.
};

} // namespace kontor
