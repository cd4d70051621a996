#pragma once

#include "domain/journal/envelope.h"
#include "storage/digest_question.h"
#include "storage/store.h"

#include <vector>

namespace kontor {

/// What the client machine asks of the shop on this device. None of the calls may wait for the writer.
class SyncPort
{
public:
    virtual ~SyncPort() = default;
    [[nodiscard]] virtual StoreIdentity identity() const = 0;
    [[nodiscard]] virtual Result<SyncState> state() const = 0;
    /// Own commits without an acceptance, oldest first, of one origin.
    [[nodiscard]] virtual Result<std::vector<SignedCommit>> pending(std::size_t maxCommits,
                                                                    std::size_t maxBytes) const = 0;
    /// What the server may have lost; see Store::heldAbove.
    [[nodiscard]] virtual Result<Held> heldAbove(const LogCourse& server, const HeldPlace& from, std::size_t maxCommits,
                                                 std::size_t maxBytes) const = 0;
    /// This machine's clock, right or wrong.
    [[nodiscard]] virtual TimeUs nowUs() const = 0;
    /// With the terminal's key and requestTag.
    [[nodiscard]] virtual Bytes sign(BytesView message, WhichKey which) const = 0;
    /// Whether the server may know this terminal by a key it had before.
    [[nodiscard]] virtual bool hasFormerKey() const { return false; }
    /// Whether this store's own row names that key still, though it has another one: whoever knows the former only was never told.
    [[nodiscard]] virtual bool isKeyUntold() const { return false; }
    /// For the search of what differs from the server; these may read for a second or two, after a fault only.
    [[nodiscard]] virtual DigestAnswer answer(const DigestQuestion&) const { return {}; }
    [[nodiscard]] virtual std::vector<Bytes> evenBounds(const DigestQuestion&, const Bytes& from,
                                                        const Bytes& below) const
    {
        return {from, below};
    }
};

/// Over a store.
class StoreSyncPort final : public SyncPort
{
public:
    explicit StoreSyncPort(const Store& store) : m_store(store) {}
    [[nodiscard]] StoreIdentity identity() const override { return m_store.identity(); }
    [[nodiscard]] Result<SyncState> state() const override { return m_store.syncState(); }
    [[nodiscard]] Result<std::vector<SignedCommit>> pending(std::size_t maxCommits,
                                                            std::size_t maxBytes) const override;
    [[nodiscard]] Result<Held> heldAbove(const LogCourse& server, const HeldPlace& from, std::size_t maxCommits,
                                         std::size_t maxBytes) const override
    {
        return m_store.heldAbove(server, from, maxCommits, maxBytes);
    }
    [[nodiscard]] TimeUs nowUs() const override { return m_store.clock(); }
    [[nodiscard]] Bytes sign(BytesView message, WhichKey which) const override;
    [[nodiscard]] bool hasFormerKey() const override { return m_store.hasFormerKey(); }
    [[nodiscard]] bool isKeyUntold() const override;
    [[nodiscard]] DigestAnswer answer(const DigestQuestion& question) const override;
    [[nodiscard]] std::vector<Bytes> evenBounds(const DigestQuestion& within, const Bytes& from,
                                                const Bytes& below) const override;

private:
    const Store& m_store;
};

} // namespace kontor
