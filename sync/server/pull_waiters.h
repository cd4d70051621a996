#pragma once

#include "domain/base/id.h"
#include "domain/schema/identity.pb.h"
#include "domain/schema/settings.pb.h"
#include "sync/protocol/request.h"

#include <cstdint>
#include <functional>
#include <list>
#include <optional>

namespace kontor {

/// Pulls that hang until there is something for them, or their time is over. There is at most one per connection, and the
/// server bounds those. Used from the service's thread only.
class PullWaiters
{
public:
    using Answer = std::function<void(SyncReply)>;
    struct Pull {
        std::uint64_t after = 0;
        std::size_t maxCommits = 0;
        std::size_t maxBytes = 0;
        Id<schema::Terminal> terminal;
        Id<schema::Store> store;
        RawId origin; ///< The present life of the terminal.
        bool ownByPush = false;
        std::uint64_t untilMs = 0;
        Answer answer;
    };
    /// Makes the page of a pull; nothing when there is nothing for it and `evenIfEmpty` is not set. It may move the pull behind
    /// what is nothing for it, so that this is not looked at again.
    using MakePage = std::function<std::optional<SyncReply>(Pull& pull, bool evenIfEmpty)>;

    explicit PullWaiters(MakePage makePage) : m_makePage(std::move(makePage)) {}

    /// Answers at once when there is something, else keeps it.
    void add(Pull pull, std::uint64_t nowMs);
    /// The log grew.
    void wake();
    /// Answers those of terminals for which there is a refusal now.
    void refuse(const std::function<std::optional<SyncReply>(Id<schema::Terminal>)>& why);
    /// Answers those whose time is over.
    void tick(std::uint64_t nowMs);
    [[nodiscard]] std::size_t count() const { return m_waiting.size(); }

private:
    MakePage m_makePage;
    std::list<Pull> m_waiting;
};

} // namespace kontor
