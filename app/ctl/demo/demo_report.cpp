#include "app/ctl/demo/demo_report.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kontor {
namespace {

/// The value that so many of a hundred do not exceed; 0 of none. Nearest rank.
std::int64_t percentile(std::vector<std::int64_t> values, std::size_t percent)
{
    if (values.empty())
        return 0;
    const auto rank = std::max<std::size_t>(1, (values.size() * percent + 99) / 100);
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank - 1), values.end());
    return values[rank - 1];
}

std::string milliseconds(std::int64_t us)
{
    return fmt::format("{}.{:02}", us / 1000, us % 1000 / 10);
}

std::string money(std::int64_t minor)
{
    MonthTotals totals;
    totals.revenueMinor = minor;
    return totals.revenue();
}

/// A till's own part, by the server's tables.
ShopFigures::PerTill partOf(const DemoResult& result, std::size_t till)
{
    const auto& tills = result.stores.front().tills;
    const auto found = tills.find(result.stores[till + 1].terminal);
    return found == tills.end() ? ShopFigures::PerTill() : found->second;
}

} // namespace

void findDifferences(DemoResult& result, std::vector<std::string> refused)
{
    result.differences = differences(result.ofFile, result.stores);
    std::move(refused.begin(), refused.end(), std::back_inserter(result.differences));
    bool cut = false;
    bool killed = false;
    std::int64_t pricesChanged = 0;
    for (const auto& story : result.stories) {
        for (const auto waited : story.waitedWhileCut)
            cut = cut || waited > 0;
        pricesChanged += story.pricesChanged;
        for (const auto& kill : story.kills) {
            killed = killed || kill.cartLines > 0;
            // A backup has the cart of its own moment.
            if (!kill.wasRestored && kill.cartLines != kill.linesAfter)
                result.differences.push_back(fmt::format("a till was killed with {} lines in its cart and found {}",
                                                         kill.cartLines, kill.linesAfter.value_or(0)));
        }
    }
    if (!cut)
        result.differences.emplace_back("no till worked while it was cut off: the file is too short");
    if (!killed)
        result.differences.emplace_back("no till was killed in mid-sale: the file is too short");
    if (pricesChanged == 0 && !result.seed) // A till that is killed tells of those since only.
        result.differences.emplace_back("no price was changed: the file is too short");
}

void printTable(const DemoResult& result)
{
    fmt::print("{:<8} {:>7} {:>7} {:>12} {:>9}  {:>16}  {:>18}\n", "", "orders", "returns", "revenue", "movements",
               "commit p50/p99 ms", "sync lag p50/p99 ms");
    for (std::size_t till = 0; till < DemoShop::tills; ++till) {
        const auto part = partOf(result, till);
        const auto& story = result.stories[till];
        fmt::print("{:<8} {:>7} {:>7} {:>12} {:>9}  {:>8} {:>8}  {:>9} {:>9}\n", result.stores[till + 1].name,
                   part.orders, part.returns, money(part.revenueMinor), part.movements,
                   milliseconds(percentile(story.commitUs, 50)), milliseconds(percentile(story.commitUs, 99)),
                   milliseconds(percentile(story.lagUs, 50)), milliseconds(percentile(story.lagUs, 99)));
    }
    fmt::print("\n");
    for (std::size_t till = 0; till < DemoShop::tills; ++till) {
        const auto& story = result.stories[till];
        const auto& name = result.stores[till + 1].name;
        if (story.pricesChanged > 0)
            fmt::print("{} changed {} prices meanwhile.\n", name, story.pricesChanged);
        for (const auto waited : story.waitedWhileCut)
            fmt::print("{} was cut off; {} commits waited when the network came back.\n", name, waited);
        for (const auto& kill : story.kills)
            fmt::print("{} was killed with {} lines in its cart{}, and went on after {} numbers with {}.\n", name,
                       kill.cartLines, kill.wasRestored ? " and restored from a backup" : "", kill.numbersDone,
                       kill.linesAfter.value_or(0));
    }
    if (result.server.kills > 0)
        fmt::print("The server was killed {} times{}.\n", result.server.kills,
                   result.server.wasRestored ? " and once restored from a backup" : "");
    fmt::print("\n{:<8} {:>7} {:>8} {:>8} {:>13} {:>12}  {:<12} {:>7}\n", "", "lines", "units", "invoices",
               "cancellations", "revenue", "digest", "commits");
    const auto print = [](const std::string& name, const MonthTotals& totals, const std::string& rest) {
        fmt::print("{:<8} {:>7} {:>8} {:>8} {:>13} {:>12}  {}\n", name, totals.lines, totals.units, totals.invoices,
                   totals.cancellations, totals.revenue(), rest);
    };
    print("file", result.ofFile, "");
    for (const auto& store : result.stores)
        print(store.name, store.totals, fmt::format("{:<12} {:>7}", hex(store.digest).substr(0, 12), store.commits));
    fmt::print("\n");
    for (const auto& difference : result.differences)
        fmt::print("DIFFERS: {}\n", difference);
    if (result.differences.empty())
        fmt::print("All equal, nothing refused, every chain verifies. {}.{} s\n", result.elapsedMs / 1000,
                   result.elapsedMs % 1000 / 100);
}

