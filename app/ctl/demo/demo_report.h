#pragma once

#include "app/ctl/demo/demo_check.h"
#include "app/ctl/demo/demo_run.h"

#include <nlohmann/json_fwd.hpp>

namespace kontor {

/// Everything the demo has found out.
struct DemoResult {
    MonthTotals ofFile;
    std::vector<ShopFigures> stores; ///< The server's first, then the tills' in order.
    std::array<TillStory, DemoShop::tills> stories;
    ServerStory server;
    std::optional<std::uint64_t> seed;    ///< Of the plan; none: the usual one.
    std::vector<std::string> differences; ///< Empty: all is well.
    std::int64_t elapsedMs = 0;
};

/// Compares file, stores and stories; fills in `differences`. `refused` is refusedByServer's.
void findDifferences(DemoResult& result, std::vector<std::string> refused);

void printTable(const DemoResult& result);
[[nodiscard]] nlohmann::ordered_json toJson(const DemoResult& result);

} // namespace kontor
