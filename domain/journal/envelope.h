#pragma once

#include "domain/base/crypto.h"
#include "domain/base/hlc.h"
#include "domain/base/id.h"
#include "domain/base/result.h"
#include "domain/journal/commit.h"
#include "domain/journal/reader.h"
#include "domain/schema/journal.pb.h"

#include <optional>
#include <vector>

namespace kontor {

/// What new commits are written in, and what FORMAT.md promises of it. Those of 0, from before the promise, read alike.
inline constexpr std::uint32_t journalFormat = 1;

/// Bounds of one commit: what is larger is refused when it is made, so no peer can ever be handed it.
inline constexpr std::size_t maxCommitBytes = 1U << 20U;
inline constexpr std::size_t maxCommitChanges = 8000;
inline constexpr std::size_t maxParts = 64;
inline constexpr std::size_t maxHeaderBytes = 16U << 10U;
/// Of one field of a row: longer things are attachments and travel beside the journal. Also of fields that only a newer program
/// knows, so this number is for ever.
inline constexpr std::size_t maxFieldBytes = 64U << 10U;

/// Where a chain ends: what the next commit of the origin needs.
struct ChainHead {
    RawId origin;
    std::uint64_t sequence = 0; ///< 0 before commit 1.
    Bytes hash;                 ///< Of the last header; empty before commit 1.
    Hlc hlc;
};

/// A commit as it is kept and sent: raw bytes, and what was read from them.
struct SignedCommit {
    Bytes headerBytes;
    Bytes signature;
    std::vector<Bytes> parts; ///< Raw Part bytes in the header's order; empty where absent.
    schema::Header header;    ///< Parsed from headerBytes, for reading only.
    Bytes hash;               ///< BLAKE2b-256 of headerBytes.

    [[nodiscard]] RawId origin() const { return RawId::of(header.origin()); }
    [[nodiscard]] Hlc hlc() const { return {header.hlc_ms(), header.hlc_counter()}; }
    [[nodiscard]] schema::Envelope envelope() const;
};

/// Makes the next commit of a chain: parts by scope (plain first, then one per person), salted hashes, header, signature.
/// `seen` is the cursor the store has pulled up to. `changes` gets what changesOf would read from the result.
/// Errors: Invalid about "commit" when it is over a bound above.
[[nodiscard]] Result<SignedCommit> seal(const Commit& commit, const Context& context, const ChainHead& head, Hlc hlc,
                                        const schema::Cursor& seen, const KeyPair& key,
                                        std::vector<schema::Change>* changes = nullptr);

/// Reads an envelope from outside: shape, bounds, and that each present part has the hash its header names. Signature and
/// chain are separate, since a run is verified at its head.
/// Errors: Invalid about the part of it that is wrong.
[[nodiscard]] Result<SignedCommit> openEnvelope(const schema::Envelope& envelope);

[[nodiscard]] bool verifyCommitSignature(const SignedCommit& commit, BytesView publicKey);

/// Whether a part is left out that is nobody's personal one, which may have been erased.
[[nodiscard]] bool lacksPlainParts(const SignedCommit& commit);
/// The changes of the parts that are there, in order. Unknown types are included: they are kept for a newer program.
/// A part whose bytes do not parse is Invalid, and so is a row with a field over its bound.
[[nodiscard]] Result<std::vector<schema::Change>> changesOf(const SignedCommit& commit);

/// BLAKE2b-256 of an acceptance's bytes, and the signature of a batch of them.
[[nodiscard]] schema::AcceptBatch signBatch(const std::vector<Bytes>& acceptances, const KeyPair& server);
[[nodiscard]] bool verifyBatch(const schema::AcceptBatch& batch, BytesView serverPublicKey);
/// True when `acceptance`'s hash is entry `index` of the batch.
[[nodiscard]] bool inBatch(const schema::AcceptBatch& batch, std::size_t index, BytesView acceptance);

} // namespace kontor
