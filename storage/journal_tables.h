#pragma once

#include "domain/journal/envelope.h"
#include "domain/journal/reader.h"
#include "storage/database.h"

#include <functional>
#include <optional>
#include <vector>

namespace kontor {

/// What is kept of one origin's chain.
struct Chain {
    std::int64_t ref = 0; ///< Number of the origin in this store, for small rows; never leaves it.
    RawId origin;
    RawId terminal;
    Bytes publicKey;            ///< Empty until its begin-origin is here.
    std::uint64_t sequence = 0; ///< Of its last commit here.
    Bytes hash;
    Hlc hlc;                   ///< Of the last commit's header.
    Hlc effective;             ///< Greatest effective time an acceptance gave.
    std::uint64_t receipt = 0; ///< Last number of its receipt series; only of this store's own origins.
    std::uint64_t cursor = 0;  ///< Greatest position of its commits in the server's log.
};

/// One commit as this store holds it.
struct StoredCommit {
    std::int64_t n = 0; ///< Its number in this store: the order of arrival, never leaves it.
    MergeKey key;
    schema::Verdict verdict = schema::PENDING;
    std::int64_t store = 0; ///< ScopeRef of the store whose part it has; 0: it has none.
    [[nodiscard]] bool counts() const { return verdict != schema::QUARANTINED; }
};

/// The journal's tables: the only data that cannot be made again.
namespace journal {

void create(Database& database);

[[nodiscard]] std::optional<Chain> chain(Database& database, const RawId& origin);
[[nodiscard]] std::vector<Chain> chains(Database& database);

struct StoredAcceptance {
    Bytes acceptance; ///< Raw schema::Acceptance.
    std::int64_t batch = 0;
    std::uint32_t place = 0;
};

/// Appends a commit and moves its chain's head; the origin's chain is made with commit 1 or the first that arrives. `store` as
/// DigestBook::storeOf has it.
StoredCommit append(Database& database, const SignedCommit& commit, Hlc effective, schema::Verdict verdict,
                    std::int64_t store = 0);
/// The same with its acceptance, in one statement: `parsed` is what `stored` holds.
StoredCommit append(Database& database, const SignedCommit& commit, const schema::Acceptance& parsed,
                    const StoredAcceptance& stored, std::int64_t store = 0);
/// Notes the last number of an own origin's receipt series. It is not derived from tables: a quarantined sale keeps its number.
void setReceipt(Database& database, const RawId& origin, std::uint64_t number);
/// Notes whose origin it is and the key that signs it (from its begin-origin).
void setOriginKey(Database& database, const RawId& origin, const RawId& terminal, BytesView publicKey);

[[nodiscard]] std::optional<StoredCommit> byHash(Database& database, BytesView hash);
[[nodiscard]] std::optional<StoredCommit> byNumber(Database& database, std::int64_t n);
/// Header, signature and parts; nothing when there is no such number, or it is compacted.
[[nodiscard]] std::optional<SignedCommit> load(Database& database, std::int64_t n);
/// Empty when there is no such number, or it is damaged on disk.
[[nodiscard]] schema::Header header(Database& database, std::int64_t n);
/// For a journal that an older program wrote, and whenever the tables are made again.
void setStore(Database& database, std::int64_t n, std::int64_t store);
/// The parts of a commit that are here, by their place; nothing in place of one that is damaged on disk.
void eachPart(Database& database, std::int64_t n,
              const std::function<void(std::size_t place, const std::optional<Bytes>& bytes)>& visit);
[[nodiscard]] std::vector<schema::Change> changes(Database& database, std::int64_t n);
/// A commit that came compacted in a base has neither header nor signature nor parts here: load() finds nothing.
[[nodiscard]] bool isCompacted(Database& database, std::int64_t n);
/// Whether each part that its header names is here and has the hash it says. Of a damaged or compacted one: no.
[[nodiscard]] bool hasAllParts(Database& database, std::int64_t n);
void makeWhole(Database& database, std::int64_t n, BytesView header, BytesView signature);
void addPart(Database& database, std::int64_t n, std::size_t place, BytesView part);
void dropPart(Database& database, std::int64_t n, std::size_t place);

[[nodiscard]] std::int64_t appendBatch(Database& database, const schema::AcceptBatch& batch);
/// Fills in a batch that was appended empty, since its signature comes last.
void setBatch(Database& database, std::int64_t id, const schema::AcceptBatch& batch);
[[nodiscard]] schema::AcceptBatch batch(Database& database, std::int64_t id);
[[nodiscard]] std::optional<StoredAcceptance> acceptance(Database& database, std::int64_t n);
/// Notes the acceptance with its commit; the rows are the applier's.
void setAcceptance(Database& database, std::int64_t n, const schema::Acceptance& parsed,
                   const StoredAcceptance& stored);
/// The commit is pending again; its place in effect stays.
void dropAcceptance(Database& database, std::int64_t n);

[[nodiscard]] schema::Cursor lastCursor(Database& database);
/// The greatest position in the server's log of a commit that is not this origin's; 0 when there is none.
[[nodiscard]] std::uint64_t lastCursorOfOthers(Database& database, const RawId& origin);
/// On the server: the greatest effective time in its log up to a cursor. Effective times do not grow with the cursor, since a
/// till brings its morning in the evening; so each cursor at which the greatest one grew is noted.
void noteHigh(Database& database, std::uint64_t cursor, Hlc effective);
[[nodiscard]] Hlc highAt(Database& database, std::uint64_t cursor);
/// Names the key whose commits are sent after all others', in `meta`; mostly absent.
inline constexpr const char* lastKey = "key.last";
/// Numbers of commits without an acceptance, in the order they were made here; see `lastKey`.
[[nodiscard]] std::vector<std::int64_t> pending(Database& database, std::size_t limit);

[[nodiscard]] std::optional<Bytes> meta(Database& database, const std::string& key);
void setMeta(Database& database, const std::string& key, BytesView value);
void dropMeta(Database& database, const std::string& key);

} // namespace journal
} // namespace kontor
