#pragma once

#include "domain/base/result.h"
#include "domain/journal/envelope.h"
#include "domain/schema/journal.pb.h"
#include "storage/journal_state.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace kontor {

/// One origin's chain as the journal holds it.
struct JournalOrigin {
    RawId origin;
    RawId terminal;
    Bytes publicKey;            ///< Empty until its begin-origin is here.
    std::uint64_t sequence = 0; ///< Of its last commit here.
    Bytes hash;                 ///< That commit's.
    std::uint64_t commits = 0;  ///< How many are here; more than `sequence` after a fork.
};

/// One commit as it is kept, with what the server said of it.
struct JournalEntry {
    SignedCommit commit; ///< Parts empty where they are not here.
    schema::Verdict verdict = schema::PENDING;
    std::optional<Bytes> acceptance; ///< Raw schema::Acceptance; absent while pending.
    std::int64_t batch = 0;          ///< The batch it was signed in, by its number in this store.
    std::uint32_t index = 0;         ///< Its place in that batch.
};

/// The journal of a data folder, for reading it as a journal: auditing, exporting, showing. Everything it answers is of the
/// moment it was opened. One thread. It may stay open for the length of an export; other processes sell on meanwhile.
class JournalRead
{
public:
    /// Errors: NotFound when there is no shop in the folder, Storage when it cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<JournalRead>> open(const std::filesystem::path& dataFolder);
    ~JournalRead();
    JournalRead(const JournalRead&) = delete;
    JournalRead& operator=(const JournalRead&) = delete;

    enum class Order { OldestFirst, NewestFirst }; ///< As the commits came to this store.
    /// Calls `visit` for each commit until it returns false.
    [[nodiscard]] Result<Done> each(Order order, const std::function<bool(const JournalEntry&)>& visit);
    /// By the first bytes of its hash, at least one. Errors: NotFound; Invalid when they fit more than one. Both about "commit".
    [[nodiscard]] Result<JournalEntry> find(BytesView hashBegin);
    /// By its place in a chain: one, or more after a fork, or none.
    [[nodiscard]] Result<std::vector<JournalEntry>> find(const RawId& origin, std::uint64_t sequence);
    [[nodiscard]] Result<std::vector<JournalOrigin>> origins();
    [[nodiscard]] Result<schema::AcceptBatch> batch(std::int64_t number);
    [[nodiscard]] Result<std::uint64_t> count();
    [[nodiscard]] Result<JournalState> state();

private:
    struct Impl;
    explicit JournalRead(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace kontor
