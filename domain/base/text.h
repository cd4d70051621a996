#pragma once

#include "domain/base/result.h"

#include <string>
#include <string_view>

namespace kontor {

/// Without outer blanks (space, tab, line ends).
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// UTF-8 by RFC 3629: no overlong forms, no surrogates. protobuf refuses to read a string that is not.
[[nodiscard]] bool isUtf8(std::string_view text);

/// A name or code from outside, trimmed: at least one and at most `maxBytes` bytes of UTF-8 without control characters.
/// Errors: Invalid about `about`.
[[nodiscard]] Result<std::string> requiredText(std::string_view text, std::string_view about,
                                               std::size_t maxBytes = 200);
/// The same, and may be empty.
[[nodiscard]] Result<std::string> optionalText(std::string_view text, std::string_view about,
                                               std::size_t maxBytes = 200);

} // namespace kontor
