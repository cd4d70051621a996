#pragma once

#include "storage/store.h"

/// The own digests against the server's. Theirs are never taken over: what differs is looked for and made again from the journal.
namespace kontor::digest_compare {

/// Inside the transaction that moved the cursor to `at`, when both are at the same place: nothing is pending, and nothing of
/// one's own was accepted after `at`. Else, or when nothing was said, the last outcome stands.
void compare(Database& database, const RawId& organisation, const schema::Cursor& at, const digest::Totals& theirs);

[[nodiscard]] DigestState state(Database& database);

} // namespace kontor::digest_compare
