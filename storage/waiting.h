#pragma once

#include "storage/database.h"
#include "storage/journal_tables.h"

#include <optional>

namespace kontor::waiting {

/// Commits that a server is given back before the one in front of them: a till of another store holds what concerns all stores
/// and not what lies between. Each waits for that one, which its own terminal may bring any time later.
void create(Database& database);

struct Commit {
    schema::Envelope envelope;
    journal::StoredAcceptance acceptance; ///< Proven to be this server's.
};

/// Keeps it; of two acceptances of one commit the one with the smaller cursor.
void keep(Database& database, const SignedCommit& commit, const schema::Acceptance& parsed,
          const journal::StoredAcceptance& acceptance);
[[nodiscard]] bool isAny(Database& database);
/// One that waits for this commit, out of the table.
[[nodiscard]] std::optional<Commit> takeBehind(Database& database, BytesView hash);

} // namespace kontor::waiting
