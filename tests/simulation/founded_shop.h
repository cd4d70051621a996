#pragma once

#include "simulation/dice.h"
#include "storage/store.h"

#include <filesystem>
#include <vector>

namespace kontor::simulation {

/// Where a run's folders lie: in memory where the machine has such a place.
[[nodiscard]] std::filesystem::path scratchFolder();

/// The folders of one machine below a run's folder.
[[nodiscard]] inline std::filesystem::path shopOf(const std::filesystem::path& machine)
{
    return machine / "shop";
}
[[nodiscard]] inline std::filesystem::path keyOf(const std::filesystem::path& machine)
{
    return machine / "shop.key";
}

/// A shop of two stores that has just been founded: two tills in the first, two in the second, a back office of both, a server that
/// has adopted it; all have pulled once. Made once a process and copied for each run, since founding takes longer than a short run.
struct FoundedShop {
    static constexpr std::size_t terminals = 5;
    static constexpr std::size_t foundingCommits = 18; ///< Of the server's log.
    static constexpr std::uint64_t endMs = 60'000;     ///< Virtual time at which it is ready.
    /// Virtual time 0.
    static constexpr std::int64_t epochMs = 1'795'000'000'000LL;

    Id<schema::Organisation> organisation;
    Id<schema::Store> stores[2];
    Id<schema::Terminal> server;
    Id<schema::Terminal> terminal[terminals];
    Id<schema::Staff> administrator;
    Id<schema::Staff> cashier; ///< Whose role changes.
    Id<schema::Role> roles[2]; ///< With and without the right to change prices.
    std::vector<Id<schema::Variant>> variants;
    std::vector<Id<schema::Product>> products;
    std::vector<Id<schema::Category>> categories;
    Bytes pepper;
    Bytes serverKey;

    /// The one of this process, in a folder that goes with it.
    [[nodiscard]] static const FoundedShop& instance();
    /// Copies machine `index` (terminals: the server's) to `machine`.
    void copyTo(const std::filesystem::path& machine, std::size_t index) const;
    /// A data folder of nobody, with its tables.
    void copyEmptyTo(const std::filesystem::path& folder) const;

private:
    explicit FoundedShop(std::filesystem::path folder);
    [[nodiscard]] std::filesystem::path machine(std::size_t index) const;
    std::filesystem::path m_folder;
};

} // namespace kontor::simulation
