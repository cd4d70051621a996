#pragma once

#include "domain/schema/journal.pb.h"
#include "storage/database.h"

#include <cstddef>
#include <vector>

namespace kontor {

/// One place of the server's log as a terminal holds it: two logs with the same acceptance at one place are the same up to there.
struct LogMark {
    schema::Cursor cursor;
    Bytes acceptance; ///< BLAKE2b-256 of its raw bytes.
};

namespace log_marks {

inline constexpr std::size_t most = 64;

/// Of the epoch this terminal follows: the greatest place it holds, and others ever further in front of it (1, 2, 4, … places), the
/// first one last; `limit` in all. Empty where it holds none. Reads one row each.
[[nodiscard]] std::vector<LogMark> held(Database& database, std::size_t limit);

} // namespace log_marks
} // namespace kontor
