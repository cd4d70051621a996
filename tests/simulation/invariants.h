#pragma once

#include "simulation/machine.h"
#include "simulation/sometimes.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kontor::simulation {

/// What must hold of stores whatever happened. Each returns what is wrong, beginning with the invariant's number, or nothing.
namespace invariants {

using Wrong = std::optional<std::string>;

/// Of any store at any moment: chains, signatures and hashes (S3), tables are what the journal makes them (S2, S6, S10, S20),
/// categories without circles (S13), bounds (S19).
[[nodiscard]] Wrong always(const Store& store);
/// Of a till that has never been moved: not a byte of another store's parts (S15).
[[nodiscard]] Wrong ofScope(const Store& till);
/// What the server's log says up to the till's place in it is in the till's journal: the place is never ahead of the commits (S6, S8).
/// Of a till that follows what it always followed, has all its life and never began from a base.
[[nodiscard]] Wrong holdsItsPast(const Terminal& terminal, const Store& server);
/// Made again, the tables are what they were (S6).
[[nodiscard]] Wrong rebuilt(Store& store);
/// A new store of the same terminal that takes in the server's whole log, each origin's commits in their order but all origins mixed,
/// is what the terminal is (S6, S9); so is one that takes everything in twice.
[[nodiscard]] Wrong sameAsFold(const Terminal& terminal, const Server& server, const std::filesystem::path& scratch,
                               Dice dice);
/// A second server that takes in the same commits in the same order, at the same times and one by one, judges them alike (S17).
/// Of a server that was never set back.
[[nodiscard]] Wrong sameVerdicts(const Server& server, const FoundedShop& shop, const std::filesystem::path& scratch);
/// Money of every order adds up, and receipts of each origin that did not fork have no gap.
[[nodiscard]] Wrong ordersAddUp(const Store& store, Coverage& coverage);

} // namespace invariants

/// The server's log as everybody has seen it: dense, never another entry in a place that was given away (S5).
class LogWatch
{
public:
    [[nodiscard]] invariants::Wrong look(const Store& server, Dice& dice);
    /// The server was set back: what is above its head now is given away anew, in a new epoch.
    void setBack(std::uint64_t head);

private:
    std::vector<Bytes> m_entries; ///< At n - 1: commit and acceptance.
    bool m_wasSetBack = false;
};

/// The canonical dump, a line each.
[[nodiscard]] std::vector<std::string> dumpOf(const Store& store);
/// Where two dumps part: "they have …, not …".
[[nodiscard]] std::string difference(const std::vector<std::string>& a, const std::vector<std::string>& b);

} // namespace kontor::simulation
