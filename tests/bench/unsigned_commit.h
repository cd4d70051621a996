#pragma once

#include "domain/base/crypto.h"
#include "domain/journal/envelope.h"
#include "storage/applier.h"

#include <cstdint>

namespace kontor::bench {

/// Appends and applies a commit of one part of a store's, unsigned: what is measured begins behind the signature. Within a transaction.
inline void writeUnsigned(Database& database, Applier& applier, const RawId& origin, const RawId& store,
                          std::uint64_t sequence, const schema::Part& part)
{
    SignedCommit commit;
    commit.parts = {part.SerializeAsString()};
    commit.header.set_origin(origin.string());
    commit.header.set_sequence(sequence);
    commit.header.set_hlc_ms(sequence);
    commit.header.add_part()->set_scope(store.string());
    commit.headerBytes = commit.header.SerializeAsString();
    commit.hash = blake2b256(commit.headerBytes);
    applier.apply(journal::append(database, commit, commit.hlc(), schema::PENDING, applier.storeOf(commit.header)),
                  *changesOf(commit));
    applier.finish();
}

} // namespace kontor::bench
