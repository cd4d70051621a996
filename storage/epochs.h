#pragma once

#include "storage/database.h"
#include "storage/store.h"

#include <optional>
#include <vector>

namespace kontor {

/// The epochs of the server's log: a server that was restored from a backup has lost some of it and goes on under a new number,
/// so that nobody takes the positions it hands out again for the old ones. A terminal keeps the ends it has heard of.
namespace epochs {

void create(Database& database);

/// The server's present epoch.
[[nodiscard]] std::uint64_t current(Database& database);
/// The server's present epoch and last position.
[[nodiscard]] schema::Cursor head(Database& database);
/// Ends the present epoch at `last` and begins one with a number above `above`. It takes the seconds of the clock where they are
/// greater, so that two restores from one backup do not get the same.
void begin(Database& database, std::uint64_t last, std::uint64_t above, TimeUs now);

[[nodiscard]] std::vector<EpochEnd> ends(Database& database);
[[nodiscard]] std::optional<std::uint64_t> endOf(Database& database, std::uint64_t epoch);
/// Whether everything up to a position of an epoch is here: shared, or given back since.
[[nodiscard]] bool hasAllUpTo(Database& database, const schema::Cursor& cursor);
/// Notes an end, or an earlier one than was known.
void noteEnd(Database& database, const EpochEnd& end);

[[nodiscard]] CursorCheck check(Database& database, const schema::Cursor& cursor, const std::vector<EpochEnd>& known);

} // namespace epochs

/// Whether a terminal may forget a commit for good: the server has accepted it, and its last backup holds it. One that was
/// accepted in an epoch of which no end is known here is kept. Own commits and others' alike, since any till's copy may be the
/// only one left.
[[nodiscard]] bool mayPrune(const schema::Acceptance& acceptance, const SyncState& state);

} // namespace kontor
