#include "app/ctl/replay_orders.h"

#include "domain/commands/order_review.h"
#include "domain/orders/reprice.h"
#include "domain/pricing/engine.h"
#include "storage/order_replay.h"

#include <chrono>

namespace kontor {

Result<ReplayReport> replayOrders(const std::filesystem::path& dataFolder, std::uint64_t mostFound)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto orders = OrderReplay::open(dataFolder);
    if (!orders)
        return tl::unexpected(orders.error());
    ReplayReport report;
    const auto read = (*orders)->each([&](const OrderReplay::Item& item) {
        auto stored = readStoredOrder(item.now, item.order);
        if (!stored)
            return true;
        ++report.orders;
        report.compacted += item.isCompacted ? 1U : 0U;
        if (engineOf(stored->order.engine()) != pricingEngine) {
            ++report.ofOtherEngines;
            return true;
        }
        SaleFacts facts;
        facts.payments = item.now.where<schema::Payment>(schema::Payment::kOrderFieldNumber, item.order.bytes());
        facts.roundings =
            item.now.where<schema::CashRounding>(schema::CashRounding::kOrderFieldNumber, item.order.bytes());
        facts.lines = std::move(stored->lines);
        facts.taxes = std::move(stored->taxes);
        facts.discounts = std::move(stored->discounts);
        facts.uses = std::move(stored->uses);
        const auto receipt = stored->order.receipt();
        facts.orders.push_back(std::move(stored->order));
        for (const auto& reason : recomputeOrders(item.asTheAuthorSaw, item.origin, facts)) {
            ++report.differences;
            if (report.found.size() < mostFound)
                report.found.push_back({receipt, reason.subject(), reason.detail()});
        }
        return true;
    });
    if (!read)
        return tl::unexpected(read.error());
    report.milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count();
    return report;
}

} // namespace kontor
