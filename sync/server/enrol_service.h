#pragma once

#include "storage/store.h"
#include "sync/protocol/call_gate.h"
#include "sync/protocol/request.h"
#include "sync/server/admission.h"
#include "sync/server/enrolments.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace kontor {

/// Lets new terminals in, and an empty server take an organisation. Both end in commits; sending a request again whose reply got
/// lost gives the same reply. Used from the service's thread only.
class EnrolService
{
public:
    using Answer = std::function<void(SyncReply)>;
    using Post = std::function<void(std::function<void()>)>;

    EnrolService(Store& store, const Judge& judge, std::filesystem::path dataFolder, const World& world, Post post);

    void enrol(const SyncRequest& request, std::uint64_t nowMs, const Answer& answer);
    /// Answers who knows a one-time code, sealed for them.
    [[nodiscard]] SyncReply redeem(const SyncRequest& request, std::uint64_t nowMs);
    void adopt(const SyncRequest& request, std::uint64_t nowMs, const Answer& answer);
    /// Deletes expired enrolments.
    void sweep();

private:
    /// The refusal of an address that was wrong too often.
    [[nodiscard]] std::optional<SyncReply> refuseGuessing(const std::string& peer, std::uint64_t nowMs);
    [[nodiscard]] SyncReply refuse(const Error& error, const std::string& peer, std::uint64_t nowMs);
    void answerFor(const Bytes& publicKey, const Answer& answer) const;

    Store& m_store;
    const Judge& m_judge;
    const World& m_world;
    Post m_post;
    Enrolments m_enrolments;
    AttemptLimit m_attempts;
    CallGate m_gate; ///< Last, so that it waits first.
};

} // namespace kontor
