#include "app/ctl/demo/demo_plan.h"

#include <algorithm>
#include <random>

namespace kontor {
namespace {

constexpr std::size_t priceChanges = 20;

/// Numbers in whose order a till can be killed with some of its lines in the cart.
std::vector<std::size_t> killable(const std::vector<std::size_t>& lines, std::size_t from, std::size_t to)
{
    std::vector<std::size_t> found;
    for (std::size_t i = from; i < std::min(to, lines.size()); ++i)
        if (lines[i] > 1)
            found.push_back(i);
    return found;
}

/// The same on every machine, which the standard's distributions need not be.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_engine(seed) {}
    /// 0 up to, not including, `end`.
    std::size_t below(std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(m_engine() % end); }
    bool oneIn(std::size_t n) { return below(n) == 0; }

private:
    std::mt19937_64 m_engine;
};

void cutSomewhere(DemoPlan::Till& till, std::size_t size, Dice& dice)
{
    const auto from = dice.below(size);
    till.cuts.emplace_back(from, from + 1 + dice.below(std::max<std::size_t>(size / 2, 1)));
    // In order and apart: what overlaps is one.
    std::sort(till.cuts.begin(), till.cuts.end());
    for (std::size_t i = 1; i < till.cuts.size();) {
        auto& before = till.cuts[i - 1];
        if (till.cuts[i].first <= before.second) {
            before.second = std::max(before.second, till.cuts[i].second);
            till.cuts.erase(till.cuts.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            ++i;
        }
    }
}

void killSomewhere(DemoPlan::Till& till, const std::vector<std::size_t>& lines, std::size_t times, Dice& dice)
{
    const auto places = killable(lines, 0, lines.size());
    for (std::size_t i = 0; i < times && !places.empty(); ++i)
        till.kills.push_back(places[dice.below(places.size())]);
    std::sort(till.kills.begin(), till.kills.end());
    till.kills.erase(std::unique(till.kills.begin(), till.kills.end()), till.kills.end());
}

} // namespace

DemoPlan DemoPlan::usual(const DemoSales& sales)
{
    DemoPlan plan;
    plan.tills[0].priceChanges = priceChanges;
    const auto cut = sales.linesOf[1].size();
    plan.tills[1].cuts.emplace_back(cut / 3, cut * 2 / 3);
    const auto& lines = sales.linesOf[2];
    const auto places = killable(lines, lines.size() / 4, lines.size() * 3 / 4);
    const auto longest = std::max_element(places.begin(), places.end(),
                                          [&](std::size_t a, std::size_t b) { return lines[a] < lines[b]; });
    if (longest != places.end())
        plan.tills[2].kills.push_back(*longest);
    return plan;
}

DemoPlan DemoPlan::drawn(const DemoSales& sales, std::uint64_t seed)
{
    Dice dice(seed);
    DemoPlan plan;
    plan.tills[0].priceChanges = 1 + dice.below(2 * priceChanges);
    std::size_t all = 0;
    for (const auto& lines : sales.linesOf)
        all += lines.size();
    const auto surelyCut = dice.below(DemoShop::tills);
    const auto surelyKilled = dice.below(DemoShop::tills);
    // The server, a till, or nobody.
    const auto setBack = dice.below(2 * DemoShop::tills);
    for (std::size_t i = 0; i < DemoShop::tills; ++i) {
        auto& till = plan.tills[i];
        const auto& lines = sales.linesOf[i];
        for (auto times = dice.below(3) + (i == surelyCut ? 1 : 0); times > 0 && !lines.empty(); --times)
            cutSomewhere(till, lines.size(), dice);
        const bool isRestored = i == setBack;
        killSomewhere(till, lines,
                      std::max<std::size_t>(dice.below(3), isRestored          ? 4
                                                           : i == surelyKilled ? 1
                                                                               : 0),
                      dice);
        till.isRestored = isRestored && till.kills.size() > 1;
    }
    for (auto times = dice.below(3); times > 0; --times)
        plan.server.kills.push_back(dice.below(all));
    std::sort(plan.server.kills.begin(), plan.server.kills.end());
    if (setBack >= DemoShop::tills && setBack < DemoShop::tills + 2 && all > 2) {
        plan.server.backupAt = dice.below(all - 1);
        plan.server.restoredAt = *plan.server.backupAt + 1 + dice.below(all - 1 - *plan.server.backupAt);
    }
    return plan;
}

} // namespace kontor
