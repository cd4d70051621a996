#pragma once

#include "storage/core.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace kontor::scopes {

/// Whether parts of this scope are kept here: the organisation's and the own store's; on a server and in a back office of all
/// stores everybody's.
[[nodiscard]] bool follows(const StoreIdentity& identity, const RawId& scope);
/// Whether a plain part of a scope that is followed is left out. One of a person may have been erased.
[[nodiscard]] bool lacksParts(const StoreIdentity& identity, const SignedCommit& commit);

/// Takes out of a pulled commit the parts that are none of this terminal's business, whatever the server sent. What the terminal
/// made itself, in this life or an earlier one, it keeps whole.
void keepFollowed(Core& core, SignedCommit& commit);

/// Adds to a commit that is here the parts that `commit` has and the journal has not, as when its store is followed now and was
/// not before, or the commit came compacted in a base. Returns their changes, to be applied; all of this is idempotent.
[[nodiscard]] std::vector<schema::Change> fillIn(Database& database, const StoredCommit& known,
                                                 const SignedCommit& commit);

/// Whether these changes write this terminal's own row.
[[nodiscard]] bool nameThisTerminal(const Core& core, const std::vector<schema::Change>& changes);
/// When this terminal's row names another store than it followed: it starts a new origin and forgets what others made in the
/// store it leaves (parts and rows; headers stay). Inside the writer's transaction; takes about 10 us a row that goes.
void followOwnRow(Core& core);
[[nodiscard]] bool saysForked(const schema::Acceptance& acceptance);
/// When the server took this own commit for a fork's branch: what the other folder had sent first was passed over here as this
/// terminal's own (LogQuery::ownByPush), so the next page's end goes back to where both part. Inside the writer's transaction.
void goBackToFork(Core& core, const StoredCommit& branch);
/// When a commit of this life comes that a copy of the folder made: what that one sent before was passed over here as this terminal's own
/// (LogQuery::ownByPush). So if any before it is missing, or it comes out of turn (not `inPage`, to mend rows), the next page's end goes
/// back to the last that both have. Inside the writer's transaction.
void goBackToCopy(Core& core, const MergeKey& key, bool inPage);
/// When commit `n`, accepted at `known`, comes again on a page of another epoch: had a restored server lost it, and is it this
/// terminal's move, what was sent in between was for the store it had left. So the next pull begins at the log's start, once an epoch.
/// Inside the writer's transaction.
void goBackToMove(Core& core, std::int64_t n, const schema::Cursor& known, std::uint64_t epoch);
/// Whether the restored server had lost the commit that says which store this terminal belongs to, and it has not come again since.
[[nodiscard]] bool isMoveUnheard(Core& core);
/// In Core::seenFrom: the headers of this terminal say what they said until its move has come again, however far the log goes; else the
/// server would judge what it makes in its new store as work of the old one.
inline constexpr std::uint64_t untilMoveIsHeard = std::numeric_limits<std::int64_t>::max();
/// At a page's end: after a move the next pull begins at the log's start, so that the new store's past comes in; after a fork where
/// both parted. What the author has seen stays what headers say until it is here (Core::seenFrom).
void goBackIfMoved(Core& core);

} // namespace kontor::scopes
