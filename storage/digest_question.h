#pragma once

#include "storage/digest.h"
#include "storage/log_marks.h"
#include "storage/store.h"

#include <vector>

namespace kontor {

/// What one store asks another to find out where they differ.
struct DigestQuestion {
    RawId scope;
    std::uint32_t type = 0; ///< 0: the sums of all types.
    std::vector<Bytes>
        bounds; ///< Row ids, rising: range i is [bounds[i], bounds[i+1]); the last may be empty: to the end.
    std::vector<RawId> rows; ///< Of `type`: asks for the commits that wrote them.
    std::size_t marks =
        0; ///< Asks a terminal for so many places of the log it holds at the most, and for nothing else.
};

struct DigestAnswer {
    struct Row {
        RawId id;
        Sum128 hash;
        friend bool operator==(const Row&, const Row&) = default;
    };
    std::uint32_t schema = 0;
    schema::Cursor at;                     ///< Of the log, when it was answered.
    std::map<std::uint32_t, RowSum> types; ///< To a question without a type.
    std::vector<RowSum> ranges;
    std::vector<Row> rows;         ///< Of all ranges together, by id, when they have few.
    bool hasRows = false;          ///< Whether `rows` is all there is.
    std::vector<LogEntry> commits; ///< To a question that names rows: as the log has them, for `store`.
    std::vector<LogMark> marks;    ///< Falling.
};

namespace digest {

inline constexpr std::size_t mostRanges = 16;
inline constexpr std::size_t mostRowsListed = 64; ///< In an answer.
inline constexpr std::size_t mostRowsNamed = 256; ///< In a question for commits, and of a search.

/// How far a store has the log: the server what it gave out, a terminal what it pulled.
[[nodiscard]] schema::Cursor placeOf(Database& database);

/// Answers from the rows, not from what is kept, except for the sums of all types. Counts each row of the asked ranges once.
/// A question with a shape no one asks (more than 16 ranges, bounds that fall) has an empty answer.
[[nodiscard]] DigestAnswer answer(Database& database, const RawId& organisation, const DigestQuestion& question);

/// Bounds that cut the rows of [from, below) into 16 ranges of about as many rows each.
[[nodiscard]] std::vector<Bytes> evenBounds(Database& database, const RawId& organisation, const DigestQuestion& within,
                                            const Bytes& from, const Bytes& below);

} // namespace digest
} // namespace kontor
