#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace kontor {

/// Why lines of a file did not go in, by their number (the header being line 1).
using RefusedLines = std::map<std::uint64_t, std::string>;

/// Writes those lines of `file` to `into`, as they stand there, with the column "reason" behind (or in it, where there is one), for
/// somebody to mend and to import again. A line with too many or too few fields keeps them, so that it is refused again until it is
/// mended; bytes that are no text become "�", which every import refuses.
///
/// The file is read once more for it, so that nobody has to keep what was refused.
/// Errors: Storage about either file; Conflict about `into` when it is `file`.
[[nodiscard]] Result<Done> writeRefusedLines(const std::filesystem::path& file, const RefusedLines& refused,
                                             const std::filesystem::path& into);

/// True for text in which bytes were lost on the way: it holds U+FFFD.
[[nodiscard]] bool hasLostCharacters(std::string_view text);

} // namespace kontor
