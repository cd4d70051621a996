#pragma once

#include "storage/recount.h"
#include "storage/store.h"
#include "sync/protocol/call_gate.h"
#include "sync/protocol/request.h"
#include "sync/server/digest_desk.h"

#include <cstdint>
#include <functional>

namespace kontor {

/// Answers terminals whose rows are not the server's (POST /v1/digest), and looks after the server's own: counts them a minute
/// after its start and then once a day, and makes again what is not what the journal says, also what a terminal reports. Nothing
/// is ever taken over from a terminal but what it has pushed. Used from the service's thread; reads on one of its own.
class DigestService
{
public:
    using Answer = std::function<void(SyncReply)>;
    using Post = std::function<void(std::function<void()>)>;

    static constexpr std::uint64_t firstCountMs = 60'000;
    static constexpr std::uint64_t countEveryMs = 24ULL * 3600 * 1000;
    /// Terminals' reports make the server look at its rows at most so often.
    static constexpr std::uint64_t reportsEveryMs = 600'000;

    DigestService(Store& store, const World& world, Post post);
    DigestService(const DigestService&) = delete;
    DigestService& operator=(const DigestService&) = delete;

    /// `follows`: the store whose rows the terminal holds besides the organisation's; nil: all.
    void handle(const SyncRequest& request, Id<schema::Terminal> terminal, Id<schema::Store> follows,
                std::uint64_t nowMs, const Answer& answer);
    void tick(std::uint64_t nowMs);

private:
    void takeReport(Repair reported, Id<schema::Terminal> terminal, std::uint64_t nowMs, const Answer& answer);
    void checkRows(const std::vector<digest::Place>& places);

    Store& m_store;
    Post m_post;
    std::uint64_t m_countDueMs = 0;
    std::uint64_t m_reportsFromMs = 0;
    CallGate m_gate;   ///< Waits before all above goes.
    DigestDesk m_desk; ///< Ends before, and what it drops gives its passes back.
    Recounter m_recounter;
};

} // namespace kontor
