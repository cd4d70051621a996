#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace kontor::bench {

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::string target; ///< As the issue states it, for people.
};

/// A group of figures measured together.
struct Bench {
    std::vector<std::string> names; ///< Of its figures: what the command line chooses by.
    std::function<std::vector<Figure>(const std::filesystem::path& emptyFolder)> run;
};

[[nodiscard]] Bench saleCommit();
[[nodiscard]] Bench importRatio();
/// The whole year of online retail; says that it is skipped where the file is not there.
[[nodiscard]] Bench importYear();
[[nodiscard]] Bench propagate();
[[nodiscard]] Bench sync100k();
[[nodiscard]] Bench priceQuotes();
[[nodiscard]] Bench scanFiftyLines();
[[nodiscard]] Bench replayed();
/// How many orders replayed() makes and prices again; --orders says another number than 100,000.
[[nodiscard]] int& replayedOrders();
[[nodiscard]] Bench shiftClosing();
/// The same closing judged by the server.
[[nodiscard]] Bench closingReview();
[[nodiscard]] Bench returnLookup();
[[nodiscard]] Bench returnLookupImported(); ///< Where the orders came from another system.
/// Among how many orders returnLookup() looks; --orders says another number than 1,000,000.
[[nodiscard]] int& lookedUpOrders();
/// One product's level, a movement a month late with the costs after it, and reorder proposals for all, among stockMovements().
[[nodiscard]] Bench stockLedger();
/// --orders says another number than 5,000,000.
[[nodiscard]] int& stockMovements();
/// Saved segments over segmentCustomers(): opening one, and one sale that moves its customer.
[[nodiscard]] Bench customerSegments();
/// --orders says another number than 1,000,000.
[[nodiscard]] int& segmentCustomers();
[[nodiscard]] Bench digestUpdate();
[[nodiscard]] Bench wireBytes();
[[nodiscard]] Bench waiting1000();
[[nodiscard]] Bench rejoin();
/// The desktop on the shop in benchShop(), which is made if it is not there; --shop names another.
[[nodiscard]] Bench desktop();
[[nodiscard]] std::string& benchShop();
[[nodiscard]] Bench bootstrap();
/// How many orders the shop of bootstrap() has; --orders says another number than 50,000.
[[nodiscard]] int& wantedOrders();

using Clock = std::chrono::steady_clock;

[[nodiscard]] inline double millisecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// The value below which `percent` of the samples lie (nearest rank).
[[nodiscard]] inline double percentile(std::vector<double> samples, double percent)
{
    std::sort(samples.begin(), samples.end());
    const auto rank = static_cast<std::size_t>(percent / 100.0 * static_cast<double>(samples.size() - 1) + 0.5);
    return samples[rank];
}

} // namespace kontor::bench
