#pragma once

#include "domain/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kontor {

/// Every stored order priced again by the rows of its day, as the server reviews one: what differs was computed otherwise then.
struct ReplayReport {
    struct Difference {
        std::string receipt;
        std::string what;
        std::string detail;
    };
    std::uint64_t orders = 0;
    std::uint64_t compacted = 0;      ///< Of which what their authors had seen is not known any more.
    std::uint64_t ofOtherEngines = 0; ///< Of the orders: worked out by other rules than this program has; not compared.
    std::uint64_t differences = 0;
    std::int64_t milliseconds = 0;
    std::vector<Difference> found; ///< The first of them.

    [[nodiscard]] std::uint64_t ordersPerSecond() const
    {
        return milliseconds > 0 ? orders * 1000 / static_cast<std::uint64_t>(milliseconds) : orders * 1000;
    }
};

/// Reads only. Errors: NotFound about the folder, Storage.
[[nodiscard]] Result<ReplayReport> replayOrders(const std::filesystem::path& dataFolder, std::uint64_t mostFound);

} // namespace kontor
