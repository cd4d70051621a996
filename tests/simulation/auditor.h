#pragma once

#include "simulation/sometimes.h"
#include "storage/store.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor::simulation {

/// What somebody at a till meant to do, in the shop's terms.
struct Intent {
    std::string command; ///< As the commit's header will name it.
    /// What moves: by variant and location, thousandths; positive comes in.
    std::map<std::pair<RawId, RawId>, std::int64_t> stock;
    std::int64_t totalMinor = 0; ///< Of a sale or return.
    bool isOrder = false;
};

/// The reference model: what was meant and what was said to be done, in plain memory. It knows nothing of how the house works.
class Auditor
{
public:
    /// A till was told that it is done.
    void done(std::size_t till, const Committed& committed, const RawId& origin, Intent intent);
    /// A till was told nothing, or an error of the disk: it may be done or not.
    void doubtful(std::size_t till, Intent intent);
    /// This till's disk was set back: its journal holds `kept` now. What else it said is owed by the server, if it got there.
    void setBack(std::size_t till, const std::set<Bytes>& kept);
    /// What is on no disk any more, after a power cut or a restore, is gone, and nobody can have it: `held` is on some.
    void noteGone(const std::set<Bytes>& held);
    /// A second machine goes on with this till's life.
    void cloned(std::size_t till, std::size_t clone);

    /// Compares a till's journal with what it has said, after a start. Returns what is wrong, if something is.
    [[nodiscard]] std::optional<std::string> checkTill(std::size_t till, const std::filesystem::path& folder,
                                                       const RawId& terminal);
    /// Compares the server's journal and stock with what all tills have said, when everything has come in.
    [[nodiscard]] std::optional<std::string> checkServer(const Store& server, Coverage& coverage);

    [[nodiscard]] std::size_t promised() const { return m_known.size(); }
    [[nodiscard]] bool isInDoubt(std::size_t till) const
    {
        const auto doubts = m_doubtful.find(till);
        return doubts != m_doubtful.end() && !doubts->second.empty();
    }
    [[nodiscard]] bool mayFork(const RawId& origin) const { return m_mayFork.contains(origin); }
    void expectFork(const RawId& origin) { m_mayFork.insert(origin); }

private:
    struct Known {
        std::size_t till = 0;
        RawId origin;
        std::uint64_t sequence = 0;
        Intent intent;
        bool mayBeLost = false;
    };
    [[nodiscard]] bool adopt(const Bytes& hash, const RawId& origin, std::uint64_t sequence, const std::string& command,
                             std::size_t till, const std::map<std::pair<RawId, RawId>, std::int64_t>& moved);

    [[nodiscard]] std::string meantBy(const std::pair<RawId, RawId>& what, const Reader& shop) const;

    std::map<Bytes, Known> m_known; ///< By commit.
    std::map<std::size_t, std::deque<Intent>> m_doubtful;
    std::map<std::size_t, std::set<Bytes>> m_owed; ///< What a till's own journal has to hold.
    std::set<RawId> m_mayFork;
};

/// Commits the store makes by itself, or that founding made.
[[nodiscard]] bool isAuxiliary(const std::string& command);

} // namespace kontor::simulation
