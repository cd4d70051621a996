#pragma once

#include "app/ctl/demo/demo_shop.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace kontor {

/// What a month with a file of sales has in it.
struct DemoSales {
    /// Of each till's share, number by number: how many lines its order has.
    std::array<std::vector<std::size_t>, DemoShop::tills> linesOf;
};

/// What happens to the machines of the demo, and when. Places in a till's share are counted in numbers of it.
struct DemoPlan {
    struct Till {
        std::vector<std::pair<std::size_t, std::size_t>> cuts; ///< The network is gone from the first up to the second.
        std::vector<std::size_t> kills;                        ///< In the middle of these sales, rising.
        bool isRestored = false; ///< A backup is made at the first kill and put back at the last; there are two then.
        std::size_t priceChanges = 0;
    };
    struct Server {
        std::vector<std::size_t> kills;        ///< After so many commits of all tills, rising.
        std::optional<std::size_t> backupAt;   ///< After so many commits …
        std::optional<std::size_t> restoredAt; ///< … and put back after so many.
    };
    std::array<Till, DemoShop::tills> tills;
    Server server;

    /// Till 1 changes prices, till 2 is cut off for a third of its share, till 3 is killed in the longest sale of its middle half.
    [[nodiscard]] static DemoPlan usual(const DemoSales& sales);
    /// Who is cut off, killed and restored, and when, as `seed` decides: somebody is cut off and somebody killed in each, as far
    /// as the file has sales of two lines. At most one machine is set back: what two hold that were set back is gone.
    [[nodiscard]] static DemoPlan drawn(const DemoSales& sales, std::uint64_t seed);
};

} // namespace kontor
