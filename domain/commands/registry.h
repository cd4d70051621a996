#pragma once

#include "domain/base/result.h"
#include "domain/schema/identity.pb.h"

#include <span>
#include <string_view>

namespace kontor {

/// One command of this program: the name in a commit's header, what it always needs, and which kinds of rows it may write.
/// Commands of the open cart are not here: they never enter the journal.
struct CommandEntry {
    std::string_view name;
    std::span<const schema::Permission> permissions; ///< All of them. What depends on the data is review()'s.
    std::span<const std::uint32_t> writes;           ///< Numbers of the messages it may change.
    bool withoutAuthor = false;                      ///< "begin-origin", "found-organisation", "lock-out".
};

[[nodiscard]] std::span<const CommandEntry> commandRegistry();
[[nodiscard]] const CommandEntry* findCommand(std::string_view name); ///< Null for one a newer program knows.

} // namespace kontor