nlohmann::ordered_json toJson(const DemoResult& result)
{
    const auto& totals = result.stores.front().totals;
    nlohmann::ordered_json json{{"lines", totals.lines},
                                {"units", totals.units},
                                {"invoices", totals.invoices},
                                {"cancellations", totals.cancellations},
                                {"revenue", totals.revenue()}};
    json["ok"] = result.differences.empty();
    json["differences"] = result.differences;
    json["file"] = {{"lines", result.ofFile.lines},
                    {"units", result.ofFile.units},
                    {"invoices", result.ofFile.invoices},
                    {"cancellations", result.ofFile.cancellations},
                    {"revenue", result.ofFile.revenue()}};
    json["tills"] = nlohmann::ordered_json::array();
    for (std::size_t till = 0; till < DemoShop::tills; ++till) {
        const auto part = partOf(result, till);
        const auto& story = result.stories[till];
        nlohmann::ordered_json entry{{"name", result.stores[till + 1].name},
                                     {"numbers", story.numbers},
                                     {"orders", part.orders},
                                     {"returns", part.returns},
                                     {"revenue", money(part.revenueMinor)},
                                     {"movements", part.movements},
                                     {"commit_p50_us", percentile(story.commitUs, 50)},
                                     {"commit_p99_us", percentile(story.commitUs, 99)},
                                     {"sync_lag_p50_us", percentile(story.lagUs, 50)},
                                     {"sync_lag_p99_us", percentile(story.lagUs, 99)},
                                     {"prices_changed", story.pricesChanged}};
        if (!story.waitedWhileCut.empty())
            entry["waited_while_cut"] = *std::max_element(story.waitedWhileCut.begin(), story.waitedWhileCut.end());
        if (!story.kills.empty()) {
            entry["kills"] = story.kills.size();
            entry["killed_with_cart_lines"] = story.kills.front().cartLines;
            entry["went_on_with_cart_lines"] = story.kills.front().linesAfter.value_or(0);
            entry["restored"] = story.kills.back().wasRestored;
        }
        json["tills"].push_back(std::move(entry));
    }
    json["server"] = {{"kills", result.server.kills}, {"restored", result.server.wasRestored}};
    if (result.seed)
        json["seed"] = *result.seed;
    json["stores"] = nlohmann::ordered_json::array();
    for (const auto& store : result.stores) {
        json["stores"].push_back({{"name", store.name},
                                  {"lines", store.totals.lines},
                                  {"units", store.totals.units},
                                  {"invoices", store.totals.invoices},
                                  {"cancellations", store.totals.cancellations},
                                  {"revenue", store.totals.revenue()},
                                  {"digest", hex(store.digest)},
                                  {"commits_verified", store.commits},
                                  {"pending", store.pending}});
    }
    json["elapsed_ms"] = result.elapsedMs;
    return json;
}

} // namespace kontor
