#include "app/ctl/demo/demo_check.h"

#include "domain/schema/identity.pb.h"
#include "domain/schema/inventory.pb.h"
#include "domain/schema/orders.pb.h"
#include "storage/store.h"

#include <fmt/core.h>

#include <set>
#include <unordered_map>

namespace kontor {
namespace {

Result<std::unique_ptr<Store>> openClosed(const std::filesystem::path& data)
{
    StoreOptions options;
    options.directory = data;
    options.readOnly = true;
    return Store::open(std::move(options));
}

/// A movement without an order names no terminal; the origin of its commit is one's.
RawId terminalThatMade(const Reader& shop, const schema::StockMovement& movement)
{
    const auto key = shop.keyOfFact(movement, RawId::of(movement.id()));
    const auto origin = key ? shop.get(Id<schema::Origin>(key->origin)) : std::nullopt;
    return origin ? RawId::of(origin->terminal()) : RawId();
}

/// Adds up orders, lines and movements: nothing of it comes from a projection or from what a till has said.
void addUp(const Reader& shop, ShopFigures& figures)
{
    std::set<std::string> numbers;
    std::unordered_map<RawId, RawId> terminalOfOrder;
    schema::Order order;
    shop.each(order, [&] {
        auto& till = figures.tills[RawId::of(order.terminal())];
        ++till.orders;
        till.revenueMinor += order.total().minor();
        figures.totals.revenueMinor += order.total().minor();
        const bool isReturn = order.kind() == schema::RETURN;
        till.returns += isReturn ? 1 : 0;
        figures.totals.cancellations += isReturn ? 1 : 0;
        numbers.insert(order.reference());
        terminalOfOrder.emplace(RawId::of(order.id()), RawId::of(order.terminal()));
        return true;
    });
    std::int64_t thousandths = 0;
    std::unordered_map<RawId, RawId> terminalOfLine;
    schema::OrderLine line;
    shop.each(line, [&] {
        ++figures.totals.lines;
        thousandths += line.quantity();
        terminalOfLine.emplace(RawId::of(line.id()), terminalOfOrder[RawId::of(line.order())]);
        return true;
    });
    schema::StockMovement movement;
    shop.each(movement, [&] {
        if (movement.has_line()) {
            ++figures.tills[terminalOfLine[RawId::of(movement.line())]].movements;
            return true;
        }
        ++figures.totals.lines;
        thousandths += movement.quantity();
        numbers.insert(movement.reference());
        ++figures.tills[terminalThatMade(shop, movement)].movements;
        return true;
    });
    figures.totals.units = thousandths / 1000;
    figures.totals.invoices = numbers.size();
}

bool isWhatReportsShow(const View& view, const MonthTotals& totals)
{
    constexpr std::uint32_t lastDay = 99991231;
    const auto shown = view.salesTotals(0, lastDay);
    return shown.lines + shown.movements == totals.lines && shown.totalMinor == totals.revenueMinor &&
           shown.unitsThousandths + shown.movementThousandths == totals.units * 1000;
}

std::string written(const MonthTotals& totals)
{
    return fmt::format("{} lines, {} units, {} numbers, {} cancellations, {}", totals.lines, totals.units,
                       totals.invoices, totals.cancellations, totals.revenue());
}

} // namespace

Result<ShopFigures> readFigures(const std::filesystem::path& data, std::string name)
{
    const auto store = openClosed(data);
    if (!store)
        return tl::unexpected(store.error());
    ShopFigures figures;
    figures.name = std::move(name);
    figures.terminal = (*store)->identity().terminal.raw;
    {
        const auto view = (*store)->read();
        addUp(*view, figures);
        figures.reportAgrees = isWhatReportsShow(*view, figures.totals);
        figures.prices = view->count(schema::Price::default_instance());
    }
    const auto sync = (*store)->syncState();
    if (!sync)
        return tl::unexpected(sync.error());
    figures.pending = (*store)->identity().isServer ? 0 : sync->pending;
    const auto digest = (*store)->digest();
    if (!digest)
        return tl::unexpected(digest.error());
    figures.digest = *digest;
    const auto commits = (*store)->verify();
    if (!commits)
        return fail(commits.error().kind, figures.name + ", " + commits.error().about, commits.error().detail);
    figures.commits = *commits;
    return figures;
}

Result<std::vector<std::string>> refusedByServer(const std::filesystem::path& serverData)
{
    const auto store = openClosed(serverData);
    if (!store)
        return tl::unexpected(store.error());
    std::vector<std::string> found;
    LogPage page;
    do {
        auto next = (*store)->log({page.upTo.n(), 500, 8U << 20U, {}, {}, {}});
        if (!next)
            return tl::unexpected(next.error());
        page = std::move(*next);
        for (const auto& entry : page.entries) {
            schema::Acceptance acceptance;
            if (!acceptance.ParseFromString(entry.acceptance))
                return fail(Error::Kind::Storage, "server", "an acceptance in its log does not parse");
            if (acceptance.verdict() == schema::ACCEPTED)
                continue;
            auto text = fmt::format("the server's verdict on commit {} is {}", hex(acceptance.commit()).substr(0, 12),
                                    schema::Verdict_Name(acceptance.verdict()));
            for (const auto& reason : acceptance.reason())
                text += fmt::format("; {} {}: {}", schema::Reason_Code_Name(reason.code()), reason.subject(),
                                    reason.detail());
            found.push_back(std::move(text));
        }
    } while (page.more);
    return found;
}

std::vector<std::string> differences(const MonthTotals& ofFile, const std::vector<ShopFigures>& stores)
{
    std::vector<std::string> found;
    for (const auto& store : stores) {
        if (store.totals != ofFile)
            found.push_back(
                fmt::format("{} has {}, but the file {}", store.name, written(store.totals), written(ofFile)));
        if (!store.reportAgrees)
            found.push_back(fmt::format("the reports of {} show other sums than its rows", store.name));
        if (store.pending != 0)
            found.push_back(
                fmt::format("{} has {} commits that the server has not accepted", store.name, store.pending));
        if (store.digest != stores.front().digest)
            found.push_back(fmt::format("the digest of {} is not that of {}", store.name, stores.front().name));
        if (store.prices != stores.front().prices)
            found.push_back(fmt::format("{} has {} prices, {} has {}", store.name, store.prices, stores.front().name,
                                        stores.front().prices));
    }
    return found;
}

} // namespace kontor
