#pragma once

#include "app/ctl/demo/demo_shop.h"
#include "app/ctl/demo/plain_totals.h"
#include "domain/base/bytes.h"

#include <map>
#include <string>
#include <vector>

namespace kontor {

/// What one store's tables hold, added up row by row, and whether the store is sound.
struct ShopFigures {
    struct PerTill {
        std::uint64_t orders = 0;
        std::uint64_t returns = 0;
        std::int64_t revenueMinor = 0;
        std::uint64_t movements = 0; ///< Of its order lines and without one.
    };
    std::string name;
    MonthTotals totals;
    std::map<RawId, PerTill> tills; ///< By terminal.
    bool reportAgrees = false;      ///< What reports show (View::salesTotals) is what the rows add up to.
    std::uint64_t prices = 0;
    std::uint64_t pending = 0; ///< Commits without an acceptance.
    Bytes digest;
    std::uint64_t commits = 0; ///< Verified, in all chains.
    RawId terminal;
};

/// Reads a store that no process has open any more. Errors: of the store; a chain that does not verify is one.
[[nodiscard]] Result<ShopFigures> readFigures(const std::filesystem::path& data, std::string name);

/// Verdicts of the server's log other than accepted: "commit …: quarantined, NO_RIGHT …".
[[nodiscard]] Result<std::vector<std::string>> refusedByServer(const std::filesystem::path& serverData);

/// Everything that is not as it must be, in words; empty when all is well.
[[nodiscard]] std::vector<std::string> differences(const MonthTotals& ofFile, const std::vector<ShopFigures>& stores);

} // namespace kontor
