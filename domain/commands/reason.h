#pragma once

#include "domain/schema/journal.pb.h"

#include <cstddef>
#include <string_view>

namespace kontor {

/// What an acceptance says of one commit at most: it travels to every terminal and is kept for ever, and what it quotes comes from
/// whoever made the commit.
inline constexpr std::size_t maxReasons = 32;
inline constexpr std::size_t maxReasonTextBytes = 200; ///< Of the subject, and of the detail; what is longer is cut.

[[nodiscard]] schema::Reason makeReason(schema::Reason::Code code, std::string_view subject, std::string_view detail);

} // namespace kontor
