#pragma once

#include "domain/base/result.h"

#include <string>
#include <string_view>

namespace kontor {

/// Without outer blanks (space, tab, line ends).
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// UTF-8 by RFC 3629: no overlong forms, no surrogates. protobuf refuses to read a string that is not.
[[nodiscard]] bool isUtf8(std::string_view text);

/// In Unicode's composed form (NFC): "é" is one sequence of bytes, whichever way a keyboard or a file makes it. Everything that is
/// stored or looked up goes through here, so that equal-looking codes are equal. What is not UTF-8 comes back as it is.
[[nodiscard]] std::string composed(std::string_view text);

/// At most `maxBytes` bytes of it, ended at a character; always UTF-8. For messages that quote what others sent.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t maxBytes);

/// A name or code from outside, trimmed and composed: at least one and at most `maxBytes` bytes of UTF-8 without control characters.
/// Errors: Invalid about `about`.
[[nodiscard]] Result<std::string> requiredText(std::string_view text, std::string_view about,
                                               std::size_t maxBytes = 200);
/// The same, and may be empty.
[[nodiscard]] Result<std::string> optionalText(std::string_view text, std::string_view about,
                                               std::size_t maxBytes = 200);

} // namespace kontor
