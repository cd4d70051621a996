#include "app/ctl/quote/quote_writer.h"
#include "app/ctl/replay_orders.h"
#include "app/ctl/verbs/verb.h"
#include "domain/orders/reprice.h"
#include "storage/order_replay.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace kontor {
namespace {

struct ReplayOptions {
    std::string data;
    std::string receipt;
    std::uint64_t show = 20;
    bool json = false;
};

Result<Done> replay(const ReplayOptions& options)
{
    const auto report = replayOrders(options.data, options.show);
    if (!report)
        return tl::unexpected(report.error());
    if (options.json) {
        auto found = nlohmann::ordered_json::array();
        for (const auto& one : report->found)
            found.push_back({{"receipt", one.receipt}, {"what", one.what}, {"detail", one.detail}});
        fmt::print("{}\n", nlohmann::ordered_json({{"orders", report->orders},
                                                   {"compacted", report->compacted},
                                                   {"differences", report->differences},
                                                   {"orders_per_s", report->ordersPerSecond()},
                                                   {"found", found}})
                               .dump(2));
    } else {
        fmt::print("{} orders priced again, {} orders/s, {} differences\n", report->orders, report->ordersPerSecond(),
                   report->differences);
        if (report->compacted > 0)
            fmt::print("{} of them came compacted in a base: priced as the shop was just before each\n",
                       report->compacted);
        for (const auto& one : report->found)
            fmt::print("{}: {}: {}\n", one.receipt, one.what, one.detail);
    }
    if (report->differences > 0)
        return fail(Error::Kind::Conflict, "orders",
                    std::to_string(report->differences) + " do not come to what they were sold for");
    return Done{};
}

/// The engine knows lines by number and taxes by id; who reads it, by SKU and name.
void nameForPeople(const StoredOrder& order, const std::vector<LineCharge>& charges, QuoteRequest& request)
{
    std::vector<const schema::OrderLine*> lines;
    for (const auto& line : order.lines)
        if (!line.has_gift_of())
            lines.push_back(&line);
    std::sort(lines.begin(), lines.end(), [](const auto* a, const auto* b) { return a->ordinal() < b->ordinal(); });
    for (auto& item : request.cart.items) // Numbered from 1 in the order's order.
        if (const auto number = std::stoul(item.id); number <= lines.size() && !lines[number - 1]->sku().empty())
            item.id += " " + lines[number - 1]->sku();
    std::map<std::string, std::string> names;
    for (const auto& line : charges)
        for (const auto& charge : line.taxes)
            names[charge.tax->rule.id] = charge.tax->name;
    for (auto& tax : request.cart.taxes)
        if (const auto name = names.find(tax.id); name != names.end() && !name->second.empty())
            tax.id = name->second;
}

Result<Done> explain(const ReplayOptions& options)
{
    const auto orders = OrderReplay::open(options.data);
    if (!orders)
        return tl::unexpected(orders.error());
    std::optional<Error> error;
    std::uint64_t shown = 0;
    const auto read = (*orders)->withReceipt(options.receipt, [&](const OrderReplay::Item& item) {
        const auto stored = readStoredOrder(item.now, item.order);
        if (!stored) {
            error = stored.error();
            return false;
        }
        auto quote = repriceOrder(item.asTheAuthorSaw, *stored);
        if (!quote) {
            error = quote.error();
            return false;
        }
        // An exchange for goods without their receipt has two: what goes out, and what comes back.
        const ShopQuote* const parts[] = {&*quote, quote->comesBack.get()};
        for (const ShopQuote* part : parts) {
            if (part == nullptr)
                continue;
            auto request = part->request;
            nameForPeople(*stored, quote->lines, request);
            std::string line;
            appendQuote(line, request, part->quote);
            fmt::print("{}\n", line);
        }
        ++shown;
        return true;
    });
    if (!read)
        return read;
    if (error)
        return tl::unexpected(*error);
    if (shown == 0)
        return fail(Error::Kind::NotFound, "order", "there is no receipt '" + options.receipt + "'");
    return Done{};
}

} // namespace

void addReplayVerbs(CLI::App& app, Chosen& chosen)
{
    VerbOptions<ReplayOptions> replay_(
        app, "replay",
        "Price every stored order again by the prices, taxes and promotions of its day (exit 1: differences)");
    addDataOption(*replay_.app, replay_->data);
    replay_.app->add_option("--show", replay_->show, "How many differences to print (default: 20)");
    replay_.app->add_flag("--json", replay_->json, "As JSON");
    replay_.runs(chosen, replay);

    VerbOptions<ReplayOptions> explain_(app, "explain", "Why an order came to what it did: its quote with the trace");
    addDataOption(*explain_.app, explain_->data);
    explain_.app->add_option("RECEIPT", explain_->receipt, "As printed")->required();
    explain_.app->add_flag("--json", explain_->json, "As JSON, which it always is");
    explain_.runs(chosen, explain);
}

} // namespace kontor
