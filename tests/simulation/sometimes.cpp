#include "simulation/sometimes.h"

#include <algorithm>

namespace kontor::simulation {

std::string_view nameOf(Sometimes what)
{
    static constexpr std::array<std::string_view, static_cast<std::size_t>(Sometimes::count)> names{
        "message-lost",
        "message-repeated",
        "reply-lost-after-commit",
        "partitioned",
        "connection-refused",
        "till-crashed",
        "till-crashed-in-transaction",
        "server-crashed",
        "unsynced-pages-lost",
        "torn-write",
        "disk-error-met",
        "disk-full",
        "disk-full-sale-finished",
        "clock-years-off",
        "clock-jumped-back",
        "new-origin-by-clock",
        "till-restored",
        "till-cloned",
        "fork-seen",
        "server-restored",
        "epoch-changed",
        "gave-back",
        "conflict-row-made",
        "category-circle",
        "cycle-refused",
        "archived",
        "sold-archived-refused",
        "refunded",
        "over-returned",
        "terminal-moved",
        "key-rotated",
        "right-lost",
        "flagged",
        "quarantined",
        "poison-pushed",
        "terminal-revoked",
        "rebootstrapped-with-pending",
        "pending-after-crash",
        "sent-in-several-runs",
        "both-branches-count",
        "shift-closed",
        "transfer-differed",
        "count-closed",
        "promotion-used",
        "newer-field",
        "rebuilt-with-pending",
        "rot-mended",
        "hint-lost",
        "upgraded",
    };
    return names[static_cast<std::size_t>(what)];
}

std::size_t Coverage::reached() const
{
    return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [](std::uint64_t n) { return n > 0; }));
}

std::string Coverage::line() const
{
    std::string text = std::to_string(reached()) + " of " + std::to_string(seen.size()) + " reached";
    std::string never;
    for (std::size_t i = 0; i < seen.size(); ++i)
        if (seen[i] == 0)
            never.append(never.empty() ? "; never: " : ", ").append(nameOf(static_cast<Sometimes>(i)));
    return text + never;
}

} // namespace kontor::simulation
